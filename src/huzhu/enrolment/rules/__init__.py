"""Pure decisions: is a row good, what does it cost whom, do enough people join."""

from huzhu.enrolment.rules.findings import Finding, finding
from huzhu.enrolment.rules.funding import (
    BY_EDITION,
    Funding,
    FundingTerm,
    funding_by,
    funding_of_gift,
)
from huzhu.enrolment.rules.gifts import GiftTerms, missing_proofs, relaxed
from huzhu.enrolment.rules.participation import Participation, participation
from huzhu.enrolment.rules.people import Candidate, judge_candidate, take_tier
from huzhu.enrolment.rules.rows import JudgedRow, Row, judge_row
from huzhu.enrolment.rules.terms import Terms, Tier, parts_of

__all__ = [
    "BY_EDITION",
    "Candidate",
    "Finding",
    "Funding",
    "FundingTerm",
    "GiftTerms",
    "JudgedRow",
    "Participation",
    "Row",
    "Terms",
    "Tier",
    "finding",
    "funding_by",
    "funding_of_gift",
    "judge_candidate",
    "judge_row",
    "missing_proofs",
    "participation",
    "parts_of",
    "relaxed",
    "take_tier",
]
