"""Budgets: made and adjusted by two persons, allocated down the tree, returned up it.

Nothing here writes a budget's sums: it adds to the journal, and the database moves the budgets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import connection, transaction

from huzhu.audit.actions import record_act
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
from huzhu.enrolment.permissions import may_allocate, may_keep_budgets
from huzhu.enrolment.queries import budget_by_ref
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.money import yuan
from huzhu.kernel.staging import insert_rows
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference


def create_budget(
    *,
    by: Officer,
    at: datetime,
    organisation: Organisation,
    source: str,
    name: str,
    amount_fen: int,
    starts_on: date,
    ends_before: date,
    reason: str,
    plan_code: str = "",
    person_class: str = "",
) -> FundingBudget:
    """Proposes the budget at the top of a tree; its amount comes when another person approves it.

    One transaction: budget (PROPOSED, empty), order, audit. Refuses NotPermitted,
    BudgetAmountNotPositive, BudgetPeriodWrong, ReasonNeeded.
    """
    if not may_keep_budgets(by, organisation.path):
        raise NotPermitted
    _require_positive(amount_fen)
    if ends_before <= starts_on:
        raise BudgetPeriodWrong(starts_on=starts_on, ends_before=ends_before)
    with transaction.atomic():
        budget = FundingBudget.objects.create(
            ref=allocate_reference(prefix="FB", at=at),
            organisation=organisation,
            org_path=organisation.path,
            source=source,
            name=name[:80],
            plan_code=plan_code,
            person_class=person_class,
            starts_on=starts_on,
            ends_before=ends_before,
            created_at=at,
        )
        _order(by, at, budget, amount_fen, reason)
        _audit(by, at, "create_budget", budget, amount_fen, reason)
    return budget


def adjust_budget(
    *, by: Officer, at: datetime, budget_ref: str, amount_fen: int, reason: str
) -> BudgetOrder:
    """Asks for more, or with a negative amount less, of a budget at the top of its tree.

    One transaction: lock, order, audit. Refuses NotVisible, NotPermitted, BudgetNotOnTop,
    BudgetNotOpen, OrderPending, BudgetAmountNotPositive (nought), ReasonNeeded.
    """
    seen = _kept(by, budget_ref)
    with transaction.atomic():
        budget = _locked(seen)
        if budget.parent_id is not None:
            raise BudgetNotOnTop(budget=budget.name, ref=budget.ref)
        _require_open(budget)
        if budget.orders.filter(state=OrderState.ASKED).exists():
            raise OrderPending(budget=budget.name)
        if amount_fen == 0:
            _require_positive(amount_fen)
        order = _order(by, at, budget, amount_fen, reason)
        _audit(by, at, "adjust_budget", budget, amount_fen, reason)
    return order


def approve_order(*, by: Officer, at: datetime, budget_ref: str) -> FundingBudget:
    """A second person approves the amount that waits: the budget opens, or its amount changes.

    One transaction: lock, order, budget, journal, audit. Refuses NotVisible, NotPermitted,
    NoOrderPending, OrderOfOnesOwn, BudgetExhausted (less than is allocated, reserved and spent).
    """
    with transaction.atomic():
        budget, order = _pending(by, budget_ref)
        _decide(by, at, order, OrderState.APPROVED)
        is_new = budget.state == BudgetState.PROPOSED
        if is_new:
            FundingBudget.objects.filter(pk=budget.pk).update(state=BudgetState.OPEN)
        elif order.amount_fen < 0:
            require_left(budget, -order.amount_fen)
        kind = BudgetEntryKind.OPEN if is_new else BudgetEntryKind.ADJUST
        entry = _entry(by, at, budget, kind, order.reason, amount_fen=order.amount_fen)
        entry.order = order
        insert_rows([entry])
        _audit(by, at, "approve_order", budget, order.amount_fen, order.reason)
        budget.refresh_from_db()
    return budget


def refuse_order(*, by: Officer, at: datetime, budget_ref: str, reason: str) -> FundingBudget:
    """A second person refuses the amount that waits; a new budget ends REFUSED.

    One transaction: lock, order, budget, audit. Refuses NotVisible, NotPermitted, NoOrderPending,
    OrderOfOnesOwn, ReasonNeeded.
    """
    if not reason.strip():
        raise ReasonNeeded
    with transaction.atomic():
        budget, order = _pending(by, budget_ref)
        _decide(by, at, order, OrderState.REFUSED)
        if budget.state == BudgetState.PROPOSED:
            budget.state = BudgetState.REFUSED
            budget.save(update_fields=["state"])
        _audit(by, at, "refuse_order", budget, order.amount_fen, reason)
    return budget


def allocate_budget(
    *,
    by: Officer,
    at: datetime,
    budget_ref: str,
    organisation: Organisation,
    amount_fen: int,
    note: str = "",
) -> FundingBudget:
    """Gives a part of what is left to a union below, which then has a budget of its own.

    One transaction: lock of both in the order of their numbers, the union's budget if it has none
    of this tree, journal of both, audit. Returns the union's. Refuses NotVisible, NotPermitted,
    BudgetAmountNotPositive, BudgetNotOpen, BudgetNotBelow, BudgetExhausted.
    """
    parent = budget_by_ref(by.scope, budget_ref)
    if not may_allocate(by, parent.org_path):
        raise NotPermitted
    _require_positive(amount_fen)
    if not organisation.path.startswith(parent.org_path) or organisation.path == parent.org_path:
        raise BudgetNotBelow(place=organisation.name, holder=parent.organisation.name)
    with transaction.atomic():
        parent = _locked(parent)
        _require_open(parent)
        require_left(parent, amount_fen)
        child = _child(at, parent, organisation)
        _move(by, at, parent, child, amount_fen, BudgetEntryKind.ALLOCATE, note)
        _audit(by, at, "allocate_budget", child, amount_fen, note)
        child.refresh_from_db()
    return child


def return_budget(
    *, by: Officer, at: datetime, budget_ref: str, amount_fen: int, note: str = ""
) -> FundingBudget:
    """Gives what is not needed back to the budget above; the holder of either may do it.

    One transaction: lock of both in the order of their numbers, journal of both, audit. Refuses
    NotVisible, NotPermitted, BudgetAmountNotPositive, BudgetNotOnTop (nothing is above it),
    BudgetExhausted.
    """
    child = budget_by_ref(by.scope, budget_ref)
    if not may_allocate(by, child.org_path):
        raise NotPermitted
    _require_positive(amount_fen)
    parent = child.parent
    if parent is None:
        raise BudgetNotOnTop(budget=child.name, ref=child.ref)
    with transaction.atomic():
        lock_budgets([parent.pk, child.pk])
        child.refresh_from_db()
        require_left(child, amount_fen)
        _move(by, at, parent, child, -amount_fen, BudgetEntryKind.RETURN, note)
        _audit(by, at, "return_budget", child, amount_fen, note)
        child.refresh_from_db()
    return child


def lock_budgets(budget_ids: Iterable[int]) -> Mapping[int, int]:
    """Locks these budgets in the order of their numbers, also those above the scope, for the
    length of the transaction; returns what is left of each, in fen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT budget, left_fen FROM enrolment_lock_budgets(%s)", [sorted(set(budget_ids))]
        )
        return dict(cursor.fetchall())


