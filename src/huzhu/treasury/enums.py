"""States of money on its way in and out."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstructionState(models.TextChoices):
    WAITING = "waiting", _("Waiting for a batch")
    BATCHED = "batched", _("In a batch")
    SENT = "sent", _("Sent to the bank")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Returned by the bank")
    REPLACED = "replaced", _("Issued again")


class BatchState(models.TextChoices):
    MADE = "made", _("Made")
    CHECKED = "checked", _("Checked")
    RELEASED = "released", _("Released to the bank")
    SETTLED = "settled", _("Settled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReturnOutcome(models.TextChoices):
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Failed")


class InstructionKind(models.TextChoices):
    """What a payment is for: a benefit to a person, or over-paid money back to a unit."""

    BENEFIT = "benefit", _("Benefit")
    REFUND = "refund", _("Refund of an over-payment")


class RefundState(models.TextChoices):
    REQUESTED = "requested", _("Waiting for approval")
    APPROVED = "approved", _("Approved, to be refunded")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    PAID = "paid", _("Refunded")
    FAILED = "failed", _("Returned by the bank")


class MatchKind(models.TextChoices):
    """How a bank line and what is due fit together."""

    EXACT = "exact", _("Exact")
    GROUPED = "grouped", _("Grouped")
    PARTIAL = "partial", _("Partial")
    OVER = "over", _("Over-paid")
    BY_HAND = "by_hand", _("By hand")


class AgeBucket(models.TextChoices):
    """How long money has been overdue, in days."""

    UP_TO_30 = "0-30", _("0–30 days")
    UP_TO_60 = "31-60", _("31–60 days")
    UP_TO_90 = "61-90", _("61–90 days")
    OVER_90 = "91+", _("More than 90 days")
