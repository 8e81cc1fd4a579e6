"""The address table, put together from the rooms that face people."""

from __future__ import annotations

from allauth.account import views as account
from django.http import HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

from huzhu.api.routes import api


def healthz(request) -> HttpResponse:
    """Alive and connected: answers only when the database does."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("i18n/", set_language, name="set_language"),
    path("api/v1/", api.urls),
    path("", include("huzhu.public_site.urls")),
    path("", include("huzhu.console.urls")),
]
