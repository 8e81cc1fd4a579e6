"""States, steps and outcomes of a claim."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClaimState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RETURNED = "returned", _("Returned for completion")
    WITH_OFFICER = "with_officer", _("With the claims officer")
    WITH_HEAD = "with_head", _("With the department head")
    WITH_COMPLIANCE = "with_compliance", _("With compliance")
    APPROVED = "approved", _("Approved, to be paid")
    REFUSED = "refused", _("Refused")
    PAID = "paid", _("Paid")
    PAYMENT_FAILED = "payment_failed", _("Payment returned by the bank")


class ReviewStep(models.TextChoices):
    OFFICER = "officer", _("Claims officer")
    HEAD = "head", _("Department head")
    COMPLIANCE = "compliance", _("Compliance")


class ReviewOutcome(models.TextChoices):
    APPROVE = "approve", _("Approve")
    RETURN = "return", _("Return")
    REFUSE = "refuse", _("Refuse")


class PlanOutcome(models.TextChoices):
    PAY = "pay", _("Pay")
    REFUSE = "refuse", _("Nothing due")
    REFER = "refer", _("Refer to an officer")


class EventKind(models.TextChoices):
    INPATIENT = "inpatient", _("Hospital stay")
    OUTPATIENT_SPECIAL = "outpatient_special", _("Outpatient special item")
    DIAGNOSIS = "diagnosis", _("Diagnosis of a listed disease")
    ACCIDENT = "accident", _("Accident")
    DISABILITY = "disability", _("Disability")
    DEATH = "death", _("Death")


class PaperKind(models.TextChoices):
    SETTLEMENT = "settlement", _("Medical insurance settlement sheet")
    BILL = "bill", _("Hospital bill")
    DIAGNOSIS = "diagnosis", _("Diagnosis certificate")
    PATHOLOGY = "pathology", _("Pathology report")
    IDENTITY = "identity", _("Identity card")
    BANK_CARD = "bank_card", _("Bank card")
    OTHER = "other", _("Other paper")


class ClaimSource(models.TextChoices):
    """How a claim came: somebody filed it, or the bureau's settlement did."""

    HAND = "hand", _("Filed")
    SETTLEMENT = "settlement", _("From a settlement, without an application")


class ImportState(models.TextChoices):
    """Of a settlement list."""

    RECEIVED = "received", _("Received, waiting")
    TO_MAP = "to_map", _("Columns to be confirmed")
    CHECKING = "checking", _("Being read and sorted")
    CHECKED = "checked", _("Sorted")
    SORTING = "sorting", _("Being sorted again")
    CLAIMING = "claiming", _("Claims are being made")
    UNREADABLE = "unreadable", _("Cannot be read")
    DISCARDED = "discarded", _("Discarded")


class StayState(models.TextChoices):
    """Of a settled stay."""

    OPEN = "open", _("Sorted, nothing done yet")
    CLAIMED = "claimed", _("Claim made from the settlement")
    LINKED = "linked", _("Claimed by hand")
    CLOSED = "closed", _("Closed by an officer")


class StayLane(models.TextChoices):
    """Where a stay goes without anybody's application."""

    STRAIGHT = "straight", _("Straight")
    CONFIRM_ACCOUNT = "confirm_account", _("Account to confirm")
    OFFICER = "officer", _("For an officer")
    NOTHING = "nothing", _("Nothing due")


class RowKind(models.TextChoices):
    """Rows of a settlement list that did not simply become a stay."""

    BAD = "bad", _("Faulty")
    CHANGED = "changed", _("Changed settlement")
    UNKNOWN = "unknown", _("Nobody by that number")


class RecognitionState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    READ = "read", _("Read, to be confirmed")
    UNREADABLE = "unreadable", _("Could not be read")
    CONFIRMED = "confirmed", _("Confirmed")
