"""The reference, person by person: for what columns do not carry well, and for explanations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from ..decision import Decision
from ..edition import Edition
from ..errors import EvaluationError
from ..evaluate import evaluate
from ..facts import EarlierPayment
from ..frames import facts_of, payment_of, settled_payment
from .batch import CODES
from .days import day_number
from .outcomes import OUTCOMES, Outcomes, What
from .persons import order_of
from .ranks import Indices


def decide_rows(
    edition: Edition, rows: pl.DataFrame
) -> Iterator[tuple[Mapping[str, Any], Decision | None]]:
    """The rows of one person after another, in order of payment, each with its decision.

    A settled row has none. Raises EvaluationError naming the claim where the edition gives no
    one answer.
    """
    person: Any = None
    earlier: list[EarlierPayment] = []
    for row in rows.iter_rows(named=True):
        if row["person"] != person:
            person, earlier = row["person"], []
        if row.get("settled"):
            earlier.append(settled_payment(row, edition.plan))
            yield row, None
            continue
        facts = facts_of(row, earlier)
        decision = _decide(edition, facts, row["claim"])
        if decision.amount_fen or decision.counts:
            earlier.append(payment_of(edition.plan, facts, decision))
        yield row, decision


def _decide(edition: Edition, facts: Any, claim: str) -> Decision:
    try:
        return evaluate(edition, facts)
    except EvaluationError as trouble:
        raise EvaluationError(
            trouble.code,
            trouble.what,
            where=f"claim {claim}; {trouble.where}",
            remedy=trouble.remedy,
            article=trouble.article,
        ) from None


def decide_by_reference(
    edition: Edition, frame: pl.DataFrame, rows: Indices, outcomes: Outcomes
) -> None:
    """Decide these rows of the frame (whole persons) into the outcomes."""
    if not len(rows):
        return
    held = frame[rows]
    order = order_of(held)
    if order is not None:
        held, rows = held[order], rows[order]
    decided = decide_rows(edition, held)
    for at, (_, decision) in zip(rows.tolist(), decided, strict=True):
        outcomes.clear(at)
        if decision is not None:
            _write(outcomes, at, decision)


def _write(outcomes: Outcomes, at: int, decision: Decision) -> None:
    outcomes.outcome[at] = OUTCOMES.index(decision.outcome)
    outcomes.amount[at] = decision.amount_fen
    bits = sum(1 << CODES[code] for code in {refusal.code for refusal in decision.refusals})
    if bits:
        outcomes.refused()[at] = np.uint64(bits)
    told: list[tuple[What, str, int]] = [
        *(("lines", line.clause, line.amount_fen) for line in decision.lines),
        *(("uses", use.cap, use.amount_fen) for use in decision.uses),
        *(("counts", count.counter, count.number) for count in decision.counts),
    ]
    for what, name, number in told:
        if (what, name) not in outcomes.sole:
            outcomes.column(what, name)[at] += number
    if decision.effects:
        outcomes.ends()[at] = min(day_number(effect.on) for effect in decision.effects)
