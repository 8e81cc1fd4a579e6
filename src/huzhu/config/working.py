"""Running background jobs, and taking up again what a killed worker left half done.

A job's work is one transaction, so what was half done was never written; the job itself is still
marked as running and must be asked for again.
"""

from __future__ import annotations

import asyncio

from procrastinate import App
from procrastinate.contrib.django import app

from huzhu.kernel.clock import now

SILENT_SECONDS = 30


def work(*, concurrency: int, is_alone: bool, stops_when_idle: bool) -> None:
    """Runs jobs until stopped, or until none is left.

    `is_alone`: no other worker serves this database, so every running job is a dead one's. The
    worker's app is a twin of the house's: acts inside jobs go on deferring in their transaction.
    """
    twin = app.with_connector(app.connector.get_worker_connector())
    asyncio.run(_work(twin, concurrency, is_alone, stops_when_idle))


async def take_up_stalled(worker_app: App, *, silent_seconds: float) -> int:
    """Asks again for jobs whose worker has been silent for so long; returns how many."""
    stalled = list(
        await worker_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_seconds)
    )
    for job in stalled:
        await worker_app.job_manager.retry_job(job, retry_at=now())
    return len(stalled)


async def _work(twin: App, concurrency: int, is_alone: bool, stops_when_idle: bool) -> None:
    async with twin.open_async():
        await take_up_stalled(twin, silent_seconds=0 if is_alone else SILENT_SECONDS)
        await twin.run_worker_async(
            concurrency=concurrency,
            wait=not stops_when_idle,
            install_signal_handlers=not stops_when_idle,
            listen_notify=not stops_when_idle,
            delete_jobs="successful",
        )
