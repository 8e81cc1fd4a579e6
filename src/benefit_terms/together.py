"""One event under several plans: each sees what the ones before it pay.

The order of the plans is part of their terms (under an indemnity limit the
first to pay is paid in full), so it is the caller's to give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .decision import Decision
from .edition import Edition
from .evaluate import evaluate
from .facts import Facts, PaidBeside


def evaluate_together(plans: Sequence[tuple[Edition, Facts]]) -> list[Decision]:
    """Decide one event under several editions, in this order; one decision each.

    The facts are those of each plan's own cover; what earlier plans of the row pay is added to
    `beside` of those after them.
    """
    decisions: list[Decision] = []
    beside: list[PaidBeside] = []
    for edition, facts in plans:
        decision = evaluate(edition, replace(facts, beside=(*facts.beside, *beside)))
        decisions.append(decision)
        beside += paid_beside(edition, decision)
    return decisions


def paid_beside(edition: Edition, decision: Decision) -> list[PaidBeside]:
    """The lines of a decision as another plan sees them."""
    limited = edition.indemnity_benefits
    return [
        PaidBeside(decision.plan, line.clause, line.amount_fen, line.clause in limited)
        for line in decision.lines
    ]
