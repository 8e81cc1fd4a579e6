"""Who did what, when, to which object, from where; sealed into a hash chain."""

from __future__ import annotations

import pgtrigger
from django.db import models

from huzhu.kernel.fields import PathField
from huzhu.kernel.triggers import append_only


class Entry(models.Model):
    """One act. `before` and `after` name fields; personal values appear only as ciphertext.

    `recorded_at` is the database's own clock, set by trigger: nobody can date an act back.
    """

    at = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True)
    account_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=80)
    origin = models.CharField(max_length=120, blank=True)
    act = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_ref = models.CharField(max_length=80)
    org_path = PathField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "at"], name="audit_entry_by_place"),
            models.Index(fields=["object_type", "object_ref"], name="audit_entry_by_object"),
        ]
        triggers = [
            *append_only("audit_entry"),
            pgtrigger.Trigger(
                name="audit_entry_dated_by_database",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.recorded_at := clock_timestamp(); RETURN NEW;",
            ),
        ]


class Seal(models.Model):
    """Numbers one entry and binds it to all before it: chain = sha256(previous chain ‖ digest)."""

    number = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    digest = models.BinaryField()
    chain = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        triggers = append_only("audit_seal")
