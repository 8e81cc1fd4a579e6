"""Rows that are decided together, and one benefit's way through them.

A batch is a chunk of the frame, or one round of it: the k-th rows of all its
persons. What a clause keeps for the rows of a chunk, a round asks for with
`here`, so that everything that depends on no earlier claim is reckoned once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..edition import Edition
from ..refusals import ASKS_OFFICER, REFUSALS
from .columns import Column, Sheet
from .masks import Bools, Ints, Mask, anywhere, both, but_not, either

if TYPE_CHECKING:
    from .. import clauses as c
    from .state import State

#: The bit of each refusal code.
CODES = {code: number for number, code in enumerate(REFUSALS)}
ASKS = sum(1 << CODES[code] for code in ASKS_OFFICER)


class Refusals:
    """The refusal codes of each row as bits of a number; no array until there is one to keep."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.bits: NDArray[np.uint64] | None = None
        #: Is there a code that asks an officer?
        self.may_ask = False

    def add(self, where: Mask, code: str) -> None:
        self.may_ask = self.may_ask or code in ASKS_OFFICER
        bit = np.uint64(1 << CODES[code])
        if self.bits is None:
            self.bits = np.zeros(self.rows, dtype=np.uint64)
        if isinstance(where, bool):
            self.bits |= bit
        else:
            self.bits |= where * bit

    def merge(self, where: Mask, bits: NDArray[np.uint64], may_ask: bool) -> None:
        self.may_ask = self.may_ask or may_ask
        if self.bits is None:
            self.bits = np.zeros(self.rows, dtype=np.uint64)
        self.bits |= bits if isinstance(where, bool) else bits * where

    def asking(self) -> Mask:
        """Where an officer is asked."""
        if self.bits is None or not self.may_ask:
            return False
        asked: Mask = (self.bits & np.uint64(ASKS)) != 0
        return asked


@dataclass
class Batch:
    """Some rows of a sheet: which columns they see, and what has been found out about them."""

    edition: Edition
    sheet: Sheet
    rows: int
    #: Takes this batch's part of an array that was kept for the chunk.
    here: Callable[[Any], Any]
    #: This batch's part of a column, by its key and how it is made for the whole sheet.
    fetch: Callable[[Any, Callable[[], Column]], Column]
    state: State | None = None
    #: All rows of the chunk in the order of the rounds, for a round.
    whole: Batch | None = None
    refusals: Refusals = field(init=False)
    #: Rows that only the reference can decide.
    hopeless: Mask = False
    _columns: dict[Any, Column] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.refusals = Refusals(self.rows)

    def column(self, name: str) -> Column:
        return self.made(name, lambda: self.sheet.read(name))

    def made(self, key: Any, make: Callable[[], Column]) -> Column:
        """This batch's part of a column that is made once for the whole sheet."""
        found = self._columns.get(key)
        if found is None:
            found = self._columns[key] = self.fetch(key, make)
            if found.above is not None:
                self.give_up(found.above)
        return found

    def give_up(self, where: Mask) -> None:
        """Leave these rows, and all of their persons, to the reference."""
        if anywhere(where):
            self.hopeless = either(self.hopeless, where)


@dataclass
class Flow:
    """Rows still open to a benefit, or to one of its guards; a refusal closes a row."""

    batch: Batch
    on: Ints
    open: Mask
    sink: Refusals

    def halt(self, where: Mask, code: str) -> None:
        """Refuse the open rows for which the mask holds."""
        hit = both(self.open, where)
        if anywhere(hit):
            self.sink.add(hit, code)
            self.open = but_not(self.open, hit)

    def give_up(self, where: Mask = True) -> None:
        self.batch.give_up(both(self.open, where))


@dataclass
class Lane:
    """One benefit for the rows of a batch, or what a waiting window gives instead of it.

    Arrays are those of the batch that prepared it; a round takes its part with `here`.
    """

    benefit: c.Benefit
    #: The clause a line is paid under.
    clause: str
    on: Ints
    shares: Ints
    #: Selected, dated, and not given way: the rows whose guards are asked.
    asked: Mask
    ends_cover: bool
    is_the_benefit: bool = True
    #: Guards that had not refused before the rounds.
    passed: Mask = True
    #: Rows that had not been refused while reckoning before the rounds.
    open: Mask = True
    #: Refusals met while reckoning; they count where the guards of the rounds pass.
    pending: Refusals | None = None
    amount: Any = None
    #: Guards and steps that need the earlier claims.
    guards: list[tuple[Any, Mask]] = field(default_factory=list)
    steps: tuple[Any, ...] = ()
    reduced: Any = None
    #: What a waiting window pays instead of the benefit.
    instead: Any = None


def filled(mask: Mask, rows: int) -> Bools:
    return np.full(rows, mask) if isinstance(mask, bool) else mask
