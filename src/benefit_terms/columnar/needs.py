"""What an edition has to remember of earlier claims, read off its clauses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from .. import clauses as c
from .. import nodes as n
from ..edition import Edition
from ..values import Choice, ParameterRef

#: An account of what was paid: under which benefits (all if none is named), over what.
Paid = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class Needs:
    """The accounts to keep, each by what it is over: `period`, `lifetime` or `event`."""

    ordinals: bool
    caps: tuple[c.Cap, ...]
    counters: tuple[tuple[str, str], ...]
    paid: tuple[Paid, ...]
    times: tuple[c.TimesLimit, ...]
    diseases: tuple[c.SameDisease, ...]
    ends: bool
    #: Even which benefits answer depends on earlier claims.
    all_in_rounds: bool
    #: The reference remembers for itself: bill lines, parts of the body, deductibles of events.
    marks: bool
    #: What exclusive benefits paid under a cap, that is taken off and not taken by the cap as well:
    #: the benefits and the cap.
    again: tuple[tuple[tuple[str, ...], str], ...]
    #: Claims may say of which event they are (`event_ref`): several count once.
    events: bool
    #: The benefits that make good expenses, if others may have paid for the same event.
    indemnity: tuple[str, ...]
    #: Starts and steps that need earlier claims, by identity.
    late: frozenset[int]

    @property
    def any(self) -> bool:
        kept = (self.caps, self.counters, self.paid, self.times, self.diseases)
        return self.ordinals or self.ends or any(kept) or bool(self.indemnity)

    @property
    def by_person(self) -> bool:
        """Is something remembered beyond the period of cover?"""
        return (
            bool(self.diseases)
            or self.events
            or any(cap.per != "period" for cap in self.caps)
            or any(over != "period" for _, over in (*self.counters, *self.paid))
            or any(clause.per != "period" for clause in self.times)
        )


def needs_of(edition: Edition, settled_ends: bool = False, refs: bool = True) -> Needs:
    """What this edition remembers.

    `settled_ends`: settled rows may have ended a cover; `refs`: claims may name their event.
    """
    benefits = [benefit for _, benefit in edition.of(c.Benefit)]
    nodes = [node for benefit in benefits for node in (benefit.start, *benefit.steps)]
    whens = [w for _, clause in edition.clauses() for w in _conditions(clause)]
    fixed = [clause for kind in (c.FilingLimit, c.Waiting) for _, clause in edition.of(kind)]
    asked = any(isinstance(node, n.OrdinalWithin) for node in whens)
    all_in_rounds = asked or uses_ordinal(fixed, edition)
    caps = {node.name for node in nodes if isinstance(node, n.UnderCap)}
    limits = [cap for _, cap in edition.of(c.Cap)]
    times = tuple(clause for _, clause in edition.of(c.TimesLimit))
    ordinals = all_in_rounds or uses_ordinal([nodes, limits], edition)
    limited = edition.indemnity_benefits if refs or len(edition.indemnity_benefits) > 1 else ()
    return Needs(
        ordinals=ordinals,
        caps=tuple(cap for cap in limits if cap.id in caps),
        counters=tuple(sorted(set(_counters(benefits)))),
        paid=tuple(sorted(set(_paid(edition, nodes)))),
        times=times,
        diseases=tuple(clause for _, clause in edition.of(c.SameDisease)),
        ends=bool(edition.of(c.EventInsideCover)) and (settled_ends or _ends(edition)),
        all_in_rounds=all_in_rounds,
        marks=any(_keeps_apart(node) for node in nodes),
        again=tuple(sorted(set(_again(edition)))),
        events=refs and (ordinals or bool(times) or bool(limited)),
        indemnity=tuple(sorted(limited)),
        late=frozenset(
            id(node)
            for node in nodes
            if is_late(node, edition) or (limited and isinstance(node, n.IndemnityLimit))
        ),
    )


def _keeps_apart(node: Any) -> bool:
    if isinstance(node, n.Deductible):
        return node.per == "event"
    return isinstance(node, (n.Items, n.AtGrade))


def _conditions(clause: c.Clause) -> tuple[n.Condition, ...]:
    return (*getattr(clause, "when", ()), *getattr(clause, "unless", ()))


def _ends(edition: Edition) -> bool:
    windows = [window for _, clause in edition.of(c.Waiting) for window in clause.windows]
    return any(benefit.ends_cover for _, benefit in edition.of(c.Benefit)) or any(
        getattr(window.result, "ends_cover", False) for window in windows
    )


def _counters(benefits: list[c.Benefit]) -> Iterator[tuple[str, str]]:
    for benefit in benefits:
        if getattr(benefit.start, "at_most_in_period", None) is not None:
            yield f"{benefit.id}.days", "period"
        if isinstance(benefit.start, n.Items) and benefit.start.per == "period":
            yield f"{benefit.id}.items", "period"
        for step in benefit.steps:
            if isinstance(step, n.Deductible) and step.per == "period":
                yield step.name or f"{benefit.id}.deductible", "period"
            if isinstance(step, n.Accumulated):
                yield step.name, step.over


def _paid(edition: Edition, nodes: list[Any]) -> Iterator[Paid]:
    for node in nodes:
        if isinstance(node, n.TopUp):
            yield node.benefits, "period"
        if isinstance(node, n.LessPaid):
            yield node.benefits, node.over
    for _, clause in edition.of(c.MutuallyExclusive):
        if clause.across == "period":
            yield from (((name,), "period") for name in clause.benefits)


def rivals_in(clause: c.MutuallyExclusive, benefit: str) -> tuple[str, ...]:
    """The other benefits of a clause that this one stands in."""
    return tuple(name for name in clause.benefits if name != benefit)


def _again(edition: Edition) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the tallies of `State.remember_again` are of."""
    benefits = {benefit.id: benefit for _, benefit in edition.of(c.Benefit)}
    for _, clause in edition.of(c.MutuallyExclusive):
        for name in clause.benefits if clause.across == "period" else ():
            for step in benefits[name].steps if name in benefits else ():
                if isinstance(step, n.UnderCap):
                    yield rivals_in(clause, name), step.name


def is_late(node: Any, edition: Edition) -> bool:
    """Does this start or step need what earlier claims, or other benefits, came to?"""
    return (
        isinstance(node, (n.UnderCap, n.LessPaid, n.Accumulated, n.TopUp))
        or (isinstance(node, n.Deductible) and node.per == "period")
        or getattr(node, "at_most_in_period", None) is not None
        or uses_ordinal(node, edition)
    )


def uses_ordinal(held: Any, edition: Edition, depth: int = 0) -> bool:
    """Does a value in this node choose by the ordinal, directly or through a parameter?"""
    if depth > 40:
        return False
    if isinstance(held, ParameterRef):
        parameter = edition.parameter(held.name)
        return parameter is not None and uses_ordinal(
            [parameter.value, *(dated.value for dated in parameter.values)], edition, depth + 1
        )
    if isinstance(held, Choice) and held.by == "ordinal":
        return True
    if isinstance(held, (list, tuple)):
        return any(uses_ordinal(item, edition, depth + 1) for item in held)
    if is_dataclass(held):
        values = [getattr(held, entry.name) for entry in fields(held)]
        return uses_ordinal(values, edition, depth + 1)
    return False
