"""Making accounts and changing their passwords."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from huzhu.accounts.models import Account
from huzhu.audit.actions import record_act
from huzhu.kernel.actor import Actor
from huzhu.kernel.scope import ROOT


def create_account(
    *,
    by: Actor,
    at: datetime,
    username: str,
    display_name: str,
    person_token: str,
    password: str,
    is_demo: bool = False,
) -> Account:
    """A log-in with a given password, which its owner must change (a demo one: outside the demo).

    Writes audit; the password is never written anywhere.
    """
    return create_account_with_hash(
        by=by,
        at=at,
        username=username,
        display_name=display_name,
        person_token=person_token,
        password_hash=make_password(password),
        is_demo=is_demo,
    )


def create_account_with_hash(
    *,
    by: Actor,
    at: datetime,
    username: str,
    display_name: str,
    person_token: str,
    password_hash: str,
    is_demo: bool = False,
) -> Account:
    """The same for a password that is hashed already: accounts moved here, or many with one."""
    account = Account.objects.create(
        username=username,
        display_name=display_name,
        person_token=person_token,
        password=password_hash,
        must_change_password=not is_demo,
        has_demo_password=is_demo,
        created_at=at,
    )
    record_act(
        by=by,
        at=at,
        act="create_account",
        object_type="account",
        object_ref=username,
        org_path=ROOT,
        after={"display_name": display_name, "is_demo": is_demo},
    )
    return account


def note_password_changed(*, by: Actor, at: datetime, account: Account) -> None:
    """After a change: the account is nobody's but its owner's. Writes audit."""
    Account.objects.filter(pk=account.pk).update(
        must_change_password=False, has_demo_password=False
    )
    record_act(
        by=by,
        at=at,
        act="change_password",
        object_type="account",
        object_ref=account.username,
        org_path=ROOT,
    )
