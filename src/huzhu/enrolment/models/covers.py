"""Enrolments, their covers, and who pays the contribution due for them."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value

from huzhu.enrolment.enums import CoverStatus, EnrolmentState, FundingSource
from huzhu.enrolment.models.rosters import RosterImport
from huzhu.kernel.fields import FenField, PathField, ReferenceField, below


class Enrolment(models.Model):
    """A unit in a plan for a period: its covers stand together, and its contribution is due."""

    ref = ReferenceField()
    roster = models.ForeignKey(
        RosterImport, null=True, on_delete=models.PROTECT, related_name="enrolments"
    )
    organisation = below("organisations.Organisation")
    org_path = PathField()
    plan_code = models.CharField(max_length=12)
    edition = below("plans.PublishedEdition")
    starts_on = models.DateField()
    ends_before = models.DateField()
    persons = models.IntegerField()
    fee_fen = FenField()
    state = models.CharField(
        max_length=18, choices=EnrolmentState.choices, default=EnrolmentState.AWAITING_PAYMENT
    )
    paid_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["org_path", "starts_on"], name="enrolment_by_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "plan_code"], name="enrolment_once_a_roster_and_plan"
            ),
            models.CheckConstraint(
                name="enrolment_enrolment_withdrawn_says_why",
                condition=(
                    Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                )
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="enrolment_enrolment_adds_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("fee_fen"),
                timing=pgtrigger.Deferred,
                func=(
                    "PERFORM enrolment_require_dues(NEW.id);"
                    " PERFORM enrolment_require_covers(NEW.id); RETURN NULL;"
                ),
            ),
            pgtrigger.Trigger(
                name="enrolment_enrolment_withdrawn_for_good",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state="withdrawn")
                & pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=(
                    "RAISE EXCEPTION 'enrolment % was withdrawn', OLD.ref USING ERRCODE = 'HZ001';"
                ),
            ),
            pgtrigger.Trigger(
                name="enrolment_enrolment_withdrawn_covers_nobody",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("state", "fee_fen"),
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__state="withdrawn"),
                func="""
                    IF EXISTS (SELECT 1 FROM enrolment_cover c
                               WHERE c.enrolment_id = NEW.id AND c.status <> 'void') THEN
                        RAISE EXCEPTION 'enrolment % was withdrawn and still covers people', NEW.ref
                              USING ERRCODE = 'HZ007';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]


class Cover(models.Model):
    """One person under one plan for one period, judged for ever by the pinned edition."""

    ref = ReferenceField()
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="covers")
    person = below("members.Person")
    plan = below("plans.Plan")
    edition = below("plans.PublishedEdition")
    organisation = below("organisations.Organisation")
    org_path = PathField()
    city_id = models.BigIntegerField()
    county_id = models.BigIntegerField(null=True)
    starts_on = models.DateField()
    ends_before = models.DateField()
    shares = models.IntegerField(default=1)
    tier = models.CharField(max_length=12, blank=True)
    is_renewal = models.BooleanField(default=False)
    fee_fen = FenField()
    status = models.CharField(
        max_length=10, choices=CoverStatus.choices, default=CoverStatus.ACTIVE
    )
    terminated_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    gift = models.ForeignKey(
        "enrolment.GiftProgramme",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    employment_group = models.CharField(max_length=20, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "starts_on"], name="enrolment_cover_by_place"),
            models.Index(fields=["person", "starts_on"], name="enrolment_cover_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["gift", "person"],
                condition=Q(gift__isnull=False) & ~Q(status="void"),
                name="enrolment_cover_given_once",
            ),
            models.CheckConstraint(
                name="enrolment_cover_ends_after_start",
                condition=Q(ends_before__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="enrolment_cover_shares_positive", condition=Q(shares__gt=0)
            ),
            models.CheckConstraint(
                name="enrolment_cover_terminated_has_day",
                condition=Q(status="terminated", terminated_on__isnull=False)
                | ~Q(status="terminated"),
            ),
            ExclusionConstraint(
                name="enrolment_cover_no_overlap",
                expressions=[
                    (Func(F("person_id"), F("person_id"), Value("[]"), function="int8range"), "="),
                    (
                        Func(
                            F("plan_id"),
                            F("plan_id"),
                            Value("[]"),
                            function="int8range",
                        ),
                        "=",
                    ),
                    (Func(F("starts_on"), F("ends_before"), function="daterange"), "&&"),
                ],
                condition=~Q(status="void"),
            ),
        ]
        # New covers are added up, and their shares held against the terms, set-wise:
        # enrolment_cover_adds_up and enrolment_cover_within_terms, migrations 0006 and 0011.
        triggers = [
            pgtrigger.Trigger(
                name="enrolment_cover_fee_stays_in_sum",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__fee_fen__df=pgtrigger.F("new__fee_fen"))
                | pgtrigger.Q(old__enrolment_id__df=pgtrigger.F("new__enrolment_id")),
                timing=pgtrigger.Deferred,
                func=(
                    "PERFORM enrolment_require_covers(NEW.enrolment_id);"
                    " PERFORM enrolment_require_covers(OLD.enrolment_id); RETURN NULL;"
                ),
            ),
            pgtrigger.Trigger(
                name="enrolment_cover_stays_within_terms",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__shares__df=pgtrigger.F("new__shares"))
                | pgtrigger.Q(old__edition_id__df=pgtrigger.F("new__edition_id")),
                func=(
                    "PERFORM enrolment_require_shares("
                    "NEW.edition_id, NEW.shares, NEW.ref); RETURN NEW;"
                ),
            ),
        ]


class ContributionDue(models.Model):
    """The part of an enrolment's fee that one source pays; the parts add up to the fee."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="dues")
    org_path = PathField()
    source = models.CharField(max_length=12, choices=FundingSource.choices)
    amount_fen = FenField()
    budget = models.ForeignKey(
        "enrolment.FundingBudget", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "source"], name="enrolment_due_once"),
            models.CheckConstraint(
                name="enrolment_due_positive", condition=models.Q(amount_fen__gt=0)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="enrolment_due_adds_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                func=(
                    "PERFORM enrolment_require_dues(coalesce(NEW.enrolment_id, OLD.enrolment_id));"
                    " RETURN NULL;"
                ),
            )
        ]
