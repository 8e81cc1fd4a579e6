"""Background entry points: papers are read one by one, behind what somebody waits for."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from huzhu.claims.actions import note_reading
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
