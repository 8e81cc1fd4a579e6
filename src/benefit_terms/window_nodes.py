"""Window results: what a waiting window gives instead of the benefit."""

from __future__ import annotations

from dataclasses import dataclass

from .family import Family, Text
from .values import Money, Rate


class WindowResult(Family):
    form = "keyed"


@dataclass(frozen=True)
class PaysNothing(WindowResult):
    """Nothing is paid, and the cover goes on."""

    kind = "nothing"


@dataclass(frozen=True)
class PaysInstead(WindowResult):
    """A consolation (慰问金) instead of the benefit."""

    kind = "instead"
    amount: Money
    label: Text
    per_share: bool = False
    ends_cover: bool = False


@dataclass(frozen=True)
class PaysReduced(WindowResult):
    """The benefit at a reduced rate."""

    kind = "reduced"
    rate: Rate


@dataclass(frozen=True)
class AsksOfficer(WindowResult):
    """An officer has to decide."""

    kind = "refer"
    reason: Text
