"""Books of balanced double entry. Knows no claim and no roster: only references to them."""

from __future__ import annotations

import pgtrigger
from django.db import models

from huzhu.kernel.fields import FenField, PathField, ReferenceField, below
from huzhu.kernel.triggers import append_only
from huzhu.ledger.enums import AccountKind, TransactionKind


class Book(models.Model):
    """The books of one organisation that keeps its own."""

    organisation = below("organisations.Organisation", unique=True)
    org_path = PathField()
    name = models.CharField(max_length=80)


class LedgerAccount(models.Model):
    """A line of the chart, after 《民间非营利组织会计制度》."""

    code = models.CharField(max_length=12, unique=True, db_collation="C")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=AccountKind.choices)


class Transaction(models.Model):
    """One event in the books. `source` names what caused it and may post only once."""

    ref = ReferenceField()
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    kind = models.CharField(max_length=24, choices=TransactionKind.choices)
    source = models.CharField(max_length=80, unique=True)
    effective_on = models.DateField()
    posted_at = models.DateTimeField()
    posted_by_id = models.BigIntegerField(null=True)
    memo = models.CharField(max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "effective_on"], name="ledger_by_place_and_day")
        ]
        triggers = [
            *append_only("ledger_transaction"),
            pgtrigger.Trigger(
                name="ledger_transaction_has_entries",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="PERFORM ledger_require_balance(NEW.id); RETURN NULL;",
            ),
        ]


class Entry(models.Model):
    """One side of a transaction: debits positive, credits negative, in fen; never zero.

    The dimensions say whose: `org_path` of the unit, plan, fund and programme.
    """

    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    amount_fen = FenField()
    plan_code = models.CharField(max_length=12, blank=True)
    fund = models.CharField(max_length=20, blank=True)
    programme = models.CharField(max_length=20, blank=True)
    effective_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(
                fields=["org_path", "account", "effective_on"], name="ledger_entry_by_place"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="ledger_entry_is_not_zero", condition=~models.Q(amount_fen=0)
            )
        ]
        triggers = [
            *append_only("ledger_entry"),
            pgtrigger.Trigger(
                name="ledger_entry_balances",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="PERFORM ledger_require_balance(NEW.transaction_id); RETURN NULL;",
            ),
        ]
