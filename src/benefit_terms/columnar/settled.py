"""Rows that were settled before: what they paid, in place of what would be decided now."""

from __future__ import annotations

from typing import Any

import polars as pl

from .batch import Batch
from .columns import Column
from .masks import Bools, Ints, Mask, both, but_not, choose, either
from .state import Result


def _summed(batch: Batch, name: str, label: str, number: str, wanted: str) -> Column:
    """The sum of the entries of a settled list column that carry this label."""
    sheet = batch.sheet

    def make() -> Column:
        if not sheet.has(name):
            return Column(0, False)
        held = pl.element().struct
        entry = pl.when(held.field(label) == wanted).then(held.field(number)).otherwise(0)
        summed = pl.col(name).list.eval(entry).list.sum().fill_null(0)
        return sheet.of(sheet.frame.select(summed.alias(name)).to_series().cast(pl.Int64))

    return batch.made((name, wanted), make)


def _own(batch: Batch) -> Mask:
    """Settled rows of this plan; a row that names no plan is the edition's own."""
    plan = batch.column("plan")
    return either(plan.missing(), plan.is_word(batch.edition.plan))


def settled_result(batch: Batch, result: Result, settled: Bools) -> Result:
    """The result with what the settled rows paid; their own refusals are forgotten."""
    batch.give_up(both(settled, _says_nothing(batch)))
    own = _own(batch)
    amount = batch.column("settled_amount_fen")
    paid: Ints = choose(own, choose(amount.missing(), 0, amount.values), 0)
    some: Mask = paid > 0
    amount_now = choose(settled, paid, result.amount)
    said = Result(amount_now, {}, {}, {}, result.ended, result.ended_on, asks=result.asks)
    high = max(result.high, amount.high)
    for name in _named(batch):
        column = _summed(batch, "settled_lines", "clause", "amount_fen", name)
        high = _laid(said.lines, name, column, result.lines, both(settled, some), settled, high)
    for cap in batch.state.needs.caps if batch.state else ():
        column = _summed(batch, "settled_uses", "cap", "amount_fen", cap.id)
        high = _laid(said.uses, cap.id, column, result.uses, both(settled, some), settled, high)
    counts_high = result.counts_high
    for counter, _ in batch.state.needs.counters if batch.state else ():
        column = _summed(batch, "settled_counts", "counter", "number", counter)
        counts = both(settled, own)
        counts_high = _laid(
            said.counts, counter, column, result.counts, counts, settled, counts_high
        )
    ended = both(some, _is_so(batch, "settled_terminated"))
    said.ended = either(but_not(result.ended, settled), both(settled, ended))
    said.unlined = both(settled, _unlined(batch))
    said.high, said.counts_high = high, counts_high
    return said


def _says_nothing(batch: Batch) -> Mask:
    """Settled lines or uses of 0 fen: whether they count is for the reference to say."""
    sheet = batch.sheet
    names = [name for name in ("settled_lines", "settled_uses") if sheet.has(name)]

    def make() -> Column:
        nothing = pl.element().struct.field("amount_fen") == 0
        asked = [pl.col(name).list.eval(nothing).list.any() for name in names]
        found = pl.any_horizontal(asked or [pl.lit(False)]).fill_null(False)
        return sheet.of(sheet.frame.select(found.alias("nothing")).to_series())

    found: Mask = batch.made("settled_nothing", make).values == 1
    return found


def _named(batch: Batch) -> list[str]:
    """The clauses whose lines somebody may ask for, those of other editions included."""
    names = {clause.id for _, clause in batch.edition.clauses()}
    if batch.state is not None:
        needs = batch.state.needs
        asked = [benefits for benefits, _ in needs.paid]
        asked += [clause.benefits for clause in needs.times]
        asked += [clause.benefits for clause in needs.diseases]
        names = names.union(*asked)
    return sorted(names)


def _laid(
    into: dict[str, Ints],
    name: str,
    column: Column,
    decided: dict[str, Ints],
    counts: Mask,
    settled: Bools,
    high: int,
) -> int:
    """What is settled over what was decided; returns the bound of both."""
    now = choose(settled, 0, decided.get(name, 0))
    value: Any = choose(counts, column.values, now)
    if not (isinstance(value, int) and value == 0):
        into[name] = value
    return max(high, column.high)


def _is_so(batch: Batch, name: str) -> Mask:
    found: Mask = batch.column(name).values == 1
    return found


def _unlined(batch: Batch) -> Mask:
    sheet = batch.sheet
    if not sheet.has("settled_lines"):
        return True

    def make() -> Column:
        empty = (pl.col("settled_lines").list.len() == 0).fill_null(True)
        return sheet.of(sheet.frame.select(empty.alias("unlined")).to_series())

    found: Mask = batch.made("unlined", make).values == 1
    return found
