"""Everything that happens by the clock."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from huzhu.audit import actions as audit
from huzhu.enrolment.jobs import defer_quality_check, remind_renewals
from huzhu.kernel.clock import now
from huzhu.kernel.jobs import with_sound_connection
from huzhu.treasury.jobs import remind_all


@app.periodic(cron="* * * * *")
@app.task(name="seal_audit", queueing_lock="seal_audit", lock="seal_audit")
@with_sound_connection
def seal_audit(timestamp: int) -> None:
    """Within a minute every act is numbered and chained; the day's head is noted outside."""
    while audit.seal_pending() > 0:
        pass
    audit.keep_head(heads=Path(settings.HOME) / "audit-heads.csv", at=now())


@app.periodic(cron="0 1 * * *")
@app.task(name="remind_renewals", queueing_lock="remind_renewals", lock="remind_renewals")
@with_sound_connection
def remind_of_renewals(timestamp: int) -> None:
    """At nine in the morning in China, before the offices begin."""
    remind_renewals()


@app.periodic(cron="30 18 * * *")
@app.task(name="check_quality_nightly", queueing_lock="check_quality_nightly")
@with_sound_connection
def check_quality_nightly(timestamp: int) -> None:
    """At half past two at night in China; the day's numbers are those of this run."""
    defer_quality_check()


@app.periodic(cron="30 0 * * *")
@app.task(name="remind_arrears", queueing_lock="remind_arrears", lock="remind_arrears")
@with_sound_connection
def remind_arrears(timestamp: int) -> None:
    """In the morning, 08:30 in China: handlers hear of what their units are behind with."""
    remind_all(now())
