"""People, where they work, and the bank accounts benefits are paid to."""

from __future__ import annotations

from django.db import models

from huzhu.kernel.fields import PathField, ReferenceField, below
from huzhu.members.enums import EmploymentForm, IdentityKind, PersonClass, Sex


class Person(models.Model):
    """One person, one record, by identity number. Has no path: seen through an employment.

    Numbers are sealed with the person's key; the hashes find them. The name stays readable.
    """

    id = models.BigAutoField(primary_key=True)
    ref = ReferenceField()
    name = models.CharField(max_length=60, db_collation="C")
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
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name"], name="members_person_by_name")]

    def __str__(self) -> str:
        return self.ref


class Employment(models.Model):
    """A person at a unit for a period; open while `ends_before` is empty."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments")
    organisation = below("organisations.Organisation")
    org_path = PathField()
    form = models.CharField(max_length=12, choices=EmploymentForm.choices, default="contract")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["org_path", "person"], name="members_employment_by_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(ends_before__isnull=True),
                name="members_employment_open_once",
            )
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
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(replaced_at__isnull=True),
                name="members_payoutaccount_one_current",
            )
        ]
