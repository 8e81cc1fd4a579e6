"""What was read of papers, how it differs from what was typed, and what was used before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.claims.enums import PaperKind, RecognitionState
from huzhu.claims.formats import FIELDS, Reading, loaded_reading, shown_page
from huzhu.claims.models import Claim, Recognition
from huzhu.claims.queries.filed import claim_by_ref
from huzhu.claims.rules import (
    Difference,
    Fault,
    differences,
    event_from,
    paper_faults,
)
from huzhu.kernel.scope import Scope, only, within
from huzhu.vault import actions as vault

READING = "reading"
READ_FIELDS: Mapping[str, Sequence[str]] = FIELDS
_ALIKE = 12
_BITS = 0xFFFF


def recognitions_of(scope: Scope, claim: Claim) -> QuerySet[Recognition]:
    """What engines read of the papers of a claim, in the order in which the papers were added."""
    found = Recognition.objects.filter(within(scope), paper__claim=claim)
    return found.select_related("paper").order_by("paper_id", "id")


def recognition_of(
    scope: Scope, paper_ref: str, *, claim: Claim | None = None, locked: bool = False
) -> Recognition:
    """The newest reading of a paper, by its attachment's reference. Raises NotVisible."""
    found = Recognition.objects.filter(within(scope), paper__attachment_ref=paper_ref)
    if claim is not None:
        found = found.filter(paper__claim=claim)
    if locked:
        found = found.select_for_update(of=("self",))
    return only(found.select_related("paper__claim__person").order_by("-id"))


def reading_of(
    scope: Scope, recognition: Recognition
) -> tuple[Reading, dict[str, str | int] | None] | None:
    """What the engine read, and what an officer confirmed; None before it was read.

    Raises NotVisible, and crypto.Undecipherable once the person was erased.
    """
    seen = only(
        Recognition.objects.filter(within(scope), pk=recognition.pk).select_related("paper__claim")
    )
    if seen.content_cipher is None:
        return None
    kept = _opened(seen, seen.paper.claim)
    return loaded_reading(kept), kept.get("confirmed")


def paper_to_read(scope: Scope, paper_ref: str) -> tuple[str, bytes] | None:
    """Kind and content of a paper that waits to be read; None if it does not wait any more.

    Raises NotVisible, and crypto.Undecipherable once the person was erased.
    """
    row = recognition_of(scope, paper_ref)
    if row.state != RecognitionState.WAITING:
        return None
    return row.kind, open_file(attachment_by_ref(scope, paper_ref))


def page_shown(scope: Scope, recognition: Recognition, page: int) -> bytes:
    """One page (from 0) as JPEG, upright as the engine saw it. Raises NotVisible, IndexError,
    crypto.Undecipherable, ValueError for what is no picture."""
    read = reading_of(scope, recognition)
    turned = read[0].pages[page].turned if read is not None else 0
    content = open_file(attachment_by_ref(scope, recognition.paper.attachment_ref))
    return shown_page(content, page, turned)


def paper_differences(scope: Scope, claim: Claim, event: Mapping[str, Any]) -> list[Difference]:
    """Where the event as typed is not what confirmed papers say; each once."""
    found: list[Difference] = []
    confirmed = recognitions_of(scope, claim).filter(state=RecognitionState.CONFIRMED)
    for row in confirmed:
        values = _opened(row, claim).get("confirmed") or {}
        found += differences(event, event_from(row.kind, values))
    return list(dict.fromkeys(found))


def faults_of(scope: Scope, claim: Claim, values: Mapping[str, str | int]) -> list[Fault]:
    """What the figures of a paper contradict, the member's name among them. Raises NotVisible."""
    return paper_faults(values, claim_by_ref(scope, claim.ref).person.name)


def confirmed_faults(scope: Scope, claim: Claim) -> list[tuple[str, list[Fault]]]:
    """By name of the file, what figures contradict in papers as an officer confirmed them."""
    confirmed = recognitions_of(scope, claim).filter(state=RecognitionState.CONFIRMED)
    found = [
        (row.paper.file_name, faults_of(scope, claim, _opened(row, claim).get("confirmed") or {}))
        for row in confirmed
    ]
    return [(name, faults) for name, faults in found if faults]


def bill_hashes(code: str, serial: str) -> tuple[bytes, bytes]:
    """What a bill is found by: of its code and number, and of its number alone."""
    whole = vault.blind_index("bill", f"{code}/{serial}")
    return whole, vault.blind_index("bill-serial", serial)


def is_bill_used(scope: Scope, claim: Claim, code: str, serial: str) -> bool:
    """Whether another claim, wherever it lies, rests on this bill; nothing else is told of it."""
    whole, serial_hash = bill_hashes(code, serial)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT claims_bill_used(%s, %s, %s, %s)", [whole, serial_hash, bool(code), claim.pk]
        )
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True)
class SamePicture:
    """A paper of the claim whose picture another claim has: named within one's own scope, else
    only known to have been used (`other` is None)."""

    mine: Recognition
    other: Recognition | None


def pictures_like(scope: Scope, claim: Claim) -> list[SamePicture]:
    """Papers of the claim whose picture, to the byte or by its look, another claim handed in."""
    found = []
    for row in recognitions_of(scope, claim):
        with connection.cursor() as cursor:
            cursor.execute("SELECT claims_picture_used(%s)", [row.pk])
            if not cursor.fetchone()[0]:
                continue
        found.append(SamePicture(row, _other_with(scope, claim, row)))
    return found


def _other_with(scope: Scope, claim: Claim, row: Recognition) -> Recognition | None:
    others = (
        Recognition.objects.filter(within(scope))
        .exclude(paper__claim=claim)
        .select_related("paper__claim")
        .order_by("id")
    )
    if same := others.filter(content_digest=row.content_digest).first():
        return same
    is_said_once = row.says_hash is not None and row.kind != PaperKind.DIAGNOSIS
    if is_said_once and (same := others.filter(says_hash=row.says_hash).first()):
        return same
    edges = [number for number in row.look or () if number & _BITS]
    alike = others.filter(look__overlap=edges) if edges else others.none()
    return next((other for other in alike if _is_like(row, other)), None)


def _is_like(row: Recognition, other: Recognition) -> bool:
    """As `claims_picture_used` decides it."""
    says = row.says_hash, other.says_hash
    if None not in says and bytes(says[0]) != bytes(says[1]):
        return False
    return _distance(row.look, other.look) <= _ALIKE


def _distance(one: list[int], other: list[int]) -> int:
    return sum(((a ^ b) & _BITS).bit_count() for a, b in zip(one, other, strict=True))


def _opened(row: Recognition, claim: Claim) -> dict[str, Any]:
    opened: dict[str, Any] = json.loads(
        vault.reveal(
            subject_id=claim.person_id, purpose=READING, blob=bytes(row.content_cipher or b"")
        )
    )
    return opened
