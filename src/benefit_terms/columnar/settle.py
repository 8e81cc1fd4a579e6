"""What needs earlier claims: late guards, caps, accounts, what excludes what, and the outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .. import clauses as c
from .. import nodes as n
from .batch import Batch, Flow, Lane
from .columns import Column
from .conditions import category_column, entry_table
from .exact import Exact, least, rounded, where, within
from .guards import event_days
from .masks import Ints, Mask, anywhere, both, but_not, choose, either, equal, opposite, total
from .prepare import reckoned
from .state import Draft, Result, State, caps_of
from .values import number

_NO_DAY = 2**31 - 1


def settle(batch: Batch, lanes: list[Lane]) -> Result:
    """Decide the rows of a round (or of a whole chunk, where nothing is remembered)."""
    drafts = batch.state.drafts if batch.state else []
    for lane in lanes:
        draft = _drafted(lane, batch)
        if draft is not None:
            drafts.append(draft)
    for _, clause in batch.edition.of(c.MutuallyExclusive):
        _let_give_way(clause, batch, drafts)
    return _concluded(batch, drafts)


def _drafted(lane: Lane, batch: Batch) -> Draft | None:
    here, state = batch.here, batch.state
    on = here(lane.on)
    flow = Flow(batch, on, here(lane.open), batch.refusals)
    if lane.guards:
        flow.open = both(flow.open, _passed(lane, batch, on))
    if not anywhere(flow.open):
        return None
    before = _paid_for_the_same(lane, batch) if lane.guards else 0
    amount = lane.amount
    if amount is not None:
        amount = Exact(here(amount.num), amount.den, amount.high)
    if state is not None:
        state.limits = {}
    for node in lane.steps:
        amount = reckoned(node, flow, lane, amount)
    for inside, rate in lane.reduced or ():
        inside = here(inside)
        factor = number(rate, flow, both(flow.open, inside))
        amount = where(inside, amount * factor, amount)
    if lane.is_the_benefit and not (isinstance(before, int) and before == 0):
        amount = amount.less(Exact(before, 1, _history_high(state)))
    return _rounded(lane, batch, flow, amount)


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


def _history_high(state: State | None) -> int:
    return state.highs.get("history", 0) if state else 0


def _rounded(lane: Lane, batch: Batch, flow: Flow, amount: Exact) -> Draft:
    """The plan's rounding, which may never lift an amount over a cap it was cut to."""
    found = batch.edition.first(c.FinalRounding)
    how = found.how if found else "half_up_fen"
    fen = rounded(amount, how)
    if batch.state is not None and not (how.endswith("_fen") and _ends_under_cap(lane)):
        for _, cap in batch.edition.of(c.Cap):
            if cap.id in caps_of(lane) and cap.id in batch.state.limits:
                left = batch.state.limits[cap.id].less(batch.state.cap_used(batch, cap))
                fen = least(fen, left)
    nothing: Mask = fen.num == 0
    flow.halt(nothing, "nothing_to_pay")
    return Draft(lane, choose(flow.open, fen.num, 0), fen.high)


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
        used: Mask = state.times(clause) >= clause.most
        flow.halt(used, "times_used_up")
    elif isinstance(clause, c.SameDisease):
        for same in _same_disease(clause, lane, flow.batch):
            flow.halt(both(same.rows, same.results("excludes")), "same_disease_paid")
    else:
        raise NotImplementedError(clause.kind)


@dataclass(frozen=True)
class Same:
    """An earlier round: where it paid for the same disease, and what that does now."""

    earlier: int
    rows: Mask
    outcome: Ints
    amount: Ints

    def results(self, *wanted: str) -> Mask:
        found: Mask = False
        for word in wanted:
            found = either(found, equal(self.outcome, _OUTCOMES.index(word)))
        return found


_OUTCOMES = ("excludes", "pays_difference", "replaces", "adds")


def _same_disease(clause: c.SameDisease, lane: Lane, batch: Batch) -> list[Same]:
    state = batch.state
    assert state is not None
    if "paid" not in state.history:
        return []
    lists = (node.lists for node in lane.benefit.when if isinstance(node, n.DiseaseIn))
    names = [name for held in lists for name in held]
    category = category_column(batch)
    table = np.array([*entry_table(batch, tuple(names)), -1])
    found = []
    for earlier in state.rounds_before():
        rows = state.before("paid", earlier)
        same = _same_category(clause, batch, earlier, table)
        same = both(but_not(same, category.missing()), rows)
        if clause.benefits:
            same = both(same, state.before(("ours", clause.id), earlier))
        if clause.per == "period":
            same = both(same, state.same_cover(batch, earlier))
        if anywhere(same):
            outcome = _pair(clause, batch, earlier)
            found.append(Same(earlier, same, outcome, state.before("amount", earlier)))
    return found


