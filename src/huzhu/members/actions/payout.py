"""Payout accounts, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from huzhu.kernel.staging import staged
from huzhu.members.models import PayoutAccount
from huzhu.members.rules import NewPerson
from huzhu.organisations.models import Organisation
from huzhu.vault import actions as vault

Placed = Sequence[tuple[int, NewPerson, Organisation]]
_ACCOUNT = (
    "person_id bigint, bank_name text, number_cipher bytea, number_hash bytea, tail text,"
    " org_path text"
)


def add_accounts(placed: Placed, keys: Mapping[int, bytes], at: datetime) -> None:
    """For those of a list who have no current account."""
    wanted = {i: (row, where) for i, row, where in placed if row.has_account}
    older = [i for i in wanted if i not in keys]
    have = set(
        PayoutAccount.objects.filter(person_id__in=older, replaced_at__isnull=True).values_list(
            "person_id", flat=True
        )
        if older
        else ()
    )
    missing = [i for i in older if i not in have]
    all_keys = {**keys, **(vault.keys_of(subject_ids=missing) if missing else {})}
    accounts = [
        Account.of(i, row.bank_name or "", row.bank_account or "", all_keys[i], where.path)
        for i, (row, where) in wanted.items()
        if i in all_keys
    ]
    if accounts:
        insert_accounts(accounts, at)


@dataclass(frozen=True, slots=True)
class Account:
    """A payout account with its number sealed."""

    person_id: int
    bank_name: str
    cipher: bytes
    digest: bytes
    tail: str
    org_path: str

    @classmethod
    def of(cls, person_id: int, bank_name: str, number: str, key: bytes, org_path: str) -> Account:
        cipher = vault.seal_with(key, subject_id=person_id, purpose="account", value=number)
        digest = vault.blind_index("account", number)
        return cls(person_id, bank_name[:60], cipher, digest, number[-4:], org_path)


def insert_accounts(accounts: Sequence[Account], at: datetime) -> None:
    """A person with a current account, here or elsewhere, keeps it."""
    lines = ((a.person_id, a.bank_name, a.cipher, a.digest, a.tail, a.org_path) for a in accounts)
    with staged("new_accounts", _ACCOUNT, lines) as cursor:
        cursor.execute(
            "INSERT INTO members_payoutaccount (person_id, org_path, bank_name, number_cipher,"
            " number_hash, number_tail, added_at)"
            " SELECT person_id, org_path, bank_name, number_cipher, number_hash, tail, %s"
            " FROM new_accounts ON CONFLICT (person_id) WHERE replaced_at IS NULL DO NOTHING",
            [at],
        )
