"""Persons in a frame: put in order of payment, counted, and cut into chunks of whole ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from ..frame_checks import duplicate_order
from .masks import Bools
from .ranks import Indices

#: Rows of a chunk. Smaller ones would stay in the cache, but threads that hand the interpreter to
#: each other between short array operations lose more than that (measured from 2^13 to 2^19).
CHUNK = 1 << 18
#: Persons with more rows than this are gathered, so that chunks have few rounds.
MANY = 40
#: Persons with more rows than this are decided by the reference.
TOO_MANY = 200


@dataclass(frozen=True)
class Persons:
    """Where each person begins in a frame that is in order."""

    begins: Bools

    @cached_property
    def starts(self) -> Indices:
        return np.flatnonzero(self.begins)

    @cached_property
    def sizes(self) -> Indices:
        return np.diff(self.starts, append=len(self.begins))

    @cached_property
    def numbers(self) -> Indices:
        """The number of the person of every row."""
        return np.repeat(np.arange(len(self.starts)), self.sizes)

    def of(self, rows: Any) -> Indices:
        """Numbers of the persons of some rows; they count from anywhere."""
        if isinstance(rows, slice):
            return np.cumsum(self.begins[rows])
        found: Indices = self.numbers[rows]
        return found

    def chunks(self) -> tuple[list[Any], list[Indices]]:
        """Slices or places of whole persons; and places of persons with too many rows."""
        rows = len(self.begins)
        if not rows:
            return [], []
        if int(self.sizes.max()) <= MANY:
            at = np.searchsorted(self.starts, np.arange(0, rows, CHUNK))
            cuts = np.unique(np.append(self.starts[at[at < len(self.starts)]], rows))
            return [slice(int(a), int(b)) for a, b in pairwise(cuts)], []
        size = self.sizes[self.numbers]
        parts: list[Any] = []
        for low, high in ((0, MANY), (MANY, TOO_MANY)):
            parts += self._cut(np.flatnonzero((size > low) & (size <= high)))
        left = np.flatnonzero(size > TOO_MANY)
        return parts, [left] if len(left) else []

    def _cut(self, places: Indices) -> list[Indices]:
        """Places in pieces of about a chunk that keep persons whole."""
        pieces, first = [], 0
        while first < len(places):
            last = min(first + CHUNK, len(places))
            while last < len(places) and not self.begins[places[last]]:
                last += 1
            pieces.append(places[first:last])
            first = last
        return pieces


def slices(rows: int) -> list[Any]:
    """Chunks of a frame in which no claim bears on another."""
    return [slice(at, min(at + CHUNK, rows)) for at in range(0, rows, CHUNK)]


def in_order(claims: pl.DataFrame) -> tuple[pl.DataFrame, Indices | None]:
    """The claims by person and order of payment, with their former places if they had to move."""
    order = order_of(claims)
    return (claims, None) if order is None else (claims[order], order)


def order_of(claims: pl.DataFrame, by_cover: bool = False) -> Indices | None:
    """Places of the claims by person and order of payment; None if they stand so already.

    `by_cover`: by cover before the order of payment, where that costs no more.
    """
    person, payment = claims["person"], claims["order"].to_numpy()
    if not person.dtype.is_integer():
        return None if _is_in_order(claims) else _sorted(claims)
    numbers = person.to_numpy()
    if not _rises(payment):
        return None if _is_in_order(claims) else _sorted(claims)
    # As claims are filed: one sort of a number that holds person, cover and place will do.
    keys = [numbers]
    if by_cover:
        keys.append(claims["cover_starts_on"].to_physical().to_numpy())
    elif not (numbers[1:] < numbers[:-1]).any():
        return None
    return _packed(keys) if claims.height else None


def _rises(numbers: Any) -> bool:
    return bool((numbers[1:] > numbers[:-1]).all())


def _packed(keys: list[Any]) -> Indices:
    """Places in ascending order of the keys, and of the places themselves."""
    count = len(keys[0])
    packed: Indices = np.zeros(count, dtype=np.int64)
    bits = max(1, count - 1).bit_length()
    for key in keys:
        low = int(key.min())
        width = (int(key.max()) - low).bit_length()
        if (bits := bits + width) > 62:
            return np.lexsort(tuple(reversed(keys)))
        packed <<= width
        held = key if key.dtype == np.uint64 else key.astype(np.int64)
        packed += (held - held.dtype.type(low)).astype(np.int64, copy=False)
    place = max(1, count - 1).bit_length()
    packed <<= place
    packed += np.arange(count)
    packed.sort()
    packed &= (1 << place) - 1
    return packed


def _sorted(claims: pl.DataFrame) -> Indices:
    order = claims.select(pl.arg_sort_by("person", "order").cast(pl.Int64)).to_series()
    return order.to_numpy()


def _is_in_order(claims: pl.DataFrame) -> bool:
    person, payment = claims["person"], claims["order"].to_numpy()
    if not person.dtype.is_integer():
        person = person.cast(pl.String)
        if not person.is_sorted():
            return False
    elif (person.to_numpy()[1:] < person.to_numpy()[:-1]).any():
        return False
    earlier = payment[1:] < payment[:-1]
    return not (earlier & ~_begins(person)[1:]).any()


def _begins(person: pl.Series) -> Bools:
    """Where another person begins."""
    begins = np.ones(len(person), dtype=np.bool_)
    if person.dtype.is_integer():
        numbers = person.to_numpy()
        np.not_equal(numbers[1:], numbers[:-1], out=begins[1:])
    else:
        begins[1:] = person.ne_missing(person.shift(1)).to_numpy()[1:]
    return begins


def persons_of(claims: pl.DataFrame, order: Indices | None = None) -> Persons:
    """The persons of claims read in this order; two rows of one order raise FactsError."""
    person, orders = claims["person"], claims["order"].to_numpy()
    rises = _rises(orders)
    if order is not None:
        numbers = person.dtype.is_integer()
        person = pl.Series(person.to_numpy()[order]) if numbers else person.gather(order)
        orders = orders if rises else orders[order]
    begins = _begins(person)
    if rises:
        return Persons(begins)
    doubled = orders[1:] == orders[:-1]
    if doubled.any() and (doubled := doubled & ~begins[1:]).any():
        at = int(doubled.argmax()) + 1
        raise duplicate_order(claims, at if order is None else int(order[at]))
    return Persons(begins)
