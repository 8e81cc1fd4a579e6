"""Campaigns: made, counted anew, reminded, closed; the funnel by place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.enrolment.forms import last_day
from huzhu.console.renewals.forms import LEVELS, CampaignForm
from huzhu.console.renewals.season import CALLERS
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import RenewalStage
from huzhu.enrolment.permissions import may_campaign
from huzhu.kernel.clock import civil_date
from huzhu.kernel.pagination import page_of
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import organisations

STAGES = tuple(RenewalStage)


@officer_view(*CALLERS)
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    form = CampaignForm(request.typed or None, today=civil_date(request.at))
    return _new_page(request, form)


@officer_view(*CALLERS, again=new)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    form = CampaignForm(request.POST, today=civil_date(request.at))
    if not form.is_valid():
        return _new_page(request, form, status=422)
    values = form.cleaned_data
    made = actions.make_campaign(
        by=request.officer,
        at=request.at,
        organisation=_own_place(request),
        name=values["name"],
        plan_codes=values["plans"],
        window=values["window"],
        first_day=values["first_day"],
        remind_every_days=values["remind_every_days"],
    )
    return redirect("console:campaign", ref=made.ref)


@officer_view()
@require_safe
def campaign(request: HttpRequest, ref: str) -> HttpResponse:
    """From asked to paid, by place; and the units one by one."""
    found = queries.campaign_by_ref(request.scope, ref)
    by = LEVELS.get(request.GET.get("by", "county"), "county_id")
    stage = request.GET.get("stage", "")
    total, *rows = queries.funnel(request.scope, found, by)
    units = queries.units_asked(request.scope, found, stage=stage if stage in STAGES else "")
    page = page_of(units, request.GET.get("page"))
    context = {
        "campaign": found,
        "window": (last_day(found.window_from), last_day(last_day(found.window_until))),
        "stages": [(s, total.units.get(s, 0), total.people.get(s, 0)) for s in STAGES],
        "total": total,
        "rows": [(row, [row.units.get(s, 0) for s in STAGES]) for row in rows],
        "by": request.GET.get("by", "county"),
        "stage": stage,
        "page": page,
        "may_act": found.closed_at is None and may_campaign(request.officer, found.org_path),
    }
    return render(request, "console/renewals/campaign.html", context)


@officer_view(*CALLERS, again=campaign)
@require_POST
def remind(request: HttpRequest, ref: str) -> HttpResponse:
    done = actions.remind_units(by=request.officer, at=request.at, campaign_ref=ref)
    text = _("%(told)s units were reminded; %(nobody)s have no handler to tell.")
    values = {"told": done.told, "nobody": done.without_handler}
    messages.success(request, text % values)
    return redirect("console:campaign", ref=ref)


@officer_view(*CALLERS, again=campaign)
@require_POST
def count(request: HttpRequest, ref: str) -> HttpResponse:
    actions.refresh_campaign(by=request.officer, at=request.at, campaign_ref=ref)
    messages.success(request, _("Counted anew."))
    return redirect("console:campaign", ref=ref)


@officer_view(*CALLERS, again=campaign)
@require_POST
def close(request: HttpRequest, ref: str) -> HttpResponse:
    actions.close_campaign(by=request.officer, at=request.at, campaign_ref=ref)
    messages.success(request, _("The campaign is closed."))
    return redirect("console:campaign", ref=ref)


def _own_place(request: HttpRequest) -> Organisation:
    """The highest place over which the officer may ask."""
    paths = [held.org_path for held in request.officer.held if held.role in CALLERS]
    return organisations(request.scope).get(path=min(paths, key=len))


def _new_page(request: HttpRequest, form: CampaignForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "place": _own_place(request)}
    return render(request, "console/renewals/campaign_new.html", context, status=status)
