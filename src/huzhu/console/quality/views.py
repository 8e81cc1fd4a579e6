"""The data-quality pack: by check with the trend, by unit, by handler, finding by finding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.quality.forms import CheckFilter, DecisionForm, FindingFilter
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import FindingState
from huzhu.enrolment.permissions import may_judge_quality, may_run_quality
from huzhu.kernel.clock import civil_date
from huzhu.kernel.pagination import page_of
from huzhu.organisations.enums import Role
from huzhu.organisations.queries import organisations
from huzhu.ui.excel import MEDIA_TYPE, file_response

READERS = (
    Role.COUNTY_HANDLER,
    Role.CITY_OFFICER,
    Role.COMPLIANCE_OFFICER,
    Role.OFFICE_DIRECTOR,
    Role.AUDITOR,
)
RUNNERS = (Role.COMPLIANCE_OFFICER, Role.OFFICE_DIRECTOR, Role.AUDITOR)
WIDTH, HEIGHT = 120, 24


@officer_view(*READERS)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    standings = queries.quality_overview(request.scope)
    last = max((one.trend[-1][0] for one in standings if one.trend), default=None)
    context = {
        "lines": [(one, sparkline(one.trend)) for one in standings],
        "last": last,
        "open": sum(one.open for one in standings),
        "base": max((one.base for one in standings), default=0),
        "may_run": may_run_quality(request.officer),
        "tab": "check",
    }
    return render(request, "console/quality/overview.html", context)


def sparkline(trend: Sequence[tuple[date, int, int]]) -> str:
    """Points of a line, found per covers in force, in a box of 120 by 24; empty for one day."""
    if len(trend) < 2:
        return ""
    rates = [found * 1_000_000 // base if base else 0 for _, found, base in trend]
    top, steps = max(rates) or 1, len(rates) - 1
    return " ".join(
        f"{at * WIDTH // steps},{HEIGHT - 2 - rate * (HEIGHT - 4) // top}"
        for at, rate in enumerate(rates)
    )


@officer_view(*READERS)
@require_safe
def by_unit(request: HttpRequest) -> HttpResponse:
    form = CheckFilter(request.GET)
    found = queries.findings_by_unit(request.scope, form.chosen())
    page = page_of(found, request.GET.get("page"))
    context = {"form": form, "page": page, "check": form.chosen(), "tab": "unit"}
    return render(request, "console/quality/units.html", context)


@officer_view(*READERS)
@require_safe
def by_handler(request: HttpRequest) -> HttpResponse:
    form = CheckFilter(request.GET)
    found = queries.findings_by_handler(request.scope, form.chosen())
    page = page_of(found, request.GET.get("page"))
    context = {"form": form, "page": page, "check": form.chosen(), "tab": "handler"}
    return render(request, "console/quality/handlers.html", context)


@officer_view(*READERS)
@require_safe
def finding_list(request: HttpRequest) -> HttpResponse:
    form = FindingFilter(request.GET)
    filters = form.filters(request.scope)
    found = queries.findings(request.scope, **filters)
    page = page_of(found.none() if filters["is_nowhere"] else found, request.GET.get("page"))
    return render(request, "console/quality/findings.html", {"form": form, "page": page})


@officer_view(*READERS)
@require_safe
def finding(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.finding_by_ref(request.scope, ref)
    officer = request.officer
    may = found.state == FindingState.OPEN and may_judge_quality(officer, found.org_path)
    context = {
        "finding": found,
        "may_decide": may and officer.person_token != found.handler_token,
        "is_own": officer.person_token == found.handler_token,
        "form": DecisionForm(request.typed or None),
    }
    return render(request, "console/quality/finding.html", context)


@officer_view(*READERS, again=finding)
@require_POST
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    outcome = request.POST.get("outcome", "")
    known = {state.value for state in FindingState} - {FindingState.OPEN.value}
    actions.decide_finding(
        by=request.officer,
        at=request.at,
        finding_ref=ref,
        outcome=FindingState(outcome) if outcome in known else FindingState.OPEN,
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("The decision is recorded."))
    return redirect("console:quality_finding", ref=ref)


@officer_view(*READERS)
@require_safe
def pack(request: HttpRequest) -> HttpResponse:
    """Everything in one workbook."""
    places = organisations(request.scope).filter(path__in=request.scope.paths)
    today = civil_date(request.at)
    content = queries.quality_pack(
        request.scope,
        place="、".join(place.name for place in places) or _("Whole province"),
        on=today,
        language=request.lang,
    )
    name = _("Data quality") + f" {today.isoformat()}.xlsx"
    return file_response(content, name, MEDIA_TYPE)


@officer_view(*RUNNERS)
@require_POST
def check_now(request: HttpRequest) -> HttpResponse:
    actions.ask_quality_check(by=request.officer, at=request.at)
    messages.success(request, _("The checks have begun; reload this page in a minute."))
    return redirect("console:quality")
