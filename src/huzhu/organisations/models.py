"""The union tree and who holds which office in it."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value

from huzhu.kernel.fields import PathField, ReferenceField, below
from huzhu.kernel.triggers import append_only
from huzhu.organisations.enums import (
    ApplicationKind,
    ApplicationState,
    DepartmentCode,
    HeadcountProof,
    Industry,
    OrganisationKind,
    Role,
    SuccessionKind,
    UnitForm,
    UnitLevel,
    UnitPaperKind,
)


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
                condition=Q(women_count__gte=0, women_count__lte=F("staff_count")),
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
    """Person × organisation × role × period. `org_path` is the organisation's path.

    A place has one unit handler on any day.
    """

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
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
            ),
            ExclusionConstraint(
                name="organisations_appointment_one_handler",
                expressions=[
                    (
                        Func(
                            F("organisation_id"),
                            F("organisation_id"),
                            Value("[]"),
                            function="int8range",
                        ),
                        "=",
                    ),
                    (Func(F("starts_on"), F("ends_before"), function="daterange"), "&&"),
                ],
                condition=Q(role="unit_handler"),
            ),
        ]


class UnitProfile(models.Model):
    """A unit's particulars beyond its name and numbers. `version` counts the changes in effect.

    A credit code belongs to one unit in force.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    level = models.CharField(max_length=12, choices=UnitLevel.choices)
    form = models.CharField(max_length=12, choices=UnitForm.choices)
    industry = models.CharField(max_length=1, choices=Industry.choices)
    credit_code = models.CharField(max_length=18, blank=True, db_collation="C")
    approval_number = models.CharField(max_length=60, blank=True)
    approved_on = models.DateField(null=True)
    certificate_number = models.CharField(max_length=40, blank=True)
    certificate_from = models.DateField(null=True)
    certificate_until = models.DateField(null=True)
    address = models.CharField(max_length=160, blank=True)
    telephone = models.CharField(max_length=20, blank=True)
    in_force = models.BooleanField(default=True)
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["org_path"], name="organisations_profile_by_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=Q(in_force=True) & ~Q(credit_code=""),
                name="organisations_unitprofile_credit_code_once",
            )
        ]


class UnitApplication(models.Model):
    """What a handler asks the city to put into effect about a unit.

    `proposal` holds what was typed, read only when it is filed. `place` is the handling body that
    a new unit is put under; `organisation` the unit concerned, for a new one known once approved.
    `base_version` is the profile's version that a change was begun from. The tokens say who wrote
    it first and last, who filed it and whom it binds: none of them may decide.
    """

    ref = ReferenceField()
    kind = models.CharField(max_length=16, choices=ApplicationKind.choices)
    state = models.CharField(
        max_length=12, choices=ApplicationState.choices, default=ApplicationState.DRAFT
    )
    org_path = PathField()
    place = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=120, blank=True)
    proposal = models.JSONField()
    base_version = models.IntegerField(default=0)
    made_by_token = models.CharField(max_length=64)
    edited_by_token = models.CharField(max_length=64)
    handler_token = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    filed_by_id = models.BigIntegerField(null=True)
    filed_by_token = models.CharField(max_length=64, blank=True)
    filed_by_label = models.CharField(max_length=80, blank=True)
    filed_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_token = models.CharField(max_length=64, blank=True)
    decided_by_label = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["org_path", "created_at"], name="organisations_apps_by_place"),
            models.Index(fields=["state", "filed_at"], name="organisations_apps_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state="submitted"),
                name="organisations_unitapplication_one_under_review",
            ),
            models.CheckConstraint(
                name="organisations_unitapplication_filed_by_somebody",
                condition=~Q(state__in=["submitted", "returned", "approved"])
                | (Q(filed_at__isnull=False) & ~Q(filed_by_token="")),
            ),
            models.CheckConstraint(
                name="organisations_unitapplication_decided_by_somebody",
                condition=~Q(state__in=["returned", "approved"])
                | (
                    ~Q(decided_by_token="")
                    & Q(decided_by_id__isnull=False, decided_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="organisations_unitapplication_decided_by_another",
                condition=~Q(state="approved")
                | (
                    ~Q(decided_by_token=F("made_by_token"))
                    & ~Q(decided_by_token=F("edited_by_token"))
                    & ~Q(decided_by_token=F("filed_by_token"))
                    & ~Q(decided_by_token=F("handler_token"))
                ),
            ),
            models.CheckConstraint(
                name="organisations_unitapplication_approved_has_unit",
                condition=~Q(state="approved") | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="organisations_unitapplication_returned_says_why",
                condition=~Q(state="returned") | ~Q(reason=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="organisations_unitapplication_decided_stays",
                when=pgtrigger.After,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=["approved", "withdrawn"]),
                func=(
                    "RAISE EXCEPTION 'application % is closed: make another one', OLD.ref"
                    " USING ERRCODE = 'HZ001';"
                ),
            )
        ]


class UnitPaper(models.Model):
    application = models.ForeignKey(
        UnitApplication, on_delete=models.PROTECT, related_name="papers"
    )
    org_path = PathField()
    kind = models.CharField(max_length=12, choices=UnitPaperKind.choices)
    attachment_ref = models.CharField(max_length=24, db_collation="C")
    file_name = models.CharField(max_length=200)
    added_by_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()


class Headcount(models.Model):
    """How many people a unit had on a day, by which proof. The latest day counts."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    org_path = PathField()
    counted_on = models.DateField()
    staff_count = models.IntegerField()
    women_count = models.IntegerField()
    proof_kind = models.CharField(max_length=16, choices=HeadcountProof.choices, blank=True)
    application = models.ForeignKey(
        UnitApplication, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-counted_on"], name="organisations_counts_by_day")
        ]
        constraints = [
            models.CheckConstraint(
                name="organisations_headcount_women_within_staff",
                condition=Q(women_count__gte=0, women_count__lte=F("staff_count")),
            )
        ]
        triggers = append_only("organisations_headcount")


class Succession(models.Model):
    """One unit goes on, wholly or in part, as another one. Names are those of the day.

    Seen from both sides: `org_path` is the predecessor's path.
    """

    org_path = PathField()
    successor_path = PathField()
    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    predecessor_name = models.CharField(max_length=120)
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    successor_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=SuccessionKind.choices)
    happened_on = models.DateField()
    application = models.ForeignKey(UnitApplication, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["successor"], name="organisations_come_from"),
            models.Index(fields=["predecessor"], name="organisations_gone_to"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="organisations_succession_once"
            ),
            models.CheckConstraint(
                name="organisations_succession_of_another",
                condition=~Q(predecessor=F("successor")),
            ),
        ]
        triggers = append_only("organisations_succession")


class NameGram(models.Model):
    """A pair of characters of a unit's bare name, and how many pairs the name has.

    Names alike are found by these: an index on text equality still serves under row-level
    security, one on trigrams or arrays does not.
    """

    gram = models.CharField(max_length=2, db_collation="C")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    org_path = PathField()
    size = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["gram", "org_path"], name="organisations_grams")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "gram"], name="organisations_namegram_once"
            )
        ]
