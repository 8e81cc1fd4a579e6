"""Is this a frame of claims? Every way in which it may not be is said by column and claim."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from .errors import FactsError
from .frames import REQUIRED, fact_columns, facts_of, schema, settled_columns

_REPAIR = "Write the columns that `benefit_terms.frames.schema()` lists."
#: Prefixes of columns that belong to the facts: one that is not known is a slip of the pen.
_OURS = ("cover_", "person_", "event_", "diagnosis_", "bill_", "settled_")
#: Least and greatest number of columns that have bounds; all others are 0 or more.
_BOUNDS = {"event_disability_grade": (1, 10), "order": (-(2**62), 2**62)}
_PLAIN = {
    pl.Int64(): "whole numbers",
    pl.Date(): "dates",
    pl.String(): "text",
    pl.Boolean(): "true or false",
}


def _trouble(code: str, what: str, where: str, remedy: str = _REPAIR) -> FactsError:
    return FactsError(code, what, where=where, remedy=remedy)


def check_columns(frame: pl.DataFrame, where: str = "claims") -> None:
    """Raises FactsError for a column that is missing or not known, and for gaps in it."""
    known = schema()
    for name in REQUIRED:
        if name not in frame.columns:
            raise _trouble("missing_column", f"The column `{name}` is missing.", where)
    for name in frame.columns:
        if name not in known and name.startswith(_OURS):
            raise _trouble("unknown_column", f"The column `{name}` is not known.", where)
    for name in ("person", "order", "settled"):
        if name in frame.columns and not _is_key(name, frame[name].dtype):
            asked = {"person": "text or whole numbers", "order": "whole numbers"}
            wanted = asked.get(name, "true or false")
            what = f"The column `{name}` holds {frame[name].dtype}, not {wanted}."
            raise _trouble("wrong_type", what, f"column {name}", f"Write {wanted}.")
    for name in REQUIRED:
        if not frame[name].null_count():
            continue
        unsettled = frame[name].is_null()
        if unsettled.any() and "settled" in frame.columns and name not in ("claim", "person"):
            settled_free = name in ("cover_ends_before", "event_kind")
            unsettled = unsettled & ~(frame["settled"].fill_null(False) & settled_free)
        if unsettled.any():
            claim = frame["claim"][int(unsettled.arg_max() or 0)]
            what = f"`{name}` is not known in claim {claim}."
            raise _trouble("fact_missing", what, where, f"Give `{name}` in every row.")


def _is_key(name: str, held: Any) -> bool:
    if name == "settled":
        return held in (pl.Boolean, pl.Null)
    return bool(held.is_integer()) or (name == "person" and _fits(held, pl.String()))


def checked_column(frame: pl.DataFrame, name: str) -> pl.Series:
    """A column in the type the evaluator reads; raises FactsError for what cannot be so read.

    Text becomes an Enum (of the closed list, where there is one), numbers Int64.
    """
    series, wanted = frame[name], fact_columns().get(name)
    dtype = wanted.dtype if wanted else schema()[name]
    if series.dtype == pl.Null:
        series = series.cast(dtype)
    if not _fits(series.dtype, dtype):
        asked = _PLAIN.get(dtype, str(dtype))
        what = f"The column `{name}` holds {series.dtype}, not {asked}."
        raise _trouble("wrong_type", what, f"column {name}", f"Write {asked}.")
    if dtype == pl.Int64():
        return _numbers(frame, series.cast(pl.Int64))
    if dtype == pl.String():
        return _words(frame, series, wanted.words if wanted else ())
    return series if dtype in (pl.Boolean(), pl.Date()) else _listed(series, dtype)


def _fits(held: Any, wanted: Any) -> bool:
    if wanted == pl.Int64():
        return bool(held.is_integer())
    if wanted == pl.String():
        return held in (pl.String, pl.Categorical, pl.Enum)
    if isinstance(wanted, pl.List):
        return isinstance(held, (pl.List, pl.Array))
    return bool(held == wanted)


def _listed(series: pl.Series, dtype: Any) -> pl.Series:
    if series.dtype == dtype:
        return series
    try:
        return series.cast(dtype, strict=True)
    except pl.exceptions.PolarsError as trouble:
        what = f"The column `{series.name}` cannot be read as {dtype}: {trouble}."
        raise _trouble("wrong_type", what, f"column {series.name}") from None


def _numbers(frame: pl.DataFrame, series: pl.Series) -> pl.Series:
    least, most = _BOUNDS.get(series.name, (0, 2**62))
    low, high = series.min(), series.max()
    if low is not None and (low < least or high > most):  # type: ignore[operator]
        at = int(((series < least) | (series > most)).arg_max() or 0)
        code = "negative" if series[at] < 0 else "out_of_range"
        what = f"`{series.name}` is {series[at]}."
        remedy = f"Write a whole number from {least} to {most}."
        raise _trouble(code, what, f"claim {frame['claim'][at]}", remedy)
    return series


def _words(frame: pl.DataFrame, series: pl.Series, words: tuple[str, ...]) -> pl.Series:
    if not words and series.dtype != pl.Enum:
        # Codes of an Enum count from 0; those of a Categorical are anybody's.
        distinct = series.drop_nulls().unique().cast(pl.String).sort()
        return series.cast(pl.Enum(distinct))
    if not words or series.dtype == pl.Enum(words):
        return series
    if series.dtype != pl.String:
        series = series.cast(pl.String)
    read = series.cast(pl.Enum(words), strict=False)
    if read.null_count() > series.null_count():
        at = int((read.is_null() & series.is_not_null()).arg_max() or 0)
        what = f"`{series[at]}` is not a word of `{series.name}`."
        remedy = f"Use one of: {', '.join(words)}."
        raise _trouble("not_in_list", what, f"claim {frame['claim'][at]}", remedy)
    return read


def check_dates(frame: pl.DataFrame) -> None:
    """Covers that end before they begin, stays that end before they begin: FactsError."""
    for first, second, strict in (
        ("cover_starts_on", "cover_ends_before", True),
        ("event_admitted_on", "event_discharged_on", False),
    ):
        if first not in frame.columns or second not in frame.columns:
            continue
        begun, ended = checked_column(frame, first), checked_column(frame, second)
        wrong = (ended <= begun) if strict else (ended < begun)
        if wrong.any():
            # The record itself says what is wrong with it, as it does in a single claim.
            facts_of(frame.row(int(wrong.fill_null(False).arg_max() or 0), named=True))


def check_orders(frame: pl.DataFrame) -> None:
    """Two rows of one person with one order: FactsError."""
    person, order = frame["person"], frame["order"]
    if person.is_sorted():
        doubled = (person == person.shift(1)) & (order == order.shift(1))
        if not ((person == person.shift(1)) & (order < order.shift(1))).any() and not doubled.any():
            return
    doubled = frame.select(pl.struct("person", "order").is_duplicated()).to_series()
    if doubled.any():
        raise duplicate_order(frame, int(doubled.arg_max() or 0))


def duplicate_order(frame: pl.DataFrame, at: int) -> FactsError:
    what = f"Two claims of person {frame['person'][at]} have the order {frame['order'][at]}."
    remedy = "Number the claims of each person in the order of their payment."
    return _trouble("duplicate_order", what, f"claim {frame['claim'][at]}", remedy)


def validated(frame: pl.DataFrame, where: str = "claims") -> pl.DataFrame:
    """The frame with its columns in the types the evaluator reads; raises FactsError by name."""
    check_columns(frame, where)
    known = {*fact_columns(), *settled_columns(), "plan", "organisation", "settled", "order"}
    read = [checked_column(frame, name) for name in frame.columns if name in known]
    frame = frame.with_columns(read)
    check_dates(frame)
    check_orders(frame)
    return frame


def read_claims(path: Path) -> pl.DataFrame:
    """The claims in a Parquet file; raises FactsError if it cannot be read or is no such frame."""
    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as trouble:
        raise FactsError(
            "unreadable",
            f"The claims cannot be read: {trouble}.",
            where=str(path),
            remedy="Give a Parquet file with one claim a row.",
        ) from None
    return validated(frame, str(path))
