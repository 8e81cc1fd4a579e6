"""People, where they work, and the bank accounts benefits are paid to."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr

from huzhu.kernel.fields import PathField, ReferenceField, below
from huzhu.members.enums import EmploymentForm, EndReason, IdentityKind, PersonClass, Sex

_SAME_DEATH = Q(died_on__isnull=True, death_recorded_at__isnull=True) | Q(
    died_on__isnull=False, death_recorded_at__isnull=False
)


_NO_PLACE = "a person who died or was merged has no open employment"
_OF_THE_DEAD = (
    "IF EXISTS (SELECT 1 FROM {placed} JOIN members_person p ON p.id = e.person_id"
    " WHERE e.ends_before IS NULL AND (p.died_on IS NOT NULL OR p.merged_into_id IS NOT NULL))"
    f" THEN RAISE EXCEPTION '{_NO_PLACE}' USING ERRCODE = 'HZ001'; END IF; RETURN NULL;"
)


def _name_from(place: int) -> models.GeneratedField:
    """The name from its second or third character on: found by its beginning like the name."""
    return models.GeneratedField(
        expression=Substr("name", place),
        output_field=models.CharField(max_length=60, db_collation="C"),
        db_persist=True,
    )


class Person(models.Model):
    """One person, one record, by identity number. Has no path: seen through an employment.

    Numbers are sealed with the person's key; the hashes find them. The name stays readable.
    A record merged into another is a pointer to it: what other rooms hold of it stays where it is.
    """

    id = models.BigAutoField(primary_key=True)
    ref = ReferenceField()
    name = models.CharField(max_length=60, db_collation="C")
    name_from_2 = _name_from(2)
    name_from_3 = _name_from(3)
    sex = models.CharField(max_length=1, choices=Sex.choices)
    birth_on = models.DateField()
    identity_kind = models.CharField(
        max_length=16, choices=IdentityKind.choices, default=IdentityKind.RESIDENT
    )
    identity_hash = models.BinaryField(unique=True)
    identity_cipher = models.BinaryField()
    phone_hash = models.BinaryField(null=True, db_index=True)
    phone_cipher = models.BinaryField(null=True)
    person_class = models.CharField(
        max_length=12, choices=PersonClass.choices, default=PersonClass.ORDINARY
    )
    is_insured_basic_medical = models.BooleanField(default=True)
    died_on = models.DateField(null=True)
    death_recorded_at = models.DateTimeField(null=True)
    death_recorded_by_token = models.CharField(max_length=64, default="", db_default="")
    death_undone_by_token = models.CharField(max_length=64, default="", db_default="")
    death_evidence_ref = models.CharField(
        max_length=24, default="", db_default="", db_collation="C"
    )
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name"], name="members_person_by_name"),
            models.Index(fields=["name_from_2"], name="members_person_by_name_2"),
            models.Index(
                fields=["name_from_3"],
                name="members_person_by_name_3",
                condition=~Q(name_from_3=""),
            ),
            models.Index(
                fields=["merged_into"],
                name="members_person_pointers",
                condition=Q(merged_into__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="members_person_merged_into_another", condition=~Q(merged_into=F("id"))
            ),
            models.CheckConstraint(name="members_person_death_is_recorded", condition=_SAME_DEATH),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="members_person_dead_has_no_place",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__died_on__isnull=True, new__died_on__isnull=False),
                func=(
                    "IF EXISTS (SELECT 1 FROM members_employment e WHERE e.person_id = NEW.id"
                    " AND e.ends_before IS NULL) THEN"
                    f" RAISE EXCEPTION '{_NO_PLACE}' USING ERRCODE = 'HZ001'; END IF; RETURN NULL;"
                ),
            ),
            pgtrigger.Trigger(
                name="members_person_death_undone_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__died_on__isnull=False, new__died_on__isnull=True),
                func=(
                    "IF NEW.death_undone_by_token IN ('', OLD.death_recorded_by_token) THEN"
                    " RAISE EXCEPTION 'a death is undone by another officer'"
                    " USING ERRCODE = 'HZ001'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Employment(models.Model):
    """A person at a unit for a period; open while `ends_before` is empty.

    A child stands at its parent's unit in the form DEPENDANT; who also works there, twice.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments")
    organisation = below("organisations.Organisation")
    org_path = PathField()
    form = models.CharField(max_length=12, choices=EmploymentForm.choices, default="contract")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)
    end_reason = models.CharField(
        max_length=8, choices=EndReason.choices, default="", db_default=""
    )

    class Meta:
        indexes = [models.Index(fields=["org_path", "person"], name="members_employment_by_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ends_before__isnull=True) & ~Q(form="dependant"),
                name="members_employment_open_once",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ends_before__isnull=True, form="dependant"),
                name="members_employment_dependant_once",
            ),
            models.CheckConstraint(
                name="members_employment_open_has_no_end",
                condition=Q(ends_before__isnull=False) | Q(end_reason=""),
            ),
            models.CheckConstraint(
                name="members_employment_ends_after_start",
                condition=Q(ends_before__isnull=True) | Q(ends_before__gte=F("starts_on")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="members_employment_not_of_the_dead",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="placed"),
                func=_OF_THE_DEAD.format(placed="placed e"),
            ),
            pgtrigger.Trigger(
                name="members_employment_not_reopened_of_the_dead",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    old__ends_before__isnull=False, new__ends_before__isnull=True
                ),
                func=_OF_THE_DEAD.format(placed="(SELECT NEW.*) e"),
            ),
        ]


class PayoutAccount(models.Model):
    """Where a member's money goes. The newest is used; older ones stay for the record."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="payout_accounts")
    org_path = PathField()
    bank_name = models.CharField(max_length=60)
    number_cipher = models.BinaryField()
    number_hash = models.BinaryField(db_index=True)
    number_tail = models.CharField(max_length=4)
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["number_tail", "org_path"], name="members_account_by_tail")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(replaced_at__isnull=True),
                name="members_payoutaccount_one_current",
            )
        ]
