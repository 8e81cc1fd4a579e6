"""One thing to do, and the kinds of work that it may come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from huzhu.kernel.clock import civil_date
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import Officer

MOST = 60


@dataclass(frozen=True)
class Item:
    """One thing to do. `due_on` is a deadline by rule, None where there is none; `since` a day."""

    what: str
    ref: str
    text: str
    url: str
    since: date
    due_on: date | None = None
    amount_fen: int | None = None


@dataclass(frozen=True)
class Source:
    """A kind of work: its name, its sign, who does it, and how to find it."""

    name: str
    label: Any
    icon: str
    roles: tuple[Role, ...]
    find: Callable[[Officer], tuple[list[Item], int]]


@dataclass(frozen=True)
class Waiting:
    """The most pressing items in order, and each source of this officer's with its number."""

    items: list[Item]
    counts: list[tuple[Source, int]]
    total: int
    is_cut: bool

    @property
    def has_amounts(self) -> bool:
        return any(item.amount_fen is not None for item in self.items)

    @property
    def has_deadlines(self) -> bool:
        return any(item.due_on is not None for item in self.items)


def taken(found: QuerySet[Any], item: Callable[[Any], Item]) -> tuple[list[Item], int]:
    rows = [item(row) for row in found[:MOST]]
    return rows, len(rows) if len(rows) < MOST else found.count()


def address(name: str, ref: str = "") -> str:
    """Empty for a room that is not there."""
    try:
        return reverse(f"console:{name}", args=[ref] if ref else [])
    except NoReverseMatch:
        return ""


def day(at: datetime) -> date:
    return civil_date(at)
