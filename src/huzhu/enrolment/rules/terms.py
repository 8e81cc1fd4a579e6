"""What of an edition matters when people are enrolled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from benefit_terms import Edition
from benefit_terms.views import AgeView, JoiningView
from huzhu.kernel.money import split_by_largest_remainder
from huzhu.kernel.periods import Period

CHILD = "child"


@dataclass(frozen=True, slots=True)
class Tier:
    """The fee of one share (or person) and who pays it by default, in fen."""

    name: str
    fee_fen: int
    split: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """An edition's conditions of enrolment for covers that start on one day.

    `groups`: the employment groups that a gift programme is for; None where none is asked.
    """

    plan_code: str
    starts_on: date
    ends_before: date
    tiers: tuple[Tier, ...]
    is_per_share: bool
    max_shares: int | None
    sex: str | None
    requires_basic_medical: bool
    joining: JoiningView = field(default_factory=JoiningView)
    groups: frozenset[str] | None = None
    gift_ref: str = ""

    @classmethod
    def of(cls, edition: Edition, starts_on: date) -> Terms:
        """An edition without a fee (a gift) costs nothing; one without a length lasts a year."""
        fee = edition.fee
        tiers = (
            tuple(Tier(name or "", amount, fee.splits[name]) for name, amount in fee.tiers.items())
            if fee
            else (Tier("", 0, ()),)
        )
        return cls(
            plan_code=edition.plan,
            starts_on=starts_on,
            ends_before=period_of(edition, starts_on).ends_before,
            tiers=tiers,
            is_per_share=fee is not None and fee.per == "share",
            max_shares=edition.max_shares,
            sex=edition.sex,
            requires_basic_medical=edition.requires_basic_medical,
            joining=edition.joining,
        )

    @property
    def ages(self) -> tuple[AgeView, ...]:
        return self.joining.ages

    @property
    def age_max(self) -> int | None:
        """The age in years up to which anybody may renew; None without a bound."""
        return (
            max(
                (age.oldest if age.oldest_at_renewal is None else age.oldest_at_renewal)
                for age in self.ages
            )
            if self.ages
            else None
        )

    @property
    def has_age_of_renewal(self) -> bool:
        return any(age.oldest_at_renewal is not None for age in self.ages)

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_before)

    @property
    def is_for_children(self) -> bool:
        """By the relation that the terms name, else by an upper age under eighteen."""
        if self.joining.relations is not None:
            return self.joining.relations <= {CHILD}
        return any(age.oldest < 18 for age in self.ages)

    def fee_fen(self, tier: Tier, shares: int) -> int:
        return tier.fee_fen * (shares if self.is_per_share else 1)


def period_of(edition: Edition, starts_on: date) -> Period:
    """The period of a cover that begins on a day: a year, unless the edition says otherwise."""
    return Period.months(starts_on, edition.period_months or 12)


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
