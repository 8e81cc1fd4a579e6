"""Rosters, the covers they become, and the contribution due for them."""

from huzhu.enrolment.models.certificates import (
    Certificate,
)
from huzhu.enrolment.models.covers import (
    ContributionDue,
    Cover,
    Enrolment,
)
from huzhu.enrolment.models.funding import (
    BudgetEntry,
    BudgetOrder,
    FundingBudget,
    FundingRule,
)
from huzhu.enrolment.models.gifts import (
    EmploymentGroup,
    GiftProgramme,
    GiftProof,
)
from huzhu.enrolment.models.quality import (
    QualityFinding,
    QualitySnapshot,
)
from huzhu.enrolment.models.renewals import (
    Renewal,
    RenewalCampaign,
    RenewalJoiner,
    RenewalMark,
    RenewalUnit,
)
from huzhu.enrolment.models.rosters import (
    RosterImport,
    RosterPlan,
    RosterRow,
)

__all__ = [
    "BudgetEntry",
    "BudgetOrder",
    "Certificate",
    "ContributionDue",
    "Cover",
    "EmploymentGroup",
    "Enrolment",
    "FundingBudget",
    "FundingRule",
    "GiftProgramme",
    "GiftProof",
    "QualityFinding",
    "QualitySnapshot",
    "Renewal",
    "RenewalCampaign",
    "RenewalJoiner",
    "RenewalMark",
    "RenewalUnit",
    "RosterImport",
    "RosterPlan",
    "RosterRow",
]
