"""Who falls due: counted by place, listed by unit; and each unit's next list with its changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from huzhu.enrolment.enums import CoverStatus, DueStanding
from huzhu.enrolment.models import Cover, Renewal, RenewalJoiner, RenewalMark
from huzhu.enrolment.queries.covered import covered_in
from huzhu.enrolment.rules import Terms
from huzhu.enrolment.rules.renewals import last_period, too_old_if_born_by
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import Scope, only, within
from huzhu.kernel.text import clean_name
from huzhu.members.models import Employment, FamilyTie, Person
from huzhu.organisations.models import Organisation
from huzhu.plans.models import Plan
from huzhu.plans.queries import edition_in_force, plan_by_code, terms_of

_LAST = "\U0010ffff"
UNCHANGED, CHANGED, LEFT = "unchanged", "changed", "left"
LINES = (UNCHANGED, CHANGED, LEFT)


def due_covers(scope: Scope, window: Period, plan_codes: Sequence[str] = ()) -> QuerySet[Cover]:
    """Active covers whose period ends in the window, by the index of place and end."""
    found = Cover.objects.filter(
        within(scope),
        status=CoverStatus.ACTIVE,
        ends_before__gte=window.starts_on,
        ends_before__lt=window.ends_before,
    )
    return found.filter(plan__in=_plan_ids(plan_codes)) if plan_codes else found


def due_counts(
    scope: Scope, window: Period, *, group_by: Sequence[str], plan_codes: Sequence[str] = ()
) -> QuerySet[Cover, dict[str, Any]]:
    """Covers that end in the window, counted by `city_id`, `county_id`, `organisation_id` or
    `plan_id`: rows with `persons` and `first_end`, the most people first."""
    return (
        due_covers(scope, window, plan_codes)
        .order_by()
        .values(*group_by)
        .annotate(persons=Count("*"), first_end=Min("ends_before"))
        .order_by("-persons", *group_by)
    )


def _plan_ids(codes: Sequence[str]) -> list[int]:
    return list(Plan.objects.filter(code__in=codes).values_list("pk", flat=True))


def people_due(
    scope: Scope, organisation: Organisation, plan_code: str, starts_on: date
) -> QuerySet[Cover]:
    """Last period's covers of a unit, each with `standing` (a DueStanding), by name.

    Raises NotVisible for a plan nobody knows, NoEditionInForce.
    """
    plan = plan_by_code(plan_code)
    terms = terms_at(scope, plan_code, starts_on)
    first, last = last_period(starts_on)
    ended = Q(status=CoverStatus.ACTIVE, ends_before__gte=first, ends_before__lte=last)
    here = Cover.objects.filter(within(scope), ended, organisation=organisation, plan=plan)
    later = Cover.objects.filter(
        within(scope), person=OuterRef("person"), plan=plan, organisation=organisation,
        status=CoverStatus.ACTIVE, ends_before__gt=OuterRef("ends_before"), ends_before__lte=last,
    )  # fmt: skip
    people = list(here.values_list("person_id", flat=True))
    covered = covered_in(scope, people, plan, Period(starts_on, terms.ends_before))
    found = here.filter(~Exists(later)).annotate(standing=_standing(organisation, terms, covered))
    return found.select_related("person", "plan").order_by("person__name", "id")


def terms_at(scope: Scope, plan_code: str, starts_on: date) -> Terms:
    """The plan's conditions for covers that start on a day; `scope` is whose question it is."""
    return Terms.of(terms_of(edition_in_force(plan_code, starts_on)), starts_on)


def _standing(organisation: Organisation, terms: Terms, covered: set[int]) -> Case:
    employed = Employment.objects.filter(
        person=OuterRef("person"), organisation=organisation, ends_before__isnull=True
    )
    return Case(
        When(person__died_on__isnull=False, then=Value(DueStanding.DIED.value)),
        When(~Exists(employed), then=Value(DueStanding.LEFT.value)),
        *_too_old(terms),
        When(person__in=covered, then=Value(DueStanding.COVERED.value)),
        default=Value(DueStanding.STAYS.value),
        output_field=CharField(),
    )


