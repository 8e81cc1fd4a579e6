"""From an event typed in to a benefit decided by three persons and paid.

An act on one claim is the act on many with one claim in it.
"""

from huzhu.claims.actions.confirm import FIELD_NAMES, confirm_recognition
from huzhu.claims.actions.decide import mark_claim_paid, mark_claims_paid, mark_payment_failed
from huzhu.claims.actions.draft import (
    Draft,
    NewPaper,
    add_paper,
    add_papers,
    amend_claim,
    open_claim,
    open_claims,
)
from huzhu.claims.actions.file import adjudicate_claim, file_claim, file_claims, reclassify_claim
from huzhu.claims.actions.locking import MOST_AT_ONCE
from huzhu.claims.actions.reading import note_reading
from huzhu.claims.actions.review import approve_claim, approve_claims, refuse_claim, return_claim

__all__ = [
    "FIELD_NAMES",
    "MOST_AT_ONCE",
    "Draft",
    "NewPaper",
    "add_paper",
    "add_papers",
    "adjudicate_claim",
    "amend_claim",
    "approve_claim",
    "approve_claims",
    "confirm_recognition",
    "file_claim",
    "file_claims",
    "mark_claim_paid",
    "mark_claims_paid",
    "mark_payment_failed",
    "note_reading",
    "open_claim",
    "open_claims",
    "reclassify_claim",
    "refuse_claim",
    "return_claim",
]
