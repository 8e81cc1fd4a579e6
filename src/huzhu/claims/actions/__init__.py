"""From an event typed in to a benefit decided by three persons and paid."""

from huzhu.claims.actions.decide import mark_claim_paid, mark_payment_failed
from huzhu.claims.actions.draft import add_paper, amend_claim, open_claim
from huzhu.claims.actions.file import adjudicate_claim, file_claim, reclassify_claim
from huzhu.claims.actions.review import approve_claim, refuse_claim, return_claim

__all__ = [
    "add_paper",
    "adjudicate_claim",
    "amend_claim",
    "approve_claim",
    "file_claim",
    "mark_claim_paid",
    "mark_payment_failed",
    "open_claim",
    "reclassify_claim",
    "refuse_claim",
    "return_claim",
]
