"""Acts that arrive from outside twice answer the same, and act once."""

from __future__ import annotations

from django.db import models


class Handled(models.Model):
    """An idempotency key, inserted first in the act's own transaction, then given its result."""

    channel = models.CharField(max_length=40)
    key = models.CharField(max_length=128)
    request_digest = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    handled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], name="requests_handled_once")
        ]
