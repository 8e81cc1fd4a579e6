"""What a unit does about its dues: invoice, receipts as papers, slip, instalments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.treasury import receipts
from huzhu.console.treasury.incoming_forms import InstalmentsForm, SlipForm
from huzhu.enrolment.queries import dues_of, enrolments
from huzhu.kernel.clock import civil_date, format_date
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.scope import Scope
from huzhu.plans.queries import plans
from huzhu.treasury import actions, queries
from huzhu.treasury.models import Invoice
from huzhu.treasury.queries import DUE_DAYS, InvoiceDetail
from huzhu.ui.excel import file_response

PDF = "application/pdf"
SEEN_BY = receipts.SEEN_BY


@officer_view(*SEEN_BY, again=receipts.receipt_list)
@require_POST
def make_invoice(request: HttpRequest) -> HttpResponse:
    """Over the dues that were ticked."""
    invoice = _issued(request, request.POST.getlist("ref"))
    return redirect("console:invoice", ref=invoice.ref)


@officer_view(*SEEN_BY, again=receipts.receipt)
@require_POST
def invoice_one(request: HttpRequest, ref: str) -> HttpResponse:
    return redirect("console:invoice", ref=_issued(request, [ref]).ref)


@officer_view(*SEEN_BY)
@require_safe
def invoice(request: HttpRequest, ref: str) -> HttpResponse:
    """The request to pay as PDF; who pays what comes from the enrolments."""
    found = queries.invoice_by_ref(request.scope, ref)
    content = queries.invoice_pdf(
        request.scope,
        found,
        details=_details(request.scope, found, request.lang),
        language=request.lang,
    )
    return file_response(content, f"{_('Invoice')} {found.ref}.pdf", PDF, inline=True)


@officer_view(*SEEN_BY)
@require_safe
def paper(request: HttpRequest, ref: str, paper: str) -> HttpResponse:
    """The receipt for one arrival of money, as PDF."""
    found = queries.receipt_by_ref(request.scope, paper)
    if found.expected.ref != ref or found.reverses_id is not None:
        raise NotVisible
    content = queries.receipt_pdf(
        request.scope,
        found,
        plan=_plan_names(request.lang).get(found.expected.plan_code, found.expected.plan_code),
        printed_on=civil_date(request.at),
        language=request.lang,
    )
    return file_response(content, f"{_('Receipt')} {found.ref}.pdf", PDF, inline=True)


@officer_view(*SEEN_BY, again=receipts.receipt)
@require_POST
def upload_slip(request: HttpRequest, ref: str) -> HttpResponse:
    form = SlipForm(request.POST, request.FILES)
    if not form.is_valid():
        return receipts.receipt_page(request, ref, slip_form=form, status=422)
    values = dict(form.cleaned_data)
    file = values.pop("file")
    made = actions.upload_slip(
        by=request.officer,
        at=request.at,
        expected_refs=[ref],
        slip=(file.name, file.read()),
        **values,
    )
    if made.is_late:
        late = _("Taken in. The slip came more than %(days)s days after the payment.")
        messages.warning(request, late % {"days": DUE_DAYS})
    else:
        messages.success(request, _("Taken in; the bank's statement has the last word."))
    return redirect("console:receipt", ref=ref)


@officer_view(*SEEN_BY, again=receipts.receipt)
@require_POST
def agree_instalments(request: HttpRequest, ref: str) -> HttpResponse:
    form = InstalmentsForm(request.POST)
    if not form.is_valid():
        return receipts.receipt_page(request, ref, instalments_form=form, status=422)
    actions.agree_instalments(
        by=request.officer,
        at=request.at,
        expected_ref=ref,
        parts=form.parts(),
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, _("Agreed; what is overdue is counted by the parts."))
    return redirect("console:receipt", ref=ref)


@officer_view(*SEEN_BY)
@require_safe
def due_again(request: HttpRequest, ref: str, receipt: str) -> HttpResponse:
    """The page of the due, where undoing one of its receipts was refused."""
    return receipts.receipt_page(request, ref)


@officer_view(*SEEN_BY, again=due_again)
@require_POST
def undo(request: HttpRequest, ref: str, receipt: str) -> HttpResponse:
    """Takes a receipt of this due back."""
    if queries.receipt_by_ref(request.scope, receipt).expected.ref != ref:
        raise NotVisible
    actions.undo_allocation(
        by=request.officer,
        at=request.at,
        receipt_ref=receipt,
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("Undone by a receipt of the opposite amount."))
    return redirect("console:receipt", ref=ref)


def _issued(request: HttpRequest, refs: Sequence[str]) -> Invoice:
    found = queries.expected_receipts(request.scope).filter(ref__in=refs)
    return actions.issue_invoice(
        by=request.officer,
        at=request.at,
        expected_refs=refs,
        due_on=_due_on([due.due_on for due in found], civil_date(request.at)),
    )


def _due_on(days: Sequence[date], today: date) -> date:
    """The earliest of the dues' days that is still ahead; else the usual time from today."""
    ahead = [day for day in days if day >= today]
    return min(ahead) if ahead else today + timedelta(days=DUE_DAYS)


def _details(scope: Scope, found: Invoice, language: str) -> dict[str, InvoiceDetail]:
    owners = list(found.lines.values_list("expected__owner_ref", flat=True))
    names = _plan_names(language)
    details = {}
    for one in enrolments(scope).filter(ref__in=owners):
        first = format_date(one.starts_on, language)
        last = format_date(one.ends_before - timedelta(days=1), language)
        details[one.ref] = InvoiceDetail(
            plan=names.get(one.plan_code, one.plan_code),
            persons=one.persons,
            period=f"{first} – {last}",
            sources=[
                (str(due.get_source_display()), due.amount_fen) for due in dues_of(scope, one)
            ],
        )
    return details


def _plan_names(language: str) -> dict[str, str]:
    return {
        plan.code: f"{plan.code} {plan.name_en if language == 'en' else plan.name_zh}"
        for plan in plans()
    }
