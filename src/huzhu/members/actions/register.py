"""Registering people set-wise: one person one record, whoever enrols them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from huzhu.audit.actions import Act, record_acts
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.identity import Identity, mask_identity
from huzhu.kernel.staging import staged
from huzhu.members.actions.payout import Placed, add_accounts
from huzhu.members.enums import PersonClass
from huzhu.members.errors import ParentUnnamed, RecordedDead
from huzhu.members.permissions import may_register
from huzhu.members.queries import died, registered
from huzhu.members.rules import NewPerson, with_parents
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_references
from huzhu.vault import actions as vault

_PERSON = (
    "id bigint, ref text, name text, sex text, birth_on date, identity_kind text,"
    " identity_hash bytea, identity_cipher bytea, phone_hash bytea, phone_cipher bytea,"
    " person_class text, is_insured_basic_medical boolean"
)
_TIE = "child_id bigint, parent_id bigint, org_path text, kind text"
_PLACED = "person_id bigint, form text, organisation_id bigint, org_path text"


@dataclass(frozen=True, slots=True)
class Placing:
    """People who are to stand at one organisation."""

    organisation: Organisation
    rows: Sequence[NewPerson]


Hashed = Sequence[tuple[Mapping[bytes, NewPerson], Placing]]


def register_people(
    *, by: Officer, at: datetime, rows: Sequence[NewPerson], organisation: Organisation
) -> dict[bytes, int]:
    """Finds or creates the people of one organisation; see `register_placings`."""
    return register_placings(by=by, at=at, placings=[Placing(organisation, rows)])


def register_placings(
    *, by: Officer, at: datetime, placings: Sequence[Placing]
) -> dict[bytes, int]:
    """Finds people by identity hash or creates them, and places them at their organisations.

    In one transaction: missing persons with keys and sealed numbers, employments open at the
    organisation, payout accounts for people who have none, ties of children to their parents, one
    audit entry for each placing with count and digest. A recorded name, phone or account is never
    overwritten; insurance and a special class are taken over when the row says so. A parent who
    has no row of his own is registered too. Returns person ids by identity hash, parents' among
    them. Refuses NotPermitted, ParentUnnamed, ParentOfOneself, RecordedDead.
    """
    for placing in placings:
        if not may_register(by, placing.organisation.path):
            raise NotPermitted
    hashed = [
        ({identity_hash(row.identity): row for row in with_parents(placing.rows)}, placing)
        for placing in placings
    ]
    by_hash = _by_hash(hashed)
    if not by_hash:
        return {}
    with transaction.atomic():
        known = registered(by.scope, by_hash)
        _require_alive(by, by_hash, known)
        created, keys = _create([h for h in by_hash.items() if h[0] not in known], at)
        found = {digest for digest in by_hash if digest not in known and digest not in created}
        ids = known | created | (registered(by.scope, found) if found else {})
        placed = _placed(hashed, ids)
        _place(placed, at)
        _take_over(placed, keys)
        add_accounts(placed, keys, at)
        _tie(hashed, ids, at)
        _audit(by, at, hashed, ids, created)
    return ids


def _by_hash(hashed: Hashed) -> dict[bytes, NewPerson]:
    """A row for each document; a row of one's own says more than a child's row of its parent."""
    mentioned = {h: row for rows, _ in hashed for h, row in rows.items() if row.is_mentioned}
    stated = {h: row for rows, _ in hashed for h, row in rows.items() if not row.is_mentioned}
    return mentioned | stated


def identity_hash(identity: Identity) -> bytes:
    """What a document is found by: resident numbers as ever, others with their kind."""
    return vault.blind_index("identity", identity.indexed)


def _require_alive(
    by: Officer, rows: Mapping[bytes, NewPerson], known: Mapping[bytes, int]
) -> None:
    dead = died(by.scope, known.values())
    if dead:
        name = next(rows[digest].name for digest, i in known.items() if i in dead)
        raise RecordedDead(count=len(dead), name=name)


def _placed(hashed: Hashed, ids: Mapping[bytes, int]) -> Placed:
    """Everybody once at each organisation, however many lists name them there."""
    once = {
        (ids[digest], placing.organisation.pk): (ids[digest], row, placing.organisation)
        for rows, placing in hashed
        for digest, row in rows.items()
    }
    return list(once.values())


def _create(
    fresh: Sequence[tuple[bytes, NewPerson]], at: datetime
) -> tuple[dict[bytes, int], dict[int, bytes]]:
    """Those that nobody else creates at this moment: two rosters may name the same newcomer.

    The unique hash decides: the second transaction waits for the first, adds nothing, and finds
    the person afterwards. In the order of the hashes, so that two never wait on one another.
    """
    if not fresh:
        return {}, {}
    _require_named(fresh)
    ids = _next_ids(len(fresh))
    refs = allocate_references(prefix="M", count=len(fresh), at=at)
    keys = vault.new_keys(ids)
    lines = (
        _line(person_id, ref, digest, row, keys[person_id])
        for person_id, ref, (digest, row) in zip(ids, refs, sorted(fresh, key=_hash), strict=True)
    )
    with staged("new_people", _PERSON, lines) as cursor:
        cursor.execute(
            "INSERT INTO members_person (id, ref, name, sex, birth_on, identity_kind,"
            " identity_hash, identity_cipher, phone_hash, phone_cipher, person_class,"
            " is_insured_basic_medical, created_at)"
            " SELECT id, ref, name, sex, birth_on, identity_kind, identity_hash, identity_cipher,"
            " phone_hash, phone_cipher, person_class, is_insured_basic_medical, %s"
            " FROM new_people ORDER BY identity_hash ON CONFLICT DO NOTHING",
            [at],
        )
        cursor.execute(
            "SELECT f.identity_hash, f.person_id FROM members_find(ARRAY("
            "SELECT identity_hash FROM new_people)) f"
            " JOIN new_people n ON n.id = f.person_id"
        )
        created = {bytes(digest): person_id for digest, person_id in cursor.fetchall()}
    mine = {person_id: keys[person_id] for person_id in created.values()}
    vault.keep_keys(mine)
    return created, mine


def _require_named(fresh: Sequence[tuple[bytes, NewPerson]]) -> None:
    """A parent whom only a child's row mentions, by a number that nobody knows."""
    unnamed = next((row for _, row in fresh if not row.name), None)
    if unnamed is not None:
        raise ParentUnnamed(masked=mask_identity(unnamed.identity.number))


