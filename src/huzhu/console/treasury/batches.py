"""A batch from its making to the bank's answer: three persons, one file out, one file in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huzhu.audit.queries import entries_about
from huzhu.console.access import officer_view
from huzhu.console.treasury.forms import BatchFilter, ReturnForm, WithdrawForm
from huzhu.console.treasury.payments import SEEN_BY
from huzhu.kernel.pagination import page_of
from huzhu.organisations.rules import Officer
from huzhu.treasury import actions, permissions, queries
from huzhu.treasury.enums import BatchState, InstructionState
from huzhu.treasury.models import Batch
from huzhu.ui.excel import MEDIA_TYPE, file_response

PAGE = 200
_TITLES = {
    "make_batch": gettext_lazy("Made"),
    "check_batch": gettext_lazy("Checked"),
    "release_batch": gettext_lazy("Released to the bank"),
    "withdraw_batch": gettext_lazy("Withdrawn"),
    "open_bank_file": gettext_lazy("Bank file taken out"),
    "import_bank_return": gettext_lazy("Return file taken in"),
}


@officer_view(*SEEN_BY)
@require_safe
def batch_list(request: HttpRequest) -> HttpResponse:
    form = BatchFilter(request.GET)
    page = page_of(queries.batches(request.scope, **form.filters()), request.GET.get("page"))
    return render(request, "console/treasury/batches.html", {"form": form, "page": page})


@officer_view(*SEEN_BY)
@require_safe
def batch(request: HttpRequest, ref: str) -> HttpResponse:
    return _batch_page(request, ref)


@officer_view(*SEEN_BY, again=batch)
@require_POST
def check(request: HttpRequest, ref: str) -> HttpResponse:
    actions.check_batch(by=request.officer, at=request.at, batch_ref=ref)
    messages.success(request, _("Checked; a third person releases it."))
    return redirect("console:batch", ref=ref)


@officer_view(*SEEN_BY, again=batch)
@require_POST
def release(request: HttpRequest, ref: str) -> HttpResponse:
    actions.release_batch(by=request.officer, at=request.at, batch_ref=ref)
    messages.success(request, _("Released; the bank file can be taken out."))
    return redirect("console:batch", ref=ref)


@officer_view(*SEEN_BY, again=batch)
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _batch_page(request, ref, withdraw_form=form, status=422)
    actions.withdraw_batch(
        by=request.officer, at=request.at, batch_ref=ref, reason=form.cleaned_data["reason"]
    )
    messages.success(request, _("Withdrawn; its payments wait again."))
    return redirect("console:batch", ref=ref)


@officer_view(*SEEN_BY, again=batch)
@require_POST
def bank_file(request: HttpRequest, ref: str) -> HttpResponse:
    """By POST: it opens account numbers, and that is written down."""
    fmt = request.POST.get("format", "csv")
    name, content = actions.bank_file(by=request.officer, at=request.at, batch_ref=ref, fmt=fmt)
    return file_response(content, name, MEDIA_TYPE if fmt == "xlsx" else "text/csv")


@officer_view(*SEEN_BY, again=batch)
@require_POST
def take_return(request: HttpRequest, ref: str) -> HttpResponse:
    form = ReturnForm(request.POST, request.FILES)
    if not form.is_valid():
        return _batch_page(request, ref, return_form=form, status=422)
    file = form.cleaned_data["file"]
    taken = actions.import_bank_return(
        by=request.officer, at=request.at, batch_ref=ref, file_name=file.name, content=file.read()
    )
    told = _("Taken in: %(paid)s paid, %(failed)s returned.")
    messages.success(request, told % {"paid": taken.paid_count, "failed": taken.failed_count})
    return redirect("console:batch", ref=ref)


def _batch_page(request: HttpRequest, ref: str, status: int = 200, **forms: Any) -> HttpResponse:
    found = queries.batch_by_ref(request.scope, ref)
    rows = queries.instructions(request.scope, batch=found).order_by("id")
    unsettled = (InstructionState.FAILED, InstructionState.REPLACED)
    context = {
        "batch": found,
        "page": page_of(rows, request.GET.get("page"), PAGE),
        "failures": rows.filter(state__in=unsettled),
        "returns": queries.returns_of(request.scope, found),
        "steps": _steps(request, found),
        "may": _may(request.officer, found),
        "withdraw_form": forms.get("withdraw_form") or WithdrawForm(request.typed or None),
        "return_form": forms.get("return_form") or ReturnForm(),
    }
    return render(request, "console/treasury/batch.html", context, status=status)


def _may(officer: Officer, batch: Batch) -> dict[str, Any]:
    """Which acts stand open to this officer now; `own` where it is somebody else's turn because
    he has signed already."""
    signed = {batch.made_by_token, batch.checked_by_token}
    is_made, is_checked = batch.state == BatchState.MADE, batch.state == BatchState.CHECKED
    is_out = batch.state in (BatchState.RELEASED, BatchState.SETTLED)
    check = is_made and permissions.may_check_batch(officer, batch.org_path)
    release = is_checked and permissions.may_release_batch(officer, batch.org_path)
    has_signed = officer.person_token in signed
    return {
        "check": check and not has_signed,
        "release": release and not has_signed,
        "own": (check or release) and has_signed,
        "withdraw": (is_made or is_checked)
        and permissions.may_withdraw_batch(officer, batch.org_path),
        "file": is_out and permissions.may_open_bank_file(officer, batch.org_path),
        "return": is_out and permissions.may_import_return(officer, batch.org_path),
    }


def _steps(request: HttpRequest, batch: Batch) -> list[dict[str, Any]]:
    """What was done, from the audit trail, then what comes next."""
    done = [
        {
            "title": _TITLES.get(entry.act, entry.act),
            "who": entry.by_label,
            "at": entry.at,
            "text": entry.after.get("reason", ""),
            "state": "done",
            "icon": "check",
        }
        for entry in entries_about(request.scope, object_type="batch", object_ref=batch.ref)
    ]
    coming = {
        BatchState.MADE: (_("To be checked by a second person"), _("To be released by a third")),
        BatchState.CHECKED: (_("To be released by a third person"),),
        BatchState.RELEASED: (_("The bank's answer is awaited"),),
    }.get(BatchState(batch.state), ())
    states = ("now", "next")
    return done + [
        {"title": title, "state": state, "icon": "clock"}
        for title, state in zip(coming, states, strict=False)
    ]
