"""Which branch, edge, cap and refusal of an edition no case has tried.

What an edition can do is read off its clauses; what the cases did is read off
their traces. The difference is reported, because a number that no case touches
is a number that nobody has checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from . import clauses as c
from . import nodes as n
from .bands import band_edges
from .cases import Ran
from .edition import Edition
from .guards import GUARDS
from .problems import Problems
from .quantities import Number
from .values import RELATIONS, Choice, ParameterRef, Value
from .walk import nodes_in, values_in

_CUTS: dict[type[n.Step], tuple[str, ...]] = {
    n.AtLeast: ("floor",),
    n.AtMost: ("cap_per_claim",),
    n.IndemnityLimit: ("indemnity_limit",),
    n.Threshold: ("threshold", "threshold_missed"),
    n.Accumulated: ("accumulated_increase",),
    n.LessPaid: ("less_paid",),
    n.LessBeside: ("less_beside",),
}
_BANDS_DONE = ("progressive_bands", "whole_bands", "banded_amount", "outside_bands")


def check_coverage(edition: Edition, ran: Iterable[Ran], problems: Problems) -> None:
    """Report everything the edition can do that no case did."""
    done = set(_done(ran))
    for path, what in dict.fromkeys(_possible(edition)):
        clause = path.rpartition(".")[2]
        if (clause, what) not in done:
            problems.add(
                "not_covered", path, f"No case tries: `{clause}` {what}.", "Add a case for it."
            )


def _done(ran: Iterable[Ran]) -> Iterator[tuple[str, str]]:
    for one in ran:
        for line in one.decision.lines:
            yield line.clause, "pays"
        for refusal in one.decision.refusals:
            yield refusal.clause, "refuses"
        for step in one.decision.trace:
            yield step.clause, step.kind
            if step.value("day"):
                yield step.clause, f"on day {step.value('day')}"
            for chosen in step.chosen:
                yield step.benefit, f"chooses {chosen}"
            if step.kind == "not_selected":
                yield step.clause, f"is passed over by {step.value('why')}"
            if step.kind in _BANDS_DONE and step.before:
                yield step.clause, f"at the edge of {step.before} fen"
            if step.kind in ("band", "whole_bands", "banded_amount"):
                yield step.clause, f"in the band above {step.value('above_fen')} fen"
            if step.kind == "day_band":
                yield step.clause, f"pays from day {step.value('first')}"


def _possible(edition: Edition) -> Iterator[tuple[str, str]]:
    for article, clause in edition.clauses():
        path = f"articles.{article.number}.{clause.id}"
        if isinstance(clause, c.SharesLimit):
            yield path, "shares_void" if clause.excess == "void" else "refuses"
        elif isinstance(clause, c.RelationAmong) and set(clause.among) == set(RELATIONS):
            continue
        elif type(clause) in GUARDS or isinstance(clause, c.MutuallyExclusive):
            yield path, "refuses"
        elif isinstance(clause, c.Cap):
            yield path, "cap"
            yield path, "refuses"
        elif isinstance(clause, c.Waiting):
            yield from ((path, what) for what in _windows(edition, clause))
        elif isinstance(clause, c.Benefit):
            yield from ((path, what) for what in _benefit(edition, clause))


def _windows(edition: Edition, clause: c.Waiting) -> Iterator[str]:
    last = 0
    for window in clause.windows:
        first = edition.constant(window.from_day) if window.from_day else None
        through = edition.constant(window.through_day)
        yield f"on day {first.number if first else last + 1}"
        if through is None or through.unit != "days":
            return
        last = int(through.number)
        yield f"on day {last}"
    yield f"on day {last + 1}"


def _benefit(edition: Edition, benefit: c.Benefit) -> Iterator[str]:
    yield "refuses" if isinstance(benefit.start, n.ToOfficer) else "pays"
    if benefit.in_force:
        yield "is passed over by in_force"
    if benefit.unless:
        yield "is passed over by unless"
    for value, _ in values_in((benefit.start, *benefit.steps)):
        yield from _rows(edition, value)
    yield from _days(edition, benefit.start)
    for step in nodes_in(benefit.steps, n.Step):
        yield from _CUTS.get(type(step), ())
        if isinstance(step, n.MinimumPayment):
            yield "refuses"
        if isinstance(step, (n.ProgressiveBands, n.WholeBands, n.BandedAmount)):
            yield from _bands(edition, step)


def _days(edition: Edition, start: n.Start) -> Iterator[str]:
    if isinstance(start, n.Daily) and start.at_most is not None:
        yield "chooses days=cut"
    if isinstance(start, n.Daily) and start.at_most_in_period is not None:
        yield "chooses days=cut_in_period"
    if isinstance(start, n.Items) and start.at_most is not None:
        yield "chooses units=cut"
    if isinstance(start, n.DailyBands):
        first = 1
        for band in start.bands:
            yield f"pays from day {first}"
            through = edition.constant(band.through) if band.through else None
            first = int(through.number) + 1 if through else first


def _bands(edition: Edition, step: Any) -> Iterator[str]:
    def number(value: Value) -> Number | None:
        quantity = edition.constant(value)
        return quantity.number if quantity else None

    for _, above, up_to in band_edges(step, number):
        if above is not None:
            yield f"in the band above {above} fen"
        if up_to is not None:
            yield f"at the edge of {up_to} fen"


def _rows(edition: Edition, value: Value) -> Iterator[str]:
    yield from dict.fromkeys(_row_names(edition, value, set()))


def _row_names(edition: Edition, value: Value, seen: set[str]) -> Iterator[str]:
    """Rows of a table and of the parameters it names, each parameter looked into once."""
    if isinstance(value, ParameterRef) and value.name not in seen:
        seen.add(value.name)
        parameter = edition.parameter(value.name)
        for held in (parameter.value, *(d.value for d in parameter.values)) if parameter else ():
            if held is not None:
                yield from _row_names(edition, held, seen)
    elif isinstance(value, Choice):
        for key, row in value.rows:
            yield f"chooses {value.by}={key}"
            yield from _row_names(edition, row, seen)
        if value.otherwise is not None:
            yield f"chooses {value.by}=otherwise"
            yield from _row_names(edition, value.otherwise, seen)
