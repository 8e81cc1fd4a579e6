"""Running a draft over claims, beside the edition those claims are judged by now."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

import polars as pl
from django.db import transaction

from benefit_terms import Edition, TermsError
from huzhu.attachments.actions import keep_file, open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.attachments.rules import UNKNOWN
from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted, Refusal
from huzhu.kernel.facts import publish
from huzhu.kernel.scope import ROOT, acting_in, within
from huzhu.organisations.rules import Officer
from huzhu.plans import formats, rules
from huzhu.plans.actions.locking import audit_draft, draft_to_write
from huzhu.plans.enums import ReplaySource, ReplayState
from huzhu.plans.errors import CaseUnreadable, NoClaimsToReplay, NotAClaimsFile
from huzhu.plans.events import ReplayAsked
from huzhu.plans.lifecycle import state_after
from huzhu.plans.models import DraftEdition, Replay
from huzhu.plans.permissions import may_run_replay
from huzhu.plans.queries import base_of, current_revision, replay_by_ref, terms_of
from huzhu.requests.actions import allocate_reference

LARGEST_FILE = 64 * 1024 * 1024


def ask_replay(
    *, by: Officer, at: datetime, draft_ref: str, first_year: int, last_year: int
) -> Replay:
    """Has the draft run over the claims of the office's years, both included, by a job.

    One transaction: replay (WAITING), audit, fact ReplayAsked. Refuses NotVisible, NotPermitted,
    WrongDraftState, CaseUnreadable while the draft cannot be read.
    """
    with transaction.atomic():
        draft = draft_to_write(by, draft_ref)
        replay = _new(by, at, draft, ReplaySource.CLAIMS)
        replay.first_year, replay.last_year = min(first_year, last_year), max(first_year, last_year)
        return _asked(by, at, draft, replay)


def ask_replay_of_file(
    *, by: Officer, at: datetime, draft_ref: str, file_name: str, content: bytes
) -> Replay:
    """The same over an uploaded Parquet file, which is kept sealed. Refuses NotAClaimsFile too."""
    name = PurePath(file_name.replace("\\", "/")).name[:200] or "claims.parquet"
    with transaction.atomic():
        draft = draft_to_write(by, draft_ref)
        if not content.startswith(formats.PARQUET_MAGIC):
            raise NotAClaimsFile(file_name=name, what="Parquet ≠ PAR1")
        replay = _new(by, at, draft, ReplaySource.FILE)
        replay.file_name = name
        replay.attachment_ref = keep_file(
            by=by, at=at, content=content, file_name=name, owner_type="replay",
            owner_ref=replay.ref, org_path=replay.org_path, wanted=(UNKNOWN,),
            limit_bytes=LARGEST_FILE,
        ).ref  # fmt: skip
        return _asked(by, at, draft, replay)


def run_replay(
    *,
    by: Officer,
    at: Callable[[], datetime],
    replay_ref: str,
    rows_of: Callable[[Replay], Iterable[Sequence[Any]]],
) -> Replay:
    """Computes the report; ends DONE, or FAILED with the refusal. Outside of any transaction.

    `rows_of` gives the claims of the replay's years (`formats.ClaimRow`), read in one transaction
    of the replay's scope; a replay of a file reads its file instead. One that is finished comes
    back as it is. Progress is committed as it comes. Services only.
    """
    if not may_run_replay(by):
        raise NotPermitted
    with acting_in(by.scope):
        replay = replay_by_ref(by.scope, replay_ref)
    if replay.state in (ReplayState.DONE, ReplayState.FAILED):
        return replay
    _note(by, replay, state=ReplayState.RUNNING)
    try:
        report = _report(by, replay, rows_of)
    except Refusal as refusal:
        return _note(
            by, replay, state=ReplayState.FAILED, refusal=refusal.to_json(), finished_at=at()
        )
    return _note(
        by, replay, state=ReplayState.DONE, report=report, finished_at=at(), done=report["claims"],
        total=report["claims"],
    )  # fmt: skip


def make_claims_file(
    *,
    by: Officer,
    at: datetime,
    rows: Iterable[Sequence[Any]],
    plan_code: str,
    first_year: int,
    last_year: int,
) -> bytes:
    """Claims (`formats.ClaimRow`) as a Parquet file for replays elsewhere. Writes audit.

    Persons and claims bear numbers drawn for this file alone; who they are cannot be found out
    from it. Services only. Refuses NotPermitted, NoClaimsToReplay.
    """
    if not may_run_replay(by):
        raise NotPermitted
    claims = formats.claims_frame(rows)
    if claims.is_empty():
        raise NoClaimsToReplay(plan_code=plan_code, first=first_year, last=last_year)
    content = formats.parquet_of(formats.without_identity(claims))
    with transaction.atomic():
        record_act(
            by=by,
            at=at,
            act="export_claims",
            object_type="claims_file",
            object_ref=f"{plan_code} {first_year}–{last_year}",
            org_path=ROOT,
            after={"rows": claims.height, "digest": hashlib.sha256(content).hexdigest()},
        )
    return content


def _new(by: Officer, at: datetime, draft: DraftEdition, source: ReplaySource) -> Replay:
    state_after("replay", draft.state)
    edition = rules.readable(current_revision(by.scope, draft).text)
    if edition is None:
        raise CaseUnreadable(what=draft.ref)
    base = base_of(draft)
    return Replay(
        ref=allocate_reference(prefix="W", at=at),
        org_path=draft.org_path,
        draft=draft,
        revision=draft.revision,
        digest_a=base.digest if base else edition.digest,
        digest_b=edition.digest if base else "",
        source=source,
        requested_by_id=by.account_id,
        requested_by_label=by.label[:80],
        requested_at=at,
    )


def _asked(by: Officer, at: datetime, draft: DraftEdition, replay: Replay) -> Replay:
    replay.save(force_insert=True)
    after = {"replay": replay.ref, "revision": replay.revision, "file": replay.file_name}
    if replay.first_year is not None:
        after["years"] = f"{replay.first_year}–{replay.last_year}"
    audit_draft(by, at, "ask_replay", draft, after)
    publish(ReplayAsked(replay_ref=replay.ref, org_path=replay.org_path))
    return replay


def _report(
    by: Officer, replay: Replay, rows_of: Callable[[Replay], Iterable[Sequence[Any]]]
) -> dict[str, Any]:
    from benefit_terms.replay import replay as run

    with acting_in(by.scope):
        before, after = _editions(by, replay)
        claims = _claims(by, replay, rows_of)
    try:
        result = run(claims, before, after, progress=_Progress(by, replay))
    except (TermsError, pl.exceptions.PolarsError) as trouble:
        what = trouble.what if isinstance(trouble, TermsError) else str(trouble).splitlines()[0]
        raise NotAClaimsFile(file_name=replay.file_name or replay.ref, what=what) from trouble
    report: dict[str, Any] = result.to_json()
    return report


def _editions(by: Officer, replay: Replay) -> tuple[Edition, Edition | None]:
    revision = replay.draft.revisions.filter(within(by.scope)).get(number=replay.revision)
    draft = rules.readable(revision.text)
    assert draft is not None
    base = base_of(replay.draft)
    return (terms_of(base), draft) if base else (draft, None)


def _claims(
    by: Officer, replay: Replay, rows_of: Callable[[Replay], Iterable[Sequence[Any]]]
) -> pl.DataFrame:
    if replay.source == ReplaySource.FILE:
        content = open_file(attachment_by_ref(by.scope, replay.attachment_ref))
        try:
            return pl.read_parquet(content)
        except pl.exceptions.PolarsError as trouble:
            raise NotAClaimsFile(file_name=replay.file_name, what=str(trouble)) from trouble
    claims = formats.claims_frame(rows_of(replay))
    if claims.filter(~pl.col("settled")).is_empty():
        raise NoClaimsToReplay(
            plan_code=replay.draft.plan_code, first=replay.first_year, last=replay.last_year
        )
    return claims


class _Progress:
    """Tells how far the replay has come: a write for each hundredth part, not for each step."""

    def __init__(self, by: Officer, replay: Replay) -> None:
        self.by, self.replay, self.told = by, replay, -1

    def __call__(self, done: int, total: int) -> None:
        part = 100 * done // total if total else 0
        if part > self.told:
            self.told = part
            _note(self.by, self.replay, done=done, total=total)


def _note(by: Officer, replay: Replay, **changes: Any) -> Replay:
    with acting_in(by.scope):
        Replay.objects.filter(within(by.scope), pk=replay.pk).update(**changes)
    for name, value in changes.items():
        setattr(replay, name, value)
    return replay
