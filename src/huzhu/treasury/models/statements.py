"""The bank's statements of our accounts, and the slips by which units say that they paid."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from huzhu.kernel.clock import civil_date
from huzhu.kernel.fields import FenField, PathField, ReferenceField, below
from huzhu.treasury.rules import is_late_slip


class CollectionAccount(models.Model):
    """A bank account to which contributions are paid, from a day on, until it is closed.

    Its number stands on every invoice, so it is no secret; units see the accounts above them.
    """

    ref = ReferenceField()
    organisation = below("organisations.Organisation")
    org_path = PathField()
    account_name = models.CharField(max_length=60)
    bank_name = models.CharField(max_length=60)
    number = models.CharField(max_length=32, db_collation="C")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)
    opened_by_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(ends_before__isnull=True),
                name="treasury_collectionaccount_number_once",
            ),
            models.CheckConstraint(
                name="treasury_collectionaccount_ends_after_start",
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_name} {self.bank_name} …{self.number[-4:]}"


class StatementImport(models.Model):
    """A statement file, known by its content: the same again changes nothing."""

    ref = ReferenceField()
    account = models.ForeignKey(CollectionAccount, on_delete=models.PROTECT, related_name="imports")
    org_path = PathField()
    content_digest = models.CharField(max_length=64)
    attachment_ref = models.CharField(max_length=24)
    file_name = models.CharField(max_length=200)
    new_count = models.IntegerField()
    known_count = models.IntegerField()
    debit_count = models.IntegerField()
    total_fen = FenField()
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    imported_by_id = models.BigIntegerField(null=True)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org_path", "content_digest"], name="treasury_statementimport_once"
            )
        ]


class StatementLine(models.Model):
    """Money that came to an account, as the bank says it.

    `line_key` is the bank's reference, or a digest where it gives none. What is neither allocated
    nor refunded is still to be cleared. `booked_fen` is what the import posted: less than the
    amount where the same transfer had been recorded from a slip before.
    """

    ref = ReferenceField()
    statement = models.ForeignKey(StatementImport, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(CollectionAccount, on_delete=models.PROTECT, related_name="lines")
    org_path = PathField()
    row_no = models.IntegerField()
    line_key = models.CharField(max_length=64, db_collation="C")
    bank_reference = models.CharField(max_length=64, blank=True, db_collation="C")
    received_on = models.DateField()
    amount_fen = FenField()
    allocated_fen = FenField(default=0)
    refunded_fen = FenField(default=0)
    booked_fen = FenField()
    payer_name = models.CharField(max_length=120, blank=True)
    payer_bank = models.CharField(max_length=60, blank=True)
    payer_account_cipher = models.BinaryField(null=True)
    payer_account_hash = models.BinaryField(null=True)
    payer_account_tail = models.CharField(max_length=4, blank=True)
    purpose = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "received_on"], name="treasury_line_by_place"),
            models.Index(
                fields=["account", "received_on"],
                condition=Q(amount_fen__gt=F("allocated_fen") + F("refunded_fen")),
                name="treasury_line_open",
            ),
            models.Index(fields=["bank_reference"], name="treasury_line_by_reference"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "line_key"], name="treasury_statementline_once"
            ),
            models.CheckConstraint(
                name="treasury_statementline_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(
                name="treasury_statementline_never_over",
                condition=Q(
                    allocated_fen__gte=0,
                    refunded_fen__gte=0,
                    amount_fen__gte=F("allocated_fen") + F("refunded_fen"),
                ),
            ),
            models.CheckConstraint(
                name="treasury_statementline_booked_within",
                condition=Q(booked_fen__gte=0, booked_fen__lte=F("amount_fen")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="treasury_statementline_never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=(
                    "RAISE EXCEPTION 'treasury_statementline: what the bank said is never deleted'"
                    " USING ERRCODE = 'HZ001';"
                ),
            ),
            pgtrigger.Trigger(
                name="treasury_statementline_said_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(
                    "amount_fen", "received_on", "account_id", "line_key", "booked_fen"
                ),
                func=(
                    "RAISE EXCEPTION 'treasury_statementline: what the bank said is never changed'"
                    " USING ERRCODE = 'HZ001';"
                ),
            ),
        ]


class SlipUpload(models.Model):
    """A unit's handler says: we paid, here is the bank's slip. `seen` is the receipt that came."""

    ref = ReferenceField()
    organisation = below("organisations.Organisation")
    org_path = PathField()
    amount_fen = FenField()
    paid_on = models.DateField()
    bank_reference = models.CharField(max_length=64, blank=True, db_collation="C")
    attachment_ref = models.CharField(max_length=24)
    file_name = models.CharField(max_length=200)
    seen = models.ForeignKey(
        "Receipt", null=True, on_delete=models.PROTECT, related_name="seen_slips"
    )
    uploaded_by_id = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "paid_on"], name="treasury_slip_by_place"),
        ]
        constraints = [
            models.CheckConstraint(
                name="treasury_slipupload_positive", condition=Q(amount_fen__gt=0)
            )
        ]

    @property
    def is_late(self) -> bool:
        """Uploaded later after the payment than it should be: a warning, no more."""
        return is_late_slip(self.paid_on, civil_date(self.uploaded_at))


class SlipFor(models.Model):
    """Which dues a slip is said to pay."""

    slip = models.ForeignKey(SlipUpload, on_delete=models.PROTECT, related_name="items")
    expected = models.ForeignKey("ExpectedReceipt", on_delete=models.PROTECT, related_name="slips")
    org_path = PathField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slip", "expected"], name="treasury_slipfor_once")
        ]
