"""Finding people, what is known of them, and what waits to be decided about them."""

from huzhu.members.queries.changes import (
    CHANGE,
    Part,
    change_by_ref,
    changes,
    changes_of,
    changes_to_decide,
    papers_of,
    parts_of,
)
from huzhu.members.queries.doubles import Double, likely_doubles
from huzhu.members.queries.families import (
    consents_of,
    missing_consents,
    ties_of,
    ties_to_confirm,
)
from huzhu.members.queries.persons import (
    current_payout_account,
    current_payout_accounts,
    employments_of,
    find_people,
    former_numbers,
    identity_masked,
    people,
    people_at,
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
    "CHANGE",
    "Double",
    "Part",
    "change_by_ref",
    "changes",
    "changes_of",
    "changes_to_decide",
    "consents_of",
    "current_payout_account",
    "current_payout_accounts",
    "died",
    "employments_of",
    "enrolled_children",
    "find_people",
    "former_numbers",
    "identity_masked",
    "likely_doubles",
    "missing_consents",
    "named_otherwise",
    "papers_of",
    "parts_of",
    "people",
    "people_at",
    "person_by_id",
    "person_by_ref",
    "person_facts",
    "phone_masked",
    "registered",
    "standing_consents",
    "ties_of",
    "ties_to_confirm",
]
