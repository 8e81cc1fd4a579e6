"""Does a benefit answer this event at all? One function per kind of condition.

A condition holds, fails, or cannot be told (None) because a fact is not known.
One that fails settles the matter; otherwise an unknown fact is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import nodes as n
from .edition import Edition
from .facts import Bill, Facts

#: Parts of a bill that a person bears, in the order of a settlement sheet.
PARTS = ("deductible", "proportional", "class_b_first", "self_funded", "over_limit", "above_cap")


def part_fen(bill: Bill, name: str) -> int | None:
    """A part of the bill by the name terms use; None if it was not given."""
    amount: int | None = getattr(bill, f"{name}_fen")
    return amount


def _among(value: str | None, among: tuple[str, ...]) -> bool | None:
    return None if value is None else value in among


def _event_kind(node: n.EventKindIs, edition: Edition, facts: Facts) -> bool | None:
    return facts.event.kind in node.among


def _cause(node: n.CauseIs, edition: Edition, facts: Facts) -> bool | None:
    return _among(facts.event.cause, node.among)


def _has_bill(node: n.HasBill, edition: Edition, facts: Facts) -> bool | None:
    bill = facts.event.bill
    filled = bill is not None and any(part_fen(bill, name) for name in (*PARTS, "total"))
    return filled == node.wanted


def _disease_in(node: n.DiseaseIn, edition: Edition, facts: Facts) -> bool | None:
    return listed_entry(node.lists, edition, facts) is not None


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


def _severity(node: n.SeverityIs, edition: Edition, facts: Facts) -> bool | None:
    # No diagnosis at all is an event of another kind; a diagnosis not yet classed is not.
    if facts.event.diagnosis is None:
        return False
    return _among(facts.event.diagnosis.severity, node.among)


def _person_class(node: n.PersonClassIs, edition: Edition, facts: Facts) -> bool | None:
    return _among(facts.person.person_class, node.among)


def _hospital_grade(node: n.HospitalGradeIs, edition: Edition, facts: Facts) -> bool | None:
    return _among(facts.event.hospital_grade, node.among)


CONDITIONS: dict[type[n.Condition], Callable[[Any, Edition, Facts], bool | None]] = {
    n.EventKindIs: _event_kind,
    n.CauseIs: _cause,
    n.HasBill: _has_bill,
    n.DiseaseIn: _disease_in,
    n.SeverityIs: _severity,
    n.PersonClassIs: _person_class,
    n.HospitalGradeIs: _hospital_grade,
}


#: Which fact each condition has to know, for the officer who is asked for it.
_ASKS_FOR = {
    "cause": "event.cause",
    "severity": "event.diagnosis.severity",
    "person_class": "person.person_class",
    "hospital_grade": "event.hospital_grade",
}


def judge(
    when: tuple[n.Condition, ...], edition: Edition, facts: Facts
) -> tuple[str | None, str | None]:
    """(first condition that fails, first fact that is not known); both None if all hold."""
    unknown = None
    for node in when:
        holds = CONDITIONS[type(node)](node, edition, facts)
        if holds is False:
            return node.kind, None
        if holds is None and unknown is None:
            unknown = _ASKS_FOR[node.kind]
    return None, unknown