def _hash(one: tuple[bytes, NewPerson]) -> bytes:
    return one[0]


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
        row.identity.kind,
        digest,
        vault.seal_with(key, subject_id=person_id, purpose="identity", value=number),
        vault.blind_index("phone", phone) if phone else None,
        vault.seal_with(key, subject_id=person_id, purpose="phone", value=phone) if phone else None,
        row.person_class,
        row.is_insured_basic_medical,
    )


def _place(placed: Placed, at: datetime) -> None:
    """Employments first: they are what makes a person visible, hence changeable, here."""
    lines = ((i, row.placed_as, where.pk, where.path) for i, row, where in placed)
    with staged("placed_people", _PLACED, lines) as cursor:
        cursor.execute(
            "INSERT INTO members_employment (person_id, organisation_id, org_path, form, starts_on)"
            " SELECT person_id, organisation_id, org_path, form, %s FROM placed_people"
            " ON CONFLICT DO NOTHING",
            [civil_date(at)],
        )


def _take_over(placed: Placed, created: Mapping[int, bytes]) -> None:
    """What a row says of somebody known before: insured after all, or of a special class.

    By their ids: the planner would read everybody to find a few.
    """
    known = {i: row for i, row, _ in placed if i not in created}
    insured = [i for i, row in known.items() if row.is_insured_basic_medical]
    special = [i for i, row in known.items() if row.person_class != PersonClass.ORDINARY.value]
    with connection.cursor() as cursor:
        if insured:
            cursor.execute(
                "UPDATE members_person SET is_insured_basic_medical = true"
                " WHERE id = ANY (%s) AND NOT is_insured_basic_medical",
                [insured],
            )
        if special:
            cursor.execute(
                "UPDATE members_person p SET person_class = n.person_class"
                " FROM unnest(%s::bigint[], %s::text[]) AS n(id, person_class)"
                " WHERE p.id = n.id AND p.id = ANY (%s) AND p.person_class <> n.person_class",
                [special, [known[i].person_class for i in special], special],
            )


def _tie(hashed: Hashed, ids: Mapping[bytes, int], at: datetime) -> None:
    """A child to its parent; one that stands already, confirmed or not, stays as it is."""
    lines = {
        (ids[digest], ids[identity_hash(row.parent)]): (placing.organisation.path, row.tie_kind)
        for rows, placing in hashed
        for digest, row in rows.items()
        if row.parent
    }
    if not lines:
        return
    with staged("new_ties", _TIE, ((*pair, *rest) for pair, rest in lines.items())) as cursor:
        cursor.execute(
            "INSERT INTO members_familytie (child_id, parent_id, org_path, kind, stated_at)"
            " SELECT child_id, parent_id, org_path, kind, %s FROM new_ties"
            " ON CONFLICT (child_id, parent_id) WHERE ended_at IS NULL DO NOTHING",
            [at],
        )


def _audit(
    by: Officer,
    at: datetime,
    hashed: Hashed,
    ids: Mapping[bytes, int],
    created: Mapping[bytes, int],
) -> None:
    """Somebody created here counts under the first list that names them."""
    left = set(created)
    acts = []
    for rows, placing in hashed:
        listed = ",".join(str(i) for i in sorted(ids[digest] for digest in rows))
        mine = left & rows.keys()
        left -= mine
        acts.append(
            Act(
                act="register_people",
                object_type="organisation",
                object_ref=placing.organisation.code,
                org_path=placing.organisation.path,
                after={
                    "people": len(rows),
                    "created": len(mine),
                    "digest": hashlib.sha256(listed.encode()).hexdigest(),
                },
            )
        )
    record_acts(by=by, at=at, acts=acts)


def _next_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('members_person', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]
