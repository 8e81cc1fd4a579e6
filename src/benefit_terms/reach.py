"""Clauses, rows and bands that no event can ever reach.

What cannot happen is no harm in itself; but it is nearly always a slip, such as
a wrong word in a condition or a band behind a cap, and the rule it was meant
to be is then missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import clauses as c
from . import nodes as n
from .edition import Article, Edition
from .problems import Problems
from .quantities import Number, Quantity, format_yuan
from .values import AXES, UNBOUNDED, Choice, row_range
from .walk import apart, nodes_in, path_of

_REMEDY = "Correct its conditions, or remove it."


def check_reach(edition: Edition, problems: Problems) -> None:
    """Report every benefit, row, band and window that can never answer."""
    for article, benefit in edition.of(c.Benefit):
        path = path_of(article, benefit)
        for what in _reasons(edition, benefit):
            problems.add("unreachable", path, what, _REMEDY)
        for what in _dead_rows(edition, benefit):
            problems.add("unreachable_row", path, what, "Correct the row, or remove it.")
        for what in _dead_bands(edition, benefit):
            problems.add("unreachable_band", path, what, "Correct the cap or the band.")
    guards: list[tuple[Article, c.Exclusion | c.Refer]] = [*edition.of(c.Exclusion)]
    guards += edition.of(c.Refer)
    for article, clause in guards:
        if _never_meets(edition, clause):
            what = f"`{clause.id}` can never hold: its conditions contradict every benefit's."
            problems.add("unreachable", path_of(article, clause), what, _REMEDY)
    for article, waiting in edition.of(c.Waiting):
        for what in _dead_windows(edition, waiting):
            problems.add("unreachable_window", path_of(article, waiting), what, _REMEDY)
    for article, same in edition.of(c.SameDisease):
        for what in _dead_pairs(edition, same):
            problems.add("unreachable", path_of(article, same), what, _REMEDY)


def _never_meets(edition: Edition, clause: c.Exclusion | c.Refer) -> bool:
    concerned = [
        benefit
        for _, benefit in edition.of(c.Benefit)
        if not clause.benefits or benefit.id in clause.benefits
    ]
    return bool(concerned) and all(
        any(
            node.kind == rival.kind and apart(node, rival)
            for node in clause.when
            for rival in benefit.when
        )
        for benefit in concerned
    )


def _admitted(edition: Edition, benefit: c.Benefit) -> dict[str, set[str]]:
    """The words that a benefit's conditions and the plan's guards let through, by axis."""
    found: dict[str, set[str]] = {}
    asked = [(node.kind, set(getattr(node, "among", ()))) for node in benefit.when]
    for _, clause in edition.of(c.SexOnly):
        asked.append(("sex", {clause.sex}))
    for _, employment in edition.of(c.EmploymentAmong):
        asked.append(("employment", set(employment.among)))
    for _, relation in edition.of(c.RelationAmong):
        asked.append(("relation", set(relation.among)))
    for axis, words in asked:
        if axis in AXES and words:
            found[axis] = found[axis] & words if axis in found else words
    return found


def _range(edition: Edition, benefit: c.Benefit, axis: str) -> tuple[int, int]:
    """The whole numbers that conditions and guards let through, first and last."""
    low, high = 0, UNBOUNDED
    asked = [node for node in benefit.when if isinstance(node, n.Within) and node.kind == axis]
    for node in asked:
        low = max(low, node.at_least or 0)
        high = min(high, UNBOUNDED if node.at_most is None else node.at_most)
    for _, clause in edition.of(c.HazardClass):
        high = min(high, clause.worst) if axis == "hazard_class" else high
    if axis == "shares" and edition.max_shares is not None and _shares_refused(edition):
        high = min(high, edition.max_shares)
    return low, high


def _shares_refused(edition: Edition) -> bool:
    return any(clause.excess == "refuse" for _, clause in edition.of(c.SharesLimit))


def _reasons(edition: Edition, benefit: c.Benefit) -> Iterator[str]:
    for axis, words in _admitted(edition, benefit).items():
        if not words:
            yield f"`{benefit.id}` can never answer: no `{axis}` is left that all clauses admit."
    for axis in (node.kind for node in benefit.when if isinstance(node, n.Within)):
        low, high = _range(edition, benefit, axis)
        if high < low:
            yield f"`{benefit.id}` can never answer: no `{axis}` from {low} to {high}."
    for _, other in edition.of(c.Benefit):
        always = other.exception_to == benefit.id and not other.unless and not other.in_force
        if always and set(other.when) <= set(benefit.when):
            yield f"`{benefit.id}` can never answer: `{other.id}` always takes its place."
    force = benefit.in_force
    if force and force.until and force.until < edition.effective_from:
        yield f"`{benefit.id}` ended on {force.until}, before the edition begins."
    if force and force.from_ and force.until and force.until < force.from_:
        yield f"`{benefit.id}` is in force from {force.from_} until {force.until}."


def _dead_rows(edition: Edition, benefit: c.Benefit) -> Iterator[str]:
    admitted = _admitted(edition, benefit)
    for choice in nodes_in((benefit.start, benefit.steps), Choice):
        words = admitted.get(choice.by)
        for key, _ in choice.rows:
            if isinstance(AXES[choice.by], range):
                first, last = row_range(key)
                low, high = _range(edition, benefit, choice.by)
                dead = last < low or first > high
            else:
                dead = words is not None and key not in words
            if dead:
                yield f"The row `{key}` of the table by `{choice.by}` can never be chosen."


def _dead_bands(edition: Edition, benefit: c.Benefit) -> Iterator[str]:
    """Bands that begin where a cap on the claim before them has already cut the amount."""
    most: Number | None = None
    for step in benefit.steps:
        if isinstance(step, n.AtMost):
            cut = edition.constant(step.amount)
            most = cut.number if cut and (most is None or cut.number < most) else most
        elif isinstance(step, (n.ProgressiveBands, n.WholeBands, n.BandedAmount)):
            for band in step.bands:
                above = edition.constant(band.above)
                if most is not None and above is not None and above.number >= most:
                    yield (
                        f"The band above {format_yuan(above.number)} yuan lies beyond the cap of "
                        f"{format_yuan(most)} yuan before it."
                    )
            most = None
        elif not isinstance(step, (n.Less, n.Deductible, n.AtLeast, n.IndemnityLimit)):
            most = None


def _days(quantity: Quantity) -> int:
    return int(quantity.number) * {"days": 1, "months": 31, "years": 366}[quantity.unit]


def _dead_windows(edition: Edition, waiting: c.Waiting) -> Iterator[str]:
    period = edition.first(c.Period)
    length = edition.constant(period.length) if period else None
    for window in waiting.windows:
        begins = edition.constant(window.from_day) if window.from_day else None
        if length and begins and begins.number > _days(length):
            yield f"The window from day {begins.number} begins after the period of cover."


def _dead_pairs(edition: Edition, same: c.SameDisease) -> Iterator[str]:
    paid: set[str] | None = set()
    for _, benefit in edition.of(c.Benefit):
        if same.benefits and benefit.id not in same.benefits:
            continue
        words = [node.among for node in benefit.when if isinstance(node, n.SeverityIs)]
        rows = [
            {key for key, _ in choice.rows}
            for choice in nodes_in((benefit.start, benefit.steps), Choice)
            if choice.by == "severity" and choice.otherwise is None
        ]
        if not words and not rows:
            paid = None
        if paid is not None:
            paid |= {word for among in words for word in among} | {w for row in rows for w in row}
    for pair in same.pairs:
        for word in (pair.earlier, pair.now):
            if paid is not None and word not in paid:
                yield f"No benefit of the clause is paid for severity `{word}`."
