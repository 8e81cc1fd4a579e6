"""Background entry points: a settlement list is read, sorted again, and turned into claims."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huzhu.claims.actions import check_settlements, make_claims, sort_settlements
from huzhu.kernel.clock import now
from huzhu.kernel.jobs import with_sound_connection
from huzhu.organisations.rules import service

PATIENT = RetryStrategy(max_attempts=5, exponential_wait=3)


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
