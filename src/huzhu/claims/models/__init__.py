"""Tables: claims and their papers, settlements and the stays in them."""

from huzhu.claims.models.bills import (
    Bill,
    Recognition,
)
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
    "Bill",
    "CapUse",
    "Claim",
    "FormerStay",
    "Paper",
    "PlanDecision",
    "Recognition",
    "Review",
    "SettledStay",
    "SettlementImport",
    "SettlementRow",
    "SettlementSource",
]
