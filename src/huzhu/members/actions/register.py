"""Registering people set-wise: one person one record, whoever enrols them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from huzhu.audit.actions import record_act
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.staging import staged
from huzhu.members.enums import PersonClass
from huzhu.members.models import PayoutAccount
from huzhu.members.permissions import may_register
from huzhu.members.queries import registered
from huzhu.members.rules import NewPerson
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_references
from huzhu.vault import actions as vault

_ONE_AT_A_TIME = 0x6D656D62
_PERSON = (
    "id bigint, ref text, name text, sex text, birth_on date, identity_hash bytea,"
    " identity_cipher bytea, phone_hash bytea, phone_cipher bytea, person_class text,"
    " is_insured_basic_medical boolean"
)
_PLACED = "person_id bigint, form text, person_class text, is_insured_basic_medical boolean"
_ACCOUNT = "person_id bigint, bank_name text, number_cipher bytea, number_hash bytea, tail text"


def register_people(
    *, by: Officer, at: datetime, rows: Sequence[NewPerson], organisation: Organisation
) -> dict[bytes, int]:
    """Finds people by identity hash or creates them, and places them at the organisation.

    In one transaction: missing persons with keys and sealed numbers, employments open at the
    organisation, payout accounts for people who have none, one audit entry with count and digest.
    A recorded name, phone or account is never overwritten; insurance and a special class are
    taken over when the row says so. Returns person ids by identity hash. Refuses NotPermitted.
    """
    if not may_register(by, organisation.path):
        raise NotPermitted
    by_hash = {vault.blind_index("identity", row.identity.number): row for row in rows}
    if not by_hash:
        return {}
    with transaction.atomic():
        known = registered(by.scope, by_hash)
        created: dict[bytes, int] = {}
        keys: dict[int, bytes] = {}
        if len(known) < len(by_hash):
            known |= _found_while_waiting(by, [h for h in by_hash if h not in known])
            fresh = [(h, row) for h, row in by_hash.items() if h not in known]
            created, keys = _create(fresh, at)
        ids = known | created
        placed = [(ids[h], row) for h, row in by_hash.items()]
        _place(placed, organisation, at)
        _add_accounts(placed, keys, organisation, at)
        _audit(by, at, organisation, ids, created)
    return ids


def _found_while_waiting(by: Officer, hashes: list[bytes]) -> dict[bytes, int]:
    """Only one transaction creates persons at a time: two rosters may name the same newcomer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    return registered(by.scope, hashes)


def _create(
    fresh: list[tuple[bytes, NewPerson]], at: datetime
) -> tuple[dict[bytes, int], dict[int, bytes]]:
    if not fresh:
        return {}, {}
    ids = _next_ids(len(fresh))
    refs = allocate_references(prefix="M", count=len(fresh), at=at)
    keys = vault.create_keys(subject_ids=ids)
    lines = (
        _line(person_id, ref, digest, row, keys[person_id])
        for person_id, ref, (digest, row) in zip(ids, refs, fresh, strict=True)
    )
    with staged("new_people", _PERSON, lines) as cursor:
        cursor.execute(
            "INSERT INTO members_person (id, ref, name, sex, birth_on, identity_kind,"
            " identity_hash, identity_cipher, phone_hash, phone_cipher, person_class,"
            " is_insured_basic_medical, created_at)"
            " SELECT id, ref, name, sex, birth_on, 'resident', identity_hash, identity_cipher,"
            " phone_hash, phone_cipher, person_class, is_insured_basic_medical, %s"
            " FROM new_people",
            [at],
        )
    return {digest: i for i, (digest, _) in zip(ids, fresh, strict=True)}, keys


def _line(
    person_id: int, ref: str, digest: bytes, row: NewPerson, key: bytes
) -> tuple[object, ...]:
    number, phone = row.identity.number, row.phone
    return (
        person_id,
        ref,
        row.name,
        row.identity.sex,
        row.identity.birth_on,
        digest,
        vault.seal_with(key, subject_id=person_id, purpose="identity", value=number),
        vault.blind_index("phone", phone) if phone else None,
        vault.seal_with(key, subject_id=person_id, purpose="phone", value=phone) if phone else None,
        row.person_class,
        row.is_insured_basic_medical,
    )


