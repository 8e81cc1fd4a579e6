"""What happens to people's records."""

from huzhu.members.actions.changes import (
    Wanted,
    approve_change,
    refuse_change,
    request_change,
    withdraw_change,
)
from huzhu.members.actions.consents import Agreed, record_consents, withdraw_consent
from huzhu.members.actions.families import confirm_tie, end_tie, state_tie
from huzhu.members.actions.mend import change_payout_account, reveal_numbers
from huzhu.members.actions.merges import merge_people, request_merge
from huzhu.members.actions.places import end_employments, move_people, record_death, undo_death
from huzhu.members.actions.register import (
    Placing,
    identity_hash,
    register_people,
    register_placings,
)
from huzhu.members.actions.trail import Evidence
from huzhu.members.rules import NewPerson

__all__ = [
    "Agreed",
    "Evidence",
    "NewPerson",
    "Placing",
    "Wanted",
    "approve_change",
    "change_payout_account",
    "confirm_tie",
    "end_employments",
    "end_tie",
    "identity_hash",
    "merge_people",
    "move_people",
    "record_consents",
    "record_death",
    "refuse_change",
    "register_people",
    "register_placings",
    "request_change",
    "request_merge",
    "reveal_numbers",
    "state_tie",
    "undo_death",
    "withdraw_change",
    "withdraw_consent",
]
