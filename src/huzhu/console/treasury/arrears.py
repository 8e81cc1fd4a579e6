"""What units are behind with, reminders of it, and slips whose money is not seen at the bank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.console.access import officer_view
from huzhu.console.treasury.incoming_forms import ArrearsFilter
from huzhu.kernel.clock import civil_date
from huzhu.kernel.money import yuan_plain
from huzhu.kernel.pagination import page_of
from huzhu.organisations.enums import HANDLERS, Role
from huzhu.treasury import actions, queries
from huzhu.treasury.enums import AgeBucket
from huzhu.treasury.queries import REMIND_EVERY_DAYS, Arrear
from huzhu.ui.excel import excel_response, file_response

SEEN_BY = (Role.FINANCE_OFFICER, *HANDLERS, Role.OFFICE_DIRECTOR, Role.AUDITOR)
REMINDERS = (Role.FINANCE_OFFICER, Role.COUNTY_HANDLER, Role.CITY_OFFICER)
PAGE = 100


@officer_view(*SEEN_BY)
@require_safe
def arrears_list(request: HttpRequest) -> HttpResponse:
    form = ArrearsFilter(request.GET)
    found = queries.arrears(request.scope, civil_date(request.at), **form.filters())
    last = queries.last_reminders(request.scope, {one.expected.organisation_id for one in found})
    rows = [{"one": one, "last_at": last.get(one.expected.organisation_id)} for one in found]
    if request.GET.get("export") == "xlsx":
        return _export(rows)
    context = {
        "form": form,
        "page": page_of(rows, request.GET.get("page"), PAGE),
        "ages": _ages(found),
        "counties": _counties(found),
        "total_fen": sum(one.overdue_fen for one in found),
        "may_remind": request.officer.holds(*REMINDERS),
        "every": REMIND_EVERY_DAYS,
    }
    return render(request, "console/treasury/arrears.html", context)


@officer_view(*SEEN_BY, again=arrears_list)
@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """The units that were ticked, or all of them."""
    chosen = {int(unit) for unit in request.POST.getlist("unit") if unit.isdecimal()}
    told = actions.remind_arrears(by=request.officer, at=request.at, unit_ids=chosen or None)
    text = _(
        "%(units)s units were reminded; %(recent)s had been within %(days)s days,"
        " %(without)s have no handler."
    )
    values = {
        "units": told.units,
        "recent": told.recent,
        "days": REMIND_EVERY_DAYS,
        "without": told.without_handler,
    }
    (messages.success if told.units else messages.warning)(request, text % values)
    return redirect("console:arrears")


@officer_view(*SEEN_BY)
@require_safe
def slip_list(request: HttpRequest) -> HttpResponse:
    """Said to be paid, and not seen at the bank; or all slips."""
    is_seen = None if request.GET.get("show") == "all" else False
    page = page_of(queries.slips(request.scope, is_seen=is_seen), request.GET.get("page"))
    for slip in page.items:
        slip.dues = [item.expected for item in slip.items.select_related("expected")]
    return render(request, "console/treasury/slips.html", {"page": page, "is_seen": is_seen})


@officer_view(*SEEN_BY)
@require_safe
def slip_file(request: HttpRequest, ref: str) -> HttpResponse:
    found = queries.slip_by_ref(request.scope, ref)
    file = attachment_by_ref(request.scope, found.attachment_ref)
    return file_response(open_file(file), file.file_name, file.content_type, inline=True)


def _ages(found: Sequence[Arrear]) -> list[dict[str, Any]]:
    sums: dict[str, list[int]] = {bucket: [0, 0] for bucket in AgeBucket}
    for one in found:
        sums[one.bucket][0] += 1
        sums[one.bucket][1] += one.overdue_fen
    return [
        {"bucket": bucket, "label": bucket.label, "count": count, "fen": fen}
        for bucket, (count, fen) in ((AgeBucket(key), value) for key, value in sums.items())
    ]


def _counties(found: Sequence[Arrear]) -> list[dict[str, Any]]:
    """By county, the largest sum first, with what is due for how long."""
    by_county: dict[str, dict[str, Any]] = defaultdict(
        lambda: {"units": set(), "fen": 0, **dict.fromkeys(AgeBucket, 0)}
    )
    for one in found:
        row = by_county[one.county]
        row["units"].add(one.expected.organisation_id)
        row["fen"] += one.overdue_fen
        row[one.bucket] += one.overdue_fen
    rows = [
        {
            "name": name,
            "units": len(row["units"]),
            "fen": row["fen"],
            "ages": [row[bucket] for bucket in AgeBucket],
        }
        for name, row in by_county.items()
    ]
    return sorted(rows, key=lambda row: -row["fen"])


def _export(rows: Sequence[dict[str, Any]]) -> HttpResponse:
    headings = [
        _("Number"), _("Enrolment number"), _("County"), _("Unit"), _("Plan"), _("Due (yuan)"),
        _("Received (yuan)"), _("Overdue (yuan)"), _("Overdue since"), _("Days overdue"),
        _("Overdue for"), _("Last reminded"),
    ]  # fmt: skip
    lines = (
        [
            one.expected.ref, one.expected.owner_ref, one.county, one.expected.organisation.name,
            one.expected.plan_code, yuan_plain(one.expected.amount_fen),
            yuan_plain(one.expected.received_fen), yuan_plain(one.overdue_fen), one.since,
            one.days, str(one.bucket.label), row["last_at"],
        ]
        for row in rows
        for one in [row["one"]]
    )  # fmt: skip
    return excel_response(f"{_('Arrears')}.xlsx", headings, lines, _("Arrears"))
