"""Request middleware: content security policy, and the password that must change."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:;"
    " font-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none';"
    " object-src 'none'"
)
Handler = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicyMiddleware:
    """No inline script, nothing from elsewhere. Inline style attributes stay: charts set them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class PasswordMustChangeMiddleware:
    """Outside the demo, an account with a demo or a given password changes it before all else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and _must_change(user) and not _is_allowed(request.path):
            return redirect(reverse("account_change_password"))
        return self.get_response(request)


def _must_change(user) -> bool:
    return user.must_change_password or (user.has_demo_password and not settings.DEMO)


def _is_allowed(path: str) -> bool:
    return path.startswith("/static/") or path in (
        reverse("account_change_password"),
        reverse("account_logout"),
        reverse("set_language"),
    )
