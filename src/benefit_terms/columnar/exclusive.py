"""Benefits that exclude each other: of those that would pay for an event, one is paid."""

from __future__ import annotations

import numpy as np

from .. import clauses as c
from .batch import Batch
from .exact import Exact
from .masks import Ints, Mask, anywhere, both, but_not, choose, either
from .state import Draft


def let_give_way(batch: Batch, drafts: list[Draft]) -> None:
    """One of them stays as soon as the newest is drafted, before anything else is reckoned."""
    newest = drafts[-1]
    for _, clause in batch.edition.of(c.MutuallyExclusive):
        if newest.lane.clause not in clause.benefits or not anywhere(newest.live):
            continue
        rivals = [draft for draft in drafts if draft.lane.clause in clause.benefits]
        if len(rivals) > 1:
            _keep_one(clause, batch, rivals, newest.live)
        if clause.across == "period":
            _take_off_earlier(clause, batch, newest)


def _keep_one(c_: c.MutuallyExclusive, batch: Batch, rivals: list[Draft], concerned: Mask) -> None:
    """The largest, the first drafted of several; or that listed first."""
    best: Ints = 0
    if c_.keep == "first_listed":
        rivals = sorted(rivals, key=lambda draft: c_.benefits.index(draft.lane.clause))
    else:
        for draft in rivals:
            best = _larger(best, choose(draft.live, draft.gross, 0))
    settled: Mask = False
    for draft in rivals:
        live = both(draft.live, concerned)
        kept = but_not(live, settled)
        if c_.keep == "largest":
            largest: Mask = draft.gross == best
            kept = both(kept, largest)
        _drop(batch, draft, but_not(live, kept))
        settled = either(settled, kept)


def _larger(one: Ints, other: Ints) -> Ints:
    if isinstance(one, int) and isinstance(other, int):
        return max(one, other)
    return np.maximum(one, other)


def _drop(batch: Batch, draft: Draft, dropped: Mask) -> None:
    """Take back a draft with all that it counted."""
    if not anywhere(dropped):
        return
    batch.refusals.add(dropped, "excluded_by_other_benefit")
    draft.fen = choose(dropped, 0, draft.fen)
    if batch.state is None:
        return
    batch.state.counting = [
        (name, counter, Exact(choose(dropped, 0, more.num), 1, more.high))
        if name == draft.lane.benefit.id
        else (name, counter, more)
        for name, counter, more in batch.state.counting
    ]


def _take_off_earlier(clause: c.MutuallyExclusive, batch: Batch, kept: Draft) -> None:
    """What a rival benefit paid earlier in this cover counts towards the one kept."""
    state = batch.state
    assert state is not None
    for _, rival in batch.edition.of(c.Benefit):
        if rival.id not in clause.benefits or rival.id == kept.lane.clause:
            continue
        paid = state.paid_earlier((rival.id,), "period")
        if isinstance(paid, int):
            continue
        live = kept.live
        left = np.maximum(kept.fen - paid, 0)
        gone: Mask = both(live, left == 0)
        kept.fen = choose(live, left, 0)
        _drop(batch, kept, gone)
