"""Settlement lists of medical-insurance bureaux, and the hospital stays that stand in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huzhu.claims.enums import ImportState, RowKind, StayLane, StayState
from huzhu.claims.models.claims import Claim
from huzhu.kernel.fields import FenField, PathField, ReferenceField, below
from huzhu.kernel.triggers import append_only


class SettlementSource(models.Model):
    """A bureau that gives its lists to an organisation.

    `mapping` is field → header of its files, kept once an officer has confirmed it; `rules` are the
    published rules of the lanes, see rules.LaneRules.
    """

    ref = ReferenceField()
    organisation = below("organisations.Organisation")
    org_path = PathField()
    name = models.CharField(max_length=120)
    mapping = models.JSONField(default=dict)
    mapped_at = models.DateTimeField(null=True)
    rules = models.JSONField(default=dict)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="claims_settlementsource_once"
            )
        ]


class SettlementImport(models.Model):
    """One list as it was given. `headers` are its columns, `guess` the mapping proposed for them;
    `rows_…` count rows: new stays, known ones unchanged, changed ones, faulty ones, and those of
    people whom nobody here knows, of whom nothing else is kept."""

    ref = ReferenceField()
    source = models.ForeignKey(SettlementSource, on_delete=models.PROTECT, related_name="imports")
    org_path = PathField()
    file_name = models.CharField(max_length=200)
    attachment_ref = models.CharField(max_length=24)
    content_digest = models.CharField(max_length=64)
    state = models.CharField(
        max_length=12, choices=ImportState.choices, default=ImportState.RECEIVED
    )
    headers = models.JSONField(default=list)
    guess = models.JSONField(default=dict)
    rows_total = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    rows_new = models.IntegerField(default=0)
    rows_same = models.IntegerField(default=0)
    rows_changed = models.IntegerField(default=0)
    rows_bad = models.IntegerField(default=0)
    rows_unknown = models.IntegerField(default=0)
    refusal = models.JSONField(null=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["org_path", "created_at"], name="claims_import_by_place")]


class SettledStay(models.Model):
    """A hospital stay as the bureau settled it, in its newest version.

    `key_hash` is the settlement's number, keyed, or what identifies a stay without one;
    `content_hash` tells whether a later list says the same. `cells_cipher` holds what is personal
    (name, number, hospital, diagnosis), sealed with the person's key. `bill` is in fen, by the
    names of the facts. `reasons` say why the lane: [{code, …}]. `is_changed`: the bureau changed
    the settlement after something had been done with it.
    """

    ref = ReferenceField()
    source = models.ForeignKey(SettlementSource, on_delete=models.PROTECT, related_name="stays")
    org_path = PathField()
    first_import = models.ForeignKey(SettlementImport, on_delete=models.PROTECT, related_name="+")
    last_import = models.ForeignKey(SettlementImport, on_delete=models.PROTECT, related_name="+")
    sheet_no = models.SmallIntegerField(default=0)
    row_no = models.IntegerField()
    key_hash = models.BinaryField()
    content_hash = models.BinaryField()
    version = models.IntegerField(default=1)
    person = below("members.Person")
    admitted_on = models.DateField()
    discharged_on = models.DateField(null=True)
    settled_on = models.DateField(null=True)
    icd_category = models.CharField(max_length=3, blank=True)
    hospital_grade = models.CharField(max_length=12, blank=True)
    is_elsewhere = models.BooleanField(default=False)
    bill = models.JSONField(default=dict)
    total_fen = FenField()
    cells_cipher = models.BinaryField()
    state = models.CharField(max_length=8, choices=StayState.choices, default=StayState.OPEN)
    lane = models.CharField(max_length=16, choices=StayLane.choices)
    reasons = models.JSONField(default=list)
    amount_fen = FenField(default=0)
    is_changed = models.BooleanField(default=False)
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="stays")
    closed_reason = models.CharField(max_length=400, blank=True)
    sorted_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["first_import", "lane", "id"], name="claims_stay_by_import"),
            models.Index(fields=["person", "admitted_on"], name="claims_stay_by_person"),
            models.Index(
                fields=["org_path", "lane"],
                condition=Q(state="open") | Q(is_changed=True),
                name="claims_stay_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "key_hash"], name="claims_settledstay_once"),
            models.UniqueConstraint(
                fields=["person", "admitted_on"],
                condition=Q(state="claimed"),
                name="claims_settledstay_claimed_once",
            ),
            models.CheckConstraint(
                name="claims_settledstay_claimed_has_claim",
                condition=~Q(state="claimed") | Q(claim__isnull=False),
            ),
            models.CheckConstraint(
                name="claims_settledstay_closed_says_why",
                condition=~Q(state="closed") | ~Q(closed_reason=""),
            ),
        ]


class FormerStay(models.Model):
    """What a stay said before a later list changed it; never altered."""

    stay = models.ForeignKey(SettledStay, on_delete=models.PROTECT, related_name="former")
    org_path = PathField()
    version = models.IntegerField()
    person = below("members.Person")
    told_by = models.ForeignKey(SettlementImport, on_delete=models.PROTECT, related_name="+")
    admitted_on = models.DateField()
    discharged_on = models.DateField(null=True)
    settled_on = models.DateField(null=True)
    icd_category = models.CharField(max_length=3, blank=True)
    bill = models.JSONField(default=dict)
    total_fen = FenField()
    amount_fen = FenField(default=0)
    cells_cipher = models.BinaryField()
    replaced_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stay", "version"], name="claims_formerstay_once")
        ]
        triggers = append_only("claims_formerstay")


class SettlementRow(models.Model):
    """A row that did not simply become a stay: faulty, a changed settlement, or of nobody known
    here, of whom only the row's number is kept."""

    settlements = models.ForeignKey(
        SettlementImport, on_delete=models.CASCADE, related_name="exceptions"
    )
    org_path = PathField()
    sheet_no = models.SmallIntegerField(default=0)
    row_no = models.IntegerField()
    kind = models.CharField(max_length=8, choices=RowKind.choices)
    stay = models.ForeignKey(SettledStay, null=True, on_delete=models.CASCADE, related_name="+")
    findings = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["settlements", "sheet_no", "row_no", "kind"],
                name="claims_settlementrow_once",
            )
        ]
