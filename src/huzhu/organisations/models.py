"""The union tree and who holds which office in it."""

from __future__ import annotations

from django.db import models

from huzhu.kernel.fields import PathField, below
from huzhu.organisations.enums import DepartmentCode, OrganisationKind, Role


class Organisation(models.Model):
    """A node of the tree. `path` is made of ids (`/1/12/105/`) and never rewritten.

    `code` is the GB/T 2260 division code of an office, city or county, else one of our own.
    `city_id` and `county_id` name the ancestors (or the node itself) at those levels; a provincial
    industry union counts as a city.
    """

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    path = PathField(unique=True)
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices)
    code = models.CharField(max_length=24, unique=True, db_collation="C")
    name = models.CharField(max_length=120)
    city_id = models.BigIntegerField(null=True)
    county_id = models.BigIntegerField(null=True)
    staff_count = models.IntegerField(default=0)
    women_count = models.IntegerField(default=0)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "path"], name="organisations_by_kind")]
        constraints = [
            models.CheckConstraint(
                name="organisations_organisation_women_within_staff",
                condition=models.Q(women_count__gte=0, women_count__lte=models.F("staff_count")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, choices=DepartmentCode.choices)
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"], name="organisations_department_once"
            )
        ]


class Appointment(models.Model):
    """Person × organisation × role × period. `org_path` is the organisation's path."""

    account = below("accounts.Account")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        Department, null=True, on_delete=models.PROTECT, related_name="+"
    )
    org_path = PathField()
    role = models.CharField(max_length=24, choices=Role.choices)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation", "role", "starts_on"],
                name="organisations_appointment_once",
            ),
            models.CheckConstraint(
                name="organisations_appointment_ends_after_start",
                condition=models.Q(ends_before__isnull=True)
                | models.Q(ends_before__gt=models.F("starts_on")),
            ),
        ]
