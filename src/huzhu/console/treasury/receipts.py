"""Money in: what is due from whom, and recording what came."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.console.access import officer_view
from huzhu.console.treasury.forms import ReceiptFilter, ReceiptForm
from huzhu.console.treasury.incoming_forms import InstalmentsForm, SlipForm
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.money import yuan_plain
from huzhu.kernel.pagination import page_of
from huzhu.organisations.enums import HANDLERS, Role
from huzhu.treasury import actions, permissions, queries
from huzhu.ui.excel import excel_response, file_response

SEEN_BY = (Role.FINANCE_OFFICER, *HANDLERS, Role.OFFICE_DIRECTOR, Role.AUDITOR)
MOST_EXPORTED = 20_000


@officer_view(*SEEN_BY)
@require_safe
def receipt_list(request: HttpRequest) -> HttpResponse:
    form = ReceiptFilter(request.GET)
    found = queries.expected_receipts(request.scope, **form.filters())
    if request.GET.get("export") == "xlsx":
        return _export(found[:MOST_EXPORTED])
    page = page_of(found, request.GET.get("page"))
    for expected in page.items:
        _dress(expected)
    may_invoice = request.officer.holds(*HANDLERS, Role.FINANCE_OFFICER)
    context = {"form": form, "page": page, "may_invoice": may_invoice}
    return render(request, "console/treasury/receipts.html", context)


@officer_view(*SEEN_BY)
@require_safe
def receipt(request: HttpRequest, ref: str) -> HttpResponse:
    return receipt_page(request, ref)


@officer_view(*SEEN_BY, again=receipt)
@require_POST
def record(request: HttpRequest, ref: str) -> HttpResponse:
    form = ReceiptForm(request.POST, request.FILES)
    if not form.is_valid():
        return receipt_page(request, ref, form=form, status=422)
    values = form.cleaned_data
    slip = values["slip"]
    made = actions.record_receipt(
        by=request.officer,
        at=request.at,
        expected_ref=ref,
        amount_fen=values["amount_fen"],
        received_on=values["received_on"],
        bank_reference=values["bank_reference"],
        slip=(slip.name, slip.read()) if slip else None,
    )
    messages.success(request, _("Recorded as %(ref)s.") % {"ref": made.ref})
    return redirect("console:receipt", ref=ref)


@officer_view(*SEEN_BY)
@require_safe
def slip(request: HttpRequest, ref: str, slip: str) -> HttpResponse:
    """The bank slip of one of the receipts, shown in the browser."""
    expected = queries.expected_receipt_by_ref(request.scope, ref)
    if not queries.receipts_of(request.scope, expected).filter(slip_ref=slip).exists():
        raise NotVisible
    found = attachment_by_ref(request.scope, slip)
    return file_response(open_file(found), found.file_name, found.content_type, inline=True)


def receipt_page(request: HttpRequest, ref: str, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of one due; a form that was not right is shown as it was typed."""
    expected = _dress(queries.expected_receipt_by_ref(request.scope, ref))
    officer, place, today = request.officer, expected.org_path, civil_date(request.at)
    is_open = expected.outstanding_fen > 0
    found = queries.receipts_of(request.scope, expected).select_related("line", "reverses")
    parts = queries.instalments_of(request.scope, expected)
    paid = {"amount_fen": yuan_plain(expected.outstanding_fen)}
    context = {
        "expected": expected,
        "receipts": [
            {
                "receipt": one,
                "may_undo": permissions.may_undo(officer, one.line_path or place)
                and one.may_be_undone(today),
            }
            for one in found
        ],
        "instalments": parts,
        "slips": queries.slips_of(request.scope, expected),
        "invoices": queries.invoices_of(request.scope, expected),
        **_forms(request, paid, today),
        **forms,
        "has_account": queries.account_for(request.scope, expected.organisation, today),
        "may_record": is_open and permissions.may_record_receipt(officer, place),
        "may_invoice": is_open and permissions.may_invoice(officer, place),
        "may_upload": is_open and permissions.may_upload_slip(officer, place),
        "may_agree": is_open and permissions.may_agree_instalments(officer, place),
    }
    return render(request, "console/treasury/receipt.html", context, status=status)


def _forms(request: HttpRequest, paid: dict[str, str], today: date) -> dict[str, Any]:
    """The page's forms; what was refused stays in the one in which it was typed."""
    typed = request.typed or {}
    return {
        "form": ReceiptForm(
            typed if "received_on" in typed else None, initial={**paid, "received_on": today}
        ),
        "slip_form": SlipForm(
            typed if "paid_on" in typed else None, initial={**paid, "paid_on": today}
        ),
        "instalments_form": InstalmentsForm(typed if "day_1" in typed else None),
    }


def _dress(expected):
    """What is outstanding, and the tone of it."""
    expected.outstanding_fen = expected.amount_fen - expected.received_fen
    if expected.cancelled_fen:
        expected.state, expected.tone = _("Cancelled"), "neutral"
    elif not expected.outstanding_fen:
        expected.state, expected.tone = _("All received"), "good"
    elif expected.received_fen:
        expected.state, expected.tone = _("Received in part"), "info"
    else:
        expected.state, expected.tone = _("Not yet received"), "wait"
    return expected


def _export(found) -> HttpResponse:
    headings = [
        _("Number"), _("Enrolment number"), _("Unit"), _("Plan"), _("Due (yuan)"),
        _("Received (yuan)"), _("Outstanding (yuan)"), _("Expected since"),
    ]  # fmt: skip
    rows = (
        [
            row.ref, row.owner_ref, row.organisation.name, row.plan_code,
            yuan_plain(row.amount_fen), yuan_plain(row.received_fen),
            yuan_plain(row.amount_fen - row.received_fen), row.expected_at,
        ]
        for row in found
    )  # fmt: skip
    return excel_response(f"{_('Receipts')}.xlsx", headings, rows, _("Receipts"))
