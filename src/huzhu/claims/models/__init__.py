"""Tables: claims and their papers, settlements and the stays in them."""

from huzhu.claims.models.claims import (
    CapUse,
    Claim,
    Paper,
    PlanDecision,
    Review,
)
from huzhu.claims.models.settlements import (
    FormerStay,
    SettledStay,
    SettlementImport,
    SettlementRow,
    SettlementSource,
)

__all__ = [
    "CapUse",
    "Claim",
    "FormerStay",
    "Paper",
    "PlanDecision",
    "Review",
    "SettledStay",
    "SettlementImport",
    "SettlementRow",
    "SettlementSource",
]
