"""Years of enrolments: each unit joins in its month, and renews a year later."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from huzhu.demo.delivery import together
from huzhu.demo.people import invented_people
from huzhu.enrolment.actions import Joining, JoiningList, enrol_lists
from huzhu.enrolment.models import Enrolment
from huzhu.kernel.clock import CIVIL_ZONE
from huzhu.kernel.periods import add_months
from huzhu.members.actions import NewPerson
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.treasury.actions import Arrival, record_receipts
from huzhu.treasury.queries import expected_receipts

SEASON_OF_JOINING = (4, 6, 14, 12, 10, 8, 6, 5, 10, 10, 8, 7)
SHARE_WITH_WOMENS_PLAN = 0.75
SHARE_WITH_CRITICAL_PLAN = 0.33
SHARE_RENEWING = 0.97
SHARE_PAID = 0.97
PEOPLE_AT_ONCE = 2_000


@dataclass
class Joined:
    """What one unit joins: its people, the plans it takes, and the days its years begin."""

    unit: Organisation
    begins_on: list[date]
    people: list[NewPerson]
    plans: dict[str, list[NewPerson]] = field(default_factory=dict)

    def lists(self, starts_on: date) -> list[JoiningList]:
        return [
            JoiningList(self.unit, plan_code, starts_on, [Joining(person) for person in people])
            for plan_code, people in self.plans.items()
        ]


def plan_unit(
    chance: random.Random, unit: Organisation, *, first_year: int, offset: int, today: date
) -> Joined:
    """Invents a unit's people, and chooses its plans and years; nothing is written yet."""
    month = chance.choices(range(1, 13), SEASON_OF_JOINING)[0]
    people = invented_people(
        chance, on=date(first_year, 1, 1), women=unit.women_count,
        men=unit.staff_count - unit.women_count, offset=offset,
    )  # fmt: skip
    begins_on = [date(first_year, month, chance.choice((1, 1, 1, 16)))]
    while (following := add_months(begins_on[-1], 12)) <= today:
        if chance.random() > SHARE_RENEWING:
            break
        begins_on.append(following)
    joined = Joined(unit, [day for day in begins_on if day <= today], people, {"ZY": people})
    women = [person for person in people if person.identity.sex == "F"]
    if women and chance.random() < SHARE_WITH_WOMENS_PLAN:
        joined.plans["NZ"] = women
    if chance.random() < SHARE_WITH_CRITICAL_PLAN:
        joined.plans["ZJ"] = people
    return joined


def sittings(joined: Sequence[Joined]) -> Iterator[list[JoiningList]]:
    """The lists in the order of the calendar, as many at once as one act takes well."""
    by_day: dict[date, list[Joined]] = {}
    for one in joined:
        for day in one.begins_on:
            by_day.setdefault(day, []).append(one)
    for day in sorted(by_day):
        lists: list[JoiningList] = []
        for one in by_day[day]:
            lists += one.lists(day)
            if sum(len(lot.people) for lot in lists) >= PEOPLE_AT_ONCE:
                yield lists
                lists = []
        if lists:
            yield lists


def enrol_units(
    chance: random.Random, lists: Sequence[JoiningList], *, by: Officer, cashier: Officer
) -> int:
    """Enrols the lists of one day, and records what was paid for them; returns the covers."""
    at = instant(lists[0].starts_on - timedelta(days=chance.randrange(3, 20)), chance)
    made = enrol_lists(by=by, at=at, lists=lists)
    paid = [one for one in made if chance.random() < SHARE_PAID]
    pay_contributions(paid, cashier=cashier, at=at)
    return sum(one.persons for one in made)


def pay_contributions(paid: Sequence[Enrolment], *, cashier: Officer, at: datetime) -> None:
    """The units' transfers arrive within days; slip numbers are made from the enrolments'."""
    due = expected_receipts(cashier.scope).filter(owner_ref__in=[one.ref for one in paid])
    arrivals = [
        Arrival(one.ref, one.amount_fen, at.date() + timedelta(days=1), f"DEMO-{one.owner_ref}")
        for one in due.select_related(None).order_by("id")
    ]
    with together(at + timedelta(days=2)):
        record_receipts(by=cashier, at=at + timedelta(days=2), arrivals=arrivals)


def instant(day: date, chance: random.Random) -> datetime:
    """Some minute of office hours on a day, in Shanghai."""
    return datetime.combine(
        day, time(chance.randrange(9, 17), chance.randrange(60)), tzinfo=CIVIL_ZONE
    )
