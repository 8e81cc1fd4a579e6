"""From a dropped file to covers: list, upload, one roster with its faults, posting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.enrolment.forms import (
    RenewalListForm,
    RosterFilter,
    UnitFilter,
    UploadForm,
    places_named,
)
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import WORKING, FundingSource, RosterState, Standing
from huzhu.enrolment.models import RosterImport, RosterPlan
from huzhu.enrolment.permissions import may_ask_posting, may_discard, may_enrol
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.pagination import page_of
from huzhu.organisations.enums import HANDLERS, OrganisationKind
from huzhu.organisations.queries import line_above, organisation_by_code, organisations
from huzhu.plans.queries import plan_by_code
from huzhu.ui.excel import MEDIA_TYPE, file_response

UNITS_SHOWN = 50
JUDGED = frozenset({RosterState.CHECKED, RosterState.POSTED, RosterState.WITHDRAWN})


@officer_view()
@require_safe
def roster_list(request: HttpRequest) -> HttpResponse:
    form = RosterFilter(request.GET)
    filters = form.filters(request.scope)
    found = queries.rosters(request.scope, **filters)
    page = page_of(found.none() if filters["is_nowhere"] else found, request.GET.get("page"))
    context = {"form": form, "page": page, "may_upload": request.officer.holds(*HANDLERS)}
    return render(request, "console/enrolment/rosters.html", context)


@officer_view(*HANDLERS)
@require_safe
def choose_unit(request: HttpRequest) -> HttpResponse:
    """Whose roster it is; whoever has a single unit is not asked."""
    form = UnitFilter(request.GET)
    text = request.GET.get("q", "").strip()
    found = places_named(request.scope, text) if text else organisations(request.scope)
    units = list(found.filter(kind=OrganisationKind.UNIT)[: UNITS_SHOWN + 1])
    if len(units) == 1 and not text:
        return redirect("console:roster_new", code=units[0].code)
    context = {"form": form, "units": units[:UNITS_SHOWN], "has_more": len(units) > UNITS_SHOWN}
    return render(request, "console/enrolment/roster_unit.html", context)


@officer_view(*HANDLERS)
@require_safe
def upload(request: HttpRequest, code: str) -> HttpResponse:
    unit = organisation_by_code(request.scope, code)
    if not may_enrol(request.officer, unit.path):
        raise NotPermitted
    given = {"today": civil_date(request.at), "gifts": _gifts(request, unit)}
    form = UploadForm(initial=request.typed or request.GET, **given)
    return _upload_page(request, unit, form)


@officer_view(*HANDLERS, again=upload)
@require_POST
def receive(request: HttpRequest, code: str) -> HttpResponse:
    unit = organisation_by_code(request.scope, code)
    given = {"today": civil_date(request.at), "gifts": _gifts(request, unit)}
    form = UploadForm(request.POST, request.FILES, **given)
    if not form.is_valid():
        return _upload_page(request, unit, form, status=422)
    file = form.cleaned_data["file"]
    roster = actions.receive_roster(
        by=request.officer,
        at=request.at,
        organisation=unit,
        plan_code=form.cleaned_data["plan_code"],
        starts_on=form.cleaned_data["starts_on"],
        file_name=file.name,
        content=file.read(),
        gift_ref=form.cleaned_data.get("gift", ""),
    )
    return redirect("console:roster", ref=roster.ref)


def _gifts(request: HttpRequest, unit) -> list:
    return list(queries.gifts_open_for(request.scope, unit, civil_date(request.at)))


def _upload_page(request: HttpRequest, unit, form: UploadForm, status: int = 200) -> HttpResponse:
    context = {
        "unit": unit,
        "line": line_above(unit),
        "form": form,
        "list_form": RenewalListForm(initial={"starts_on": form["starts_on"].value()}),
    }
    return render(request, "console/enrolment/roster_new.html", context, status=status)


@officer_view()
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    plan = plan_by_code(request.GET.get("plan", ""))
    name = _("Roster template") + f" {plan.code}.xlsx"
    return file_response(
        queries.roster_template(plan.code, civil_date(request.at)), name, MEDIA_TYPE
    )


@officer_view(*HANDLERS)
@require_POST
def renewal_list(request: HttpRequest, code: str) -> HttpResponse:
    """The template with last period's people in it; whole numbers leave, so it is an act."""
    unit = organisation_by_code(request.scope, code)
    form = RenewalListForm(request.POST)
    if not form.is_valid():
        raise NotVisible
    plan_code, starts_on = form.cleaned_data["plan_code"], form.cleaned_data["starts_on"]
    content = actions.list_for_renewal(
        by=request.officer,
        at=request.at,
        organisation=unit,
        plan_code=plan_code,
        starts_on=starts_on,
    )
    name = f"{unit.name} {plan_code} {starts_on:%Y-%m-%d}.xlsx"
    return file_response(content, name, MEDIA_TYPE)


