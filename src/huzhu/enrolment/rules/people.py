"""May this person be enrolled under these terms?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from huzhu.enrolment.rules.findings import Finding
from huzhu.enrolment.rules.terms import Terms, Tier
from huzhu.kernel.identity import Identity, age_on
from huzhu.kernel.text import half_width

Note = Callable[..., Finding]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who asks to be covered, with how many shares; `is_insured` None: not stated."""

    identity: Identity = field(repr=False)
    shares: int
    is_insured: bool | None


def judge_candidate(terms: Terms, who: Candidate, note: Note) -> list[Finding]:
    """Every reason against; `note(code, field, **values)` makes a finding for one field."""
    found = _by_age(terms, who.identity.birth_on, note)
    if terms.sex is not None and who.identity.sex != terms.sex:
        found.append(note("women_only" if terms.sex == "F" else "men_only", "identity"))
    if terms.max_shares is not None and who.shares > terms.max_shares:
        found.append(note("shares_over_limit", "shares", shares=who.shares, limit=terms.max_shares))
    if terms.requires_basic_medical and not who.is_insured:
        code = "insurance_unstated" if who.is_insured is None else "not_insured"
        found.append(note(code, "insured"))
    return found


def take_tier(terms: Terms, stated: str) -> Tier | None:
    """The tier a text names, by its name or its fee in yuan ("100元"); a single one needs none."""
    if len(terms.tiers) == 1 and not terms.tiers[0].name:
        return terms.tiers[0]
    text = half_width(stated).strip()
    for tier in terms.tiers:
        if text == tier.name:
            return tier
    yuan = text.removesuffix("元").removesuffix("档").removesuffix("元")
    matching = [tier for tier in terms.tiers if yuan.isdigit() and int(yuan) * 100 == tier.fee_fen]
    if len(matching) == 1:
        return matching[0]
    return terms.tiers[0] if not text and len(terms.tiers) == 1 else None


def _by_age(terms: Terms, birth_on: date, note: Note) -> list[Finding]:
    day = terms.starts_on
    age = age_on(birth_on, day) if birth_on <= day else -1
    if terms.age_min is not None and age < terms.age_min:
        return [note("too_young", "identity", age=max(age, 0), day=day, limit=terms.age_min)]
    if terms.age_max is not None and age > terms.age_max:
        return [note("too_old", "identity", age=age, day=day, limit=terms.age_max)]
    return []
