"""Does a benefit answer? One function per kind of condition: where it holds, where unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl

from .. import nodes as n
from ..conditions import PARTS
from .batch import Batch, Flow, Refusals
from .columns import Column
from .masks import Ints, Mask, anywhere, both, but_not, either, opposite
from .measures import (
    as_long,
    day_column,
    measured,
    present,
    word_column,
)

#: Where a condition holds, and where it cannot be told.
Holds = tuple[Mask, Mask]


def _words(node: Any, batch: Batch, on: Ints, undated: Mask) -> Holds:
    column, missing = word_column(node.kind, batch)
    if node.kind == "severity":
        # No diagnosis at all is an event of another kind; a diagnosis not yet classed is not.
        missing = both(missing, present(batch, "diagnosis"))
    return column.among(node.among), missing


def _has_bill(node: n.HasBill, batch: Batch, on: Ints, undated: Mask) -> Holds:
    filled: Mask = False
    for name in (*PARTS, "total"):
        column = batch.column(f"bill_{name}_fen")
        if column.high > 0:
            filled = either(filled, _above(column.values, 0))
    if batch.sheet.has("bill_items"):
        filled = either(filled, lists_any(batch, "bill_items"))
    return (filled if node.wanted else opposite(filled)), False


def _above(values: Ints, than: int) -> Mask:
    found: Mask = values > than
    return found


def lists_any(batch: Batch, name: str) -> Mask:
    """Where a list column (lines of the bill, injuries, burns) holds something."""
    return list_holds(batch, name, pl.col(name).list.len() > 0, "any")


def list_holds(batch: Batch, name: str, asked: pl.Expr, key: Any) -> Mask:
    """Where something holds of a list column; nowhere if the frame has none."""
    if not batch.sheet.has(name):
        return False
    frame = batch.sheet.frame

    def make() -> Column:
        return batch.sheet.of(frame.select(asked.fill_null(False).alias(name)).to_series())

    found: Mask = batch.made((name, key), make).values == 1
    return found


def category_column(batch: Batch) -> Column:
    """The three-character category of each diagnosis as a word."""
    sheet = batch.sheet

    def make() -> Column:
        codes = sheet.column("diagnosis_icd10")
        cut = [word[:3].upper() for word in codes.words]
        words = tuple(sorted({word for word in cut if word}))
        number = {word: code for code, word in enumerate(words)}
        table = np.array([*(number.get(word, -1) for word in cut), -1], dtype=np.int16)
        nullable = codes.nullable or "" in cut
        if isinstance(codes.values, int):
            value = int(table[codes.values]) if codes.words else -1
            return Column(value, nullable or value < 0, words=words, codes=number)
        return Column(table[codes.values], nullable, words=words, codes=number)

    return batch.made("category", make)


def entry_table(batch: Batch, lists: tuple[str, ...]) -> list[int]:
    """For each category its place among the entries of these lists, -1 for none."""
    entries = [disease for name in lists for _, disease in batch.edition.disease_list(name)]
    words = category_column(batch).words
    return [
        next((place for place, entry in enumerate(entries) if word in entry.codes), -1)
        for word in words
    ]


def _disease_in(node: n.DiseaseIn, batch: Batch, on: Ints, undated: Mask) -> Holds:
    category = category_column(batch)
    found = [
        w for w, e in zip(category.words, entry_table(batch, node.lists), strict=True) if e >= 0
    ]
    return category.among(tuple(found)), False


def _yes_no(name: str) -> Callable[[Any, Batch, Ints, Mask], Holds]:
    def condition(node: Any, batch: Batch, on: Ints, undated: Mask) -> Holds:
        column = batch.column(name)
        wanted: Mask = column.values == int(node.wanted)
        return wanted, column.missing()

    return condition


def _circumstance(node: n.CircumstanceIs, batch: Batch, on: Ints, undated: Mask) -> Holds:
    found = pl.any_horizontal(
        [pl.col("event_circumstances").list.contains(word) for word in node.among]
    )
    return list_holds(batch, "event_circumstances", found, node.among), False


def _paid_beside(node: n.PaidBeside, batch: Batch, on: Ints, undated: Mask) -> Holds:
    paid = pl.element().struct
    named = pl.concat_str([paid.field("plan"), pl.lit("."), paid.field("clause")])
    among = list(node.among)
    answers = paid.field("plan").is_in(among) | named.is_in(among)
    asked = pl.col("beside").list.eval((paid.field("amount_fen") > 0) & answers).list.any()
    return list_holds(batch, "beside", asked, node.among), False


def _days_between(node: n.DaysBetween, batch: Batch, on: Ints, undated: Mask) -> Holds:
    first, then = batch.column(day_column(node.from_)), batch.column(day_column(node.to))
    missing = either(first.missing(), then.missing())
    return _in_range(node, as_long(then.values) - as_long(first.values)), missing


def _in_range(node: Any, number: Ints) -> Mask:
    found: Mask = True
    if node.at_least is not None:
        found = number >= node.at_least
    if node.at_most is not None:
        low: Mask = number <= node.at_most
        found = both(found, low)
    return found


def _measure(node: Any, batch: Batch, on: Ints, undated: Mask) -> Holds:
    if isinstance(node, n.AgeWithin) and node.on == "start":
        on, undated = batch.column("cover_starts_on").values, False
    number, missing = measured(node.kind, Flow(batch, on, True, Refusals(0)))
    return _in_range(node, number), either(missing, undated)


CONDITIONS: dict[type[n.Condition], Callable[[Any, Batch, Ints, Mask], Holds]] = {
    n.EventKindIs: _words,
    n.CauseIs: _words,
    n.HasBill: _has_bill,
    n.DiseaseIn: _disease_in,
    n.SeverityIs: _words,
    n.PersonClassIs: _words,
    n.HospitalGradeIs: _words,
    n.SexIs: _words,
    n.EmploymentIs: _words,
    n.TierIs: _words,
    n.RelationIs: _words,
    n.HospitalDesignated: _yes_no("event_hospital_designated"),
    n.InsuredIs: _yes_no("person_insured_basic_medical"),
    n.CircumstanceIs: _circumstance,
    n.PaidBeside: _paid_beside,
    n.DaysBetween: _days_between,
    n.AgeWithin: _measure,
    n.OrdinalWithin: _measure,
    n.StayDaysWithin: _measure,
    n.MembershipYearsWithin: _measure,
    n.CoverYearsWithin: _measure,
    n.HazardClassWithin: _measure,
    n.GradeWithin: _measure,
    n.SharesWithin: _measure,
}


def _all_of(
    when: tuple[n.Condition, ...], batch: Batch, on: Ints, undated: Mask, region: Mask
) -> Iterator[Holds]:
    for node in when:
        if not anywhere(region):
            return
        condition = CONDITIONS.get(type(node))
        if condition is None:
            batch.give_up(region)
            return
        holds, unknown = condition(node, batch, on, undated)
        region = both(region, either(holds, unknown))
        yield holds, unknown


def judge(
    when: tuple[n.Condition, ...],
    batch: Batch,
    on: Ints,
    undated: Mask,
    unless: tuple[n.Condition, ...] = (),
    region: Mask = True,
) -> Holds:
    """Where all conditions hold, and where it depends on a fact that is not known.

    `unless` fails the whole if all of its own conditions hold. Only the rows of the region are
    looked at.
    """
    possible: Mask = region
    unsure: Mask = False
    for holds, unknown in _all_of(when, batch, on, undated, region):
        possible = both(possible, either(holds, unknown))
        unsure = either(unsure, unknown)
    if unless and anywhere(possible):
        holds, unknown = judge(unless, batch, on, undated)
        possible = but_not(possible, holds)
        unsure = either(unsure, unknown)
    unsure = both(unsure, possible)
    return but_not(possible, unsure), unsure
