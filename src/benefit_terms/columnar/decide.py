"""Decide a whole frame of claims under one edition: sort, cut into chunks, run, put together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..edition import Edition
from ..frame_checks import check_columns, check_dates
from ..schema import edition_from_canonical
from .chunks import decide_chunk
from .columns import Sheet
from .exact import TooLarge
from .masks import Bools
from .needs import Needs, needs_of
from .outcomes import Outcomes, sole_columns
from .persons import Persons, order_of, persons_of, slices
from .ranks import Indices
from .rowwise import decide_by_reference
from .vocabulary import unread

#: Amounts above the ceiling go to the reference; lower ones are tried where 64 bits do not do.
CEILINGS = (10**10, 10**8, 10**6)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Decided:
    """The outcomes of a frame, in its own order; `by_reference` rows went person by person."""

    frame: pl.DataFrame
    outcomes: Outcomes
    settled: Bools | None
    by_reference: int

    @property
    def claims(self) -> int:
        return self.frame.height - (0 if self.settled is None else int(self.settled.sum()))

    def to_frame(self) -> pl.DataFrame:
        """One row a claim, in the order in which the claims were given."""
        keep = None if self.settled is None else ~self.settled
        return self.outcomes.frame(self.frame["claim"], keep)


def decide(edition: Edition, claims: pl.DataFrame) -> pl.DataFrame:
    """Decide every claim of a frame (see `frames`) exactly as `evaluate` would, one after another.

    Columns: `claim`, `outcome`, `amount_fen`, `refusals` (codes), `ended_on`, and whole numbers
    `line_<clause>`, `use_<cap>`, `count_<account>` where there are any. Raises FactsError for
    claims that cannot be read, EvaluationError where the edition gives no one answer.
    """
    return decided(edition, claims).to_frame()


def decide_partition(edition: str, claims: pl.DataFrame) -> pl.DataFrame:
    """`decide` for one partition of many: whole persons, and the edition as canonical JSON.

    Columns do not depend on the partition's content: lines, uses and counts come as lists of
    (name, number).
    """
    found = decided(edition_from_canonical(edition), claims).to_frame()
    kept = ["claim", "outcome", "amount_fen", "refusals", "ended_on"]
    lists = []
    for prefix in ("line_", "use_", "count_"):
        names = [name for name in found.columns if name.startswith(prefix)]
        pairs = [_pair(name, prefix) for name in names]
        empty = pl.lit(None, dtype=pl.List(PAIR))
        packed = pl.concat_list(pairs).list.drop_nulls() if pairs else empty
        lists.append(packed.alias(f"{prefix[:-1]}s"))
    return found.select(pl.col(kept).exclude("outcome"), pl.col("outcome").cast(pl.String), *lists)


PAIR = pl.Struct({"name": pl.String(), "number": pl.Int64()})


def _pair(name: str, prefix: str) -> pl.Expr:
    pair = pl.struct(pl.lit(name.removeprefix(prefix)).alias("name"), pl.col(name).alias("number"))
    return pl.when(pl.col(name) != 0).then(pair)


def decided(edition: Edition, claims: pl.DataFrame, progress: Progress | None = None) -> Decided:
    """The same as arrays; `progress` is called with rows done and rows in all."""
    check_columns(claims)
    check_dates(claims)
    settled = _settled(claims)
    ends = claims["settled_terminated"].any() if "settled_terminated" in claims.columns else False
    needs, read = needs_of(edition, bool(ends), names_events(claims)), not unread(edition)
    order, persons = _order(claims, needs, read)
    there = settled if order is None or settled is None else settled[order]
    for ceiling in CEILINGS if read else ():
        try:
            sheet = Sheet(claims, ceiling, order)
            outcomes, left = _run(edition, sheet, persons, needs, there, progress)
            break
        except TooLarge:
            continue
    else:
        outcomes, left = Outcomes(claims.height), np.arange(claims.height)
    if order is not None:
        outcomes.placed(order)
        left = order[left]
    decide_by_reference(edition, claims, left, outcomes)
    return Decided(claims, outcomes, settled, len(left))


def _order(claims: pl.DataFrame, needs: Needs, read: bool) -> tuple[Indices | None, Persons | None]:
    """In which order to read the claims; where no claim bears on another, it is all one."""
    if read and not needs.any and not needs.marks:
        return None, None
    order = order_of(claims, by_cover=read and needs.any and not needs.by_person)
    return order, persons_of(claims, order)


def names_events(claims: pl.DataFrame) -> bool:
    """Does any claim say of which event it is?"""
    return "event_ref" in claims.columns and claims["event_ref"].null_count() < claims.height


def _settled(claims: pl.DataFrame) -> Bools | None:
    if "settled" not in claims.columns:
        return None
    settled = claims["settled"].fill_null(False).to_numpy()
    return settled if settled.any() else None


def _run(
    edition: Edition,
    sheet: Sheet,
    persons: Persons | None,
    needs: Needs,
    settled: Bools | None,
    progress: Progress | None,
) -> tuple[Outcomes, Indices]:
    """All chunks, on all cores; also the rows that are left to the reference."""
    outcomes = Outcomes(sheet.rows, sole=sole_columns(edition))
    parts, left = (slices(sheet.rows), []) if persons is None else persons.chunks()

    def run(rows: Any) -> tuple[int, NDArray[Any] | None]:
        size = rows.stop - rows.start if isinstance(rows, slice) else len(rows)
        return size, decide_chunk(edition, sheet, rows, persons, needs, settled, outcomes)

    done = 0
    with ThreadPoolExecutor(max_workers=pl.thread_pool_size()) as pool:
        for count, hopeless in pool.map(run, parts):
            done += count
            if hopeless is not None:
                left.append(hopeless)
            if progress is not None:
                progress(done, sheet.rows)
    rows = np.sort(np.concatenate(left)) if left else np.zeros(0, dtype=np.int64)
    return outcomes, rows
