"""Does a benefit answer this event at all? One function per kind of condition.

A condition holds, fails, or cannot be told (None) because a fact is not known.
One that fails settles the matter; otherwise an unknown fact is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import nodes as n
from .edition import Edition
from .facts import Bill, Facts
from .measures import MEASURES, WORDS

#: Parts of a bill that a person bears, in the order of a settlement sheet.
PARTS = (
    "deductible",
    "proportional",
    "large_proportional",
    "class_b_first",
    "self_funded",
    "over_limit",
    "above_cap",
)


def part_fen(bill: Bill, name: str) -> int | None:
    """A part of the bill by the name terms use; None if it was not given."""
    amount: int | None = getattr(bill, f"{name}_fen")
    return amount


_ON_A_BILL = (*PARTS, "total", "pool_paid", "large_paid")


@dataclass(frozen=True)
class Circumstances:
    """What conditions look at: terms, facts, and the day the clause is judged by, if known."""

    edition: Edition
    facts: Facts
    on: date | None


#: Holds, fails, or None with the name of the fact that is not known.
Holds = tuple[bool | None, str]
_YES: Holds = (True, "")
_NO: Holds = (False, "")


def _words(node: Any, here: Circumstances) -> Holds:
    # No diagnosis at all is an event of another kind; a diagnosis not yet classed is not.
    if node.kind == "severity" and here.facts.event.diagnosis is None:
        return _NO
    value, fact = WORDS[node.kind](here.facts)
    return (None, fact) if value is None else (value in node.among, "")


def _has_bill(node: n.HasBill, here: Circumstances) -> Holds:
    bill = here.facts.event.bill
    filled = bill is not None and (
        bool(bill.items) or any(part_fen(bill, name) for name in _ON_A_BILL)
    )
    return filled == node.wanted, ""


def _disease_in(node: n.DiseaseIn, here: Circumstances) -> Holds:
    return listed_entry(node.lists, here.edition, here.facts) is not None, ""


def listed_entry(lists: tuple[str, ...], edition: Edition, facts: Facts) -> str | None:
    """`list.entry` of the disease list that holds the diagnosis, or None."""
    category = facts.event.diagnosis.category if facts.event.diagnosis else None
    return entry_of(category, lists, edition)


def entry_of(category: str | None, lists: tuple[str, ...], edition: Edition) -> str | None:
    for name in lists:
        for entry, disease in edition.disease_list(name):
            if category in disease.codes:
                return f"{name}.{entry}"
    return None


def _designated(node: n.HospitalDesignated, here: Circumstances) -> Holds:
    known = here.facts.event.hospital_designated
    return (None, "event.hospital_designated") if known is None else (known == node.wanted, "")


def _insured(node: n.InsuredIs, here: Circumstances) -> Holds:
    known = here.facts.person.insured_basic_medical
    return (None, "person.insured_basic_medical") if known is None else (known == node.wanted, "")


def _circumstance(node: n.CircumstanceIs, here: Circumstances) -> Holds:
    return any(word in node.among for word in here.facts.event.circumstances), ""


def _paid_beside(node: n.PaidBeside, here: Circumstances) -> Holds:
    return any(
        paid.amount_fen > 0
        and (paid.plan in node.among or f"{paid.plan}.{paid.clause}" in node.among)
        for paid in here.facts.beside
    ), ""


def _days_between(node: n.DaysBetween, here: Circumstances) -> Holds:
    first, then = (date_of(here.facts, role) for role in (node.from_, node.to))
    if first is None or then is None:
        return None, f"event.{node.from_ if first is None else node.to}"
    return _in_range(node, (then - first).days), ""


def date_of(facts: Facts, role: str) -> date | None:
    """A date of the event, or the end of the cover, by the name terms use."""
    if role == "cover_ends_before":
        return facts.cover.ends_before
    day: date | None = getattr(facts.event, role)
    return day


def _in_range(node: Any, number: int) -> bool:
    return (node.at_least is None or number >= node.at_least) and (
        node.at_most is None or number <= node.at_most
    )


def _measure(node: Any, here: Circumstances) -> Holds:
    on = here.on
    if isinstance(node, n.AgeWithin) and node.on == "start":
        on = here.facts.cover.starts_on
    if on is None:
        return None, "event.occurred_on"
    number, fact = MEASURES[node.kind](here.edition, here.facts, on)
    return (None, fact) if number is None else (_in_range(node, number), "")


CONDITIONS: dict[type[n.Condition], Callable[[Any, Circumstances], Holds]] = {
    n.EventKindIs: _words,
    n.CauseIs: _words,
    n.HasBill: _has_bill,
    n.DiseaseIn: _disease_in,
    n.SeverityIs: _words,
    n.PersonClassIs: _words,
    n.HospitalGradeIs: _words,
    n.SexIs: _words,
    n.EmploymentIs: _words,
    n.TierIs: _words,
    n.RelationIs: _words,
    n.HospitalDesignated: _designated,
    n.InsuredIs: _insured,
    n.CircumstanceIs: _circumstance,
    n.PaidBeside: _paid_beside,
    n.DaysBetween: _days_between,
    n.AgeWithin: _measure,
    n.OrdinalWithin: _measure,
    n.StayDaysWithin: _measure,
    n.MembershipYearsWithin: _measure,
    n.CoverYearsWithin: _measure,
    n.HazardClassWithin: _measure,
    n.GradeWithin: _measure,
    n.SharesWithin: _measure,
}


def judge(
    when: tuple[n.Condition, ...], here: Circumstances, unless: tuple[n.Condition, ...] = ()
) -> tuple[str | None, str | None]:
    """(first condition that fails, first fact that is not known); both None if all hold.

    `unless` fails the whole if all of its own conditions hold.
    """
    unknown = None
    for node in when:
        holds, fact = CONDITIONS[type(node)](node, here)
        if holds is False:
            return node.kind, None
        if holds is None and unknown is None:
            unknown = fact
    if unless:
        failing, missing = judge(unless, here)
        if failing is None and missing is None:
            return "unless", None
        if failing is None and unknown is None:
            unknown = missing
    return None, unknown
