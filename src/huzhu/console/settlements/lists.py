"""One settlement list: progress, columns to confirm, lanes, and what is asked of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.claims import actions, queries
from huzhu.claims.enums import ImportState, RowKind, StayLane
from huzhu.claims.models import SettledStay, SettlementImport
from huzhu.claims.permissions import IMPORTERS, may_import_settlements
from huzhu.console.access import officer_view
from huzhu.console.settlements.forms import MappingForm, StayFilter
from huzhu.console.settlements.sources import SEEN_BY
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.money import yuan_plain
from huzhu.kernel.pagination import page_of
from huzhu.ui.excel import excel_response

_TO_MAP = (ImportState.TO_MAP, ImportState.UNREADABLE)
_MOST_EXPORTED = 100_000


@officer_view(*SEEN_BY)
@require_safe
def settlement(request: HttpRequest, ref: str) -> HttpResponse:
    return _page(request, queries.settlement_import_by_ref(request.scope, ref))


def _page(
    request: HttpRequest,
    found: SettlementImport,
    mapping: MappingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may = may_import_settlements(request.officer, found.org_path)
    context = {"settlements": found, "is_working": _is_working(found), "may_import": may}
    if found.state in _TO_MAP and found.headers and may:
        typed = request.typed or None
        standing = MappingForm(typed, headers=found.headers, guess=found.guess)
        context["mapping"] = mapping or standing
    elif found.state not in _TO_MAP:
        context |= _lanes(request, found)
    return render(request, "console/settlements/settlement.html", context, status=status)


def _lanes(request: HttpRequest, found: SettlementImport) -> dict[str, Any]:
    counts = queries.lane_counts(request.scope, found)
    tabs: list[tuple[str, Any, int]] = [
        *((lane.value, lane.label, counts[lane.value]["stays"]) for lane in StayLane),
        *((kind.value, kind.label, getattr(found, f"rows_{kind.value}")) for kind in RowKind),
    ]
    chosen = request.GET.get("lane", "")
    tab = chosen if chosen in {t[0] for t in tabs} else StayLane.STRAIGHT.value
    form = StayFilter(request.GET)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    is_rows = tab in RowKind.values
    if is_rows:
        page = page_of(queries.settlement_rows(request.scope, found, tab), request.GET.get("page"))
        for row in page.items:
            row.words = queries.findings_in_words(row, request.lang)
    else:
        stays = queries.settled_stays(request.scope, settlements=found, lane=tab, text=text)
        page = page_of(stays, request.GET.get("page"))
        for stay in page.items:
            stay.words = queries.reasons_in_words(stay, request.lang)
    return {
        "tabs": tabs, "tab": tab, "page": page, "is_rows": is_rows, "form": form,
        "straight": counts[StayLane.STRAIGHT.value], "counts": counts,
    }  # fmt: skip


@officer_view(*SEEN_BY)
@require_safe
def state(request: HttpRequest, ref: str) -> HttpResponse:
    """The progress, asked for every second; the whole page again once the work is done."""
    found = queries.settlement_import_by_ref(request.scope, ref)
    if not _is_working(found):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"settlements": found, "is_working": True}
    return render(request, "console/settlements/state.html", context)


def _is_working(found: SettlementImport) -> bool:
    return found.state in queries.WORKING_ON


@officer_view(*IMPORTERS, again=settlement)
@require_POST
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.settlement_import_by_ref(request.scope, ref)
    form = MappingForm(request.POST, headers=found.headers, guess=found.guess)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    chosen = {field: header for field, header in form.cleaned_data.items() if header}
    actions.confirm_mapping(by=request.officer, at=request.at, import_ref=ref, mapping=chosen)
    return redirect("console:settlement", ref=ref)


@officer_view(*IMPORTERS, again=settlement)
@require_POST
def claim(request: HttpRequest, ref: str) -> HttpResponse:
    actions.ask_claims(by=request.officer, at=request.at, import_ref=ref)
    return redirect("console:settlement", ref=ref)


@officer_view(*IMPORTERS, again=settlement)
@require_POST
def sort(request: HttpRequest, ref: str) -> HttpResponse:
    actions.ask_sorting(by=request.officer, at=request.at, import_ref=ref)
    return redirect("console:settlement", ref=ref)


@officer_view(*IMPORTERS, again=settlement)
@require_POST
def discard(request: HttpRequest, ref: str) -> HttpResponse:
    actions.discard_settlements(by=request.officer, at=request.at, import_ref=ref)
    messages.success(request, _("The list was discarded."))
    return redirect("console:settlements")


@officer_view(*SEEN_BY)
@require_safe
def export(request: HttpRequest, ref: str) -> HttpResponse:
    """The stays of a lane, or of all, as a workbook: no identity numbers, no diagnosis beyond its
    category."""
    found = queries.settlement_import_by_ref(request.scope, ref)
    lane = request.GET.get("lane", "")
    if lane and lane not in StayLane.values:
        raise NotVisible
    stays = queries.settled_stays(request.scope, settlements=found, lane=lane)[:_MOST_EXPORTED]
    headings = [
        _("Stay"), _("Member"), _("Admitted"), _("Discharged"), _("ICD"), _("Total (yuan)"),
        _("Benefit due (yuan)"), _("State"), _("Reasons"), _("Claim"),
    ]  # fmt: skip
    name = f"{found.ref} {StayLane(lane).label if lane else _('Stays in hospital')}.xlsx"
    return excel_response(name, headings, (_cells(s, request.lang) for s in stays), lane or "stays")


def _cells(stay: SettledStay, language: str) -> list[object]:
    return [
        stay.ref, stay.person.name, stay.admitted_on, stay.discharged_on, stay.icd_category,
        yuan_plain(stay.total_fen), yuan_plain(stay.amount_fen), stay.get_state_display(),
        "；".join(queries.reasons_in_words(stay, language)), stay.claim.ref if stay.claim else "",
    ]  # fmt: skip
