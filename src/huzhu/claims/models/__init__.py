"""Tables: claims and their papers, settlements and the stays in them."""

from huzhu.claims.models.claims import (
    CapUse,
    Claim,
    Paper,
    PlanDecision,
    Review,
)

__all__ = [
    "CapUse",
    "Claim",
    "Paper",
    "PlanDecision",
    "Review",
]
