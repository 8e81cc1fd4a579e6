"""Two years of enrolments: each unit joins in its month, and renews a year later."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from huzhu.demo.people import invented_people
from huzhu.enrolment.actions import Joining, enrol_people
from huzhu.enrolment.models import Enrolment
from huzhu.kernel.clock import CIVIL_ZONE
from huzhu.kernel.periods import add_months
from huzhu.members.actions import NewPerson
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.treasury.actions import record_receipt
from huzhu.treasury.queries import expected_receipts

SEASON_OF_JOINING = (4, 6, 14, 12, 10, 8, 6, 5, 10, 10, 8, 7)
SHARE_WITH_WOMENS_PLAN = 0.75
SHARE_WITH_CRITICAL_PLAN = 0.33
SHARE_RENEWING = 0.97
SHARE_PAID = 0.97


@dataclass
class Joined:
    """What one unit joined: its people, the plans it takes, and when its year begins."""

    unit: Organisation
    starts_on: date
    people: list[NewPerson]
    plans: dict[str, list[NewPerson]] = field(default_factory=dict)


def plan_unit(chance: random.Random, unit: Organisation, *, first_year: int, offset: int) -> Joined:
    """Invents a unit's people and chooses its plans; nothing is written yet."""
    month = chance.choices(range(1, 13), SEASON_OF_JOINING)[0]
    starts_on = date(first_year, month, chance.choice((1, 1, 1, 16)))
    people = invented_people(
        chance, on=date(first_year, 1, 1), women=unit.women_count,
        men=unit.staff_count - unit.women_count, offset=offset,
    )  # fmt: skip
    joined = Joined(unit, starts_on, people, {"ZY": people})
    women = [person for person in people if person.identity.sex == "F"]
    if women and chance.random() < SHARE_WITH_WOMENS_PLAN:
        joined.plans["NZ"] = women
    if chance.random() < SHARE_WITH_CRITICAL_PLAN:
        joined.plans["ZJ"] = people
    return joined


def enrol_unit(
    chance: random.Random, joined: Joined, *, by: Officer, cashier: Officer, today: date
) -> int:
    """Writes the unit's enrolments up to `today`, and what was paid for them; returns covers."""
    covers, starts_on = 0, joined.starts_on
    while starts_on <= today:
        at = instant(starts_on - timedelta(days=chance.randrange(3, 20)), chance)
        for plan_code, people in joined.plans.items():
            enrolment = enrol_people(
                by=by, at=at, organisation=joined.unit, plan_code=plan_code,
                starts_on=starts_on, people=[Joining(person) for person in people],
            )  # fmt: skip
            covers += enrolment.persons
            if chance.random() < SHARE_PAID:
                pay_contribution(chance, enrolment, cashier=cashier, at=at)
        if chance.random() > SHARE_RENEWING:
            break
        starts_on = add_months(starts_on, 12)
    return covers


def pay_contribution(
    chance: random.Random, enrolment: Enrolment, *, cashier: Officer, at: datetime
) -> None:
    """The unit's transfer arrives within days; its slip number is made from the enrolment's."""
    expected = expected_receipts(cashier.scope).get(owner_ref=enrolment.ref)
    record_receipt(
        by=cashier, at=at + timedelta(days=2), expected_ref=expected.ref,
        amount_fen=expected.amount_fen, received_on=at.date() + timedelta(days=1),
        bank_reference=f"DEMO-{enrolment.ref}", slip=None,
    )  # fmt: skip


def instant(day: date, chance: random.Random) -> datetime:
    """Some minute of office hours on a day, in Shanghai."""
    return datetime.combine(
        day, time(chance.randrange(9, 17), chance.randrange(60)), tzinfo=CIVIL_ZONE
    )