def _same_category(
    clause: c.SameDisease, batch: Batch, earlier: int, table: NDArray[np.int64]
) -> Mask:
    state = batch.state
    assert state is not None
    now = category_column(batch).values
    then = state.earlier_values(category_column, batch, earlier)
    same: Mask = now == then
    if clause.same == "entry":
        entry = table[now]
        listed: Mask = entry >= 0
        again: Mask = table[then] == entry
        same = either(same, both(_plain(listed), _plain(again)))
    return same


def _plain(mask: Mask) -> Mask:
    return mask if isinstance(mask, (bool, np.ndarray)) and np.ndim(mask) else bool(mask)


def _severity(batch: Batch) -> Column:
    return batch.column("diagnosis_severity")


def _pair(clause: c.SameDisease, batch: Batch, earlier: int) -> Ints:
    """What the earlier severity does to this one, as a place in `_OUTCOMES`."""
    state = batch.state
    assert state is not None
    outcome: Ints = 0
    severity = _severity(batch)
    then = state.earlier_values(_severity, batch, earlier)
    for pair in clause.pairs:
        if pair.earlier in severity.codes and pair.now in severity.codes:
            now = equal(severity.values, severity.codes[pair.now])
            was = equal(then, severity.codes[pair.earlier])
            outcome = choose(both(now, was), _OUTCOMES.index(pair.result), outcome)
    return outcome


def _paid_for_the_same(lane: Lane, batch: Batch) -> Ints:
    """Fen paid for a milder form of the same disease that count, where the article says so.

    What is replaced is also taken out of the caps: `state.replaced`.
    """
    state = batch.state
    assert state is not None
    state.replaced = {}
    off: Ints = 0
    gone: dict[int, Mask] = {}
    for clause, _ in lane.guards:
        if not isinstance(clause, c.SameDisease) or not clause.pairs:
            continue
        for same in _same_disease(clause, lane, batch):
            counts = both(same.rows, same.results("pays_difference", "replaces"))
            off = total(off, choose(counts, same.amount, 0))
            replaced = both(same.rows, same.results("replaces"))
            gone[same.earlier] = either(gone.get(same.earlier, False), replaced)
    for earlier, replaced in gone.items():
        for cap in state.needs.caps if anywhere(replaced) else ():
            here = replaced
            if cap.per == "period":
                here = both(here, state.same_cover(batch, earlier))
            used = choose(here, state.before(("uses", cap.id), earlier), 0)
            state.replaced[cap.id] = total(state.replaced.get(cap.id, 0), used)
    return off


# Exclusive benefits: one of them is paid.


def _let_give_way(clause: c.MutuallyExclusive, batch: Batch, drafts: list[Draft]) -> None:
    rivals = [draft for draft in drafts if draft.lane.clause in clause.benefits]
    if not rivals:
        return
    if clause.keep == "first_listed":
        rivals = sorted(rivals, key=lambda draft: clause.benefits.index(draft.lane.clause))
    best: Ints = 0
    for draft in rivals:
        if clause.keep == "largest":
            best = draft.fen if isinstance(best, int) and best == 0 else np.maximum(best, draft.fen)
    settled: Mask = False
    for draft in rivals:
        kept = but_not(draft.live, settled)
        if clause.keep == "largest":
            largest: Mask = draft.fen == best
            kept = both(kept, largest)
        dropped = but_not(draft.live, kept)
        if anywhere(dropped):
            batch.refusals.add(dropped, "excluded_by_other_benefit")
            _drop(batch, draft, dropped)
        settled = either(settled, kept)
    for draft in rivals:
        _take_off_earlier(clause, batch, draft)


def _drop(batch: Batch, draft: Draft, dropped: Mask) -> None:
    """Take back a draft with all that it counted."""
    draft.fen = choose(dropped, 0, draft.fen)
    state = batch.state
    assert state is not None
    state.counting = [
        (name, counter, Exact(choose(dropped, 0, more.num), 1, more.high))
        if name == draft.lane.benefit.id
        else (name, counter, more)
        for name, counter, more in state.counting
    ]


def _take_off_earlier(clause: c.MutuallyExclusive, batch: Batch, draft: Draft) -> None:
    """What a rival benefit paid earlier in this cover counts towards the one kept."""
    state = batch.state
    assert state is not None
    for rival in batch.edition.of(c.Benefit):
        name = rival[1].id
        if name not in clause.benefits or name == draft.lane.clause:
            continue
        paid = state.paid_earlier((name,), "period")
        if isinstance(paid, int):
            continue
        live = draft.live
        left = np.maximum(draft.fen - paid, 0)
        gone: Mask = both(live, left == 0)
        draft.fen = choose(live, left, 0)
        if anywhere(gone):
            batch.refusals.add(gone, "excluded_by_other_benefit")
            _drop(batch, draft, gone)


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
