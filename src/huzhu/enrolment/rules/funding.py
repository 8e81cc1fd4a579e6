"""Who pays which part of a fee (三个一点: unit, union, individual, and what others add).

The rules of the nearest organisation that has any for the plan decide; `Funding` holds them as
values, in their order, and says for one row who pays what:

1. Each rule that concerns the person takes its amount of the fee, in order, never more than its
   ceiling and never more than what is left.
2. Percentages are taken of the whole fee, all at once, by largest remainder, ties by the order of
   FundingSource; so halves of an odd fee still add up.
3. What is left is split as the edition splits its fee, in proportion, without the sources that a
   rule has spoken for; where nobody is left over, it is the unit's.

The parts are whole fen and always add up to the fee.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from huzhu.enrolment.enums import FundingKind, FundingSource, WhenExhausted
from huzhu.enrolment.rules.terms import Tier, parts_of
from huzhu.kernel.money import split_by_largest_remainder

WHOLE = 10_000
_ORDER = {source: place for place, source in enumerate(FundingSource)}


@dataclass(frozen=True, slots=True)
class FundingTerm:
    """One rule as a value. `rate` is in basis points of the fee, `ceiling_fen` per person.

    An empty `person_class` or `group` concerns everybody. `budget_id` is the budget that the
    rule names; which one of its tree is charged depends on the place.
    """

    source: str
    kind: str
    amount_fen: int = 0
    rate: int = 0
    ceiling_fen: int | None = None
    person_class: str = ""
    group: str = ""
    budget_id: int | None = None
    when_exhausted: str = WhenExhausted.REFUSE

    def concerns(self, person_class: str, group: str) -> bool:
        return self.person_class in ("", person_class) and self.group in ("", group)


@dataclass(frozen=True, eq=False)
class Funding:
    """The rules that hold for one place, plan and day, in their order; compared by identity."""

    terms: tuple[FundingTerm, ...] = ()

    def parts(
        self, tier: Tier, fee_fen: int, person_class: str = "ordinary", group: str = ""
    ) -> Mapping[str, int]:
        """Who pays which part of a fee, in fen; without rules, exactly the edition's split."""
        return _parts(self, tier, fee_fen, person_class, group)

    @property
    def budgets(self) -> Mapping[str, int]:
        """By source, the budget that its rules name; one a source at most."""
        return {t.source: t.budget_id for t in self.terms if t.budget_id is not None}

    def is_paid_by_unit_when_exhausted(self, source: str) -> bool:
        """Whether the unit pays what the source's budget no longer can; else it is refused."""
        ways = {t.when_exhausted for t in self.terms if t.source == source and t.budget_id}
        return ways == {WhenExhausted.UNIT_PAYS}


BY_EDITION = Funding()


@lru_cache(maxsize=1024)
def funding_by(terms: tuple[FundingTerm, ...]) -> Funding:
    """The same terms give the same Funding, so that what it has worked out is kept."""
    return Funding(terms) if terms else BY_EDITION


def funding_of_gift(budget_id: int) -> Funding:
    """The donor pays everything."""
    return funding_by((FundingTerm(FundingSource.DONOR, FundingKind.REST, budget_id=budget_id),))


@lru_cache(maxsize=8192)
def _parts(
    funding: Funding, tier: Tier, fee_fen: int, person_class: str, group: str
) -> Mapping[str, int]:
    terms = [term for term in funding.terms if term.concerns(person_class, group)]
    if not terms or not fee_fen:
        return parts_of(tier, fee_fen)
    parts: dict[str, int] = {source.value: 0 for source in FundingSource}
    left = fee_fen
    by_rate = _by_rate(terms, fee_fen)
    for place, term in enumerate(terms):
        wanted = by_rate[place] if place in by_rate else _wanted(term, tier, fee_fen, left)
        if term.ceiling_fen is not None:
            wanted = min(wanted, term.ceiling_fen)
        taken = min(wanted, left)
        parts[term.source] += taken
        left -= taken
    for source, part in _rest(tier, left, {term.source for term in terms}):
        parts[source] += part
    return MappingProxyType({source: part for source, part in parts.items() if part})


def _by_rate(terms: list[FundingTerm], fee_fen: int) -> dict[int, int]:
    """Of the rules that are percentages, by place: their amounts; the rest weighs last."""
    rated = [n for n, term in enumerate(terms) if term.kind == FundingKind.PERCENT]
    if not rated:
        return {}
    rated.sort(key=lambda n: (_ORDER[FundingSource(terms[n].source)], n))
    weights = [terms[n].rate for n in rated]
    whole = max(WHOLE, sum(weights))
    split = split_by_largest_remainder(fee_fen * whole // WHOLE, [*weights, whole - sum(weights)])
    return dict(zip(rated, split, strict=False))


def _wanted(term: FundingTerm, tier: Tier, fee_fen: int, left: int) -> int:
    if term.kind == FundingKind.PER_SHARE:
        return term.amount_fen * (fee_fen // tier.fee_fen if tier.fee_fen else 1)
    return term.amount_fen if term.kind == FundingKind.PER_PERSON else left


def _rest(tier: Tier, left: int, spoken_for: set[str]) -> list[tuple[str, int]]:
    """The edition's split without those sources; nobody left over: the unit."""
    if not left:
        return []
    free = [(source, amount) for source, amount in tier.split if source not in spoken_for]
    free.sort(key=lambda part: _ORDER[FundingSource(part[0])])
    if not sum(amount for _, amount in free):
        return [(FundingSource.UNIT, left)]
    split = split_by_largest_remainder(left, [amount for _, amount in free])
    return [(source, part) for (source, _), part in zip(free, split, strict=True)]


def line_of(path: str) -> list[str]:
    """The path and those above it, from the top: "/1/", "/1/12/", …"""
    parts = path.strip("/").split("/")
    return [f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts) + 1)]
