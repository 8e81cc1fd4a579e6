"""Money in: what is due and when, what came, and what a unit was told of it."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q

from huzhu.kernel.fields import FenField, PathField, ReferenceField, below
from huzhu.kernel.triggers import append_only
from huzhu.treasury.enums import MatchKind
from huzhu.treasury.models.statements import CollectionAccount, StatementLine
from huzhu.treasury.rules import period_is_open


class ExpectedReceipt(models.Model):
    """Money somebody owes us; registered by the room whose act made it due (`owner_ref`).

    `cancelled_fen` is what it was before its owner was withdrawn; nothing is due any more then.
    """

    ref = ReferenceField()
    owner_ref = models.CharField(max_length=24, unique=True, db_collation="C")
    organisation = below("organisations.Organisation")
    org_path = PathField()
    plan_code = models.CharField(max_length=12)
    amount_fen = FenField()
    received_fen = FenField(default=0)
    cancelled_fen = FenField(default=0, db_default=0)
    expected_at = models.DateTimeField()
    due_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(
                fields=["org_path", "due_on"],
                condition=Q(received_fen__lt=F("amount_fen")),
                name="treasury_expected_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="treasury_expectedreceipt_never_over",
                condition=Q(received_fen__gte=0, received_fen__lte=F("amount_fen")),
            ),
            models.CheckConstraint(
                name="treasury_expectedreceipt_due_or_cancelled",
                condition=Q(cancelled_fen=0, amount_fen__gt=0)
                | Q(cancelled_fen__gt=0, amount_fen=0),
            ),
        ]


class Receipt(models.Model):
    """Money that came for one thing that was due: from a line of a statement, or from a bank slip.

    A wrong one is undone by a receipt of the opposite amount (`reverses`) on the day of undoing;
    `undone_at` marks the original. `line_path` is the place of the line's account, and
    `passes_books` says whether the money went from its book to another.
    """

    ref = ReferenceField()
    expected = models.ForeignKey(ExpectedReceipt, on_delete=models.PROTECT, related_name="receipts")
    line = models.ForeignKey(
        StatementLine, null=True, on_delete=models.PROTECT, related_name="receipts"
    )
    line_path = PathField(blank=True)
    passes_books = models.BooleanField(default=False)
    from_slip = models.BooleanField(default=True)
    matched_as = models.CharField(max_length=8, choices=MatchKind.choices, blank=True)
    org_path = PathField()
    amount_fen = FenField()
    received_on = models.DateField()
    bank_reference = models.CharField(max_length=64, db_collation="C", db_index=True)
    slip_ref = models.CharField(max_length=24, blank=True)
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="treasury_receipt_positive",
                condition=Q(reverses__isnull=True, amount_fen__gt=0)
                | Q(reverses__isnull=False, amount_fen__lt=0),
            ),
            models.UniqueConstraint(
                fields=["bank_reference"],
                condition=Q(line__isnull=True, reverses__isnull=True, undone_at__isnull=True),
                name="treasury_receipt_reference_once",
            ),
            models.UniqueConstraint(
                fields=["line", "expected"],
                condition=Q(line__isnull=False, reverses__isnull=True, undone_at__isnull=True),
                name="treasury_receipt_line_once",
            ),
            models.CheckConstraint(
                name="treasury_receipt_undone_says_why",
                condition=Q(undone_at__isnull=True) | ~Q(undone_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="treasury_receipt_never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=(
                    "RAISE EXCEPTION 'treasury_receipt: undo it by a receipt of the opposite"
                    " amount' USING ERRCODE = 'HZ001';"
                ),
            ),
            pgtrigger.Trigger(
                name="treasury_receipt_adds_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=(
                    "PERFORM treasury_require_received(NEW.expected_id, NEW.line_id); RETURN NULL;"
                ),
            ),
        ]

    def may_be_undone(self, today: date) -> bool:
        """Still stands, undoes nothing itself, and the books of its year are open."""
        stands = self.undone_at is None and self.reverses_id is None
        return stands and period_is_open(self.received_on, today)


class InstalmentPlan(models.Model):
    """An agreement to pay in parts; a newer one takes its place, and it stays as a record."""

    expected = models.ForeignKey(
        ExpectedReceipt, on_delete=models.PROTECT, related_name="instalment_plans"
    )
    org_path = PathField()
    reason = models.CharField(max_length=200)
    agreed_by_id = models.BigIntegerField(null=True)
    agreed_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expected"],
                condition=Q(replaced_at__isnull=True),
                name="treasury_instalmentplan_one_in_force",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="treasury_instalmentplan_adds_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="PERFORM treasury_require_instalments(NEW.id); RETURN NULL;",
            )
        ]


class Instalment(models.Model):
    """A part of what is due and its day; the parts add up (deferred trigger, HZ006)."""

    plan = models.ForeignKey(InstalmentPlan, on_delete=models.PROTECT, related_name="parts")
    org_path = PathField()
    number = models.SmallIntegerField()
    due_on = models.DateField()
    amount_fen = FenField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="treasury_instalment_once"),
            models.CheckConstraint(
                name="treasury_instalment_positive", condition=Q(amount_fen__gt=0)
            ),
        ]
        triggers = [
            *append_only("treasury_instalment"),
            pgtrigger.Trigger(
                name="treasury_instalment_adds_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="PERFORM treasury_require_instalments(NEW.plan_id); RETURN NULL;",
            ),
        ]


class Invoice(models.Model):
    """A request to pay (缴费通知书), over one or more dues of a unit."""

    ref = ReferenceField()
    organisation = below("organisations.Organisation")
    org_path = PathField()
    account = models.ForeignKey(CollectionAccount, on_delete=models.PROTECT, related_name="+")
    total_fen = FenField()
    due_on = models.DateField()
    issued_by_id = models.BigIntegerField(null=True)
    issued_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["org_path", "issued_at"], name="treasury_invoice_by_place")]


class InvoiceLine(models.Model):
    """What of one due an invoice asked for: all that was outstanding on that day."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    expected = models.ForeignKey(
        ExpectedReceipt, on_delete=models.PROTECT, related_name="invoice_lines"
    )
    org_path = PathField()
    amount_fen = FenField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "expected"], name="treasury_invoiceline_once"
            ),
            models.CheckConstraint(
                name="treasury_invoiceline_positive", condition=Q(amount_fen__gt=0)
            ),
        ]


class Reminder(models.Model):
    """A unit's handler was told on that day what the unit is behind with."""

    organisation = below("organisations.Organisation")
    org_path = PathField()
    account_id = models.BigIntegerField()
    overdue_fen = FenField()
    oldest_on = models.DateField()
    reminded_by_id = models.BigIntegerField(null=True)
    reminded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-reminded_at"], name="treasury_reminded_last")
        ]
        triggers = append_only("treasury_reminder")
