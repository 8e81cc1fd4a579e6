"""What a value of the edition comes to in each row: the counterpart of `Scope.quantity`."""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm

import numpy as np

from ..edition import Parameter
from ..quantities import Quantity
from ..values import Choice, ParameterRef, Value, row_range
from .batch import Batch, Flow
from .conditions import category_column
from .days import day_number
from .exact import Exact, within
from .masks import Ints, Mask, anywhere, both, but_not, choose
from .measures import MEASURES, UNTOLD, WORD_COLUMNS, measured, word_column

Leaf = tuple[Mask, Quantity]
_DEEPEST = 16


def number(value: Value, flow: Flow, region: Mask = True) -> Exact:
    """The value for the open rows of the region; a row or fact that is missing refuses the row."""
    if isinstance(value, Quantity):
        return Exact.of(value.number)
    return joined(list(leaves(value, flow, region)))


def joined(found: list[Leaf]) -> Exact:
    """One number for every row out of its leaves."""
    if not found:
        return Exact(0, 1, 0)
    den = lcm(*(leaf.number.denominator for _, leaf in found))
    tops = [int(leaf.number * den) for _, leaf in found]
    high = within(max(abs(top) for top in tops))
    num: Ints = tops[0]
    for (mask, _), top in zip(found[1:], tops[1:], strict=True):
        if not isinstance(num, int) or top != num:
            num = choose(mask, top, num)
    if isinstance(num, np.ndarray):
        num = num.astype(np.int64, copy=False)
    return Exact(num, den, high)


def leaves(value: Value, flow: Flow, region: Mask = True, depth: int = 0) -> Iterator[Leaf]:
    """The quantities a value comes to, each with the rows of the region where it does."""
    if isinstance(value, Quantity):
        yield region, value
    elif depth > _DEEPEST:
        flow.give_up(region)
    elif isinstance(value, Choice):
        yield from _rows(value, flow, region, depth)
    else:
        yield from _parameter(value, flow, region, depth)


def _parameter(reference: ParameterRef, flow: Flow, region: Mask, depth: int) -> Iterator[Leaf]:
    parameter = flow.batch.edition.parameter(reference.name)
    if parameter is None:
        return flow.give_up(region)
    if parameter.value is not None:
        yield from leaves(parameter.value, flow, region, depth + 1)
        return None
    for mask, value in _dated(parameter, flow, region):
        if value is None:
            flow.give_up(mask)
        else:
            yield from leaves(value, flow, mask, depth + 1)
    return None


def _dated(parameter: Parameter, flow: Flow, region: Mask) -> Iterator[tuple[Mask, Value | None]]:
    """The values in force, each with its rows; None where there is none yet."""
    first: dict[int, Value] = {}
    for dated in parameter.values:
        first.setdefault(day_number(dated.from_), dated.value)
    begins = sorted(first)
    on, rest = flow.on, region
    for begin in reversed(begins):
        mask = both(rest, _from(on, begin))
        if anywhere(mask):
            yield mask, first[begin]
        rest = but_not(rest, mask)
    if anywhere(rest):
        yield rest, None


def _from(on: Ints, begin: int) -> Mask:
    found: Mask = on >= begin
    return found


def _rows(choice: Choice, flow: Flow, region: Mask, depth: int) -> Iterator[Leaf]:
    rest = region
    if choice.by in MEASURES:
        numbers, missing = measured(choice.by, flow)
        flow.halt(both(region, missing), "fact_missing")
        rows = [(_between(numbers, *row_range(key)), row) for key, row in choice.rows]
    elif choice.by == "disease_list":
        missing = category_column(flow.batch).missing()
        flow.halt(both(region, missing), "fact_missing")
        rows = [(_listed(key, flow.batch), row) for key, row in choice.rows]
    elif choice.by not in WORD_COLUMNS:
        return flow.halt(region, "fact_missing") if choice.by in UNTOLD else flow.give_up(region)
    else:
        column, missing = word_column(choice.by, flow.batch)
        flow.halt(both(region, missing), "fact_missing")
        rows = [(column.is_word(key), row) for key, row in choice.rows]
    rest = but_not(rest, missing)
    for where, row in rows:
        mask = both(rest, where)
        if anywhere(mask):
            yield from leaves(row, flow, mask, depth + 1)
        rest = but_not(rest, mask)
    if not anywhere(rest):
        return None
    if choice.otherwise is None:
        flow.halt(rest, "not_in_schedule")
    else:
        yield from leaves(choice.otherwise, flow, rest, depth + 1)
    return None


def _listed(name: str, batch: Batch) -> Mask:
    """Where this is the first disease list that holds the diagnosis."""
    earlier: set[str] = set()
    for other, entries in batch.edition.lists:
        codes = {code for _, disease in entries for code in disease.codes}
        if other == name:
            return category_column(batch).among(tuple(sorted(codes - earlier)))
        earlier |= codes
    return False


def _between(numbers: Ints, first: int, last: int) -> Mask:
    if first == last:
        exactly: Mask = numbers == first
        return exactly
    low: Mask = numbers >= first
    high: Mask = numbers <= last
    return both(low, high)
