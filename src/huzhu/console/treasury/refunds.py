"""Refunds of over-payments: asked for at a line, decided here by another person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.console.access import officer_view
from huzhu.console.treasury.incoming_forms import ReasonForm, RefundFilter
from huzhu.console.treasury.statements import SEEN_BY, dress
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.pagination import page_of
from huzhu.treasury import actions, permissions, queries
from huzhu.treasury.enums import RefundState
from huzhu.ui.excel import file_response


@officer_view(*SEEN_BY)
@require_safe
def refund_list(request: HttpRequest) -> HttpResponse:
    form = RefundFilter(request.GET)
    page = page_of(queries.refunds(request.scope, **form.filters()), request.GET.get("page"))
    return render(request, "console/treasury/refunds.html", {"form": form, "page": page})


@officer_view(*SEEN_BY)
@require_safe
def refund(request: HttpRequest, ref: str) -> HttpResponse:
    return _page(request, ref)


@officer_view(*SEEN_BY, again=refund)
@require_POST
def approve(request: HttpRequest, ref: str) -> HttpResponse:
    actions.approve_refund(by=request.officer, at=request.at, refund_ref=ref)
    messages.success(request, _("Approved; the payment waits for a batch."))
    return redirect("console:refund", ref=ref)


@officer_view(*SEEN_BY, again=refund)
@require_POST
def reject(request: HttpRequest, ref: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, ref, form, status=422)
    actions.reject_refund(
        by=request.officer, at=request.at, refund_ref=ref, reason=form.cleaned_data["reason"]
    )
    messages.success(request, _("Rejected; the money is on its line again."))
    return redirect("console:refund", ref=ref)


@officer_view(*SEEN_BY, again=refund)
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    actions.withdraw_refund(by=request.officer, at=request.at, refund_ref=ref)
    messages.success(request, _("Withdrawn; the money is on its line again."))
    return redirect("console:refund", ref=ref)


@officer_view(*SEEN_BY)
@require_safe
def paper(request: HttpRequest, ref: str, paper: str) -> HttpResponse:
    """One of the refund's papers, shown in the browser."""
    found = queries.refund_by_ref(request.scope, ref)
    if not queries.refund_papers_of(request.scope, found).filter(attachment_ref=paper).exists():
        raise NotVisible
    file = attachment_by_ref(request.scope, paper)
    return file_response(open_file(file), file.file_name, file.content_type, inline=True)


def _page(
    request: HttpRequest, ref: str, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    found = queries.refund_by_ref(request.scope, ref)
    is_own = request.officer.person_token == found.requested_by_token
    is_asked = found.state == RefundState.REQUESTED
    decides = is_asked and permissions.may_decide_refund(request.officer, found.org_path)
    context = {
        "refund": found,
        "line": dress(found.line),
        "papers": queries.refund_papers_of(request.scope, found),
        "payments": queries.payments_of(request.scope, found.ref),
        "steps": _steps(found),
        "form": form or ReasonForm(request.typed or None),
        "may_decide": decides and not is_own,
        "is_own": decides and is_own,
        "may_withdraw": is_asked
        and permissions.may_request_refund(request.officer, found.org_path),
    }
    return render(request, "console/treasury/refund.html", context, status=status)


def _steps(refund: Any) -> list[dict[str, Any]]:
    steps = [
        {
            "title": _("Asked for"),
            "who": refund.requested_by_label,
            "at": refund.requested_at,
            "text": refund.reason,
            "state": "done",
            "icon": "check",
        }
    ]
    if refund.decided_at:
        is_refused = refund.state == RefundState.REJECTED
        steps.append(
            {
                "title": _("Rejected") if is_refused else _("Approved"),
                "who": refund.decided_by_label,
                "at": refund.decided_at,
                "text": refund.decision_reason,
                "state": "bad" if is_refused else "done",
                "icon": "x" if is_refused else "check",
            }
        )
    coming = {
        RefundState.REQUESTED: _("To be approved by another person"),
        RefundState.APPROVED: _("To be paid with a batch"),
    }.get(RefundState(refund.state))
    if coming:
        steps.append({"title": coming, "state": "now", "icon": "clock"})
    return steps
