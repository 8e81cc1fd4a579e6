"""Telling a unit's handler what the unit is behind with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from huzhu.audit.actions import record_act
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.money import yuan
from huzhu.kernel.scope import within
from huzhu.kernel.staging import insert_rows
from huzhu.notices.actions import notify
from huzhu.organisations.enums import Role
from huzhu.organisations.models import Appointment
from huzhu.organisations.rules import Officer
from huzhu.treasury.models import Reminder
from huzhu.treasury.permissions import may_remind
from huzhu.treasury.queries import Arrear, arrears, last_reminders
from huzhu.treasury.rules import may_remind_again


@dataclass(frozen=True)
class Reminded:
    """How many units were told, were told too lately, and have nobody to tell."""

    units: int
    recent: int
    without_handler: int


def remind_arrears(
    *, by: Officer, at: datetime, unit_ids: Collection[int] | None = None
) -> Reminded:
    """Tells the handlers of units in arrears, of these units or of all in the scope; a unit is told
    again after REMIND_EVERY_DAYS only.

    One transaction: notices, reminders, one audit entry with their count. Refuses NotPermitted
    for a unit that was named.
    """
    owing: dict[int, list[Arrear]] = defaultdict(list)
    for one in arrears(by.scope, civil_date(at)):
        if unit_ids is None or one.expected.organisation_id in unit_ids:
            owing[one.expected.organisation_id].append(one)
    for unit, some in list(owing.items()):
        if not may_remind(by, some[0].expected.org_path):
            if unit_ids is not None:
                raise NotPermitted
            del owing[unit]
    with transaction.atomic():
        last = last_reminders(by.scope, owing)
        due = {unit: some for unit, some in owing.items() if may_remind_again(last.get(unit), at)}
        handlers = _handlers(by, set(due), civil_date(at))
        reminders = [
            _told(by, at, some, handlers[unit]) for unit, some in due.items() if unit in handlers
        ]
        insert_rows(reminders)
        if reminders:
            _audit(by, at, reminders)
    return Reminded(len(reminders), len(owing) - len(due), len(due) - len(reminders))


def _handlers(by: Officer, units: set[int], on: date) -> dict[int, int]:
    """{unit: account of its handler on the day}."""
    rows = Appointment.objects.filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=on),
        within(by.scope),
        organisation__in=units,
        role=Role.UNIT_HANDLER,
        starts_on__lte=on,
    )
    return dict(rows.values_list("organisation_id", "account_id"))


def _told(by: Officer, at: datetime, some: list[Arrear], account_id: int) -> Reminder:
    unit = some[0].expected.organisation
    fen, since = sum(one.overdue_fen for one in some), min(one.since for one in some)
    notify(
        account_ids=[account_id],
        kind="contribution_overdue",
        text_zh=f"{unit.name}有 {len(some)} 笔会费逾期，共 {yuan(fen)} 元，"
        f"最早应于 {since.isoformat()} 前缴清。请尽快转账并上传回单。",
        text_en=f"{unit.name} is behind with {len(some)} contributions, ¥{yuan(fen)} in all, the"
        f" oldest due on {since.isoformat()}. Please pay and upload the slip.",
        at=at,
        link="/receipts/?state=open",
    )
    return Reminder(
        organisation=unit,
        org_path=unit.path,
        account_id=account_id,
        overdue_fen=fen,
        oldest_on=since,
        reminded_by_id=by.account_id,
        reminded_at=at,
    )


def _audit(by: Officer, at: datetime, reminders: list[Reminder]) -> None:
    record_act(
        by=by,
        at=at,
        act="remind_arrears",
        object_type="reminder",
        object_ref=at.isoformat(),
        org_path=by.scope.paths[0],
        after={
            "count": len(reminders),
            "amount_fen": sum(one.overdue_fen for one in reminders),
        },
    )
