"""The statistics equal the ledger and the covers, place by place and plan by plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from factories.claims import C01_EVENT, decided_claim, hubei_covers, make_bench, stay, zy_cover
from factories.money import open_counter, released_batch, return_csv, return_line
from huzhu.analytics.enums import GroupBy
from huzhu.analytics.queries import by_month, statistics, total
from huzhu.claims.actions import mark_claim_paid
from huzhu.enrolment.enums import CoverStatus
from huzhu.enrolment.models import Cover
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import Scope, acting_in, everything
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.models import Entry
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import service
from huzhu.treasury.actions import import_bank_return, record_receipt
from huzhu.treasury.events import PaymentSettled
from huzhu.treasury.models import ExpectedReceipt, Instruction
from huzhu.treasury.queries import differences

Y2025 = Period(date(2025, 1, 1), date(2026, 1, 1))
Y2026 = Period(date(2026, 1, 1), date(2027, 1, 1))
PLACES = {GroupBy.CITY: "city_id", GroupBy.COUNTY: "county_id"}


@pytest.fixture
def counter(house, at):
    """Two cities: three covers and a claim over three plans in one, two covers and two claims in
    the other, one of them returned by the bank; contributions in two years, one in part."""
    with open_counter(at) as counter:
        here, there = counter.tree["王益区一厂"], counter.tree["渭滨区二校"]
        bench = make_bench(counter.tree)
        covers = hubei_covers(here, at, 1)
        stays = [zy_cover(there, at, 2), zy_cover(there, at, 3)]
        _receive(counter, at)
        decided_claim(bench, at, covers[0], C01_EVENT)
        for cover in stays:
            decided_claim(bench, at, cover, stay())
        waiting = list(Instruction.objects.order_by("id"))
        batch = released_batch(counter, at, waiting)
        lines = [return_line(row) for row in waiting[:-1]]
        lines.append(return_line(waiting[-1], failed="账号不存在"))
        import_bank_return(
            by=counter.maker, at=at, batch_ref=batch.ref, file_name="r.csv",
            content=return_csv(lines),
        )  # fmt: skip
        for fact in counter.facts:
            if isinstance(fact, PaymentSettled):
                mark_claim_paid(
                    by=service("test"), at=at, claim_ref=fact.owner_ref,
                    settled_on=fact.settled_on,
                )  # fmt: skip
        yield counter


def _receive(counter, at):
    """The first in 2025, the others in 2026, the last of all only in part."""
    due = list(ExpectedReceipt.objects.order_by("id"))
    for number, expected in enumerate(due):
        is_last = number == len(due) - 1
        record_receipt(
            by=counter.maker, at=at, expected_ref=expected.ref,
            amount_fen=expected.amount_fen - (100 if is_last else 0),
            received_on=date(2025, 12, 31) if number == 0 else date(2026, 1, 1),
            bank_reference=f"B{number}",
        )  # fmt: skip


def _posted(period: Period, kind: str, account: str, group: GroupBy) -> Counter:
    """Fen by the code of the place or plan, from the entries alone."""
    found: Counter = Counter()
    rows = Entry.objects.filter(
        transaction__kind=kind,
        account__code=account,
        effective_on__gte=period.starts_on,
        effective_on__lt=period.ends_before,
    ).values_list("org_path", "plan_code", "amount_fen")
    units = {unit.path: unit for unit in Organisation.objects.all()}
    codes = {unit.pk: unit.code for unit in units.values()}
    for path, plan, fen in rows:
        key = plan if group == GroupBy.PLAN else codes[getattr(units[path], PLACES[group])]
        found[key] -= fen
    return found


@pytest.mark.parametrize("group", list(GroupBy))
@pytest.mark.parametrize("period", [Y2025, Y2026], ids=["2025", "2026"])
def test_money_equals_the_ledger_by_place_and_plan(counter, group, period):
    rows = statistics(everything(), period, group)
    contributions = {row.key: row.now.contributions_fen for row in rows}
    benefits = {row.key: row.now.benefits_fen for row in rows}

    received = _posted(
        period, TransactionKind.CONTRIBUTION_RECEIVED, AccountCode.CONTRIBUTIONS, group
    )
    paid = _posted(period, TransactionKind.BENEFIT_PAID, AccountCode.BANK, group)
    assert {key: fen for key, fen in contributions.items() if fen} == dict(received)
    assert {key: fen for key, fen in benefits.items() if fen} == dict(paid)
    assert differences(everything()) == []


def test_covers_are_counted_by_the_day_they_start(counter):
    rows = {row.key: row.now for row in statistics(everything(), Y2025, GroupBy.PLAN)}
    assert {key: (m.covers, m.persons) for key, m in rows.items() if m.covers} == {
        "HB-NZ": (1, 1),
        "HB-ZJ": (1, 1),
        "HB-ZY": (1, 1),
        "ZY": (2, 2),
    }
    row = total(everything(), Y2025)
    assert (row.now.covers, row.now.persons) == (5, 3)
    assert (total(everything(), Y2026).now.covers, total(everything(), Y2026).before.covers) == (
        0,
        5,
    )


def test_void_cover_does_not_count(counter):
    Cover.objects.filter(plan__code="ZY").update(status=CoverStatus.VOID)
    assert total(everything(), Y2025).now.covers == 3


def test_one_event_under_three_plans_is_three_benefits_of_one_person(counter):
    rows = {row.key: row.now for row in statistics(everything(), Y2026, GroupBy.CITY)}
    assert (rows["610200"].benefit_count, rows["610200"].beneficiaries) == (3, 1)
    assert (rows["610300"].benefit_count, rows["610300"].beneficiaries) == (1, 1)


def test_county_sees_its_own_figures_only(counter):
    county = counter.tree["王益区"]
    scope = Scope((county.path,))
    whole = {row.key: row for row in statistics(everything(), Y2026, GroupBy.COUNTY)}
    with acting_in(scope):
        rows = statistics(scope, Y2026, GroupBy.COUNTY)
        alone = total(scope, Y2026)
    assert [row.key for row in rows] == ["610202"]
    assert rows[0] == whole["610202"]
    assert alone == replace(rows[0], key="", label="")


def test_database_alone_narrows_what_the_query_forgot(counter):
    """The policies, not only the query: the whole is asked for and the county is answered."""
    with acting_in(Scope((counter.tree["王益区"].path,))):
        rows = statistics(everything(), Y2026, GroupBy.COUNTY)
    assert [row.key for row in rows] == ["610202"]


def test_months_add_up_to_the_year(counter):
    months = by_month(everything(), date(2026, 1, 1), 12)
    year = total(everything(), Y2026).now
    assert [start.month for start, _ in months] == list(range(1, 13))
    for name in ("covers", "contributions_fen", "benefit_count", "benefits_fen"):
        assert sum(getattr(measures, name) for _, measures in months) == getattr(year, name)
    assert months[0][1].contributions_fen == year.contributions_fen
    assert months[2][1].benefits_fen == year.benefits_fen