def require_left(budget: FundingBudget, needed_fen: int) -> None:
    """Raises BudgetExhausted."""
    if budget.left_fen < needed_fen:
        raise BudgetExhausted(
            budget=budget.name,
            ref=budget.ref,
            left=yuan(budget.left_fen),
            needed=yuan(needed_fen),
        )


def _child(at: datetime, parent: FundingBudget, organisation: Organisation) -> FundingBudget:
    root_id = parent.root_id or parent.pk
    child, _ = FundingBudget.objects.get_or_create(
        root_id=root_id,
        organisation=organisation,
        defaults={
            "ref": allocate_reference(prefix="FB", at=at),
            "org_path": organisation.path,
            "source": parent.source,
            "name": parent.name,
            "plan_code": parent.plan_code,
            "person_class": parent.person_class,
            "starts_on": parent.starts_on,
            "ends_before": parent.ends_before,
            "parent": parent,
            "state": BudgetState.OPEN,
            "created_at": at,
        },
    )
    if child.parent_id != parent.pk:
        raise BudgetNotBelow(place=organisation.name, holder=parent.organisation.name)
    return child


def _move(
    by: Officer,
    at: datetime,
    parent: FundingBudget,
    child: FundingBudget,
    amount_fen: int,
    kind: BudgetEntryKind,
    note: str,
) -> None:
    """Both sides in one statement, as the database asks; both are of the child's place."""
    up = _entry(by, at, parent, kind, note, allocated_fen=amount_fen)
    down = _entry(by, at, child, kind, note, amount_fen=amount_fen)
    up.other, down.other, up.org_path = child, parent, child.org_path
    insert_rows([up, down])


