"""Windows, bands and rows of tables join without gap or overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from . import clauses as c
from . import nodes as n
from .edition import Edition
from .problems import Problems
from .quantities import Number, Quantity
from .values import AXES, UNBOUNDED, Choice, Value, row_range
from .walk import nodes_in, path_of

_Banded = n.ProgressiveBands | n.WholeBands | n.BandedAmount
_YUAN = 100


def _banded_in(clause: c.Clause) -> Iterator[_Banded]:
    yield from nodes_in(clause, n.ProgressiveBands)
    yield from nodes_in(clause, n.WholeBands)
    yield from nodes_in(clause, n.BandedAmount)


def _days_that_matter(edition: Edition) -> list[date]:
    """The first day of the edition and every later day on which a parameter changes."""
    changes = {d.from_ for _, p in edition.parameters for d in p.values}
    return sorted(
        {edition.effective_from, *(day for day in changes if day > edition.effective_from)}
    )


def check_ranges(edition: Edition, problems: Problems) -> None:
    """Windows and bands join, on every day on which a parameter changes; so do rows of tables."""
    for day in _days_that_matter(edition):
        for article, clause in edition.clauses():
            at = _At(edition, problems, path_of(article, clause), day)
            if isinstance(clause, c.Waiting):
                at.check("windows", at.windows(clause), step=1, start=1)
            for node in _banded_in(clause):
                slack = _YUAN if node.published_edges == "whole_yuan" else 0
                at.check("bands", [(b.above, b.up_to) for b in node.bands], slack=slack)
            for daily in nodes_in(clause, n.DailyBands):
                at.check_days([band.through for band in daily.bands])
    _check_rows(edition, problems)


class _At:
    """One clause on one day, and where its faults are reported, each once."""

    def __init__(self, edition: Edition, problems: Problems, path: str, day: date) -> None:
        self.edition, self.problems, self.path, self.day = edition, problems, path, day

    def number(self, value: Any) -> Number | None:
        quantity = None if value is None else self.edition.constant(value, self.day)
        return quantity.number if quantity else None

    def windows(self, clause: c.Waiting) -> list[tuple[Any, Any]]:
        """First and last day of each window whose ends are told in days."""
        edges: list[tuple[Any, Any]] = []
        last: Number | None = 0
        for window in clause.windows:
            first: Any = window.from_day
            if first is None and last is not None:
                first = Quantity(last + 1, "days")
            through = self.edition.constant(window.through_day, self.day)
            last = through.number if through and through.unit == "days" else None
            edges.append((first, window.through_day if last is not None else None))
        return [edge for edge in edges if edge[1] is not None] if edges else []

    def report(self, code: str, text: str, remedy: str) -> None:
        if all(problem.what != text for problem in self.problems):
            self.problems.add(code, self.path, text, remedy)

    def check(
        self,
        what: str,
        edges: list[tuple[Any, Any]],
        *,
        step: int = 0,
        slack: int = 0,
        start: Number | None = None,
    ) -> None:
        remedy = f"Let each of the {what} begin where the one before ends."
        for first, last in edges:
            low, high = self.number(first), self.number(last)
            if low is not None and high is not None and (high < low or (high == low and not step)):
                text = f"One of the {what} runs from {low} to {high}."
                self.report(f"{what}_out_of_order", text, remedy)
        for (_, last), (following, _) in pairwise(edges):
            end, begin = self.number(last), self.number(following)
            if last is None:
                text = f"One of the {what} has no end, but another follows."
                self.report(f"{what}_overlap", text, remedy)
            elif end is not None and begin is not None:
                self._join(what, end, begin, step, slack)
        opening = self.number(edges[0][0]) if edges else None
        if start is not None and opening is not None and opening != start:
            text = f"The first of the {what} begins at {opening}, not at {start}."
            self.report(f"{what}_gap", text, remedy)

    def _join(self, what: str, end: Number, begin: Number, step: int, slack: int) -> None:
        if begin == end + step or (slack and begin == end + slack):
            return
        kind = "gap" if begin > end + step else "overlap"
        remedy = f"Let each of the {what} begin where the one before ends."
        if what == "bands" and begin == end + _YUAN:
            remedy = "Write the edge of the band before, or say `published_edges: whole_yuan`."
        text = f"The {what} {kind}: one ends at {end}, the next begins at {begin}."
        self.report(f"{what}_{kind}", text, remedy)

    def check_days(self, ends: list[Value | None]) -> None:
        numbers = [self.number(end) for end in ends]
        for end, (one, following) in zip(ends, pairwise(numbers), strict=False):
            if end is None or (one is not None and following is not None and following <= one):
                text = f"The bands of days end on day {one or '∞'} and then on day {following}."
                remedy = "Let each band end later than the one before; only the last has no end."
                self.report("bands_out_of_order", text, remedy)


def _check_rows(edition: Edition, problems: Problems) -> None:
    """Rows of a numeric table without `otherwise` leave no number out between them."""
    places = [(path_of(a, clause), clause) for a, clause in edition.clauses()]
    held: list[tuple[str, Any]] = [*places]
    held += [(f"parameters.{name}", parameter) for name, parameter in edition.parameters]
    for path, node in held:
        for choice in nodes_in(node, Choice):
            if choice.otherwise is None and isinstance(AXES[choice.by], range):
                _check_choice(path, choice, problems)


def _check_choice(path: str, choice: Choice, problems: Problems) -> None:
    ranges = sorted(row_range(key) for key, _ in choice.rows)
    for (_, end), (begin, _) in pairwise(ranges):
        if end + 1 < begin < UNBOUNDED:
            problems.add(
                "rows_gap",
                path,
                f"The table by `{choice.by}` has no row for {end + 1} to {begin - 1}.",
                "Add a row, widen one, or add `otherwise`.",
            )
