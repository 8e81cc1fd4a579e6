"""Requests about records: those of a person, those to decide, what they would change."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from huzhu.kernel.crypto import Undecipherable
from huzhu.kernel.identity import mask_identity, mask_phone
from huzhu.kernel.scope import Scope, only, within
from huzhu.members.enums import ChangeState, IdentityKind
from huzhu.members.models import Person, PersonChange
from huzhu.members.queries.families import consents_of, ties_of
from huzhu.organisations.rules import Officer
from huzhu.vault import actions as vault

CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Part:
    """One particular before and after, numbers masked."""

    part: str
    before: str
    after: str


def changes(scope: Scope) -> QuerySet[PersonChange]:
    """Requests about people of a scope, the newest first; a merging by who sees both records."""
    found = PersonChange.objects.filter(within(scope))
    found = found.filter(within(scope, "other_path") | Q(other_path=""))
    return found.select_related("person", "other").order_by("-id")


def change_by_ref(scope: Scope, ref: str) -> PersonChange:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(changes(scope).filter(ref=ref))


def changes_of(scope: Scope, person: Person) -> QuerySet[PersonChange]:
    """Requests about one person, on either side of a merging."""
    return changes(scope).filter(Q(person=person) | Q(other=person))


def changes_to_decide(scope: Scope, officer: Officer) -> QuerySet[PersonChange]:
    """What waits, and somebody else has asked; the oldest first."""
    found = changes(scope).filter(state=ChangeState.REQUESTED)
    return found.exclude(made_by_token=officer.person_token).order_by("made_at", "id")


def parts_of(scope: Scope, change: PersonChange) -> list[Part]:
    """What a change of particulars changes; nothing readable once the person was erased."""
    before, after = _opened(change, change.before_cipher), _opened(change, change.after_cipher)
    return [
        Part(part, _shown(part, before.get(part)), _shown(part, after.get(part)))
        for part in change.parts.split(",")
        if part
    ]


def _opened(change: PersonChange, blob: bytes | None) -> dict[str, object]:
    if blob is None:
        return {}
    try:
        plain = vault.reveal(subject_id=change.person_id, purpose=CHANGE, blob=bytes(blob))
    except Undecipherable:
        return {}
    values: dict[str, object] = json.loads(plain)
    return values


def _shown(part: str, value: object) -> str:
    if isinstance(value, dict):
        kind = IdentityKind(value["kind"]).label
        return f"{kind} {mask_identity(value['number'] or '')} · {value['sex']} {value['birth_on']}"
    text = str(value or "")
    return mask_phone(text) if part == "phone" else text


def papers_of(scope: Scope, person: Person) -> set[str]:
    """References of the proofs and signed consents about one person."""
    ties, consents = ties_of(scope, person), consents_of(scope, person)
    found = {person.death_evidence_ref}
    for rows in (ties, consents, changes_of(scope, person)):
        found.update(rows.order_by().values_list("evidence_ref", flat=True))
    return found - {""}
