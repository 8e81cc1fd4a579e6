"""What depends on the claim alone: which benefits answer, which guards pass, the first steps.

This is done once for all rows of a chunk. What needs earlier claims is left to
`settle`, in rounds. An edition in which even the conditions need earlier claims
is prepared within each round.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from .. import clauses as c
from .. import nodes as n
from ..guards import GUARDS as REFERENCE_GUARDS
from .batch import Batch, Flow, Lane, Refusals
from .conditions import judge, list_holds
from .days import after, day_number
from .exact import Exact, least, within
from .guards import GUARDS
from .masks import Ints, Mask, anywhere, both, but_not, choose, either, opposite
from .measures import as_long, at_least, first_known, renews, yes
from .needs import Needs
from .starts import STARTS
from .steps import STEPS
from .values import leaves, number

#: Guards that look at earlier claims; they are asked in `settle`.
LATE_GUARDS: tuple[type[c.Clause], ...] = (c.SameDisease, c.TimesLimit)


def prepare(batch: Batch, needs: Needs) -> list[Lane]:
    """The lanes of all benefits that answer somewhere, reckoned as far as the claim alone goes."""
    lanes: list[Lane] = []
    shares = shares_that_count(batch)
    for lane in _selected(batch, shares):
        _ask_guards(lane, batch, needs)
        if anywhere(lane.passed) or lane.guards:
            lanes += _windows(lane, batch, needs)
    for lane in lanes:
        _reckon(lane, batch, needs)
    return lanes


def shares_that_count(batch: Batch) -> Ints:
    shares = batch.column("cover_shares").values
    most = batch.edition.max_shares
    return shares if most is None else least(Exact(shares, 1, 1), Exact(most, 1, 1)).num


def _selected(batch: Batch, shares: Ints) -> list[Lane]:
    lanes: list[Lane] = []
    some: Mask = False
    for _, benefit in batch.edition.of(c.Benefit):
        on, undated = first_known(batch, benefit.dated_by)
        region = opposite(_out_of_force(benefit, on, undated))
        holds, unknown = judge(benefit.when, batch, on, undated, benefit.unless, region)
        if anywhere(unknown):
            batch.refusals.add(unknown, "fact_missing")
        some = either(some, either(holds, unknown))
        lanes.append(Lane(benefit, benefit.id, on, shares, holds, benefit.ends_cover, open=undated))
    if anywhere(opposite(some)):
        batch.refusals.add(opposite(some), "no_benefit_applies")
    _give_way(batch, lanes)
    for lane in lanes:
        flow = Flow(batch, lane.on, lane.asked, batch.refusals)
        flow.halt(lane.open, "fact_missing")
        lane.asked, lane.open = flow.open, True
    return [lane for lane in lanes if anywhere(lane.asked)]


def _out_of_force(benefit: c.Benefit, on: Ints, undated: Mask) -> Mask:
    force = benefit.in_force
    if force is None:
        return False
    out: Mask = False
    if force.from_ is not None:
        early: Mask = on < day_number(force.from_)
        out = either(out, early)
    if force.until is not None:
        late: Mask = on > day_number(force.until)
        out = either(out, late)
    return but_not(out, undated)


def _give_way(batch: Batch, lanes: list[Lane]) -> None:
    answering = {lane.benefit.id: lane.asked for lane in lanes}
    for lane in lanes:
        before: Mask = False
        for other in lanes:
            if other.benefit.exception_to == lane.benefit.id:
                answers = answering[other.benefit.id]
                batch.give_up(both(answering[lane.benefit.id], both(before, answers)))
                before = either(before, answers)
        lane.asked = but_not(lane.asked, before)


def _ask_guards(lane: Lane, batch: Batch, needs: Needs) -> None:
    """Every guard of the edition is asked, so that all reasons are reported."""
    passed = lane.asked
    for _, clause in batch.edition.clauses():
        only = getattr(clause, "benefits", ())
        if only and lane.benefit.id not in only:
            continue
        if isinstance(clause, LATE_GUARDS):
            lane.guards.append((clause, True))
        if type(clause) not in GUARDS:
            if type(clause) in REFERENCE_GUARDS and not isinstance(clause, LATE_GUARDS):
                batch.give_up(lane.asked)
            continue
        flow = Flow(batch, lane.on, lane.asked, batch.refusals)
        GUARDS[type(clause)](clause, lane, flow)
        if isinstance(clause, c.EventInsideCover) and needs.ends:
            # A row that is refused by this guard already is not asked again.
            lane.guards.append((clause, flow.open))
        passed = both(passed, flow.open)
    lane.passed = passed
    lane.open = passed
    lane.pending = Refusals(batch.rows) if lane.guards else batch.refusals


def _windows(lane: Lane, batch: Batch, needs: Needs) -> list[Lane]:
    """The lane less what falls into waiting windows, and a lane for each that pays instead."""
    flow = Flow(batch, lane.on, lane.passed, lane.pending or batch.refusals)
    lanes = [lane]
    starts = batch.column("cover_starts_on").values
    day = Exact(at_least(as_long(lane.on) - as_long(starts) + 1, 1), 1, 4_000_000)
    looking: Mask = True
    lane.reduced = []
    for _, clause in batch.edition.of(c.Waiting):
        if clause.benefits and lane.benefit.id not in clause.benefits:
            continue
        concerned = both(looking, _concerned(clause, flow, looking))
        last = Exact(0, 1, 0)
        for window in clause.windows:
            if not anywhere(both(flow.open, concerned)):
                break
            first, last = _window_days(window, flow, concerned, last)
            inside = both(concerned, both(day >= first, last >= day))
            if anywhere(both(flow.open, inside)):
                result = WINDOW_RESULTS[type(window.result)]
                lanes += result(window.result, clause, lane, flow, inside)
                looking = but_not(looking, inside)
                concerned = but_not(concerned, inside)
    lane.open = flow.open
    return lanes


def _concerned(clause: c.Waiting, flow: Flow, looking: Mask) -> Mask:
    """Where the event is of the cause that waits, and the waiting is not waived."""
    concerned: Mask = True
    if len(clause.causes) == 1:
        cause = flow.batch.column("event_cause")
        flow.halt(both(looking, cause.missing()), "fact_missing")
        concerned = cause.among(clause.causes)
    if clause.waived_at_renewal:
        concerned = but_not(concerned, renews(flow.batch))
    if clause.waived_for_added_plan:
        concerned = but_not(concerned, _added(clause, flow.batch))
    return concerned


def _added(clause: c.Waiting, batch: Batch) -> Mask:
    """Where the member adds this plan to one that waives the waiting."""
    added, name = yes(batch, "cover_is_added_plan"), "cover_plans_held_before"
    excepted = pl.element().is_in(list(clause.not_for_holders_of))
    others = pl.col(name).list.eval(~excepted).list.any()
    waives = (pl.col(name).list.len() == 0) | others
    waived = list_holds(batch, name, waives.fill_null(True), clause.not_for_holders_of)
    return both(added, waived if batch.sheet.has(name) else True)


def _window_days(window: c.Window, flow: Flow, region: Mask, before: Exact) -> tuple[Exact, Exact]:
    """First and last day of a window; without `from_day` it begins after the one before it."""
    if window.from_day is None:
        first = before + Exact.of(1)
    else:
        first = number(window.from_day, flow, region)
    starts = flow.batch.column("cover_starts_on").values
    last: Ints = 0
    for rows, through in list(leaves(window.through_day, flow, region)):
        if through.unit == "days":
            last = choose(rows, int(through.number), last)
        else:
            last = choose(rows, as_long(after(starts, through)) - as_long(starts), last)
    return first, Exact(last, 1, within(10**12))


def _nothing(
    result: n.PaysNothing, clause: c.Waiting, lane: Lane, flow: Flow, inside: Mask
) -> list[Lane]:
    flow.halt(inside, "in_waiting_period")
    return []


def _refer(
    result: n.AsksOfficer, clause: c.Waiting, lane: Lane, flow: Flow, inside: Mask
) -> list[Lane]:
    flow.halt(inside, "referred")
    return []


def _reduced(
    result: n.PaysReduced, clause: c.Waiting, lane: Lane, flow: Flow, inside: Mask
) -> list[Lane]:
    lane.reduced.append((inside, result.rate))
    return []


def _instead(
    result: n.PaysInstead, clause: c.Waiting, lane: Lane, flow: Flow, inside: Mask
) -> list[Lane]:
    here = Flow(flow.batch, flow.on, both(flow.open, inside), flow.sink)
    flow.open = but_not(flow.open, inside)
    other = Lane(
        lane.benefit,
        clause.id,
        lane.on,
        lane.shares,
        lane.asked,
        result.ends_cover,
        is_the_benefit=False,
        passed=lane.passed,
        open=here.open,
        pending=lane.pending,
        guards=lane.guards,
        instead=result,
    )
    other.reduced = []
    return [other]


WINDOW_RESULTS: dict[type[n.WindowResult], Callable[[Any, c.Waiting, Lane, Flow, Mask], Any]] = {
    n.PaysNothing: _nothing,
    n.AsksOfficer: _refer,
    n.PaysReduced: _reduced,
    n.PaysInstead: _instead,
}


def _reckon(lane: Lane, batch: Batch, needs: Needs) -> None:
    """Start and steps as far as they need no earlier claim; the rest is left in `lane.steps`."""
    if not lane.is_the_benefit:
        return
    todo: tuple[n.Start | n.Step, ...] = (lane.benefit.start, *lane.benefit.steps)
    flow = Flow(batch, lane.on, lane.open, lane.pending or batch.refusals)
    for place, node in enumerate(todo):
        if id(node) in needs.late or not anywhere(flow.open):
            lane.steps = todo[place:]
            break
        lane.amount = reckoned(node, flow, lane, lane.amount)
    lane.open = flow.open


def reckoned(node: n.Start | n.Step, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    """One start or step."""
    start, step = STARTS.get(type(node)), STEPS.get(type(node))  # type: ignore[arg-type]
    if start is not None:
        return start(node, flow, lane)
    if step is not None:
        return step(node, flow, lane, amount)
    # A kind that is not known here is left to the reference.
    flow.give_up()
    return Exact(0, 1, 0)
