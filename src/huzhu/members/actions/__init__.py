"""What happens to people's records."""

from huzhu.members.actions.mend import change_payout_account, correct_name, reveal_numbers
from huzhu.members.actions.register import (
    Placing,
    identity_hash,
    register_people,
    register_placings,
)
from huzhu.members.rules import NewPerson

__all__ = [
    "NewPerson",
    "Placing",
    "change_payout_account",
    "correct_name",
    "identity_hash",
    "register_people",
    "register_placings",
    "reveal_numbers",
]
