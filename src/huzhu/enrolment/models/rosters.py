"""Roster files, and their rows as staged and judged."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huzhu.enrolment.enums import RosterState
from huzhu.kernel.fields import PathField, ReferenceField, below


class RosterImport(models.Model):
    """One file of one unit for one plan and period; known by its content.

    `participation` is {needed, have, of, ok, rule_zh, rule_en}, null where the plan demands none;
    `fees` is {total, by_source: {source: fen}} over the good rows; `refusal` a Refusal's JSON.
    `take_good_rows`: the handler chose to post the rows without errors and leave the others.
    """

    ref = ReferenceField()
    organisation = below("organisations.Organisation")
    org_path = PathField()
    plan_code = models.CharField(max_length=12)
    edition = below("plans.PublishedEdition")
    starts_on = models.DateField()
    ends_before = models.DateField()
    gift = models.ForeignKey(
        "enrolment.GiftProgramme", null=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=200)
    attachment_ref = models.CharField(max_length=24)
    content_digest = models.CharField(max_length=64)
    state = models.CharField(
        max_length=12, choices=RosterState.choices, default=RosterState.RECEIVED
    )
    take_good_rows = models.BooleanField(default=False)
    rows_total = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    rows_good = models.IntegerField(default=0)
    rows_bad = models.IntegerField(default=0)
    refusal = models.JSONField(null=True)
    participation = models.JSONField(null=True)
    fees = models.JSONField(null=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "created_at"], name="enrolment_roster_by_place")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "plan_code", "starts_on", "content_digest"],
                condition=Q(state=RosterState.POSTED),
                name="enrolment_roster_posted_once",
            )
        ]


class RosterRow(models.Model):
    """A staged row. `cells` is sealed with the house's key and goes when the roster is posted."""

    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="rows")
    org_path = PathField()
    row_no = models.IntegerField()
    name = models.CharField(max_length=120)
    identity_masked = models.CharField(max_length=40)
    identity_hash = models.BinaryField(null=True)
    cells_cipher = models.BinaryField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    birth_on = models.DateField(null=True)
    shares = models.IntegerField(default=1)
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    is_good = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "row_no"], name="enrolment_rosterrow_once")
        ]
