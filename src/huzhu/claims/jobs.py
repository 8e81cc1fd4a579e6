"""Background entry points: papers are read one by one, behind what somebody waits for; settlement
lists are read, sorted again, and turned into claims."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from huzhu.claims.actions import (
    check_settlements,
    make_claims,
    note_reading,
    sort_settlements,
)
from huzhu.claims.formats import PictureUnreadable, Reading, engine_of_the_house, read_paper
from huzhu.claims.queries import paper_to_read
from huzhu.kernel.clock import now
from huzhu.kernel.crypto import Undecipherable
from huzhu.kernel.jobs import with_sound_connection
from huzhu.kernel.scope import acting_in
from huzhu.organisations.rules import service

PATIENT = RetryStrategy(max_attempts=3, exponential_wait=10)
AFTER_OTHERS = -20


@app.task(name="read_paper", retry=PATIENT)
@with_sound_connection
def read(paper_ref: str, org_path: str) -> None:
    """The engine works for seconds: between two short transactions, never inside one."""
    officer = service("job:read_paper", over=org_path)
    try:
        with acting_in(officer.scope):
            waiting = paper_to_read(officer.scope, paper_ref)
    except Undecipherable:
        return
    if waiting is None:
        return
    reading = _read(*waiting)
    with acting_in(officer.scope):
        note_reading(by=officer, at=now(), paper_ref=paper_ref, reading=reading)


def _read(kind: str, content: bytes) -> Reading | None:
    try:
        return read_paper(kind, content, engine_of_the_house())
    except PictureUnreadable:
        return None


def defer_reading(paper_ref: str, org_path: str) -> None:
    """In the caller's transaction; asked for again while it waits, a paper waits once."""
    lock = f"paper:{paper_ref}"
    # The database tells of the one that waits by refusing the second: only the savepoint is lost.
    with suppress(AlreadyEnqueued), transaction.atomic():
        job = read.configure(lock=lock, queueing_lock=lock, priority=AFTER_OTHERS)
        job.defer(paper_ref=paper_ref, org_path=org_path)


@app.task(name="check_settlements", retry=PATIENT)
@with_sound_connection
def check(import_ref: str, org_path: str) -> None:
    """Outside of any transaction, as the others: every step commits, so that progress is seen."""
    officer = service("job:check_settlements", over=org_path)
    check_settlements(by=officer, at=now(), import_ref=import_ref)


@app.task(name="sort_settlements", retry=PATIENT)
@with_sound_connection
def sort(import_ref: str, org_path: str) -> None:
    officer = service("job:sort_settlements", over=org_path)
    sort_settlements(by=officer, at=now(), import_ref=import_ref)


@app.task(name="claim_settlements", retry=PATIENT)
@with_sound_connection
def claim(import_ref: str, org_path: str) -> None:
    officer = service("job:claim_settlements", over=org_path)
    make_claims(by=officer, at=now(), import_ref=import_ref)


def defer_check(import_ref: str, org_path: str) -> None:
    """In the caller's transaction; the jobs of one list never overlap."""
    check.configure(lock=_lock(import_ref)).defer(import_ref=import_ref, org_path=org_path)


def defer_sort(import_ref: str, org_path: str) -> None:
    sort.configure(lock=_lock(import_ref)).defer(import_ref=import_ref, org_path=org_path)


def defer_claim(import_ref: str, org_path: str) -> None:
    claim.configure(lock=_lock(import_ref)).defer(import_ref=import_ref, org_path=org_path)


def _lock(import_ref: str) -> str:
    return f"settlements:{import_ref}"
