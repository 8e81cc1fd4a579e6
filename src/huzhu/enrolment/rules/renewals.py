"""Which covers are last period's, who is too old to go on, and how far a unit has come."""

from __future__ import annotations

from datetime import date, timedelta

from huzhu.kernel.identity import age_on
from huzhu.kernel.periods import Period, add_months

CAMPAIGN, RENEWAL = "RN", "RW"
LAPSED_DAYS = 92
COUNTED_DAYS = 200


def last_period(starts_on: date) -> tuple[date, date]:
    """Covers that ended in these days, both included, are renewed by one that starts on a day.

    A unit that comes late still finds its list for three months; whether its people skip the
    waiting period is another question, and the cover itself answers it.
    """
    return starts_on - timedelta(days=LAPSED_DAYS), starts_on


def counted_until(window_ends: date) -> date:
    """Enrolments that begin before this day count as answers to a season."""
    return window_ends + timedelta(days=COUNTED_DAYS)


def too_old_if_born_by(starts_on: date, oldest: int) -> date:
    """Whoever was born on this day or earlier is over the plan's age on the first day."""
    limit = add_months(starts_on, -12 * (oldest + 1))
    following = limit + timedelta(days=1)  # 29 February, on a 28th of a common year
    return following if age_on(following, starts_on) > oldest else limit


def window_of(first: date, months: int) -> Period:
    """Covers whose period ends in these months, counted from a day."""
    return Period.months(first, months)
