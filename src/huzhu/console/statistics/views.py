"""One page of statistics: totals, a table beside a map and charts, and the same as Excel."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huzhu.analytics import queries
from huzhu.analytics.enums import GroupBy
from huzhu.console.access import officer_view
from huzhu.console.statistics import figures
from huzhu.console.statistics.forms import GROUPS, Asked, PeriodForm, presets
from huzhu.kernel.clock import civil_date
from huzhu.kernel.periods import add_months
from huzhu.ui.excel import excel_response

MOST_MONTHS = 60
MAPS = {
    GroupBy.CITY: "console/statistics/shaanxi-cities.geojson",
    GroupBy.COUNTY: "console/statistics/shaanxi-counties.geojson",
}


@require_safe
@officer_view()
def statistics(request: HttpRequest) -> HttpResponse:
    """Totals with their growth, and the table of the places or plans."""
    today = civil_date(request.at)
    form = PeriodForm(request.GET)
    asked = form.asked(request.scope, today)
    total = queries.total(asked.scope, asked.period)
    rows = queries.statistics(asked.scope, asked.period, asked.group)
    context = {
        "form": form,
        "asked": asked,
        "group_label": dict(GROUPS)[asked.group],
        "period_text": asked.period.text(request.lang),
        "before_text": queries.period_before(asked.period).text(request.lang),
        "presets": _presets(asked, today),
        "groups": _groups(asked),
        "total": figures.figures_of(total, request.lang),
        "total_row": total,
        "measures": figures.MEASURES,
        "rows": [(row, figures.figures_of(row, request.lang), _deeper(asked, row)) for row in rows],
        "map": MAPS.get(asked.group, ""),
        "query": _address(asked),
    }
    return render(request, "console/statistics/statistics.html", context)


@require_safe
@officer_view()
def data(request: HttpRequest) -> HttpResponse:
    """What the charts and the map draw, as JSON: the same rows, and the months of the period."""
    asked = PeriodForm(request.GET).asked(request.scope, civil_date(request.at))
    rows = queries.statistics(asked.scope, asked.period, asked.group)
    first = asked.period.starts_on.replace(day=1)
    last = asked.period.last_day
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    shown = min(months, MOST_MONTHS)
    trend = queries.by_month(asked.scope, add_months(first, months - shown), shown)
    return JsonResponse(figures.chart_data(rows, trend, request.lang))


@require_safe
@officer_view()
def export(request: HttpRequest) -> HttpResponse:
    """The table, and the total as its last row."""
    asked = PeriodForm(request.GET).asked(request.scope, civil_date(request.at))
    rows = [
        figures.export_row(row)
        for row in queries.statistics(asked.scope, asked.period, asked.group)
    ]
    total = list(figures.export_row(queries.total(asked.scope, asked.period)))
    total[1] = _("Total")
    name = f"{_('Statistics')} {asked.period.starts_on}—{asked.period.last_day}.xlsx"
    return excel_response(name, figures.export_headings(), [*rows, total], _("Statistics"))


def _address(asked: Asked, **changes: str) -> str:
    """The question as the tail of an address."""
    values = {
        "first": asked.period.starts_on.isoformat(),
        "last": (asked.period.ends_before - timedelta(days=1)).isoformat(),
        "group": asked.group.value,
        "place": asked.place.code if asked.place else "",
        **changes,
    }
    return urlencode({name: value for name, value in values.items() if value})


def _presets(asked: Asked, today) -> list[dict]:
    return [
        {
            "label": label,
            "is_current": period == asked.period,
            "query": _address(
                asked, first=period.starts_on.isoformat(), last=period.last_day.isoformat()
            ),
        }
        for label, period in presets(today)
    ]


def _groups(asked: Asked) -> list[dict]:
    return [
        {"label": label, "is_current": group == asked.group, "query": _address(asked, group=group)}
        for group, label in GROUPS
    ]


def _deeper(asked: Asked, row) -> str:
    """From a city to its counties; nothing lies below a county or a plan here."""
    if asked.group != GroupBy.CITY:
        return ""
    return _address(asked, group=GroupBy.COUNTY.value, place=row.key)
