"""Loading the demo province: everything through the product's own actions, week by week."""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import monotonic

from django.db import connections

import plan_book
from benefit_terms import load_edition
from huzhu.demo.accounts import officers, open_desks
from huzhu.demo.claims import ClaimsDesk, Happening, happenings
from huzhu.demo.enrolments import Joined, enrol_unit, instant, plan_unit
from huzhu.demo.payments import FinanceDesk
from huzhu.demo.rosters import leave_a_roster
from huzhu.demo.tree import Province, build_tree
from huzhu.enrolment.models import Cover
from huzhu.kernel.scope import Scope, acting_in, everything, within
from huzhu.ledger.actions import ensure_chart, open_book
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer, service
from huzhu.plans.actions import publish_edition

PERSON_TIMES_A_YEAR = 1_669_000
COVERS_PER_PERSON = 1.67
PLANS = ("ZY", "NZ", "ZJ", "JT", "YW")
PROCESSES = 2
Say = Callable[[str], None]


@dataclass(frozen=True)
class Part:
    """Some cities of the province with all that is below them, loaded by one process."""

    number: int
    seed: int
    places: Scope
    units: Sequence[Joined]
    desk: dict[str, Officer]
    today: date


def is_loaded() -> bool:
    with acting_in(everything()):
        return Organisation.objects.exists()


def load_province(*, scale: float, years: int, seed: int, today: date, say: Say) -> Counter[str]:
    """Makes `years` years of a province, this one included; returns what was made.

    `scale` 0.01 is about 17,000 covers a year. Facts are delivered by whatever publisher is set.
    Raises RuntimeError when a part could not be loaded; its traceback is on stderr.
    """
    started = monotonic()
    chance = random.Random(seed)
    by = service("demo")
    first_year = today.year - years + 1
    opened_at = datetime(first_year - 1, 12, 1, 2, 0, tzinfo=UTC)
    persons = round(PERSON_TIMES_A_YEAR * scale / COVERS_PER_PERSON)
    with acting_in(everything()):
        province = build_tree(by=by, at=opened_at, chance=chance, persons=persons)
        accounts = open_desks(by=by, at=opened_at, province=province)
        desk = officers(accounts, on=today)
        _open_house(by, opened_at, province)
    say(f"  {len(province.middle)} counties and industries, {len(province.units)} units")
    joined = _plan_units(chance, province, first_year=first_year)
    done = _load_parts(_parts(province, joined, desk, seed=seed, today=today))
    with acting_in(everything()):
        leave_a_roster(by=desk["county"], unit=_first_unit(province), today=today)
    say(f"  {done['covers']} covers, {done['filed']} claims filed, {done['decided']} decided")
    say(f"  {done['paid']} paid in {done['batches']} batches, {done['bounced']} bounced")
    say(f"  loaded in {monotonic() - started:.0f} s")
    return done


def _open_house(by: Officer, at: datetime, province: Province) -> None:
    for path in plan_book.editions():
        edition = load_edition(path)
        if edition.plan in PLANS:
            publish_edition(by=by, at=at, edition=edition)
    ensure_chart()
    open_book(by=by, at=at, organisation=province.office, name="陕西省办事处账套(演示)")


def _first_unit(province: Province) -> Organisation:
    """A unit of the county whose handler has a desk."""
    place = next(node for node in province.middle if node.code == "610202")
    return next(unit for unit in province.units if unit.parent_id == place.pk)


def _plan_units(chance: random.Random, province: Province, *, first_year: int) -> list[Joined]:
    planned: list[Joined] = []
    offset = 0
    for unit in province.units:
        joined = plan_unit(chance, unit, first_year=first_year, offset=offset)
        offset += len(joined.people)
        planned.append(joined)
    return planned


def _parts(
    province: Province,
    planned: Sequence[Joined],
    desk: dict[str, Officer],
    *,
    seed: int,
    today: date,
) -> list[Part]:
    """Whole cities, dealt out so that the parts hold about as many people."""
    by_city: dict[str, list[Joined]] = {}
    for joined in planned:
        city = "/".join(joined.unit.path.split("/")[:3]) + "/"
        by_city.setdefault(city, []).append(joined)
    hands: list[list[str]] = [[] for _ in range(PROCESSES)]
    size = {city: sum(len(joined.people) for joined in units) for city, units in by_city.items()}
    for city in sorted(by_city, key=lambda city: -size[city]):
        min(hands, key=lambda hand: sum(size[held] for held in hand)).append(city)
    return [
        Part(
            number, seed + number, Scope(tuple(hand)),
            [joined for city in hand for joined in by_city[city]], desk, today,
        )
        for number, hand in enumerate(hands, 1)
        if hand
    ]  # fmt: skip


def _load_parts(parts: Sequence[Part]) -> Counter[str]:
    """A process for each part: both cores work, and cities do not wait on one another."""
    forking = multiprocessing.get_context("fork")
    answers = forking.SimpleQueue()
    connections.close_all()
    running = [forking.Process(target=_load_part, args=(part, answers)) for part in parts]
    for process in running:
        process.start()
    for process in running:
        process.join()
    done: Counter[str] = Counter()
    failed = [process for process in running if process.exitcode]
    if failed:
        raise RuntimeError(f"{len(failed)} of {len(running)} parts of the province were not loaded")
    while not answers.empty():
        done += Counter(answers.get())
    return done


def _load_part(part: Part, answers: multiprocessing.SimpleQueue) -> None:
    chance = random.Random(part.seed)
    by = service("demo")
    done: Counter[str] = Counter()
    for joined in part.units:
        with acting_in(everything()):
            done["covers"] += enrol_unit(
                chance, joined, by=by, cashier=part.desk["finance"], today=part.today
            )
    done += _claims(chance, part, by=by)
    answers.put(dict(done))
    connections.close_all()


def _claims(chance: random.Random, part: Part, *, by: Officer) -> Counter[str]:
    with acting_in(everything()):
        rows = list(
            Cover.objects.filter(within(part.places))
            .order_by("id")
            .values_list("id", "plan__code", "starts_on", "ends_before")
        )
    waiting = happenings(chance, rows, today=part.today)
    claims = ClaimsDesk(chance, filer=by, reviewers=part.desk)
    finance = FinanceDesk(chance, part.desk, part.places)
    day = waiting[0].filed_on if waiting else part.today
    day -= timedelta(days=day.weekday())
    while day <= part.today:
        week_end = day + timedelta(days=7)
        week = [w for w in waiting if day <= w.filed_on < week_end]
        with acting_in(everything()):
            _one_week(chance, claims, finance, week, week_end, part.today)
        day = week_end
    return claims.done + finance.done


def _one_week(
    chance: random.Random,
    claims: ClaimsDesk,
    finance: FinanceDesk,
    week: list[Happening],
    week_end: date,
    today: date,
) -> None:
    """File, review, and pay on Friday; the last days stay on the desks as they are."""
    covers = Cover.objects.select_related("person", "organisation").in_bulk(
        [happening.cover_id for happening in week]
    )
    for happening in week:
        claims.file(happening, covers[happening.cover_id])
    claims.review_until(instant(min(week_end, today), chance))
    if week_end <= today:
        finance.pay_what_waits(instant(week_end - timedelta(days=3), chance))
