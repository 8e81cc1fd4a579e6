"""Covers of a scope; and one question that looks across it: who is covered already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AnySet
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Prefetch, QuerySet, Sum

from huzhu.enrolment.enums import STANDING, CoverStatus
from huzhu.enrolment.models import Cover
from huzhu.enrolment.rules import OwnCover, Terms
from huzhu.enrolment.rules.standing import DAYS_BACK
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import Scope, only, within
from huzhu.kernel.text import clean_name
from huzhu.members.queries import other_records
from huzhu.organisations.models import Organisation
from huzhu.plans.models import Plan, PublishedEdition

_LAST = "\U0010ffff"
_AT_ONCE = 20_000
_WITHOUT_TEXT = PublishedEdition.objects.defer("canonical")


class HeldCover(NamedTuple):
    """What is asked of the covers that a person held before."""

    plan: str
    starts_on: date
    ends_before: date
    is_renewal: bool


def covers(scope: Scope, **filters: Any) -> QuerySet[Cover]:
    """The newest first. Filters: `organisation` (its subtree), `plan` (code), `status`, `on` (a
    day inside the cover), `text` (a reference, or the beginning of a name)."""
    found = (
        Cover.objects.filter(within(scope))
        .select_related("person", "plan", "organisation", "edition")
        .defer("edition__canonical")
    )
    if organisation := filters.get("organisation"):
        found = found.filter(within(Scope((organisation.path,))))
    if plan := filters.get("plan"):
        found = found.filter(plan__code=plan)
    if status := filters.get("status"):
        found = found.filter(status=status)
    if on := filters.get("on"):
        found = found.filter(starts_on__lte=on, ends_before__gt=on)
    if text := clean_name(filters.get("text") or ""):
        is_ref = text[:1].upper() == "G" and text[1:2].isdigit()
        wanted = {"ref": text.upper()} if is_ref else _named(text)
        found = found.filter(**wanted)
    return found.order_by("-starts_on", "-id")


def cover_by_ref(scope: Scope, ref: str) -> Cover:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(covers(scope).filter(ref=ref))


def covers_of_person(scope: Scope, person_id: int) -> QuerySet[Cover]:
    """All covers of a person within the scope, under each of the person's records, the newest
    first."""
    records = [person_id, *other_records(scope, [person_id])]
    return covers(scope).filter(person_id__in=records)


def covers_of_person_at(scope: Scope, person_id: int, on: date) -> QuerySet[Cover]:
    """The covers in which a day lies, those that stand, by plan; two of a plan only where two
    records of the person were covered before they were merged."""
    found = covers_of_person(scope, person_id).filter(status__in=STANDING)
    return found.filter(starts_on__lte=on, ends_before__gt=on).order_by("plan__code", "starts_on")


def covers_of_people_at(
    scope: Scope, days: Iterable[tuple[int, date]]
) -> dict[tuple[int, date], list[Cover]]:
    """The covers of each (person, day) in which the day lies and which stand, by plan code.

    Of a person with two records who was covered twice, what began first counts. Few queries for
    all; editions and plans are shared by the covers that name them.
    """
    wanted = set(days)
    if not wanted:
        return {}
    first, last = min(on for _, on in wanted), max(on for _, on in wanted)
    people = {person for person, _ in wanted}
    others = other_records(scope, people)
    rows = (
        Cover.objects.filter(within(scope), person_id__in=people | others.keys())
        .filter(status__in=STANDING)
        .filter(starts_on__lte=last, ends_before__gt=first)
    )
    of_person: dict[int, list[Cover]] = {}
    for cover in rows.prefetch_related("plan", Prefetch("edition", _WITHOUT_TEXT)):
        for person in _whose(cover.person_id, people, others):
            of_person.setdefault(person, []).append(cover)
    return {
        (person, on): _one_a_plan(
            c for c in of_person.get(person, ()) if c.starts_on <= on < c.ends_before
        )
        for person, on in wanted
    }


def _one_a_plan(covers: Iterable[Cover]) -> list[Cover]:
    first: dict[str, Cover] = {}
    for cover in sorted(covers, key=lambda c: (c.plan.code, c.starts_on, c.pk)):
        first.setdefault(cover.plan.code, cover)
    return list(first.values())


def _whose(record: int, people: AnySet[int], others: Mapping[int, int]) -> Iterator[int]:
    """Those of the people whose record it is: itself, and whoever it was merged with."""
    if record in people:
        yield record
    if record in others:
        yield others[record]


def covers_held_by(scope: Scope, people: Iterable[int]) -> dict[int, list[HeldCover]]:
    """By person, all covers that stood: which plan, from when, until when, renewed or not.

    Those within the scope; what a person held elsewhere counts by the mark of renewal alone.
    """
    found: dict[int, list[HeldCover]] = {}
    asked = set(people)
    others = other_records(scope, asked)
    rows = (
        Cover.objects.filter(within(scope), person_id__in=asked | others.keys())
        .filter(status__in=STANDING)
        .order_by("starts_on", "id")
        .values_list("person_id", "plan__code", "starts_on", "ends_before", "is_renewal")
    )
    for record, *cover in rows:
        for person in _whose(record, asked, others):
            found.setdefault(person, []).append(HeldCover(*cover))
    return found


def cover_counts(
    scope: Scope, period: Period, group_by: Sequence[str] = ("city_id", "county_id", "plan__code")
) -> QuerySet[Cover, dict[str, Any]]:
    """Covers that begin in a period, counted: rows of the groups with `covers`, `persons`
    (distinct within the group) and `total_fee_fen`."""
    begun = Cover.objects.filter(
        within(scope), starts_on__gte=period.starts_on, starts_on__lt=period.ends_before
    ).exclude(status=CoverStatus.VOID)
    return (
        begun.values(*group_by)
        .annotate(
            covers=Count("id"),
            persons=Count("person_id", distinct=True),
            total_fee_fen=Sum("fee_fen"),
        )
        .order_by(*group_by)
    )


def covered_in(scope: Scope, people: Sequence[int], plan: Plan, period: Period) -> set[int]:
    """Of these people, those with a cover of the plan in the period, anywhere in the province.

    That they are covered is all that is told; `scope` is whose question it is.
    """
    found: set[int] = set()
    for start in range(0, len(people), _AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT person_id FROM enrolment_covered(%s, %s, %s, %s)",
                [
                    list(people[start : start + _AT_ONCE]),
                    plan.pk,
                    period.starts_on,
                    period.ends_before,
                ],
            )
            found |= {row[0] for row in cursor.fetchall()}
    return found


def _named(text: str) -> dict[str, str]:
    return {"person__name__gte": text, "person__name__lt": text + _LAST}


def own_covers(
    scope: Scope, organisation: Organisation, plan: Plan, people: Sequence[int], day: date
) -> dict[int, list[OwnCover]]:
    """By person, the unit's covers under the plan that last to `day` or ended shortly before, the
    newest first."""
    if not people:
        return {}
    found: dict[int, list[OwnCover]] = {}
    rows = (
        Cover.objects.filter(
            within(scope),
            organisation=organisation,
            plan=plan,
            person_id__in=people,
            ends_before__gte=day - timedelta(days=DAYS_BACK),
        )
        .exclude(status=CoverStatus.VOID)
        .order_by("-starts_on")
        .values_list("person_id", "starts_on", "ends_before", "shares", "tier")
    )
    for person, *cover in rows:
        found.setdefault(person, []).append(OwnCover(*cover))
    return found


def renewing(scope: Scope, people: Sequence[int], plan: Plan, terms: Terms) -> set[int]:
    """Of these people, those whose cover of the plan, anywhere, has just ended: the terms say how
    long the gap may be. Nothing else is told; `scope` is whose question it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM enrolment_renewing(%s, %s, %s, %s)",
            [list(people), plan.pk, terms.starts_on, terms.joining.renewal_gap_days],
        )
        return {row[0] for row in cursor.fetchall()}
