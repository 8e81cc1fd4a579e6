"""The measured terms written by hand: what a programmer would write who needs just these.

Each form takes the frame in the order of filing and gives the amounts in that
order, in fen. They know what the edition says, and that every stay inside its
cover pays something until the cap is used up; that is why a running sum will do
for them. None says why it refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.terms_claims import BANDS, CAP_FEN, LATER_STAY, Amounts

Form = Callable[[pl.DataFrame], Amounts]
#: Per cent of per cent: bands and the rate of the stay.
_UNIT = 10_000


# ── Polars ───────────────────────────────────────────────────────────────────────────────────

_BASE = pl.col("bill_deductible_fen") + pl.col("bill_proportional_fen")
_INSIDE = (pl.col("event_kind") == "inpatient") & pl.col("event_admitted_on").is_between(
    pl.col("cover_starts_on"), pl.col("cover_ends_before"), closed="left"
)
_PERIOD = ["person", "cover_starts_on"]


def _in_bands(base: Any) -> Any:
    return sum(
        (base - low).clip(0, None if high is None else high - low) * rate
        for low, high, rate in BANDS
    )


def _whole_fen(amount: Any) -> Any:
    return (amount + _UNIT // 2) // _UNIT


_BANDED = pl.when(_INSIDE).then(_in_bands(_BASE)).otherwise(0)
_COUNTED = _INSIDE.cast(pl.Int64)


def polars_alone(frame: pl.DataFrame) -> Amounts:
    """One expression; nothing across claims, the lower rate by hospital grade."""
    rate = pl.when(pl.col("event_hospital_grade") == "two").then(LATER_STAY).otherwise(100)
    return frame.select(_whole_fen(_BANDED * rate)).to_series().to_numpy()


def polars_windows(frame: pl.DataFrame) -> Amounts:
    """`.over` each person's period: stays counted, no cap."""
    return frame.select(_by_stay(_COUNTED.cum_sum().over(_PERIOD))).to_series().to_numpy()


def polars_windows_capped(frame: pl.DataFrame) -> Amounts:
    """`.over` each person's period: stays counted, then what is left of the cap."""
    made = frame.select(*_PERIOD, gross=_by_stay(_COUNTED.cum_sum().over(_PERIOD)))
    after = pl.col("gross").cum_sum().over(_PERIOD)
    return made.select(_under_cap(after)).to_series().to_numpy()


def _by_stay(ordinal: pl.Expr) -> pl.Expr:
    return _whole_fen(_BANDED * pl.when(ordinal > 1).then(LATER_STAY).otherwise(100))


def _under_cap(after: pl.Expr) -> pl.Expr:
    return pl.min_horizontal(after, CAP_FEN) - pl.min_horizontal(after - pl.col("gross"), CAP_FEN)


def polars_sorted(frame: pl.DataFrame) -> Amounts:
    """Sorted by period, one running sum over all for the stays."""
    made = _sorted(frame).sort("row")
    return made["gross"].to_numpy()


def polars_sorted_capped(frame: pl.DataFrame) -> Amounts:
    """Sorted by period, one running sum over all for the stays and one for the cap."""
    made = _sorted(frame).with_columns(after=pl.col("gross").cum_sum())
    before = pl.when(pl.col("begins")).then(pl.col("after") - pl.col("gross")).forward_fill()
    made = made.select("row", "gross", after=pl.col("after") - before)
    return made.select("row", amount=_under_cap(pl.col("after"))).sort("row")["amount"].to_numpy()


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    held = frame.select(*_PERIOD, banded=_BANDED, counted=_COUNTED).with_row_index("row")
    made = held.sort(*_PERIOD, maintain_order=True).with_columns(
        begins=(pl.col("person") != pl.col("person").shift(1))
        .or_(pl.col("cover_starts_on") != pl.col("cover_starts_on").shift(1))
        .fill_null(True),
        count=pl.col("counted").cum_sum(),
    )
    before = pl.when(pl.col("begins")).then(pl.col("count") - pl.col("counted")).forward_fill()
    first = pl.col("count") - before <= 1
    rate = pl.when(first).then(100).otherwise(LATER_STAY)
    return made.select("row", "begins", gross=_whole_fen(pl.col("banded") * rate))


# ── NumPy ────────────────────────────────────────────────────────────────────────────────────


