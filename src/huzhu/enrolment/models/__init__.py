"""Rosters, the covers they become, and the contribution due for them."""

from huzhu.enrolment.models.certificates import Certificate
from huzhu.enrolment.models.covers import ContributionDue, Cover, Enrolment
from huzhu.enrolment.models.quality import QualityFinding, QualitySnapshot
from huzhu.enrolment.models.renewals import (
    Renewal,
    RenewalCampaign,
    RenewalJoiner,
    RenewalMark,
    RenewalUnit,
)
from huzhu.enrolment.models.rosters import RosterImport, RosterRow

__all__ = [
    "Certificate",
    "ContributionDue",
    "Cover",
    "Enrolment",
    "QualityFinding",
    "QualitySnapshot",
    "Renewal",
    "RenewalCampaign",
    "RenewalJoiner",
    "RenewalMark",
    "RenewalUnit",
    "RosterImport",
    "RosterRow",
]
