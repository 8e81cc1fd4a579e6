"""Loading the demo province: everything through the product's own actions, day by day."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import monotonic

import plan_book
from benefit_terms import load_edition
from huzhu.demo.accounts import officers, open_desks
from huzhu.demo.claims import ClaimsDesk, Happening, happenings
from huzhu.demo.enrolments import enrol_unit, instant, plan_unit
from huzhu.demo.payments import FinanceDesk
from huzhu.demo.tree import Province, build_tree
from huzhu.enrolment.models import Cover
from huzhu.kernel.scope import acting_in, everything
from huzhu.ledger.actions import ensure_chart, open_book
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer, service
from huzhu.plans.actions import publish_edition

PERSON_TIMES_A_YEAR = 1_669_000
COVERS_PER_PERSON = 1.67
EDITIONS = (("ZY", "2025"), ("NZ", "2024"), ("ZJ", "2024"), ("JT", "2024"), ("YW", "2024"))
Say = Callable[[str], None]


def is_loaded() -> bool:
    with acting_in(everything()):
        return Organisation.objects.exists()


def load_province(*, scale: float, seed: int, today: date, say: Say) -> dict[str, int]:
    """Makes two years of a province; returns what was made. Raises nothing that is expected.

    `scale` 0.01 is about 17,000 covers a year. Facts are delivered by whatever publisher is set.
    """
    started = monotonic()
    chance = random.Random(seed)
    by = service("demo")
    opened_at = datetime(today.year - 2, 12, 1, 2, 0, tzinfo=UTC)
    persons = round(PERSON_TIMES_A_YEAR * scale / COVERS_PER_PERSON)
    with acting_in(everything()):
        province = build_tree(by=by, at=opened_at, chance=chance, persons=persons)
        accounts = open_desks(by=by, at=opened_at, province=province)
        desk = officers(accounts, on=today)
        _open_house(by, opened_at, province)
    say(f"  tree: {len(province.middle)} counties and industries, {len(province.units)} units")
    covers = _enrol(chance, province, by=by, cashier=desk["finance"], today=today)
    say(f"  covers: {covers} ({monotonic() - started:.0f} s)")
    counts = _claims(chance, by=by, desk=desk, today=today, say=say)
    say(f"  loaded in {monotonic() - started:.0f} s")
    return {"units": len(province.units), "covers": covers, **counts}


def _open_house(by: Officer, at: datetime, province: Province) -> None:
    for plan, version in EDITIONS:
        publish_edition(by=by, at=at, edition=load_edition(plan_book.edition_path(plan, version)))
    ensure_chart()
    open_book(by=by, at=at, organisation=province.office, name="陕西省办事处账套(演示)")


def _enrol(
    chance: random.Random, province: Province, *, by: Officer, cashier: Officer, today: date
) -> int:
    """One transaction for each unit: an interrupted load leaves whole units."""
    offset = covers = 0
    for unit in province.units:
        joined = plan_unit(chance, unit, today=today, first_year=today.year - 1, offset=offset)
        offset += len(joined.people)
        with acting_in(everything()):
            covers += enrol_unit(chance, joined, by=by, cashier=cashier, today=today)
    return covers


def _claims(
    chance: random.Random, *, by: Officer, desk: dict[str, Officer], today: date, say: Say
) -> dict[str, int]:
    with acting_in(everything()):
        rows = list(
            Cover.objects.order_by("id").values_list("id", "plan__code", "starts_on", "ends_before")
        )
    waiting = happenings(chance, rows, today=today)
    claims = ClaimsDesk(chance, filer=by, reviewers=desk)
    finance = FinanceDesk(chance, desk)
    first = waiting[0].filed_on if waiting else today
    day = first - timedelta(days=first.weekday())
    while day <= today:
        week_end = day + timedelta(days=7)
        week = [w for w in waiting if day <= w.filed_on < week_end]
        with acting_in(everything()):
            _one_week(chance, claims, finance, week, week_end, today)
        day = week_end
    say(f"  claims: {claims.done['filed']} filed, {claims.done['decided']} decided,")
    say(f"  payments: {finance.done['paid']} paid in {finance.done['batches']} batches")
    return dict(claims.done + finance.done)


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
    limit = instant(min(week_end, today), chance)
    for _ref in claims.review_until(limit):
        pass
    if week_end <= today:
        finance.pay_what_waits(instant(week_end - timedelta(days=3), chance))
