"""Decisions on values: what an officer is, when names are alike, what a unit's papers must say."""

from huzhu.organisations.rules.credit import credit_code_fault, normalise_credit_code
from huzhu.organisations.rules.faults import Fault, fault
from huzhu.organisations.rules.names import ALIKE, NEARLY_SAME, grams, likeness, normalised
from huzhu.organisations.rules.officer import Held, Officer, service
from huzhu.organisations.rules.proposal import (
    FIELDS,
    HANDLER_FIELDS,
    MOST_PARTS,
    PROFILE_FIELDS,
    NewUnit,
    UnitData,
    first_countable,
    papers_missing,
    read_handler,
    read_parts,
    read_split,
    read_unit,
)

__all__ = [
    "ALIKE",
    "FIELDS",
    "HANDLER_FIELDS",
    "MOST_PARTS",
    "NEARLY_SAME",
    "PROFILE_FIELDS",
    "Fault",
    "Held",
    "NewUnit",
    "Officer",
    "UnitData",
    "credit_code_fault",
    "fault",
    "first_countable",
    "grams",
    "likeness",
    "normalise_credit_code",
    "normalised",
    "papers_missing",
    "read_handler",
    "read_parts",
    "read_split",
    "read_unit",
    "service",
]
