"""Money out, payment by payment: what waits, making a batch of it, issuing a failed one again."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.treasury.forms import PaymentFilter, ReissueForm
from huzhu.kernel.pagination import page_of
from huzhu.organisations.enums import Role
from huzhu.treasury import actions, queries
from huzhu.treasury.enums import InstructionKind, InstructionState
from huzhu.treasury.permissions import may_reissue

SEEN_BY = (Role.FINANCE_OFFICER, Role.OFFICE_DIRECTOR, Role.AUDITOR)
PAGE = 200


@officer_view(*SEEN_BY)
@require_safe
def payment_list(request: HttpRequest) -> HttpResponse:
    """What waits unless another state is chosen; waiting ones are ticked to make a batch."""
    form = PaymentFilter(request.GET)
    filters = form.filters()
    found = queries.instructions(request.scope, **filters)
    context = {
        "form": form,
        "page": page_of(found.order_by("id"), request.GET.get("page"), PAGE),
        "total_fen": found.aggregate(total=Sum("amount_fen"))["total"] or 0,
        "counts": _counts(request),
        "may_make": filters["state"] == InstructionState.WAITING
        and request.officer.holds(Role.FINANCE_OFFICER),
    }
    return render(request, "console/treasury/payments.html", context)


@officer_view(*SEEN_BY, again=payment_list)
@require_POST
def make_batch(request: HttpRequest) -> HttpResponse:
    batch = actions.make_batch(
        by=request.officer, at=request.at, instruction_refs=request.POST.getlist("ref")
    )
    told = _("The batch %(ref)s was made; somebody else checks it.")
    messages.success(request, told % {"ref": batch.ref})
    return redirect("console:batch", ref=batch.ref)


@officer_view(*SEEN_BY)
@require_safe
def payment(request: HttpRequest, ref: str) -> HttpResponse:
    return _payment_page(request, ref, ReissueForm(request.typed or None))


@officer_view(*SEEN_BY, again=payment)
@require_POST
def reissue(request: HttpRequest, ref: str) -> HttpResponse:
    form = ReissueForm(request.POST)
    if not form.is_valid():
        return _payment_page(request, ref, form, status=422)
    made = actions.reissue_instruction(
        by=request.officer, at=request.at, instruction_ref=ref, **form.cleaned_data
    )
    told = _("Issued again as %(ref)s; it waits for a batch.")
    messages.success(request, told % {"ref": made.ref})
    return redirect("console:payment", ref=made.ref)


def _payment_page(
    request: HttpRequest, ref: str, form: ReissueForm, status: int = 200
) -> HttpResponse:
    instruction = queries.instruction_by_ref(request.scope, ref)
    has_failed = instruction.state == InstructionState.FAILED
    context = {
        "instruction": instruction,
        "lines": queries.lines_of(request.scope, instruction),
        "attempts": queries.payments_of(request.scope, instruction.owner_ref),
        "form": form,
        "may_reissue": has_failed
        and instruction.kind == InstructionKind.BENEFIT
        and may_reissue(request.officer, instruction.org_path),
    }
    return render(request, "console/treasury/payment.html", context, status=status)


def _counts(request: HttpRequest) -> list[dict]:
    """How many there are in each state that asks for something."""
    wanted = (InstructionState.WAITING, InstructionState.SENT, InstructionState.FAILED)
    found = {
        row["state"]: row
        for row in queries.instructions(request.scope)
        .filter(state__in=wanted)
        .order_by()
        .values("state")
        .annotate(count=Count("id"), total=Sum("amount_fen"))
    }
    return [
        {
            "state": state,
            "label": state.label,
            "count": found.get(state, {}).get("count", 0),
            "total_fen": found.get(state, {}).get("total", 0),
        }
        for state in wanted
    ]
