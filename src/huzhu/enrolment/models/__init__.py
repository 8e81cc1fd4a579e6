"""Rosters, the covers they become, and the contribution due for them."""

from huzhu.enrolment.models.covers import ContributionDue, Cover, Enrolment
from huzhu.enrolment.models.rosters import RosterImport, RosterPlan, RosterRow

__all__ = ["ContributionDue", "Cover", "Enrolment", "RosterImport", "RosterPlan", "RosterRow"]
