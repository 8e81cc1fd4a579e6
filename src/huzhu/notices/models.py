"""Messages to people who log in: a record and a line on their page."""

from __future__ import annotations

from django.db import models


class Notice(models.Model):
    account_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=40)
    text_zh = models.CharField(max_length=400)
    text_en = models.CharField(max_length=400)
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
