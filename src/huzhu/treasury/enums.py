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
