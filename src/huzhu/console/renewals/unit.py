"""One unit's renewal: last period's people, the few changes, one click."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from huzhu.console.access import officer_view
from huzhu.console.enrolment.forms import last_day
from huzhu.console.renewals.forms import JoinerForm, LinesFilter
from huzhu.console.renewals.season import READERS, may_renew
from huzhu.enrolment import actions, queries
from huzhu.enrolment.enums import DueStanding
from huzhu.enrolment.models import Renewal
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import Refusal
from huzhu.kernel.pagination import page_of
from huzhu.kernel.periods import Period, add_months
from huzhu.kernel.scope import Scope
from huzhu.organisations.enums import HANDLERS
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import line_above, organisation_by_code
from huzhu.plans.models import Plan
from huzhu.plans.queries import plan_by_code

MOST_SHARES = 99
_LAPSED_MONTHS, _AHEAD_MONTHS = -3, 6


@officer_view(*READERS)
@require_safe
def of_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Which plans of the unit end soon, and what became of each."""
    found = organisation_by_code(request.scope, code)
    context = {
        "unit": found,
        "line": line_above(found),
        "due": _due(request, found),
        "renewals": queries.renewals(request.scope, organisation=found)[:20],
        "may_renew": may_renew(request, found),
    }
    return render(request, "console/renewals/unit.html", context)


def _due(request: HttpRequest, unit: Organisation) -> list[dict[str, Any]]:
    today = civil_date(request.at)
    window = Period(add_months(today, _LAPSED_MONTHS), add_months(today, _AHEAD_MONTHS))
    rows = queries.due_counts(
        Scope((unit.path,)), window, group_by=("plan_id", "ends_before")
    ).order_by("ends_before", "plan_id")
    plans = Plan.objects.in_bulk({row["plan_id"] for row in rows})
    lines = []
    for row in rows:
        plan, starts_on = plans[row["plan_id"]], row["ends_before"]
        lines.append({
            "plan": plan, "persons": row["persons"], "last_day": last_day(starts_on),
            "starts_on": starts_on, **_standings(request, unit, plan, starts_on),
        })  # fmt: skip
    return lines


def _standings(
    request: HttpRequest, unit: Organisation, plan: Plan, starts_on: date
) -> dict[str, Any]:
    """How many stay; a plan without an edition for that day says so instead."""
    try:
        found = queries.standings_due(request.scope, unit, plan.code, starts_on)
    except Refusal as refusal:
        return {"refusal": refusal.text(request.lang)}
    labels = [(s.label, found[s]) for s in DueStanding if found.get(s)]
    return {"standings": labels, "stays": found.get(DueStanding.STAYS, 0)}


@officer_view(*HANDLERS, again=of_unit)
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    made = actions.begin_renewal(
        by=request.officer,
        at=request.at,
        organisation=organisation_by_code(request.scope, code),
        plan_code=plan_by_code(request.POST.get("plan", "")).code,
        starts_on=_day(request.POST.get("from", "")) or civil_date(request.at),
    )
    return redirect("console:renewal", ref=made.ref)


@officer_view(*READERS)
@require_safe
def renewal(request: HttpRequest, ref: str) -> HttpResponse:
    """The list with its marks; beside it what would be sent."""
    found = queries.renewal_by_ref(request.scope, ref)
    return render(request, "console/renewals/renewal.html", _context(request, found))


def _context(request: HttpRequest, found: Renewal) -> dict[str, Any]:
    form = LinesFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    terms = queries.terms_at(request.scope, found.plan.code, found.starts_on)
    tiers = [tier.name for tier in terms.tiers if tier.name]
    marks = queries.renewal_marks(request.scope, found)
    page = page_of(queries.renewal_people(request.scope, found, **chosen), request.GET.get("page"))
    for cover in page.items:
        mark = marks.get(cover.pk)
        is_changed = mark is not None and not mark.is_leaving
        cover.next_shares = mark.shares if is_changed else cover.shares
        cover.next_tier = mark.tier if is_changed else cover.tier
        cover.is_leaving = mark is not None and mark.is_leaving
        cover.can_stay = cover.standing == DueStanding.STAYS
        cover.reason = DueStanding(cover.standing).label
    may_change = found.roster is None and may_renew(request, found.organisation)
    return {
        "renewal": found,
        "line": line_above(found.organisation),
        "form": form,
        "page": page,
        "counts": queries.renewal_counts(request.scope, found),
        "joiners": queries.renewal_joiners(request.scope, found),
        "joiner_form": JoinerForm(_typed_joiner(request), tiers=tiers),
        "tiers": tiers,
        "most_shares": terms.max_shares or MOST_SHARES,
        "period": Period(terms.starts_on, terms.ends_before),
        "may_change": may_change,
        "changes": queries.renewal_people(request.scope, found).exclude(line="unchanged")[:30],
    }


