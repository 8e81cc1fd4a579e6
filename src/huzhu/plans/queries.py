"""Which plans there are, which edition is in force, and what it says. The same for everybody."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet

from benefit_terms import Edition, edition_from_canonical
from huzhu.kernel.errors import NotVisible
from huzhu.plans.errors import EditionAltered, NoEditionInForce
from huzhu.plans.models import Plan, PublishedEdition


def plans() -> QuerySet[Plan]:
    return Plan.objects.order_by("id")


def plan_by_code(code: str) -> Plan:
    """Raises NotVisible."""
    found = Plan.objects.filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def editions_of(plan_code: str) -> QuerySet[PublishedEdition]:
    """All that were published, the newest first."""
    return (
        PublishedEdition.objects.filter(plan__code=plan_code)
        .select_related("plan")
        .order_by("-effective_from", "-id")
    )


def edition_in_force(plan_code: str, on: date) -> PublishedEdition:
    """The edition under which a cover starting `on` stands; of several, the one that begins last.

    Raises NoEditionInForce.
    """
    found = (
        editions_of(plan_code)
        .filter(effective_from__lte=on)
        .filter(Q(effective_until__isnull=True) | Q(effective_until__gte=on))
        .first()
    )
    if found is None:
        raise NoEditionInForce(plan_code=plan_code, on=on)
    return found


def edition_by_digest(digest: str) -> PublishedEdition:
    """Raises NotVisible."""
    found = PublishedEdition.objects.select_related("plan").filter(digest=digest).first()
    if found is None:
        raise NotVisible
    return found


def terms_of(published: PublishedEdition) -> Edition:
    """The terms as published, checked against their digest. Raises EditionAltered."""
    return _terms(published.digest, published.pk)


@lru_cache(maxsize=64)
def _terms(digest: str, published_id: int) -> Edition:
    published = PublishedEdition.objects.select_related("plan").get(pk=published_id)
    edition = edition_from_canonical(published.canonical, name=digest)
    if edition.digest != digest:
        raise EditionAltered(plan_code=published.plan.code, version=published.version)
    return edition
