"""The lists: all units of a jurisdiction, and the applications about them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huzhu.console.access import officer_view
from huzhu.console.organisations.applying import READERS
from huzhu.console.organisations.forms import ApplicationFilter, UnitsFilter
from huzhu.kernel.pagination import page_of
from huzhu.organisations import queries
from huzhu.organisations.models import Organisation, UnitApplication
from huzhu.organisations.permissions import ABOVE_UNITS, DECIDERS
from huzhu.ui.excel import excel_response


@officer_view(*READERS)
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Units in path order, or the nearest to what is searched for."""
    form = UnitsFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = _found(request, chosen.get("text", ""), only_open=chosen.get("show") != "all")
    if request.GET.get("export") == "xlsx":
        rows = [(u.name, u.parent.name, u.code, u.staff_count, u.women_count) for u in found]
        headings = [_("Name"), _("Belongs to"), _("Code"), _("Staff"), _("Women")]
        return excel_response(_("Units") + ".xlsx", headings, rows)
    page = page_of(found, request.GET.get("page"))
    standings = queries.standings(request.scope, page.items)
    context = {
        "form": form,
        "page": page,
        "lines": [
            (unit, (standings.get(unit.pk) or ("", ""))[request.lang == "en"])
            for unit in page.items
        ],
        "may_register": request.officer.holds(*ABOVE_UNITS),
    }
    return render(request, "console/organisations/units.html", context)


def _found(
    request: HttpRequest, text: str, *, only_open: bool
) -> QuerySet[Organisation] | list[Organisation]:
    if not text.strip():
        return queries.units(request.scope, only_open=only_open)
    found = queries.search_units(request.scope, text)
    return [unit for unit in found if not only_open or unit.ends_before is None]


@officer_view(*READERS)
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """Applications, the newest first, or with `mine=1` those that wait for this officer."""
    form, only_mine = ApplicationFilter(request.GET), request.GET.get("mine") == "1"
    if only_mine:
        found = queries.applications_to_decide(request.scope, request.officer)
    else:
        found = queries.applications(request.scope)
    found = _narrowed(found, form.chosen())
    context: dict[str, Any] = {
        "form": form,
        "page": page_of(found, request.GET.get("page")),
        "only_mine": only_mine,
        "is_decider": request.officer.holds(*DECIDERS),
        "may_register": request.officer.holds(*ABOVE_UNITS),
    }
    return render(request, "console/organisations/applications.html", context)


def _narrowed(
    found: QuerySet[UnitApplication], chosen: dict[str, str]
) -> QuerySet[UnitApplication]:
    for name in ("kind", "state"):
        if name in chosen:
            found = found.filter(**{name: chosen[name]})
    if text := chosen.get("text", "").strip():
        found = found.filter(Q(name__icontains=text) | Q(ref=text.upper()))
    return found
