"""Cover that somebody else pays for (百万赠送): programmes, whom they are for, and the proofs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huzhu.enrolment.enums import GiftProofKind, GiftState
from huzhu.enrolment.models.funding import FundingBudget
from huzhu.kernel.fields import PathField, ReferenceField, below


class EmploymentGroup(models.Model):
    """A kind of work by which people are given cover; the eight groups (八大群体) and others."""

    code = models.CharField(max_length=20, unique=True, db_collation="C")
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    place = models.IntegerField(default=100)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name_zh


class GiftProgramme(models.Model):
    """A donor's money as covers for named groups: how many, whom, and on which easier terms.

    `groups` are codes of EmploymentGroup, `proofs` of GiftProofKind; `claim_papers` are the codes
    of an edition's checklist that are enough for a claim, none meaning all that the edition asks
    for. Ages are in years on the first day; None leaves the edition's own.
    """

    ref = ReferenceField()
    organisation = below("organisations.Organisation")
    org_path = PathField()
    name = models.CharField(max_length=80)
    donor = models.CharField(max_length=80)
    plan_code = models.CharField(max_length=12)
    budget = models.ForeignKey(FundingBudget, on_delete=models.PROTECT, related_name="+")
    quota_persons = models.IntegerField()
    used_persons = models.IntegerField(default=0)
    groups = models.JSONField(default=list)
    proofs = models.JSONField(default=list)
    claim_papers = models.JSONField(default=list)
    shares = models.IntegerField(default=1)
    starts_on = models.DateField()
    ends_before = models.DateField()
    age_from = models.IntegerField(null=True)
    age_to = models.IntegerField(null=True)
    waives_participation = models.BooleanField(default=True)
    waives_basic_medical = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=GiftState.choices, default=GiftState.DRAFT)
    made_by_id = models.BigIntegerField()
    made_by_token = models.CharField(max_length=64)
    made_by_label = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    approved_by_id = models.BigIntegerField(null=True)
    approved_by_token = models.CharField(max_length=64, blank=True)
    approved_by_label = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["org_path", "state"], name="enrolment_gift_by_place")]
        constraints = [
            models.CheckConstraint(
                name="enrolment_gift_within_quota",
                condition=Q(used_persons__gte=0, used_persons__lte=F("quota_persons")),
            ),
            models.CheckConstraint(
                name="enrolment_gift_ends_after_start",
                condition=Q(ends_before__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="enrolment_gift_shares_positive", condition=Q(shares__gt=0)
            ),
            models.CheckConstraint(
                name="enrolment_gift_ages_in_order",
                condition=Q(age_from__isnull=True)
                | Q(age_to__isnull=True)
                | Q(age_to__gte=F("age_from")),
            ),
            models.CheckConstraint(
                name="enrolment_gift_opened_by_another",
                condition=Q(state=GiftState.DRAFT)
                | Q(state=GiftState.CLOSED, approved_by_token="")
                | (~Q(approved_by_token="") & ~Q(approved_by_token=F("made_by_token"))),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def left_persons(self) -> int:
        return self.quota_persons - self.used_persons


class GiftProof(models.Model):
    """A paper that shows that a unit's people, or one person, belong to a group."""

    gift = models.ForeignKey(GiftProgramme, on_delete=models.PROTECT, related_name="papers")
    organisation = below("organisations.Organisation")
    org_path = PathField()
    person = below("members.Person", null=True)
    group = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=GiftProofKind.choices)
    attachment_ref = models.CharField(max_length=24, db_collation="C")
    file_name = models.CharField(max_length=200)
    added_by_id = models.BigIntegerField(null=True)
    added_by_label = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["gift", "organisation"], name="enrolment_proof_by_place")]