@officer_view()
@require_safe
def roster(request: HttpRequest, ref: str) -> HttpResponse:
    """Where the roster stands; once checked, its faults, participation and who pays."""
    found = queries.roster_by_ref(request.scope, ref)
    return render(request, "console/enrolment/roster.html", _roster_context(request, found))


@officer_view()
@require_safe
def state(request: HttpRequest, ref: str) -> HttpResponse:
    """The progress, asked for every second; the whole page again once the work is done."""
    found = queries.roster_by_ref(request.scope, ref)
    if found.state not in WORKING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "console/enrolment/roster_state.html", _state_context(found))


@officer_view()
@require_safe
def reasons(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.roster_by_ref(request.scope, ref)
    content = queries.roster_with_reasons(request.scope, found, request.lang)
    stem = found.file_name.rpartition(".")[0] or found.file_name
    return file_response(content, f"{stem}-{_('with reasons')}.xlsx", MEDIA_TYPE)


@officer_view()
@require_safe
def left_out(request: HttpRequest, ref: str) -> HttpResponse:
    """Whom the unit covered, or covers, and who does not stand in the file."""
    found = queries.roster_by_ref(request.scope, ref)
    chosen = request.GET.get("plan", found.plan_code)
    plan = queries.roster_plans(request.scope, found).filter(plan_code=chosen).first()
    if plan is None:
        raise NotVisible
    page = page_of(queries.left_out(request.scope, plan), request.GET.get("page"))
    context = {"roster": found, "plan": plan, "page": page}
    return render(request, "console/enrolment/roster_left.html", context)


@officer_view(*HANDLERS, again=roster)
@require_POST
def post_all(request: HttpRequest, ref: str) -> HttpResponse:
    actions.ask_posting_of_all(by=request.officer, at=request.at, roster_ref=ref)
    return redirect("console:roster", ref=ref)


@officer_view(*HANDLERS, again=roster)
@require_POST
def post_good(request: HttpRequest, ref: str) -> HttpResponse:
    actions.ask_posting_of_good_rows(by=request.officer, at=request.at, roster_ref=ref)
    return redirect("console:roster", ref=ref)


@officer_view(*HANDLERS, again=roster)
@require_POST
def discard(request: HttpRequest, ref: str) -> HttpResponse:
    actions.discard_roster(by=request.officer, at=request.at, roster_ref=ref)
    messages.success(request, _("The roster was discarded."))
    return redirect("console:rosters")


def _state_context(found: RosterImport) -> dict[str, object]:
    return {"roster": found, "is_working": found.state in WORKING}


def _roster_context(request: HttpRequest, found: RosterImport) -> dict[str, object]:
    rows = queries.roster_rows(request.scope, found)
    warned = rows.filter(is_good=True).exclude(warnings=[])
    shown = {
        "errors": rows.filter(is_good=False),
        "warnings": warned,
        "changes": rows.filter(standing__in=(Standing.NEW, Standing.CHANGED)),
        "all": rows,
    }
    tab = request.GET.get("tab", "errors")
    tab = tab if tab in shown else "errors"
    page = page_of(shown[tab], request.GET.get("page"))
    for row in page.items:
        row.findings = row.errors + [{**item, "is_warning": True} for item in row.warnings]
        row.sheet = found.sheets[row.sheet_no] if len(found.sheets) > 1 else ""
    plans = list(queries.roster_plans(request.scope, found))
    may = may_enrol(request.officer, found.org_path)
    return {
        **_state_context(found),
        "tab": tab,
        "page": page,
        "is_judged": found.state in JUDGED,
        "warnings": warned.count(),
        "plans": plans,
        "new_or_changed": sum(plan.rows_new + plan.rows_changed for plan in plans),
        "fees": _fees(plans),
        "total_fen": sum(plan.fee_fen for plan in plans),
        "enrolments": list(queries.enrolments_of(request.scope, found)),
        "may_post": may_ask_posting(request.officer, found),
        "may_mend": may and (found.state == RosterState.UNREADABLE or found.rows_bad > 0),
        "may_discard": may_discard(request.officer, found),
        "has_reasons": found.rows_total > 0 and found.state != RosterState.DISCARDED,
    }


def _fees(plans: Sequence[RosterPlan]) -> list[tuple[str, int]]:
    """Who pays how much, in the order in which the sources are listed everywhere."""
    by_source: Counter[str] = Counter()
    for plan in plans:
        by_source.update(plan.by_source)
    return [
        (str(source.label), by_source[source.value])
        for source in FundingSource
        if by_source[source.value]
    ]
