"""Background entry points: a roster is checked in steps and posted at once, each one at a time."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from huzhu.enrolment.actions import (
    check_quality,
    check_roster,
    note_posting_refused,
    post_roster,
    refresh_campaign,
    remind_units,
)
from huzhu.enrolment.queries import campaigns, rosters_waiting_beside
from huzhu.kernel.clock import now
from huzhu.kernel.errors import Refusal
from huzhu.kernel.jobs import with_sound_connection
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations.rules import service

LAST_TURN = 30_000
PATIENT = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(name="check_roster", retry=PATIENT)
@with_sound_connection
def check(roster_ref: str, org_path: str) -> None:
    """Outside of any transaction: every step commits, so that its progress is seen."""
    check_roster(by=service("job:check_roster", over=org_path), at=now(), roster_ref=roster_ref)


@app.task(name="post_roster", retry=PATIENT)
@with_sound_connection
def post(roster_ref: str, org_path: str) -> None:
    """A refusal is noted on the roster for the handler to read; anything else is tried again."""
    officer = service("job:post_roster", over=org_path)
    try:
        with acting_in(officer.scope):
            post_roster(by=officer, at=now(), roster_ref=roster_ref)
    except Refusal as refusal:
        with acting_in(officer.scope):
            note_posting_refused(by=officer, at=now(), roster_ref=roster_ref, refusal=refusal)


@app.task(name="check_quality", retry=PATIENT)
@with_sound_connection
def look_for_faults() -> None:
    """Over the whole house, also when one county asked: phones are shared across counties."""
    officer = service("job:check_quality")
    with acting_in(officer.scope):
        check_quality(by=officer, at=now())


def defer_quality_check() -> None:
    """One at a time; asked for again while it waits, it waits once."""
    # The database tells of the one that waits by refusing the second: only the savepoint is lost.
    with suppress(AlreadyEnqueued), transaction.atomic():
        look_for_faults.configure(lock="check_quality", queueing_lock="check_quality").defer()


def defer_check(roster_ref: str, org_path: str) -> None:
    """In the caller's transaction; checking and posting of one roster never overlap.

    A file waits behind as many files of each other city as of its own: whoever brings a thousand
    at once does not keep the one file of a neighbour waiting. Posting goes before checking, for
    somebody sits and waits for it.
    """
    with acting_in(everything()):
        before = min(rosters_waiting_beside(everything(), org_path), LAST_TURN)
    job = check.configure(lock=f"roster:{roster_ref}", priority=-before)
    job.defer(roster_ref=roster_ref, org_path=org_path)


def defer_post(roster_ref: str, org_path: str) -> None:
    post.configure(lock=f"roster:{roster_ref}").defer(roster_ref=roster_ref, org_path=org_path)


def remind_renewals() -> int:
    """Every running campaign is counted anew and its units reminded; how many were told.

    Run again on the same day it tells nobody twice: the campaign's days are kept.
    """
    told = 0
    with acting_in(everything()):
        running = list(campaigns(everything(), only_open=True).values_list("ref", "org_path"))
    for ref, path in running:
        officer = service("job:remind_renewals", over=path)
        with acting_in(officer.scope):
            refresh_campaign(by=officer, at=now(), campaign_ref=ref)
            told += remind_units(by=officer, at=now(), campaign_ref=ref).told
    return told
