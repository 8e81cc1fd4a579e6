"""Campaigns of a scope, how far each unit has come, and the funnel by place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)

from huzhu.enrolment.enums import EnrolmentState, RenewalStage, RosterState
from huzhu.enrolment.models import Enrolment, RenewalCampaign, RenewalUnit, RosterImport
from huzhu.kernel.scope import Scope, only, within
from huzhu.organisations.enums import Role
from huzhu.organisations.models import Appointment, Organisation

GIVEN_UP = (RosterState.DISCARDED, RosterState.UNREADABLE)
LEVELS = ("city_id", "county_id", "organisation_id")


def campaigns(scope: Scope, *, only_open: bool = False) -> QuerySet[RenewalCampaign]:
    """Those of places in the scope, the newest first."""
    found = RenewalCampaign.objects.filter(within(scope)).select_related("organisation")
    if only_open:
        found = found.filter(closed_at__isnull=True)
    return found.order_by("-created_at", "-id")


def campaign_by_ref(scope: Scope, ref: str) -> RenewalCampaign:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(campaigns(scope).filter(ref=ref))


def units_asked(
    scope: Scope, campaign: RenewalCampaign | None = None, **filters: Any
) -> QuerySet[RenewalUnit]:
    """Units asked to renew, of one campaign or of all, each with `stage` and `renewed` (people
    enrolled since). Filters: `stage`, `below` (an organisation). By place and plan."""
    found = RenewalUnit.objects.filter(within(scope)).select_related("organisation", "plan")
    if campaign is not None:
        found = found.filter(campaign=campaign)
    if below := filters.get("below"):
        found = found.filter(within(Scope((below.path,))))
    found = found.annotate(stage=_stage(), renewed=Subquery(_answers_counted()))
    if stage := filters.get("stage"):
        found = found.filter(stage=stage)
    return found.order_by("org_path", "plan_id", "id")


def _answers(**more: Any) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(
        organisation=OuterRef("organisation"),
        plan_code=OuterRef("plan__code"),
        starts_on__gte=OuterRef("due_on"),
        starts_on__lt=OuterRef("counted_until"),
        **more,
    )


def _answers_counted() -> QuerySet[Enrolment, dict[str, Any]]:
    return (
        _answers().order_by().values("organisation").annotate(sum=Sum("persons")).values("sum")
    )  # fmt: skip


def _stage() -> Case:
    sent_in = RosterImport.objects.filter(
        Q(plan_code=OuterRef("plan__code")) | Q(plans__plan_code=OuterRef("plan__code")),
        organisation=OuterRef("organisation"),
        starts_on__gte=OuterRef("due_on"),
        starts_on__lt=OuterRef("counted_until"),
    ).exclude(state__in=GIVEN_UP)
    unpaid = _answers(state=EnrolmentState.AWAITING_PAYMENT)
    return Case(
        When(Exists(unpaid), then=Value(RenewalStage.POSTED.value)),
        When(Exists(_answers()), then=Value(RenewalStage.PAID.value)),
        When(declined_at__isnull=False, then=Value(RenewalStage.DECLINED.value)),
        When(Exists(sent_in), then=Value(RenewalStage.PREPARED.value)),
        When(reminded_at__isnull=False, then=Value(RenewalStage.REMINDED.value)),
        default=Value(RenewalStage.DUE.value),
        output_field=CharField(),
    )


@dataclass
class FunnelRow:
    """A place: units and people by stage, and people renewed so far."""

    place: Organisation | None
    units: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    renewed: int = 0

    @property
    def all_units(self) -> int:
        return sum(self.units.values())

    @property
    def all_people(self) -> int:
        return sum(self.people.values())

    def add(self, row: dict[str, Any]) -> None:
        stage = row["stage"]
        self.units[stage] = self.units.get(stage, 0) + row["count"]
        self.people[stage] = self.people.get(stage, 0) + (row["due"] or 0)
        self.renewed += row["done"] or 0


def funnel(scope: Scope, campaign: RenewalCampaign, by: str = "county_id") -> list[FunnelRow]:
    """From asked to paid by place (`city_id`, `county_id` or `organisation_id`), the total first.

    Counted from rosters and enrolments as they are now.
    """
    level = by if by in LEVELS else LEVELS[1]
    rows = list(
        units_asked(scope, campaign)
        .order_by()
        .values(level, "stage")
        .annotate(count=Count("id"), due=Sum("persons"), done=Sum("renewed"))
    )
    places = Organisation.objects.in_bulk([row[level] for row in rows if row[level]])
    total, by_place = FunnelRow(None), {}
    for row in rows:
        place = places.get(row[level])
        key = place.path if place else ""
        by_place.setdefault(key, FunnelRow(place)).add(row)
        total.add(row)
    return [total, *(by_place[key] for key in sorted(by_place))]


def handlers_by_unit(scope: Scope, units: Iterable[int], on: date) -> dict[int, int]:
    """The account of each unit's handler on a day, in one query; units without one are left out."""
    in_force = Q(ends_before__isnull=True) | Q(ends_before__gt=on)
    found = Appointment.objects.filter(
        within(scope), in_force, role=Role.UNIT_HANDLER, organisation__in=list(units),
        starts_on__lte=on,
    )  # fmt: skip
    return dict(found.values_list("organisation_id", "account_id"))
