"""Which numbers of an edition could be changed without any of its cases noticing?

Each number that the evaluator reads is changed a little, up and down, and all
cases are run again. A change that no case notices is a number that nobody has
checked: a slip of the pen there would be published.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from . import clauses as c
from . import nodes as n
from .cases import Case, run_case
from .edition import Edition, references_in
from .errors import TermsError, Unacceptable
from .problems import Problems
from .quantities import parse_quantity
from .schema import edition_from_canonical
from .soundness import CHECKS
from .walk import nodes_in, values_in

#: Clauses that only enrolment reads; claims cases cannot notice them.
_ENROLMENT_ONLY = (
    c.Period,
    c.Fee,
    c.Participation,
    c.EqualShares,
    c.Joining,
    c.CoverStart,
    c.Checklist,
)
_PLAIN_NUMBERS = frozenset(
    {"youngest", "oldest", "oldest_at_renewal", "most", "worst", "at_least", "at_most"}
)
#: By how much a number is changed: two yuan, one per cent, one day, month or year.
_STEP = {"fen": 200, "days": 1, "months": 1, "years": 1}


@dataclass(frozen=True)
class Change:
    """A number at a place of the canonical document, and what it was changed to."""

    path: tuple[str | int, ...]
    was: str | int
    now: str | int
    place: str


def check_mutants(edition: Edition, cases: list[Case], problems: Problems) -> int:
    """Report every change that no case notices; returns how many changes were tried."""
    tried = 0
    for change in changes_of(edition):
        tried += 1
        if not _noticed(edition, cases, change):
            problems.add(
                "change_unnoticed",
                change.place,
                f"`{_shown(change.path)}` may be {change.now} instead of {change.was}; "
                "no case notices.",
                "Add a case whose amount or outcome depends on it.",
            )
    return tried


def _shown(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in path[-3:])


def changes_of(edition: Edition) -> Iterator[Change]:
    """Every number that the evaluator reads, once smaller and once larger."""
    data = edition.canonical_data()
    idle = _ENROLMENT_ONLY if _uses_shares(edition) else (*_ENROLMENT_ONLY, c.SharesLimit)
    read = {type(clause) for _, clause in edition.clauses()} - set(idle)
    used = _parameters_read(edition)
    for name in sorted(used & set(data.get("parameters", {}))):
        at: tuple[str | int, ...] = ("parameters", name)
        yield from _numbers(data["parameters"][name], at, f"parameters.{name}")
    for number, article in enumerate(data["articles"]):
        for index, clause in enumerate(article.get("clauses", [])):
            if c.Clause.members[clause["kind"]] in read:
                at = ("articles", number, "clauses", index)
                place = f"articles.{article['number']}.{clause['id']}"
                yield from _numbers(clause, at, place)


def _uses_shares(edition: Edition) -> bool:
    """Do shares change what is paid, or refuse it?"""
    clauses = [clause for _, clause in edition.clauses()]
    return (
        any(True for one in clauses for _ in nodes_in(one, n.TimesShares))
        or any(cap.per_share for _, cap in edition.of(c.Cap))
        or any(limit.excess == "refuse" for _, limit in edition.of(c.SharesLimit))
    )


def _parameters_read(edition: Edition) -> set[str]:
    names = {
        name
        for _, clause in edition.clauses()
        if not isinstance(clause, _ENROLMENT_ONLY)
        for value, _ in values_in(clause)
        for name in references_in(value)
    }
    for _ in range(8):
        inner = {
            found
            for name in names
            if (parameter := edition.parameter(name))
            for value in (parameter.value, *(dated.value for dated in parameter.values))
            for found in references_in(value)
        }
        if inner <= names:
            break
        names |= inner
    return names


def _numbers(data: Any, path: tuple[str | int, ...], place: str) -> Iterator[Change]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in _PLAIN_NUMBERS and isinstance(value, int):
                for now in (value - 1, value + 1):
                    if now >= 0:
                        yield Change((*path, key), value, now, place)
            elif key == "above" and value == "0 fen":
                # Where the first band begins is seldom a number of the article.
                continue
            elif key not in ("id", "label", "says", "source", "note", "reason", "from"):
                yield from _numbers(value, (*path, key), place)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _numbers(value, (*path, index), place)
    elif isinstance(data, str):
        for text in _near(data):
            yield Change(path, data, text, place)


def _near(text: str) -> Iterator[str]:
    """`100000 fen` gives `99900 fen` and `100100 fen`; text that is no quantity gives nothing."""
    try:
        quantity = parse_quantity(text)
    except Unacceptable:
        return
    for sign in (-1, 1):
        if quantity.unit == "rate":
            number = quantity.number + Fraction(sign, 100)
            if number >= 0 and number != quantity.number:
                yield f"{number.numerator}/{number.denominator}"
        elif quantity.number + sign * _STEP[quantity.unit] >= 0:
            yield f"{quantity.number + sign * _STEP[quantity.unit]} {quantity.unit}"


def _noticed(edition: Edition, cases: list[Case], change: Change) -> bool:
    data = deepcopy(edition.canonical_data())
    inner = data
    for step in change.path[:-1]:
        inner = inner[step]  # type: ignore[index]
    inner[change.path[-1]] = change.now  # type: ignore[index]
    try:
        changed = edition_from_canonical(json.dumps(data))
        if any(run_case(changed, case).differences for case in cases):
            return True
        # A window that now overlaps the next, a cap below its floor: `check` itself notices.
        return len(_faults(changed)) > len(_faults(edition))
    except TermsError:
        # The changed document is no edition at all: nobody could publish it.
        return True


def _faults(edition: Edition) -> Problems:
    problems = Problems(edition)
    for check in CHECKS:
        check(edition, problems)
    return problems
