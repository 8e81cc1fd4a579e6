"""Where money goes, and looking at whole numbers."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from huzhu.kernel.errors import NotPermitted
from huzhu.members.actions.payout import Account, insert_accounts
from huzhu.members.actions.trail import place_of, record_person, require_unmerged
from huzhu.members.errors import BadAccountNumber, BankNotNamed
from huzhu.members.models import PayoutAccount, Person
from huzhu.members.permissions import may_mend, may_unmask
from huzhu.members.queries import current_payout_account
from huzhu.members.rules import account_number
from huzhu.organisations.rules import Officer
from huzhu.vault import actions as vault


def change_payout_account(
    *, by: Officer, at: datetime, person: Person, bank_name: str, number: str
) -> PayoutAccount:
    """Records where money goes from now on; the account used so far stays for the record.

    One transaction: the old one is marked replaced wherever it was recorded, the new one added,
    audit with the last four digits. Refuses NotVisible, NotPermitted, RecordMerged,
    BankNotNamed, BadAccountNumber.
    """
    path = place_of(by, person)
    if not may_mend(by, path):
        raise NotPermitted
    require_unmerged(person)
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
        record_person(
            by, at, "change_payout_account", person, path, {"number_tail": _tail(before)}, after
        )
    return PayoutAccount.objects.get(person=person, replaced_at__isnull=True)


def reveal_numbers(*, by: Officer, at: datetime, person: Person) -> dict[str, str]:
    """The whole numbers: "identity", "phone", "account"; those not recorded are left out.

    Writes audit first. Refuses NotVisible, NotPermitted, crypto.Undecipherable after erasure.
    """
    path = place_of(by, person)
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
        record_person(by, at, "reveal_numbers", person, path, {}, {"shown": sorted(held)})
        return {
            purpose: vault.reveal(subject_id=person.pk, purpose=purpose, blob=blob)
            for purpose, blob in held.items()
        }


def _tail(account: PayoutAccount | None) -> str:
    return account.number_tail if account else ""
