"""Over-paid money on its way back to the unit that paid it."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from huzhu.kernel.fields import FenField, PathField, ReferenceField
from huzhu.treasury.enums import RefundState
from huzhu.treasury.models.statements import StatementLine


class Refund(models.Model):
    """Asked for by one finance officer, approved by another; paid by a payment instruction whose
    `owner_ref` is this one's. From the request on the line's money is held for it."""

    ref = ReferenceField()
    line = models.ForeignKey(StatementLine, on_delete=models.PROTECT, related_name="refunds")
    org_path = PathField()
    amount_fen = FenField()
    state = models.CharField(
        max_length=10, choices=RefundState.choices, default=RefundState.REQUESTED
    )
    reason = models.CharField(max_length=400)
    payee_name = models.CharField(max_length=60)
    bank_name = models.CharField(max_length=60)
    account_cipher = models.BinaryField()
    account_tail = models.CharField(max_length=4)
    requested_by_id = models.BigIntegerField()
    requested_by_token = models.CharField(max_length=64)
    requested_by_label = models.CharField(max_length=80)
    requested_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_token = models.CharField(max_length=64, blank=True)
    decided_by_label = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=400, blank=True)
    settled_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["org_path", "state"], name="treasury_refund_by_place")]
        constraints = [
            models.CheckConstraint(name="treasury_refund_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="treasury_refund_approver_is_not_maker",
                condition=~Q(state__in=["approved", "paid", "failed"])
                | (
                    Q(decided_by_id__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by_token="")
                    & ~Q(decided_by_token=F("requested_by_token"))
                ),
            ),
            models.CheckConstraint(
                name="treasury_refund_rejected_says_why",
                condition=~Q(state="rejected") | ~Q(decision_reason=""),
            ),
            models.CheckConstraint(
                name="treasury_refund_paid_has_day",
                condition=~Q(state="paid") | Q(settled_on__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="treasury_refund_said_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete
                | pgtrigger.UpdateOf("amount_fen", "line_id", "account_cipher", "payee_name"),
                func=(
                    "RAISE EXCEPTION 'treasury_refund: ask for another one instead'"
                    " USING ERRCODE = 'HZ001';"
                ),
            ),
            pgtrigger.Trigger(
                name="treasury_refund_adds_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
                timing=pgtrigger.Deferred,
                func="PERFORM treasury_require_received(NULL, NEW.line_id); RETURN NULL;",
            ),
        ]


class RefundPaper(models.Model):
    """Evidence of an over-payment."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="papers")
    org_path = PathField()
    attachment_ref = models.CharField(max_length=24, db_collation="C")
    file_name = models.CharField(max_length=200)
