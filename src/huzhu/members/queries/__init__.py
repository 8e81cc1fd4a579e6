"""Finding people, what is known of them, and what waits to be decided about them."""

from huzhu.members.queries.people import (
    current_payout_account,
    current_payout_accounts,
    employments_of,
    find_people,
    former_numbers,
    identity_masked,
    people,
    person_by_id,
    person_by_ref,
    person_facts,
    phone_masked,
)
from huzhu.members.queries.resolve import (
    died,
    enrolled_children,
    named_otherwise,
    registered,
    standing_consents,
)

__all__ = [
    "current_payout_account",
    "current_payout_accounts",
    "died",
    "employments_of",
    "enrolled_children",
    "find_people",
    "former_numbers",
    "identity_masked",
    "named_otherwise",
    "people",
    "person_by_id",
    "person_by_ref",
    "person_facts",
    "phone_masked",
    "registered",
    "standing_consents",
]
