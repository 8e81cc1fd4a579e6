"""States of a roster file, of an enrolment and of a cover; who pays."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RosterState(models.TextChoices):
    RECEIVED = "received", _("Received")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    POSTING = "posting", _("Being posted")
    POSTED = "posted", _("Posted")
    DISCARDED = "discarded", _("Discarded")
    UNREADABLE = "unreadable", _("Cannot be read")


WORKING = frozenset({RosterState.RECEIVED, RosterState.CHECKING, RosterState.POSTING})


#: Files that may still become covers: the same content again is the same roster.
OPEN = frozenset(
    {RosterState.RECEIVED, RosterState.CHECKING, RosterState.CHECKED, RosterState.POSTING}
)


class Standing(models.TextChoices):
    """How a row compares with the covers that its unit had, or has."""

    NEW = "new", _("New")
    RENEWED = "renewed", _("As before")
    CHANGED = "changed", _("Changed")
    KEPT = "kept", _("Covered already")


class EnrolmentState(models.TextChoices):
    AWAITING_PAYMENT = "awaiting_payment", _("Awaiting payment")
    PAID = "paid", _("Contribution paid")
    WITHDRAWN = "withdrawn", _("Withdrawn before it began")


class CoverStatus(models.TextChoices):
    PENDING = "pending", _("Waits for the contribution")
    ACTIVE = "active", _("Active")
    TERMINATED = "terminated", _("Ended by a benefit")
    VOID = "void", _("Void")


#: Covers that count when something happens: those that are in force, or were until a benefit.
STANDING = (CoverStatus.ACTIVE, CoverStatus.TERMINATED)


class FundingSource(models.TextChoices):
    UNIT = "unit", _("Unit")
    UNION = "union", _("Union")
    UPPER_UNION = "upper_union", _("Upper union")
    MEMBER = "member", _("Member")
    SUBSIDY = "subsidy", _("Provincial subsidy")
    DONOR = "donor", _("Donor")
