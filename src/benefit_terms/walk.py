"""Walks through a clause: every value, step and condition in it, however deep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, TypeVar, get_args, get_origin

from . import clauses as c
from . import nodes as n
from .edition import Article
from .reader import hints_of
from .values import Value

Node = TypeVar("Node")


def path_of(article: Article, clause: c.Clause) -> str:
    """The stable path of a clause, as in `Edition.places`."""
    return f"articles.{article.number}.{clause.id}"


def values_in(node: Any) -> Iterator[tuple[Value, str]]:
    """Every value written anywhere in a node, with the unit its field asks for."""
    if isinstance(node, tuple):
        for item in node:
            yield from values_in(item)
    elif is_dataclass(node) and not isinstance(node, type):
        for entry in fields(node):
            held, wanted = getattr(node, entry.name), hints_of(type(node))[entry.name]
            unit = _unit_of(wanted)
            if unit is None:
                yield from values_in(held)
            elif held is not None:
                yield held, unit


def _unit_of(wanted: Any) -> str | None:
    if get_origin(wanted) is Annotated:
        return str(get_args(wanted)[1])
    return next((unit for option in get_args(wanted) if (unit := _unit_of(option))), None)


def nodes_in(node: Any, kind: type[Node]) -> Iterator[Node]:
    """Every node of a kind anywhere in a clause, a step or a tuple of them."""
    if isinstance(node, kind):
        yield node
    if isinstance(node, tuple):
        for item in node:
            yield from nodes_in(item, kind)
    elif is_dataclass(node) and not isinstance(node, type):
        for entry in fields(node):
            yield from nodes_in(getattr(node, entry.name), kind)


def conditions_of(clause: c.Clause) -> tuple[n.Condition, ...]:
    """What a clause asks for under `when` and `unless`."""
    asked: tuple[n.Condition, ...] = (*getattr(clause, "when", ()), *getattr(clause, "unless", ()))
    return asked


def apart(node: n.Condition, rival: n.Condition) -> bool:
    """Can two conditions of one kind never hold together?"""
    if isinstance(node, n.Within) and isinstance(rival, n.Within):
        low = max(node.at_least or 0, rival.at_least or 0)
        ends = [end for end in (node.at_most, rival.at_most) if end is not None]
        return bool(ends) and min(ends) < low
    if isinstance(node, (n.DiseaseIn, n.CircumstanceIs, n.PaidBeside, n.DaysBetween)):
        return False
    mine, yours = (
        {getattr(x, "wanted", None)} if hasattr(x, "wanted") else set(getattr(x, "among", ()))
        for x in (node, rival)
    )
    return not mine & yours
