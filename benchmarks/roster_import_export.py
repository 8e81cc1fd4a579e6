"""The same roster by django-import-export, as its documentation has it: a resource over a model,
a widget for each column, an instance a row. It checks what Django's models check, seals the same
values with the same keys, and makes the same rows; it judges nothing that the house judges."""

from __future__ import annotations

from datetime import date, datetime

from import_export import fields, resources
from import_export.formats.base_formats import XLSX

from huzhu.enrolment.models import ContributionDue, Cover, Enrolment
from huzhu.kernel.identity import parse_identity
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import acting_in, everything
from huzhu.members.models import Employment, PayoutAccount, Person
from huzhu.organisations.models import Organisation
from huzhu.plans.queries import edition_in_force
from huzhu.requests.actions import allocate_reference
from huzhu.vault import actions as vault


class RosterResource(resources.ModelResource):
    """A cover a row; people, keys, employments and accounts are made on the way."""

    shares = fields.Field(column_name="份数", attribute="shares")

    class Meta:
        model = Cover
        fields = ("shares",)
        import_id_fields = ()
        use_transactions = True
        skip_diff = True
        skip_html_diff = True

    def __init__(self, enrolment: Enrolment, at: datetime) -> None:
        super().__init__()
        self.enrolment, self.at = enrolment, at

    def before_save_instance(self, instance, row, **kwargs):
        one = self.enrolment
        instance.ref = allocate_reference(prefix="G", at=self.at)
        instance.enrolment, instance.person = one, self._person(row)
        instance.plan, instance.edition = one.edition.plan, one.edition
        instance.organisation, instance.org_path = one.organisation, one.org_path
        instance.city_id, instance.county_id = one.organisation.city_id, one.organisation.county_id
        instance.starts_on, instance.ends_before = one.starts_on, one.ends_before
        instance.fee_fen, instance.created_at = 9500, self.at

    def after_import(self, dataset, result, **kwargs):
        """Its own sets the sequences of the tables, which the application may not."""

    def _person(self, row) -> Person:
        identity = parse_identity(str(row["身份证号"]))
        digest = vault.blind_index("identity", identity.indexed)
        person = Person.objects.filter(identity_hash=digest).first()
        if person is None:
            person = self._new(row, identity, digest)
        Employment.objects.get_or_create(
            person=person,
            organisation=self.enrolment.organisation,
            ends_before=None,
            defaults={"org_path": self.enrolment.org_path, "starts_on": self.at.date()},
        )
        return person

    def _new(self, row, identity, digest: bytes) -> Person:
        phone, account = str(row["手机"]), str(row["卡号"])
        person = Person(
            ref=allocate_reference(prefix="M", at=self.at), name=row["姓名"], sex=identity.sex,
            birth_on=identity.birth_on, identity_hash=digest, identity_cipher=b"",
            phone_hash=vault.blind_index("phone", phone), created_at=self.at,
        )  # fmt: skip
        person.save()
        key = vault.create_keys(subject_ids=[person.pk])[person.pk]

        def seal(purpose: str, value: str) -> bytes:
            return vault.seal_with(key, subject_id=person.pk, purpose=purpose, value=value)

        person.identity_cipher = seal("identity", identity.number)
        person.phone_cipher = seal("phone", phone)
        Employment.objects.get_or_create(
            person=person,
            organisation=self.enrolment.organisation,
            ends_before=None,
            defaults={"org_path": self.enrolment.org_path, "starts_on": self.at.date()},
        )
        person.save()
        PayoutAccount.objects.create(
            person=person, org_path=self.enrolment.org_path, bank_name=row["开户行"],
            number_cipher=seal("account", account),
            number_hash=vault.blind_index("account", account), number_tail=account[-4:],
            added_at=self.at,
        )  # fmt: skip
        return person


def import_file(by, at: datetime, unit, starts_on: date, content: bytes, count: int) -> None:
    with acting_in(everything()):
        organisation = Organisation.objects.get(pk=unit.pk)
        edition = edition_in_force("ZY", starts_on)
        period = Period.months(starts_on, 12)
        enrolment = Enrolment.objects.create(
            ref=allocate_reference(prefix="E", at=at), organisation=organisation,
            org_path=organisation.path, plan_code="ZY", edition=edition,
            starts_on=period.starts_on, ends_before=period.ends_before, persons=count,
            fee_fen=9500 * count, created_at=at,
        )  # fmt: skip
        for source, amount in (("union", 6000), ("member", 3500)):
            ContributionDue.objects.create(
                enrolment=enrolment, org_path=organisation.path, source=source,
                amount_fen=amount * count,
            )  # fmt: skip
        table = XLSX().create_dataset(_without_title(content))
        result = RosterResource(enrolment, at).import_data(table, raise_errors=True)
        assert not result.has_errors()


def _without_title(content: bytes) -> bytes:
    """django-import-export wants the header in the first row."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    book.active.delete_rows(1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
