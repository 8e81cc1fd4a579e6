"""One key per person, wrapped by the master key: erasing a person is destroying the key."""

from __future__ import annotations

from django.db import models


class PersonKey(models.Model):
    """`subject_id` is a surrogate (the person's id); the wrapped key is gone once destroyed."""

    subject_id = models.BigIntegerField(primary_key=True)
    wrapped = models.BinaryField(null=True)
    master_key_id = models.IntegerField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="vault_personkey_is_held_or_destroyed",
                condition=models.Q(wrapped__isnull=True, destroyed_at__isnull=False)
                | models.Q(wrapped__isnull=False, destroyed_at__isnull=True),
            )
        ]
