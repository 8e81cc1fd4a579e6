"""Gift programmes: which there are, which are open to a place, and what is used of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet

from huzhu.enrolment.enums import CoverStatus, GiftState
from huzhu.enrolment.models import Cover, EmploymentGroup, GiftProgramme, GiftProof
from huzhu.enrolment.queries.lines import within_or_above
from huzhu.enrolment.rules import GiftTerms
from huzhu.enrolment.rules.funding import line_of
from huzhu.kernel.scope import Scope, only, within
from huzhu.organisations.models import Organisation


def employment_groups(*, only_active: bool = True) -> QuerySet[EmploymentGroup]:
    """In their order: the eight groups, then those added."""
    found = EmploymentGroup.objects.order_by("place", "id")
    return found.filter(is_active=True) if only_active else found


def gifts(scope: Scope, **filters: Any) -> QuerySet[GiftProgramme]:
    """Those of the scope and those above it, the newest first. Filters: `state`, `plan`,
    `only_own` (not those above)."""
    found = GiftProgramme.objects.filter(
        within(scope) if filters.get("only_own") else within_or_above(scope)
    ).select_related("organisation", "budget")
    if state := filters.get("state"):
        found = found.filter(state=state)
    if plan := filters.get("plan"):
        found = found.filter(plan_code=plan)
    return found.order_by("-id")


def gift_by_ref(scope: Scope, ref: str) -> GiftProgramme:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(gifts(scope).filter(ref=ref))


def gifts_open_for(scope: Scope, organisation: Organisation, on: date) -> QuerySet[GiftProgramme]:
    """Open on a day for people of this place, and with places left; those ending first, first."""
    found = gifts(scope, state=GiftState.OPEN).filter(
        org_path__in=line_of(organisation.path),
        starts_on__lte=on,
        ends_before__gt=on,
        used_persons__lt=F("quota_persons"),
    )
    return found.order_by("ends_before", "id")


def gifts_to_approve(scope: Scope, person_token: str) -> QuerySet[GiftProgramme]:
    """Drafts that somebody else made, the oldest first; the role is asked by the act."""
    drafts = gifts(scope, state=GiftState.DRAFT, only_own=True)
    return drafts.exclude(made_by_token=person_token).order_by("id")


def gift_terms(scope: Scope, gift: GiftProgramme) -> GiftTerms:
    """The programme's conditions as values for the rules. Raises NotVisible."""
    seen = gift_by_ref(scope, gift.ref)
    return GiftTerms(
        ref=seen.ref,
        plan_code=seen.plan_code,
        groups=frozenset(seen.groups),
        shares=seen.shares,
        age_from=seen.age_from,
        age_to=seen.age_to,
        waives_basic_medical=seen.waives_basic_medical,
        waives_participation=seen.waives_participation,
        proofs=tuple(seen.proofs),
        claim_papers=tuple(seen.claim_papers),
    )


def claim_papers_of(scope: Scope, covers: Iterable[Cover]) -> dict[int, tuple[str, ...]]:
    """By cover: codes of the checklist that its programme finds enough for a claim. Covers that
    nobody gave, and programmes that ease nothing, are left out."""
    given = {cover.pk: cover.gift_id for cover in covers if cover.gift_id is not None}
    if not given:
        return {}
    eased = dict(gifts(scope).filter(pk__in=set(given.values())).values_list("pk", "claim_papers"))
    return {cover: tuple(eased[gift]) for cover, gift in given.items() if eased.get(gift)}


def gifts_behind(scope: Scope, covers: Iterable[Cover]) -> list[GiftProgramme]:
    """The programmes that gave some of these covers, each once."""
    ids = {cover.gift_id for cover in covers if cover.gift_id is not None}
    return list(gifts(scope).filter(pk__in=ids)) if ids else []


def proofs_of(
    scope: Scope, gift: GiftProgramme, organisation: Organisation | None = None
) -> QuerySet[GiftProof]:
    """Handed in for a programme, the newest first; for one unit, or for all of the scope."""
    found = GiftProof.objects.filter(within(scope), gift=gift)
    if organisation is not None:
        found = found.filter(organisation=organisation)
    return found.select_related("organisation", "person").order_by("-id")


def proof_by_ref(scope: Scope, gift: GiftProgramme, ref: str) -> GiftProof:
    """One proof by its attachment's reference. Raises NotVisible."""
    return only(proofs_of(scope, gift).filter(attachment_ref=ref))


@dataclass(frozen=True)
class GiftUse:
    """Persons covered by a programme, of one city, county and group; names None where unknown."""

    city: Organisation | None
    county: Organisation | None
    group: str
    persons: int


@dataclass(frozen=True)
class GiftBalance:
    """Used and left at a glance. `used` and `left` are the whole programme's; `uses` those of the
    scope, by city, county and group."""

    quota: int
    used: int
    left: int
    uses: tuple[GiftUse, ...]

    @property
    def by_group(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for use in self.uses:
            found[use.group] = found.get(use.group, 0) + use.persons
        return found


def gift_balance(scope: Scope, gift: GiftProgramme) -> GiftBalance:
    """What is used and left of a programme. Raises NotVisible."""
    seen = gift_by_ref(scope, gift.ref)
    rows = list(
        Cover.objects.filter(within(scope), gift=seen)
        .exclude(status=CoverStatus.VOID)
        .values_list("city_id", "county_id", "employment_group")
        .annotate(persons=Count("id"))
        .order_by("city_id", "county_id", "employment_group")
    )
    places = Organisation.objects.in_bulk({n for row in rows for n in row[:2] if n})
    uses = tuple(
        GiftUse(places.get(city), places.get(county) if county else None, group, persons)
        for city, county, group, persons in rows
    )
    return GiftBalance(seen.quota_persons, seen.used_persons, seen.left_persons, uses)