def _typed_joiner(request: HttpRequest) -> QueryDict | None:
    """What was typed, if it was a joiner and not another form of this page."""
    return request.typed if request.typed and "identity" in request.typed else None


@officer_view(*HANDLERS, again=renewal)
@require_POST
def mark(request: HttpRequest, ref: str) -> HttpResponse:
    """Saves what stands on the page that was shown; other pages keep their marks."""
    shown = set(request.POST.getlist("shown"))
    leaving = shown & set(request.POST.getlist("leaving"))
    actions.mark_renewal(
        by=request.officer,
        at=request.at,
        renewal_ref=ref,
        leaving=leaving,
        staying=shown - leaving,
        changing={one: _stated(request.POST, one) for one in shown - leaving},
    )
    return _back(request, ref)


def _stated(data: QueryDict, ref: str) -> tuple[int | str, str]:
    """Shares and tier; shares that are no number as they were typed, to be refused."""
    shares = data.get(f"shares_{ref}", "").strip()
    is_number = shares.isascii() and shares.isdigit() and len(shares) < 6
    return int(shares) if is_number else shares, data.get(f"tier_{ref}", "")


@officer_view(*HANDLERS, again=renewal)
@require_POST
def join(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.renewal_by_ref(request.scope, ref)
    terms = queries.terms_at(request.scope, found.plan.code, found.starts_on)
    form = JoinerForm(request.POST, tiers=[t.name for t in terms.tiers if t.name])
    if not form.is_valid():
        context = _context(request, found) | {"joiner_form": form}
        return render(request, "console/renewals/renewal.html", context, status=422)
    actions.add_joiner(by=request.officer, at=request.at, renewal_ref=ref, cells=form.cells())
    return _back(request, ref)


@officer_view(*HANDLERS, again=renewal)
@require_POST
def join_file(request: HttpRequest, ref: str) -> HttpResponse:
    file = request.FILES.get("file")
    actions.add_joiners(
        by=request.officer, at=request.at, renewal_ref=ref,
        file_name=file.name if file else "", content=file.read() if file else b"",
    )  # fmt: skip
    return _back(request, ref)


@officer_view(*HANDLERS, again=renewal)
@require_POST
def drop(request: HttpRequest, ref: str) -> HttpResponse:
    one = request.POST.get("joiner", "")
    actions.drop_joiner(
        by=request.officer, at=request.at, renewal_ref=ref,
        joiner_id=int(one) if one.isdigit() else 0,
    )  # fmt: skip
    return _back(request, ref)


@officer_view(*HANDLERS, again=renewal)
@require_POST
def send(request: HttpRequest, ref: str) -> HttpResponse:
    roster = actions.send_renewal(by=request.officer, at=request.at, renewal_ref=ref)
    return redirect("console:roster", ref=roster.ref)


@officer_view(*HANDLERS, again=renewal)
@require_POST
def send_and_post(request: HttpRequest, ref: str) -> HttpResponse:
    roster = actions.send_and_post_renewal(by=request.officer, at=request.at, renewal_ref=ref)
    return redirect("console:roster", ref=roster.ref)


def _back(request: HttpRequest, ref: str) -> HttpResponse:
    """To the page of the list that was shown."""
    kept = {name: request.POST[name] for name in ("page", "text", "line") if request.POST.get(name)}
    query = f"?{urlencode(kept)}" if kept else ""
    return redirect(reverse("console:renewal", args=[ref]) + query)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
