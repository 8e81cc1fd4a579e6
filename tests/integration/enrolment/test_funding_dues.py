"""Rules by place, dues, what is reserved and spent for them, and the books behind it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from factories.enrolment import STARTS_ON, as_xlsx, lines, posted_roster
from factories.funding import enrolled, make_purse, officer, open_budget, subsidy_rule, sums
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import EnrolmentState, FundingKind, FundingSource, WhenExhausted
from huzhu.enrolment.errors import (
    BudgetExhausted,
    RuleAmountWrong,
    RuleBudgetNeeded,
    RuleBudgetsDiffer,
    RuleBudgetUnfit,
    RuleEnded,
)
from huzhu.enrolment.models import BudgetEntry, ContributionDue
from huzhu.enrolment.rules import BY_EDITION, FundingTerm
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.scope import acting_in, everything
from huzhu.ledger.actions import open_book
from huzhu.ledger.models import Entry as LedgerEntry
from huzhu.ledger.queries import faults
from huzhu.organisations.enums import Role
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import service
from huzhu.treasury.models import ExpectedReceipt

pytestmark = pytest.mark.usefixtures("house")
FEE = 9500  # ZY of a person: 60 yuan by the union, 35 by the member
DAY = STARTS_ON


@pytest.fixture
def purse(house, at):
    return make_purse(at)


def dues_of(enrolment) -> dict[str, int]:
    found = queries.dues_of(everything(), enrolment)
    return {due.source: due.amount_fen for due in found}


def to_come(enrolment) -> int | None:
    return (
        ExpectedReceipt.objects.filter(owner_ref=enrolment.ref)
        .values_list("amount_fen", flat=True)
        .first()
    )


def rest(source: str, **others) -> FundingTerm:
    return FundingTerm(source, FundingKind.REST, **others)


def rule(purse, at, place: Organisation, term: FundingTerm, **others):
    values = {"plan_code": "ZY", "starts_on": date(2026, 1, 1)} | others
    return actions.set_funding_rule(
        by=purse.finance, at=at, organisation=place, term=term, **values
    )


# ── which rules hold ──────────────────────────────────────────────────────────────────────────


def test_without_rules_the_edition_splits(purse, at):
    assert queries.funding_of(everything(), purse.unit, "ZY", DAY) is BY_EDITION
    made = enrolled(purse.unit, at, 2)
    assert dues_of(made) == {"union": 12_000, "member": 7_000}
    assert to_come(made) == 19_000


def test_nearest_organisation_with_rules_decides_alone(purse, at):
    tree = purse.tree
    rule(purse, at, tree.office, rest("upper_union"))
    rule(purse, at, tree["铜川市"], rest("unit"))
    rule(purse, at, tree["王益区"], rest("member"), starts_on=date(2026, 5, 1))

    def payer(place: str, on: date = DAY) -> dict[str, int]:
        funding = queries.funding_of(everything(), tree[place], "ZY", on)
        from huzhu.enrolment.rules import Tier

        return dict(funding.parts(Tier("", FEE, (("union", 60), ("member", 35))), FEE))

    assert payer("渭滨区一厂") == {"upper_union": FEE}
    assert payer("王益区一厂") == {"unit": FEE}
    assert payer("王益区一厂", date(2026, 5, 1)) == {"member": FEE}
    assert payer("渭滨区一厂", date(2025, 12, 31)) == {"union": 6000, "member": 3500}


def test_rules_end_on_a_day_and_leave_what_is_enrolled(purse, at):
    one = rule(purse, at, purse.tree.office, rest("unit"))
    made = enrolled(purse.unit, at, 1)

    actions.end_funding_rule(by=purse.finance, at=at, rule_ref=one.ref, ends_before=DAY)

    assert queries.funding_of(everything(), purse.unit, "ZY", DAY) is BY_EDITION
    assert dues_of(made) == {"unit": FEE}
    with pytest.raises(RuleEnded):
        actions.end_funding_rule(by=purse.finance, at=at, rule_ref=one.ref, ends_before=DAY)


@pytest.mark.parametrize(
    "term",
    [
        FundingTerm("unit", FundingKind.PER_PERSON, amount_fen=0),
        FundingTerm("unit", FundingKind.PER_SHARE, amount_fen=5, rate=5),
        FundingTerm("unit", FundingKind.PERCENT, rate=10_001),
        FundingTerm("unit", FundingKind.REST, amount_fen=1),
        FundingTerm("unit", FundingKind.REST, ceiling_fen=0),
    ],
)
def test_rule_with_a_wrong_amount_is_refused(purse, at, term):
    with pytest.raises(RuleAmountWrong):
        rule(purse, at, purse.tree.office, term)


def test_rule_names_a_budget_that_fits(purse, at):
    tree = purse.tree
    budget = open_budget(purse, at, 1_000)
    other = open_budget(purse, at, 1_000, plan_code="NZ")
    citys = open_budget(purse, at, 1_000, organisation=tree["铜川市"])

    with pytest.raises(RuleBudgetNeeded):
        rule(purse, at, tree.office, rest("donor"))
    for source, wrong in (("donor", budget), ("subsidy", other), ("subsidy", citys)):
        with pytest.raises(RuleBudgetUnfit):
            rule(purse, at, tree.office, rest(source, budget_id=wrong.pk))
    with pytest.raises(RuleBudgetUnfit):
        rule(purse, at, tree.office, rest("unit", budget_id=budget.pk))
    rule(purse, at, tree["铜川市"], rest("subsidy", budget_id=budget.pk, person_class="hardship"))
    with pytest.raises(RuleBudgetsDiffer):
        rule(purse, at, tree["铜川市"], rest("subsidy", budget_id=citys.pk))
    with pytest.raises(NotPermitted):
        actions.set_funding_rule(
            by=purse.handler, at=at, organisation=tree["王益区"], plan_code="ZY",
            term=rest("unit"), starts_on=DAY,
        )  # fmt: skip


# ── reserved when people are enrolled ─────────────────────────────────────────────────────────


def test_budgets_part_is_reserved_and_not_remitted(purse, at):
    budget = open_budget(purse, at, 10_000)
    subsidy_rule(purse, at, budget)

    made = enrolled(purse.unit, at, 3)

    assert dues_of(made) == {"union": 16_341, "member": 9_534, "subsidy": 2_625}
    assert to_come(made) == 3 * FEE - 2_625
    assert sums(budget) == (10_000, 0, 2_625, 0)
    assert made.state == EnrolmentState.AWAITING_PAYMENT
    assert queries.budget_differences() == []


def test_upper_union_without_a_budget_is_remitted_too(purse, at):
    rule(purse, at, purse.tree.office, rest("upper_union"))
    made = enrolled(purse.unit, at, 1)
    assert (dues_of(made), to_come(made)) == ({"upper_union": FEE}, FEE)


def test_nearest_budget_of_the_tree_is_charged_by_a_posting_from_below(purse, at):
    tree = purse.tree
    top = open_budget(purse, at, 10_000)
    subsidy_rule(purse, at, top)
    city = actions.allocate_budget(
        by=purse.finance, at=at, budget_ref=top.ref, organisation=tree["铜川市"], amount_fen=2_000
    )
    for place in ("王益区一厂", "渭滨区一厂"):
        by = service("job:post_roster", over=tree[place].path)
        with acting_in(by.scope):
            enrolled(tree[place], at, 2, start=1 if place.startswith("王") else 10, by=by)
            assert BudgetEntry.objects.count() == 1

    assert sums(city) == (2_000, 0, 1_750, 0)
    assert sums(top) == (10_000, 2_000, 1_750, 0)


def test_exhausted_budget_refuses_with_its_numbers_and_enrols_nobody(purse, at):
    budget = open_budget(purse, at, 2_000)
    subsidy_rule(purse, at, budget)

    with pytest.raises(BudgetExhausted) as refused, transaction.atomic():
        enrolled(purse.unit, at, 3)

    values = refused.value.to_json()["values"]
    assert values == {
        "budget": "省级补贴", "ref": budget.ref, "left": "20.00", "needed": "26.25",
    }  # fmt: skip
    assert sums(budget) == (2_000, 0, 0, 0)
    assert ContributionDue.objects.count() == 0


def test_unit_pays_what_the_budget_cannot_where_the_rule_says_so(purse, at):
    budget = open_budget(purse, at, 2_000)
    subsidy_rule(purse, at, budget, when_exhausted=WhenExhausted.UNIT_PAYS)

    first = enrolled(purse.unit, at, 2)
    second = enrolled(purse.unit, at, 1, start=5)
    third = enrolled(purse.unit, at, 1, start=7)

    assert dues_of(first)["subsidy"] == 1_750
    assert dues_of(second) == {"union": 5_447, "member": 3_178, "subsidy": 250, "unit": 625}
    assert dues_of(third) == {"union": 5_447, "member": 3_178, "unit": 875}
    assert to_come(second) == FEE - 250
    assert sums(budget) == (2_000, 0, 2_000, 0)


def test_budget_of_another_year_counts_as_exhausted(purse, at):
    budget = open_budget(purse, at, 2_000)
    subsidy_rule(purse, at, budget)
    with pytest.raises(BudgetExhausted), transaction.atomic():
        enrolled(purse.unit, at, 1, starts_on=date(2027, 4, 1))


# ── spent, and booked ─────────────────────────────────────────────────────────────────────────


def test_reserved_is_spent_once_when_the_rest_has_come(purse, at):
    budget = open_budget(purse, at, 10_000)
    subsidy_rule(purse, at, budget)
    made = enrolled(purse.unit, at, 2)

    for _ in range(2):
        actions.spend_reserved(service("test"), at, [made])

    assert sums(budget) == (10_000, 0, 0, 1_750)
    assert booked() == {"310201": 1_750, "4201": -1_750}
    assert queries.budget_differences() == []


def test_all_by_budgets_is_spent_and_paid_at_once(purse, at):
    budget = open_budget(purse, at, 20_000, source=FundingSource.DONOR)
    subsidy_rule(purse, at, budget, 9_500)

    made = enrolled(purse.unit, at, 2)

    made.refresh_from_db()
    assert (made.state, made.paid_at) == (EnrolmentState.PAID, at)
    assert to_come(made) is None
    assert sums(budget) == (20_000, 0, 0, 19_000)
    assert booked() == {"310201": 19_000, "4201": -19_000}


def test_released_is_free_again_and_cannot_be_spent(purse, at):
    budget = open_budget(purse, at, 10_000)
    subsidy_rule(purse, at, budget)
    made = enrolled(purse.unit, at, 2)

    actions.release_reserved(service("test"), at, [made])
    actions.spend_reserved(service("test"), at, [made])

    assert sums(budget) == (10_000, 0, 0, 0)
    assert booked() == {}
    assert queries.budget_differences() == []


def test_funds_money_comes_to_its_book_and_is_spent_in_the_cities(purse, at):
    tree = purse.tree
    open_book(by=service("test"), at=at, organisation=tree["铜川市"], name="铜川市")
    budget = open_budget(purse, at, 10_000)
    subsidy_rule(purse, at, budget)
    for _ in range(2):
        actions.receive_fund_money(
            by=purse.finance, at=at, budget_ref=budget.ref, amount_fen=10_000,
            received_on=date(2026, 3, 1), bank_reference="ZX-1",
        )  # fmt: skip
    made = enrolled(purse.unit, at, 2)
    actions.spend_reserved(service("test"), at, [made])

    assert booked() == {"1002": 10_000, "310201": -8_250, "4201": -1_750, "112290": 0}
    funds = {e.fund for e in LedgerEntry.objects.filter(account__code="310201")}
    assert funds == {budget.ref}
    assert faults() == []


def test_officer_of_a_county_notes_a_payment_and_the_provinces_fund_is_spent(purse, at):
    budget = open_budget(purse, at, 10_000)
    subsidy_rule(purse, at, budget)
    made = enrolled(purse.unit, at, 2)
    by = officer(9, Role.FINANCE_OFFICER, purse.tree["王益区"])
    with acting_in(by.scope):
        actions.spend_reserved(by, at, [made])
    assert sums(budget) == (10_000, 0, 0, 1_750)


def booked() -> dict[str, int]:
    found: dict[str, int] = {}
    for code, fen in LedgerEntry.objects.values_list("account__code", "amount_fen"):
        found[code] = found.get(code, 0) + fen
    return found


# ── what the database refuses by itself ───────────────────────────────────────────────────────


def at_commit(statement: str, values=()) -> str:
    """What the database answers to the statement or to the commit."""
    with (
        pytest.raises((DatabaseError, IntegrityError)) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        _run(cursor, statement, values)
    return str(refused.value)


def _run(cursor, statement: str, values) -> None:
    cursor.execute(statement, values)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_dues_and_covers_must_add_up_to_the_fee(purse, at):
    made = enrolled(purse.unit, at, 2)

    changed = "UPDATE enrolment_contributiondue SET amount_fen = amount_fen + 1"
    assert f"costs {2 * FEE} fen and its dues come to {2 * FEE + 2}" in at_commit(changed)
    assert "its dues come to 12000" in at_commit(
        "DELETE FROM enrolment_contributiondue WHERE source = 'member'"
    )
    assert "its dues come to" in at_commit(
        "UPDATE enrolment_enrolment SET fee_fen = 5 WHERE id = %s", [made.pk]
    )
    assert "its covers come to" in at_commit("UPDATE enrolment_cover SET fee_fen = fee_fen + 1")
    assert "enrolment_due_positive" in at_commit(
        "UPDATE enrolment_contributiondue SET amount_fen = 0"
    )


def test_enrolment_with_a_fee_and_without_dues_is_refused(purse, at):
    made = enrolled(purse.unit, at, 1)
    copy = (
        "INSERT INTO enrolment_enrolment (ref, organisation_id, org_path, plan_code, edition_id,"
        " starts_on, ends_before, persons, fee_fen, state, created_at) SELECT 'E9',"
        " organisation_id, org_path, plan_code, edition_id, starts_on, ends_before, persons,"
        " %s, state, created_at FROM enrolment_enrolment WHERE id = %s"
    )
    assert "its dues come to 0" in at_commit(copy, [FEE, made.pk])
    with connection.cursor() as cursor:
        cursor.execute(copy, [0, made.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_due_of_a_budget_without_reservation_is_refused(purse, at):
    budget = open_budget(purse, at, 10_000)
    enrolled(purse.unit, at, 1)
    assert "nothing is reserved" in at_commit(
        "UPDATE enrolment_contributiondue SET budget_id = %s WHERE source = 'union'", [budget.pk]
    )


MOVE = (
    "INSERT INTO enrolment_budgetentry (budget_id, org_path, kind, amount_fen, allocated_fen,"
    " reserved_fen, spent_fen, due_id, by_label, note, at)"
    " SELECT budget_id, org_path, %s, 0, 0, %s, %s, id, 'x', '', now()"
    " FROM enrolment_contributiondue WHERE budget_id IS NOT NULL"
)


def test_double_reserving_and_spending_are_refused(purse, at):
    budget = open_budget(purse, at, 10_000)
    subsidy_rule(purse, at, budget)
    made = enrolled(purse.unit, at, 1)

    assert "reserved_once" in at_commit(MOVE, ["reserve", 875, 0])
    assert "does not fit" in at_commit(MOVE, ["spend", -500, 500])
    assert "of_its_kind" in at_commit(MOVE, ["spend", -875, 500])
    actions.spend_reserved(service("test"), at, [made])
    assert "settled_once" in at_commit(MOVE, ["spend", -875, 875])
    assert "settled_once" in at_commit(MOVE, ["release", -875, 0])
    assert sums(budget) == (10_000, 0, 0, 875)


def test_one_place_cannot_enter_for_another(purse, at):
    budget = open_budget(purse, at, 10_000, organisation=purse.tree["铜川市"])
    subsidy_rule(purse, at, budget, organisation=purse.tree["铜川市"])
    enrolled(purse.unit, at, 1)
    other = officer(6, Role.COUNTY_HANDLER, purse.tree["渭滨区"])
    with acting_in(other.scope):
        assert "row-level security" in at_commit(
            "INSERT INTO enrolment_budgetentry (budget_id, org_path, kind, amount_fen,"
            " allocated_fen, reserved_fen, spent_fen, due_id, by_label, note, at) VALUES"
            " (%s, %s, 'reserve', 0, 0, 1, 0, 1, 'x', '', now())",
            [budget.pk, budget.org_path],
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM enrolment_lock_budgets(%s)", [[budget.pk]])
            assert cursor.fetchall() == []


# ── seven million for eight hundred thousand workers ──────────────────────────────────────────


def test_subsidy_of_seven_million_for_eight_hundred_thousand_workers(purse, at):
    """8.75 yuan a worker: entitled, allocated, consumed by a roster, and what is left returned."""
    tree = purse.tree
    staff = {"王益区一厂": 300_000, "王益区二校": 100_000, "耀州区一厂": 150_000,
             "耀州区二校": 50_000, "渭滨区一厂": 120_000, "渭滨区二校": 80_000}  # fmt: skip
    for name, count in staff.items():
        Organisation.objects.filter(pk=tree[name].pk).update(staff_count=count, women_count=0)
    million = 1_000_000 * 100
    top = open_budget(purse, at, 7 * million, plan_code="ZY")
    subsidy_rule(purse, at, top)
    entitled = {line.budget.organisation.name: line for line in _tree(top)}
    assert entitled["省办事处"].persons == 800_000
    assert entitled["省办事处"].entitled_fen == 7 * million
    for name in ("铜川市", "宝鸡市"):
        persons = queries.workers_below(everything(), [tree[name]])[tree[name].pk]
        actions.allocate_budget(
            by=purse.finance, at=at, budget_ref=top.ref, organisation=tree[name],
            amount_fen=persons * 875,
        )  # fmt: skip
    Organisation.objects.filter(pk=tree["渭滨区一厂"].pk).update(staff_count=400)
    tree["渭滨区一厂"].refresh_from_db()
    made = posted_roster(tree["渭滨区一厂"], at, as_xlsx(lines(400)))
    assert made.persons == 400

    rows = {line.budget.organisation.name: line.budget for line in _tree(top)}
    city = rows["宝鸡市"]
    assert (rows["省办事处"].left_fen, rows["铜川市"].amount_fen) == (0, 525_000_000)
    assert city.amount_fen == 175_000_000
    actions.return_budget(by=purse.finance, at=at, budget_ref=city.ref, amount_fen=city.left_fen)
    top.refresh_from_db()
    assert top.left_fen == city.left_fen
    assert queries.budget_differences() == []


def _tree(top):
    return queries.budget_tree(everything(), top)
