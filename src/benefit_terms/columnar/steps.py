"""What is done to the amounts, for many rows at once: one function per step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from .. import clauses as c
from .. import nodes as n
from ..quantities import Quantity
from .batch import Batch, Flow, Lane
from .columns import Column
from .conditions import lists_any
from .exact import Exact, least, rounded, where
from .masks import Mask, anywhere, both, but_not, either, opposite
from .measures import present
from .starts import amount_of, borne
from .values import number

_NOTHING = Exact(0, 1, 0)


def _need_bill(flow: Flow) -> None:
    flow.halt(opposite(present(flow.batch, "bill")), "fact_missing")


def _less(node: n.Less, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    _need_bill(flow)
    columns = [flow.batch.column(f"bill_{name}_fen") for name in node.components]
    return amount.less(amount_of(columns))


def _deductible(node: n.Deductible, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    off = number(node.amount, flow)
    if node.per == "event":
        # Its account carries the name of the event: the reference keeps that.
        flow.give_up()
    if node.per == "period":
        counter = node.name or f"{lane.benefit.id}.deductible"
        state = flow.batch.state
        assert state is not None
        off = off.less(state.counted(flow.batch, counter, "period"))
        state.count(flow, lane, counter, rounded(least(off, amount), "down_fen"))
    return amount.less(off)


def _threshold(node: n.Threshold, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    needed = number(node.amount, flow)
    reached = amount >= needed if node.reached == "at" else amount > needed
    return where(reached, amount, _NOTHING)


def _less_paid(node: n.LessPaid, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    state = flow.batch.state
    assert state is not None
    return amount.less(state.paid_by(flow.batch, node.benefits, node.over))


def _beside(batch: Batch, key: Any, wanted: pl.Expr) -> Exact:
    """The sum of what those other plans pay beside for which `wanted` holds."""
    frame = batch.sheet.frame
    if not batch.sheet.has("beside"):
        return _NOTHING
    paid = pl.when(wanted).then(pl.element().struct.field("amount_fen")).otherwise(0)

    def make() -> Column:
        summed = pl.col("beside").list.eval(paid).list.sum().fill_null(0)
        return batch.sheet.of(frame.select(summed.alias("beside")).to_series().cast(pl.Int64))

    return amount_of([batch.made(("beside", key), make)])


def _less_beside(node: n.LessBeside, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    wanted = pl.element().struct.field("plan").is_in(list(node.plans))
    return amount.less(_beside(flow.batch, node.plans, wanted))


def _rate(node: n.AtRate, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    return amount * number(node.rate, flow)


def _plus(node: n.Plus, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    return amount + number(node.amount, flow)


Edges = list[tuple[Any, Exact, "Exact | None"]]


def _edges(node: Any, flow: Flow) -> Edges:
    """The bands with their edges, published ones read as `bands.band_edges` does."""
    found: Edges = []
    for band in node.bands:
        above = number(band.above, flow)
        if node.published_edges == "whole_yuan":
            above = _as_published(node, found, above)
        up_to = None if band.up_to is None else number(band.up_to, flow)
        found.append((band, above, up_to))
    return found


def _as_published(node: Any, found: Edges, above: Exact) -> Exact:
    """1001 is 1000; another first edge belongs to its band where the whole amount counts."""
    end, lower = found[-1][2] if found else _NOTHING, above
    if not found:
        if not isinstance(node, n.ProgressiveBands) and node.edges == "upper":
            lower = above.less(Exact.of(1))
        beyond: Mask = above.num % (1000 * above.den) == 100 * above.den
        lower = where(beyond, above.less(Exact.of(100)), lower)
    if end is None:
        return lower
    next_yuan = end + Exact.of(100)
    return where(both(above >= next_yuan, next_yuan >= above), end, lower)


def _progressive(node: n.ProgressiveBands, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    paid = _NOTHING
    for band, above, end in _edges(node, flow):
        up_to = amount if end is None else least(amount, end)
        part = up_to if above.nothing else up_to.less(above)
        rate = number(band.rate, flow, both(flow.open, _reached(band, up_to, above)))
        paid = paid + part * rate
    return paid


def _reached(band: Any, up_to: Exact, above: Exact) -> Mask:
    """Where a slice holds something; only tables, which may lack a row, ask for it."""
    return True if isinstance(band.rate, Quantity) else up_to > above


def _in_band(node: Any, amount: Exact, above: Exact, up_to: Exact | None) -> Mask:
    if node.edges == "upper":
        begun = amount > above
        return begun if up_to is None else but_not(begun, amount > up_to)
    begun = amount >= above
    return begun if up_to is None else but_not(begun, amount >= up_to)


def _whole(node: n.WholeBands, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    rate, rest = _NOTHING, flow.open
    for band, above, up_to in _edges(node, flow):
        inside = both(rest, _in_band(node, amount, above, up_to))
        if anywhere(inside):
            rate = where(inside, number(band.rate, flow, inside), rate)
            rest = but_not(rest, inside)
    return amount * rate


def _banded_amount(node: n.BandedAmount, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    pays, rest = _NOTHING, flow.open
    for band, above, up_to in _edges(node, flow):
        inside = both(rest, _in_band(node, amount, above, up_to))
        if anywhere(inside):
            pays = where(inside, number(band.pays, flow, inside), pays)
            rest = but_not(rest, inside)
    return pays


def _floor(node: n.AtLeast, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    lowest = number(node.amount, flow)
    return where(both(amount > _NOTHING, lowest > amount), lowest, amount)


def _cap_per_claim(node: n.AtMost, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    return least(amount, number(node.amount, flow))


def _under_cap(node: n.UnderCap, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    batch, state = flow.batch, flow.batch.state
    assert state is not None
    cap = next((cap for _, cap in batch.edition.of(c.Cap) if cap.id == node.name), None)
    if cap is None:
        flow.give_up()
        return amount
    flow.halt(state.cap_unclear(batch, cap), "fact_missing")
    limit = number(cap.limit, flow)
    if cap.per_share:
        limit = limit * _held(flow, lane)
    state.limits[cap.id] = limit
    left = state.cap_left(batch, cap, limit)
    flow.halt(but_not(amount > _NOTHING, left > _NOTHING), "cap_exhausted")
    return least(amount, left)


def _minimum(node: n.MinimumPayment, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    flow.halt(number(node.amount, flow) > amount, "below_minimum")
    return amount


def _shares(node: n.TimesShares, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    return amount * _held(flow, lane)


def _held(flow: Flow, lane: Lane) -> Exact:
    high = flow.batch.sheet.column("cover_shares").high
    return Exact(flow.batch.here(lane.shares), 1, high)


def _indemnity(node: n.IndemnityLimit, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    _need_bill(flow)
    limit = borne(flow.batch)
    if flow.batch.state is not None:
        limit = limit.less(flow.batch.state.made_good(flow.batch))
    if node.across_plans:
        indemnity = pl.element().struct.field("indemnity").fill_null(False)
        limit = limit.less(_beside(flow.batch, "indemnity", indemnity))
    if node.share is not None:
        limit = limit * number(node.share, flow)
    return least(amount, limit)


def _at_grade(node: n.AtGrade, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    # Parts of the body are marked as paid one by one: the reference does that.
    injured = lists_any(flow.batch, "event_injuries")
    flow.give_up(injured)
    return amount * number(node.rate, flow, but_not(flow.open, injured))


def _at_burns(node: n.AtBurns, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    # Each burn is looked up in the schedule for itself: the reference does that.
    burnt = lists_any(flow.batch, "event_burns")
    flow.give_up(burnt)
    rate = number(node.rate, flow, but_not(flow.open, burnt))
    if node.at_most is not None:
        rate = least(rate, number(node.at_most, flow))
    return amount * rate


def _accumulated(node: n.Accumulated, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    state = flow.batch.state
    assert state is not None
    now = rounded(amount, "half_up_fen")
    before = state.counted(flow.batch, node.name, node.over)
    state.count(flow, lane, node.name, now)
    whole = before + now
    for step in node.steps:
        whole = STEPS[type(step)](step, flow, lane, whole)
    begun = before > _NOTHING
    if not anywhere(begun):
        return whole
    # Only where something was accumulated before are its steps asked, and may refuse.
    behind = Flow(flow.batch, flow.on, both(flow.open, begun), flow.sink)
    earlier = before
    for step in node.steps:
        earlier = STEPS[type(step)](step, behind, lane, earlier)
    flow.open = both(flow.open, either(behind.open, opposite(begun)))
    # In whole fen, as it was paid: the claims of a period add up to what one would pay.
    earlier = rounded(earlier, "half_up_fen")
    return whole.less(where(begun, earlier, _NOTHING))


def _round(node: n.Round, flow: Flow, lane: Lane, amount: Exact) -> Exact:
    return rounded(amount, node.how)


STEPS: dict[type[n.Step], Callable[[Any, Flow, Lane, Exact], Exact]] = {
    n.Less: _less,
    n.Deductible: _deductible,
    n.AtRate: _rate,
    n.Plus: _plus,
    n.ProgressiveBands: _progressive,
    n.WholeBands: _whole,
    n.AtLeast: _floor,
    n.AtMost: _cap_per_claim,
    n.UnderCap: _under_cap,
    n.MinimumPayment: _minimum,
    n.TimesShares: _shares,
    n.IndemnityLimit: _indemnity,
    n.Threshold: _threshold,
    n.BandedAmount: _banded_amount,
    n.LessPaid: _less_paid,
    n.LessBeside: _less_beside,
    n.AtGrade: _at_grade,
    n.AtBurns: _at_burns,
    n.Accumulated: _accumulated,
    n.Round: _round,
}
