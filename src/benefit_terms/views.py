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
