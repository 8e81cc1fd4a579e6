"""A gift programme's conditions as values, and the terms that they relax."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from benefit_terms.views import AgeView
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
    that anybody gets, and its groups the ones taken."""
    return replace(
        terms,
        joining=replace(terms.joining, ages=_ages(terms.joining.ages, gift)),
        requires_basic_medical=terms.requires_basic_medical and not gift.waives_basic_medical,
        max_shares=gift.shares,
        groups=gift.groups,
        gift_ref=gift.ref,
    )


def _ages(ages: tuple[AgeView, ...], gift: GiftTerms) -> tuple[AgeView, ...]:
    """The programme's ends in place of the edition's; both of them stand alone."""
    if gift.age_from is not None and gift.age_to is not None:
        return (AgeView(gift.age_from, gift.age_to),)
    if gift.age_from is not None:
        return tuple(replace(age, youngest=gift.age_from, youngest_days=None) for age in ages)
    if gift.age_to is not None:
        return tuple(replace(age, oldest=gift.age_to, oldest_at_renewal=None) for age in ages)
    return ages


def missing_proofs(gift: GiftTerms, given: Iterable[str]) -> tuple[str, ...]:
    """Kinds of proof that nobody has handed in yet, in the programme's order."""
    have = set(given)
    return tuple(kind for kind in gift.proofs if kind not in have)
