"""What is asked to be changed of a record, by two officers; and the numbers it had before."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from huzhu.kernel.fields import PathField, ReferenceField
from huzhu.kernel.triggers import append_only
from huzhu.members.enums import ChangeKind, ChangeState, IdentityKind
from huzhu.members.models.people import Person

_DECIDED = Q(state__in=["approved", "refused"])


class PersonChange(models.Model):
    """A change of name, number or phone with its evidence, or the merging of two records.

    `parts` names what changes ("name,identity"); the values before and after are sealed for the
    person. Of a merging, `person` is the record that stays and `other`, at `other_path`, the one
    that will point to it. Whoever asked cannot decide.
    """

    ref = ReferenceField()
    kind = models.CharField(max_length=12, choices=ChangeKind.choices)
    state = models.CharField(
        max_length=12, choices=ChangeState.choices, default=ChangeState.REQUESTED
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    other_path = PathField(default="", db_default="")
    parts = models.CharField(max_length=40, default="", db_default="")
    before_cipher = models.BinaryField(null=True)
    after_cipher = models.BinaryField(null=True)
    new_hash = models.BinaryField(null=True)
    why = models.CharField(max_length=400)
    evidence_ref = models.CharField(max_length=24, default="", db_default="", db_collation="C")
    made_by_id = models.BigIntegerField(null=True)
    made_by_token = models.CharField(max_length=64)
    made_by_label = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_token = models.CharField(max_length=64, default="", db_default="")
    decided_by_label = models.CharField(max_length=80, default="", db_default="")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=400, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "state"], name="members_change_by_place"),
            models.Index(fields=["person"], name="members_change_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="requested", kind="particulars"),
                name="members_personchange_one_waiting",
            ),
            models.UniqueConstraint(
                fields=["other"],
                condition=Q(state="requested", kind="merge"),
                name="members_personchange_one_merging",
            ),
            models.CheckConstraint(
                name="members_personchange_decided_by_another",
                condition=~_DECIDED
                | (
                    Q(decided_by_id__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by_token="")
                    & ~Q(decided_by_token=F("made_by_token"))
                ),
            ),
            models.CheckConstraint(
                name="members_personchange_merges_another",
                condition=Q(kind="merge", other__isnull=False) & ~Q(other=F("person"))
                | Q(kind="particulars", other__isnull=True),
            ),
            models.CheckConstraint(
                name="members_personchange_has_evidence",
                condition=Q(kind="merge") | ~Q(evidence_ref=""),
            ),
            models.CheckConstraint(
                name="members_personchange_refused_says_why",
                condition=~Q(state="refused") | ~Q(decision=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="members_personchange_closed_stays",
                when=pgtrigger.After,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=["approved", "refused", "withdrawn"]),
                func=(
                    "RAISE EXCEPTION 'request % is closed: make another one', OLD.ref"
                    " USING ERRCODE = 'HZ001';"
                ),
            )
        ]


class FormerNumber(models.Model):
    """A number that a person had before: it finds the same person in an old list."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    identity_kind = models.CharField(max_length=16, choices=IdentityKind.choices)
    identity_hash = models.BinaryField(unique=True)
    identity_cipher = models.BinaryField()
    replaced_at = models.DateTimeField()

    class Meta:
        triggers = append_only("members_formernumber")
