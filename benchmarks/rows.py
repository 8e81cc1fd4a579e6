"""One measured figure, as it stands in var/bench.json."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class BenchRow:
    """`goal` is what the ratio (or, without one, the value) must reach; `better` says which way."""

    name: str
    value: float
    unit: str
    against: str = ""
    ratio: float | None = None
    goal: float | None = None
    better: str = "higher"

    @property
    def is_met(self) -> bool | None:
        if self.goal is None:
            return None
        measured = self.value if self.ratio is None else self.ratio
        return measured >= self.goal if self.better == "higher" else measured <= self.goal


def seconds(act: Callable[[], object], *, runs: int = 3) -> float:
    """The median of several runs."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return median(taken)
