"""Loading the demo province: everything through the product's own actions, day by day."""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic, sleep

from django.db import connections

import plan_book
from benefit_terms import load_edition
from huzhu.demo.accounts import officers, open_desks
from huzhu.demo.claims import ClaimsDesk, Happening, happenings
from huzhu.demo.enrolments import enrol_units, plan_unit, sittings
from huzhu.demo.payments import FinanceDesk
from huzhu.demo.rosters import leave_a_roster
from huzhu.demo.tree import Province, build_tree
from huzhu.demo.upkeep import Upkeep, finish
from huzhu.enrolment.models import Cover
from huzhu.kernel.clock import CIVIL_ZONE
from huzhu.kernel.scope import Scope, acting_in, everything, within
from huzhu.ledger.actions import ensure_chart, open_book
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer, service
from huzhu.plans.actions import publish_edition

PERSON_TIMES_A_YEAR = 1_669_000
COVERS_PER_PERSON = 1.67
PLANS = ("ZY", "NZ", "ZJ", "JT", "YW")
PROCESSES = 2
# Fewer claims than this a week and process are filed together on Mondays, but for the last days.
BUSY_A_WEEK = 40
LAST_DAYS = 14
Say = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """A unit, and how many people were invented before its own."""

    unit: Organisation
    offset: int


@dataclass(frozen=True)
class Part:
    """Some cities of the province with all that is below them, loaded by one process."""

    number: int
    seed: int
    places: Scope
    units: Sequence[Place]
    desk: dict[str, Officer]
    first_year: int
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
    done = _load_parts(_parts(province, desk, seed=seed, first_year=first_year, today=today), say)
    with acting_in(everything()):
        leave_a_roster(by=desk["county"], unit=_first_unit(province), today=today)
    finish()
    say(f"  {done['covers']} covers, {done['filed']} claims filed, {done['decided']} decided")
    say(f"  {done['paid']} paid in {done['batches']} batches, {done['bounced']} bounced")
    for what in sorted(done):
        if what.startswith("refused"):
            say(f"  {done[what]} claims {what}")
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


def _parts(
    province: Province, desk: dict[str, Officer], *, seed: int, first_year: int, today: date
) -> list[Part]:
    """Whole cities, dealt out so that the parts hold about as many people."""
    by_city: dict[str, list[Place]] = {}
    offset = 0
    for unit in province.units:
        city = "/".join(unit.path.split("/")[:3]) + "/"
        by_city.setdefault(city, []).append(Place(unit, offset))
        offset += unit.staff_count
    hands: list[list[str]] = [[] for _ in range(PROCESSES)]
    size = {city: sum(p.unit.staff_count for p in places) for city, places in by_city.items()}
    for city in sorted(by_city, key=lambda city: -size[city]):
        min(hands, key=lambda hand: sum(size[held] for held in hand)).append(city)
    return [
        Part(
            number, seed + number, Scope(tuple(hand)),
            [place for city in hand for place in by_city[city]], desk, first_year, today,
        )
        for number, hand in enumerate(hands, 1)
        if hand
    ]  # fmt: skip


def _load_parts(parts: Sequence[Part], say: Say) -> Counter[str]:
    """A process for each part: both cores work, and cities do not wait on one another."""
    forking = multiprocessing.get_context("fork")
    told = forking.SimpleQueue()
    connections.close_all()
    running = [forking.Process(target=_load_part, args=(part, told)) for part in parts]
    for process in running:
        process.start()
    done: Counter[str] = Counter()
    upkeep = Upkeep()
    while any(process.is_alive() for process in running) or not told.empty():
        while not told.empty():
            news = told.get()
            if isinstance(news, str):
                say(f"  {upkeep.elapsed:5.0f} s  {news}")
            else:
                done += Counter(news)
        upkeep.turn()
        sleep(0.5)
    failed = [process for process in running if process.exitcode]
    if failed:
        raise RuntimeError(f"{len(failed)} of {len(running)} parts of the province were not loaded")
    return done


def _load_part(part: Part, told: multiprocessing.SimpleQueue) -> None:
    done = _enrol(part, told)
    done += _claims(part, told)
    told.put(dict(done))
    connections.close_all()


def _enrol(part: Part, told: multiprocessing.SimpleQueue) -> Counter[str]:
    """In the order of the calendar. Each unit draws from its own number, whoever loads it."""
    done: Counter[str] = Counter()
    joined = [
        plan_unit(
            random.Random(f"{part.seed}:{place.offset}"), place.unit, first_year=part.first_year,
            offset=place.offset, today=part.today,
        )
        for place in part.units
    ]  # fmt: skip
    chance, by, year = random.Random(part.seed), service("demo"), 0
    for lists in sittings(joined):
        with acting_in(everything()):
            done["covers"] += enrol_units(chance, lists, by=by, cashier=part.desk["finance"])
        if lists[0].starts_on.year != year:
            year = lists[0].starts_on.year
            told.put(f"part {part.number} enrols {year}; {done['covers']} covers")
    return done


def _claims(part: Part, told: multiprocessing.SimpleQueue) -> Counter[str]:
    """Day by day: file, review, and pay on Friday; the last days stay on the desks as they are."""
    chance = random.Random(part.seed)
    waiting = deque(_happenings(chance, part))
    claims = ClaimsDesk(chance, filer=service("demo"), reviewers=part.desk)
    finance = FinanceDesk(chance, part.desk, part.places)
    day = waiting[0].filed_on if waiting else part.today
    is_busy = len(waiting) > BUSY_A_WEEK * ((part.today - day).days / 7 + 1)
    year = 0
    while day <= part.today:
        one_by_one = is_busy or day > part.today - timedelta(days=LAST_DAYS)
        if day.weekday() == 0 or (one_by_one and day.weekday() < 5):
            came = []
            while waiting and waiting[0].filed_on <= day:
                came.append(waiting.popleft())
            claims.file(day, came, one_by_one=one_by_one)
        if day < part.today:
            claims.review(day, one_by_one=one_by_one)
        if day.weekday() == 4 and day + timedelta(days=2) < part.today:
            finance.pay_what_waits(datetime.combine(day, time(17, 30), tzinfo=CIVIL_ZONE))
        if day.year != year:
            year = day.year
            told.put(f"part {part.number} claims {year}; {claims.done['filed']} filed")
        day += timedelta(days=1)
    return claims.done + finance.done


def _happenings(chance: random.Random, part: Part) -> list[Happening]:
    with acting_in(everything()):
        covers = Cover.objects.filter(within(part.places)).order_by("id")
        rows = covers.values_list("id", "plan__code", "starts_on", "ends_before")
        return happenings(chance, rows.iterator(chunk_size=10_000), today=part.today)
