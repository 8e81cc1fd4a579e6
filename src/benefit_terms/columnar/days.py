"""Days as whole numbers since 1970-01-01: years between them, spans after them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..quantities import Quantity, add_span
from .masks import Ints

_EPOCH = date(1970, 1, 1)
FIRST_DAY, LAST_DAY = (date.min - _EPOCH).days, (date.max - _EPOCH).days
#: The days for which answers are looked up; those outside are reckoned each time.
_FROM, _THROUGH = (date(1900, 1, 1) - _EPOCH).days, (date(2100, 1, 1) - _EPOCH).days


def day_number(day: date) -> int:
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    return _EPOCH + timedelta(days=number)


def _spelt(days: NDArray[Any]) -> NDArray[Any]:
    """Days as numbers such as 20250131."""
    moments = np.clip(days, FIRST_DAY, LAST_DAY).astype("datetime64[D]")
    months = moments.astype("datetime64[M]")
    years = moments.astype("datetime64[Y]").astype(np.int64)
    in_year = months.astype(np.int64) - years * 12
    in_month = (moments - months).astype(np.int64)
    found: NDArray[Any] = ((years + 1970) * 10000 + (in_year + 1) * 100 + in_month + 1).astype(
        np.int32
    )
    return found


@lru_cache(maxsize=1)
def _spelt_table() -> NDArray[Any]:
    return _spelt(np.arange(_FROM, _THROUGH + 1))


def _inside(days: NDArray[Any]) -> bool:
    return days.size == 0 or (int(days.min()) >= _FROM and int(days.max()) <= _THROUGH)


def spelt(days: Ints) -> Ints:
    """Days as numbers whose differences tell years: 2025-01-31 is 20250131."""
    if isinstance(days, int):
        return int(_spelt(np.array([days]))[0])
    return _spelt_table()[days - _FROM] if _inside(days) else _spelt(days)


def complete_years(born: Ints, on: Ints) -> Ints:
    """Complete years from one day to another, as `quantities.complete_years`."""
    years: Ints = (spelt(on) - spelt(born)) // 10000
    return years


def calendar_years(since: Ints, on: Ints) -> Ints:
    years: Ints = spelt(on) // 10000 - spelt(since) // 10000
    return years


@lru_cache(maxsize=64)
def _span_table(span: Quantity) -> NDArray[Any]:
    return np.array(
        [day_number(add_span(day_of(day), span)) for day in range(_FROM, _THROUGH + 1)],
        dtype=np.int32,
    )


def after(days: Ints, span: Quantity) -> Ints:
    """The day a span later, as `quantities.add_span`; unknown days stay before all others."""
    if isinstance(days, int):
        known = day_of(min(max(days, FIRST_DAY), LAST_DAY))
        return day_number(add_span(known, span))
    if span.unit == "days":
        later = days.astype(np.int64) + min(int(span.number), LAST_DAY - FIRST_DAY)
        ends: Ints = np.minimum(later, LAST_DAY)
        return ends
    if _inside(days):
        looked_up: Ints = _span_table(span)[days - _FROM]
        return looked_up
    distinct, which = np.unique(days, return_inverse=True)
    reckoned: Ints = np.array([after(int(day), span) for day in distinct], dtype=np.int32)[which]
    return reckoned
