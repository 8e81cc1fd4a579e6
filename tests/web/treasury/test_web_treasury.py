"""Receipts, payments, batches and the ledger with Django's client: what shows, who may, what is
refused."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from factories.money import (
    make_expected,
    make_instructions,
    open_counter,
    released_batch,
    return_csv,
    return_line,
)
from factories.tree import make_officer
from huzhu.accounts.models import Account
from huzhu.audit.models import Entry as AuditEntry
from huzhu.kernel.money import yuan
from huzhu.ledger.models import Transaction
from huzhu.organisations.enums import Role
from huzhu.treasury import actions
from huzhu.treasury.enums import BatchState, InstructionState
from huzhu.treasury.models import Batch, ExpectedReceipt, Instruction, Receipt

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
COUNTER = "王益区一厂"


@pytest.fixture
def counter(house, at):
    with open_counter(at) as counter:
        yield counter


def client_of(officer) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=officer.account_id))
    return client


@pytest.fixture
def maker(counter):
    return client_of(counter.maker)


@pytest.fixture
def here(counter):
    """The handler of the county in which everything happens."""
    return client_of(make_officer("here", Role.COUNTY_HANDLER, counter.tree["王益区"]))


@pytest.fixture
def elsewhere(counter):
    """Finance of another city: may do everything there, and see nothing of here."""
    return client_of(make_officer("elsewhere", Role.FINANCE_OFFICER, counter.tree["宝鸡市"]))


def get(client: Client, name: str, query: str = "", status: int = 200, **where) -> str:
    response = client.get(reverse(f"console:{name}", kwargs=where) + query)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def post(client: Client, name: str, status: int = 302, data=None, **where):
    response = client.post(reverse(f"console:{name}", kwargs=where), data or {})
    assert response.status_code == status, response.content.decode()[:2000]
    return response


def slip_of(amount: str, reference: str = "B1", **changes) -> dict:
    return {
        "amount_fen": amount,
        "received_on": "2026-03-02",
        "bank_reference": reference,
        **changes,
    }


# ── receipts ──────────────────────────────────────────────────────────────────────────────────


def test_expected_receipts_show_what_is_outstanding(counter, maker, at):
    expected = make_expected(counter, at, amount_fen=1_234_500)
    html = get(maker, "receipts")
    assert expected.ref in html
    assert COUNTER in html
    assert f'id="{expected.ref}"' in html
    assert "12,345.00" in html


@pytest.mark.parametrize(("state", "shown"), [("open", True), ("complete", False), ("", True)])
def test_receipts_are_filtered_by_state(counter, maker, at, state, shown):
    expected = make_expected(counter, at)
    assert (expected.ref in get(maker, "receipts", f"?state={state}")) is shown


def test_foreign_finance_sees_no_receipt(counter, elsewhere, at):
    expected = make_expected(counter, at)
    assert expected.ref not in get(elsewhere, "receipts")
    get(elsewhere, "receipt", ref=expected.ref, status=404)
    post(elsewhere, "receipt_record", ref=expected.ref, data=slip_of("95"), status=404)
    assert Receipt.objects.count() == 0


def test_receipt_is_recorded_with_its_slip(counter, maker, at):
    expected = make_expected(counter, at, amount_fen=9500)
    slip = SimpleUploadedFile("回单.pdf", PDF)
    post(maker, "receipt_record", ref=expected.ref, data=slip_of("９0.5", slip=slip))

    receipt = Receipt.objects.get()
    expected = ExpectedReceipt.objects.get()
    assert (receipt.amount_fen, expected.received_fen) == (9050, 9050)
    html = get(maker, "receipt", ref=expected.ref)
    assert "4.50" in html
    where = reverse("console:receipt_slip", kwargs={"ref": expected.ref, "slip": receipt.slip_ref})
    assert where in html
    answer = maker.get(where)
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")


def test_slip_of_another_receipt_is_not_shown(counter, maker, at):
    first, other = make_expected(counter, at), make_expected(counter, at)
    slip = SimpleUploadedFile("a.pdf", PDF)
    post(maker, "receipt_record", ref=first.ref, data=slip_of("95", slip=slip))
    ref = Receipt.objects.get().slip_ref
    get(maker, "receipt_slip", ref=other.ref, slip=ref, status=404)


def test_too_much_is_refused_and_what_was_typed_stays(counter, maker, at):
    expected = make_expected(counter, at, amount_fen=9500)
    answer = post(
        maker, "receipt_record", ref=expected.ref, data=slip_of("95.01", "B-77"), status=422
    )
    html = answer.content.decode()
    assert "95.01" in html
    assert 'value="B-77"' in html
    assert "0.01" in html
    assert Receipt.objects.count() == 0


def test_unreadable_amount_is_told_at_its_field(counter, maker, at):
    expected = make_expected(counter, at)
    answer = post(maker, "receipt_record", ref=expected.ref, data=slip_of("95,5"), status=422)
    assert "95,5" in answer.content.decode()
    assert Receipt.objects.count() == 0


def test_handler_sees_the_receipt_and_cannot_record(counter, here, at):
    expected = make_expected(counter, at)
    assert 'id="record"' not in get(here, "receipt", ref=expected.ref)
    post(here, "receipt_record", ref=expected.ref, data=slip_of("95"), status=403)


def test_receipts_go_out_as_excel(counter, maker, at):
    expected = make_expected(counter, at, amount_fen=1_234_500)
    answer = maker.get(reverse("console:receipts") + "?export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][0] == expected.ref
    assert rows[1][4:7] == ("12345.00", "0.00", "12345.00")


# ── payments and batches ──────────────────────────────────────────────────────────────────────


def test_waiting_payments_show_the_end_of_the_account_only(counter, maker, at):
    (row,) = make_instructions(counter, at, 1)
    html = get(maker, "payments")
    assert row.ref in html
    assert row.account_tail in html
    assert f'name="ref" value="{row.ref}"' in html
    assert yuan(row.amount_fen) in html


def test_foreign_finance_sees_no_payment(counter, elsewhere, at):
    (row,) = make_instructions(counter, at, 1)
    batch = actions.make_batch(by=counter.maker, at=at, instruction_refs=[row.ref])
    assert row.ref not in get(elsewhere, "payments", "?state=all")
    assert batch.ref not in get(elsewhere, "batches")
    get(elsewhere, "payment", ref=row.ref, status=404)
    get(elsewhere, "batch", ref=batch.ref, status=404)
    for act in ("batch_check", "batch_release", "batch_file", "batch_return"):
        post(elsewhere, act, ref=batch.ref, status=404)
    assert Batch.objects.get().state == BatchState.MADE


def test_county_handler_does_not_open_payments(here):
    get(here, "payments", status=403)


def test_batch_of_nothing_is_refused_on_the_page(counter, maker, at):
    (row,) = make_instructions(counter, at, 1)
    answer = post(maker, "batch_make", status=422)
    assert row.ref in answer.content.decode()
    assert Batch.objects.count() == 0


def test_batch_goes_through_three_persons(counter, maker, at):
    rows = make_instructions(counter, at, 2)
    answer = post(maker, "batch_make", data={"ref": [row.ref for row in rows]})
    batch = Batch.objects.get()
    assert answer["Location"] == reverse("console:batch", kwargs={"ref": batch.ref})
    assert reverse("console:batch_check", kwargs={"ref": batch.ref}) not in get(
        maker, "batch", ref=batch.ref
    )
    assert "maker" in get(maker, "batch", ref=batch.ref)

    checker, releaser = client_of(counter.checker), client_of(counter.releaser)
    assert reverse("console:batch_check", kwargs={"ref": batch.ref}) in get(
        checker, "batch", ref=batch.ref
    )
    post(checker, "batch_check", ref=batch.ref)
    post(releaser, "batch_release", ref=batch.ref)
    assert Batch.objects.get().state == BatchState.RELEASED


def test_maker_who_checks_by_hand_is_refused_on_the_page(counter, maker, at):
    rows = make_instructions(counter, at, 1)
    batch = actions.make_batch(by=counter.maker, at=at, instruction_refs=[rows[0].ref])
    answer = post(maker, "batch_check", ref=batch.ref, status=422)
    assert batch.ref in answer.content.decode()
    assert Batch.objects.get().state == BatchState.MADE


def test_checker_withdraws_with_a_reason(counter, at):
    rows = make_instructions(counter, at, 1)
    batch = actions.make_batch(by=counter.maker, at=at, instruction_refs=[rows[0].ref])
    checker = client_of(counter.checker)
    post(checker, "batch_withdraw", ref=batch.ref, status=422)
    post(checker, "batch_withdraw", ref=batch.ref, data={"reason": "金额与核算不符"})
    assert "金额与核算不符" in get(checker, "batch", ref=batch.ref)
    assert Instruction.objects.get().state == InstructionState.WAITING


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_bank_file_is_taken_out_by_post_and_written_down(counter, maker, at, fmt):
    rows = make_instructions(counter, at, 2)
    batch = released_batch(counter, at, rows)
    where = reverse("console:batch_file", kwargs={"ref": batch.ref})
    assert maker.get(where).status_code == 405
    answer = maker.post(where, {"format": fmt})
    assert answer.status_code == 200
    assert f"{batch.ref}.{fmt}" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    if fmt == "csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
    assert AuditEntry.objects.filter(act="open_bank_file", object_ref=batch.ref).count() == 1


def test_bank_file_before_the_release_is_refused(counter, maker, at):
    (row,) = make_instructions(counter, at, 1)
    batch = actions.make_batch(by=counter.maker, at=at, instruction_refs=[row.ref])
    post(maker, "batch_file", ref=batch.ref, data={"format": "csv"}, status=422)


def test_auditor_reads_and_takes_no_file(counter, at):
    batch = released_batch(counter, at, make_instructions(counter, at, 1))
    auditor = client_of(make_officer("shenji", Role.AUDITOR, counter.tree.office))
    html = get(auditor, "batch", ref=batch.ref)
    assert 'id="file"' not in html
    post(auditor, "batch_file", ref=batch.ref, data={"format": "csv"}, status=403)


def settled(counter, maker, at) -> tuple[Batch, list[Instruction]]:
    """Two payments: the first paid, the second returned, by the upload on the page."""
    rows = make_instructions(counter, at, 2)
    batch = released_batch(counter, at, rows)
    content = return_csv([return_line(rows[0]), return_line(rows[1], failed="户名不符")])
    file = SimpleUploadedFile("回盘.csv", content)
    post(maker, "batch_return", ref=batch.ref, data={"file": file})
    return batch, rows


def test_return_file_settles_and_shows_the_failure(counter, maker, at):
    batch, rows = settled(counter, maker, at)
    html = get(maker, "batch", ref=batch.ref)
    assert "户名不符" in html
    assert reverse("console:payment", kwargs={"ref": rows[1].ref}) + "#reissue" in html
    assert [row.state for row in Instruction.objects.order_by("id")] == ["paid", "failed"]


def test_faulty_return_file_changes_nothing_and_names_the_row(counter, maker, at):
    rows = make_instructions(counter, at, 2)
    batch = released_batch(counter, at, rows)
    content = return_csv([return_line(rows[0]), return_line(rows[1], 金额="1.00")])
    answer = post(
        maker, "batch_return", ref=batch.ref, status=422,
        data={"file": SimpleUploadedFile("回盘.csv", content)},
    )  # fmt: skip
    assert rows[1].ref in answer.content.decode()
    assert {row.state for row in Instruction.objects.all()} == {"sent"}


def test_empty_return_file_is_refused_by_name(counter, maker, at):
    batch = released_batch(counter, at, make_instructions(counter, at, 1))
    answer = post(
        maker, "batch_return", ref=batch.ref, status=422,
        data={"file": SimpleUploadedFile("空.csv", b"")},
    )  # fmt: skip
    assert "空.csv" in answer.content.decode()


def test_failed_payment_is_issued_again(counter, maker, at):
    _, rows = settled(counter, maker, at)
    assert 'id="reissue"' in get(maker, "payment", ref=rows[1].ref)
    assert 'id="reissue"' not in get(maker, "payment", ref=rows[0].ref)
    post(maker, "payment_reissue", ref=rows[1].ref, data={"bank_name": "", "account_number": "1"}, status=422)  # fmt: skip
    data = {"bank_name": "中国工商银行", "account_number": "6222 0000 0000 0000 123"}
    post(maker, "payment_reissue", ref=rows[1].ref, data=data)

    new = Instruction.objects.latest("id")
    assert (new.state, new.replaces.ref, new.account_tail) == ("waiting", rows[1].ref, "0123")
    html = get(maker, "payment", ref=new.ref)
    assert rows[1].ref in html
    assert "6222" not in html


def test_unusable_account_is_refused_and_stays_typed(counter, maker, at):
    _, rows = settled(counter, maker, at)
    data = {"bank_name": "中国工商银行", "account_number": "12AB"}
    answer = post(maker, "payment_reissue", ref=rows[1].ref, data=data, status=422)
    assert 'value="中国工商银行"' in answer.content.decode()
    assert Instruction.objects.count() == 2


# ── ledger ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def posted(counter, maker, at):
    expected = make_expected(counter, at, amount_fen=1_234_500)
    post(maker, "receipt_record", ref=expected.ref, data=slip_of("12345"))
    settled(counter, maker, at)
    get(maker, "ledger")  # takes the messages of what was done
    return counter


def test_trial_balance_leads_to_the_transactions(posted, maker):
    html = get(maker, "ledger")
    assert "省办事处" in html
    assert "12,345.00" in html
    assert "?account=4201&amp;book=" in html
    listed = get(maker, "ledger_transactions", "?account=4201")
    receipt = Transaction.objects.get(kind="contribution_received")
    assert receipt.ref in listed
    assert Transaction.objects.filter(kind="benefit_paid").get().ref not in listed
    one = get(maker, "ledger_transaction", ref=receipt.ref)
    assert COUNTER in one
    assert one.count("12,345.00") == 2


def test_trial_balance_before_anything_is_empty(posted, maker):
    html = get(maker, "ledger", "?until=2026-03-01")
    assert "4201" not in html


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?kind=benefit_paid", 1),
        ("?kind=benefit_approved", 2),
        ("?first=2026-03-03", 0),
        ("?first=2026-03-02&last=2026-03-02", 4),
    ],
)
def test_transactions_are_filtered(posted, maker, query, count):
    html = get(maker, "ledger_transactions", query)
    assert sum(t.ref in html for t in Transaction.objects.all()) == count


def test_foreign_finance_sees_no_entry(posted, elsewhere):
    assert "12,345.00" not in get(elsewhere, "ledger")
    listed = get(elsewhere, "ledger_transactions")
    assert [t.ref for t in Transaction.objects.all() if t.ref in listed] == []
    get(elsewhere, "ledger_transaction", ref=Transaction.objects.first().ref, status=404)


def test_books_in_order_say_so(posted, maker):
    html = get(maker, "ledger_check")
    assert "notice-good" in html
    assert "notice-bad" not in html


def test_difference_between_receipts_and_books_is_shown(posted, maker):
    """The database refuses such a receipt once the transaction ends; so the test undoes it."""
    with transaction.atomic():
        Receipt.objects.update(amount_fen=1)
        html = get(maker, "ledger_check")
        assert Receipt.objects.get().ref in html
        assert "notice-good" not in html
        transaction.set_rollback(True)


def test_trial_balance_goes_out_as_excel(posted, maker):
    answer = maker.get(reverse("console:ledger") + "?export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = {row[0]: row[3:] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows["4201"] == ("0.00", "12345.00", "12345.00")


def test_handler_does_not_open_the_ledger(here):
    for name in ("ledger", "ledger_transactions", "ledger_check"):
        get(here, name, status=403)


@pytest.mark.parametrize(
    "name", ["receipts", "payments", "batches", "ledger", "ledger_transactions"]
)
def test_empty_page_says_what_to_do(counter, maker, name):
    assert "empty" in get(maker, name)


@pytest.mark.parametrize("name", ["receipts", "payments", "batches", "ledger", "statistics"])
def test_nobody_is_sent_to_log_in(db, name):
    answer = Client().get(reverse(f"console:{name}"))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