def _numpy_banded(frame: pl.DataFrame) -> tuple[Amounts, NDArray[np.bool_]]:
    on = frame["event_admitted_on"].to_physical().to_numpy()
    starts = frame["cover_starts_on"].to_physical().to_numpy()
    ends = frame["cover_ends_before"].to_physical().to_numpy()
    kind = (frame["event_kind"] == "inpatient").to_numpy()
    inside = kind & (starts <= on) & (on < ends)
    base = frame["bill_deductible_fen"].to_numpy() + frame["bill_proportional_fen"].to_numpy()
    return _in_bands(base) * inside, inside


def numpy_alone(frame: pl.DataFrame) -> Amounts:
    """Arrays; nothing across claims."""
    banded, _ = _numpy_banded(frame)
    second = (frame["event_hospital_grade"] == "two").to_numpy()
    return _whole_fen(banded * np.where(second, LATER_STAY, 100))


def numpy_sorted(frame: pl.DataFrame) -> Amounts:
    """Arrays in the order of the periods; one running count."""
    order, gross, _ = _numpy_gross(frame)
    return _back(order, gross)


def numpy_sorted_capped(frame: pl.DataFrame) -> Amounts:
    """Arrays in the order of the periods; one running count and one running sum."""
    order, gross, begins = _numpy_gross(frame)
    after = _running(gross, begins)
    return _back(order, np.minimum(after, CAP_FEN) - np.minimum(after - gross, CAP_FEN))


def _numpy_gross(frame: pl.DataFrame) -> tuple[Amounts, Amounts, NDArray[np.bool_]]:
    person = frame["person"].to_numpy()
    starts = frame["cover_starts_on"].to_physical().to_numpy()
    banded, inside = _numpy_banded(frame)
    period = person * 40_000 + starts
    order = np.argsort(period, kind="stable")
    period, banded, inside = period[order], banded[order], inside[order]
    begins = np.ones(len(period), dtype=np.bool_)
    np.not_equal(period[1:], period[:-1], out=begins[1:])
    later = _running(inside.astype(np.int64), begins) > 1
    return order, _whole_fen(banded * np.where(later, LATER_STAY, 100)), begins


def _running(values: Amounts, begins: NDArray[np.bool_]) -> Amounts:
    """Running sums that begin anew with each period."""
    total = np.cumsum(values)
    first = np.flatnonzero(begins)
    before = total[first] - values[first]
    return total - np.repeat(before, np.diff(np.append(first, len(values))))


def _back(order: Amounts, values: Amounts) -> Amounts:
    placed = np.empty_like(values)
    placed[order] = values
    return placed


# ── Python ───────────────────────────────────────────────────────────────────────────────────


def python_alone(frame: pl.DataFrame) -> Amounts:
    """A function called for each claim; nothing across claims."""
    second = (frame["event_hospital_grade"] == "two").to_list()
    paid = [
        paid_alone(*row, LATER_STAY if lower else 100)
        for row, lower in zip(plain_rows(frame), second, strict=True)
    ]
    return np.array(paid, dtype=np.int64)


def paid_alone(
    kind: str, starts: int, ends: int, on: int, deductible: int, proportional: int, rate: int
) -> int:
    """The terms for one claim, with the rate of its stay given in per cent."""
    if kind != "inpatient" or not starts <= on < ends:
        return 0
    base = deductible + proportional
    if base <= 200_000:
        amount = base * 60
    elif base <= 1_000_000:
        amount = 12_000_000 + (base - 200_000) * 70
    else:
        amount = 68_000_000 + (base - 1_000_000) * 80
    return (amount * rate + 5_000) // 10_000


def python_loop_capped(frame: pl.DataFrame) -> Amounts:
    """A straight loop that keeps the stays and the cap of each period."""
    kept: dict[tuple[int, int], tuple[int, int]] = {}
    paid = []
    for person, row in zip(frame["person"].to_list(), plain_rows(frame), strict=True):
        period = person, row[1]
        stays, used = kept.get(period, (0, 0))
        amount = min(paid_alone(*row, LATER_STAY if stays else 100), CAP_FEN - used)
        if amount > 0:
            kept[period] = stays + 1, used + amount
        paid.append(amount)
    return np.array(paid, dtype=np.int64)


def plain_rows(frame: pl.DataFrame) -> Iterator[tuple[str, int, int, int, int, int]]:
    """Kind, first day and end of cover, day, and the two parts of the bill of each claim."""
    days = (
        frame[name].to_physical().to_list()
        for name in ("cover_starts_on", "cover_ends_before", "event_admitted_on")
    )
    parts = (frame[name].to_list() for name in ("bill_deductible_fen", "bill_proportional_fen"))
    return zip(frame["event_kind"].to_list(), *days, *parts, strict=True)
