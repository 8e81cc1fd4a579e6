"""Two records that are one person: one stays, the other points to it; nothing is lost."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from huzhu.kernel.clock import civil_date, format_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.members.actions.changes import (
    decide,
    keep_request,
    locked_request,
    require_decider,
    words,
)
from huzhu.members.actions.payout import Account, insert_accounts
from huzhu.members.actions.trail import (
    Evidence,
    keep_evidence,
    place_of,
    record_person,
    require_unmerged,
)
from huzhu.members.enums import ChangeKind, PersonClass
from huzhu.members.errors import AlreadyDead, SameRecord
from huzhu.members.events import PeopleMerged
from huzhu.members.lifecycle import state_after
from huzhu.members.models import Person, PersonChange
from huzhu.members.permissions import may_mend
from huzhu.members.queries import current_payout_accounts
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference
from huzhu.vault import actions as vault

PROOF = ("同一人证明", "proof that they are one person")


def request_merge(
    *,
    by: Officer,
    at: datetime,
    keep: Person,
    drop: Person,
    why: str,
    evidence: Evidence | None = None,
) -> PersonChange:
    """Asks that two records become one: `drop` will point to `keep`.

    Writes audit on both. Refuses NotVisible, NotPermitted over either place, SameRecord,
    RecordMerged, WhyMissing, ChangeWaiting, what attachments refuse.
    """
    path, other_path = place_of(by, keep), place_of(by, drop)
    if not (may_mend(by, path) and may_mend(by, other_path)):
        raise NotPermitted
    if keep.pk == drop.pk:
        raise SameRecord
    require_unmerged(keep)
    require_unmerged(drop)
    with transaction.atomic():
        change = PersonChange(
            ref=allocate_reference(prefix="MC", at=at),
            kind=ChangeKind.MERGE,
            person=keep,
            other=drop,
            org_path=path,
            other_path=other_path,
            why=words(why),
        )
        if evidence is not None:
            change.evidence_ref = keep_evidence(
                by, at, evidence, owner_ref=change.ref, path=path, what=PROOF, subject_id=keep.pk
            )
        keep_request(by, at, change)
        _record(by, at, "request_merge", change)
    return change


def merge_people(*, by: Officer, at: datetime, change_ref: str) -> PersonChange:
    """Makes one of two records: numbers of the dropped one find the kept one from now on.

    One transaction: open places and ties go on as the kept record's, its account and phone where
    the kept one has none; the pointer; the decision; audit on both; the fact PeopleMerged. Covers
    and claims of the dropped record stay where they are. Refuses NotVisible, NotPermitted over
    either place, DecidedByMaker, WrongChangeState, RecordMerged, AlreadyDead where one of the two
    is recorded as dead and has to be put right first.
    """
    with transaction.atomic():
        change = locked_request(by, change_ref, ChangeKind.MERGE)
        require_decider(by, change)
        change.state = state_after("approve", change.state, ref=change.ref)
        keep, drop = _locked(change)
        _take_account(by, at, change, keep, drop)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT members_merge(%s, %s, %s, %s)", [keep.pk, drop.pk, civil_date(at), at]
            )
        _take_over(keep, drop)
        decide(by, at, change, "")
        _record(by, at, "merge_people", change)
        publish(
            PeopleMerged(
                kept_ref=keep.ref,
                dropped_ref=drop.ref,
                kept_id=keep.pk,
                dropped_id=drop.pk,
                org_path=change.org_path,
            )
        )
    return change


def _locked(change: PersonChange) -> tuple[Person, Person]:
    """Both, in the order of their ids. Raises RecordMerged, AlreadyDead."""
    pair = [change.person_id, change.other_id]
    found = {p.pk: p for p in Person.objects.filter(pk__in=pair).order_by("pk").select_for_update()}
    keep, drop = (found[i] for i in pair)
    for one in (keep, drop):
        require_unmerged(one)
    if (keep.died_on is None) != (drop.died_on is None):
        dead = keep if keep.died_on else drop
        raise AlreadyDead(name=dead.name, day=format_date(dead.died_on))
    return keep, drop


def _take_account(
    by: Officer, at: datetime, change: PersonChange, keep: Person, drop: Person
) -> None:
    """Sealed anew for the kept record; the dropped one keeps its own for claims under way."""
    accounts = current_payout_accounts(by.scope, [keep.pk, drop.pk])
    known = accounts.get(drop.pk)
    if known is None or keep.pk in accounts:
        return
    number = vault.reveal(subject_id=drop.pk, purpose="account", blob=known.number_cipher)
    key = vault.keys_of(subject_ids=[keep.pk])[keep.pk]
    insert_accounts([Account.of(keep.pk, known.bank_name, number, key, change.org_path)], at)


def _take_over(keep: Person, drop: Person) -> None:
    """What the dropped record knows and the kept one does not."""
    if keep.phone_hash is None and drop.phone_cipher is not None:
        phone = vault.reveal(subject_id=drop.pk, purpose="phone", blob=drop.phone_cipher)
        keep.phone_hash = drop.phone_hash
        keep.phone_cipher = vault.seal_for(subject_id=keep.pk, purpose="phone", value=phone)
    keep.is_insured_basic_medical |= drop.is_insured_basic_medical
    if keep.person_class == PersonClass.ORDINARY:
        keep.person_class = drop.person_class
    keep.save(
        update_fields=["phone_hash", "phone_cipher", "is_insured_basic_medical", "person_class"]
    )


def _record(by: Officer, at: datetime, act: str, change: PersonChange) -> None:
    assert change.other is not None
    about = {"change": change.ref, "kept": change.person.ref, "dropped": change.other.ref}
    record_person(by, at, act, change.person, change.org_path, after=about)
    record_person(by, at, act, change.other, change.other_path, after=about)
