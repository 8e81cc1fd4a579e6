"""A frame of claims as numpy columns, each made when a clause first asks for it.

Unknown values are -1 in amounts, counts, words and yes-or-no columns, and
`NO_DAY` among dates. Words are codes into `Column.words`. A column whose value
is the same in every row is held as one plain number.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..frame_checks import checked_column
from ..frames import fact_columns
from .masks import Bools, Ints, Mask, equal, opposite

NO_DAY = -(2**31) + 1
UNKNOWN = -1


@dataclass(frozen=True)
class Column:
    """Values of one fact; `unknown` is the value that stands for not known, if any is."""

    values: Ints
    nullable: bool
    unknown: int = UNKNOWN
    high: int = 0
    words: tuple[str, ...] = ()
    codes: dict[str, int] = field(default_factory=dict, compare=False)
    #: Rows whose number is above the sheet's ceiling; the reference decides them.
    above: Bools | None = None

    def missing(self) -> Mask:
        return equal(self.values, self.unknown) if self.nullable else False

    def known(self) -> Mask:
        return opposite(self.missing())

    def is_word(self, word: str) -> Mask:
        code = self.codes.get(word)
        return False if code is None else equal(self.values, code)

    def among(self, words: tuple[str, ...]) -> Mask:
        """Where the value is one of these words; not where it is unknown."""
        codes = sorted({self.codes[word] for word in words if word in self.codes})
        if not codes:
            return False
        if len(codes) == len(self.words) and not self.nullable:
            return True
        if isinstance(self.values, int):
            return self.values in codes
        if len(codes) == 1:
            return equal(self.values, codes[0])
        table = np.zeros(len(self.words) + 1, dtype=np.bool_)
        table[codes] = True
        found: Mask = table[self.values]
        return found

    def cut(self, take: Callable[[Any], Any]) -> Column:
        if isinstance(self.values, int):
            return self
        above = None if self.above is None else take(self.above)
        return replace(self, values=take(self.values), above=above)


class Sheet:
    """The columns of a frame; safe to share between threads."""

    def __init__(
        self,
        frame: pl.DataFrame,
        ceiling: int = 10**10,
        order: NDArray[np.int64] | None = None,
    ) -> None:
        self.frame = frame
        #: Where the rows stand in the frame, if they are to be read in another order.
        self.order = order
        self.ceiling = ceiling
        self.rows = frame.height
        self._columns: dict[Any, Column] = {}
        self._lock = threading.RLock()

    def column(self, name: str) -> Column:
        """The column of a fact by its name in the frame; all unknown if the frame has none."""
        return self.made(name, lambda: self.read(name))

    def made(self, key: Any, make: Callable[[], Column]) -> Column:
        """The column kept under this key, made at the first asking."""
        found = self._columns.get(key)
        if found is None:
            with self._lock:
                found = self._columns.get(key)
                if found is None:
                    found = self._columns[key] = make()
        return found

    def series(self, name: str) -> pl.Series:
        """The checked Polars series of a column that is there."""
        return checked_column(self.frame, name)

    def has(self, name: str) -> bool:
        return name in self.frame.columns

    def read(self, name: str) -> Column:
        """The column as it is made when first asked for."""
        wanted = fact_columns().get(name)
        is_day = wanted is not None and wanted.dtype == pl.Date()
        if not self.has(name):
            words = wanted.words if wanted else ()
            if wanted is not None and _default_of(name) is not None:
                return Column(_default_of(name) or 0, False, high=_default_of(name) or 0)
            unknown = NO_DAY if is_day else UNKNOWN
            return Column(unknown, True, unknown, words=words, codes=_numbered(words))
        if self._says_one_word(name):
            return column_of(checked_column(self.frame.head(1), name))
        return self.of(self.series(name), _default_of(name), self.ceiling)

    def of(
        self, series: pl.Series, default: int | None = None, ceiling: int | None = None
    ) -> Column:
        """A series of the frame as a column, in the order in which the rows are read."""
        column, order = column_of(series, default, ceiling), self.order
        return column if order is None else column.cut(lambda values: values[order])

    def _says_one_word(self, name: str) -> bool:
        """Is this text, and the same in every row?"""
        series = self.frame[name]
        if series.dtype not in (pl.String, pl.Categorical, pl.Enum) or series.null_count():
            return False
        return series.len() > 0 and bool((series == series[0]).all())


def _default_of(name: str) -> int | None:
    """What an unknown value means where the facts have a default of their own."""
    return {"cover_shares": 1, "cover_is_renewal": 0, "cover_is_added_plan": 0}.get(name)


def _numbered(words: tuple[str, ...]) -> dict[str, int]:
    return {word: code for code, word in enumerate(words)}


def column_of(series: pl.Series, default: int | None = None, ceiling: int | None = None) -> Column:
    """A checked series as a column."""
    words: tuple[str, ...] = ()
    unknown = NO_DAY if series.dtype == pl.Date() else UNKNOWN
    if isinstance(series.dtype, pl.Enum):
        words = tuple(series.dtype.categories.to_list())
        series = series.to_physical()
        if series.null_count():
            series = series.cast(pl.Int32)
    elif series.dtype == pl.Boolean():
        series = series.cast(pl.Int8)
    elif series.dtype == pl.Date():
        series = series.to_physical()
    if default is not None and series.null_count():
        series = series.fill_null(default)
    above: Bools | None = None
    low, high = _bounds(series, bool(words) or unknown == NO_DAY)
    if ceiling is not None and series.dtype == pl.Int64() and high > ceiling:
        above = (series > ceiling).fill_null(False).to_numpy()
        series = series.clip(upper_bound=ceiling)
        high = ceiling
    nullable = series.null_count() > 0
    if nullable:
        series = series.fill_null(unknown)
        low = min(low, unknown)
    codes = _numbered(words)
    if series.len() and low == high and above is None:
        return Column(high, nullable, unknown, high, words, codes)
    values: NDArray[Any] = series.to_numpy()
    if words:
        values = values.astype(np.int16 if len(words) < 30000 else np.int32)
    return Column(values, nullable, unknown, high, words, codes, above)


def _bounds(series: pl.Series, only_if_one: bool) -> tuple[int, int]:
    """Least and greatest number; of dates and words it matters only whether all are the same."""
    if only_if_one and series.len() and series[0] != series[-1]:
        return 0, 1
    return _whole(series.min()), _whole(series.max())


def _whole(value: Any) -> int:
    return UNKNOWN if value is None else int(value)