def _place(placed: list[tuple[int, NewPerson]], organisation: Organisation, at: datetime) -> None:
    """Employments first: they are what makes a person visible, hence changeable, here."""
    lines = ((i, row.form, row.person_class, row.is_insured_basic_medical) for i, row in placed)
    with staged("placed_people", _PLACED, lines) as cursor:
        cursor.execute(
            "INSERT INTO members_employment (person_id, organisation_id, org_path, form, starts_on)"
            " SELECT person_id, %s, %s, form, %s FROM placed_people"
            " ON CONFLICT (person_id, organisation_id) WHERE ends_before IS NULL DO NOTHING",
            [organisation.pk, organisation.path, civil_date(at)],
        )
        cursor.execute(
            "UPDATE members_person p SET is_insured_basic_medical = true FROM placed_people s"
            " WHERE p.id = s.person_id AND s.is_insured_basic_medical"
            " AND NOT p.is_insured_basic_medical"
        )
        cursor.execute(
            "UPDATE members_person p SET person_class = s.person_class FROM placed_people s"
            " WHERE p.id = s.person_id AND s.person_class NOT IN (%s, p.person_class)",
            [PersonClass.ORDINARY.value],
        )


def _add_accounts(
    placed: list[tuple[int, NewPerson]],
    keys: Mapping[int, bytes],
    organisation: Organisation,
    at: datetime,
) -> None:
    wanted = {i: row for i, row in placed if row.has_account}
    older = [i for i in wanted if i not in keys]
    have = set(
        PayoutAccount.objects.filter(person_id__in=older, replaced_at__isnull=True).values_list(
            "person_id", flat=True
        )
    )
    all_keys = {**keys, **vault.keys_of(subject_ids=[i for i in older if i not in have])}
    accounts = [
        Account.of(i, row.bank_name or "", row.bank_account or "", all_keys[i])
        for i, row in wanted.items()
        if i in all_keys
    ]
    if accounts:
        insert_accounts(accounts, organisation.path, at)


@dataclass(frozen=True, slots=True)
class Account:
    """A payout account with its number sealed."""

    person_id: int
    bank_name: str
    cipher: bytes
    digest: bytes
    tail: str

    @classmethod
    def of(cls, person_id: int, bank_name: str, number: str, key: bytes) -> Account:
        cipher = vault.seal_with(key, subject_id=person_id, purpose="account", value=number)
        return cls(
            person_id, bank_name[:60], cipher, vault.blind_index("account", number), number[-4:]
        )


def insert_accounts(accounts: Sequence[Account], org_path: str, at: datetime) -> None:
    """A person with a current account, here or elsewhere, keeps it."""
    lines = ((a.person_id, a.bank_name, a.cipher, a.digest, a.tail) for a in accounts)
    with staged("new_accounts", _ACCOUNT, lines) as cursor:
        cursor.execute(
            "INSERT INTO members_payoutaccount (person_id, org_path, bank_name, number_cipher,"
            " number_hash, number_tail, added_at)"
            " SELECT person_id, %s, bank_name, number_cipher, number_hash, tail, %s"
            " FROM new_accounts ON CONFLICT (person_id) WHERE replaced_at IS NULL DO NOTHING",
            [org_path, at],
        )


def _audit(
    by: Officer,
    at: datetime,
    organisation: Organisation,
    ids: Mapping[bytes, int],
    created: Mapping[bytes, int],
) -> None:
    listed = ",".join(str(i) for i in sorted(ids.values()))
    record_act(
        by=by,
        at=at,
        act="register_people",
        object_type="organisation",
        object_ref=organisation.code,
        org_path=organisation.path,
        after={
            "people": len(ids),
            "created": len(created),
            "digest": hashlib.sha256(listed.encode()).hexdigest(),
        },
    )


def _next_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('members_person', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]
