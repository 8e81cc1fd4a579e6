"""Who calls the API: a logged-in account, inside its jurisdiction, as on the screens."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja.security import SessionAuth

from huzhu.kernel.clock import civil_date, now
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.scope import acting_in
from huzhu.organisations.queries import officer_of


class OfficerSession(SessionAuth):
    """The session of the log-in page; csrf is required for writing."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = request.user
        if not user.is_authenticated or user.must_change_password:
            return None
        at = now()
        address = request.META.get("REMOTE_ADDR", "")
        return officer_of(user, on=civil_date(at), origin=f"api {address}")


def in_scope(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Runs an operation in one transaction that shows the caller's jurisdiction and no more."""

    @wraps(operation)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        officer = request.auth
        if not officer.has_business_scope:
            raise NotPermitted
        with acting_in(officer.scope):
            return operation(request, *args, **kwargs)

    return inner
