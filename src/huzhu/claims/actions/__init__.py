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
from huzhu.claims.actions.settlements import (
    ask_claims,
    ask_sorting,
    confirm_mapping,
    create_settlement_source,
    discard_settlements,
    receive_settlements,
    set_lane_rules,
)
from huzhu.claims.actions.settling import check_settlements, sort_settlements
from huzhu.claims.actions.stay_claims import (
    accept_change,
    claim_stay,
    close_stay,
    judged_now,
    make_claims,
    reopen_stay,
)

__all__ = [
    "FIELD_NAMES",
    "MOST_AT_ONCE",
    "Draft",
    "NewPaper",
    "accept_change",
    "add_paper",
    "add_papers",
    "adjudicate_claim",
    "amend_claim",
    "approve_claim",
    "approve_claims",
    "ask_claims",
    "ask_sorting",
    "check_settlements",
    "claim_stay",
    "close_stay",
    "confirm_mapping",
    "confirm_recognition",
    "create_settlement_source",
    "discard_settlements",
    "file_claim",
    "file_claims",
    "judged_now",
    "make_claims",
    "mark_claim_paid",
    "mark_claims_paid",
    "mark_payment_failed",
    "note_reading",
    "open_claim",
    "open_claims",
    "receive_settlements",
    "reclassify_claim",
    "refuse_claim",
    "reopen_stay",
    "return_claim",
    "set_lane_rules",
    "sort_settlements",
]