def _too_old(terms: Terms) -> list[When]:
    """By the ages up to which the terms let people renew, some of them for one sex only."""
    found = []
    for age in terms.ages:
        most = age.oldest if age.oldest_at_renewal is None else age.oldest_at_renewal
        born = Q(person__birth_on__lte=too_old_if_born_by(terms.starts_on, most))
        of_sex = born & Q(person__sex=age.sex) if age.sex else born
        found.append(When(of_sex, then=Value(DueStanding.TOO_OLD.value)))
    return found


def parents_of(scope: Scope, children: Sequence[int]) -> dict[int, Person]:
    """The parent under whom each of these children is enrolled; others are left out."""
    ties = FamilyTie.objects.filter(
        within(scope), child__in=list(children), ended_at__isnull=True
    ).select_related("parent")
    return {tie.child_id: tie.parent for tie in ties.order_by("-id")}


def standings_due(
    scope: Scope, organisation: Organisation, plan_code: str, starts_on: date
) -> dict[str, int]:
    """How many of last period's people stay, left, died, are too old or covered already."""
    rows = people_due(scope, organisation, plan_code, starts_on).order_by().values("standing")
    return {row["standing"]: row["people"] for row in rows.annotate(people=Count("id"))}


# ── one unit's renewal ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class RenewalCounts:
    """What would be sent: `unchanged`, `changed` and `joined` go on, `left` do not."""

    unchanged: int = 0
    changed: int = 0
    joined: int = 0
    left: int = 0

    @property
    def going_on(self) -> int:
        return self.unchanged + self.changed + self.joined

    @property
    def of_last_period(self) -> int:
        return self.unchanged + self.changed + self.left


def renewals(scope: Scope, **filters: Any) -> QuerySet[Renewal]:
    """The newest first. Filters: `organisation`, `plan` (code), `only_open`."""
    found = Renewal.objects.filter(within(scope)).select_related("organisation", "plan", "roster")
    if organisation := filters.get("organisation"):
        found = found.filter(organisation=organisation)
    if plan := filters.get("plan"):
        found = found.filter(plan__code=plan)
    if filters.get("only_open"):
        found = found.filter(roster__isnull=True)
    return found.order_by("-begun_at", "-id")


def renewal_by_ref(scope: Scope, ref: str) -> Renewal:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(renewals(scope).filter(ref=ref))


def renewal_marks(scope: Scope, renewal: Renewal) -> dict[int, RenewalMark]:
    """What differs for whom, by cover."""
    found = RenewalMark.objects.filter(within(scope), renewal=renewal)
    return {mark.cover_id: mark for mark in found}


def renewal_joiners(scope: Scope, renewal: Renewal) -> QuerySet[RenewalJoiner]:
    """Who is new, in the order of their entry."""
    return RenewalJoiner.objects.filter(within(scope), renewal=renewal).order_by("id")


def renewal_people(scope: Scope, renewal: Renewal, **filters: Any) -> QuerySet[Cover]:
    """Last period's people with `standing` and `line` (unchanged, changed or left).

    Filters: `text` (the beginning of a name, or a cover's reference), `line`.
    """
    marks = renewal_marks(scope, renewal)
    leaving = [cover for cover, mark in marks.items() if mark.is_leaving]
    changed = [cover for cover, mark in marks.items() if not mark.is_leaving]
    found = people_due(
        scope, renewal.organisation, renewal.plan.code, renewal.starts_on
    ).annotate(
        line=Case(
            When(~Q(standing=DueStanding.STAYS), then=Value(LEFT)),
            When(pk__in=leaving, then=Value(LEFT)),
            When(pk__in=changed, then=Value(CHANGED)),
            default=Value(UNCHANGED),
            output_field=CharField(),
        )
    )  # fmt: skip
    if text := clean_name(filters.get("text") or ""):
        named = Q(person__name__gte=text, person__name__lt=text + _LAST)
        found = found.filter(named | Q(ref=text.upper()))
    if (line := filters.get("line")) in LINES:
        found = found.filter(line=line)
    return found


def renewal_counts(scope: Scope, renewal: Renewal) -> RenewalCounts:
    """As they stand; of one that was sent, as they were."""
    if renewal.roster_id is not None:
        return RenewalCounts(renewal.unchanged, renewal.changed, renewal.joined, renewal.left)
    rows = renewal_people(scope, renewal).order_by().values("line").annotate(people=Count("id"))
    joined = renewal_joiners(scope, renewal).count()
    return RenewalCounts(joined=joined, **{row["line"]: row["people"] for row in rows})
