"""The season as a whole: who falls due by place, what was asked of whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.enrolment.forms import last_day
from huzhu.console.renewals.forms import LEVELS, SeasonFilter
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import RenewalStage
from huzhu.enrolment.permissions import may_enrol
from huzhu.kernel.clock import civil_date
from huzhu.kernel.pagination import page_of
from huzhu.organisations.enums import HANDLERS, Role
from huzhu.organisations.models import Organisation
from huzhu.plans.models import Plan
from huzhu.ui.excel import excel_response

CALLERS = (Role.COUNTY_HANDLER, Role.CITY_OFFICER, Role.OFFICE_DIRECTOR)
READERS = (*HANDLERS, Role.OFFICE_DIRECTOR, Role.COMPLIANCE_OFFICER, Role.AUDITOR)
ASKED_SHOWN = 20
EXPORTED_AT_MOST = 50_000
ANSWERED = (RenewalStage.POSTED, RenewalStage.PAID, RenewalStage.DECLINED)


@officer_view(*READERS)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Counts of covers that end in a window, campaigns, and what this place is asked for."""
    form = SeasonFilter(request.GET)
    found, level = _found(request, form)
    page = page_of(found, request.GET.get("page"))
    asked = queries.units_asked(request.scope).exclude(stage__in=ANSWERED)
    context = {
        "form": form,
        "page": page,
        "lines": _lines(page.items, level),
        "level": level,
        "total": sum(row["persons"] for row in found),
        "campaigns": queries.campaigns(request.scope)[:ASKED_SHOWN],
        "asked": asked[:ASKED_SHOWN],
        "may_campaign": request.officer.holds(*CALLERS),
        "may_decline": request.officer.holds(*HANDLERS),
    }
    return render(request, "console/renewals/overview.html", context)


@officer_view(*READERS)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    found, level = _found(request, SeasonFilter(request.GET))
    headings = (_("Place or unit"), _("Code"), _("Plan"), _("People"), _("First end"))
    lines = (
        (line["place"].name, line["place"].code, line["plan"].code, line["persons"], line["last"])
        for line in _lines(list(found[:EXPORTED_AT_MOST]), level)
    )
    return excel_response(_("Falling due") + ".xlsx", headings, lines, _("Falling due"))


@officer_view(*HANDLERS)
@require_POST
def decline(request: HttpRequest) -> HttpResponse:
    unit = request.POST.get("unit", "")
    actions.decline_renewal(
        by=request.officer,
        at=request.at,
        unit_id=int(unit) if unit.isdigit() else 0,
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("Recorded: the unit does not renew."))
    return redirect("console:renewals")


def _found(request: HttpRequest, form: SeasonFilter):
    today = civil_date(request.at)
    window, plans, by = form.chosen(today, _own_level(request))
    level = LEVELS[by]
    found = queries.due_counts(
        request.scope, window, group_by=(level, "plan_id"), plan_codes=plans
    )  # fmt: skip
    return found, level


def _own_level(request: HttpRequest) -> str:
    """One step below where the officer stands."""
    if request.officer.holds(Role.UNIT_HANDLER, Role.COUNTY_HANDLER):
        return "unit"
    return "county" if request.officer.holds(Role.CITY_OFFICER) else "city"


def _lines(rows: list[dict[str, Any]], level: str) -> list[dict[str, Any]]:
    """Rows with their place and plan, and the last day of the earliest cover."""
    places = Organisation.objects.in_bulk({row[level] for row in rows if row[level]})
    plans = Plan.objects.in_bulk({row["plan_id"] for row in rows})
    return [
        {**row, "place": places[row[level]], "plan": plans[row["plan_id"]],
         "last": last_day(row["first_end"]), "from": row["first_end"]}
        for row in rows
        if row[level] in places
    ]  # fmt: skip


def may_renew(request: HttpRequest, organisation: Organisation) -> bool:
    return may_enrol(request.officer, organisation.path)
