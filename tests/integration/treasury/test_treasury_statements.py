"""Statements into the books; their lines allocated, undone, and never lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from factories.money import make_expected, open_counter
from factories.statements import (
    OUR_NUMBER,
    PAYER_NUMBER,
    came,
    make_collection_account,
    money_came,
    statement_csv,
    take_statement,
    went,
)
from factories.tree import make_officer
from huzhu.audit.queries import entries_about
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import Scope, acting_in
from huzhu.ledger.actions import open_book
from huzhu.ledger.enums import AccountCode
from huzhu.ledger.queries import balances_by, faults
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service
from huzhu.treasury.actions import (
    Allocation,
    accept_matches,
    allocate_lines,
    import_statement,
    record_receipt,
    undo_allocation,
)
from huzhu.treasury.enums import MatchKind
from huzhu.treasury.errors import (
    AccountOpenAlready,
    AllocatedAlready,
    LineOutsidePlace,
    LineTooSmall,
    NothingCertain,
    OnStatement,
    PeriodClosed,
    ReceiptsExceedLine,
    ReceiptTooMuch,
    StatementImportedForAnother,
    StatementInFuture,
    StatementLineDiffers,
    StatementOfAnotherAccount,
    UndoneAlready,
    UndoNeedsReason,
)
from huzhu.treasury.events import ContributionReceived, ContributionUndone
from huzhu.treasury.models import ExpectedReceipt, Receipt, StatementImport, StatementLine
from huzhu.treasury.queries import differences, proposals, statement_lines, statements
from huzhu.vault import actions as vault


@pytest.fixture
def counter(house, at):
    with open_counter(at) as made:
        yield made


@pytest.fixture
def account(counter, at):
    return make_collection_account(counter, at)


def take(counter, at, line, expected, fen, **changes):
    one = Allocation(line.ref, expected.ref, fen)
    return allocate_lines(**({"by": counter.maker, "at": at, "allocations": [one]} | changes))


def balance(counter, code) -> int:
    return sum(balances_by(counter.maker.scope, "book_id", account_code=code).values())


def require_in_order(counter) -> None:
    """The books agree with the documents, and every deferred rule holds."""
    assert differences(counter.maker.scope) == []
    assert faults() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


# ── import ────────────────────────────────────────────────────────────────────────────────────


def test_import_books_money_to_be_cleared(counter, at, account):
    statement = take_statement(
        counter, at, account, came("95.00"), went(), came("35", reference="N2")
    )
    assert (statement.new_count, statement.known_count, statement.debit_count) == (2, 0, 1)
    assert statement.total_fen == 13_000
    assert balance(counter, AccountCode.BANK) == 13_000
    assert balance(counter, AccountCode.UNCLEARED) == 13_000
    require_in_order(counter)
    (entry,) = entries_about(counter.maker.scope, object_type="statement", object_ref=statement.ref)
    assert (entry.act, entry.after["count"]) == ("import_statement", 2)


def test_payer_account_is_sealed_and_found_by_its_hash(counter, at, account):
    line = money_came(counter, at, account, "95.00")
    assert PAYER_NUMBER.encode() not in bytes(line.payer_account_cipher)
    assert line.payer_account_tail == PAYER_NUMBER[-4:]
    assert bytes(line.payer_account_hash) == vault.blind_index("account", PAYER_NUMBER)
    opened = vault.reveal(subject_id=vault.HOUSE, purpose="account", blob=line.payer_account_cipher)
    assert opened == PAYER_NUMBER


def test_same_file_again_changes_nothing(counter, at, account):
    first = take_statement(counter, at, account, came("95.00"))
    again = take_statement(counter, at, account, came("95.00"), name="另存.csv")
    assert again.pk == first.pk
    assert (StatementImport.objects.count(), StatementLine.objects.count()) == (1, 1)
    other = make_collection_account(counter, at, number="6105011000000009999")
    with pytest.raises(StatementImportedForAnother) as refused:
        take_statement(counter, at, other, came("95.00"))
    assert first.ref in str(refused.value)


def test_overlapping_statement_brings_only_what_is_new(counter, at, account):
    take_statement(counter, at, account, came("95.00"))
    second = take_statement(counter, at, account, came("95.00"), came("35", reference="N2"))
    assert (second.new_count, second.known_count) == (1, 1)
    assert balance(counter, AccountCode.BANK) == 13_000
    require_in_order(counter)


def test_known_reference_with_other_figures_is_refused(counter, at, account):
    take_statement(counter, at, account, came("95.00"))
    with pytest.raises(StatementLineDiffers), transaction.atomic():
        take_statement(counter, at, account, came("96.00"))
    assert StatementImport.objects.count() == 1


def test_statement_of_another_account_or_of_tomorrow_is_refused(counter, at, account):
    header = ("交易日期", "贷方金额", "对方户名", "本方账号")
    content = statement_csv([["2026-03-01", "95", "一厂", "6105000000000000"]], header)
    with pytest.raises(StatementOfAnotherAccount):
        import_statement(
            by=counter.maker, at=at, account_ref=account.ref, file_name="a", content=content
        )
    with pytest.raises(StatementInFuture):
        take_statement(counter, at, account, came("95", on="2026-03-03"))


def test_number_of_an_account_is_open_once(counter, at, account):
    with pytest.raises(AccountOpenAlready):
        make_collection_account(counter, at, place=counter.tree["铜川市"], number=OUR_NUMBER)


@pytest.mark.parametrize("role", [Role.COUNTY_HANDLER, Role.UNIT_HANDLER, Role.AUDITOR])
def test_only_finance_imports(counter, at, account, role):
    by = make_officer("other", role, counter.tree.office)
    with pytest.raises(NotPermitted):
        import_statement(
            by=by, at=at, account_ref=account.ref, file_name="a", content=statement_csv([came("1")])
        )


def test_county_finance_sees_the_account_and_none_of_its_money(counter, at, account):
    line = money_came(counter, at, account, "95.00")
    by = make_officer("county", Role.FINANCE_OFFICER, counter.tree["王益区"])
    expected = make_expected(counter, at)
    with acting_in(by.scope):
        assert list(statement_lines(by.scope)) == list(statements(by.scope)) == []
        with pytest.raises(NotPermitted):
            import_statement(
                by=by,
                at=at,
                account_ref=account.ref,
                file_name="a",
                content=statement_csv([came("1")]),
            )
        with pytest.raises(NotVisible):
            take(counter, at, line, expected, 9500, by=by)


# ── slips recorded before, and after ──────────────────────────────────────────────────────────


def test_receipt_from_a_slip_is_tied_to_its_line_and_booked_once(counter, at, account):
    expected = make_expected(counter, at, amount_fen=9500)
    record_receipt(
        by=counter.maker, at=at, expected_ref=expected.ref, amount_fen=9000,
        received_on=date(2026, 2, 28), bank_reference="N1",
    )  # fmt: skip
    line = money_came(counter, at, account, "95.00")
    assert (line.allocated_fen, line.booked_fen) == (9000, 500)
    assert Receipt.objects.get().line_id == line.pk
    assert balance(counter, AccountCode.BANK) == 9500
    assert balance(counter, AccountCode.UNCLEARED) == 500
    require_in_order(counter)


def test_more_recorded_than_the_bank_says_is_refused(counter, at, account):
    expected = make_expected(counter, at, amount_fen=9500)
    record_receipt(
        by=counter.maker, at=at, expected_ref=expected.ref, amount_fen=9500,
        received_on=date(2026, 2, 28), bank_reference="N1",
    )  # fmt: skip
    with pytest.raises(ReceiptsExceedLine), transaction.atomic():
        money_came(counter, at, account, "94.99")
    assert not StatementImport.objects.exists()


def test_slip_of_money_on_a_statement_is_refused_also_out_of_sight(counter, at, account):
    money_came(counter, at, account, "95.00")
    expected = make_expected(counter, at)
    by = make_officer("county", Role.FINANCE_OFFICER, counter.tree["王益区"])
    with acting_in(by.scope), pytest.raises(OnStatement):
        record_receipt(
            by=by, at=at, expected_ref=expected.ref, amount_fen=9500,
            received_on=date(2026, 3, 1), bank_reference="N1",
        )  # fmt: skip


def test_undoing_a_slips_receipt_leaves_the_money_on_its_line(counter, at, account):
    expected = make_expected(counter, at, amount_fen=9500)
    receipt = record_receipt(
        by=counter.maker, at=at, expected_ref=expected.ref, amount_fen=9500,
        received_on=date(2026, 2, 28), bank_reference="N1",
    )  # fmt: skip
    line = money_came(counter, at, account, "95.00")
    undo_allocation(by=counter.maker, at=at, receipt_ref=receipt.ref, reason="登记到了别的单位")
    line.refresh_from_db()
    assert line.allocated_fen == 0
    assert balance(counter, AccountCode.UNCLEARED) == balance(counter, AccountCode.BANK) == 9500
    require_in_order(counter)
    take(counter, at, line, expected, 9500)
    assert balance(counter, AccountCode.CONTRIBUTIONS) == 9500
    require_in_order(counter)


# ── allocation ────────────────────────────────────────────────────────────────────────────────


def test_one_transfer_pays_two_dues_of_a_unit(counter, at, account):
    first, second = (
        make_expected(counter, at),
        make_expected(counter, at, amount_fen=3500, plan="NZ"),
    )
    line = money_came(counter, at, account, "130.00")
    parts = [Allocation(line.ref, first.ref, 9500), Allocation(line.ref, second.ref, 3500)]
    receipts = allocate_lines(by=counter.maker, at=at, allocations=parts)
    assert [r.bank_reference for r in receipts] == ["N1", "N1"]
    assert balance(counter, AccountCode.UNCLEARED) == 0
    assert balances_by(counter.maker.scope, "plan_code", account_code=AccountCode.CONTRIBUTIONS) == {
        ("NZ",): 3500, ("ZY",): 9500,
    }  # fmt: skip
    told = [f for f in counter.facts if isinstance(f, ContributionReceived)]
    assert [(f.owner_ref, f.is_complete) for f in told] == [
        (first.owner_ref, True), (second.owner_ref, True),
    ]  # fmt: skip
    require_in_order(counter)


def test_two_instalments_complete_a_due(counter, at, account):
    expected = make_expected(counter, at, amount_fen=9500)
    for number, fen in enumerate((4000, 5500), 1):
        line = money_came(counter, at, account, f"{fen / 100:.2f}", reference=f"N{number}")
        take(counter, at, line, expected, fen)
    assert [f.is_complete for f in counter.facts] == [False, True]
    assert {f.received_on for f in counter.facts} == {date(2026, 3, 1)}
    require_in_order(counter)


def test_more_than_the_line_or_the_due_is_refused(counter, at, account):
    expected = make_expected(counter, at, amount_fen=9500)
    line = money_came(counter, at, account, "100.00")
    with pytest.raises(ReceiptTooMuch), transaction.atomic():
        take(counter, at, line, expected, 10_000)
    with pytest.raises(LineTooSmall) as refused, transaction.atomic():
        take(counter, at, line, make_expected(counter, at, amount_fen=20_000), 10_001)
    assert "100.00" in str(refused.value)
    take(counter, at, line, expected, 4000)
    with pytest.raises(AllocatedAlready), transaction.atomic():
        take(counter, at, line, expected, 1000)
    assert Receipt.objects.count() == 1


def test_line_of_a_city_does_not_pay_for_another(counter, at):
    account = make_collection_account(counter, at, place=counter.tree["宝鸡市"])
    line = money_came(counter, at, account, "95.00")
    with pytest.raises(LineOutsidePlace):
        take(counter, at, line, make_expected(counter, at), 9500)


def test_money_goes_from_the_office_book_to_the_citys(counter, at, account):
    city = counter.tree["铜川市"]
    book = open_book(by=service("test"), at=at, organisation=city, name="铜川账")
    expected = make_expected(counter, at, amount_fen=9500)
    line = money_came(counter, at, account, "95.00")
    take(counter, at, line, expected, 9500)
    scope = counter.maker.scope
    assert balances_by(scope, "book_id", account_code=AccountCode.CONTRIBUTIONS) == {
        (book.pk,): 9500
    }
    between = balances_by(scope, "book_id", account_code=AccountCode.BETWEEN_BOOKS)
    assert between == {(book.pk,): 9500, (counter.book.pk,): -9500}
    require_in_order(counter)
    below = Scope((city.path,))
    with acting_in(below):
        assert differences(below) == []


def test_city_without_a_book_sees_no_difference_either(counter, at, account):
    line = money_came(counter, at, account, "95.00")
    take(counter, at, line, make_expected(counter, at, amount_fen=9500), 9500)
    below = Scope((counter.tree["铜川市"].path,))
    with acting_in(below):
        assert differences(below) == []


# ── matching ──────────────────────────────────────────────────────────────────────────────────


def test_all_exact_ones_are_taken_at_once_and_nothing_else(counter, at, account):
    first = make_expected(counter, at, amount_fen=9500)
    second = make_expected(counter, at, amount_fen=7000, unit="渭滨区一厂")
    third = make_expected(counter, at, amount_fen=8800, unit="耀州区一厂")
    take_statement(
        counter, at, account,
        came("95.00", reference="N1"),
        came("70.00", payer="区财政局", purpose=f"{second.ref} 会费", reference="N2"),
        came("80.00", payer="耀州区一厂", reference="N3"),
        came("1.00", payer="路人", purpose="款", reference="N4"),
    )  # fmt: skip
    lines = list(statement_lines(counter.maker.scope, is_open=True))
    kinds = [one.proposal.kind for one in proposals(counter.maker.scope, lines)]
    assert kinds == [MatchKind.EXACT, MatchKind.EXACT, MatchKind.PARTIAL]
    taken = accept_matches(by=counter.maker, at=at, account_ref=account.ref)
    assert [(r.expected_id, r.matched_as) for r in taken] == [
        (first.pk, "exact"), (second.pk, "exact"),
    ]  # fmt: skip
    third.refresh_from_db()
    assert third.received_fen == 0
    with pytest.raises(NothingCertain):
        accept_matches(by=counter.maker, at=at, account_ref=account.ref)
    require_in_order(counter)


def test_accepting_asks_for_finance(counter, at, account):
    by = make_officer("city", Role.CITY_OFFICER, counter.tree.office)
    with pytest.raises(NotPermitted):
        accept_matches(by=by, at=at, account_ref=account.ref)


# ── undoing ───────────────────────────────────────────────────────────────────────────────────


def test_undone_allocation_stays_as_a_record_and_can_be_made_anew(counter, at, account):
    wrong, right = (
        make_expected(counter, at, amount_fen=9500),
        make_expected(counter, at, amount_fen=9500),
    )
    line = money_came(counter, at, account, "95.00")
    (receipt,) = take(counter, at, line, wrong, 9500)
    undoing = undo_allocation(by=counter.maker, at=at, receipt_ref=receipt.ref, reason="单位写错")
    assert (undoing.amount_fen, undoing.reverses_id, undoing.received_on) == (
        -9500, receipt.pk, date(2026, 3, 2),
    )  # fmt: skip
    wrong.refresh_from_db()
    assert wrong.received_fen == 0
    assert counter.facts[-1] == ContributionUndone(
        owner_ref=wrong.owner_ref, org_path=wrong.org_path, was_complete=True,
        undone_on=date(2026, 3, 2),
    )  # fmt: skip
    line.refresh_from_db()
    take(counter, at, line, right, 4000)
    take(counter, at, line, wrong, 5500)
    assert Receipt.objects.count() == 4
    assert balance(counter, AccountCode.CONTRIBUTIONS) == 9500
    require_in_order(counter)


def test_undoing_twice_without_reason_or_by_another_is_refused(counter, at, account):
    line = money_came(counter, at, account, "95.00")
    (receipt,) = take(counter, at, line, make_expected(counter, at), 9500)
    with pytest.raises(UndoNeedsReason):
        undo_allocation(by=counter.maker, at=at, receipt_ref=receipt.ref, reason=" ")
    by = make_officer("county", Role.FINANCE_OFFICER, counter.tree["王益区"])
    with acting_in(by.scope), pytest.raises(NotPermitted):
        undo_allocation(by=by, at=at, receipt_ref=receipt.ref, reason="不行")
    undoing = undo_allocation(by=counter.maker, at=at, receipt_ref=receipt.ref, reason="错")
    for ref in (receipt.ref, undoing.ref):
        with pytest.raises(UndoneAlready):
            undo_allocation(by=counter.maker, at=at, receipt_ref=ref, reason="再来")


def test_closed_year_is_not_undone(counter, at, account):
    line = money_came(counter, at, account, "95.00", on="2024-12-30")
    (receipt,) = take(counter, at, line, make_expected(counter, at), 9500)
    with pytest.raises(PeriodClosed):
        undo_allocation(by=counter.maker, at=at, receipt_ref=receipt.ref, reason="错")


# ── what the database keeps by itself ─────────────────────────────────────────────────────────


def run(statement: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_database_refuses_over_allocation(counter, at, account):
    line = money_came(counter, at, account, "95.00")
    with pytest.raises(IntegrityError, match="never_over"):
        run("UPDATE treasury_statementline SET allocated_fen = 9501 WHERE id = %s", line.pk)
    with pytest.raises(IntegrityError, match="never_over"):
        run(
            "UPDATE treasury_statementline SET allocated_fen = 9000, refunded_fen = 501 WHERE id = %s",
            line.pk,
        )


@pytest.mark.parametrize("column", ["amount_fen", "received_on", "line_key"])
def test_database_keeps_what_the_bank_said(counter, at, account, column):
    line = money_came(counter, at, account, "95.00")
    with pytest.raises(DatabaseError, match="never changed"):
        run(f"UPDATE treasury_statementline SET {column} = {column} WHERE id = %s", line.pk)
    with pytest.raises(DatabaseError, match="never deleted"):
        run("DELETE FROM treasury_statementline WHERE id = %s", line.pk)


def test_database_refuses_to_delete_a_receipt(counter, at, account):
    line = money_came(counter, at, account, "95.00")
    (receipt,) = take(counter, at, line, make_expected(counter, at), 9500)
    with pytest.raises(DatabaseError, match="opposite amount"):
        run("DELETE FROM treasury_receipt WHERE id = %s", receipt.pk)


def written_past_the_actions(line, due, fen: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO treasury_receipt (ref, expected_id, line_id, line_path, passes_books,"
            " from_slip, matched_as, org_path, received_on, bank_reference, slip_ref, recorded_at,"
            " undone_reason, amount_fen) VALUES ('S-0', %s, %s, '', false, false, '', %s,"
            " '2026-03-01', 'N1', '', now(), '', %s)",
            [due.pk, line.pk, due.org_path, fen],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_database_refuses_receipts_of_which_the_due_knows_nothing(counter, at, account):
    line = money_came(counter, at, account, "95.00")
    due = make_expected(counter, at)
    with pytest.raises(DatabaseError, match=r"expected receipt .* come to 1"), transaction.atomic():
        written_past_the_actions(line, due, 1)


def test_database_refuses_receipts_of_which_the_line_knows_nothing(counter, at, account):
    line = money_came(counter, at, account, "95.00")
    due = make_expected(counter, at)
    ExpectedReceipt.objects.filter(pk=due.pk).update(received_fen=1)
    with pytest.raises(DatabaseError, match=r"statement line .* come to 1"), transaction.atomic():
        written_past_the_actions(line, due, 1)
