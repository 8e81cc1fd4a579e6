"""One unit: its particulars, its numbers over time, its handlers, where it came from and went."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from huzhu.kernel.scope import Scope, within
from huzhu.organisations.enums import ApplicationKind, ApplicationState, OrganisationKind, Role
from huzhu.organisations.lifecycle import STANDING
from huzhu.organisations.models import (
    Appointment,
    Headcount,
    Organisation,
    Succession,
    UnitApplication,
    UnitProfile,
)
from huzhu.organisations.queries.tree import organisations


def units(scope: Scope, *, only_open: bool = True) -> QuerySet[Organisation]:
    """Units of a scope in path order, with the body each belongs to."""
    found = organisations(scope).filter(kind=OrganisationKind.UNIT).select_related("parent")
    return found.filter(ends_before__isnull=True) if only_open else found


def profile_of(scope: Scope, unit: Organisation) -> UnitProfile | None:
    """None for a unit that was never registered with its papers."""
    return UnitProfile.objects.filter(within(scope), organisation=unit).first()


def headcounts_of(scope: Scope, unit: Organisation) -> QuerySet[Headcount]:
    """All counts with their proof's application, the latest day first."""
    found = Headcount.objects.filter(within(scope), organisation=unit)
    return found.select_related("application").order_by("-counted_on", "-id")


def headcount_at(scope: Scope, unit: Organisation, on: date) -> Headcount | None:
    """The count in force on a day; None where nothing was counted before."""
    return headcounts_of(scope, unit).filter(counted_on__lte=on).first()


def handlers_of(scope: Scope, unit: Organisation) -> QuerySet[Appointment]:
    """Everybody who was or is the unit's handler, the latest first."""
    found = Appointment.objects.filter(
        within(scope), organisation=unit, role=Role.UNIT_HANDLER
    ).select_related("account")
    return found.order_by("-starts_on", "-id")


def handler_of(scope: Scope, unit: Organisation, on: date) -> Appointment | None:
    """Who is the unit's handler on a day."""
    return (
        handlers_of(scope, unit)
        .filter(Q(ends_before__isnull=True) | Q(ends_before__gt=on), starts_on__lte=on)
        .first()
    )


def predecessors_of(scope: Scope, unit: Organisation) -> QuerySet[Succession]:
    """Which units it came from, by their names then; also those that lay outside the scope."""
    seen = within(scope) | within(scope, "successor_path")
    found = Succession.objects.filter(seen, successor=unit)
    return found.order_by("happened_on", "id")


def successors_of(scope: Scope, unit: Organisation) -> QuerySet[Succession]:
    """Which units it went on as."""
    found = Succession.objects.filter(within(scope), predecessor=unit)
    return found.order_by("happened_on", "id")


def heir_of(scope: Scope, unit: Organisation) -> Organisation | None:
    """The unit in force that new covers and claims of an ended one go to; itself while it is in
    force, None where it ended without one or the heir lies outside the scope."""
    seen = {unit.pk}
    while unit.ends_before is not None:
        following = organisations(scope).filter(pk=unit.successor_id).first()
        if following is None or following.pk in seen:
            return None
        seen.add(following.pk)
        unit = following
    return unit


def standings(scope: Scope, of: Iterable[Organisation]) -> dict[int, tuple[str, str]]:
    """What is under review about each of these units, in Chinese and English; by id."""
    ids = [unit.pk for unit in of]
    rows = UnitApplication.objects.filter(
        within(scope), organisation__in=ids, state=ApplicationState.SUBMITTED
    ).values_list("organisation_id", "kind")
    return {pk: STANDING[ApplicationKind(kind)] for pk, kind in rows}
