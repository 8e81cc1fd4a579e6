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


class RecognitionState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    READ = "read", _("Read, to be confirmed")
    UNREADABLE = "unreadable", _("Could not be read")
    CONFIRMED = "confirmed", _("Confirmed")
