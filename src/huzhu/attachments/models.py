"""Files as evidence: named by their content, typed by their content, kept encrypted."""

from __future__ import annotations

from django.db import models

from huzhu.kernel.fields import PathField, ReferenceField
from huzhu.kernel.triggers import append_only


class Attachment(models.Model):
    """`subject_id` names the person whose key the file is sealed with; 0 is the house's own key."""

    ref = ReferenceField()
    org_path = PathField()
    owner_type = models.CharField(max_length=40)
    owner_ref = models.CharField(max_length=80)
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size_bytes = models.BigIntegerField()
    content_digest = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=200)
    subject_id = models.BigIntegerField(default=0)
    added_by_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["owner_type", "owner_ref"], name="attachments_by_owner"),
            models.Index(fields=["org_path"], name="attachments_by_place"),
            models.Index(fields=["content_digest"], name="attachments_by_digest"),
        ]
        triggers = append_only("attachments_attachment")
