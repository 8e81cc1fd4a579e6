"""Changes of a record with evidence: one officer asks, another of the county or above decides."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.identity import Identity, is_phone, mask_phone, normalise_phone
from huzhu.kernel.text import clean_name, is_plausible_name
from huzhu.members.actions.register import identity_hash
from huzhu.members.actions.trail import (
    Evidence,
    keep_evidence,
    place_of,
    record_person,
    require_unmerged,
)
from huzhu.members.enums import ChangeKind
from huzhu.members.errors import (
    BadPhone,
    ChangeWaiting,
    DecidedByMaker,
    ImplausibleName,
    NothingChanges,
    NumberOfAnotherRecord,
    WhyMissing,
)
from huzhu.members.lifecycle import state_after
from huzhu.members.models import Person, PersonChange
from huzhu.members.permissions import may_approve, may_mend
from huzhu.members.queries import CHANGE, change_by_ref, people, registered
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference
from huzhu.vault import actions as vault

PROOF = ("变更证明", "proof of the change")
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a record shall say; None leaves a part as it is. Sex and birth follow the document."""

    name: str | None = None
    identity: Identity | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)


def request_change(
    *,
    by: Officer,
    at: datetime,
    person: Person,
    wanted: Wanted,
    why: str,
    evidence: Evidence | None,
) -> PersonChange:
    """Asks for a change of name, document or phone; the values before and after stand sealed.

    Writes audit. Refuses NotVisible, NotPermitted, RecordMerged, ImplausibleName, BadPhone,
    NothingChanges, NumberOfAnotherRecord, WhyMissing, EvidenceMissing, ChangeWaiting.
    """
    path = place_of(by, person)
    if not may_mend(by, path):
        raise NotPermitted
    require_unmerged(person)
    before, after = _compared(person, wanted)
    digest = identity_hash(wanted.identity) if wanted.identity and "identity" in after else None
    _require_own(by, person, digest)
    with transaction.atomic():
        change = PersonChange(
            ref=allocate_reference(prefix="MC", at=at),
            kind=ChangeKind.PARTICULARS,
            person=person,
            org_path=path,
            parts=",".join(part for part in ("name", "identity", "phone") if part in after),
            before_cipher=_sealed(person, before),
            after_cipher=_sealed(person, after),
            new_hash=digest,
            why=words(why),
        )
        change.evidence_ref = keep_evidence(
            by, at, evidence, owner_ref=change.ref, path=path, what=PROOF, subject_id=person.pk
        )
        keep_request(by, at, change)
        about = {"change": change.ref, "parts": change.parts, "proof": change.evidence_ref}
        record_person(by, at, "request_change", person, path, after=about)
    return change


def approve_change(*, by: Officer, at: datetime, change_ref: str) -> PersonChange:
    """Puts a change of particulars into effect; a number given up goes on finding the person.

    One transaction: name, document with sex and birth, phone; the former number; the decision;
    audit with the sealed values. Refuses NotVisible, NotPermitted, DecidedByMaker,
    WrongChangeState, RecordMerged, NumberOfAnotherRecord.
    """
    with transaction.atomic():
        change = locked_request(by, change_ref, ChangeKind.PARTICULARS)
        require_decider(by, change)
        change.state = state_after("approve", change.state, ref=change.ref)
        person = Person.objects.select_for_update().get(pk=change.person_id)
        require_unmerged(person)
        _require_own(by, person, change.new_hash)
        _put_into_effect(at, change, person)
        decide(by, at, change, "")
        about = {"change": change.ref, "parts": change.parts}
        record_person(
            by, at, "approve_change", person, change.org_path,
            before={"values": bytes(change.before_cipher or b"").hex()},
            after=about | {"values": bytes(change.after_cipher or b"").hex()},
        )  # fmt: skip
    return change


def refuse_change(*, by: Officer, at: datetime, change_ref: str, reason: str) -> PersonChange:
    """Says no to a change or a merging; of a merging, that the two are different people.

    Writes audit. Refuses NotVisible, NotPermitted, DecidedByMaker, WrongChangeState, WhyMissing.
    """
    with transaction.atomic():
        change = locked_request(by, change_ref)
        require_decider(by, change)
        change.state = state_after("refuse", change.state, ref=change.ref)
        decide(by, at, change, words(reason))
        about = {"change": change.ref, "reason": change.decision}
        record_person(by, at, "refuse_change", change.person, change.org_path, after=about)
    return change


def withdraw_change(*, by: Officer, at: datetime, change_ref: str) -> PersonChange:
    """Takes a request back before it is decided. Writes audit. Refuses NotVisible, NotPermitted,
    WrongChangeState."""
    with transaction.atomic():
        change = locked_request(by, change_ref)
        if not may_mend(by, change.org_path):
            raise NotPermitted
        change.state = state_after("withdraw", change.state, ref=change.ref)
        change.save()
        about = {"change": change.ref}
        record_person(by, at, "withdraw_change", change.person, change.org_path, after=about)
    return change


