"""Budgets: two persons, down the tree and up again, and what the database refuses by itself."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from factories.funding import make_purse, officer, open_budget, proposed_budget, sums
from huzhu.audit.models import Entry
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import BudgetEntryKind, BudgetState, OrderState
from huzhu.enrolment.errors import (
    BudgetAmountNotPositive,
    BudgetExhausted,
    BudgetNotBelow,
    BudgetNotOnTop,
    BudgetNotOpen,
    BudgetPeriodWrong,
    NoOrderPending,
    OrderOfOnesOwn,
    OrderPending,
    ReasonNeeded,
)
from huzhu.enrolment.models import BudgetEntry, BudgetOrder, FundingBudget
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations.enums import Role

pytestmark = pytest.mark.usefixtures("house")
YUAN = 100


@pytest.fixture
def purse(house, at):
    return make_purse(at)


def refused_by_database(statement: str, values=()) -> str:
    with (
        pytest.raises((DatabaseError, IntegrityError)) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
    return str(refused.value)


# ── two persons ───────────────────────────────────────────────────────────────────────────────


def test_budget_opens_when_a_second_person_approves(purse, at):
    budget = proposed_budget(purse, at, 1_000 * YUAN)
    assert (budget.state, sums(budget)) == (BudgetState.PROPOSED, (0, 0, 0, 0))

    actions.approve_order(by=purse.director, at=at, budget_ref=budget.ref)

    assert sums(budget) == (1_000 * YUAN, 0, 0, 0)
    assert budget.state == BudgetState.OPEN
    (entry,) = queries.entries_of_budget(everything(), budget)
    assert (entry.kind, entry.amount_fen) == (BudgetEntryKind.OPEN, 1_000 * YUAN)
    acts = set(Entry.objects.filter(object_ref=budget.ref).values_list("act", flat=True))
    assert acts == {"create_budget", "approve_order"}


def test_who_asked_cannot_approve_under_another_account_either(purse, at):
    budget = proposed_budget(purse, at, 1_000 * YUAN)
    same_person = officer(1, Role.OFFICE_DIRECTOR, purse.tree.office)

    for by in (purse.finance, same_person):
        with pytest.raises(OrderOfOnesOwn):
            actions.approve_order(by=by, at=at, budget_ref=budget.ref)
        with pytest.raises(OrderOfOnesOwn):
            actions.refuse_order(by=by, at=at, budget_ref=budget.ref, reason="不妥")
    assert "decided_by_another" in refused_by_database(
        "UPDATE enrolment_budgetorder SET state = 'approved', decided_by_token = asked_by_token"
    )


def test_refused_budget_ends_and_keeps_nothing(purse, at):
    budget = proposed_budget(purse, at, 1_000 * YUAN)

    actions.refuse_order(by=purse.director, at=at, budget_ref=budget.ref, reason="金额有误")

    budget.refresh_from_db()
    assert budget.state == BudgetState.REFUSED
    with pytest.raises(NoOrderPending):
        actions.approve_order(by=purse.director, at=at, budget_ref=budget.ref)
    with pytest.raises(BudgetNotOpen):
        actions.adjust_budget(
            by=purse.finance, at=at, budget_ref=budget.ref, amount_fen=1, reason="再来"
        )


def test_adjusting_takes_two_persons_and_never_below_what_is_bound(purse, at):
    budget = open_budget(purse, at, 1_000 * YUAN)
    actions.allocate_budget(
        by=purse.finance, at=at, budget_ref=budget.ref,
        organisation=purse.tree["铜川市"], amount_fen=700 * YUAN,
    )  # fmt: skip
    actions.adjust_budget(
        by=purse.finance, at=at, budget_ref=budget.ref, amount_fen=-400 * YUAN, reason="压减"
    )
    with pytest.raises(OrderPending):
        actions.adjust_budget(
            by=purse.finance, at=at, budget_ref=budget.ref, amount_fen=5, reason="又"
        )
    with pytest.raises(BudgetExhausted) as refused, transaction.atomic():
        actions.approve_order(by=purse.director, at=at, budget_ref=budget.ref)
    assert (refused.value.values["left"], refused.value.values["needed"]) == ("300.00", "400.00")

    actions.refuse_order(by=purse.director, at=at, budget_ref=budget.ref, reason="不足")
    actions.adjust_budget(
        by=purse.finance, at=at, budget_ref=budget.ref, amount_fen=-300 * YUAN, reason="压减"
    )
    actions.approve_order(by=purse.director, at=at, budget_ref=budget.ref)

    assert sums(budget) == (700 * YUAN, 700 * YUAN, 0, 0)
    states = BudgetOrder.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [OrderState.APPROVED, OrderState.REFUSED, OrderState.APPROVED]


def test_making_and_adjusting_is_for_those_who_keep_the_purse(purse, at):
    with pytest.raises(NotPermitted):
        actions.create_budget(
            by=purse.city, at=at, organisation=purse.tree["铜川市"], source="union", name="市补",
            amount_fen=1, starts_on=date(2026, 1, 1), ends_before=date(2027, 1, 1), reason="x",
        )  # fmt: skip
    with pytest.raises(BudgetAmountNotPositive):
        proposed_budget(purse, at, 0)
    with pytest.raises(BudgetPeriodWrong):
        proposed_budget(purse, at, 1, ends_before=date(2026, 1, 1))
    with pytest.raises(ReasonNeeded):
        proposed_budget(purse, at, 1, reason="  ")
    budget = open_budget(purse, at, 100)
    with pytest.raises(NotVisible):
        actions.adjust_budget(
            by=purse.city, at=at, budget_ref=budget.ref, amount_fen=1, reason="要"
        )


# ── down the tree and up again ────────────────────────────────────────────────────────────────


def test_province_to_city_to_county_and_back(purse, at):
    tree = purse.tree
    top = open_budget(purse, at, 1_000 * YUAN)
    city = actions.allocate_budget(
        by=purse.finance, at=at, budget_ref=top.ref, organisation=tree["铜川市"],
        amount_fen=600 * YUAN,
    )  # fmt: skip
    with acting_in(purse.city.scope):
        county = actions.allocate_budget(
            by=purse.city, at=at, budget_ref=city.ref, organisation=tree["王益区"],
            amount_fen=250 * YUAN,
        )  # fmt: skip
        actions.return_budget(by=purse.city, at=at, budget_ref=county.ref, amount_fen=50 * YUAN)
        actions.return_budget(by=purse.city, at=at, budget_ref=city.ref, amount_fen=100 * YUAN)

    assert sums(top) == (1_000 * YUAN, 500 * YUAN, 0, 0)
    assert sums(city) == (500 * YUAN, 200 * YUAN, 0, 0)
    assert sums(county) == (200 * YUAN, 0, 0, 0)
    assert (city.parent_id, county.parent_id, county.root_id) == (top.pk, city.pk, top.pk)
    assert queries.budget_differences() == []
    tree_of = queries.budget_tree(everything(), county)
    assert [(line.budget.ref, line.depth) for line in tree_of] == [
        (top.ref, 0), (city.ref, 1), (county.ref, 2),
    ]  # fmt: skip


def test_second_allocation_goes_to_the_same_budget(purse, at):
    top = open_budget(purse, at, 1_000 * YUAN)
    given = [
        actions.allocate_budget(
            by=purse.finance, at=at, budget_ref=top.ref, organisation=purse.tree["宝鸡市"],
            amount_fen=fen,
        )
        for fen in (100, 250)
    ]  # fmt: skip

    assert given[0].pk == given[1].pk
    assert sums(given[0]) == (350, 0, 0, 0)


def test_nothing_moves_that_is_not_there_or_not_below(purse, at):
    tree = purse.tree
    top = open_budget(purse, at, 1_000)
    city = actions.allocate_budget(
        by=purse.finance, at=at, budget_ref=top.ref, organisation=tree["铜川市"], amount_fen=400
    )

    with pytest.raises(BudgetExhausted):
        actions.allocate_budget(
            by=purse.finance, at=at, budget_ref=top.ref, organisation=tree["宝鸡市"],
            amount_fen=601,
        )  # fmt: skip
    with pytest.raises(BudgetExhausted):
        actions.return_budget(by=purse.finance, at=at, budget_ref=city.ref, amount_fen=401)
    for place in (tree.office, tree["渭滨区"]):
        with pytest.raises(BudgetNotBelow):
            actions.allocate_budget(
                by=purse.finance, at=at, budget_ref=city.ref, organisation=place, amount_fen=1
            )
    with pytest.raises(BudgetNotOnTop):
        actions.return_budget(by=purse.finance, at=at, budget_ref=top.ref, amount_fen=1)
    with pytest.raises(BudgetNotOnTop):
        actions.adjust_budget(
            by=purse.finance, at=at, budget_ref=city.ref, amount_fen=1, reason="x"
        )
    with pytest.raises(NotPermitted):
        actions.return_budget(by=purse.handler, at=at, budget_ref=_county(purse, at, city),
                              amount_fen=1)  # fmt: skip
    assert sums(top) == (1_000, 400, 0, 0)


def _county(purse, at, city) -> str:
    return actions.allocate_budget(
        by=purse.finance, at=at, budget_ref=city.ref, organisation=purse.tree["王益区"],
        amount_fen=5,
    ).ref  # fmt: skip


def test_other_city_sees_nothing_of_a_citys_budget(purse, at):
    top = open_budget(purse, at, 1_000)
    city = actions.allocate_budget(
        by=purse.finance, at=at, budget_ref=top.ref,
        organisation=purse.tree["铜川市"], amount_fen=400,
    )  # fmt: skip
    other = officer(5, Role.CITY_OFFICER, purse.tree["宝鸡市"])
    with acting_in(other.scope):
        assert list(queries.budgets(other.scope)) == []
        assert set(FundingBudget.objects.values_list("ref", flat=True)) == {top.ref}
        assert BudgetEntry.objects.count() == 0
        with pytest.raises(NotVisible):
            queries.budget_by_ref(other.scope, city.ref)


# ── what the database refuses by itself ───────────────────────────────────────────────────────


def test_sums_are_moved_by_the_journal_alone(purse, at):
    budget = open_budget(purse, at, 1_000)

    assert "by its journal only" in refused_by_database(
        "UPDATE enrolment_fundingbudget SET amount_fen = 5000"
    )
    assert "begins empty" in refused_by_database(
        "INSERT INTO enrolment_fundingbudget (ref, organisation_id, org_path, source, name,"
        " plan_code, person_class, starts_on, ends_before, amount_fen, allocated_fen,"
        " reserved_fen, spent_fen, state, created_at) SELECT 'FB9', organisation_id, org_path,"
        " source, name, plan_code, person_class, starts_on, ends_before, 9, 0, 0, 0, state,"
        " created_at FROM enrolment_fundingbudget"
    )
    assert "permission denied" in refused_by_database("DELETE FROM enrolment_budgetentry")
    assert sums(budget) == (1_000, 0, 0, 0)


ENTRY = (
    "INSERT INTO enrolment_budgetentry (budget_id, org_path, kind, amount_fen, allocated_fen,"
    " reserved_fen, spent_fen, other_id, order_id, by_label, note, at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'x', '', now())"
)


def test_entry_must_be_of_its_kind_and_fit_its_budget(purse, at):
    tree = purse.tree
    top = open_budget(purse, at, 1_000)
    city = actions.allocate_budget(
        by=purse.finance, at=at, budget_ref=top.ref, organisation=tree["铜川市"], amount_fen=400
    )
    order = top.orders.get().pk
    path = top.org_path

    def entry(budget, where, kind, *sums_, other=None, cause=None):
        return refused_by_database(ENTRY, [budget.pk, where, kind, *sums_, other, cause])

    assert "of_its_kind" in entry(top, path, "open", 5, 5, 0, 0, cause=order)
    assert "of_its_kind" in entry(top, path, "allocate", -5, 0, 0, 0, other=city.pk)
    assert "names_its_cause" in entry(top, path, "adjust", 5, 0, 0, 0)
    assert "names_its_cause" in entry(top, path, "reserve", 0, 0, 5, 0)
    assert "order_once" in entry(top, path, "adjust", 1_000, 0, 0, 0, cause=order)
    assert "must have" in entry(top, city.org_path, "allocate", 0, 5, 0, 0, other=city.pk)
    assert "does not fit" in entry(city, tree["渭滨区"].path, "return", -5, 0, 0, 0, other=top.pk)
    assert sums(top) == (1_000, 400, 0, 0)


def test_over_allocation_by_sql_is_refused_by_the_check(purse, at):
    tree = purse.tree
    top = open_budget(purse, at, 1_000)
    city = actions.allocate_budget(
        by=purse.finance, at=at, budget_ref=top.ref, organisation=tree["铜川市"], amount_fen=400
    )
    with (
        pytest.raises(IntegrityError, match="within_amount"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO enrolment_budgetentry (budget_id, org_path, kind, amount_fen,"
            " allocated_fen, reserved_fen, spent_fen, other_id, by_label, note, at) VALUES"
            " (%s, %s, 'allocate', 0, 601, 0, 0, %s, 'x', '', now()),"
            " (%s, %s, 'allocate', 601, 0, 0, 0, %s, 'x', '', now())",
            [top.pk, city.org_path, city.pk, city.pk, city.org_path, top.pk],
        )
    assert sums(city) == (400, 0, 0, 0)
