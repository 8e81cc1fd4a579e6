"""Invoices and receipts as papers; what only enrolment knows of a due is handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from huzhu.kernel.clock import civil_date
from huzhu.kernel.scope import Scope, only, within
from huzhu.treasury.formats import (
    InvoicePaper,
    InvoiceRow,
    ReceiptPaper,
    render_invoice,
    render_receipt,
)
from huzhu.treasury.models import ExpectedReceipt, Invoice, InvoiceLine, Receipt
from huzhu.treasury.queries.matching import Schedules, schedules_of
from huzhu.treasury.queries.statements import account_for
from huzhu.treasury.rules import DUE_DAYS


@dataclass(frozen=True)
class InvoiceDetail:
    """What an owner adds to its due on an invoice: `plan` in words, `sources` as (who, fen)."""

    plan: str
    persons: int = 0
    period: str = ""
    sources: Sequence[tuple[str, int]] = ()


def invoices_of(scope: Scope, expected: ExpectedReceipt) -> QuerySet[Invoice]:
    """Those that asked for a due, the latest first."""
    found = Invoice.objects.filter(within(scope), lines__expected=expected)
    return found.order_by("-issued_at", "-id")


def invoice_by_ref(scope: Scope, ref: str) -> Invoice:
    """Raises NotVisible, whether it is not there or not to be seen."""
    found = Invoice.objects.filter(within(scope), ref=ref)
    return only(found.select_related("organisation", "account__organisation"))


def invoice_pdf(
    scope: Scope, invoice: Invoice, *, details: Mapping[str, InvoiceDetail], language: str
) -> bytes:
    """The request to pay. `details` by owner_ref; what is not there is left out of the paper."""
    lines = list(
        InvoiceLine.objects.filter(within(scope), invoice=invoice)
        .select_related("expected")
        .order_by("expected__due_on", "id")
    )
    schedules = schedules_of(scope, [line.expected for line in lines])
    paper = InvoicePaper(
        ref=invoice.ref,
        unit=invoice.organisation.name,
        rows=[_row(line, details.get(line.expected.owner_ref), schedules) for line in lines],
        due_on=invoice.due_on,
        issued_on=civil_date(invoice.issued_at),
        office=invoice.account.account_name,
        account_name=invoice.account.account_name,
        bank_name=invoice.account.bank_name,
        account_number=invoice.account.number,
        purpose=f"{invoice.ref} 互助会费",
    )
    return render_invoice(paper, language, days=DUE_DAYS)


def _row(line: InvoiceLine, detail: InvoiceDetail | None, schedules: Schedules) -> InvoiceRow:
    due = line.expected
    return InvoiceRow(
        ref=due.ref,
        owner_ref=due.owner_ref,
        plan=detail.plan if detail else due.plan_code,
        amount_fen=line.amount_fen,
        persons=detail.persons if detail else 0,
        period=detail.period if detail else "",
        sources=detail.sources if detail else (),
        instalments=schedules.get(due.pk, ()),
    )


def receipt_pdf(
    scope: Scope, receipt: Receipt, *, plan: str, printed_on: date, language: str
) -> bytes:
    """The receipt for one arrival; an undone one is stamped void."""
    due = receipt.expected
    account = account_for(scope, due.organisation, receipt.received_on) or account_for(
        scope, due.organisation, printed_on
    )
    paper = ReceiptPaper(
        ref=receipt.ref,
        unit=due.organisation.name,
        office=account.account_name if account else "—",
        plan=plan,
        owner_ref=due.owner_ref,
        amount_fen=abs(receipt.amount_fen),
        received_on=receipt.received_on,
        bank_reference=receipt.bank_reference,
        due_fen=due.amount_fen,
        left_fen=due.amount_fen - due.received_fen,
        printed_on=printed_on,
        is_undone=receipt.undone_at is not None or receipt.reverses_id is not None,
    )
    return render_receipt(paper, language)
