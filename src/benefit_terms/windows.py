"""Waiting windows: in which does the event fall, and what does it give instead.

One function per kind of window result: it answers what is to be paid, or halts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from . import clauses as c
from . import nodes as n
from .facts import Cover
from .measures import renews
from .quantities import Number, add_span
from .run import Halt, Scope, Skip


@dataclass(frozen=True)
class Due:
    """An amount still to be rounded, the scope it is due under, and what is said of it."""

    scope: Scope
    amount: Number
    label: n.Text
    ends_cover: bool
    is_the_benefit: bool = True


@dataclass(frozen=True)
class Found:
    """The window an event falls into: the scope of its clause, and the day of cover."""

    scope: Scope
    window: c.Window
    day: int
    first: int
    last: int

    @property
    def edges(self) -> dict[str, Any]:
        return {"day": self.day, "from_day": self.first, "through_day": self.last}

    def halt(self, code: str, **values: object) -> Halt:
        return Halt(code, at=(self.scope.article, self.scope.clause), **values)


def window_for(scope: Scope) -> Found | None:
    """The waiting window in which the event falls; None if the benefit is whole."""
    cover, event = scope.facts.cover, scope.facts.event
    # What is dated before the cover began, and still falls inside it by another date that the
    # edition names, has waited no day at all: it stands in the first window.
    day = max(1, (scope.on - cover.starts_on).days + 1)
    for article, clause in scope.run.edition.of(c.Waiting):
        if clause.benefits and scope.benefit.id not in clause.benefits:
            continue
        here = scope.under(article.number, clause.id)
        if len(clause.causes) == 1:
            if event.cause is None:
                raise Halt("fact_missing", fact="event.cause", at=(article.number, clause.id))
            if event.cause not in clause.causes:
                here.note("waiting_not_for_cause", cause=event.cause)
                continue
        if clause.waived_at_renewal and renews(scope.run.edition, scope.facts):
            here.note("waiting_waived", day=day)
            continue
        if _added(clause, cover):
            here.note("waiting_waived_added", day=day)
            continue
        for window, first, last in window_days(clause, here):
            if first <= day <= last:
                return Found(here, window, day, first, last)
        here.note("waiting_over", day=day)
    return None


def window_days(clause: c.Waiting, scope: Scope) -> Iterator[tuple[c.Window, int, int]]:
    """Each window with its first and last day of cover."""
    start, last = scope.facts.cover.starts_on, 0
    for window in clause.windows:
        first = last + 1 if window.from_day is None else int(scope.number(window.from_day))
        through = scope.quantity(window.through_day)
        last = int(through.number)
        if through.unit != "days":
            last = (add_span(start, through) - start).days
        yield window, first, last


def _added(clause: c.Waiting, cover: Cover) -> bool:
    """Does the member add this plan to one that waives the waiting?"""
    if not (clause.waived_for_added_plan and cover.is_added_plan):
        return False
    held = set(cover.plans_held_before)
    return not held or bool(held - set(clause.not_for_holders_of))


Reckon = Callable[[Scope], Number]


def _nothing(result: n.PaysNothing, found: Found, scope: Scope, reckon: Reckon) -> Due:
    edges = found.edges
    found.scope.note("window", **edges)
    raise found.halt("in_waiting_period", **edges)


def _refer(result: n.AsksOfficer, found: Found, scope: Scope, reckon: Reckon) -> Due:
    found.scope.note("window", **found.edges)
    raise found.halt("referred", reason_zh=result.reason.zh, reason_en=result.reason.en)


def _instead(result: n.PaysInstead, found: Found, scope: Scope, reckon: Reckon) -> Due:
    here, edges = found.scope, found.edges
    if any(draft.line.clause == here.clause for draft in here.run.drafts):
        # Once for the event, however many benefits wait.
        here.note("window_instead_once", **edges)
        raise Skip
    amount = here.number(result.amount)
    here.note("window_instead", None, amount, **edges)
    if result.per_share:
        here.note("times_shares", amount, amount * here.shares, shares=here.shares)
        amount *= here.shares
    return Due(here, amount, result.label, result.ends_cover, is_the_benefit=False)


def _reduced(result: n.PaysReduced, found: Found, scope: Scope, reckon: Reckon) -> Due:
    amount, edges = reckon(scope), found.edges
    rate = found.scope.number(result.rate)
    found.scope.note("window_reduced", amount, amount * rate, **edges, used_rate=rate)
    return Due(scope, amount * rate, scope.benefit.label, scope.benefit.ends_cover)


WINDOW_RESULTS: dict[type[n.WindowResult], Callable[[Any, Found, Scope, Reckon], Due]] = {
    n.PaysNothing: _nothing,
    n.AsksOfficer: _refer,
    n.PaysInstead: _instead,
    n.PaysReduced: _reduced,
}


def due(scope: Scope, reckon: Reckon) -> Due:
    """What is due for the benefit: whole, or what its window gives instead."""
    found = window_for(scope)
    if found is None:
        return Due(scope, reckon(scope), scope.benefit.label, scope.benefit.ends_cover)
    result = found.window.result
    return WINDOW_RESULTS[type(result)](result, found, scope, reckon)
