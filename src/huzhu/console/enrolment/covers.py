"""Covers: a list with filters in the address, its export, and one cover."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huzhu.console.access import officer_view
from huzhu.console.enrolment.forms import CoverFilter, last_day
from huzhu.enrolment import queries
from huzhu.enrolment.enums import CoverStatus
from huzhu.enrolment.models import Cover
from huzhu.enrolment.permissions import may_certify
from huzhu.kernel.money import yuan_plain
from huzhu.kernel.pagination import page_of
from huzhu.members.queries import identity_masked
from huzhu.organisations.queries import line_above
from huzhu.ui.excel import excel_response

EXPORTED_AT_MOST = 50_000


@officer_view()
@require_safe
def cover_list(request: HttpRequest) -> HttpResponse:
    form = CoverFilter(request.GET)
    page = page_of(_found(request, form), request.GET.get("page"))
    for cover in page.items:
        _dress(cover)
    context = {"form": form, "page": page, "most": EXPORTED_AT_MOST}
    return render(request, "console/enrolment/covers.html", context)


@officer_view()
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What the list shows, every page of it, as a workbook."""
    found = _found(request, CoverFilter(request.GET))[:EXPORTED_AT_MOST]
    headings = (
        _("Cover"), _("Full name"), _("Unit"), _("Plan"), _("Edition"), _("First day"),
        _("Last day"), _("Shares"), _("Tier"), _("Fee (yuan)"), _("Renewal"), _("Status"),
    )  # fmt: skip
    lines = (
        (
            c.ref, c.person.name, c.organisation.name, c.plan.code, c.edition.version,
            c.starts_on, last_day(c.ends_before), c.shares, c.tier, yuan_plain(c.fee_fen),
            _("yes") if c.is_renewal else "", CoverStatus(c.status).label,
        )
        for c in found.iterator(chunk_size=5_000)
    )  # fmt: skip
    return excel_response(_("Covers") + ".xlsx", headings, lines, _("Covers"))


@officer_view()
@require_safe
def cover(request: HttpRequest, ref: str) -> HttpResponse:
    found = _dress(queries.cover_by_ref(request.scope, ref))
    enrolment = found.enrolment
    context = {
        "cover": found,
        "line": line_above(found.organisation),
        "identity": identity_masked(found.person),
        "enrolment": enrolment,
        "dues": queries.dues_of(request.scope, enrolment),
        "certificates": queries.certificates(request.scope, cover=found),
        "may_certify": may_certify(request.officer, found.org_path),
    }
    return render(request, "console/enrolment/cover.html", context)


def _found(request: HttpRequest, form: CoverFilter) -> QuerySet[Cover]:
    filters = form.filters(request.scope)
    found = queries.covers(request.scope, **filters)
    return found.none() if filters["is_nowhere"] else found


def _dress(cover: Cover) -> Cover:
    """What a page shows of it beyond its columns."""
    cover.last_day = last_day(cover.ends_before)
    return cover
