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
from huzhu.enrolment.rules.judging import Judge, JudgedRow
from huzhu.enrolment.rules.participation import Participation, participation
from huzhu.enrolment.rules.people import (
    Candidate,
    judge_candidate,
    past_the_age_of_beginning,
    take_tier,
)
from huzhu.enrolment.rules.rows import (
    PLAN_COLUMN,
    STANDARD_HEADERS,
    Layout,
    Row,
    Said,
    read_child,
    read_person,
)
from huzhu.enrolment.rules.seen import Seen
from huzhu.enrolment.rules.standing import OwnCover, compare, judge_beginner, judge_late
from huzhu.enrolment.rules.terms import Terms, Tier, parts_of, period_of

__all__ = [
    "BY_EDITION",
    "PLAN_COLUMN",
    "STANDARD_HEADERS",
    "Candidate",
    "Finding",
    "Funding",
    "FundingTerm",
    "GiftTerms",
    "Judge",
    "JudgedRow",
    "Layout",
    "OwnCover",
    "Participation",
    "Row",
    "Said",
    "Seen",
    "Terms",
    "Tier",
    "compare",
    "finding",
    "funding_by",
    "funding_of_gift",
    "judge_beginner",
    "judge_candidate",
    "judge_late",
    "missing_proofs",
    "participation",
    "parts_of",
    "past_the_age_of_beginning",
    "period_of",
    "read_child",
    "read_person",
    "relaxed",
    "take_tier",
]
