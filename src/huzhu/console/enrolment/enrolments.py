"""Enrolments: what a unit's list became, who pays for it, and taking it back before it begins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.enrolment.forms import last_day
from huzhu.enrolment import actions, queries
from huzhu.enrolment.permissions import may_certify, may_withdraw
from huzhu.kernel.clock import civil_date
from huzhu.organisations.enums import HANDLERS
from huzhu.organisations.queries import line_above
from huzhu.treasury.queries import expected_receipts


@officer_view()
@require_safe
def enrolment(request: HttpRequest, ref: str) -> HttpResponse:
    """A unit in a plan for a period."""
    found = queries.enrolment_by_ref(request.scope, ref)
    has_begun = queries.has_begun(request.scope, found, civil_date(request.at))
    context = {
        "enrolment": found,
        "plan": found.edition.plan,
        "last_day": last_day(found.ends_before),
        "line": line_above(found.organisation),
        "dues": queries.dues_of(request.scope, found),
        "expected": expected_receipts(request.scope, owner_ref=found.ref).first(),
        "certificates": queries.certificates(request.scope, enrolment=found),
        "may_certify": may_certify(request.officer, found.org_path),
        "may_withdraw": not has_begun and may_withdraw(request.officer, found),
    }
    return render(request, "console/enrolment/enrolment.html", context)


@officer_view(*HANDLERS, again=enrolment)
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    actions.withdraw_enrolment(
        by=request.officer,
        at=request.at,
        enrolment_ref=ref,
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("The enrolment was withdrawn: it covers nobody and owes nothing."))
    return redirect("console:enrolment", ref=ref)
