"""Kinds of account and of transaction; the accounts that mutual aid posts to."""

from enum import StrEnum

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
    FUND_RECEIVED = "fund_received", _("Money received for a restricted fund")
    FUND_SPENT = "fund_spent", _("Contribution paid by a restricted fund")
    MONEY_RECEIVED = "money_received", _("Money received, to be cleared")
    REFUND_PAID = "refund_paid", _("Over-payment refunded")
    BENEFIT_APPROVED = "benefit_approved", _("Benefit approved")
    BENEFIT_PAID = "benefit_paid", _("Benefit paid")
    BENEFIT_RETURNED = "benefit_returned", _("Benefit payment returned by the bank")
    REVERSAL = "reversal", _("Reversal")


class AccountCode(StrEnum):
    """The accounts of the chart (rules.CHART) that other rooms post to."""

    BANK = "1002"
    BETWEEN_BOOKS = "112290"
    BENEFITS_PAYABLE = "220901"
    UNCLEARED = "220902"
    FUNDS_FOR_CONTRIBUTIONS = "310201"
    CONTRIBUTIONS = "4201"
    BENEFITS = "510101"
