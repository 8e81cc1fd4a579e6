"""Finding people and what is known of them, within a scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from huzhu.kernel.identity import (
    indexed_readings,
    is_phone,
    mask_identity,
    mask_phone,
    normalise,
    normalise_phone,
)
from huzhu.kernel.scope import Scope, only, within
from huzhu.kernel.text import clean_name
from huzhu.members.enums import EmploymentForm, EndReason
from huzhu.members.models import Employment, FormerNumber, PayoutAccount, Person
from huzhu.members.queries.resolve import enrolled_children, registered
from huzhu.organisations.models import Organisation
from huzhu.vault import actions as vault

IN_SERVICE, DEPENDANT, RETIRED, LEFT = "in_service", "dependant", "retired", "left"
_LAST = "\U0010ffff"
_TAIL = re.compile(r"[0-9]{4}")
_ACCOUNT = re.compile(r"[0-9]{8,32}")
_SHORTEST_PART = 2
_MOST_OWNERS = 1_000


class Departure(NamedTuple):
    """That somebody died, or left a unit, and when."""

    died_on: date | None
    left_on: date | None
    reason: str


def people(scope: Scope) -> QuerySet[Person]:
    """Everybody who works, or has worked, at a place of the scope."""
    here = Employment.objects.filter(within(scope), person=OuterRef("pk"))
    return Person.objects.filter(Exists(here))


def person_by_ref(scope: Scope, ref: str) -> Person:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(people(scope).filter(ref=ref))


def person_by_id(scope: Scope, person_id: int) -> Person:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(people(scope).filter(pk=person_id))


def find_people(scope: Scope, text: str) -> QuerySet[Person]:
    """By a part of the name, by a whole number of any document, phone or account, or by the last
    four digits of an account; by name, then ref.

    A part of a Chinese name of up to four characters is its beginning or a beginning further on,
    each of which has an index: two characters or more find wherever they stand. Records merged
    into another are left out: their numbers find that one.
    """
    found = people(scope).filter(merged_into__isnull=True)
    return found.filter(_wanted(scope, text)).order_by("name", "ref")


def _wanted(scope: Scope, text: str) -> Q:
    number = normalise(text)
    if is_phone(text):
        return Q(phone_hash=vault.blind_index("phone", normalise_phone(text)))
    if _TAIL.fullmatch(number):
        return Q(pk__in=_owners(scope, number_tail=number))
    if readings := indexed_readings(text):
        hashes = [vault.blind_index("identity", one) for one in readings]
        wanted = Q(pk__in=set(registered(scope, hashes).values()))
        if _ACCOUNT.fullmatch(number):
            wanted |= Q(pk__in=_owners_of(scope, number))
        return wanted
    if _ACCOUNT.fullmatch(number):
        return Q(pk__in=_owners_of(scope, number))
    return _named(clean_name(text))


def _named(name: str) -> Q:
    """Ranges, never patterns: those keep their index under the policies of the database."""
    wanted = Q(name__gte=name, name__lt=name + _LAST)
    if len(name) >= _SHORTEST_PART:
        wanted |= Q(name_from_2__gte=name, name_from_2__lt=name + _LAST)
        wanted |= Q(name_from_3__gte=name, name_from_3__lt=name + _LAST) & ~Q(name_from_3="")
    return wanted


def _owners_of(scope: Scope, number: str) -> list[int]:
    return _owners(scope, number_hash=vault.blind_index("account", number))


def _owners(scope: Scope, **which: object) -> list[int]:
    """Whose accounts these are: few, hence by their ids."""
    found = PayoutAccount.objects.filter(within(scope), replaced_at__isnull=True, **which)
    return list(found.order_by().values_list("person_id", flat=True)[:_MOST_OWNERS])


def people_at(scope: Scope, organisation: Organisation) -> QuerySet[Employment]:
    """Who stands at a unit now, workers and their children, by name."""
    found = Employment.objects.filter(
        within(scope), org_path=organisation.path, ends_before__isnull=True
    )
    return found.select_related("person").order_by("person__name", "id")


def employments_of(scope: Scope, person: Person) -> QuerySet[Employment]:
    """Where a person works or worked, as far as the scope reaches, the newest first."""
    return (
        Employment.objects.filter(within(scope), person=person)
        .select_related("organisation")
        .order_by("-starts_on", "-id")
    )


def current_payout_account(scope: Scope, person: Person) -> PayoutAccount | None:
    """Where the person's money goes; None if no account is recorded within the scope."""
    return PayoutAccount.objects.filter(
        within(scope), person=person, replaced_at__isnull=True
    ).first()


