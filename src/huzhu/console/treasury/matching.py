"""The desk where money that came is held against what is due: accepted, split, undone, refunded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.treasury.incoming_forms import DeskFilter, RefundForm, split_of
from huzhu.console.treasury.statements import SEEN_BY, dress, own_accounts
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.money import yuan, yuan_plain
from huzhu.kernel.pagination import page_of
from huzhu.kernel.scope import within
from huzhu.treasury import actions, permissions, queries
from huzhu.treasury.actions import Allocation
from huzhu.treasury.enums import MatchKind
from huzhu.treasury.models import Receipt

MOST_LINES = 2_000
MOST_DUES = 40
PAGE = 50


@officer_view(*SEEN_BY)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every open line of an account, each with what is proposed for it."""
    form = DeskFilter(request.GET, accounts=own_accounts(request))
    account, text = form.chosen()
    lines = queries.statement_lines(request.scope, account=account, text=text, is_open=True)
    found = list(lines[:MOST_LINES]) if account else []
    proposed = queries.proposals(request.scope, found)
    page = page_of([_row(line, proposed) for line in found], request.GET.get("page"), PAGE)
    context = {
        "form": form,
        "account": account,
        "page": page,
        "certain": sum(one.proposal.is_certain for one in proposed),
        "open_fen": sum(dress(line).left_fen for line in found),
        "may_take": account and permissions.may_allocate(request.officer, account.org_path),
    }
    return render(request, "console/treasury/matching.html", context)


