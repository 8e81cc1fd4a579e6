"""What looks wrong among the covers in force: findings, and their numbers day by day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huzhu.enrolment.enums import FindingState, QualityCheck
from huzhu.kernel.fields import PathField, ReferenceField, below


class QualityFinding(models.Model):
    """One thing about one unit. `subject` keeps it the same from run to run.

    `people` lists {"person", "cover"} references, the first two hundred; `number` counts all.
    `handler_*` is who uploaded the roster of most of them: such a person does not decide.
    """

    ref = ReferenceField()
    check_code = models.CharField(max_length=20, choices=QualityCheck.choices)
    subject = models.CharField(max_length=64)
    organisation = below("organisations.Organisation")
    org_path = PathField()
    city_id = models.BigIntegerField()
    county_id = models.BigIntegerField(null=True)
    handler_id = models.BigIntegerField(null=True)
    handler_label = models.CharField(max_length=80, blank=True)
    handler_token = models.CharField(max_length=64, blank=True)
    number = models.IntegerField()
    people = models.JSONField()
    detail_zh = models.CharField(max_length=300)
    detail_en = models.CharField(max_length=300)
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()
    state = models.CharField(max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    reason = models.CharField(max_length=400, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_label = models.CharField(max_length=80, blank=True)
    decided_by_token = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "check_code"], name="enrolment_finding_by_place"),
            models.Index(fields=["handler_id"], name="enrolment_finding_by_handler"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["check_code", "subject"], name="enrolment_qualityfinding_once"
            ),
            models.CheckConstraint(
                name="enrolment_qualityfinding_decided_says_why",
                condition=Q(state="open")
                | (Q(decided_at__isnull=False) & ~Q(reason="") & ~Q(decided_by_token="")),
            ),
            models.CheckConstraint(
                name="enrolment_qualityfinding_decided_by_another",
                condition=Q(state="open")
                | Q(handler_token="")
                | ~Q(decided_by_token=F("handler_token")),
            ),
        ]


class QualitySnapshot(models.Model):
    """On a day, at a place and below: covers that a check concerns, of so many in force."""

    day = models.DateField()
    organisation = below("organisations.Organisation")
    org_path = PathField()
    check_code = models.CharField(max_length=20, choices=QualityCheck.choices)
    found = models.IntegerField()
    base = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["org_path", "day"], name="enrolment_quality_by_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "organisation", "check_code"], name="enrolment_qualitysnapshot_once"
            )
        ]
