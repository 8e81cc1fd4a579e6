"""What was paid before and is taken off now: for the same disease, under benefits that exclude.

What will be taken off must not use up a cap as well, while the benefit is reckoned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .. import clauses as c
from .. import nodes as n
from .batch import Batch, Flow, Lane
from .columns import Column
from .conditions import category_column, entry_table
from .exact import Exact
from .masks import Ints, Mask, anywhere, both, but_not, choose, either, equal
from .needs import rivals_in
from .state import State, caps_of


def set_off(lane: Lane, flow: Flow) -> Exact:
    """Fen paid for a milder form of the same disease that count, where the article says so.

    What is taken off and has used up caps of the lane is left in `state.again`.
    """
    state = flow.batch.state
    assert state is not None
    state.again = {}
    off = Exact(0, 1, 0)
    for clause, _ in lane.guards:
        if isinstance(clause, c.SameDisease) and clause.pairs:
            off = off + _for_the_same(clause, lane, flow.batch)
    if caps_of(lane):
        for _, other in flow.batch.edition.of(c.MutuallyExclusive):
            if other.across == "period" and lane.benefit.id in other.benefits:
                _to_rivals(rivals_in(other, lane.benefit.id), lane, flow, state)
    return off


def _for_the_same(clause: c.SameDisease, lane: Lane, batch: Batch) -> Exact:
    state = batch.state
    assert state is not None
    off, high = Exact(0, 1, 0), state.highs.get("history", 0)
    for same in same_disease(clause, lane, batch):
        counts = both(same.rows, same.results("pays_difference", "replaces"))
        if not anywhere(counts):
            continue
        fen = state.before(("fen", clause.id) if clause.benefits else "amount", same.earlier)
        off = off + Exact(choose(counts, fen, 0), 1, high)
        for cap in state.needs.caps:
            if cap.id in caps_of(lane):
                used = state.before(("uses", cap.id), same.earlier)
                if clause.benefits:
                    unlined = state.before("unlined", same.earlier)
                    used = choose(unlined, used, np.minimum(used, fen))
                here = both(counts, state.counts_toward(cap, batch, same.earlier))
                _again(state, cap.id, Exact(choose(here, used, 0), 1, high))
    return off


def _to_rivals(others: tuple[str, ...], lane: Lane, flow: Flow, state: State) -> None:
    for cap in state.needs.caps:
        if cap.id not in caps_of(lane):
            continue
        if cap.per in ("event", "disease"):
            # Which of those payments such a cap counts is for the reference to say.
            for name in others:
                paid: Mask = state.paid_earlier((name,), "period") > 0
                flow.give_up(paid)
        else:
            _again(state, cap.id, state.paid_again(others, cap.id))


def _again(state: State, cap: str, more: Exact) -> None:
    before = state.again.get(cap)
    state.again[cap] = more if before is None else before + more


@dataclass(frozen=True)
class Same:
    """An earlier round: where it paid for the same disease, and what that does now."""

    earlier: int
    rows: Mask
    outcome: Ints

    def results(self, *wanted: str) -> Mask:
        found: Mask = False
        for word in wanted:
            found = either(found, equal(self.outcome, _OUTCOMES.index(word)))
        return found


_OUTCOMES = ("excludes", "pays_difference", "replaces", "adds")


def same_disease(clause: c.SameDisease, lane: Lane, batch: Batch) -> list[Same]:
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
            found.append(Same(earlier, same, _pair(clause, batch, earlier)))
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