def current_payout_accounts(scope: Scope, people: Iterable[int]) -> dict[int, PayoutAccount]:
    """Where these people's money goes, by person; those without one in the scope are left out."""
    found = PayoutAccount.objects.filter(
        within(scope), person_id__in=list(people), replaced_at__isnull=True
    )
    return {account.person_id: account for account in found}


def person_facts(
    scope: Scope, asked: Iterable[tuple[Person, date]]
) -> dict[tuple[int, date], dict[str, Any]]:
    """What a claim is judged by, by person and the day it is about.

    `employment` is in_service while an employment in the reader's sight had not ended on the day,
    else dependant, retired or left; its beginning does not count, which is the day of registering.
    Of a record merged into another, the places are those of both. `is_child`: a tie to a parent
    stands, wherever it was recorded.
    """
    pairs = {(person.pk, day): person for person, day in asked}
    kept = {person.pk: person.merged_into_id or person.pk for person in pairs.values()}
    children = enrolled_children(scope, {*kept, *kept.values()})
    places: dict[int, list[Employment]] = {}
    for place in Employment.objects.filter(person_id__in={*kept, *kept.values()}).order_by("id"):
        places.setdefault(place.person_id, []).append(place)
    return {
        (person_id, day): {
            "sex": person.sex,
            "birth_on": person.birth_on,
            "insured_basic_medical": person.is_insured_basic_medical,
            "person_class": person.person_class,
            "employment": _employment_on(
                [p for i in {person_id, kept[person_id]} for p in places.get(i, ())], day
            ),
            "is_child": not children.isdisjoint((person_id, kept[person_id])),
        }
        for (person_id, day), person in pairs.items()
    }


def _employment_on(places: Iterable[Employment], day: date) -> str:
    standing, ended = set(), ""
    for place in places:
        is_over = place.ends_before is not None and place.ends_before <= day
        if not is_over:
            standing.add(place.form == EmploymentForm.DEPENDANT)
        elif place.end_reason == EndReason.RETIRED:
            ended = RETIRED
    if standing:
        return IN_SERVICE if False in standing else DEPENDANT
    return ended or LEFT


def identity_masked(person: Person) -> str:
    """ "610202********1234"; stars alone once the person was erased."""
    number = _opened(person.pk, "identity", person.identity_cipher)
    return mask_identity(number) if number else "*" * 18


def phone_masked(person: Person) -> str:
    """ "138****5678"; empty if none is recorded."""
    number = _opened(person.pk, "phone", person.phone_cipher)
    return mask_phone(number) if number else ""


def former_numbers(scope: Scope, person: Person) -> list[tuple[FormerNumber, str]]:
    """Numbers the person had before, newest first, each with its number masked."""
    found = FormerNumber.objects.filter(within(scope), person=person).order_by("-id")
    opened = ((one, _opened(person.pk, "identity", one.identity_cipher)) for one in found)
    return [(one, mask_identity(number) if number else "*" * 18) for one, number in opened]


def _opened(person_id: int, purpose: str, blob: bytes | None) -> str | None:
    from huzhu.kernel.crypto import Undecipherable

    if blob is None:
        return None
    try:
        return vault.reveal(subject_id=person_id, purpose=purpose, blob=blob)
    except Undecipherable:
        return None


def departures(
    scope: Scope, organisation: Organisation, people: Sequence[int]
) -> dict[int, Departure]:
    """Of these people, by id, those who died, or who left this very unit and have not come back."""
    if not people:
        return {}
    gone = {
        person: Departure(day, None, EndReason.DIED)
        for person, day in Person.objects.filter(pk__in=people, died_on__isnull=False).values_list(
            "pk", "died_on"
        )
    }
    rows = (
        Employment.objects.filter(within(scope), organisation=organisation, person_id__in=people)
        .order_by("person_id", "starts_on", "id")
        .values_list("person_id", "ends_before", "end_reason")
    )
    last = {person: (ends, reason) for person, ends, reason in rows}
    here = {person for person, ends, _ in rows if ends is None}
    for person, (ends, reason) in last.items():
        if person not in here and person not in gone and reason != EndReason.MERGED:
            gone[person] = Departure(None, ends, reason)
    return gone
