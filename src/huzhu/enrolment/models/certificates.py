"""Certificates of cover: what was handed out, with a code that anybody may check."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from huzhu.enrolment.models.covers import Cover, Enrolment
from huzhu.kernel.fields import PathField, ReferenceField


class Certificate(models.Model):
    """Of one cover, or of all covers of one enrolment. `code` is signed with key `key_id`.

    `content_digest` says what the paper says: while it is the same, the same certificate is given
    again. Nothing of it changes but that it is revoked.
    """

    ref = ReferenceField()
    cover = models.ForeignKey(
        Cover, null=True, on_delete=models.PROTECT, related_name="certificates"
    )
    enrolment = models.ForeignKey(
        Enrolment, null=True, on_delete=models.PROTECT, related_name="certificates"
    )
    org_path = PathField()
    code = models.CharField(max_length=40, unique=True, db_collation="C")
    key_id = models.IntegerField()
    content_digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by_id = models.BigIntegerField(null=True)
    issued_by_label = models.CharField(max_length=80)
    issued_by_place = models.CharField(max_length=120, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.BigIntegerField(null=True)
    revoke_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["org_path", "issued_at"], name="enrolment_certs_by_place")]
        constraints = [
            models.CheckConstraint(
                name="enrolment_certificate_of_one_thing",
                condition=Q(cover__isnull=False, enrolment__isnull=True)
                | Q(cover__isnull=True, enrolment__isnull=False),
            ),
            models.CheckConstraint(
                name="enrolment_certificate_revoked_says_why",
                condition=Q(revoked_at__isnull=True) | ~Q(revoke_reason=""),
            ),
            models.UniqueConstraint(
                fields=["cover"],
                condition=Q(revoked_at__isnull=True, cover__isnull=False),
                name="enrolment_certificate_one_of_cover",
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(revoked_at__isnull=True, enrolment__isnull=False),
                name="enrolment_certificate_one_of_list",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="enrolment_certificate_stays",
                when=pgtrigger.After,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'UPDATE' AND OLD.revoked_at IS NULL
                       AND (NEW.ref, NEW.code, NEW.content_digest, NEW.cover_id,
                            NEW.enrolment_id, NEW.org_path, NEW.issued_at)
                           IS NOT DISTINCT FROM
                           (OLD.ref, OLD.code, OLD.content_digest, OLD.cover_id,
                            OLD.enrolment_id, OLD.org_path, OLD.issued_at) THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'certificate % stays as it was issued', OLD.ref
                        USING ERRCODE = 'HZ001';
                """,
            )
        ]
