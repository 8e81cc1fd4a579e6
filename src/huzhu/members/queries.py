"""Finding people and what is known of them, within a scope; and by number across the province."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from huzhu.kernel.identity import (
    indexed_readings,
    is_phone,
    mask_identity,
    mask_phone,
    normalise_phone,
)
from huzhu.kernel.scope import Scope, only, within
from huzhu.kernel.text import clean_name
from huzhu.members.models import Employment, PayoutAccount, Person
from huzhu.vault import actions as vault

IN_SERVICE = "in_service"
_LAST = "\U0010ffff"
_AT_ONCE = 20_000


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
    """By the beginning of the name, or by a whole identity or phone number; by name, then ref."""
    if is_phone(text):
        wanted = Q(phone_hash=vault.blind_index("phone", normalise_phone(text)))
    elif readings := indexed_readings(text):
        wanted = Q(identity_hash__in=[vault.blind_index("identity", one) for one in readings])
    else:
        name = clean_name(text)
        wanted = Q(name__gte=name, name__lt=name + _LAST)
    return people(scope).filter(wanted).order_by("name", "ref")


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


def person_facts(people: Iterable[Person]) -> dict[int, dict[str, Any]]:
    """Each person's part of the facts that a claim is judged by."""
    known = {person.pk: person for person in people}
    at_work = set(
        Employment.objects.filter(person_id__in=list(known), ends_before__isnull=True)
        .values_list("person_id", flat=True)
        .order_by()
    )
    return {
        person.pk: {
            "sex": person.sex,
            "birth_on": person.birth_on,
            "insured_basic_medical": person.is_insured_basic_medical,
            "person_class": person.person_class,
            "employment": IN_SERVICE if person.pk in at_work else "left",
        }
        for person in known.values()
    }


def identity_masked(person: Person) -> str:
    """ "610202********1234"; stars alone once the person was erased."""
    number = _opened(person.pk, "identity", person.identity_cipher)
    return mask_identity(number) if number else "*" * 18


def phone_masked(person: Person) -> str:
    """ "138****5678"; empty if none is recorded."""
    number = _opened(person.pk, "phone", person.phone_cipher)
    return mask_phone(number) if number else ""


def registered(scope: Scope, hashes: Iterable[bytes]) -> dict[bytes, int]:
    """Ids of people by identity hash, wherever they work: the one look across jurisdictions.

    Nothing else is told of them; `scope` is whose question it is.
    """
    return dict(_resolve("SELECT identity_hash, person_id FROM members_find(%s)", list(hashes)))


def named_otherwise(scope: Scope, names: Sequence[tuple[bytes, str]]) -> set[bytes]:
    """Of (identity hash, name), the hashes recorded under another name; never which one."""
    found: set[bytes] = set()
    for start in range(0, len(names), _AT_ONCE):
        part = names[start : start + _AT_ONCE]
        rows = _rows(
            "SELECT identity_hash FROM members_named_otherwise(%s, %s)",
            [[h for h, _ in part], [n for _, n in part]],
        )
        found |= {bytes(row[0]) for row in rows}
    return found


def _resolve(statement: str, hashes: list[bytes]) -> Iterable[tuple[bytes, int]]:
    for start in range(0, len(hashes), _AT_ONCE):
        for digest, person_id in _rows(statement, [hashes[start : start + _AT_ONCE]]):
            yield bytes(digest), person_id


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _opened(person_id: int, purpose: str, blob: bytes | None) -> str | None:
    from huzhu.kernel.crypto import Undecipherable

    if blob is None:
        return None
    try:
        return vault.reveal(subject_id=person_id, purpose=purpose, blob=blob)
    except Undecipherable:
        return None