def _entry(
    by: Officer, at: datetime, budget: FundingBudget, kind: str, note: str, **sums: int
) -> BudgetEntry:
    return BudgetEntry(
        budget=budget,
        org_path=budget.org_path,
        kind=kind,
        by_id=by.account_id,
        by_label=by.label[:80],
        at=at,
        note=note[:200],
        **sums,
    )


def _order(
    by: Officer, at: datetime, budget: FundingBudget, amount_fen: int, reason: str
) -> BudgetOrder:
    if not reason.strip():
        raise ReasonNeeded
    assert by.account_id is not None
    return BudgetOrder.objects.create(
        budget=budget,
        org_path=budget.org_path,
        amount_fen=amount_fen,
        reason=reason.strip()[:200],
        asked_by_id=by.account_id,
        asked_by_token=by.person_token,
        asked_by_label=by.label[:80],
        asked_at=at,
    )


def _pending(by: Officer, budget_ref: str) -> tuple[FundingBudget, BudgetOrder]:
    """Both locked. Raises NoOrderPending, OrderOfOnesOwn."""
    budget = _locked(_kept(by, budget_ref))
    order = budget.orders.select_for_update().filter(state=OrderState.ASKED).first()
    if order is None:
        raise NoOrderPending(budget=budget.name)
    if order.asked_by_token == by.person_token:
        raise OrderOfOnesOwn
    return budget, order


def _decide(by: Officer, at: datetime, order: BudgetOrder, state: OrderState) -> None:
    order.state, order.decided_at = state, at
    order.decided_by_id, order.decided_by_token = by.account_id, by.person_token
    order.decided_by_label = by.label[:80]
    order.save()


def _kept(by: Officer, budget_ref: str) -> FundingBudget:
    """Raises NotVisible, NotPermitted."""
    budget = budget_by_ref(by.scope, budget_ref)
    if not may_keep_budgets(by, budget.org_path):
        raise NotPermitted
    return budget


def _locked(budget: FundingBudget) -> FundingBudget:
    return (
        FundingBudget.objects.select_related("organisation")
        .select_for_update(of=("self",))
        .get(pk=budget.pk)
    )


def _require_open(budget: FundingBudget) -> None:
    if budget.state != BudgetState.OPEN:
        raise BudgetNotOpen(budget=budget.name, ref=budget.ref, state=budget.get_state_display())


def _require_positive(amount_fen: int) -> None:
    if amount_fen <= 0:
        raise BudgetAmountNotPositive(amount=yuan(amount_fen))


def _audit(
    by: Officer, at: datetime, act: str, budget: FundingBudget, amount_fen: int, note: str
) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="funding_budget",
        object_ref=budget.ref,
        org_path=budget.org_path,
        after={"amount_fen": amount_fen, "note": note[:200]},
    )
