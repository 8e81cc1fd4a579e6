"""Gift programmes: made, opened by another person, used; with their proofs and groups."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.audit.queries import entries_about
from huzhu.console.access import officer_view
from huzhu.console.funding.budgets import READERS, rulers
from huzhu.console.funding.forms import (
    GiftFilter,
    GiftForm,
    GroupForm,
    ProofForm,
    plan_choices,
)
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import BudgetState, FundingSource, GiftProofKind, GiftState
from huzhu.enrolment.models import GiftProgramme
from huzhu.enrolment.permissions import PURSES, may_run_gifts
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.pagination import page_of
from huzhu.organisations.enums import HANDLERS, Role
from huzhu.organisations.queries import organisation_by_code, search_units
from huzhu.plans.errors import NoEditionInForce
from huzhu.plans.queries import edition_in_force, plans, terms_of
from huzhu.ui.excel import file_response

MAKERS = (*PURSES, Role.DEPARTMENT_HEAD)
_TITLES = {
    "create_gift": gettext_lazy("Programme proposed"),
    "approve_gift": gettext_lazy("Approved and opened"),
    "suspend_gift": gettext_lazy("Suspended"),
    "resume_gift": gettext_lazy("Resumed"),
    "close_gift": gettext_lazy("Programme closed"),
    "add_gift_proof": gettext_lazy("Proof added"),
}


@officer_view(*READERS)
@require_safe
def gift_list(request: HttpRequest) -> HttpResponse:
    form = GiftFilter(request.GET)
    page = page_of(queries.gifts(request.scope, **form.chosen()), request.GET.get("page"))
    may_make = any(may_run_gifts(request.officer, place.path) for place in rulers(request.officer))
    context = {"form": form, "page": page, "may_make": may_make}
    return render(request, "console/funding/gifts.html", context)


@officer_view(*MAKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = GiftForm(
        request.POST or None,
        places=rulers(request.officer),
        budgets=queries.budgets(request.scope, source=FundingSource.DONOR, state=BudgetState.OPEN),
        groups=group_choices(request),
        papers=paper_choices(request),
    )
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "console/funding/gift_new.html", {"form": form}, status=status)
    values = form.cleaned_data
    made = actions.create_gift(
        by=request.officer,
        at=request.at,
        organisation=organisation_by_code(request.scope, values.pop("place")),
        gift=actions.NewGift(**values),
    )
    messages.success(request, _("Saved; it opens when another person approves it."))
    return redirect("console:gift", ref=made.ref)


@officer_view(*READERS)
@require_safe
def gift(request: HttpRequest, ref: str) -> HttpResponse:
    return gift_page(request, queries.gift_by_ref(request.scope, ref))


def gift_page(
    request: HttpRequest, found: GiftProgramme, form: ProofForm | None = None
) -> HttpResponse:
    names = dict(group_choices(request, only_active=False))
    balance = queries.gift_balance(request.scope, found)
    runs = may_run_gifts(request.officer, found.org_path)
    context: dict[str, Any] = {
        "gift": found,
        "balance": balance,
        "by_group": [(names.get(code, code), n) for code, n in balance.by_group.items()],
        "names": names,
        "groups": [names.get(code, code) for code in found.groups],
        "proof_kinds": [GiftProofKind(kind).label for kind in found.proofs],
        "papers": [dict(paper_choices(request)).get(code, code) for code in found.claim_papers],
        "plan_name": dict(plan_choices()).get(found.plan_code, found.plan_code),
        "proofs": queries.proofs_of(request.scope, found)[:100],
        "history": _history(request, found),
        "proof_form": form or ProofForm(groups=[(c, names.get(c, c)) for c in found.groups]),
        "may_run": runs,
        "may_approve": runs
        and found.state == GiftState.DRAFT
        and found.made_by_token != request.officer.person_token,
        "may_prove": request.officer.holds(*HANDLERS) and found.state == GiftState.OPEN,
    }
    status = 422 if form is not None else 200
    return render(request, "console/funding/gift.html", context, status=status)


def _turned(request: HttpRequest, ref: str, act: Any, said: str) -> HttpResponse:
    act(by=request.officer, at=request.at, gift_ref=ref)
    messages.success(request, said)
    return redirect("console:gift", ref=ref)


@officer_view(*MAKERS, again=gift)
@require_POST
def approve(request: HttpRequest, ref: str) -> HttpResponse:
    return _turned(request, ref, actions.approve_gift, _("Approved; it takes people now."))


@officer_view(*MAKERS, again=gift)
@require_POST
def suspend(request: HttpRequest, ref: str) -> HttpResponse:
    return _turned(request, ref, actions.suspend_gift, _("Suspended; it takes nobody now."))


@officer_view(*MAKERS, again=gift)
@require_POST
def resume(request: HttpRequest, ref: str) -> HttpResponse:
    return _turned(request, ref, actions.resume_gift, _("Resumed; it takes people again."))


@officer_view(*MAKERS, again=gift)
@require_POST
def close(request: HttpRequest, ref: str) -> HttpResponse:
    return _turned(request, ref, actions.close_gift, _("Closed; the covers it gave stand."))


@officer_view(*HANDLERS, again=gift)
@require_POST
def add_proof(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.gift_by_ref(request.scope, ref)
    names = dict(group_choices(request, only_active=False))
    groups = [(code, names.get(code, code)) for code in found.groups]
    form = ProofForm(request.POST, request.FILES, groups=groups)
    if not form.is_valid():
        return gift_page(request, found, form)
    values = form.cleaned_data
    actions.add_gift_proof(
        by=request.officer,
        at=request.at,
        gift_ref=ref,
        organisation=_unit(request, values["place"]),
        group=values["group"],
        kind=values["kind"],
        file_name=values["file"].name,
        content=values["file"].read(),
    )
    messages.success(request, _("The proof is kept."))
    return redirect("console:gift", ref=ref)


@officer_view(*READERS)
@require_safe
def proof(request: HttpRequest, ref: str, paper_ref: str) -> HttpResponse:
    """A paper of this programme, opened in the browser."""
    found = queries.gift_by_ref(request.scope, ref)
    paper = queries.proof_by_ref(request.scope, found, paper_ref)
    kept = attachment_by_ref(request.scope, paper.attachment_ref)
    is_inline = kept.content_type.startswith(("image/", "application/pdf"))
    return file_response(open_file(kept), kept.file_name, kept.content_type, inline=is_inline)


@officer_view(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: HttpRequest) -> HttpResponse:
    """The eight groups and those added; the office's to change."""
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_employment_group(by=request.officer, at=request.at, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("console:employment_groups")
    found = queries.employment_groups(only_active=False)
    context = {"form": form, "groups": found, "may_change": is_of_office(request)}
    return render(
        request, "console/funding/groups.html", context, status=422 if form.is_bound else 200
    )


def is_of_office(request: HttpRequest) -> bool:
    officer = request.officer
    return any(
        held.org_path.count("/") == 2 and may_run_gifts(officer, held.org_path)
        for held in officer.held
    )


def group_choices(request: HttpRequest, *, only_active: bool = True) -> list[tuple[str, str]]:
    return [
        (group.code, group.name_en if request.lang == "en" else group.name_zh)
        for group in queries.employment_groups(only_active=only_active)
    ]


def paper_choices(request: HttpRequest) -> list[tuple[str, str]]:
    """Codes and names of the papers that the editions in force ask for."""
    found: dict[str, str] = {}
    for plan in plans():
        try:
            edition = terms_of(edition_in_force(plan.code, civil_date(request.at)))
        except NoEditionInForce:
            continue
        for paper in edition.checklist:
            name = paper.label_en if request.lang == "en" else paper.label_zh
            found.setdefault(paper.code, name)
    return list(found.items())


def _unit(request: HttpRequest, text: str):
    """By code, or by a name that only one unit bears. Raises NotVisible."""
    try:
        return organisation_by_code(request.scope, text.strip().upper())
    except NotVisible:
        named = [unit for unit in search_units(request.scope, text) if unit.name == text.strip()]
        if len(named) != 1:
            raise
        return named[0]


def _history(request: HttpRequest, found: GiftProgramme) -> list[dict[str, Any]]:
    """Of what the officer may see: a programme from above shows little of its past."""
    entries = entries_about(request.scope, object_type="gift_programme", object_ref=found.ref)
    return [
        {
            "title": _TITLES.get(entry.act, entry.act),
            "who": entry.by_label,
            "at": entry.at,
            "state": "done",
            "icon": "check",
        }
        for entry in entries
    ]
