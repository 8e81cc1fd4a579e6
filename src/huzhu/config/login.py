"""How this house logs in: no self-registration, acts in the audit trail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


class LoginAdapter(DefaultAccountAdapter):
    """Accounts are made by the administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """A locked account is answered by its own page, whatever the password; it is audited."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            known = {"username": credentials.get("username", "")}
            user_login_failed.send(sender=__name__, credentials=known, request=request)
            raise ImmediateHttpResponse(respond_429(request)) from None

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        messages.success(request, _("The password was changed. Other sessions have been ended."))
        return reverse("console:todo")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The library's messages ("signed in as …") say nothing that the page does not."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One account, one count, by whichever name of this server it is tried."""
        return f"login:{credentials.get('username', '').lower()}"
