"""Claims: the event, its papers, what each plan pays for it, and who decided."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from huzhu.claims.enums import (
    ClaimSource,
    ClaimState,
    EventKind,
    PaperKind,
    PlanOutcome,
    ReviewOutcome,
    ReviewStep,
)
from huzhu.kernel.fields import FenField, PathField, ReferenceField, below
from huzhu.kernel.triggers import append_only


class Claim(models.Model):
    """One event of one person; it opens every plan the person holds.

    `is_gift`: one of the covers was given by a programme; such claims have a queue of their own.
    `event_cipher` is the event as filed (facts JSON, diagnosis in words), sealed with the person's
    key; only the three-character ICD category stands in clear. `source`: somebody filed it, or the
    program did from a bureau's settlement.
    """

    ref = ReferenceField()
    person = below("members.Person")
    organisation = below("organisations.Organisation")
    org_path = PathField()
    city_id = models.BigIntegerField()
    county_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=16, choices=ClaimState.choices, default=ClaimState.DRAFT)
    round = models.IntegerField(default=1)
    event_kind = models.CharField(max_length=20, choices=EventKind.choices)
    event_on = models.DateField()
    icd_category = models.CharField(max_length=3, blank=True)
    event_cipher = models.BinaryField()
    filed_by_id = models.BigIntegerField(null=True)
    filed_by_token = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    amount_fen = FenField(default=0)
    decided_at = models.DateTimeField(null=True)
    settled_on = models.DateField(null=True)
    return_reason = models.CharField(max_length=400, blank=True)
    is_gift = models.BooleanField(default=False, db_default=False)
    source = models.CharField(
        max_length=12,
        choices=ClaimSource.choices,
        default=ClaimSource.HAND,
        db_default=ClaimSource.HAND,
    )

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_on"], name="claims_by_state_and_due"),
            models.Index(fields=["org_path", "filed_at"], name="claims_by_place"),
            models.Index(fields=["person"], name="claims_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="claims_claim_filed_has_clock",
                condition=Q(state="draft") | Q(filed_at__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="claims_claim_amount_not_negative", condition=Q(amount_fen__gte=0)
            ),
            models.UniqueConstraint(
                fields=["person", "event_on"],
                condition=Q(source="settlement"),
                name="claims_claim_settled_stay_once",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="claims_claim_stay_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Insert,
                condition=pgtrigger.Q(new__state="with_officer", new__event_kind="inpatient"),
                func=(
                    "PERFORM claims_require_stay_once("
                    "NEW.id, NEW.person_id, NEW.event_on, NEW.source); RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="claims_claim_paid_after_three",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__in=["approved", "paid", "payment_failed"]),
                func="PERFORM claims_require_three_reviews(NEW.id, NEW.round); RETURN NEW;",
            ),
        ]


class Paper(models.Model):
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="papers")
    org_path = PathField()
    kind = models.CharField(max_length=12, choices=PaperKind.choices)
    attachment_ref = models.CharField(max_length=24, db_collation="C")
    file_name = models.CharField(max_length=200)
    added_by_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()


class PlanDecision(models.Model):
    """What one cover pays for the claim: facts given, decision, and the evaluator's version.

    Together with the pinned edition these give the same fen by the command line for ever. The
    facts are pseudonymous. A new calculation supersedes the row; it never edits it.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="plan_decisions")
    org_path = PathField()
    cover = below("enrolment.Cover")
    plan_code = models.CharField(max_length=12)
    edition_digest = models.CharField(max_length=64)
    evaluator_version = models.CharField(max_length=20)
    facts = models.JSONField()
    decision = models.JSONField()
    outcome = models.CharField(max_length=8, choices=PlanOutcome.choices)
    amount_fen = FenField()
    computed_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)
    settled_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "settled_on"], name="claims_decision_by_settlement")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "cover"],
                condition=Q(is_current=True),
                name="claims_plandecision_one_current",
            ),
            models.CheckConstraint(
                name="claims_plandecision_pays_or_not",
                condition=Q(outcome="pay", amount_fen__gt=0)
                | (~Q(outcome="pay") & Q(amount_fen=0)),
            ),
        ]


class Review(models.Model):
    """One reviewer's word at one step of one round. Three approvals by three persons decide."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reviews")
    org_path = PathField()
    round = models.IntegerField()
    step = models.CharField(max_length=12, choices=ReviewStep.choices)
    outcome = models.CharField(max_length=8, choices=ReviewOutcome.choices)
    reason = models.CharField(max_length=400, blank=True)
    amount_fen = FenField()
    by_id = models.BigIntegerField()
    by_token = models.CharField(max_length=64)
    by_label = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "round", "step"], name="claims_review_step_once"
            ),
            models.UniqueConstraint(
                fields=["claim", "round", "by_token"], name="claims_review_three_persons"
            ),
            models.CheckConstraint(
                name="claims_review_no_without_reason",
                condition=Q(outcome="approve") | ~Q(reason=""),
            ),
        ]
        triggers = [
            *append_only("claims_review"),
            pgtrigger.Trigger(
                name="claims_review_not_by_filer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM claims_claim c
                               WHERE c.id = NEW.claim_id AND c.filed_by_token = NEW.by_token) THEN
                        RAISE EXCEPTION 'who filed a claim cannot review it' USING ERRCODE = 'HZ002';
                    END IF;
                    RETURN NEW;
                """,  # noqa: E501
            ),
        ]


class CapUse(models.Model):
    """What a cover has used of one cap: a row that the deciding act locks."""

    cover = below("enrolment.Cover")
    org_path = PathField()
    cap = models.CharField(max_length=40)
    used_fen = FenField(default=0)
    limit_fen = FenField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cover", "cap"], name="claims_capuse_once"),
            models.CheckConstraint(
                name="claims_capuse_within_limit",
                condition=Q(used_fen__gte=0, used_fen__lte=F("limit_fen")),
            ),
        ]
