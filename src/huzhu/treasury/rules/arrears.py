"""What is overdue, since when, and when a unit may be reminded again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from huzhu.kernel.money import yuan
from huzhu.treasury.enums import AgeBucket
from huzhu.treasury.errors import InstalmentsWrong

REMIND_EVERY_DAYS = 7
MOST_INSTALMENTS = 24
Schedule = Sequence[tuple[date, int]]


def overdue_of(schedule: Schedule, received_fen: int, today: date) -> tuple[int, date | None]:
    """(fen overdue, the day from which the oldest of it was due). What came pays the earliest
    parts first; a part is overdue from the day after its own."""
    left, overdue, since = received_fen, 0, None
    for due_on, fen in sorted(schedule):
        paid = min(left, fen)
        left -= paid
        if paid < fen and due_on < today:
            overdue += fen - paid
            since = since or due_on
    return overdue, since


def next_part(schedule: Schedule, received_fen: int) -> tuple[date, int] | None:
    """The first part that is not fully paid: its day, and what is missing of it."""
    left = received_fen
    for due_on, fen in sorted(schedule):
        if left < fen:
            return due_on, fen - left
        left -= fen
    return None


def bucket_of(days: int) -> AgeBucket:
    for most, bucket in ((30, AgeBucket.UP_TO_30), (60, AgeBucket.UP_TO_60)):
        if days <= most:
            return bucket
    return AgeBucket.UP_TO_90 if days <= 90 else AgeBucket.OVER_90


def may_remind_again(last_at: datetime | None, at: datetime) -> bool:
    return last_at is None or at - last_at >= timedelta(days=REMIND_EVERY_DAYS)


def require_adds_up(parts: Schedule, due_fen: int) -> None:
    """Two parts or more, each above nought, on rising days, adding up. Raises InstalmentsWrong."""
    days = [due_on for due_on, _ in parts]
    total = sum(fen for _, fen in parts)
    in_order = days == sorted(set(days))
    if (
        not 2 <= len(parts) <= MOST_INSTALMENTS
        or any(fen <= 0 for _, fen in parts)
        or total != due_fen
        or not in_order
    ):
        raise InstalmentsWrong(
            count=len(parts), most=MOST_INSTALMENTS, total=yuan(total), due=yuan(due_fen)
        )
