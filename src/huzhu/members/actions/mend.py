"""Mending one record, and looking at whole numbers."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.text import clean_name, is_plausible_name
from huzhu.members.actions.payout import Account, insert_accounts
from huzhu.members.errors import BadAccountNumber, BankNotNamed, ImplausibleName
from huzhu.members.models import PayoutAccount, Person
from huzhu.members.permissions import may_mend, may_unmask
from huzhu.members.queries import current_payout_account, employments_of, person_by_id
from huzhu.members.rules import account_number
from huzhu.organisations.rules import Officer
from huzhu.vault import actions as vault


def change_payout_account(
    *, by: Officer, at: datetime, person: Person, bank_name: str, number: str
) -> PayoutAccount:
    """Records where money goes from now on; the account used so far stays for the record.

    One transaction: the old one is marked replaced wherever it was recorded, the new one added,
    audit with the last four digits. Refuses NotVisible, NotPermitted, BankNotNamed,
    BadAccountNumber.
    """
    path = _place_of(by, person)
    if not may_mend(by, path):
        raise NotPermitted
    digits = account_number(number)
    if digits is None:
        raise BadAccountNumber(masked="*" * len(number.strip()))
    if not bank_name.strip():
        raise BankNotNamed
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        before = current_payout_account(by.scope, person)
        with connection.cursor() as cursor:
            cursor.execute("SELECT members_replace_account(%s, %s)", [person.pk, at])
        key = vault.keys_of(subject_ids=[person.pk])[person.pk]
        insert_accounts([Account.of(person.pk, bank_name.strip(), digits, key, path)], at)
        after = {"bank": bank_name.strip(), "number_tail": digits[-4:]}
        _audit(by, at, "change_payout_account", person, path, {"number_tail": _tail(before)}, after)
    return PayoutAccount.objects.get(person=person, replaced_at__isnull=True)


def correct_name(*, by: Officer, at: datetime, person: Person, name: str) -> Person:
    """Writes the name as it stands on the card. Audit keeps both names, sealed for the person.

    Refuses NotVisible, NotPermitted, ImplausibleName.
    """
    path = _place_of(by, person)
    if not may_mend(by, path):
        raise NotPermitted
    cleaned = clean_name(name)
    if not is_plausible_name(cleaned):
        raise ImplausibleName(name=cleaned)
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        before, locked.name = locked.name, cleaned
        locked.save(update_fields=["name"])
        _audit(
            by, at, "correct_name", person, path, _sealed(person, before), _sealed(person, cleaned)
        )
    return locked


def reveal_numbers(*, by: Officer, at: datetime, person: Person) -> dict[str, str]:
    """The whole numbers: "identity", "phone", "account"; those not recorded are left out.

    Writes audit first. Refuses NotVisible, NotPermitted, crypto.Undecipherable after erasure.
    """
    path = _place_of(by, person)
    if not may_unmask(by, path):
        raise NotPermitted
    account = current_payout_account(by.scope, person)
    blobs = {
        "identity": person.identity_cipher,
        "phone": person.phone_cipher,
        "account": account.number_cipher if account else None,
    }
    held = {purpose: blob for purpose, blob in blobs.items() if blob is not None}
    with transaction.atomic():
        _audit(by, at, "reveal_numbers", person, path, {}, {"shown": sorted(held)})
        return {
            purpose: vault.reveal(subject_id=person.pk, purpose=purpose, blob=blob)
            for purpose, blob in held.items()
        }


def _place_of(by: Officer, person: Person) -> str:
    """The newest place of the person that the officer sees."""
    person_by_id(by.scope, person.pk)
    return employments_of(by.scope, person)[0].org_path


def _audit(
    by: Officer, at: datetime, act: str, person: Person, path: str, before: dict, after: dict
) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="person",
        object_ref=person.ref,
        org_path=path,
        before=before,
        after=after,
    )


def _sealed(person: Person, name: str) -> dict[str, str]:
    return {"name": vault.seal_for(subject_id=person.pk, purpose="name", value=name).hex()}


def _tail(account: PayoutAccount | None) -> str:
    return account.number_tail if account else ""
