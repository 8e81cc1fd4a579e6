"""What the house does by the clock, done here while the province is loaded: the audit is sealed as
it grows, and the planner's statistics are renewed, or it would read whole tables to find a row."""

from __future__ import annotations

from time import monotonic

from django.db import connections

from huzhu.audit.actions import seal_pending

ANALYZE_AFTER = (5, 15, 40, 90, 180, 400, 800)
ANALYZE_EVERY = 900
SEAL_EVERY = 5
SEALED_AT_ONCE = 10_000


class Upkeep:
    """Called again and again by the process that waits for the others."""

    def __init__(self) -> None:
        self._started = monotonic()
        self._seals_at = 0.0
        self._turns = [float(seconds) for seconds in ANALYZE_AFTER]

    @property
    def elapsed(self) -> float:
        return monotonic() - self._started

    def turn(self) -> None:
        if self.elapsed >= self._seals_at:
            self._seals_at = self.elapsed + SEAL_EVERY
            seal_all()
        if self.elapsed >= self._turns[0]:
            last = self._turns.pop(0)
            if not self._turns:
                self._turns.append(last + ANALYZE_EVERY)
            analyze()


def finish() -> None:
    """Seals what is left, and counts once more."""
    seal_all()
    analyze()


def seal_all() -> None:
    """Stops at the first part that is not full: more may always be coming."""
    while seal_pending(most=SEALED_AT_ONCE) == SEALED_AT_ONCE:
        pass


def analyze() -> None:
    """As the owner of the schema: nobody else may."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
