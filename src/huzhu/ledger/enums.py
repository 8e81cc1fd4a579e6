"""Kinds of account and of transaction."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountKind(models.TextChoices):
    ASSET = "asset", _("Assets")
    LIABILITY = "liability", _("Liabilities")
    NET_ASSET = "net_asset", _("Net assets")
    INCOME = "income", _("Income")
    EXPENSE = "expense", _("Expenses")


class TransactionKind(models.TextChoices):
    CONTRIBUTION_RECEIVED = "contribution_received", _("Contribution received")
    BENEFIT_APPROVED = "benefit_approved", _("Benefit approved")
    BENEFIT_PAID = "benefit_paid", _("Benefit paid")
    BENEFIT_RETURNED = "benefit_returned", _("Benefit payment returned by the bank")
    REVERSAL = "reversal", _("Reversal")
