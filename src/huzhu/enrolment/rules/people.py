"""May this person be enrolled under these terms?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from benefit_terms.views import AgeView
from huzhu.enrolment.rules.findings import Finding
from huzhu.enrolment.rules.terms import Terms, Tier
from huzhu.kernel.identity import Identity, age_on
from huzhu.kernel.text import half_width

Note = Callable[..., Finding]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who asks to be covered, with how many shares; `is_insured` None: not stated.

    `renews`: whether a cover of the plan has just ended; None while that is not known yet.
    """

    identity: Identity = field(repr=False)
    shares: int
    is_insured: bool | None
    form: str = ""
    renews: bool | None = False


def judge_candidate(terms: Terms, who: Candidate, note: Note) -> list[Finding]:
    """Every reason against; `note(code, field, **values)` makes a finding for one field."""
    found = _by_age(terms, who, note)
    if terms.sex is not None and who.identity.sex != terms.sex:
        found.append(note("women_only" if terms.sex == "F" else "men_only", "identity"))
    if terms.max_shares is not None and who.shares > terms.max_shares:
        found.append(note("shares_over_limit", "shares", shares=who.shares, limit=terms.max_shares))
    if terms.requires_basic_medical and not who.is_insured:
        code = "insurance_unstated" if who.is_insured is None else "not_insured"
        found.append(note(code, "insured"))
    among = terms.joining.employments
    if among is not None and who.form and not among & {"in_service", who.form}:
        found.append(note("form_not_taken", "form", stated=who.form))
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


def past_the_age_of_beginning(terms: Terms, identity: Identity) -> AgeView | None:
    """The age clause that only somebody who renews still fulfils, if there is one."""
    born = identity.birth_on
    if born > terms.starts_on:
        return None
    for age in terms.ages:
        if age.oldest_at_renewal is None or age.sex not in (None, identity.sex):
            continue
        if age.oldest < age_on(born, terms.starts_on) <= age.oldest_at_renewal:
            return age
    return None


def _by_age(terms: Terms, who: Candidate, note: Note) -> list[Finding]:
    day, born = terms.starts_on, who.identity.birth_on
    years = age_on(born, day) if born <= day else -1
    for age in terms.ages:
        if age.sex not in (None, who.identity.sex):
            continue
        if years < age.youngest:
            return [note("too_young", "identity", age=max(years, 0), day=day, limit=age.youngest)]
        if age.youngest_days is not None and (day - born).days < age.youngest_days:
            return [_by_days(age, born, day, note)]
        if years > age.oldest:
            return _too_old(age, years, day, who.renews, note)
    return []


def _by_days(age: AgeView, born: date, day: date, note: Note) -> Finding:
    return note(
        "too_young_by_days", "identity", days=(day - born).days, day=day, limit=age.youngest_days
    )


def _too_old(age: AgeView, years: int, day: date, renews: bool | None, note: Note) -> list[Finding]:
    """Somebody who may renew is judged once it is known whether there is anything to renew."""
    most = age.oldest_at_renewal
    if most is None or years > most:
        limit = age.oldest if most is None else most
        return [note("too_old", "identity", age=years, day=day, limit=limit)]
    if renews is False:
        return [note("too_old_to_begin", "identity", age=years, day=day, limit=age.oldest)]
    return []
