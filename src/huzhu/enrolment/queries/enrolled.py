"""Enrolments of a scope, and who pays what of them."""

from __future__ import annotations

from django.db.models import QuerySet

from huzhu.enrolment.models import ContributionDue, Enrolment, RosterImport
from huzhu.kernel.scope import Scope, only, within


def enrolments(scope: Scope) -> QuerySet[Enrolment]:
    """The newest first."""
    return (
        Enrolment.objects.filter(within(scope))
        .select_related("organisation", "edition")
        .order_by("-starts_on", "-id")
    )


def enrolment_by_ref(scope: Scope, ref: str) -> Enrolment:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(enrolments(scope).filter(ref=ref))


def enrolment_of(scope: Scope, roster: RosterImport) -> Enrolment | None:
    """What a roster became; None until it is posted."""
    return enrolments(scope).filter(roster=roster).first()


def dues_of(scope: Scope, enrolment: Enrolment) -> QuerySet[ContributionDue]:
    """Who pays which part; the parts add up to the fee."""
    return ContributionDue.objects.filter(within(scope), enrolment=enrolment).order_by("id")
