"""A gift programme's conditions as values, and the terms that they relax."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from huzhu.enrolment.rules.terms import Terms


@dataclass(frozen=True, slots=True)
class GiftTerms:
    """What a programme asks of those it covers; ages in years, None: as the edition has it.

    `claim_papers` are codes of the edition's checklist that are enough for a claim; none: all.
    """

    ref: str
    plan_code: str
    groups: frozenset[str]
    shares: int = 1
    age_from: int | None = None
    age_to: int | None = None
    waives_basic_medical: bool = False
    waives_participation: bool = True
    proofs: tuple[str, ...] = ()
    claim_papers: tuple[str, ...] = ()

    def admits(self, group: str) -> bool:
        """Whether somebody of this kind of work is among those it is for."""
        return group in self.groups


def relaxed(terms: Terms, gift: GiftTerms) -> Terms:
    """The edition's conditions of enrolment as the programme eases them; its shares are the most
    that anybody gets."""
    return replace(
        terms,
        age_min=terms.age_min if gift.age_from is None else gift.age_from,
        age_max=terms.age_max if gift.age_to is None else gift.age_to,
        requires_basic_medical=terms.requires_basic_medical and not gift.waives_basic_medical,
        max_shares=gift.shares,
    )


def missing_proofs(gift: GiftTerms, given: Iterable[str]) -> tuple[str, ...]:
    """Kinds of proof that nobody has handed in yet, in the programme's order."""
    have = set(given)
    return tuple(kind for kind in gift.proofs if kind not in have)
