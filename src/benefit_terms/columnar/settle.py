"""What needs earlier claims: late guards, caps, accounts, what excludes what, and the outcome."""

from __future__ import annotations

import numpy as np

from .. import clauses as c
from .. import nodes as n
from .batch import Batch, Flow, Lane
from .conditions import category_column
from .exact import Exact, least, rounded, where, within
from .exclusive import let_give_way
from .guards import event_days
from .masks import Ints, Mask, anywhere, both, but_not, choose, either, opposite, total
from .measures import present
from .prepare import reckoned
from .set_off import same_disease, set_off
from .state import Draft, Result, caps_of
from .values import number

_NO_DAY = 2**31 - 1


def settle(batch: Batch, lanes: list[Lane]) -> Result:
    """Decide the rows of a round (or of a whole chunk, where nothing is remembered)."""
    drafts = batch.state.drafts if batch.state else []
    for lane in lanes:
        draft = _drafted(lane, batch, drafts)
        if draft is not None:
            drafts.append(draft)
            let_give_way(batch, drafts)
    return _concluded(batch, drafts)


def _drafted(lane: Lane, batch: Batch, drafts: list[Draft]) -> Draft | None:
    here, state = batch.here, batch.state
    on = here(lane.on)
    flow = Flow(batch, on, here(lane.open), batch.refusals)
    if lane.guards:
        flow.open = both(flow.open, _passed(lane, batch, on))
    if lane.instead is not None:
        _once_an_event(lane, flow, drafts)
    if not anywhere(flow.open):
        return None
    amount, before = lane.amount, Exact(0, 1, 0)
    if amount is not None:
        amount = Exact(here(amount.num), amount.den, amount.high)
    if state is not None:
        state.limits, state.rivals = {}, batch.edition.rivals(lane.benefit.id)
        before = set_off(lane, flow)
    if lane.instead is not None:
        amount = _instead(lane, flow)
    for node in lane.steps:
        amount = reckoned(node, flow, lane, amount)
    for inside, rate in lane.reduced or ():
        inside = here(inside)
        factor = number(rate, flow, both(flow.open, inside))
        amount = where(inside, amount * factor, amount)
    if lane.is_the_benefit:
        amount = amount.less(before)
    draft = _rounded(lane, batch, flow, amount)
    if state is not None and lane.is_the_benefit:
        state.keep_paid(lane, flow.open)
    return draft


def _once_an_event(lane: Lane, flow: Flow, drafts: list[Draft]) -> None:
    """What a window pays instead is paid once, however many benefits wait."""
    for draft in drafts:
        if draft.lane.clause == lane.clause:
            flow.open = but_not(flow.open, draft.live)


def _instead(lane: Lane, flow: Flow) -> Exact:
    amount = number(lane.instead.amount, flow)
    if lane.instead.per_share:
        high = flow.batch.sheet.column("cover_shares").high
        amount = amount * Exact(flow.batch.here(lane.shares), 1, high)
    return amount


def _passed(lane: Lane, batch: Batch, on: Ints) -> Mask:
    """Where the guards that look at earlier claims let the lane pass as well."""
    here = batch.here
    asked: Mask = here(lane.asked)
    passed: Mask = here(lane.passed)
    for clause, open_ in lane.guards:
        still = both(asked, here(open_))
        flow = Flow(batch, on, still, batch.refusals)
        _ask_late(clause, lane, flow)
        passed = both(passed, either(flow.open, opposite(still)))
    if lane.is_the_benefit and lane.pending and lane.pending.bits is not None:
        batch.refusals.merge(passed, here(lane.pending.bits), lane.pending.may_ask)
    return passed


def _rounded(lane: Lane, batch: Batch, flow: Flow, amount: Exact) -> Draft:
    """The plan's rounding, which may never lift an amount over a cap it was cut to."""
    found = batch.edition.first(c.FinalRounding)
    how = found.how if found else "half_up_fen"
    fen = rounded(amount, how)
    if batch.state is not None and not (how.endswith("_fen") and _ends_under_cap(lane)):
        for _, cap in batch.edition.of(c.Cap):
            if cap.id in caps_of(lane) and cap.id in batch.state.limits:
                fen = least(fen, batch.state.cap_left(batch, cap, batch.state.limits[cap.id]))
    nothing: Mask = fen.num == 0
    flow.halt(nothing, "nothing_to_pay")
    paid = choose(flow.open, fen.num, 0)
    return Draft(lane, paid, fen.high, paid)


def _ends_under_cap(lane: Lane) -> bool:
    """Is the amount cut to whole fen by its only cap last of all? Then fen cannot exceed it."""
    steps = lane.benefit.steps
    under = [step for step in steps if isinstance(step, n.UnderCap)]
    return not under or (len(under) == 1 and steps[-1] is under[0] and not lane.reduced)


# Late guards: what an earlier claim of the same person may stand against.


def _ask_late(clause: c.Clause, lane: Lane, flow: Flow) -> None:
    if not anywhere(flow.open):
        return
    state = flow.batch.state
    assert state is not None
    if isinstance(clause, c.EventInsideCover):
        on = event_days(clause, flow)
        late: Mask = on >= state.ended_from()
        flow.halt(late, "cover_ended")
    elif isinstance(clause, c.TimesLimit):
        used: Mask = state.times(flow.batch, clause) >= clause.most
        flow.halt(used, "times_used_up")
    elif isinstance(clause, c.SameDisease):
        uncoded = but_not(present(flow.batch, "diagnosis"), category_column(flow.batch).known())
        flow.halt(both(uncoded, state.coded_before()), "fact_missing")
        for same in same_disease(clause, lane, flow.batch):
            flow.halt(both(same.rows, same.results("excludes")), "same_disease_paid")
    else:
        raise NotImplementedError(clause.kind)


def _concluded(batch: Batch, drafts: list[Draft]) -> Result:
    asks = batch.refusals.asking()
    state = batch.state
    result = Result(0, {}, {}, {}, False, _NO_DAY, asks=asks)
    for draft in drafts:
        fen = choose(asks, 0, draft.fen)
        lane = draft.lane
        result.amount = total(result.amount, fen)
        result.high = within(result.high + draft.high)
        result.lines[lane.clause] = total(result.lines.get(lane.clause, 0), fen)
        for cap in caps_of(lane):
            result.uses[cap] = total(result.uses.get(cap, 0), fen)
        if lane.ends_cover:
            ends: Mask = fen > 0
            result.ended = either(result.ended, ends)
            result.ended_on = least_day(result.ended_on, choose(ends, batch.here(lane.on), _NO_DAY))
    for _, counter, more in state.counting if state else []:
        added = choose(asks, 0, more.num)
        result.counts[counter] = total(result.counts.get(counter, 0), added)
        result.counts_high = within(result.counts_high + more.high)
    return result


def least_day(one: Ints, other: Ints) -> Ints:
    if isinstance(one, int) and isinstance(other, int):
        return min(one, other)
    return np.minimum(one, other)
