"""Appointing people, binding a unit's handler, and the accounts that handlers log in with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from huzhu.accounts.actions import create_account
from huzhu.accounts.models import Account
from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.identity import parse_identity
from huzhu.organisations.enums import Role
from huzhu.organisations.errors import HandlerChangedMeanwhile, UserNameTaken
from huzhu.organisations.models import Appointment, Department, Organisation
from huzhu.organisations.permissions import may_decide, may_open_account
from huzhu.organisations.rules import Officer
from huzhu.vault import actions as vault

ONE_HANDLER = "organisations_appointment_one_handler"
_USER_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{3,63}")


def appoint(
    *,
    by: Officer,
    at: datetime,
    account: Account,
    organisation: Organisation,
    role: Role,
    starts_on: date,
    ends_before: date | None = None,
    department: Department | None = None,
) -> Appointment:
    """Gives an account a role over an organisation's subtree for a period. Writes audit.

    Refuses NotPermitted to all but system administrators, office directors and services;
    HandlerChangedMeanwhile where a unit would have two handlers on a day.
    """
    may = by.is_service or by.holds(
        Role.SYSTEM_ADMINISTRATOR, Role.OFFICE_DIRECTOR, over=organisation.path
    )
    if not may:
        raise NotPermitted
    with transaction.atomic():
        return _begin(
            by, at, account, organisation, role, starts_on, ends_before, department=department
        )


def bind_handler(
    *, by: Officer, at: datetime, account: Account, unit: Organisation, on: date
) -> Appointment:
    """Ends the unit's handler and begins the new one on the same day; the ended units that the
    unit succeeded go with it. Writes audit.

    A handler bound on that very day stays bound for it: the new one begins on the day after.
    Refuses NotPermitted to all but the city's officers and services, HandlerChangedMeanwhile.
    """
    if not (by.is_service or may_decide(by, unit.path)):
        raise NotPermitted
    with transaction.atomic():
        for ended in _succeeded_by(unit):
            _replace(by, at, account, ended, on)
        return _replace(by, at, account, unit, on)


def open_handler_account(
    *,
    by: Officer,
    at: datetime,
    place: Organisation,
    username: str,
    display_name: str,
    identity_number: str,
    password: str,
) -> Account:
    """An account without appointments for somebody who is to be bound, by the real name.

    The identity number is not kept: its keyed hash tells two accounts of one person. The password
    must be changed at the first log-in. Writes audit. Refuses NotPermitted, UserNameTaken, and
    what kernel.identity refuses.
    """
    if not may_open_account(by, place.path):
        raise NotPermitted
    number = parse_identity(identity_number).number
    if not _USER_NAME.fullmatch(username) or Account.objects.filter(username=username).exists():
        raise UserNameTaken(value=username)
    return create_account(
        by=by,
        at=at,
        username=username,
        display_name=display_name,
        person_token=vault.blind_index("identity", number).hex(),
        password=password,
    )


def _replace(
    by: Officer, at: datetime, account: Account, unit: Organisation, on: date
) -> Appointment:
    starts_on = on
    for held in Appointment.objects.select_for_update().filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=on),
        organisation=unit,
        role=Role.UNIT_HANDLER,
    ):
        held.ends_before = max(on, held.starts_on + timedelta(days=1))
        held.save(update_fields=["ends_before"])
        starts_on = max(starts_on, held.ends_before)
        _record(by, at, "end_appointment", held, {"ends_before": held.ends_before.isoformat()})
    return _begin(by, at, account, unit, Role.UNIT_HANDLER, starts_on, None)


def _succeeded_by(unit: Organisation) -> list[Organisation]:
    """The ended units whose covers and claims the unit looks after, near and far."""
    found: list[Organisation] = []
    ring = [unit.pk]
    while ring:
        nodes = list(
            Organisation.objects.filter(successor__in=ring, ends_before__isnull=False).exclude(
                pk__in=[node.pk for node in found]
            )
        )
        found += nodes
        ring = [node.pk for node in nodes]
    return found


def _begin(
    by: Officer,
    at: datetime,
    account: Account,
    organisation: Organisation,
    role: Role,
    starts_on: date,
    ends_before: date | None,
    *,
    department: Department | None = None,
) -> Appointment:
    with _one_handler(organisation):
        held = Appointment.objects.create(
            account=account,
            organisation=organisation,
            department=department,
            org_path=organisation.path,
            role=role,
            starts_on=starts_on,
            ends_before=ends_before,
        )
    _record(by, at, "appoint", held, {"role": str(role), "starts_on": starts_on.isoformat()})
    return held


@contextmanager
def _one_handler(organisation: Organisation) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if ONE_HANDLER in str(error):
            raise HandlerChangedMeanwhile(name=organisation.name) from error
        raise


def _record(
    by: Officer, at: datetime, act: str, held: Appointment, after: dict[str, object]
) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="account",
        object_ref=held.account.username,
        org_path=held.org_path,
        after=after,
    )
