"""Bureaux and their lists: what came, where the next is brought, by which rules it is sorted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.claims import actions, queries
from huzhu.claims.permissions import IMPORTERS, REVIEWERS, may_import_settlements
from huzhu.console.access import officer_view
from huzhu.console.settlements.forms import ListForm, RulesForm, SourceForm
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.pagination import page_of
from huzhu.organisations.enums import Role
from huzhu.organisations.queries import organisation_by_code

SEEN_BY = (*dict.fromkeys((*IMPORTERS, *REVIEWERS)), Role.OFFICE_DIRECTOR, Role.AUDITOR)


@officer_view(*SEEN_BY)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    sources = list(queries.settlement_sources(request.scope))
    page = page_of(queries.settlement_imports(request.scope), request.GET.get("page"))
    may = request.officer.holds(*IMPORTERS)
    context = {"sources": sources, "page": page, "may_import": may}
    return render(request, "console/settlements/index.html", context)


@officer_view(*IMPORTERS)
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    return _new_page(request, SourceForm(request.typed or None, scope=request.scope))


@officer_view(*IMPORTERS, again=new)
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    form = SourceForm(request.POST, scope=request.scope)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    made = actions.create_settlement_source(
        by=request.officer,
        at=request.at,
        organisation=organisation_by_code(request.scope, form.cleaned_data["place"]),
        name=form.cleaned_data["name"],
    )
    return redirect("console:settlement_source", ref=made.ref)


def _new_page(request: HttpRequest, form: SourceForm, status: int = 200) -> HttpResponse:
    return render(request, "console/settlements/source_new.html", {"form": form}, status=status)


@officer_view(*SEEN_BY)
@require_safe
def source(request: HttpRequest, ref: str) -> HttpResponse:
    """A bureau: its lists, the rules of the lanes, the columns as they were confirmed."""
    return _source_page(request, ref, ListForm())


@officer_view(*IMPORTERS, again=source)
@require_POST
def upload(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.settlement_source_by_ref(request.scope, ref)
    if not may_import_settlements(request.officer, found.org_path):
        raise NotPermitted
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _source_page(request, ref, form, status=422)
    file = form.cleaned_data["file"]
    made = actions.receive_settlements(
        by=request.officer, at=request.at, source_ref=ref, file_name=file.name, content=file.read()
    )
    return redirect("console:settlement", ref=made.ref)


@officer_view(*IMPORTERS, again=source)
@require_POST
def set_rules(request: HttpRequest, ref: str) -> HttpResponse:
    queries.settlement_source_by_ref(request.scope, ref)
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _source_page(request, ref, ListForm(), rules=form, status=422)
    actions.set_lane_rules(
        by=request.officer, at=request.at, source_ref=ref, rules=form.cleaned_data
    )
    messages.success(request, _("The rules are published; lists are sorted by them from now on."))
    return redirect("console:settlement_source", ref=ref)


def _source_page(
    request: HttpRequest,
    ref: str,
    form: ListForm,
    *,
    rules: RulesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = queries.settlement_source_by_ref(request.scope, ref)
    standing = queries.lane_rules(found).to_json()
    standing["diseases"] = "、".join(standing["diseases"])
    imports = queries.settlement_imports(request.scope, source=found)
    mapped = [
        (c, found.mapping[c.field]) for c in queries.lane_columns() if c.field in found.mapping
    ]
    context = {
        "source": found,
        "form": form,
        "rules": rules or RulesForm(initial=standing),
        "mapped": [(c.en if request.lang == "en" else c.zh, header) for c, header in mapped],
        "page": page_of(imports, request.GET.get("page")),
        "may_import": may_import_settlements(request.officer, found.org_path),
    }
    return render(request, "console/settlements/source.html", context, status=status)
