"""Who did what, newest first; the same as a workbook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huzhu.console.access import officer_view
from huzhu.console.audit.forms import TrailFilter
from huzhu.console.audit.rows import entries_like, exported, headings, shown
from huzhu.kernel.clock import civil_date
from huzhu.kernel.pagination import uncounted_page_of
from huzhu.organisations.enums import Role
from huzhu.ui.excel import excel_response

READERS = (Role.COMPLIANCE_OFFICER, Role.OFFICE_DIRECTOR, Role.AUDITOR)


@require_safe
@officer_view(*READERS)
def trail(request: HttpRequest) -> HttpResponse:
    form = TrailFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = uncounted_page_of(entries_like(request.officer.scope, wanted), request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": [shown(entry) for entry in page.items],
        "export_query": query.urlencode(),
    }
    return render(request, "console/audit/trail.html", context)


@require_safe
@officer_view(*READERS)
def trail_workbook(request: HttpRequest) -> HttpResponse:
    """What the filters show, as a workbook."""
    form = TrailFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = entries_like(request.officer.scope, wanted)
    name = f"{_('Audit trail')}-{civil_date(request.at).isoformat()}.xlsx"
    return excel_response(name, headings(), exported(found), _("Audit trail"))
