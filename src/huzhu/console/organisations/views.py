"""The union tree: one page a node."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from huzhu.console.access import officer_view
from huzhu.console.organisations.forms import UnitFilter
from huzhu.console.organisations.tree import bodies_below, sums_below, units_below
from huzhu.console.organisations.unit_page import unit_context
from huzhu.kernel.clock import civil_date
from huzhu.kernel.pagination import page_of
from huzhu.organisations.enums import OrganisationKind
from huzhu.organisations.queries import (
    appointments_at,
    line_above,
    organisation_by_code,
    organisations,
)


@require_safe
@officer_view()
def index(request: HttpRequest) -> HttpResponse:
    """The places an officer is appointed to; with one place only, that place."""
    roots = list(organisations(request.officer.scope).filter(path__in=request.officer.scope.paths))
    if len(roots) == 1:
        return redirect("console:organisation", code=roots[0].code)
    return render(request, "console/organisations/index.html", {"roots": roots})


@require_safe
@officer_view()
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    scope = request.officer.scope
    node = organisation_by_code(scope, code)
    form = UnitFilter(request.GET or None)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    bodies = bodies_below(scope, node)
    context = {
        "node": node,
        "is_unit": node.kind == OrganisationKind.UNIT,
        "above": [(a, scope.covers(a.path)) for a in line_above(node)],
        "sums": sums_below(scope, node),
        "bodies": bodies,
        "has_counties": any(
            child.sums.counties for child in bodies if child.node.kind != OrganisationKind.COUNTY
        ),
        "units": page_of(units_below(scope, node, text), request.GET.get("page")),
        "form": form,
        "text": text,
        "appointments": appointments_at(scope, node),
        "today": civil_date(request.at),
    }
    if context["is_unit"]:
        context |= unit_context(request.officer, node, civil_date(request.at), request.lang)
    return render(request, "console/organisations/organisation.html", context)
