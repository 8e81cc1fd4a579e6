"""From what a benefit is reckoned, for many rows at once: one function per start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import nodes as n
from ..conditions import PARTS
from .batch import Batch, Flow, Lane
from .columns import Column
from .conditions import lists_any
from .exact import Exact, least, within
from .guards import sum_of
from .masks import Mask, both, but_not, choose, opposite
from .measures import at_least, present, stay_days
from .values import number


def _columns(batch: Batch, names: tuple[str, ...]) -> list[Column]:
    return [batch.column(f"bill_{name}_fen") for name in names]


def _need_bill(flow: Flow) -> None:
    flow.halt(opposite(present(flow.batch, "bill")), "fact_missing")


def all_missing(columns: list[Column]) -> Mask:
    missing: Mask = True
    for column in columns:
        missing = both(missing, column.missing())
    return missing


def amount_of(columns: list[Column]) -> Exact:
    """The sum of parts of the bill, those not known counted as nothing."""
    high = within(sum(max(column.high, 0) for column in columns))
    return Exact(sum_of(columns), 1, high)


def _components(node: n.BillComponents, flow: Flow, lane: Lane) -> Exact:
    columns = _columns(flow.batch, node.components)
    # Where a part is known there is a bill; without one, or without any part, it is asked for.
    flow.halt(all_missing(columns), "fact_missing")
    return amount_of(columns)


def _bill_total(node: n.BillTotal, flow: Flow, lane: Lane) -> Exact:
    column = flow.batch.column("bill_total_fen")
    flow.halt(column.missing(), "fact_missing")
    return amount_of([column])


def _amount(node: n.Amount, flow: Flow, lane: Lane) -> Exact:
    return number(node.of, flow)


def _days(flow: Flow, counting: str) -> Exact:
    days, missing = stay_days(flow.batch, counting)
    flow.halt(missing, "fact_missing")
    if isinstance(days, np.ndarray) and missing is not False:
        days = choose(missing, 0, days)
    return Exact(at_least(days, 0), 1, 4_000_000)


def _daily(node: n.Daily, flow: Flow, lane: Lane) -> Exact:
    paid = _days(flow, node.counting)
    if node.beyond is not None:
        paid = paid.less(number(node.beyond, flow))
    if node.at_most is not None:
        paid = least(paid, number(node.at_most, flow))
    if node.at_most_in_period is not None:
        counter, state = f"{lane.benefit.id}.days", flow.batch.state
        assert state is not None
        most = number(node.at_most_in_period, flow)
        left = most.less(state.counted(flow.batch, counter, "period"))
        paid = least(paid, left)
        state.count(flow, lane, counter, paid)
    return number(node.amount, flow) * paid


def _daily_bands(node: n.DailyBands, flow: Flow, lane: Lane) -> Exact:
    days = _days(flow, node.counting)
    total, reached = Exact(0, 1, 0), Exact(0, 1, 0)
    for band in node.bands:
        through = days if band.through is None else least(days, number(band.through, flow))
        further = through > reached
        each = number(band.amount, flow, both(flow.open, further))
        slice_ = through.less(reached)
        total = total + each * slice_
        reached = reached + slice_
    return total


def borne(batch: Batch) -> Exact:
    """What the person bore: total less pool, large-sum and other payments, or the parts given."""
    parts = amount_of(_columns(batch, PARTS))
    total = batch.column("bill_total_fen")
    if total.values is not total.unknown:
        paid = amount_of(_columns(batch, ("pool_paid", "large_paid")))
        whole = amount_of([total]).less(paid)
        num = choose(total.missing(), parts.num, whole.num)
        parts = Exact(num, 1, max(whole.high, parts.high))
    return parts.less(amount_of(_columns(batch, ("other_reimbursed",))))


def _borne(node: n.Borne, flow: Flow, lane: Lane) -> Exact:
    columns = _columns(flow.batch, (*PARTS, "total"))
    _need_bill(flow)
    flow.halt(all_missing(columns), "fact_missing")
    return borne(flow.batch)


def _items(node: n.Items, flow: Flow, lane: Lane) -> Exact:
    _need_bill(flow)
    # Lines of a bill are marked as paid one by one: the reference does that.
    flow.give_up(lists_any(flow.batch, "bill_items"))
    return Exact(0, 1, 0)


def _burns(node: n.Burns, flow: Flow, lane: Lane) -> Exact:
    # Each burn is looked up in the schedule for itself: the reference does that.
    burnt = lists_any(flow.batch, "event_burns")
    flow.give_up(burnt)
    return number(node.amount, flow, but_not(flow.open, burnt))


def _to_officer(node: n.ToOfficer, flow: Flow, lane: Lane) -> Exact:
    flow.halt(True, "referred")
    return Exact(0, 1, 0)


def _top_up(node: n.TopUp, flow: Flow, lane: Lane) -> Exact:
    state = flow.batch.state
    assert state is not None
    to = number(node.to, flow)
    return to.less(state.paid_by(flow.batch, node.benefits, "period"))


STARTS: dict[type[n.Start], Callable[[Any, Flow, Lane], Exact]] = {
    n.BillComponents: _components,
    n.BillTotal: _bill_total,
    n.Amount: _amount,
    n.Daily: _daily,
    n.DailyBands: _daily_bands,
    n.Borne: _borne,
    n.Items: _items,
    n.Burns: _burns,
    n.ToOfficer: _to_officer,
    n.TopUp: _top_up,
}
