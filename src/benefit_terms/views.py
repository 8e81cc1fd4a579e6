"""What enrolment and screens read of an edition, in plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .quantities import Number


@dataclass(frozen=True)
class FeeView:
    """Fees and splits in fen, for enrolment; the tier of a plan with one fee is None."""

    per: str
    tiers: Mapping[str | None, int]
    splits: Mapping[str | None, tuple[tuple[str, int], ...]]

    @property
    def default_split(self) -> tuple[tuple[str, int], ...]:
        """(source, fen) of the only, or first, tier."""
        return next(iter(self.splits.values()))


@dataclass(frozen=True)
class ParticipationView:
    """The participation rule in plain numbers, for enrolment."""

    percent: Number
    of_whom: str
    full_join_headcount: int | None
    minimum_headcount: int | None


@dataclass(frozen=True)
class AgeView:
    """Complete years on the first day, both ends included; for one sex only, if it names one."""

    youngest: int
    oldest: int
    sex: str | None = None
    oldest_at_renewal: int | None = None
    youngest_days: int | None = None


@dataclass(frozen=True)
class JoiningView:
    """Who may join, and from when: what enrolment asks of a person besides the fee.

    `equal_shares`: among `all_staff`, the `women`, or None. `new_hires_days`, `late_days`: how
    long after being hired, or after the unit's first day, people may still join; None where the
    terms do not bound it, and nobody may where `is_bounded` and the number is None.
    `renewal_gap_days`: the longest gap with which a cover still continues the one before.
    """

    ages: tuple[AgeView, ...] = ()
    employments: frozenset[str] | None = None
    relations: frozenset[str] | None = None
    equal_shares: str | None = None
    is_bounded: bool = False
    new_hires_days: int | None = None
    late_days: int | None = None
    renewal_gap_days: int = 30
    starts_once_paid: bool = False


@dataclass(frozen=True)
class PaperView:
    code: str
    label_zh: str
    label_en: str
    required: bool


@dataclass(frozen=True)
class CapView:
    """A named cap; `limit_fen` is None where a table decides by facts of the event."""

    name: str
    per: str
    limit_fen: int | None
