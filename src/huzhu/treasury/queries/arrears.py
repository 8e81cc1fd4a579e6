"""What is overdue, unit by unit, and who was reminded when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet

from huzhu.kernel.scope import Scope, within
from huzhu.organisations.models import Organisation
from huzhu.treasury.enums import AgeBucket
from huzhu.treasury.models import ExpectedReceipt, Reminder
from huzhu.treasury.queries.matching import schedules_of
from huzhu.treasury.queries.receipts import expected_receipts
from huzhu.treasury.rules import bucket_of, overdue_of


@dataclass(frozen=True)
class Arrear:
    """A due with something overdue: how much of it, since when, and for how many days."""

    expected: ExpectedReceipt
    county: str
    overdue_fen: int
    since: date
    days: int
    bucket: AgeBucket

    @property
    def outstanding_fen(self) -> int:
        return self.expected.amount_fen - self.expected.received_fen


def arrears(scope: Scope, on: date, **filters: Any) -> list[Arrear]:
    """What is overdue on a day, the longest first; instalments count by their own days.

    Filters: `organisation` (its subtree), `plan`, `bucket` (an AgeBucket).
    """
    dues = list(
        expected_receipts(
            scope,
            is_open=True,
            organisation=filters.get("organisation"),
            plan=filters.get("plan"),
        )
    )
    schedules = schedules_of(scope, dues)
    counties = _counties(due.organisation for due in dues)
    found = []
    for due in dues:
        schedule = schedules.get(due.pk) or [(due.due_on, due.amount_fen)]
        fen, since = overdue_of(schedule, due.received_fen, on)
        if since is not None:
            days = (on - since).days
            county = counties.get(due.organisation.county_id or due.organisation.city_id or 0, "")
            found.append(Arrear(due, county, fen, since, days, bucket_of(days)))
    if bucket := filters.get("bucket"):
        found = [one for one in found if one.bucket == bucket]
    return sorted(found, key=lambda one: (one.since, one.expected.pk))


def last_reminders(scope: Scope, units: Iterable[int]) -> dict[int, datetime]:
    """{unit: when its handler was last reminded}."""
    rows = (
        Reminder.objects.filter(within(scope), organisation__in=list(units))
        .values("organisation_id")
        .annotate(last=Max("reminded_at"))
    )
    return {row["organisation_id"]: row["last"] for row in rows}


def reminders_of(scope: Scope, unit: Organisation) -> QuerySet[Reminder]:
    """The latest first."""
    found = Reminder.objects.filter(within(scope), organisation=unit)
    return found.order_by("-reminded_at", "-id")


def _counties(units: Iterable[Organisation]) -> dict[int, str]:
    ids = {unit.county_id or unit.city_id for unit in units}
    return dict(Organisation.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))
