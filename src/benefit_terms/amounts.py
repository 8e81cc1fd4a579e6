"""How much: a benefit's start and its steps, in the order of the edition."""

from __future__ import annotations

from .quantities import Number
from .run import Scope
from .starts import STARTS
from .steps import STEPS


def reckon(scope: Scope) -> Number:
    """Start and steps of the benefit, in the order of the edition; exact fen."""
    amount = STARTS[type(scope.benefit.start)](scope.benefit.start, scope)
    for step in scope.benefit.steps:
        amount = STEPS[type(step)](step, scope, amount)
    return amount
