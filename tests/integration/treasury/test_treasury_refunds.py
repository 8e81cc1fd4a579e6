"""Over-paid money back to its payer: asked for, approved by another, paid by the bank."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from factories.money import (
    make_expected,
    make_instruction,
    open_counter,
    released_batch,
    return_csv,
    return_line,
)
from factories.statements import PAYER_NUMBER, make_collection_account, money_came
from factories.tree import make_officer
from huzhu.audit.queries import entries_about
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import Scope, acting_in
from huzhu.ledger.enums import AccountCode
from huzhu.ledger.queries import balances_by, faults
from huzhu.organisations.enums import Role
from huzhu.treasury.actions import (
    Allocation,
    allocate_lines,
    approve_refund,
    bank_file,
    import_bank_return,
    reissue_instruction,
    reject_refund,
    request_refund,
    withdraw_refund,
)
from huzhu.treasury.enums import RefundState
from huzhu.treasury.errors import (
    ApproverIsRequester,
    LineTooSmall,
    RefundNeedsReason,
    RefundNotReissued,
    RefundTooMuch,
    RejectionNeedsReason,
    WrongRefundState,
)
from huzhu.treasury.events import PaymentSettled, RefundSettled
from huzhu.treasury.models import Instruction, Refund
from huzhu.treasury.queries import differences, refunds

PAPER = ("退款申请.pdf", b"%PDF-1.4 paper")


@pytest.fixture
def counter(house, at):
    with open_counter(at) as made:
        yield made


@pytest.fixture
def line(counter, at):
    """200 came, of which 95 were due and are allocated."""
    account = make_collection_account(counter, at)
    found = money_came(counter, at, account, "200.00")
    one = Allocation(found.ref, make_expected(counter, at, amount_fen=9500).ref, 9500)
    allocate_lines(by=counter.maker, at=at, allocations=[one])
    counter.facts.clear()
    found.refresh_from_db()
    return found


def ask(counter, at, line, fen=10_500, **changes) -> Refund:
    values = {
        "by": counter.maker, "at": at, "line_ref": line.ref, "amount_fen": fen,
        "reason": "单位多缴一笔", "evidence": [PAPER], "bank_name": "中国农业银行铜川支行",
    }  # fmt: skip
    return request_refund(**(values | changes))


def answered(counter, at, *, failed: str = "") -> Instruction:
    """The refund's payment through a batch, and the bank's answer."""
    instruction = Instruction.objects.get(kind="refund")
    batch = released_batch(counter, at, [instruction])
    import_bank_return(
        by=counter.maker, at=at, batch_ref=batch.ref, file_name="a.csv",
        content=return_csv([return_line(instruction, failed=failed)]),
    )  # fmt: skip
    return instruction


def require_in_order(counter) -> None:
    assert differences(counter.maker.scope) == []
    assert faults() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_overpaid_money_goes_back_to_the_account_it_came_from(counter, at, line):
    refund = ask(counter, at, line)
    line.refresh_from_db()
    assert (refund.state, line.refunded_fen) == (RefundState.REQUESTED, 10_500)
    approve_refund(by=counter.checker, at=at, refund_ref=refund.ref)
    instruction = Instruction.objects.get()
    assert (instruction.owner_ref, instruction.payee_name) == (refund.ref, "王益区一厂")
    batch = released_batch(counter, at, [instruction])
    _, content = bank_file(by=counter.maker, at=at, batch_ref=batch.ref, fmt="csv")
    assert PAYER_NUMBER in content.decode("utf-8-sig")
    assert "退回多缴会费" in content.decode("utf-8-sig")
    import_bank_return(
        by=counter.maker, at=at, batch_ref=batch.ref, file_name="a.csv",
        content=return_csv([return_line(instruction)]),
    )  # fmt: skip
    refund.refresh_from_db()
    assert (refund.state, refund.settled_on) == (RefundState.PAID, at.date())
    assert counter.facts == [RefundSettled(refund.ref, line.org_path, True, 10_500, at.date())]
    for code, fen in ((AccountCode.BANK, 9500), (AccountCode.UNCLEARED, 0)):
        assert sum(balances_by(counter.maker.scope, "book_id", account_code=code).values()) == fen
    require_in_order(counter)


def test_allocated_money_is_not_refunded(counter, at, line):
    with pytest.raises(RefundTooMuch) as refused:
        ask(counter, at, line, 10_501)
    assert refused.value.to_json()["values"]["left"] == "105.00"
    ask(counter, at, line, 500)
    with pytest.raises(RefundTooMuch):
        ask(counter, at, line, 10_001)
    with pytest.raises(RefundTooMuch):
        ask(counter, at, line, 0)


def test_held_money_is_not_allocated(counter, at, line):
    ask(counter, at, line)
    one = Allocation(line.ref, make_expected(counter, at, amount_fen=100, plan="NZ").ref, 100)
    with pytest.raises(LineTooSmall):
        allocate_lines(by=counter.maker, at=at, allocations=[one])


def test_refund_needs_reason_and_paper(counter, at, line):
    with pytest.raises(RefundNeedsReason):
        ask(counter, at, line, reason=" ")
    with pytest.raises(RefundNeedsReason):
        ask(counter, at, line, evidence=[])


@pytest.mark.parametrize("decide", [approve_refund, reject_refund])
def test_who_asked_does_not_decide_under_another_account_either(counter, at, line, decide):
    refund = ask(counter, at, line)
    twin = make_officer(
        "twin", Role.OFFICE_DIRECTOR, counter.tree.office, token=counter.maker.person_token
    )
    more = {"reason": "不行"} if decide is reject_refund else {}
    for by in (counter.maker, twin):
        with pytest.raises(ApproverIsRequester), transaction.atomic():
            decide(by=by, at=at, refund_ref=refund.ref, **more)
    assert not Instruction.objects.exists()


def test_rejected_and_withdrawn_refunds_free_the_money(counter, at, line):
    first, second = ask(counter, at, line, 500), ask(counter, at, line, 10_000)
    with pytest.raises(RejectionNeedsReason):
        reject_refund(by=counter.director, at=at, refund_ref=first.ref, reason="")
    reject_refund(by=counter.director, at=at, refund_ref=first.ref, reason="凭证不清")
    withdraw_refund(by=counter.maker, at=at, refund_ref=second.ref)
    line.refresh_from_db()
    assert line.refunded_fen == 0
    with pytest.raises(WrongRefundState):
        approve_refund(by=counter.checker, at=at, refund_ref=first.ref)
    require_in_order(counter)


def test_refund_that_the_bank_returns_is_asked_for_anew(counter, at, line):
    refund = ask(counter, at, line)
    approve_refund(by=counter.checker, at=at, refund_ref=refund.ref)
    instruction = answered(counter, at, failed="户名不符")
    refund.refresh_from_db()
    line.refresh_from_db()
    assert (refund.state, line.refunded_fen) == (RefundState.FAILED, 0)
    assert counter.facts[-1].is_paid is False
    with pytest.raises(RefundNotReissued):
        reissue_instruction(
            by=counter.maker, at=at, instruction_ref=instruction.ref, bank_name="别的银行",
            account_number="6222000000000000123",
        )  # fmt: skip
    ask(counter, at, line)
    require_in_order(counter)


def test_refund_and_benefit_share_a_batch_and_post_apart(counter, at, line):
    refund = ask(counter, at, line)
    approve_refund(by=counter.checker, at=at, refund_ref=refund.ref)
    benefit = make_instruction(counter, at)
    both = list(Instruction.objects.order_by("id"))
    batch = released_batch(counter, at, both)
    import_bank_return(
        by=counter.maker, at=at, batch_ref=batch.ref, file_name="a.csv",
        content=return_csv([return_line(one) for one in both]),
    )  # fmt: skip
    settled = [f for f in counter.facts if isinstance(f, PaymentSettled)]
    assert [f.owner_ref for f in settled] == [benefit.owner_ref]
    assert [f.refund_ref for f in counter.facts if isinstance(f, RefundSettled)] == [refund.ref]
    require_in_order(counter)


def test_account_is_asked_for_only_where_the_bank_did_not_tell_it(counter, at):
    ours = make_collection_account(counter, at)
    told = money_came(counter, at, ours, "50.00", reference="N8")
    refund = ask(counter, at, told, 100, account_number="6222000000000000999", payee_name="别人")
    assert (refund.account_tail, refund.payee_name) == (PAYER_NUMBER[-4:], "王益区一厂")
    untold = money_came(counter, at, ours, "60.00", reference="N9", number="")
    refund = ask(counter, at, untold, 100, account_number="6222000000000000999")
    assert refund.account_tail == "0999"


@pytest.mark.parametrize("role", [Role.CITY_OFFICER, Role.CLAIMS_OFFICER, Role.AUDITOR])
def test_only_finance_asks(counter, at, line, role):
    with pytest.raises(NotPermitted):
        ask(counter, at, line, by=make_officer("other", role, counter.tree.office))


def test_director_decides_and_is_written_down(counter, at, line):
    refund = ask(counter, at, line)
    approve_refund(by=counter.director, at=at, refund_ref=refund.ref)
    acts = entries_about(counter.maker.scope, object_type="refund", object_ref=refund.ref)
    assert [entry.act for entry in acts] == ["request_refund", "approve_refund"]
    assert PAYER_NUMBER not in str([entry.after for entry in acts])


def test_other_city_sees_no_refund(counter, at, line):
    refund = ask(counter, at, line)
    by = make_officer("far", Role.FINANCE_OFFICER, counter.tree["宝鸡市"])
    with acting_in(by.scope):
        assert list(refunds(Scope((counter.tree["宝鸡市"].path,)))) == []
        with pytest.raises(NotVisible):
            approve_refund(by=by, at=at, refund_ref=refund.ref)


def test_database_refuses_maker_as_approver(counter, at, line):
    refund = ask(counter, at, line)
    statement = (
        "UPDATE treasury_refund SET state = 'approved', decided_by_id = 1, decided_at = now(),"
        " decided_by_token = requested_by_token WHERE id = %s"
    )
    with pytest.raises(IntegrityError, match="approver_is_not_maker"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, [refund.pk])


@pytest.mark.parametrize("column", ["amount_fen", "account_cipher", "payee_name"])
def test_database_keeps_what_was_asked(counter, at, line, column):
    refund = ask(counter, at, line)
    for statement in (
        f"UPDATE treasury_refund SET {column} = {column} WHERE id = %s",
        "DELETE FROM treasury_refund WHERE id = %s",
    ):
        with pytest.raises(DatabaseError, match="another one"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement, [refund.pk])
