"""Money in: what is due, what came, and never more."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from factories.money import make_expected, open_counter
from factories.tree import make_officer
from huzhu.attachments.errors import FileTypeNotTaken
from huzhu.audit.queries import entries_about
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import Scope, acting_in
from huzhu.ledger.actions import reverse_transaction
from huzhu.ledger.enums import AccountCode
from huzhu.ledger.queries import balances_by, transaction_count, transactions
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service
from huzhu.treasury.actions import (
    Arrival,
    Due,
    record_receipt,
    record_receipts,
    register_expected_receipt,
    register_expected_receipts,
)
from huzhu.treasury.errors import (
    AmountNotPositive,
    BankReferenceMissing,
    BankReferenceUsed,
    ExpectedDiffers,
    ReceiptTooMuch,
    ReceivedInFuture,
)
from huzhu.treasury.events import ContributionReceived
from huzhu.treasury.models import ExpectedReceipt, Receipt
from huzhu.treasury.queries import differences, expected_receipts, receipts_of


@pytest.fixture
def counter(house, at):
    with open_counter(at) as made:
        yield made


DAY = date(2026, 3, 1)
SLIP = ("回单.pdf", b"%PDF-1.4 slip")


def receive(counter, at, expected, fen, reference="BANK-1", **changes):
    values = {
        "by": counter.maker,
        "at": at,
        "expected_ref": expected.ref,
        "amount_fen": fen,
        "received_on": DAY,
        "bank_reference": reference,
    }
    return record_receipt(**(values | changes))


def test_expected_twice_is_one(counter, at):
    first = make_expected(counter, at)
    act = {
        "by": service("test"),
        "at": at,
        "owner_ref": first.owner_ref,
        "plan_code": "ZY",
        "organisation": counter.tree["王益区一厂"],
    }
    assert register_expected_receipt(amount_fen=9500, **act).pk == first.pk
    with pytest.raises(ExpectedDiffers):
        register_expected_receipt(amount_fen=9600, **act)
    assert ExpectedReceipt.objects.count() == 1


def test_handler_registers_at_own_place_only(counter, at):
    by = make_officer("handler", Role.COUNTY_HANDLER, counter.tree["渭滨区"])
    with pytest.raises(NotPermitted):
        register_expected_receipt(
            by=by,
            at=at,
            owner_ref="E1",
            organisation=counter.tree["王益区一厂"],
            plan_code="ZY",
            amount_fen=1,
        )


def test_part_then_rest_completes(counter, at):
    expected = make_expected(counter, at, amount_fen=9500)
    receive(counter, at, expected, 4000, "BANK-1")
    receive(counter, at, expected, 5500, "BANK-2", slip=SLIP)
    expected.refresh_from_db()
    assert expected.received_fen == 9500
    assert [fact.is_complete for fact in counter.facts] == [False, True]
    assert counter.facts[-1] == ContributionReceived(
        owner_ref=expected.owner_ref, org_path=counter.place, is_complete=True, received_on=DAY
    )
    assert [bool(r.slip_ref) for r in receipts_of(counter.maker.scope, expected)] == [False, True]
    assert balances_by(counter.maker.scope, "plan_code", account_code=AccountCode.BANK) == {
        ("ZY",): 9500
    }
    assert differences(counter.maker.scope) == []
    assert list(expected_receipts(counter.maker.scope, is_open=True)) == []


def test_more_than_due_is_refused_with_the_figures(counter, at):
    expected = make_expected(counter, at, amount_fen=9500)
    receive(counter, at, expected, 4000)
    with pytest.raises(ReceiptTooMuch) as refused:
        receive(counter, at, expected, 5501, "BANK-2")
    assert refused.value.to_json()["values"] == {
        "due": "95.00",
        "received": "40.00",
        "left": "55.00",
        "amount": "55.01",
        "over": "0.01",
    }
    assert (Receipt.objects.count(), transaction_count()) == (1, 1)


@pytest.mark.parametrize("fen", [0, -1])
def test_nothing_is_no_receipt(counter, at, fen):
    with pytest.raises(AmountNotPositive):
        receive(counter, at, make_expected(counter, at), fen)


def test_same_receipt_again_changes_nothing(counter, at):
    expected = make_expected(counter, at)
    first = receive(counter, at, expected, 9500)
    assert receive(counter, at, expected, 9500, " bank-1".upper()).pk == first.pk
    assert (Receipt.objects.count(), transaction_count(), len(counter.facts)) == (1, 1, 1)


def test_bank_reference_of_another_receipt_is_refused(counter, at):
    receive(counter, at, make_expected(counter, at), 100)
    with pytest.raises(BankReferenceUsed):
        receive(counter, at, make_expected(counter, at), 100)


def test_bank_reference_used_out_of_sight_is_refused(counter, at):
    expected = make_expected(counter, at, unit="渭滨区一厂")
    receive(counter, at, make_expected(counter, at), 100)
    by = make_officer("county", Role.FINANCE_OFFICER, counter.tree["渭滨区"])
    with acting_in(by.scope), pytest.raises(BankReferenceUsed):
        receive(counter, at, expected, 100, by=by)


def test_receipt_needs_reference_and_a_past_day(counter, at):
    expected = make_expected(counter, at)
    with pytest.raises(BankReferenceMissing):
        receive(counter, at, expected, 100, "  ")
    with pytest.raises(ReceivedInFuture):
        receive(counter, at, expected, 100, received_on=date(2026, 3, 3))


def test_slip_of_another_kind_records_nothing(counter, at):
    with pytest.raises(FileTypeNotTaken):
        receive(counter, at, make_expected(counter, at), 100, slip=("回单.txt", b"plain"))
    assert (Receipt.objects.count(), transaction_count(), counter.facts) == (0, 0, [])


@pytest.mark.parametrize("role", [Role.OFFICE_DIRECTOR, Role.CLAIMS_OFFICER, Role.CITY_OFFICER])
def test_only_finance_records(counter, at, role):
    by = make_officer("other", role, counter.tree.office)
    with pytest.raises(NotPermitted):
        receive(counter, at, make_expected(counter, at), 100, by=by)


def test_expected_of_another_county_is_not_there(counter, at):
    expected = make_expected(counter, at)
    by = make_officer("county", Role.FINANCE_OFFICER, counter.tree["渭滨区"])
    with pytest.raises(NotVisible):
        receive(counter, at, expected, 100, by=by)


def test_receipt_is_audited(counter, at):
    expected = make_expected(counter, at)
    receive(counter, at, expected, 100)
    (entry,) = entries_about(
        counter.maker.scope, object_type="expected_receipt", object_ref=expected.ref
    )
    assert (entry.act, entry.before, entry.after["received_fen"]) == (
        "record_receipt",
        {"received_fen": 0},
        100,
    )


@pytest.mark.parametrize("fen", [-1, 9501])
def test_database_refuses_more_than_due(counter, at, fen):
    expected = make_expected(counter, at)
    with pytest.raises(IntegrityError, match="never_over"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE treasury_expectedreceipt SET received_fen = %s WHERE id = %s",
                [fen, expected.pk],
            )


def test_differences_name_a_receipt_that_the_books_took_back(counter, at):
    receive(counter, at, make_expected(counter, at), 9500)
    scope = counter.maker.scope
    reverse_transaction(
        by=counter.maker,
        at=at,
        transaction_ref=transactions(scope).get().ref,
        effective_on=DAY,
        reason="测试",
    )
    assert [(d.account_code, d.treasury_fen, d.ledger_fen) for d in differences(scope)] == [
        (AccountCode.BANK, 9500, 0),
        (AccountCode.CONTRIBUTIONS, -9500, 0),
    ]


def test_other_county_sees_no_money(counter, at):
    receive(counter, at, make_expected(counter, at), 9500)
    scope = Scope((counter.tree["渭滨区"].path,))
    with acting_in(scope):
        assert (ExpectedReceipt.objects.count(), Receipt.objects.count()) == (0, 0)
        assert differences(scope) == []


def test_statement_of_the_bank_is_recorded_at_once(counter, at):
    """The same as line by line: receipts, sums, audit, books, facts; two lines for one debt."""
    first, second = make_expected(counter, at), make_expected(counter, at, unit="渭滨区一厂")
    arrivals = [
        Arrival(first.ref, 4000, DAY, "BANK-1"),
        Arrival(second.ref, 9500, DAY, "BANK-2", SLIP),
        Arrival(first.ref, 5500, DAY, "BANK-3"),
    ]
    receipts = record_receipts(by=counter.maker, at=at, arrivals=arrivals)
    assert [r.bank_reference for r in receipts] == ["BANK-1", "BANK-2", "BANK-3"]
    assert [bool(r.slip_ref) for r in receipts] == [False, True, False]
    assert set(ExpectedReceipt.objects.values_list("received_fen", flat=True)) == {9500}
    told = [f for f in counter.facts if isinstance(f, ContributionReceived)]
    assert [(f.owner_ref, f.is_complete) for f in told] == [
        (first.owner_ref, False), (second.owner_ref, True), (first.owner_ref, True),
    ]  # fmt: skip
    entries = entries_about(
        counter.maker.scope, object_type="expected_receipt", object_ref=first.ref
    )
    assert [e.before["received_fen"] for e in entries] == [0, 4000]
    in_bank = balances_by(counter.maker.scope, "book_id", account_code=AccountCode.BANK)
    assert sum(in_bank.values()) == 19_000
    assert differences(counter.maker.scope) == []
    assert record_receipts(by=counter.maker, at=at, arrivals=arrivals) == receipts
    assert Receipt.objects.count() == transaction_count() == 3


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (("BANK-2", 9501), ReceiptTooMuch),
        (("BANK-1", 9500), BankReferenceUsed),
        (("", 9500), BankReferenceMissing),
    ],
)
def test_one_bad_line_of_a_statement_records_nothing(counter, at, line, refusal):
    first, second = make_expected(counter, at), make_expected(counter, at)
    reference, fen = line
    arrivals = [
        Arrival(first.ref, 9500, DAY, "BANK-1"),
        Arrival(second.ref, fen, DAY, reference),
    ]
    with pytest.raises(refusal), transaction.atomic():
        record_receipts(by=counter.maker, at=at, arrivals=arrivals)
    assert not Receipt.objects.exists()
    assert transaction_count() == 0


def test_statement_with_money_of_another_county_is_not_there(counter, at):
    near, far = make_expected(counter, at), make_expected(counter, at, unit="渭滨区一厂")
    cashier = make_officer("cashier", Role.FINANCE_OFFICER, counter.tree["铜川市"])
    arrivals = [Arrival(one.ref, 9500, DAY, f"BANK-{one.ref}") for one in (near, far)]
    with acting_in(cashier.scope), pytest.raises(NotVisible):
        record_receipts(by=cashier, at=at, arrivals=arrivals)


def test_many_are_expected_at_once_and_the_same_again(counter, at):
    dues = [Due(f"E-{n}", counter.tree["王益区一厂"], "ZY", 100 + n) for n in range(3)]
    made = register_expected_receipts(by=service("test"), at=at, dues=dues)
    again = register_expected_receipts(by=service("test"), at=at, dues=dues[::-1])
    assert [x.amount_fen for x in made] == [100, 101, 102]
    assert again == made[::-1]
    other = [*dues[:1], Due("E-1", counter.tree["王益区一厂"], "ZY", 7)]
    with pytest.raises(ExpectedDiffers):
        register_expected_receipts(by=service("test"), at=at, dues=other)
