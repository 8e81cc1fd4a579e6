"""Logging in, failing to, and changing a password, written to the audit trail."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from huzhu.accounts.actions import note_password_changed
from huzhu.accounts.models import Account
from huzhu.audit.actions import record_act
from huzhu.kernel.actor import Actor
from huzhu.kernel.clock import now
from huzhu.kernel.scope import ROOT

UNKNOWN = "(unknown)"


def connect() -> None:
    """Called once, when the program starts."""
    user_logged_in.connect(_logged_in, dispatch_uid="huzhu.logged_in")
    user_logged_out.connect(_logged_out, dispatch_uid="huzhu.logged_out")
    user_login_failed.connect(_login_failed, dispatch_uid="huzhu.login_failed")
    password_changed.connect(_password_changed, dispatch_uid="huzhu.password_changed")


def _logged_in(sender: Any, request: HttpRequest, user: Account, **_: Any) -> None:
    _write("log_in", _actor(user, request), user.username)


def _logged_out(sender: Any, request: HttpRequest, user: Account | None, **_: Any) -> None:
    if user is not None:
        _write("log_out", _actor(user, request), user.username)


def _login_failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    """A name that no account has is not written down: people type passwords into that field."""
    typed = str(credentials.get("username") or "")
    known = Account.objects.filter(username=typed).exists()
    actor = Actor(None, "visitor", _origin(request))
    _write("fail_log_in", actor, typed if known else UNKNOWN)


def _password_changed(sender: Any, request: HttpRequest, user: Account, **_: Any) -> None:
    note_password_changed(by=_actor(user, request), at=now(), account=user)


def _write(act: str, by: Actor, username: str) -> None:
    record_act(by=by, at=now(), act=act, object_type="account", object_ref=username, org_path=ROOT)


def _actor(account: Account, request: HttpRequest | None) -> Actor:
    return Actor(account.pk, account.display_name, _origin(request), account.person_token)


def _origin(request: HttpRequest | None) -> str:
    return (request.META.get("REMOTE_ADDR") or "") if request is not None else ""
