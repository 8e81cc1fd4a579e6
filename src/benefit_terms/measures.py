"""Whole numbers that tables and conditions ask for: ages, years, days, ordinals, grades.

Each is reckoned in one place, so that a row of a table and a condition can
never disagree on what "the second stay" or "five years of membership" is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from . import clauses as c
from .edition import Edition
from .facts import EarlierPayment, Facts
from .quantities import complete_years

#: A measure and, where it cannot be told, the facts that are missing.
Measured = tuple[int | None, str]


def paid_in_cover(edition: Edition, facts: Facts) -> list[EarlierPayment]:
    """Earlier decisions of this plan under this cover that paid something."""
    return [
        paid
        for paid in facts.earlier
        if paid.plan == edition.plan
        and paid.amount_fen > 0
        and paid.cover_starts_on == facts.cover.starts_on
    ]


def other_events(payments: Iterable[EarlierPayment], ref: str | None) -> int:
    """How many events these payments were for, this one (`ref`) not counted."""
    unnamed, named = 0, set()
    for paid in payments:
        if paid.event_ref is None:
            unnamed += 1
        else:
            named.add(paid.event_ref)
    return unnamed + len(named - {ref})


def stay_days(facts: Facts, counting: str = "in_not_out") -> int | None:
    """Days of the stay; None if either end is not known."""
    event = facts.event
    if event.admitted_on is None or event.discharged_on is None:
        return None
    stayed = (event.discharged_on - event.admitted_on).days
    return stayed + 1 if counting == "in_and_out" else max(1, stayed)


def renews(edition: Edition, facts: Facts) -> bool:
    """Does this cover continue one before it? By the gap, where the edition says how long."""
    found = edition.first(c.Continuity)
    before = facts.cover.previous_ends_before
    if found is None or before is None:
        return facts.cover.is_renewal
    gap = edition.constant(found.gap)
    days = (facts.cover.starts_on - before).days
    most = int(gap.number) if gap else 0
    return days <= most if found.edge == "inclusive" else days < most


def _ordinal(edition: Edition, facts: Facts, on: date) -> Measured:
    # Counted in the order of payment, not of admission: a stay filed late must not
    # change what was already paid for another.
    kind = facts.event.kind
    same = [paid for paid in paid_in_cover(edition, facts) if paid.event_kind == kind]
    return 1 + other_events(same, facts.event.ref), ""


def _age(edition: Edition, facts: Facts, on: date) -> Measured:
    born = facts.person.birth_on
    return (None if born is None else complete_years(born, on)), "person.birth_on"


def _membership_years(edition: Edition, facts: Facts, on: date) -> Measured:
    since = facts.person.member_since
    if since is None:
        return None, "person.member_since"
    rule = edition.first(c.MembershipYears)
    day = facts.cover.starts_on if rule and rule.on == "start" else on
    if rule and rule.reckoned == "calendar":
        years = day.year - since.year
    else:
        years = complete_years(since, day) + (1 if rule and rule.reckoned == "begun" else 0)
    return max(0, years), ""


def _cover_years(edition: Edition, facts: Facts, on: date) -> Measured:
    since = facts.cover.continuous_since
    if since is None and renews(edition, facts):
        return None, "cover.continuous_since"
    return max(1, 1 + complete_years(since or facts.cover.starts_on, on)), ""


def _stay_days(edition: Edition, facts: Facts, on: date) -> Measured:
    return stay_days(facts), "event.admitted_on / event.discharged_on"


def _hazard_class(edition: Edition, facts: Facts, on: date) -> Measured:
    return facts.person.hazard_class, "person.hazard_class"


def _shares(edition: Edition, facts: Facts, on: date) -> Measured:
    return facts.cover.shares, ""


def _disability_grade(edition: Edition, facts: Facts, on: date) -> Measured:
    grade = facts.event.disability_grade
    if grade is None and facts.event.injuries:
        grade = min(injury.grade for injury in facts.event.injuries)
    return grade, "event.disability_grade"


def _burn_area(edition: Edition, facts: Facts, on: date) -> Measured:
    return facts.event.burn_area, "event.burn_area"


MEASURES: dict[str, Callable[[Edition, Facts, date], Measured]] = {
    "ordinal": _ordinal,
    "age": _age,
    "membership_years": _membership_years,
    "cover_years": _cover_years,
    "stay_days": _stay_days,
    "hazard_class": _hazard_class,
    "shares": _shares,
    "disability_grade": _disability_grade,
    "burn_area": _burn_area,
}

#: Facts that are words, by the name of the axis: (value, name of the fact).
WORDS: dict[str, Callable[[Facts], tuple[str | None, str]]] = {
    "severity": lambda facts: (
        facts.event.diagnosis.severity if facts.event.diagnosis else None,
        "event.diagnosis.severity",
    ),
    "tier": lambda facts: (facts.cover.tier, "cover.tier"),
    "person_class": lambda facts: (facts.person.person_class, "person.person_class"),
    "employment": lambda facts: (facts.person.employment, "person.employment"),
    "hospital_grade": lambda facts: (facts.event.hospital_grade, "event.hospital_grade"),
    "cause": lambda facts: (facts.event.cause, "event.cause"),
    "event_kind": lambda facts: (facts.event.kind, "event.kind"),
    "sex": lambda facts: (facts.person.sex, "person.sex"),
    "relation": lambda facts: (facts.person.relation, "person.relation"),
    "burn_degree": lambda facts: (facts.event.burn_degree, "event.burn_degree"),
    "burn_part": lambda facts: (None, "event.burns"),
}
