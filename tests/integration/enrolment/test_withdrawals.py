"""An enrolment that is taken back before it begins."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from factories.enrolment import as_xlsx, collecting, lines, make_cover, posted_roster
from factories.funding import (
    given,
    make_purse,
    officer,
    open_budget,
    open_gift,
    subsidy_rule,
    sums,
)
from huzhu.audit.models import Entry
from huzhu.enrolment import actions, errors, queries
from huzhu.enrolment.enums import CoverStatus, EnrolmentState, RosterState
from huzhu.enrolment.events import EnrolmentWithdrawn
from huzhu.enrolment.models import Cover, Enrolment
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import everything
from huzhu.organisations.enums import Role
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import service
from huzhu.treasury import actions as treasury
from huzhu.treasury.errors import ReceiptStands
from huzhu.treasury.models import ExpectedReceipt
from huzhu.treasury.queries import arrears

WHY = "名册用错了年度"


@pytest.fixture
def purse(house, at):
    return make_purse(at)


def posted(purse, at, count: int = 4) -> Enrolment:
    Organisation.objects.filter(pk=purse.unit.pk).update(staff_count=count)
    return posted_roster(purse.unit, at, as_xlsx(lines(count)))


def withdrawn(made: Enrolment, at, by=None) -> Enrolment:
    with collecting() as facts:
        found = actions.withdraw_enrolment(
            by=by or service("test"), at=at, enrolment_ref=made.ref, reason=f"  {WHY} "
        )
    assert [type(fact) for fact in facts] == [EnrolmentWithdrawn]
    return found


def test_withdrawn_covers_nobody_and_owes_nothing(purse, at):
    made = posted(purse, at)
    found = withdrawn(made, at, by=purse.handler)
    assert (found.state, found.withdrawn_at) == (EnrolmentState.WITHDRAWN, at)
    assert found.withdrawn_reason == WHY
    assert set(Cover.objects.values_list("status", flat=True)) == {CoverStatus.VOID}
    due = ExpectedReceipt.objects.get(owner_ref=made.ref)
    assert (due.amount_fen, due.cancelled_fen, due.received_fen) == (0, made.fee_fen, 0)
    assert list(arrears(everything(), date(2027, 1, 1))) == []
    entry = Entry.objects.get(act="withdraw_enrolment")
    assert (entry.object_ref, entry.after["reason"]) == (made.ref, WHY)


def test_same_file_may_be_sent_again(purse, at):
    made = posted(purse, at)
    withdrawn(made, at)
    made.roster.refresh_from_db()
    assert made.roster.state == RosterState.WITHDRAWN
    again = posted_roster(purse.unit, at, as_xlsx(lines(4)))
    assert again.ref != made.ref
    assert again.covers.filter(status=CoverStatus.ACTIVE).count() == 4
    assert again.covers.filter(is_renewal=True).count() == 0


def test_roster_of_two_plans_stays_posted_until_both_are_withdrawn(purse, at):
    made = posted(purse, at)
    other = Enrolment.objects.get(pk=made.pk)
    other.pk, other.ref, other.plan_code, other.fee_fen = None, "E2026-9", "XX", 0
    other.save()
    withdrawn(made, at)
    made.roster.refresh_from_db()
    assert made.roster.state == RosterState.POSTED


def test_budgets_are_free_again(purse, at):
    budget = open_budget(purse, at, 100_000, source="subsidy")
    subsidy_rule(purse, at, budget)
    made = posted(purse, at)
    assert sums(budget)[2] > 0
    withdrawn(made, at)
    assert sums(budget)[2:] == (0, 0)
    assert queries.budget_differences() == []


def test_withdrawn_only_before_the_first_day(purse, at):
    made = posted(purse, at)
    late = at.replace(year=2026, month=4, day=1)
    with pytest.raises(errors.EnrolmentBegun) as refused:
        withdrawn(made, late)
    assert refused.value.values == {"ref": made.ref, "day": made.starts_on}
    Cover.objects.update(status=CoverStatus.PENDING)
    withdrawn(made, late)


def test_withdrawn_only_while_nothing_was_paid(purse, at):
    made = posted(purse, at)
    due = ExpectedReceipt.objects.get(owner_ref=made.ref)
    with collecting():
        treasury.record_receipt(
            by=service("test"), at=at, expected_ref=due.ref, amount_fen=100,
            received_on=date(2026, 3, 1), bank_reference="N1", slip=None,
        )  # fmt: skip
    with pytest.raises(ReceiptStands):
        withdrawn(made, at)
    assert Enrolment.objects.get().state == EnrolmentState.AWAITING_PAYMENT
    assert Cover.objects.filter(status=CoverStatus.ACTIVE).count() == 4


def test_what_budgets_paid_whole_is_not_withdrawn(purse, at):
    gift = open_gift(purse, at, open_budget(purse, at, 1_000_000, source="donor"))
    made = given(gift, purse.unit, at, 2)
    with pytest.raises(errors.WrongEnrolmentState):
        withdrawn(made, at)
    gift.refresh_from_db()
    assert gift.used_persons == 2


def test_programme_gets_its_places_back(purse, at):
    """By the database, whoever makes covers void, and however often they are told."""
    gift = open_gift(purse, at)
    given(gift, purse.unit, at, 3)
    for status, used in (("void", 0), ("void", 0), ("active", 3)):
        Cover.objects.update(status=status)
        gift.refresh_from_db()
        assert gift.used_persons == used


def test_withdrawn_twice_without_reason_or_by_somebody_else_is_refused(purse, at):
    made = posted(purse, at)
    call = {"at": at, "enrolment_ref": made.ref}
    with pytest.raises(errors.WithdrawalWithoutReason):
        actions.withdraw_enrolment(by=purse.handler, reason="  ", **call)
    with pytest.raises(NotPermitted):
        actions.withdraw_enrolment(by=purse.finance, reason=WHY, **call)
    elsewhere = officer(9, Role.COUNTY_HANDLER, purse.tree["渭滨区"])
    with pytest.raises(NotVisible):
        actions.withdraw_enrolment(by=elsewhere, reason=WHY, **call)
    withdrawn(made, at)
    with pytest.raises(errors.WrongEnrolmentState):
        withdrawn(made, at)


@pytest.mark.parametrize(
    ("statement", "saying"),
    [
        ("UPDATE enrolment_enrolment SET state = 'paid', withdrawn_at = NULL", "was withdrawn"),
        ("UPDATE enrolment_cover SET status = 'active'", "still covers people"),
        ("UPDATE enrolment_enrolment SET withdrawn_reason = ''", "withdrawn_says_why"),
        ("UPDATE treasury_expectedreceipt SET amount_fen = cancelled_fen", "due_or_cancelled"),
    ],
)
def test_database_keeps_a_withdrawal(purse, at, statement, saying):
    withdrawn(posted(purse, at), at)
    with pytest.raises(DatabaseError, match=saying):
        _commit(statement, "UPDATE enrolment_enrolment SET fee_fen = fee_fen")


def _commit(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*statements, "SET CONSTRAINTS ALL IMMEDIATE"):
            cursor.execute(statement)


def test_cover_beside_the_withdrawn_one_is_untouched(purse, at):
    other = make_cover(purse.unit, at, 50)
    withdrawn(posted(purse, at), at)
    other.refresh_from_db()
    assert other.status == CoverStatus.ACTIVE
