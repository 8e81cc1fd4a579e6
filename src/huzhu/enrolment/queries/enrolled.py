"""Enrolments of a scope, and who pays what of them."""

from __future__ import annotations

from datetime import date

from django.db.models import Min, QuerySet

from huzhu.enrolment.enums import CoverStatus, EnrolmentState
from huzhu.enrolment.models import ContributionDue, Cover, Enrolment, RosterImport
from huzhu.kernel.scope import Scope, only, within
from huzhu.organisations.models import Organisation


def enrolments(scope: Scope) -> QuerySet[Enrolment]:
    """The newest first."""
    return (
        Enrolment.objects.filter(within(scope))
        .select_related("organisation", "edition")
        .defer("edition__canonical")
        .order_by("-starts_on", "-id")
    )


def enrolment_by_ref(scope: Scope, ref: str) -> Enrolment:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(enrolments(scope).filter(ref=ref))


def enrolments_of(scope: Scope, roster: RosterImport) -> QuerySet[Enrolment]:
    """What a roster became, one a plan; none until it is posted."""
    return enrolments(scope).filter(roster=roster).order_by("plan_code")


def first_days_of_unit(scope: Scope, organisation: Organisation, day: date) -> dict[str, date]:
    """When the unit's running periods began that cover `day`, by plan code; those that begin on
    that very day are not running yet."""
    rows = (
        Enrolment.objects.filter(
            within(scope), organisation=organisation, starts_on__lt=day, ends_before__gt=day
        )
        .exclude(state=EnrolmentState.WITHDRAWN)
        .values("plan_code")
        .annotate(first=Min("starts_on"))
    )
    return {row["plan_code"]: row["first"] for row in rows}


def has_begun(scope: Scope, enrolment: Enrolment, day: date) -> bool:
    """Whether on that day somebody is covered by it, or was."""
    if enrolment.starts_on > day:
        return False
    covers = Cover.objects.filter(within(scope), enrolment=enrolment)
    return covers.exclude(status__in=[CoverStatus.PENDING, CoverStatus.VOID]).exists()


def dues_of(scope: Scope, enrolment: Enrolment) -> QuerySet[ContributionDue]:
    """Who pays which part; the parts add up to the fee."""
    return ContributionDue.objects.filter(within(scope), enrolment=enrolment).order_by("id")
