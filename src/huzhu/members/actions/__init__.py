"""What happens to people's records."""

from huzhu.members.actions.mend import change_payout_account, correct_name, reveal_numbers
from huzhu.members.actions.register import register_people
from huzhu.members.rules import NewPerson

__all__ = [
    "NewPerson",
    "change_payout_account",
    "correct_name",
    "register_people",
    "reveal_numbers",
]
