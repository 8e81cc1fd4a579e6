"""The catalogue: published editions of plans, frozen, known by their digest."""

from __future__ import annotations

from django.db import models

from huzhu.kernel.triggers import append_only


class Plan(models.Model):
    code = models.CharField(max_length=12, unique=True, db_collation="C")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)


class PublishedEdition(models.Model):
    """An edition as it was published. `canonical` is the JSON the digest was taken of."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="editions")
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    canonical = models.TextField()
    effective_from = models.DateField()
    effective_until = models.DateField(null=True)
    published_at = models.DateTimeField()
    published_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="plans_edition_version_once")
        ]
        triggers = append_only("plans_publishededition")
