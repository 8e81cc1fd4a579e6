"""Invoices and receipts as papers, instalments, slips, arrears and reminders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from factories.money import make_expected, open_counter
from factories.statements import make_collection_account, money_came
from factories.tree import make_officer
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import acting_in
from huzhu.notices.queries import notices_of
from huzhu.organisations.enums import Role
from huzhu.treasury.actions import (
    Allocation,
    Reminded,
    agree_instalments,
    allocate_lines,
    issue_invoice,
    record_receipt,
    remind_arrears,
    undo_allocation,
    upload_slip,
)
from huzhu.treasury.enums import MatchKind
from huzhu.treasury.errors import (
    InstalmentsWrong,
    NoCollectionAccount,
    NothingOutstanding,
    SlipInFuture,
    UnitsDiffer,
)
from huzhu.treasury.jobs import remind_all
from huzhu.treasury.models import Instalment, Invoice, Reminder, SlipUpload
from huzhu.treasury.queries import (
    InvoiceDetail,
    arrears,
    instalments_of,
    invoice_pdf,
    proposals_for,
    receipt_pdf,
    slips,
)

DUE_ON = date(2026, 3, 17)
SLIP = ("回单.pdf", b"%PDF-1.4 slip")
PARTS = [(date(2026, 3, 10), 4000), (date(2026, 5, 1), 5500)]


@pytest.fixture
def counter(house, at):
    with open_counter(at) as made:
        yield made


@pytest.fixture
def unit_handler(counter):
    return make_officer("unit", Role.UNIT_HANDLER, counter.tree["王益区一厂"])


# ── papers ────────────────────────────────────────────────────────────────────────────────────


def test_unit_prints_one_invoice_over_its_dues(counter, at, unit_handler):
    make_collection_account(counter, at)
    dues = [make_expected(counter, at), make_expected(counter, at, amount_fen=3500, plan="NZ")]
    refs = [due.ref for due in dues]
    with acting_in(unit_handler.scope):
        invoice = issue_invoice(by=unit_handler, at=at, expected_refs=refs, due_on=DUE_ON)
        again = issue_invoice(by=unit_handler, at=at, expected_refs=refs, due_on=DUE_ON)
        assert (invoice.pk, invoice.total_fen, Invoice.objects.count()) == (again.pk, 13_000, 1)
        detail = InvoiceDetail(
            "ZY 住院", 10, "2026-04-01 至 2027-03-31", [("单位", 6000), ("个人", 3500)]
        )
        for language in ("zh", "en"):
            pdf = invoice_pdf(
                unit_handler.scope, invoice, details={dues[0].owner_ref: detail}, language=language
            )
            assert pdf.startswith(b"%PDF-")


def test_invoice_number_in_a_purpose_finds_all_its_dues(counter, at):
    account = make_collection_account(counter, at)
    dues = [make_expected(counter, at), make_expected(counter, at, amount_fen=3500, plan="NZ")]
    invoice = issue_invoice(
        by=counter.maker, at=at, expected_refs=[due.ref for due in dues], due_on=DUE_ON
    )
    line = money_came(counter, at, account, "130.00", payer="财政局", purpose=invoice.ref)
    found = proposals_for(counter.maker.scope, line)
    assert (found.proposal.kind, len(found.parts)) == (MatchKind.GROUPED, 2)


def test_invoice_is_refused_without_account_for_two_units_or_nothing_due(counter, at):
    near, far = make_expected(counter, at), make_expected(counter, at, unit="渭滨区一厂")
    by = {"by": counter.maker, "at": at, "due_on": DUE_ON}
    with pytest.raises(NoCollectionAccount):
        issue_invoice(expected_refs=[near.ref], **by)
    make_collection_account(counter, at)
    with pytest.raises(UnitsDiffer):
        issue_invoice(expected_refs=[near.ref, far.ref], **by)
    record_receipt(
        by=counter.maker, at=at, expected_ref=near.ref, amount_fen=9500,
        received_on=date(2026, 3, 1), bank_reference="B1",
    )  # fmt: skip
    with pytest.raises(NothingOutstanding):
        issue_invoice(expected_refs=[near.ref], **by)


def test_every_arrival_has_its_receipt_and_an_undone_one_is_void(counter, at):
    make_collection_account(counter, at)
    expected = make_expected(counter, at)
    receipt = record_receipt(
        by=counter.maker, at=at, expected_ref=expected.ref, amount_fen=4000,
        received_on=date(2026, 3, 1), bank_reference="B1",
    )  # fmt: skip
    values = {"plan": "ZY 住院", "printed_on": date(2026, 3, 2), "language": "zh"}
    before = receipt_pdf(counter.maker.scope, receipt, **values)
    undo_allocation(by=counter.maker, at=at, receipt_ref=receipt.ref, reason="错")
    receipt.refresh_from_db()
    assert before.startswith(b"%PDF-")
    assert receipt_pdf(counter.maker.scope, receipt, **values) != before


# ── instalments and arrears ───────────────────────────────────────────────────────────────────


def agree(counter, at, expected, parts=PARTS, **changes):
    values = {"by": counter.maker, "at": at, "expected_ref": expected.ref, "reason": "分两期"}
    return agree_instalments(parts=parts, **(values | changes))


def test_instalments_move_what_is_overdue(counter, at):
    expected = make_expected(counter, at)
    scope = counter.maker.scope
    assert expected.due_on == DUE_ON
    assert arrears(scope, DUE_ON) == []
    (one,) = arrears(scope, DUE_ON + timedelta(days=40))
    assert (one.overdue_fen, one.days, one.bucket, one.county) == (9500, 40, "31-60", "王益区")
    agree(counter, at, expected)
    (one,) = arrears(scope, DUE_ON + timedelta(days=40))
    assert (one.overdue_fen, one.since, one.days) == (4000, date(2026, 3, 10), 47)
    record_receipt(
        by=counter.maker, at=at, expected_ref=expected.ref, amount_fen=4000,
        received_on=date(2026, 3, 1), bank_reference="B1",
    )  # fmt: skip
    assert arrears(scope, DUE_ON + timedelta(days=40)) == []
    assert [one.overdue_fen for one in arrears(scope, date(2026, 5, 2))] == [5500]


def test_newer_agreement_takes_the_place_of_the_older(counter, at):
    expected = make_expected(counter, at)
    agree(counter, at, expected)
    agree(counter, at, expected, [(date(2026, 4, 1), 9000), (date(2026, 6, 1), 500)])
    parts = instalments_of(counter.maker.scope, expected)
    assert [part.amount_fen for part in parts] == [9000, 500]
    assert Instalment.objects.count() == 4


def test_next_instalment_is_proposed_for_a_line(counter, at):
    account = make_collection_account(counter, at)
    expected = make_expected(counter, at)
    agree(counter, at, expected)
    line = money_came(counter, at, account, "40.00")
    found = proposals_for(counter.maker.scope, line)
    assert (found.proposal.kind, found.proposal.confidence) == (MatchKind.PARTIAL, 92)


def test_instalments_that_do_not_add_up_are_refused_here_and_by_the_database(counter, at):
    expected = make_expected(counter, at)
    with pytest.raises(InstalmentsWrong):
        agree(counter, at, expected, [(date(2026, 4, 1), 9000), (date(2026, 6, 1), 400)])
    plan = agree(counter, at, expected)
    with transaction.atomic(), pytest.raises(DatabaseError, match="come to 9501"):
        part_written_past_the_actions(plan)


def part_written_past_the_actions(plan) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        Instalment.objects.create(
            plan=plan, org_path=plan.org_path, number=3, due_on=DUE_ON, amount_fen=1
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_unit_does_not_agree_with_itself(counter, at, unit_handler):
    with pytest.raises(NotPermitted):
        agree(counter, at, make_expected(counter, at), by=unit_handler)


LATE = timedelta(days=30)


def test_handler_is_reminded_once_a_week(counter, at, unit_handler):
    make_expected(counter, at)
    make_expected(counter, at, amount_fen=500, plan="NZ")
    make_expected(counter, at, unit="渭滨区一厂")
    told = remind_arrears(by=counter.maker, at=at + LATE)
    assert told == Reminded(units=1, recent=0, without_handler=1)
    assert remind_all(at + LATE) == Reminded(units=0, recent=1, without_handler=1)
    assert remind_all(at + LATE + timedelta(days=7)).units == 1
    with acting_in(unit_handler.scope):
        texts = [notice.text_zh for notice in notices_of(unit_handler.scope)]
    assert len(texts) == 2
    assert "2 笔会费逾期，共 100.00 元" in texts[0]
    assert list(Reminder.objects.values_list("overdue_fen", flat=True)) == [10_000, 10_000]


def test_nobody_is_reminded_of_what_is_not_overdue(counter, at, unit_handler):
    make_expected(counter, at)
    assert remind_arrears(by=counter.maker, at=at) == Reminded(0, 0, 0)


def test_unit_does_not_remind_itself_or_others(counter, at, unit_handler):
    expected = make_expected(counter, at)
    with pytest.raises(NotPermitted):
        remind_arrears(by=unit_handler, at=at + LATE, unit_ids=[expected.organisation_id])
    assert remind_arrears(by=unit_handler, at=at + LATE) == Reminded(0, 0, 0)


# ── slips ─────────────────────────────────────────────────────────────────────────────────────


def give_slip(by, at, expected, **changes) -> SlipUpload:
    values = {
        "by": by, "at": at, "expected_refs": [expected.ref], "amount_fen": 9500,
        "paid_on": date(2026, 2, 27), "bank_reference": "", "slip": SLIP,
    }  # fmt: skip
    return upload_slip(**(values | changes))


def test_slip_waits_until_the_bank_shows_the_money(counter, at, unit_handler):
    account = make_collection_account(counter, at)
    expected = make_expected(counter, at)
    with acting_in(unit_handler.scope):
        slip = give_slip(unit_handler, at, expected)
    scope = counter.maker.scope
    assert list(slips(scope, is_seen=False)) == [slip]
    line = money_came(counter, at, account, "95.00")
    one = Allocation(line.ref, expected.ref, 9500)
    (receipt,) = allocate_lines(by=counter.maker, at=at, allocations=[one])
    assert list(slips(scope, is_seen=False)) == []
    undo_allocation(by=counter.maker, at=at, receipt_ref=receipt.ref, reason="错")
    assert list(slips(scope, is_seen=False)) == [slip]


def test_money_that_came_long_before_is_another(counter, at, unit_handler):
    expected = make_expected(counter, at)
    record_receipt(
        by=counter.maker, at=at, expected_ref=expected.ref, amount_fen=100,
        received_on=date(2026, 2, 1), bank_reference="B1",
    )  # fmt: skip
    assert give_slip(unit_handler, at, expected).seen is None
    assert give_slip(unit_handler, at, expected, bank_reference=" b1".upper()).seen is not None


def test_slip_of_tomorrow_or_of_another_unit_is_refused(counter, at, unit_handler):
    with pytest.raises(SlipInFuture):
        give_slip(unit_handler, at, make_expected(counter, at), paid_on=date(2026, 3, 3))
    far = make_expected(counter, at, unit="渭滨区一厂")
    with acting_in(unit_handler.scope), pytest.raises(NotVisible):
        give_slip(unit_handler, at, far)
