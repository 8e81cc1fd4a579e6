"""Every background job of the house; procrastinate imports this module.

A job takes primitives, sets its scope, and calls one action. Periodic ones stand in schedule.py.
"""

from __future__ import annotations

from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huzhu.config.wiring import reaction_named
from huzhu.kernel.facts import fact_from_json
from huzhu.kernel.jobs import with_sound_connection
from huzhu.kernel.scope import acting_in
from huzhu.organisations.rules import service

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=3)


@app.task(name="deliver", retry=PATIENT)
@with_sound_connection
def deliver(reaction: str, fact: dict[str, Any]) -> None:
    """Hands one fact to one reaction, within the fact's own place in the tree."""
    happened = fact_from_json(fact)
    over = getattr(happened, "org_path", "/")
    officer = service(f"reaction:{reaction}", over=over)
    react = reaction_named(happened, reaction)
    with acting_in(officer.scope):
        react(happened, officer)


import huzhu.claims.jobs  # noqa: E402
import huzhu.config.replaying  # noqa: E402
import huzhu.config.schedule  # noqa: E402  registers the periodic jobs
import huzhu.enrolment.jobs  # noqa: E402, F401
