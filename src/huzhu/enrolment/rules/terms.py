"""What of an edition matters when people are enrolled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from benefit_terms import Edition
from huzhu.kernel.money import split_by_largest_remainder
from huzhu.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Tier:
    """The fee of one share (or person) and who pays it by default, in fen."""

    name: str
    fee_fen: int
    split: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """An edition's conditions of enrolment for covers that start on one day."""

    plan_code: str
    starts_on: date
    ends_before: date
    tiers: tuple[Tier, ...]
    is_per_share: bool
    max_shares: int | None
    sex: str | None
    age_min: int | None
    age_max: int | None
    requires_basic_medical: bool

    @classmethod
    def of(cls, edition: Edition, starts_on: date) -> Terms:
        """An edition without a fee (a gift) costs nothing; one without a length lasts a year."""
        fee = edition.fee
        tiers = (
            tuple(Tier(name or "", amount, fee.splits[name]) for name, amount in fee.tiers.items())
            if fee
            else (Tier("", 0, ()),)
        )
        period = Period.months(starts_on, edition.period_months or 12)
        return cls(
            plan_code=edition.plan,
            starts_on=starts_on,
            ends_before=period.ends_before,
            tiers=tiers,
            is_per_share=fee is not None and fee.per == "share",
            max_shares=edition.max_shares,
            sex=edition.sex,
            age_min=edition.age_min,
            age_max=edition.age_max,
            requires_basic_medical=edition.requires_basic_medical,
        )

    @property
    def is_for_children(self) -> bool:
        return self.age_max is not None and self.age_max < 18

    def fee_fen(self, tier: Tier, shares: int) -> int:
        return tier.fee_fen * (shares if self.is_per_share else 1)


@lru_cache(maxsize=256)
def parts_of(tier: Tier, fee_fen: int) -> Mapping[str, int]:
    """Who pays which part of a fee, by the edition's default; the parts add up to it.

    Amounts fixed by the edition come out exactly; where they are only proportions, the largest
    remainders take the odd fen. A fee that nobody is named for is the unit's.
    """
    if not tier.split:
        return MappingProxyType({"unit": fee_fen} if fee_fen else {})
    parts = split_by_largest_remainder(fee_fen, [amount for _, amount in tier.split])
    named = zip(tier.split, parts, strict=True)
    return MappingProxyType({source: part for (source, _), part in named if part})
