"""Statements, matching, refunds, arrears, invoices and slips with Django's client."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.money import make_expected, open_counter, released_batch, return_csv, return_line
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
from huzhu.accounts.models import Account
from huzhu.organisations.enums import Role
from huzhu.treasury.actions import agree_instalments, approve_refund, request_refund, upload_slip
from huzhu.treasury.models import (
    CollectionAccount,
    ExpectedReceipt,
    Instalment,
    Instruction,
    Invoice,
    Receipt,
    Refund,
    SlipUpload,
    StatementImport,
    StatementLine,
)

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def counter(house, at):
    with open_counter(at) as made:
        yield made


@pytest.fixture
def account(counter, at):
    return make_collection_account(counter, at)


def client_of(officer) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=officer.account_id))
    return client


@pytest.fixture
def maker(counter):
    return client_of(counter.maker)


@pytest.fixture
def unit(counter):
    """The handler of the unit that owes."""
    return client_of(make_officer("unit", Role.UNIT_HANDLER, counter.tree["王益区一厂"]))


@pytest.fixture
def elsewhere(counter):
    return client_of(make_officer("elsewhere", Role.FINANCE_OFFICER, counter.tree["宝鸡市"]))


def get(client: Client, name: str, query: str = "", status: int = 200, **where) -> str:
    response = client.get(reverse(f"console:{name}", kwargs=where) + query)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode("utf-8", "replace")


def post(client: Client, name: str, status: int = 302, data=None, **where):
    response = client.post(reverse(f"console:{name}", kwargs=where), data or {})
    assert response.status_code == status, response.content.decode()[:2000]
    return response


def file_of(content: bytes, name: str = "流水.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# ── accounts and statements ───────────────────────────────────────────────────────────────────


def test_account_is_registered_and_closed(counter, maker):
    data = {
        "account_name": "省办事处", "bank_name": "中国建设银行", "number": "6105 0110 0000 0000 1234",
        "starts_on": "2026-01-01",
    }  # fmt: skip
    post(maker, "collection_account_open", data=data)
    account = CollectionAccount.objects.get()
    assert account.number == OUR_NUMBER
    assert OUR_NUMBER in get(maker, "collection_accounts")
    again = post(maker, "collection_account_open", data=data, status=422)
    assert "1234" in again.content.decode()
    post(maker, "collection_account_close", ref=account.ref)
    assert CollectionAccount.objects.get().ends_before is not None


def test_statement_is_uploaded_and_shows_what_it_brought(counter, account, maker):
    content = statement_csv([came("95.00"), went()])
    answer = post(
        maker, "statement_import", data={"account": account.ref, "file": file_of(content)}
    )
    statement = StatementImport.objects.get()
    assert answer["Location"] == reverse("console:statement", kwargs={"ref": statement.ref})
    html = get(maker, "statement", ref=statement.ref)
    line = StatementLine.objects.get()
    assert (line.ref in html, "95.00" in html, PAYER_NUMBER in html) == (True, True, False)
    assert statement.ref in get(maker, "statements")


def test_faulty_statement_names_the_cell_on_the_page(counter, account, maker):
    content = statement_csv([came("95.00"), came("x", reference="N2")])
    data = {"account": account.ref, "file": file_of(content)}
    answer = post(maker, "statement_import", data=data, status=422)
    assert "D3" in answer.content.decode()
    assert not StatementImport.objects.exists()


def test_statements_are_not_for_handlers_nor_for_other_cities(
    counter, at, account, unit, elsewhere
):
    statement = take_statement(counter, at, account, came("95.00"))
    line = statement.lines.get()
    for name in ("statements", "matching", "refunds"):
        get(unit, name, status=403)
    assert statement.ref not in get(elsewhere, "statements")
    assert line.ref not in get(elsewhere, "matching")
    get(elsewhere, "statement", ref=statement.ref, status=404)
    get(elsewhere, "statement_line", ref=line.ref, status=404)
    data = {"part": f"{line.ref}:{make_expected(counter, at).ref}:9500"}
    post(elsewhere, "matching_take", data=data, status=404)
    assert not Receipt.objects.exists()


# ── matching ──────────────────────────────────────────────────────────────────────────────────


def test_all_exact_matches_are_accepted_with_one_button(counter, at, account, maker):
    make_expected(counter, at, amount_fen=9500)
    make_expected(counter, at, amount_fen=7000, unit="耀州区一厂")
    take_statement(
        counter, at, account, came("95.00"), came("30.00", payer="耀州区一厂", reference="N2")
    )
    html = get(maker, "matching")
    assert reverse("console:matching_accept") in html
    post(maker, "matching_accept", data={"account": account.ref})
    assert Receipt.objects.get().matched_as == "exact"
    html = get(maker, "matching")
    assert reverse("console:matching_accept") not in html
    assert "耀州区一厂" in html


def test_accepting_nothing_certain_says_so(counter, at, account, maker):
    answer = post(maker, "matching_accept", data={"account": account.ref}, status=422)
    assert "notice-bad" in answer.content.decode()


def test_partial_payments_are_accepted_one_by_one_until_paid(counter, at, account, maker):
    expected = make_expected(counter, at, amount_fen=9500)
    for number, amount in enumerate(("40.00", "55.00"), 1):
        line = money_came(counter, at, account, amount, reference=f"N{number}")
        html = get(maker, "matching")
        part = f"{line.ref}:{expected.ref}:{line.amount_fen}"
        assert f'name="part" value="{part}"' in html
        post(maker, "matching_take", data={"part": part, "kind": "partial", "account": account.ref})
    assert ExpectedReceipt.objects.get().received_fen == 9500
    assert [fact.is_complete for fact in counter.facts] == [False, True]
    get(maker, "receipt", ref=expected.ref)


def test_line_is_split_by_hand_and_undone(counter, at, account, maker):
    first, second = (
        make_expected(counter, at),
        make_expected(counter, at, amount_fen=3500, plan="NZ"),
    )
    line = money_came(counter, at, account, "100.00", payer="财政局")
    html = get(maker, "statement_line", "?text=王益区一厂", ref=line.ref)
    assert f'name="fen_{first.ref}"' in html
    bad = {f"fen_{first.ref}": "九十", f"fen_{second.ref}": "5"}
    answer = post(maker, "line_allocate", ref=line.ref, data=bad, status=422)
    assert (
        'value="九十"' in answer.content.decode(),
        "field-error" in answer.content.decode(),
    ) == (
        True,
        True,
    )
    over = post(
        maker, "line_allocate", ref=line.ref, data={f"fen_{first.ref}": "95.01"}, status=422
    )
    assert "95.01" in over.content.decode()
    good = {f"fen_{first.ref}": "95", f"fen_{second.ref}": "5.00"}
    post(maker, "line_allocate", ref=line.ref, data=good)
    receipt = Receipt.objects.order_by("id").first()
    post(maker, "line_undo", ref=line.ref, receipt=receipt.ref, status=422)
    post(maker, "line_undo", ref=line.ref, receipt=receipt.ref, data={"reason": "写错单位"})
    html = get(maker, "statement_line", ref=line.ref)
    assert "写错单位" in html
    other = money_came(counter, at, account, "1.00", reference="N7")
    post(maker, "line_undo", ref=other.ref, receipt=receipt.ref, data={"reason": "x"}, status=404)


# ── refunds ───────────────────────────────────────────────────────────────────────────────────


def test_overpayment_is_refunded_by_two_persons(counter, at, account, maker):
    line = money_came(counter, at, account, "20.00")
    data = {"amount_fen": "20", "reason": "多缴", "bank_name": "中国农业银行"}
    post(maker, "line_refund", ref=line.ref, data=data, status=422)
    answer = post(
        maker, "line_refund", ref=line.ref, data={**data, "evidence": file_of(PDF, "申请.pdf")}
    )
    refund = Refund.objects.get()
    assert answer["Location"] == reverse("console:refund", kwargs={"ref": refund.ref})
    html = get(maker, "refund", ref=refund.ref)
    assert reverse("console:refund_approve", kwargs={"ref": refund.ref}) not in html
    assert PAYER_NUMBER not in html
    post(maker, "refund_approve", ref=refund.ref, status=422)
    director = client_of(counter.director)
    assert refund.ref in get(director, "todo")
    paper = refund.papers.get()
    answer = director.get(
        reverse("console:refund_paper", kwargs={"ref": refund.ref, "paper": paper.attachment_ref})
    )
    assert answer.content == PDF
    post(director, "refund_approve", ref=refund.ref)
    instruction = Instruction.objects.get()
    assert instruction.ref in get(maker, "payments")
    batch = released_batch(counter, at, [instruction])
    file = file_of(return_csv([return_line(instruction)]), "回盘.csv")
    post(maker, "batch_return", ref=batch.ref, data={"file": file})
    assert Refund.objects.get().state == "paid"
    assert "notice-bad" not in get(maker, "ledger_check")


def test_rejection_is_shown_with_its_reason(counter, at, account, maker):
    line = money_came(counter, at, account, "20.00")
    refund = request_refund(
        by=counter.maker, at=at, line_ref=line.ref, amount_fen=2000, reason="多缴",
        evidence=[("a.pdf", PDF)], bank_name="中国农业银行",
    )  # fmt: skip
    director = client_of(counter.director)
    post(director, "refund_reject", ref=refund.ref, status=422)
    post(director, "refund_reject", ref=refund.ref, data={"reason": "凭证不清"})
    assert "凭证不清" in get(maker, "refund", ref=refund.ref)
    assert refund.ref in get(maker, "refunds", "?state=rejected")


def test_failed_refund_is_not_issued_again(counter, at, account, maker):
    line = money_came(counter, at, account, "20.00")
    refund = request_refund(
        by=counter.maker, at=at, line_ref=line.ref, amount_fen=2000, reason="多缴",
        evidence=[("a.pdf", PDF)], bank_name="中国农业银行",
    )  # fmt: skip
    approve_refund(by=counter.director, at=at, refund_ref=refund.ref)
    instruction = Instruction.objects.get()
    batch = released_batch(counter, at, [instruction])
    file = file_of(return_csv([return_line(instruction, failed="户名不符")]), "回盘.csv")
    post(maker, "batch_return", ref=batch.ref, data={"file": file})
    assert 'id="reissue"' not in get(maker, "payment", ref=instruction.ref)
    assert 'id="refund"' in get(maker, "statement_line", ref=line.ref)


# ── what a unit does ──────────────────────────────────────────────────────────────────────────


def test_unit_gets_one_invoice_over_the_dues_it_ticks(counter, at, account, unit, elsewhere):
    dues = [make_expected(counter, at), make_expected(counter, at, amount_fen=3500, plan="NZ")]
    assert f'name="ref" value="{dues[0].ref}"' in get(unit, "receipts")
    answer = post(unit, "invoice_make", data={"ref": [due.ref for due in dues]})
    invoice = Invoice.objects.get()
    assert invoice.total_fen == 13_000
    paper = unit.get(answer["Location"])
    assert (paper.content[:5], paper["Content-Type"]) == (b"%PDF-", "application/pdf")
    assert invoice.ref in get(unit, "receipt", ref=dues[0].ref)
    get(elsewhere, "invoice", ref=invoice.ref, status=404)
    post(unit, "invoice_make", status=422)


def test_unit_uploads_a_slip_and_finance_looks_for_the_money(counter, at, account, maker, unit):
    expected = make_expected(counter, at)
    data = {"amount_fen": "95", "paid_on": "2026-03-01", "bank_reference": ""}
    post(unit, "slip_upload", ref=expected.ref, data=data, status=422)
    post(unit, "slip_upload", ref=expected.ref, data={**data, "file": file_of(PDF, "回单.pdf")})
    slip = SlipUpload.objects.get()
    assert slip.ref in get(maker, "slips")
    assert unit.get(reverse("console:slip_file", kwargs={"ref": slip.ref})).content == PDF
    money_came(counter, at, account, "95.00")
    post(maker, "matching_accept", data={"account": account.ref})
    assert slip.ref not in get(maker, "slips")
    assert slip.ref in get(maker, "slips", "?show=all")


def test_unit_downloads_its_receipt_and_records_none(counter, at, account, maker, unit):
    expected = make_expected(counter, at)
    money_came(counter, at, account, "95.00")
    post(maker, "matching_accept", data={"account": account.ref})
    receipt = Receipt.objects.get()
    html = get(unit, "receipt", ref=expected.ref)
    assert 'id="record"' not in html
    where = reverse("console:receipt_paper", kwargs={"ref": expected.ref, "paper": receipt.ref})
    assert where in html
    assert unit.get(where).content.startswith(b"%PDF-")
    other = make_expected(counter, at)
    get(unit, "receipt_paper", ref=other.ref, paper=receipt.ref, status=404)


def test_receipt_is_undone_from_the_page_of_its_due(counter, at, account, maker, unit):
    expected = make_expected(counter, at)
    money_came(counter, at, account, "95.00")
    post(maker, "matching_accept", data={"account": account.ref})
    where = {"ref": expected.ref, "receipt": Receipt.objects.get().ref}
    post(maker, "receipt_undo", **where, status=422)
    post(unit, "receipt_undo", **where, data={"reason": "不行"}, status=403)
    post(maker, "receipt_undo", **where, data={"reason": "单位写错"})
    html = get(unit, "receipt", ref=expected.ref)
    assert "单位写错" in html
    assert ExpectedReceipt.objects.get().received_fen == 0


def test_unit_finds_what_it_owes_under_to_do(counter, at, unit):
    expected = make_expected(counter, at)
    assert expected.ref in get(unit, "todo")


def test_finance_finds_lines_and_slips_under_to_do(counter, at, account, maker):
    expected = make_expected(counter, at)
    money_came(counter, at, account, "95.00")
    upload_slip(
        by=counter.maker, at=at, expected_refs=[expected.ref], amount_fen=9500,
        paid_on=date(2026, 3, 1), bank_reference="", slip=("a.pdf", PDF),
    )  # fmt: skip
    html = get(maker, "todo")
    assert reverse("console:matching") in html
    assert reverse("console:slips") in html


# ── instalments and arrears ───────────────────────────────────────────────────────────────────


def test_instalments_are_agreed_and_wrong_ones_stay_typed(counter, at, maker, unit):
    expected = make_expected(counter, at)
    data = {
        "reason": "单位分两次拨款", "day_1": "2026-03-10", "amount_1": "40",
        "day_2": "2026-05-01", "amount_2": "54",
    }  # fmt: skip
    answer = post(maker, "instalments_agree", ref=expected.ref, data=data, status=422)
    assert "单位分两次拨款" in answer.content.decode()
    post(unit, "instalments_agree", ref=expected.ref, data={**data, "amount_2": "55"}, status=403)
    post(maker, "instalments_agree", ref=expected.ref, data={**data, "amount_2": "55"})
    assert list(Instalment.objects.values_list("amount_fen", flat=True)) == [4000, 5500]
    assert "2026-05-01" in get(unit, "receipt", ref=expected.ref)


@pytest.fixture
def late(counter, at):
    """Overdue for many years by the clock of the screens."""
    return make_expected(counter, at - timedelta(days=3000))


def test_arrears_are_listed_exported_and_reminded(counter, late, maker, unit, elsewhere):
    html = get(maker, "arrears")
    assert (late.ref in html, "王益区一厂" in html) == (True, True)
    assert late.ref not in get(elsewhere, "arrears")
    assert late.ref not in get(maker, "arrears", "?bucket=0-30")
    answer = maker.get(reverse("console:arrears") + "?export=xlsx")
    rows = list(
        openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    )
    assert (rows[1][0], rows[1][2], rows[1][7]) == (late.ref, "王益区", "95.00")
    post(maker, "arrears_remind", data={"unit": str(late.organisation_id)})
    assert "95.00" in get(unit, "notices")
    post(unit, "arrears_remind", data={"unit": str(late.organisation_id)}, status=403)


def test_arrears_follow_agreed_instalments(counter, at, late, maker):
    agree_instalments(
        by=counter.maker, at=at, expected_ref=late.ref,
        parts=[(date(2999, 1, 1), 4000), (date(2999, 6, 1), 5500)], reason="",
    )  # fmt: skip
    assert late.ref not in get(maker, "arrears")
