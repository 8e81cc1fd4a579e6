"""What people, or guardians in their place, agree to; and its withdrawal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import within
from huzhu.kernel.staging import staged
from huzhu.kernel.text import clean_name
from huzhu.members.actions.trail import (
    Evidence,
    digest_of,
    keep_evidence,
    record_person,
    require_past,
)
from huzhu.members.enums import ConsentChannel, ConsentKind
from huzhu.members.errors import ConsentOver, GuardianMissing, NotAtUnit
from huzhu.members.models import Consent, Employment, FamilyTie, Person
from huzhu.members.permissions import may_register
from huzhu.members.rules import is_under_14
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer

PAPER = ("签名的同意书", "signed consent")
_CONSENT = "person_id bigint, given_by_name text, is_by_guardian boolean"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed to, in which words, how and when. Online consents need no paper."""

    kind: ConsentKind
    channel: ConsentChannel
    text_version: str
    given_on: date


def record_consents(
    *,
    by: Officer,
    at: datetime,
    organisation: Organisation,
    person_ids: Collection[int],
    agreed: Agreed,
    evidence: Evidence | None = None,
    guardian_name: str = "",
) -> int:
    """Records that people of a unit have agreed, with one paper for all of them.

    Of children under 14 the guardian agrees: `guardian_name`, else a recorded parent. Consent for
    data of under-14s is recorded of those only. Who has agreed to the same words before is left
    out. One transaction, one audit entry with count and digest. Returns how many were recorded.
    Refuses NotPermitted, NotAtUnit, DayInFuture, GuardianMissing, EvidenceMissing.
    """
    if not may_register(by, organisation.path):
        raise NotPermitted
    require_past(agreed.given_on, at)
    people = _at_unit(organisation, person_ids)
    lines = _lines(people, agreed, clean_name(guardian_name))
    with transaction.atomic():
        paper = ""
        if evidence is not None or agreed.channel != ConsentChannel.ONLINE:
            paper = keep_evidence(
                by, at, evidence, owner_ref=organisation.code, path=organisation.path, what=PAPER
            )
        count = _insert(by, at, organisation, lines, agreed, paper)
        record_act(
            by=by,
            at=at,
            act="record_consents",
            object_type="organisation",
            object_ref=organisation.code,
            org_path=organisation.path,
            after={
                "kind": str(agreed.kind), "text": agreed.text_version, "people": count,
                "paper": paper, "digest": digest_of(line[0] for line in lines),
            },
        )  # fmt: skip
    return count


def withdraw_consent(*, by: Officer, at: datetime, consent_id: int, on: date) -> Consent:
    """Sets the day of withdrawal, once; what was done until then stays lawful (PIPL article 15).

    Writes audit. Refuses NotVisible, NotPermitted, DayInFuture, ConsentOver.
    """
    require_past(on, at)
    with transaction.atomic():
        found = Consent.objects.filter(within(by.scope), pk=consent_id).select_related("person")
        consent = found.select_for_update(of=("self",)).first()
        if consent is None:
            raise NotVisible
        if not may_register(by, consent.org_path):
            raise NotPermitted
        if consent.withdrawn_on is not None:
            raise ConsentOver
        consent.withdrawn_on, consent.withdrawn_at = on, at
        consent.withdrawn_by_id = by.account_id
        consent.save(update_fields=["withdrawn_on", "withdrawn_at", "withdrawn_by_id"])
        after = {"kind": consent.kind, "on": on.isoformat()}
        record_person(by, at, "withdraw_consent", consent.person, consent.org_path, after=after)
    return consent


def _at_unit(organisation: Organisation, person_ids: Collection[int]) -> list[Person]:
    """Raises NotAtUnit for people who have never been there."""
    wanted = set(person_ids)
    there = Employment.objects.filter(
        organisation=organisation, person_id__in=wanted, person__merged_into__isnull=True
    )
    people = list(Person.objects.filter(pk__in=there.values("person_id")).order_by("pk"))
    if missing := wanted - {person.pk for person in people}:
        stray = Person.objects.filter(pk__in=missing).values_list("name", flat=True).first()
        raise NotAtUnit(count=len(missing), unit=organisation.name, name=stray or "…")
    return people


def _lines(people: Sequence[Person], agreed: Agreed, guardian: str) -> list[tuple[int, str, bool]]:
    """Who agrees for whom. Raises GuardianMissing."""
    young = [person for person in people if is_under_14(person.birth_on, agreed.given_on)]
    names = {person.pk: guardian for person in young} if guardian else _parents_of(young)
    if lacking := [person for person in young if person.pk not in names]:
        raise GuardianMissing(count=len(lacking), name=lacking[0].name)
    lines = [(person.pk, names[person.pk], True) for person in young]
    if agreed.kind != ConsentKind.UNDER_14:
        lines += [(p.pk, p.name, False) for p in people if p.pk not in names]
    return lines


def _parents_of(children: Sequence[Person]) -> Mapping[int, str]:
    found = FamilyTie.objects.filter(child__in=children, ended_at__isnull=True)
    return dict(found.order_by("-id").values_list("child_id", "parent__name"))


def _insert(
    by: Officer,
    at: datetime,
    organisation: Organisation,
    lines: Sequence[tuple[int, str, bool]],
    agreed: Agreed,
    paper: str,
) -> int:
    with staged("new_consents", _CONSENT, lines) as cursor:
        cursor.execute(
            "INSERT INTO members_consent (person_id, org_path, kind, given_by_name,"
            " is_by_guardian, channel, text_version, given_on, evidence_ref, recorded_by_id,"
            " recorded_at) SELECT person_id, %s, %s, given_by_name, is_by_guardian, %s, %s, %s, %s,"
            " %s, %s FROM new_consents"
            " ON CONFLICT (person_id, kind, text_version) WHERE withdrawn_on IS NULL DO NOTHING",
            [
                organisation.path, str(agreed.kind), str(agreed.channel), agreed.text_version,
                agreed.given_on, paper, by.account_id, at,
            ],
        )  # fmt: skip
        return cursor.rowcount
