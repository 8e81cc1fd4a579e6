"""Budgets: trees at a glance, one budget with its journal, and what moves its money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.funding.forms import (
    AdjustForm,
    AllocateForm,
    BudgetFilter,
    BudgetForm,
    MoneyForm,
    ReturnForm,
)
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import BudgetState, OrderState
from huzhu.enrolment.models import FundingBudget
from huzhu.enrolment.permissions import may_allocate, may_keep_budgets
from huzhu.kernel.clock import civil_date
from huzhu.kernel.pagination import page_of
from huzhu.organisations.enums import HANDLERS, OrganisationKind, Role
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import (
    children_of,
    handling_bodies,
    organisation_by_code,
    organisations,
)
from huzhu.organisations.rules import Officer

READERS = (
    Role.FINANCE_OFFICER, *HANDLERS, Role.DEPARTMENT_HEAD, Role.COMPLIANCE_OFFICER,
    Role.OFFICE_DIRECTOR, Role.AUDITOR,
)  # fmt: skip
MOST_ENTRIES = 50


@dataclass(frozen=True)
class May:
    """The acts that this officer may take now; who asked for an amount does not approve it."""

    allocate: bool
    give_back: bool
    adjust: bool
    decide: bool
    take_money: bool


@officer_view(*READERS)
@require_safe
def budget_list(request: HttpRequest) -> HttpResponse:
    """Every tree of which the jurisdiction holds a part, with persons and entitlement."""
    form = BudgetFilter(request.GET)
    found = queries.budgets(request.scope, source=form.chosen())
    tops = {budget.root_id or budget.pk: budget for budget in found}
    trees = [queries.budget_tree(request.scope, top) for _key, top in sorted(tops.items())]
    context = {
        "form": form,
        "trees": trees[::-1],
        "waiting": list(queries.orders_to_decide(request.scope, request.officer)[:20]),
        "may_make": bool(keepers(request.officer)),
    }
    return render(request, "console/funding/budgets.html", context)


@officer_view(Role.FINANCE_OFFICER, Role.OFFICE_DIRECTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    places = keepers(request.officer)
    form = BudgetForm(request.POST or None, places=places)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "console/funding/budget_new.html", {"form": form}, status=status)
    values = form.cleaned_data
    made = actions.create_budget(
        by=request.officer,
        at=request.at,
        organisation=organisation_by_code(request.scope, values.pop("place")),
        **values,
    )
    messages.success(request, _("Saved; it opens when another person approves the amount."))
    return redirect("console:budget", ref=made.ref)


@officer_view(*READERS)
@require_safe
def budget(request: HttpRequest, ref: str) -> HttpResponse:
    return budget_page(request, queries.budget_by_ref(request.scope, ref))


def budget_page(
    request: HttpRequest, found: FundingBudget, bound: Form | None = None
) -> HttpResponse:
    """One budget; `bound` is a form that was sent and not right."""
    below = list(children_of(request.scope, found.organisation).exclude(kind=_UNIT)[:200])
    forms = {
        "allocate_form": AllocateForm(places=below),
        "return_form": ReturnForm(),
        "adjust_form": AdjustForm(),
        "money_form": MoneyForm(initial={"received_on": civil_date(request.at)}),
    }
    if bound is not None:
        forms[_NAMES[type(bound)]] = bound
    entries = queries.entries_of_budget(request.scope, found)
    context = {
        "budget": found,
        "may": may_of(request.officer, found),
        "pending": found.orders.filter(state=OrderState.ASKED).first(),
        "orders": queries.orders_of_budget(request.scope, found)[:20],
        "tree": queries.budget_tree(request.scope, found),
        "page": page_of(entries, request.GET.get("page"), MOST_ENTRIES),
        **forms,
    }
    status = 422 if bound is not None else 200
    return render(request, "console/funding/budget.html", context, status=status)


@officer_view(*READERS, again=budget)
@require_POST
def allocate(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.budget_by_ref(request.scope, ref)
    below = children_of(request.scope, found.organisation)
    form = AllocateForm(request.POST, places=below)
    if not form.is_valid():
        return budget_page(request, found, form)
    child = actions.allocate_budget(
        by=request.officer,
        at=request.at,
        budget_ref=ref,
        organisation=organisation_by_code(request.scope, form.cleaned_data["place"]),
        amount_fen=form.cleaned_data["amount_fen"],
        note=form.cleaned_data["note"],
    )
    messages.success(request, _("Allocated to %(name)s.") % {"name": child.organisation.name})
    return redirect("console:budget", ref=ref)


@officer_view(*READERS, again=budget)
@require_POST
def give_back(request: HttpRequest, ref: str) -> HttpResponse:
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return budget_page(request, queries.budget_by_ref(request.scope, ref), form)
    actions.return_budget(by=request.officer, at=request.at, budget_ref=ref, **form.cleaned_data)
    messages.success(request, _("Returned to the budget above."))
    return redirect("console:budget", ref=ref)


@officer_view(*READERS, again=budget)
@require_POST
def adjust(request: HttpRequest, ref: str) -> HttpResponse:
    form = AdjustForm(request.POST)
    if not form.is_valid():
        return budget_page(request, queries.budget_by_ref(request.scope, ref), form)
    actions.adjust_budget(by=request.officer, at=request.at, budget_ref=ref, **form.cleaned_data)
    messages.success(request, _("Asked for; another person approves it."))
    return redirect("console:budget", ref=ref)


@officer_view(*READERS, again=budget)
@require_POST
def approve(request: HttpRequest, ref: str) -> HttpResponse:
    actions.approve_order(by=request.officer, at=request.at, budget_ref=ref)
    messages.success(request, _("Approved."))
    return redirect("console:budget", ref=ref)


@officer_view(*READERS, again=budget)
@require_POST
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    actions.refuse_order(by=request.officer, at=request.at, budget_ref=ref, reason=reason)
    messages.success(request, _("Turned down."))
    return redirect("console:budget", ref=ref)


@officer_view(*READERS, again=budget)
@require_POST
def money(request: HttpRequest, ref: str) -> HttpResponse:
    form = MoneyForm(request.POST)
    if not form.is_valid():
        return budget_page(request, queries.budget_by_ref(request.scope, ref), form)
    posted = actions.receive_fund_money(
        by=request.officer, at=request.at, budget_ref=ref, **form.cleaned_data
    )
    messages.success(request, _("Posted as %(ref)s.") % {"ref": posted.ref})
    return redirect("console:budget", ref=ref)


def may_of(officer: Officer, found: FundingBudget) -> May:
    keeps = may_keep_budgets(officer, found.org_path)
    allocates = may_allocate(officer, found.org_path)
    is_open, is_top = found.state == BudgetState.OPEN, found.parent_id is None
    pending = found.orders.filter(state=OrderState.ASKED).first()
    return May(
        allocate=allocates and is_open and found.left_fen > 0,
        give_back=allocates and not is_top and found.left_fen > 0,
        adjust=keeps and is_open and is_top and pending is None,
        decide=keeps and pending is not None and pending.asked_by_token != officer.person_token,
        take_money=keeps and is_open and is_top,
    )


def keepers(officer: Officer) -> list[Organisation]:
    """Organisations whose budgets this officer may make: the office, cities and counties."""
    return _held(officer, may_keep_budgets)


def rulers(officer: Officer) -> list[Organisation]:
    """Organisations for whose people this officer may say who pays."""
    return _held(officer, may_allocate)


def _held(officer: Officer, may: Any) -> list[Organisation]:
    offices = organisations(officer.scope).filter(kind=OrganisationKind.OFFICE)
    bodies = [*offices, *handling_bodies(officer.scope)]
    return [body for body in bodies if may(officer, body.path)]


_UNIT = OrganisationKind.UNIT
_NAMES: dict[type[Form], str] = {
    AllocateForm: "allocate_form",
    ReturnForm: "return_form",
    AdjustForm: "adjust_form",
    MoneyForm: "money_form",
}
