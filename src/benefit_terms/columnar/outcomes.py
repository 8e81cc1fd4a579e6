"""What came out, as arrays over the rows of the frame, and as a frame when it is asked for."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .. import clauses as c
from .. import nodes as n
from ..edition import Edition
from .batch import CODES, Refusals
from .masks import Ints, Mask
from .state import Result

OUTCOMES = ("pay", "refuse", "refer")
NEVER = 2**31 - 1
What = Literal["lines", "uses", "counts"]
_PAY, _REFUSE, _REFER = 0, 1, 2


@dataclass
class Outcomes:
    """Outcome and amount of every row; the rest only where some row has it."""

    rows: int
    outcome: NDArray[np.uint8] = field(init=False)
    amount: NDArray[np.int64] = field(init=False)
    bits: NDArray[np.uint64] | None = None
    ended_on: NDArray[np.int32] | None = None
    columns: dict[tuple[What, str], NDArray[np.int64]] = field(default_factory=dict)
    #: Columns that are always what is paid in all, and are not kept twice.
    sole: frozenset[tuple[What, str]] = frozenset()
    _lock: Any = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.outcome = np.full(self.rows, _REFUSE, dtype=np.uint8)
        self.amount = np.zeros(self.rows, dtype=np.int64)

    def refused(self) -> NDArray[np.uint64]:
        with self._lock:
            if self.bits is None:
                self.bits = np.zeros(self.rows, dtype=np.uint64)
            return self.bits

    def ends(self) -> NDArray[np.int32]:
        with self._lock:
            if self.ended_on is None:
                self.ended_on = np.full(self.rows, NEVER, dtype=np.int32)
            return self.ended_on

    def column(self, what: What, name: str) -> NDArray[np.int64]:
        with self._lock:
            if (what, name) not in self.columns:
                self.columns[what, name] = np.zeros(self.rows, dtype=np.int64)
            return self.columns[what, name]

    def clear(self, at: int) -> None:
        """Forget what was found for a row."""
        self.outcome[at], self.amount[at] = _REFUSE, 0
        if self.bits is not None:
            self.bits[at] = 0
        if self.ended_on is not None:
            self.ended_on[at] = NEVER
        for held in self.columns.values():
            held[at] = 0

    def write(self, rows: Any, result: Result, refusals: Refusals) -> None:
        """The result of some rows, given by their places in the frame."""
        self.amount[rows] = result.amount
        self.outcome[rows] = outcome_of(result.amount, result.asks)
        if refusals.bits is not None:
            self.refused()[rows] = refusals.bits
        if result.ended is not False:
            self.ends()[rows] = result.ended_on
        held: tuple[tuple[What, dict[str, Ints]], ...] = (
            ("lines", result.lines),
            ("uses", result.uses),
            ("counts", result.counts),
        )
        for what, values in held:
            for name, value in values.items():
                if (what, name) not in self.sole and (not isinstance(value, int) or value):
                    self.column(what, name)[rows] = value

    def placed(self, order: NDArray[np.int64]) -> None:
        """Put everything where it stands in the frame: row k was read from place `order[k]`."""

        def back(values: NDArray[Any]) -> NDArray[Any]:
            found = np.empty_like(values)
            found[order] = values
            return found

        self.outcome, self.amount = back(self.outcome), back(self.amount)
        self.bits = None if self.bits is None else back(self.bits)
        self.ended_on = None if self.ended_on is None else back(self.ended_on)
        self.columns = {name: back(values) for name, values in self.columns.items()}

    def frame(self, claims: pl.Series, keep: NDArray[np.bool_] | None) -> pl.DataFrame:
        """One row a claim: outcome, amount, refusals, and a column for each clause and account."""
        made: dict[str, Any] = {
            "claim": claims,
            "outcome": pl.Series(OUTCOMES, dtype=pl.Enum(OUTCOMES)).gather(self.outcome),
            "amount_fen": self.amount,
            "refusals": self.refusals(),
            "ended_on": self._ended(),
        }
        prefix = {"lines": "line_", "uses": "use_", "counts": "count_"}
        columns = {**self.columns, **dict.fromkeys(self.sole, self.amount)}
        for (what, name), values in sorted(columns.items()):
            made[f"{prefix[what]}{name}"] = values
        frame = pl.DataFrame(made)
        return frame if keep is None else frame.filter(pl.Series(keep))

    def refusals(self) -> pl.Series:
        """The refusal codes of every row; rows with the same codes share one list."""
        if self.bits is None:
            lists = pl.Series([[]], dtype=pl.List(pl.String))
            return lists.new_from_index(0, self.rows).alias("refusals")
        which, distinct = _numbered(self.bits)
        lists = pl.Series([codes_of(bits) for bits in distinct], dtype=pl.List(pl.String))
        return lists.gather(which).alias("refusals")

    def _ended(self) -> pl.Series:
        if self.ended_on is None:
            return pl.Series([None], dtype=pl.Date).new_from_index(0, self.rows)
        days = pl.Series(self.ended_on)
        return days.set(days == NEVER, None).cast(pl.Date)


def _numbered(bits: NDArray[np.uint64]) -> tuple[Any, list[int]]:
    """Each row's place among the sets of codes that occur, and those sets."""
    used = int(np.bitwise_or.reduce(bits)) if len(bits) else 0
    codes = [number for number in range(64) if used >> number & 1]
    if len(codes) > 12:
        distinct, which = np.unique(bits, return_inverse=True)
        return which, distinct.tolist()
    which = np.zeros(len(bits), dtype=np.uint16)
    for place, number in enumerate(codes):
        which |= ((bits >> np.uint64(number)) & np.uint64(1)).astype(np.uint16) << place
    sets = range(1 << len(codes))
    return which, [sum(1 << c for at, c in enumerate(codes) if held >> at & 1) for held in sets]


def outcome_of(amount: Ints, asks: Mask) -> Any:
    """Pay where something is paid, refer where an officer is asked, refuse otherwise."""
    if isinstance(amount, int):
        paid: Any = np.uint8(_PAY if amount > 0 else _REFUSE)
    else:
        paid = (amount <= 0).astype(np.uint8)
    if isinstance(asks, bool):
        return np.uint8(_REFER) if asks else paid
    return np.where(asks, np.uint8(_REFER), paid)


def codes_of(bits: int) -> list[str]:
    """The refusal codes behind the bits of a row."""
    return [code for code, number in CODES.items() if bits >> number & 1]


def sole_columns(edition: Edition) -> frozenset[tuple[What, str]]:
    """Lines and uses of an edition with one benefit: they are what is paid in all."""
    benefits = edition.of(c.Benefit)
    windows = [window for _, clause in edition.of(c.Waiting) for window in clause.windows]
    if len(benefits) != 1 or any(isinstance(w.result, n.PaysInstead) for w in windows):
        return frozenset()
    [(_, benefit)] = benefits
    caps = {step.name for step in benefit.steps if isinstance(step, n.UnderCap)}
    return frozenset({("lines", benefit.id), *(("uses", cap) for cap in caps)})
