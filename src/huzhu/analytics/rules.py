"""What is counted, as values; growth is computed, never typed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from fractions import Fraction

from huzhu.kernel.money import growth
from huzhu.kernel.periods import Period, add_months


@dataclass(frozen=True)
class Measures:
    """The figures of one place or plan in one period; money in fen.

    covers 人次 · persons 人数 · contributions by receipt date · benefit_count 受益人次, the paid
    plan-decisions · beneficiaries, the distinct persons among them · benefits by settlement date.
    """

    covers: int = 0
    persons: int = 0
    contributions_fen: int = 0
    benefit_count: int = 0
    beneficiaries: int = 0
    benefits_fen: int = 0

    @property
    def loss_ratio(self) -> Fraction | None:
        """Benefits over contributions; None where nothing came in."""
        if not self.contributions_fen:
            return None
        return Fraction(self.benefits_fen, self.contributions_fen)

    @property
    def mean_benefit_fen(self) -> int | None:
        """Half up to the fen; None where nothing was paid."""
        if not self.benefit_count:
            return None
        return (2 * self.benefits_fen + self.benefit_count) // (2 * self.benefit_count)


@dataclass(frozen=True)
class Row:
    """One place or plan, in the period asked for and in the one before it.

    `key` is the place's or the plan's code.
    """

    key: str
    label: str
    now: Measures
    before: Measures

    def growth_of(self, measure: str) -> Fraction | None:
        """The change of a measure against the period before; None where that was nothing."""
        return growth(getattr(self.before, measure), getattr(self.now, measure))


def with_measure(measures: Measures, name: str, value: int) -> Measures:
    """The same measures with one of them set. Raises ValueError for a name that is none."""
    if name not in {field.name for field in fields(Measures)}:
        raise ValueError(f"{name} is not a measure")
    return replace(measures, **{name: value})


def period_before(period: Period) -> Period:
    """The one that ends where this begins: a year, half, quarter or month steps back by as much,
    so that like compares with like; any other by as many days."""
    for months in (12, 6, 3, 1):
        if add_months(period.starts_on, months) == period.ends_before:
            return Period(add_months(period.starts_on, -months), period.starts_on)
    days = period.ends_before - period.starts_on
    return Period(period.starts_on - days, period.starts_on)
