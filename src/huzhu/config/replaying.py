"""Replays of drafts: the claims of one room handed to the terms of another, in the background."""

from __future__ import annotations

from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huzhu.claims.queries import claims_for_replay
from huzhu.kernel.clock import now
from huzhu.kernel.facts import Fact
from huzhu.kernel.jobs import with_sound_connection
from huzhu.kernel.scope import Scope
from huzhu.organisations.rules import Officer, service
from huzhu.plans.actions import run_replay
from huzhu.plans.events import ReplayAsked
from huzhu.plans.models import Replay

PATIENT = RetryStrategy(max_attempts=3, exponential_wait=3)


def on_replay_asked(fact: Fact, by: Officer) -> None:
    assert isinstance(fact, ReplayAsked)
    replay.configure(lock=f"replay:{fact.replay_ref}").defer(
        replay_ref=fact.replay_ref, org_path=fact.org_path
    )


@app.task(name="replay_terms", retry=PATIENT)
@with_sound_connection
def replay(replay_ref: str, org_path: str) -> None:
    run(replay_ref, org_path)


def run(replay_ref: str, org_path: str) -> None:
    """Outside of any transaction: its progress is committed as it comes. Sees the office's claims
    and no others; one that is done already is not run again."""
    officer = service("job:replay_terms", over=org_path)
    run_replay(by=officer, at=now, replay_ref=replay_ref, rows_of=lambda r: _rows(officer.scope, r))


def _rows(scope: Scope, wanted: Replay) -> list[tuple[Any, ...]]:
    assert wanted.first_year is not None
    assert wanted.last_year is not None
    plan = wanted.draft.plan_code
    return claims_for_replay(scope, plan, wanted.first_year, wanted.last_year)
