"""How this house logs in: no self-registration, acts in the audit trail."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class LoginAdapter(DefaultAccountAdapter):
    """Accounts are made by the administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
