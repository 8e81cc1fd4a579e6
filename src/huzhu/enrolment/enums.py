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


class FundingKind(models.TextChoices):
    """How much of a fee a source pays."""

    PER_SHARE = "per_share", _("A sum for each share")
    PER_PERSON = "per_person", _("A sum for each person")
    PERCENT = "percent", _("A percentage of the fee")
    REST = "rest", _("What is left")


class WhenExhausted(models.TextChoices):
    """What happens when a source's budget cannot pay its part."""

    REFUSE = "refuse", _("Nobody is enrolled")
    UNIT_PAYS = "unit_pays", _("The unit pays it")


class BudgetState(models.TextChoices):
    PROPOSED = "proposed", _("Awaiting a second person")
    OPEN = "open", _("Open")
    REFUSED = "refused", _("Refused")


class BudgetEntryKind(models.TextChoices):
    """How a budget's sums change; the journal is the only way in."""

    OPEN = "open", _("Opened")
    ADJUST = "adjust", _("Adjusted")
    ALLOCATE = "allocate", _("Allocated")
    RETURN = "return", _("Returned")
    RESERVE = "reserve", _("Reserved")
    SPEND = "spend", _("Spent")
    RELEASE = "release", _("Released")


class OrderState(models.TextChoices):
    ASKED = "asked", _("Awaiting a second person")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class GiftState(models.TextChoices):
    DRAFT = "draft", _("Awaiting a second person")
    OPEN = "open", _("Open")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


class GiftProofKind(models.TextChoices):
    """What shows that somebody belongs to the group that is given cover."""

    EMPLOYER = "employer", _("Employer's or platform's statement")
    FEDERATION = "federation", _("Federation's list of its people")
    LICENCE = "licence", _("Licence or certificate of the work")
    ORDERS = "orders", _("Record of orders or shifts")
    OTHER = "other", _("Other proof")


class CertificateStanding(models.TextChoices):
    """What a certificate's public page says of the cover on a day."""

    VALID = "valid", _("In force")
    NOT_YET = "not_yet", _("Not yet in force")
    ENDED = "ended", _("Period over")
    VOID = "void", _("Void")
    REPLACED = "replaced", _("Certificate no longer valid")
