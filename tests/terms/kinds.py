"""Of which kinds of the vocabulary is an edition made?"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from benefit_terms import clauses as c
from benefit_terms import nodes as n
from benefit_terms.family import Family
from benefit_terms.values import AXES, Choice
from terms.generated import ENROLS


def kinds_in(held: Any) -> set[str]:
    """The kinds an edition is made of: `cap`, `step rate`, `condition age`, `by ordinal`, …"""
    if isinstance(held, Choice):
        return {f"by {held.by}"} | kinds_in(held.rows) | kinds_in(held.otherwise)
    if isinstance(held, tuple):
        return set().union(*(kinds_in(item) for item in held))
    if not is_dataclass(held):
        return set()
    found = set().union(
        *(kinds_in(getattr(held, e.name)) for e in fields(held) if e.name != "places")
    )
    if isinstance(held, Family):
        family = next(base for base in type(held).__mro__ if Family in base.__bases__)
        found.add(f"{family.__name__.lower()} {held.kind}")
    return found


def all_kinds() -> set[str]:
    """Every kind that decides anything, of every family, and every axis of tables."""
    families = (n.Condition, n.Start, n.Step, n.WindowResult, c.Clause)
    found = {f"{family.__name__.lower()} {kind}" for family in families for kind in family.members}
    return {*found, *(f"by {axis}" for axis in AXES)} - {f"clause {kind}" for kind in ENROLS}
