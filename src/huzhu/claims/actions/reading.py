"""Papers that read themselves: asked for when they are added, noted by a job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from huzhu.attachments.models import Attachment
from huzhu.claims.actions.locking import record
from huzhu.claims.enums import RecognitionState
from huzhu.claims.events import PapersToRead
from huzhu.claims.formats import Reading, engine_name, plain_reading
from huzhu.claims.models import Paper, Recognition
from huzhu.claims.permissions import may_note_reading
from huzhu.claims.queries import READING, recognition_of
from huzhu.claims.rules import READABLE, WORTH_READING_BYTES
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.kernel.staging import insert_rows
from huzhu.organisations.rules import Officer
from huzhu.vault import actions as vault


def ask_to_read(papers: Sequence[Paper], files: Sequence[Attachment], at: datetime) -> None:
    """Rows for papers that an engine can read, and a fact for each claim: in the caller's act."""
    wanted = [
        (paper, file)
        for paper, file in zip(papers, files, strict=True)
        if paper.kind in READABLE and file.size_bytes >= WORTH_READING_BYTES
    ]
    insert_rows(
        Recognition(
            paper=paper,
            org_path=paper.org_path,
            kind=paper.kind,
            engine=engine_name(),
            content_digest=file.content_digest,
            asked_at=at,
        )
        for paper, file in wanted
    )
    by_claim: dict[tuple[str, str], list[str]] = defaultdict(list)
    for paper, file in wanted:
        by_claim[paper.claim.ref, paper.org_path].append(file.ref)
    for (ref, path), refs in by_claim.items():
        publish(PapersToRead(ref, path, tuple(refs)))


def note_reading(*, by: Officer, at: datetime, paper_ref: str, reading: Reading | None) -> None:
    """Writes down what the engine read of a paper; None, or no field found: it is unreadable.

    One transaction; done once, a second time it does nothing. Refuses NotVisible, NotPermitted,
    crypto.Undecipherable for an erased person.
    """
    with transaction.atomic():
        row = recognition_of(by.scope, paper_ref, locked=True)
        if not may_note_reading(by, row.org_path):
            raise NotPermitted
        if row.state != RecognitionState.WAITING:
            return
        claim = row.paper.claim
        if reading is not None and reading.fields:
            row.state = RecognitionState.READ
            row.content_cipher = vault.seal_for(
                subject_id=claim.person_id, purpose=READING, value=plain_reading(reading)
            )
        else:
            row.state = RecognitionState.UNREADABLE
        if reading is not None:
            row.look, row.says_hash = list(reading.look), _says(reading)
        row.read_at = at
        row.save()
        after = {"file": paper_ref, "engine": row.engine, "state": row.state}
        record(by, at, "read_paper", claim, after=after)


def _says(reading: Reading) -> bytes | None:
    """What tells one paper from the next of its printing; None where too little was read.

    Kept as a keyed hash with the kind: it is looked for in every jurisdiction, and read in none.
    """
    values = {name: field.value for name, field in reading.fields.items()}
    telling = [values.get(name) for name in ("name", "admitted_on", "discharged_on")]
    telling.append(values.get("total", values.get("icd10")))
    if any(value is None for value in telling):
        return None
    return vault.blind_index("paper", "/".join(map(str, [reading.kind, *telling])))