def locked_request(by: Officer, ref: str, kind: ChangeKind | None = None) -> PersonChange:
    """Raises NotVisible, also for a request of the other kind."""
    found = change_by_ref(by.scope, ref)
    if kind is not None and found.kind != kind:
        raise NotVisible
    locked = PersonChange.objects.select_for_update(of=("self",))
    return locked.select_related("person", "other").get(pk=found.pk)


def require_decider(by: Officer, change: PersonChange) -> None:
    """Of a merging, over both places. Raises NotPermitted, DecidedByMaker."""
    paths = [path for path in (change.org_path, change.other_path) if path]
    if not all(may_approve(by, path) for path in paths):
        raise NotPermitted
    if by.person_token == change.made_by_token:
        raise DecidedByMaker(ref=change.ref)


def decide(by: Officer, at: datetime, change: PersonChange, reason: str) -> None:
    """Writes who decided."""
    change.decided_by_id, change.decided_at = by.account_id, at
    change.decided_by_token, change.decided_by_label = by.person_token, by.label[:80]
    change.decision = reason
    change.save()


def keep_request(by: Officer, at: datetime, change: PersonChange) -> None:
    """Writes who asked, and the request. Raises ChangeWaiting beside another one."""
    change.made_by_id, change.made_at = by.account_id, at
    change.made_by_token, change.made_by_label = by.person_token, by.label[:80]
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError as error:
        about = change.person if change.other is None else change.other
        raise ChangeWaiting(name=about.name) from error


def words(text: str) -> str:
    """Raises WhyMissing."""
    cleaned = text.strip()[:LONGEST]
    if not cleaned:
        raise WhyMissing
    return cleaned


def _compared(person: Person, wanted: Wanted) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values before and after of what is really another."""
    before = _held(person)
    after: dict[str, Any] = {}
    if wanted.name is not None:
        name = clean_name(wanted.name)
        if not is_plausible_name(name):
            raise ImplausibleName(name=name)
        after["name"] = name
    if wanted.identity is not None:
        after["identity"] = _document(wanted.identity)
    if wanted.phone is not None:
        if not is_phone(wanted.phone):
            raise BadPhone(masked=mask_phone(wanted.phone))
        after["phone"] = normalise_phone(wanted.phone)
    after = {part: value for part, value in after.items() if value != before[part]}
    if not after:
        raise NothingChanges(name=person.name)
    return {part: before[part] for part in after}, after


def _held(person: Person) -> dict[str, Any]:
    def opened(purpose: str, blob: bytes | None) -> str | None:
        return blob and vault.reveal(subject_id=person.pk, purpose=purpose, blob=blob)

    return {
        "name": person.name,
        "identity": {
            "kind": person.identity_kind,
            "number": opened("identity", person.identity_cipher),
            "sex": person.sex,
            "birth_on": person.birth_on.isoformat(),
        },
        "phone": opened("phone", person.phone_cipher),
    }


def _document(identity: Identity) -> dict[str, str]:
    return {
        "kind": identity.kind,
        "number": identity.number,
        "sex": identity.sex,
        "birth_on": identity.birth_on.isoformat(),
    }


def _require_own(by: Officer, person: Person, digest: bytes | None) -> None:
    """A number that nobody has, or that the person had before. Raises NumberOfAnotherRecord."""
    if digest is None:
        return
    owner = registered(by.scope, [bytes(digest)]).get(bytes(digest))
    if owner is not None and owner != person.pk:
        seen = people(by.scope).filter(pk=owner).first()
        zh = f"（{seen.name}，{seen.ref}）" if seen else "（不在您的辖区）"
        en = f" ({seen.name}, {seen.ref})" if seen else " (outside your area)"
        raise NumberOfAnotherRecord(where_zh=zh, where_en=en)


def _sealed(person: Person, values: dict[str, Any]) -> bytes:
    plain = json.dumps(values, ensure_ascii=False)
    return vault.seal_for(subject_id=person.pk, purpose=CHANGE, value=plain)


def _put_into_effect(at: datetime, change: PersonChange, person: Person) -> None:
    plain = vault.reveal(
        subject_id=person.pk, purpose=CHANGE, blob=bytes(change.after_cipher or b"")
    )
    after = json.loads(plain)
    if "name" in after:
        person.name = after["name"]
    if "phone" in after:
        person.phone_hash = vault.blind_index("phone", after["phone"])
        person.phone_cipher = vault.seal_for(
            subject_id=person.pk, purpose="phone", value=after["phone"]
        )
    if "identity" in after:
        _keep_former(at, change, person)
        held = after["identity"]
        person.sex, person.birth_on = held["sex"], date.fromisoformat(held["birth_on"])
        person.identity_kind, person.identity_hash = held["kind"], change.new_hash
        person.identity_cipher = vault.seal_for(
            subject_id=person.pk, purpose="identity", value=held["number"]
        )
    person.save()


def _keep_former(at: datetime, change: PersonChange, person: Person) -> None:
    """Once: a number may be given up, taken again and given up again."""
    if bytes(person.identity_hash) == bytes(change.new_hash or b""):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_formernumber (person_id, org_path, identity_kind, identity_hash,"
            " identity_cipher, replaced_at) VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                person.pk, change.org_path, person.identity_kind, bytes(person.identity_hash),
                bytes(person.identity_cipher), at,
            ],
        )  # fmt: skip
