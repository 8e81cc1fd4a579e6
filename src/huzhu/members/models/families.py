"""Children and their parents; and what people have agreed to."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from huzhu.kernel.fields import PathField
from huzhu.members.enums import ConsentChannel, ConsentKind, TieKind
from huzhu.members.models.people import Person


class FamilyTie(models.Model):
    """A child of a worker, at the unit that enrolled it.

    Stated by the unit until an officer has looked at the proof of relationship (`evidence_ref`).
    """

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    kind = models.CharField(max_length=8, choices=TieKind.choices)
    stated_at = models.DateTimeField()
    evidence_ref = models.CharField(max_length=24, default="", db_default="", db_collation="C")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_label = models.CharField(max_length=80, default="", db_default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["org_path"], name="members_tie_by_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "parent"],
                condition=Q(ended_at__isnull=True),
                name="members_familytie_once",
            ),
            models.CheckConstraint(
                name="members_familytie_not_to_oneself", condition=~Q(child=F("parent"))
            ),
            models.CheckConstraint(
                name="members_familytie_confirmed_by_proof",
                condition=Q(confirmed_at__isnull=True)
                | (~Q(evidence_ref="") & ~Q(confirmed_by_label="")),
            ),
        ]


class Consent(models.Model):
    """What a person, or a guardian, has agreed to; never changed but by its withdrawal, once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    kind = models.CharField(max_length=16, choices=ConsentKind.choices)
    given_by_name = models.CharField(max_length=60)
    is_by_guardian = models.BooleanField()
    channel = models.CharField(max_length=12, choices=ConsentChannel.choices)
    text_version = models.CharField(max_length=40)
    given_on = models.DateField()
    evidence_ref = models.CharField(max_length=24, default="", db_default="", db_collation="C")
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["org_path"], name="members_consent_by_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "text_version"],
                condition=Q(withdrawn_on__isnull=True),
                name="members_consent_standing_once",
            ),
            models.CheckConstraint(
                name="members_consent_of_child_by_guardian",
                condition=~Q(kind="under_14") | Q(is_by_guardian=True),
            ),
            models.CheckConstraint(
                name="members_consent_withdrawn_whole",
                condition=Q(withdrawn_on__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_on__isnull=False, withdrawn_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="members_consent_only_withdrawn",
                when=pgtrigger.After,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF TG_OP = 'UPDATE' AND OLD.withdrawn_on IS NULL"
                    " AND NEW.withdrawn_on IS NOT NULL"
                    " AND (to_jsonb(OLD) - '{withdrawn_on,withdrawn_at,withdrawn_by_id}'::text[])"
                    " = (to_jsonb(NEW) - '{withdrawn_on,withdrawn_at,withdrawn_by_id}'::text[])"
                    " THEN RETURN NULL; END IF;"
                    " RAISE EXCEPTION 'a consent changes by its withdrawal only, once'"
                    " USING ERRCODE = 'HZ001';"
                ),
            )
        ]
