"""What an engine read of the papers, and the numbers of the bills that claims rest on."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from huzhu.claims.enums import PaperKind, RecognitionState
from huzhu.claims.models.claims import Claim, Paper
from huzhu.kernel.fields import PathField


class Recognition(models.Model):
    """What one engine read of one paper, and what an officer made of it.

    `content_cipher`: pages, fields as read and as confirmed, JSON sealed with the person's key.
    `look` tells pictures that look alike (see formats/pictures.py), `says_hash` papers that say the
    same: name, days of the stay and total, or code of the disease. Both None until it was read.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="recognitions")
    org_path = PathField()
    kind = models.CharField(max_length=12, choices=PaperKind.choices)
    engine = models.CharField(max_length=40)
    state = models.CharField(
        max_length=12, choices=RecognitionState.choices, default=RecognitionState.WAITING
    )
    content_digest = models.CharField(max_length=64, db_collation="C")
    look = ArrayField(models.IntegerField(), null=True)
    says_hash = models.BinaryField(null=True)
    content_cipher = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_by_label = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["content_digest"], name="claims_recognition_by_digest"),
            GinIndex(fields=["look"], name="claims_recognition_by_look"),
            models.Index(fields=["says_hash"], name="claims_recognition_by_says"),
            models.Index(fields=["org_path", "state"], name="claims_recognition_by_place"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "engine"], name="claims_recognition_once_an_engine"
            ),
            models.CheckConstraint(
                name="claims_recognition_read_has_content",
                condition=~Q(state="read") | Q(read_at__isnull=False, content_cipher__isnull=False),
            ),
            models.CheckConstraint(
                name="claims_recognition_confirmed_by_somebody",
                condition=Q(
                    state="confirmed",
                    confirmed_at__isnull=False,
                    confirmed_by_id__isnull=False,
                    content_cipher__isnull=False,
                )
                | ~Q(state="confirmed")
                & Q(confirmed_at__isnull=True, confirmed_by_id__isnull=True),
            ),
        ]


class Bill(models.Model):
    """The number of a bill that a claim rests on: once in all claims of all time and places.

    `number_hash` is of code and number, `serial_hash` of the number alone: for bills that carry, or
    were entered with, no code.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="bills")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    number_hash = models.BinaryField()
    serial_hash = models.BinaryField()
    has_code = models.BooleanField()
    entered_by_id = models.BigIntegerField()
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["serial_hash"], name="claims_bill_by_serial"),
            models.Index(fields=["org_path"], name="claims_bill_by_place"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number_hash"], name="claims_bill_number_once"),
        ]
