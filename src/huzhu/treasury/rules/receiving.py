"""What may be received and allocated, and when an allocation may still be undone."""

from __future__ import annotations

from datetime import date, timedelta

from huzhu.kernel.money import yuan
from huzhu.treasury.errors import (
    AmountNotPositive,
    LineTooSmall,
    PeriodClosed,
    ReceiptTooMuch,
)

DUE_DAYS = 15
"""Within how many days money is due, and a slip uploaded, unless something else is agreed."""

CLOSING_DAYS = 31
"""How long after its end the books of a year stay open for corrections."""


def require_fits(*, due_fen: int, received_fen: int, amount_fen: int) -> None:
    """Raises AmountNotPositive, or ReceiptTooMuch with the figures."""
    if amount_fen <= 0:
        raise AmountNotPositive(amount=yuan(amount_fen))
    left = due_fen - received_fen
    if amount_fen > left:
        raise ReceiptTooMuch(
            due=yuan(due_fen),
            received=yuan(received_fen),
            left=yuan(left),
            amount=yuan(amount_fen),
            over=yuan(amount_fen - left),
        )


def require_covers(*, line: str, line_fen: int, left_fen: int, amount_fen: int) -> None:
    """Raises AmountNotPositive, or LineTooSmall with the figures."""
    if amount_fen <= 0:
        raise AmountNotPositive(amount=yuan(amount_fen))
    if amount_fen > left_fen:
        raise LineTooSmall(
            line=line, line_amount=yuan(line_fen), left=yuan(left_fen), amount=yuan(amount_fen)
        )


def due_day(expected_on: date) -> date:
    return expected_on + timedelta(days=DUE_DAYS)


def is_late_slip(paid_on: date, uploaded_on: date) -> bool:
    return (uploaded_on - paid_on).days > DUE_DAYS


def period_is_open(received_on: date, today: date) -> bool:
    """The accounting year is the calendar year; its books stay open some weeks for closing."""
    closes = date(received_on.year, 12, 31) + timedelta(days=CLOSING_DAYS)
    return today <= closes


def require_open_period(*, receipt: str, received_on: date, today: date) -> None:
    """Raises PeriodClosed."""
    if not period_is_open(received_on, today):
        raise PeriodClosed(receipt=receipt, received_on=received_on, year=received_on.year)
