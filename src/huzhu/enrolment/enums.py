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
    WITHDRAWN = "withdrawn", _("Withdrawn before it began")
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
    REFUSED = "refused", _("Turned down")


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
    REFUSED = "refused", _("Turned down")


class GiftState(models.TextChoices):
    DRAFT = "draft", _("Awaiting a second person")
    OPEN = "open", _("Open")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Programme closed")


class GiftProofKind(models.TextChoices):
    """What shows that somebody belongs to the group that is given cover."""

    EMPLOYER = "employer", _("Employer's or platform's statement")
    FEDERATION = "federation", _("Federation's list of its people")
    LICENCE = "licence", _("Licence or certificate of the work")
    ORDERS = "orders", _("Record of orders or shifts")
    OTHER = "other", _("Other proof")


class CertificateStanding(models.TextChoices):
    """What a certificate's public page says of the cover on a day."""

    VALID = "valid", _("Valid")
    NOT_YET = "not_yet", _("Not yet in force")
    ENDED = "ended", _("Period over")
    VOID = "void", _("Void")
    REPLACED = "replaced", _("Certificate no longer valid")


class RenewalStage(models.TextChoices):
    """How far a unit's renewal has come: worked out from rosters and enrolments, never typed."""

    DUE = "due", _("Falls due")
    REMINDED = "reminded", _("Reminded")
    PREPARED = "prepared", _("Roster sent in")
    POSTED = "posted", _("Renewed, not paid")
    PAID = "paid", _("Renewed and paid")
    DECLINED = "declined", _("Not renewing")


class DueStanding(models.TextChoices):
    """Whether somebody of the last period can be renewed."""

    STAYS = "stays", _("Still there")
    LEFT = "left", _("Left the unit")
    DIED = "died", _("Died")
    TOO_OLD = "too_old", _("Too old at renewal")
    COVERED = "covered", _("Covered already")


class QualityCheck(models.TextChoices):
    """What is looked for among the covers in force."""

    PHONE_SHARED = "phone_shared", _("One phone for many people")
    ACCOUNT_SHARED = "account_shared", _("One bank account for many people")
    AGE_IMPOSSIBLE = "age_impossible", _("Impossible age")
    RETIREMENT_AGE = "retirement_age", _("Beyond the age of retirement")
    DEAD_COVERED = "dead_covered", _("Dead and covered")
    LEFT_COVERED = "left_covered", _("Left the unit and covered")
    OVER_HEADCOUNT = "over_headcount", _("More people than the unit has")
    FAMILY_TOO_LARGE = "family_too_large", _("Many children with one parent's number")
    NAME_MADE_UP = "name_made_up", _("Made-up name")
    NAMES_IN_A_RUN = "names_in_a_run", _("Names in a run")
    BIRTH_DAY_SHARED = "birth_day_shared", _("Many born on one day")
    IDENTITY_SEQUENCE = "identity_sequence", _("Identity numbers in sequence")
    PHONE_SEQUENCE = "phone_sequence", _("Phones in sequence or of one digit")


class FindingState(models.TextChoices):
    OPEN = "open", _("Undecided")
    EXPLAINED = "explained", _("Explained")
    MENDED = "mended", _("Mended")
    DISMISSED = "dismissed", _("No fault")
