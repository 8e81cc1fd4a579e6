"""People who can be nobody: numbers of the region 999, names of the hundred surnames."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from huzhu.kernel.identity import Identity, demo_identity, parse_identity
from huzhu.members.actions import NewPerson, register_people
from huzhu.members.models import Employment, Person
from huzhu.members.queries import person_by_id
from huzhu.organisations.rules import service

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明"


def make_identity(number: int, *, sex: str = "F", birth_on: date | None = None) -> Identity:
    """The same number gives the same person; born from 1970 on unless said otherwise."""
    born = birth_on or date(1970, 1, 1) + timedelta(days=number % 9000)
    region = f"999{number // 9000 % 1000:03d}"
    serial = number // 9_000_000 if birth_on is None else number % 500
    return parse_identity(demo_identity(region, born, serial, sex))


def make_name(number: int) -> str:
    return SURNAMES[number % 16] + GIVEN[number // 16 % 16] + GIVEN[number // 256 % 16]


def card_number(number: int) -> str:
    """A card number that passes the Luhn check."""
    body = f"622700{number:012d}"
    digits = [int(d) * (2 - place % 2) for place, d in enumerate(reversed(body))]
    total = sum(d - 9 if d > 9 else d for d in digits)
    return body + str(-total % 10)


def new_person(number: int, *, sex: str = "F", **others) -> NewPerson:
    values = {
        "identity": make_identity(number, sex=sex),
        "name": make_name(number),
        "phone": f"139{number % 100_000_000:08d}",
        "bank_name": "中国建设银行",
        "bank_account": card_number(number),
    }
    return NewPerson(**(values | others))


def make_person(organisation, at, number: int = 1, **others) -> Person:
    """A registered person with a payout account."""
    by = service("test")
    row = new_person(number, **others)
    (person_id,) = register_people(by=by, at=at, rows=[row], organisation=organisation).values()
    return person_by_id(by.scope, person_id)


def leave(person: Person, on: date) -> None:
    """Left every unit on a day, as it stands in the tables."""
    Employment.objects.filter(person=person).update(
        starts_on=date(2020, 1, 1), ends_before=on, end_reason="left"
    )


def die(person: Person, on: date) -> None:
    """Died on a day; the dead have no place at a unit."""
    leave(person, on)
    Person.objects.filter(pk=person.pk).update(
        died_on=on, death_recorded_at=datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    )


def revive(person: Person) -> None:
    """A death recorded by mistake is undone, and the place at the unit taken up again."""
    Person.objects.filter(pk=person.pk).update(
        died_on=None, death_recorded_at=None, death_undone_by_token="token-another"
    )
    Employment.objects.filter(person=person).update(ends_before=None, end_reason="")
