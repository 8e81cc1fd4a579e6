"""What every act about one person needs: its place, its evidence, its entry in the audit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from huzhu.attachments.actions import keep_file
from huzhu.attachments.rules import PAPERS
from huzhu.audit.actions import record_act
from huzhu.kernel.clock import civil_date, format_date
from huzhu.members.errors import DayInFuture, EvidenceMissing, RecordMerged
from huzhu.members.models import Person
from huzhu.members.queries import employments_of, person_by_id
from huzhu.organisations.rules import Officer
from huzhu.vault import actions as vault

OWNER = "person"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper that proves what is said: a picture or a PDF."""

    file_name: str
    content: bytes = field(repr=False)


def place_of(by: Officer, person: Person) -> str:
    """The newest place of the person that the officer sees. Raises NotVisible."""
    person_by_id(by.scope, person.pk)
    return employments_of(by.scope, person)[0].org_path


def require_unmerged(person: Person) -> None:
    """Raises RecordMerged for a record that only points to another one."""
    if person.merged_into_id is not None:
        raise RecordMerged(name=person.name, ref=person.ref)


def require_past(day: date, at: datetime) -> None:
    """Raises DayInFuture."""
    if day > civil_date(at):
        raise DayInFuture(day=format_date(day))


def keep_evidence(
    by: Officer,
    at: datetime,
    evidence: Evidence | None,
    *,
    owner_ref: str,
    path: str,
    what: tuple[str, str],
    subject_id: int = vault.HOUSE,
) -> str:
    """The reference of the paper, sealed for its person. Raises EvidenceMissing with `what` it is
    in zh and en, and what attachments refuse."""
    if evidence is None:
        raise EvidenceMissing(what_zh=what[0], what_en=what[1])
    kept = keep_file(
        by=by,
        at=at,
        content=evidence.content,
        file_name=evidence.file_name,
        owner_type=OWNER,
        owner_ref=owner_ref,
        org_path=path,
        wanted=PAPERS,
        subject_id=subject_id,
    )
    return kept.ref


def record_person(
    by: Officer,
    at: datetime,
    act: str,
    person: Person,
    path: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One entry about one person; personal values are given sealed."""
    record_act(
        by=by,
        at=at,
        act=act,
        object_type=OWNER,
        object_ref=person.ref,
        org_path=path,
        before=before,
        after=after,
    )


def digest_of(ids: Iterable[int]) -> str:
    """What stands for many people in one entry."""
    return hashlib.sha256(",".join(str(i) for i in sorted(ids)).encode()).hexdigest()
