"""The facts of an event as paths: `cover.starts_on`, `event.bill.total_fen`, `earlier`.

Derived from the dataclasses of `benefit_terms`, so that a fact added to the language has its field
at once.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from benefit_terms import Edition, Facts
from benefit_terms import clauses as c
from benefit_terms import nodes as n
from benefit_terms.reader import hints_of, literal_values

EARLIER = (
    "event_on", "amount_fen", "clause", "event_kind", "icd10", "severity", "cover_starts_on",
    "plan", "terminated_cover", "more",
)  # fmt: skip


@dataclass(frozen=True)
class Leaf:
    """One fact by its path; `kind` is date, fen, int, bool, choice, words or text."""

    path: str
    kind: str
    words: tuple[str, ...] = ()
    default: Any = None


@cache
def leaves() -> dict[str, Leaf]:
    """Every fact that is a single value, by path, in the order of the dataclasses."""
    return {path: found for path, found in _walk(Facts, "") if isinstance(found, Leaf)}


@cache
def lists() -> dict[str, tuple[type[Any], tuple[str, ...]]]:
    """Every fact of which there may be several: its class and columns, by path."""
    return {
        path: (found, EARLIER if path == "earlier" else tuple(e.name for e in fields(found)))
        for path, found in _walk(Facts, "")
        if not isinstance(found, Leaf)
    }


def _walk(cls: type[Any], above: str) -> Iterator[tuple[str, Any]]:
    """Each path with its Leaf, or with the class of its records."""
    for entry in fields(cls):
        path, wanted = f"{above}{entry.name}", bare(hints_of(cls)[entry.name])
        inner = get_args(wanted)[0] if get_origin(wanted) is tuple else None
        if isinstance(inner, type) and is_dataclass(inner):
            yield path, inner
        elif isinstance(wanted, type) and is_dataclass(wanted):
            yield from _walk(wanted, f"{path}.")
        else:
            default = entry.default if isinstance(entry.default, int) else None
            yield path, Leaf(path, *kind_of(entry.name, wanted), default=default)


def kind_of(name: str, wanted: Any) -> tuple[str, tuple[str, ...]]:
    if get_origin(wanted) is Literal:
        return "choice", tuple(map(str, literal_values(wanted)))
    if get_origin(wanted) is tuple:
        return "words", ()
    known: dict[Any, str] = {date: "date", bool: "bool", int: "int"}
    kind = known.get(wanted, "text")
    return ("fen" if kind == "int" and name.endswith("_fen") else kind), ()


def bare(wanted: Any) -> Any:
    if get_origin(wanted) in (Union, types.UnionType):
        kept = [option for option in get_args(wanted) if option is not type(None)]
        return kept[0] if len(kept) == 1 else wanted
    return wanted


def caps_of(edition: Edition, clause: str) -> list[str]:
    return [
        step.name
        for _article, benefit in edition.of(c.Benefit)
        if benefit.id == clause
        for step in benefit.steps
        if isinstance(step, n.UnderCap)
    ]
