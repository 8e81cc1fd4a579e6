"""Children, parents and consents, within a scope."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from huzhu.kernel.scope import Scope, within
from huzhu.members.enums import ConsentKind
from huzhu.members.models import Consent, FamilyTie, Person
from huzhu.members.queries.persons import people
from huzhu.members.queries.resolve import standing_consents
from huzhu.members.rules import consents_needed


def ties_of(scope: Scope, person: Person) -> QuerySet[FamilyTie]:
    """Where the person is child or parent; those that stand first, then the newest."""
    found = FamilyTie.objects.filter(within(scope)).filter(Q(child=person) | Q(parent=person))
    return found.select_related("child", "parent").order_by("-ended_at", "-id")


def ties_to_confirm(scope: Scope) -> QuerySet[FamilyTie]:
    """Ties whose proof nobody has looked at; the oldest first."""
    found = FamilyTie.objects.filter(within(scope), confirmed_at__isnull=True)
    found = found.filter(ended_at__isnull=True).select_related("child", "parent")
    return found.order_by("stated_at", "id")


def consents_of(scope: Scope, person: Person) -> QuerySet[Consent]:
    """What was agreed to for this person, here, records merged into it among them; newest first."""
    found = Consent.objects.filter(within(scope))
    found = found.filter(Q(person=person) | Q(person__merged_into=person))
    return found.order_by("-given_on", "-id")


def missing_consents(
    scope: Scope, person_ids: Collection[int], on: date
) -> dict[int, list[ConsentKind]]:
    """What still has to be agreed to on a day, by person of the scope; nobody who lacks nothing.

    A consent recorded elsewhere counts.
    """
    standing = standing_consents(scope, person_ids)
    found = {}
    for pk, birth_on in people(scope).filter(pk__in=person_ids).values_list("pk", "birth_on"):
        have = standing.get(pk, set())
        if lacking := [kind for kind in consents_needed(birth_on, on) if kind not in have]:
            found[pk] = lacking
    return found
