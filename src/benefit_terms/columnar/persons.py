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

#: Rows of a chunk: its arrays stay in the processor's cache.
CHUNK = 1 << 16
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

    def chunks(self, whole: bool) -> tuple[list[Any], list[Indices]]:
        """Slices or places of whole persons; and places of persons with too many rows.

        Where nothing is remembered from claim to claim, persons need not be `whole`.
        """
        rows = len(self.begins)
        if not rows:
            return [], []
        if not whole:
            return [slice(at, min(at + CHUNK, rows)) for at in range(0, rows, CHUNK)], []
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


def in_order(claims: pl.DataFrame) -> tuple[pl.DataFrame, Indices | None]:
    """The claims by person and order of payment, with their former places if they had to move."""
    if _is_in_order(claims):
        return claims, None
    order = claims.select(pl.arg_sort_by("person", "order").cast(pl.Int64)).to_series()
    return claims[order], order.to_numpy()


def _is_in_order(claims: pl.DataFrame) -> bool:
    person, payment = claims["person"], claims["order"].to_numpy()
    if not person.dtype.is_integer():
        person = person.cast(pl.String)
        if not person.is_sorted():
            return False
    elif (person.to_numpy()[1:] < person.to_numpy()[:-1]).any():
        return False
    earlier = payment[1:] < payment[:-1]
    return not (earlier & ~_begins(claims)[1:]).any()


def _begins(claims: pl.DataFrame) -> Bools:
    """Where another person begins."""
    person = claims["person"]
    begins = np.ones(len(person), dtype=np.bool_)
    if person.dtype.is_integer():
        numbers = person.to_numpy()
        np.not_equal(numbers[1:], numbers[:-1], out=begins[1:])
    else:
        begins[1:] = person.ne_missing(person.shift(1)).to_numpy()[1:]
    return begins


def person_numbers(claims: pl.DataFrame) -> Indices:
    """Persons numbered from 0 as they stand; the claims are in order."""
    return persons_of(claims).numbers


def persons_of(claims: pl.DataFrame) -> Persons:
    """The persons of claims that are in order; two rows of one order raise FactsError."""
    begins, orders = _begins(claims), claims["order"].to_numpy()
    doubled = orders[1:] == orders[:-1]
    if doubled.any() and (doubled := doubled & ~begins[1:]).any():
        raise duplicate_order(claims, int(doubled.argmax()) + 1)
    return Persons(begins)
