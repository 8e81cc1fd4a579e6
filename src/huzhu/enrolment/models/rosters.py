"""Roster files, the plans they are for, and their rows as staged and judged."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huzhu.enrolment.enums import RosterState, Standing
from huzhu.kernel.fields import PathField, ReferenceField, below


class RosterImport(models.Model):
    """One file of one unit from one first day; known by its content.

    `plan_code` is the plan chosen for rows that name none; `sheets` the names of the sheets read.
    `rows_…` count rows of the file under each plan they join: good ones will be posted, kept ones
    are covered already. `refusal` is a Refusal's JSON. `take_good_rows`: the handler chose to post
    the rows without errors and leave the others. `follows` is the file before it for the same unit
    and day; `changes` how the rows of the two compare: {added, altered, same, dropped}.
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
    sheets = models.JSONField(default=list)
    rows_total = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    rows_good = models.IntegerField(default=0)
    rows_bad = models.IntegerField(default=0)
    rows_kept = models.IntegerField(default=0)
    refusal = models.JSONField(null=True)
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(null=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "created_at"], name="enrolment_roster_by_place"),
            models.Index(
                fields=["org_path"],
                condition=Q(state__in=["received", "checking"]),
                name="enrolment_roster_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "plan_code", "starts_on", "content_digest"],
                condition=Q(state=RosterState.POSTED),
                name="enrolment_roster_posted_once",
            )
        ]


class RosterPlan(models.Model):
    """What a checked file brings to one plan.

    `rows_…` count its people by standing; `left` are those whom the unit covered before, or covers
    in this period, and who are not in the file. `participation` is {needed, have, of, ok, rule_zh,
    rule_en}, null where the plan demands none; `by_source` who pays how much of `fee_fen`.
    """

    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="plans")
    org_path = PathField()
    plan_code = models.CharField(max_length=12)
    edition = below("plans.PublishedEdition")
    ends_before = models.DateField()
    rows_good = models.IntegerField(default=0)
    rows_bad = models.IntegerField(default=0)
    rows_new = models.IntegerField(default=0)
    rows_renewed = models.IntegerField(default=0)
    rows_changed = models.IntegerField(default=0)
    rows_kept = models.IntegerField(default=0)
    left = models.IntegerField(default=0)
    participation = models.JSONField(null=True)
    fee_fen = models.BigIntegerField(default=0)
    by_source = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "plan_code"], name="enrolment_rosterplan_once"
            )
        ]


class RosterRow(models.Model):
    """A staged row under one plan. `cells` are sealed with the house's key and go when the roster
    is posted; `content_hash` is keyed, and tells whether a later file says the same."""

    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="rows")
    org_path = PathField()
    sheet_no = models.SmallIntegerField(default=0)
    row_no = models.IntegerField()
    plan_code = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    identity_masked = models.CharField(max_length=40)
    identity_hash = models.BinaryField(null=True)
    content_hash = models.BinaryField(null=True)
    cells_cipher = models.BinaryField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    birth_on = models.DateField(null=True)
    shares = models.IntegerField(default=1)
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.NEW)
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    is_good = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "sheet_no", "row_no", "plan_code"],
                name="enrolment_rosterrow_once",
            )
        ]