@officer_view(*SEEN_BY, again=desk)
@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Everything certain at once."""
    account = request.POST.get("account", "")
    taken = actions.accept_matches(by=request.officer, at=request.at, account_ref=account)
    told = _("%(count)s receipts over %(amount)s yuan were made from exact matches.")
    amount = yuan(sum(receipt.amount_fen for receipt in taken))
    messages.success(request, told % {"count": len(taken), "amount": amount})
    return redirect(f"{reverse('console:matching')}?account={account}")


@officer_view(*SEEN_BY, again=desk)
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """One proposal, as it was shown: `part` is line:due:fen."""
    parts = [part.split(":") for part in request.POST.getlist("part")]
    wanted = [
        Allocation(part[0], part[1], int(part[2]))
        for part in parts
        if len(part) == 3 and part[2].isdecimal()
    ]
    kind = request.POST.get("kind", "")
    made = actions.allocate_lines(
        by=request.officer,
        at=request.at,
        allocations=wanted,
        matched_as=MatchKind(kind) if kind in MatchKind.values else MatchKind.BY_HAND,
    )
    _tell(request, made)
    if request.POST.get("then") == "line":
        return redirect("console:statement_line", ref=wanted[0].line_ref)
    account = request.POST.get("account", "")
    return redirect(f"{reverse('console:matching')}?account={account}")


@officer_view(*SEEN_BY)
@require_safe
def line(request: HttpRequest, ref: str) -> HttpResponse:
    return _line_page(request, ref)


@officer_view(*SEEN_BY, again=line)
@require_POST
def allocate(request: HttpRequest, ref: str) -> HttpResponse:
    """Split by hand: an amount beside each due."""
    amounts, faults = split_of(request.POST)
    if faults:
        return _line_page(request, ref, faults=faults, status=422)
    made = actions.allocate_lines(
        by=request.officer,
        at=request.at,
        allocations=[Allocation(ref, due, fen) for due, fen in amounts.items() if fen],
    )
    _tell(request, made)
    return redirect("console:statement_line", ref=ref)


@officer_view(*SEEN_BY, again=line)
@require_POST
def refund(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.statement_line_by_ref(request.scope, ref)
    form = RefundForm(request.POST, request.FILES, line=found)
    if not form.is_valid():
        return _line_page(request, ref, refund_form=form, status=422)
    values = dict(form.cleaned_data)
    paper = values.pop("evidence")
    made = actions.request_refund(
        by=request.officer,
        at=request.at,
        line_ref=ref,
        evidence=[(paper.name, paper.read())],
        **values,
    )
    messages.success(request, _("The refund %(ref)s waits for approval.") % {"ref": made.ref})
    return redirect("console:refund", ref=made.ref)


@officer_view(*SEEN_BY)
@require_safe
def line_again(request: HttpRequest, ref: str, receipt: str) -> HttpResponse:
    """The page of the line, where undoing one of its receipts was refused."""
    return _line_page(request, ref)


@officer_view(*SEEN_BY, again=line_again)
@require_POST
def undo(request: HttpRequest, ref: str, receipt: str) -> HttpResponse:
    """Takes a receipt of this line back."""
    found = queries.statement_line_by_ref(request.scope, ref)
    if queries.receipt_by_ref(request.scope, receipt).line_id != found.pk:
        raise NotVisible
    actions.undo_allocation(
        by=request.officer,
        at=request.at,
        receipt_ref=receipt,
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("Undone; the money is on its line again."))
    return redirect("console:statement_line", ref=ref)


def _tell(request: HttpRequest, made: Sequence[Receipt]) -> None:
    told = _("%(count)s receipts over %(amount)s yuan were made.")
    amount = yuan(sum(receipt.amount_fen for receipt in made))
    messages.success(request, told % {"count": len(made), "amount": amount})


def _row(line: Any, proposed: Sequence[queries.Proposed]) -> dict[str, Any]:
    """A line with what is proposed; of several lines that make one due, each shows all."""
    found = next((one for one in proposed if line.ref in one.proposal.lines), None)
    return {"line": dress(line), "proposed": found}


def _line_page(request: HttpRequest, ref: str, status: int = 200, **more: Any) -> HttpResponse:
    found = dress(queries.statement_line_by_ref(request.scope, ref))
    proposed = queries.proposals_for(request.scope, found) if found.left_fen else None
    may = permissions.may_allocate(request.officer, found.org_path)
    form = more.get("refund_form") or RefundForm(line=found)
    if not form.is_bound:
        form.initial = {"amount_fen": yuan_plain(found.left_fen), "bank_name": found.payer_bank}
    context = {
        "line": found,
        "proposed": proposed,
        "may_take": may and found.left_fen > 0,
        "may_refund": permissions.may_request_refund(request.officer, found.org_path)
        and found.left_fen > 0,
        "dues": _dues(request, found, proposed, more.get("faults", {})),
        "receipts": _receipts(request, found, may),
        "refunds": queries.refunds(request.scope, line=found),
        "refund_form": form,
        "text": request.GET.get("text", ""),
    }
    return render(request, "console/treasury/statement_line.html", context, status=status)


def _dues(
    request: HttpRequest, line: Any, proposed: queries.Proposed | None, faults: dict[str, str]
) -> list[dict[str, Any]]:
    """What may be paid from the line: what was typed, what is proposed with its unit's other dues,
    and what was searched."""
    typed = request.POST or request.typed or {}
    wanted = Q(ref__in=[name[4:] for name in typed if name.startswith("fen_")])
    text = request.GET.get("text", "").strip()
    if text:
        wanted |= Q(organisation__name__contains=text) | Q(ref=text) | Q(owner_ref=text)
    elif proposed:
        wanted |= Q(organisation__in=[due.organisation_id for _of, due, _fen in proposed.parts])
    shares = {due.ref: fen for of, due, fen in proposed.parts if of == line} if proposed else {}
    rows = []
    for due in queries.dues_open_to(request.scope, line.org_path).filter(wanted)[:MOST_DUES]:
        share = typed.get(f"fen_{due.ref}")
        if share is None:
            share = yuan_plain(shares[due.ref]) if due.ref in shares else ""
        left = due.amount_fen - due.received_fen
        rows.append({"due": due, "left_fen": left, "share": share, "fault": faults.get(due.ref)})
    return rows


def _receipts(request: HttpRequest, line: Any, may: bool) -> list[dict[str, Any]]:
    found = (
        Receipt.objects.filter(within(request.scope), line=line)
        .select_related("expected__organisation", "reverses")
        .order_by("id")
    )
    today = civil_date(request.at)
    return [
        {
            "receipt": receipt,
            "may_undo": may and receipt.may_be_undone(today),
        }
        for receipt in found
    ]
