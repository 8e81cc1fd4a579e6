"""Payments: instructions with their lines, batches, what the bank returned."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from huzhu.kernel.fields import FenField, PathField, ReferenceField
from huzhu.kernel.triggers import append_only
from huzhu.treasury.enums import (
    BatchState,
    InstructionKind,
    InstructionState,
    ReturnOutcome,
)


class Batch(models.Model):
    """Instructions paid by one bank file. Made, checked and released by three persons."""

    ref = ReferenceField()
    org_path = PathField()
    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.MADE)
    count = models.IntegerField()
    total_fen = FenField()
    made_by_id = models.BigIntegerField()
    made_by_token = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    checked_by_id = models.BigIntegerField(null=True)
    checked_by_token = models.CharField(max_length=64, null=True)
    checked_at = models.DateTimeField(null=True)
    released_by_id = models.BigIntegerField(null=True)
    released_by_token = models.CharField(max_length=64, null=True)
    released_at = models.DateTimeField(null=True)
    file_digest = models.CharField(max_length=64, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["org_path", "made_at"], name="treasury_batch_by_place")]
        constraints = [
            models.CheckConstraint(
                name="treasury_batch_checker_is_not_maker",
                condition=Q(checked_by_token__isnull=True)
                | ~Q(checked_by_token=F("made_by_token")),
            ),
            models.CheckConstraint(
                name="treasury_batch_releaser_is_third",
                condition=Q(released_by_token__isnull=True)
                | (
                    ~Q(released_by_token=F("made_by_token"))
                    & ~Q(released_by_token=F("checked_by_token"))
                ),
            ),
            models.CheckConstraint(
                name="treasury_batch_checked_by_somebody",
                condition=Q(
                    checked_at__isnull=True,
                    checked_by_id__isnull=True,
                    checked_by_token__isnull=True,
                )
                | Q(
                    checked_at__isnull=False,
                    checked_by_id__isnull=False,
                    checked_by_token__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="treasury_batch_released_by_somebody",
                condition=Q(
                    released_at__isnull=True,
                    released_by_id__isnull=True,
                    released_by_token__isnull=True,
                )
                | Q(
                    released_at__isnull=False,
                    released_by_id__isnull=False,
                    released_by_token__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="treasury_batch_released_after_check",
                condition=Q(state__in=[BatchState.MADE, BatchState.WITHDRAWN])
                | Q(state=BatchState.CHECKED, checked_at__isnull=False)
                | Q(checked_at__isnull=False, released_at__isnull=False),
            ),
        ]


class Instruction(models.Model):
    """One payment: a benefit to a person, or over-paid money back to a unit.

    `owner_ref` is the claim or the refund. A failed benefit is replaced, not edited; a failed
    refund is asked for anew. A unit's account is sealed with the house's key (`subject_id` 0).
    """

    ref = ReferenceField()
    kind = models.CharField(
        max_length=8, choices=InstructionKind.choices, default=InstructionKind.BENEFIT
    )
    owner_ref = models.CharField(max_length=24, db_collation="C", db_index=True)
    org_path = PathField()
    subject_id = models.BigIntegerField()
    payee_name = models.CharField(max_length=60)
    bank_name = models.CharField(max_length=60)
    account_cipher = models.BinaryField()
    account_tail = models.CharField(max_length=4)
    amount_fen = FenField()
    state = models.CharField(
        max_length=10, choices=InstructionState.choices, default=InstructionState.WAITING
    )
    batch = models.ForeignKey(
        Batch, null=True, on_delete=models.PROTECT, related_name="instructions"
    )
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    failure = models.CharField(max_length=120, blank=True)
    settled_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "org_path"], name="treasury_instruction_by_state")]
        triggers = [
            pgtrigger.Trigger(
                name="treasury_instruction_adds_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("amount_fen"),
                timing=pgtrigger.Deferred,
                func="PERFORM treasury_require_lines(NEW.id); RETURN NULL;",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="treasury_instruction_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(
                name="treasury_instruction_payee_fits_kind",
                condition=Q(kind="benefit", subject_id__gt=0) | Q(kind="refund", subject_id=0),
            ),
            models.UniqueConstraint(
                fields=["owner_ref"],
                condition=~Q(state__in=["failed", "replaced"]),
                name="treasury_instruction_one_alive",
            ),
            models.CheckConstraint(
                name="treasury_instruction_batched_when_sent",
                condition=Q(state__in=["waiting"], batch__isnull=True)
                | Q(
                    state__in=["batched", "sent", "paid", "failed", "replaced"], batch__isnull=False
                ),
            ),
        ]


class InstructionLine(models.Model):
    """What part of an instruction is which plan's; the lines add up to the amount."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="lines")
    org_path = PathField()
    plan_code = models.CharField(max_length=12, blank=True)
    amount_fen = FenField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="treasury_instructionline_positive", condition=Q(amount_fen__gt=0)
            )
        ]
        triggers = [
            *append_only("treasury_instructionline"),
            pgtrigger.Trigger(
                name="treasury_instructionline_adds_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="PERFORM treasury_require_lines(NEW.instruction_id); RETURN NULL;",
            ),
        ]


class BankReturn(models.Model):
    """A file that came back from the bank, known by its content: the same again does nothing."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="returns")
    org_path = PathField()
    content_digest = models.CharField(max_length=64, unique=True)
    attachment_ref = models.CharField(max_length=24)
    paid_count = models.IntegerField()
    failed_count = models.IntegerField()
    imported_by_id = models.BigIntegerField(null=True)
    imported_at = models.DateTimeField()


class ReturnLine(models.Model):
    bank_return = models.ForeignKey(BankReturn, on_delete=models.PROTECT, related_name="lines")
    instruction = models.OneToOneField(
        Instruction, on_delete=models.PROTECT, related_name="return_line"
    )
    org_path = PathField()
    outcome = models.CharField(max_length=8, choices=ReturnOutcome.choices)
    reason = models.CharField(max_length=120, blank=True)
    settled_on = models.DateField()
