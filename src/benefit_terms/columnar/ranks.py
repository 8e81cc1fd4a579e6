"""The order of the rounds: the k-th claims of all persons are decided together.

Units (persons, or covers of persons where nothing outlives a cover) stand in
descending order of their number of rows. The units of round k are then the first
of that order, and what is kept for each unit is a slice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Ranks:
    """The rows of a chunk in the order of the rounds."""

    #: Rows of the chunk, round by round.
    rows: Indices
    #: First and last place of each round in `rows`.
    rounds: list[tuple[int, int]]
    units: int

    def take(self, values: Any) -> Any:
        return values[self.rows] if isinstance(values, np.ndarray) else values


def ranks_of(unit: Indices) -> Ranks:
    """Ranks of rows whose units are numbered from 0; rows of one unit in order of payment."""
    rows = len(unit)
    if rows == 0:
        return Ranks(np.zeros(0, dtype=np.int64), [], 0)
    together = bool((unit[1:] >= unit[:-1]).all())
    base = None if together else np.argsort(unit, kind="stable")
    sizes = np.bincount(unit)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    most = int(sizes.max())
    # Sixteen bits are sorted by their digits, in one pass each.
    order = np.argsort(
        (most - sizes).astype(np.uint16 if most < 1 << 16 else np.int64), kind="stable"
    )
    starts, sizes = starts[order], sizes[order]
    # How many units have more than k rows.
    counts = np.searchsorted(-sizes, -np.arange(most), side="left")
    ends = np.cumsum(counts)
    placed = np.concatenate([starts[:count] + k for k, count in enumerate(counts)])
    if base is not None:
        placed = base[placed]
    rounds = [(int(end - count), int(end)) for count, end in zip(counts, ends, strict=True)]
    return Ranks(placed, rounds, len(sizes))


def numbered(change: NDArray[np.bool_]) -> Indices:
    """Numbers of runs, from where each begins."""
    numbers: Indices = np.cumsum(change) - 1
    return numbers


def slots_of(person: Indices, key: NDArray[Any]) -> Indices:
    """Numbers from 0 for each person and key; persons stand together."""
    change = np.empty(len(person), dtype=np.bool_)
    change[:1] = True
    np.not_equal(person[1:], person[:-1], out=change[1:])
    same = ~change[1:]
    falls = key[1:] < key[:-1]
    if not bool((same & falls).any()):
        change[1:] |= key[1:] != key[:-1]
        return numbered(change)
    shifted = key.astype(np.int64) - int(key.min())
    both = person.astype(np.int64) * (int(shifted.max()) + 1) + shifted
    slots: Indices = np.unique(both, return_inverse=True)[1].astype(np.int64)
    return slots
