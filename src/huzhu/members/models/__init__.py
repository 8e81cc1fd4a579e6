"""People, where they work, their families, consents, and what is asked to be changed of them."""

from huzhu.members.models.changes import FormerNumber, PersonChange
from huzhu.members.models.families import Consent, FamilyTie
from huzhu.members.models.people import Employment, PayoutAccount, Person

__all__ = [
    "Consent",
    "Employment",
    "FamilyTie",
    "FormerNumber",
    "PayoutAccount",
    "Person",
    "PersonChange",
]
