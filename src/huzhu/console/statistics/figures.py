"""Measures as people read them: named, shortened to 万 and 亿, with the growth in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huzhu.kernel import money
from huzhu.kernel.text import is_english

_WAN, _YI = 10_000, 100_000_000


@dataclass(frozen=True)
class Measure:
    """`name` is the field of analytics' Measures; one ending in `_fen` is money."""

    name: str
    label: Any
    note: Any

    @property
    def is_money(self) -> bool:
        return self.name.endswith("_fen")


MEASURES = (
    Measure("covers", _("Covers (person-times)"), _("by the day the cover starts")),
    Measure("persons", _("Persons covered"), _("each counted once")),
    Measure("contributions_fen", _("Contributions"), _("by the day received")),
    Measure("benefit_count", _("Benefits paid (cases)"), _("paid decisions, one a plan")),
    Measure("beneficiaries", _("Beneficiaries"), _("each counted once")),
    Measure("benefits_fen", _("Amount of benefits"), _("by the day settled")),
)


@dataclass(frozen=True)
class Figure:
    """One figure: `short` to read, `exact` for the tooltip; `trend` is up, down, level or ""."""

    measure: Measure
    short: str
    exact: str
    before: str
    growth: str
    trend: str


def figures_of(row: Any, language: str) -> list[Figure]:
    """All measures of a row of analytics, in the order of MEASURES."""
    return [figure_of(row, measure, language) for measure in MEASURES]


def figure_of(row: Any, measure: Measure, language: str) -> Figure:
    now, before = getattr(row.now, measure.name), getattr(row.before, measure.name)
    growth = row.growth_of(measure.name)
    return Figure(
        measure, short(measure, now, language), exact(measure, now, language),
        exact(measure, before, language), growth_text(growth), trend_of(growth),
    )  # fmt: skip


def short(measure: Measure, value: int, language: str) -> str:
    return money.short_yuan(value, language) if measure.is_money else short_count(value, language)


def exact(measure: Measure, value: int, language: str) -> str:
    """To the fen, or to the unit."""
    if not measure.is_money:
        return f"{value:,}"
    return f"¥{money.yuan(value)}" if is_english(language) else f"{money.yuan(value)}元"


def short_count(value: int, language: str) -> str:
    """ "12.35万", "1.67亿"; in English "123,456"."""
    if is_english(language) or value < _WAN:
        return f"{value:,}"
    unit, word = (_YI, "亿") if value >= _YI else (_WAN, "万")
    hundredths = (200 * value + unit) // (2 * unit)
    return f"{hundredths // 100:,}.{hundredths % 100:02d}{word}"


def growth_text(growth: Fraction | None) -> str:
    """ "+12.34%"; a dash where the period before had nothing."""
    if growth is None:
        return "—"
    return ("+" if growth > 0 else "") + money.percent(growth)


def trend_of(growth: Fraction | None) -> str:
    if growth is None:
        return ""
    return "up" if growth > 0 else "down" if growth < 0 else "level"


def export_headings() -> list[str]:
    """Code and name, then each measure now, before and its growth; money in yuan."""
    found = [gettext("Code"), gettext("Place or plan")]
    for measure in MEASURES:
        unit = gettext(" (yuan)") if measure.is_money else ""
        label = f"{measure.label}{unit}"
        found += [label, f"{label} · {gettext('period before')}", f"{label} · {gettext('growth')}"]
    return found


def export_row(row: Any) -> Iterator[object]:
    yield row.key
    yield row.label
    for measure in MEASURES:
        for values in (row.now, row.before):
            value = getattr(values, measure.name)
            yield money.yuan_plain(value) if measure.is_money else value
        yield growth_text(row.growth_of(measure.name))


def chart_data(rows: list[Any], months: list[tuple[date, Any]], language: str) -> dict[str, Any]:
    """What the charts draw: whole fen and counts, with every figure's text beside it."""
    return {
        "measures": [
            {"name": m.name, "label": str(m.label), "is_money": m.is_money} for m in MEASURES
        ],
        "rows": [{"code": row.key, "name": row.label, **_drawn(row.now, language)} for row in rows],
        "months": [
            {"month": f"{start:%Y-%m}", **_drawn(measures, language)} for start, measures in months
        ],
    }


def _drawn(measures: Any, language: str) -> dict[str, Any]:
    values = {m.name: getattr(measures, m.name) for m in MEASURES}
    return {
        "values": values,
        "texts": {m.name: exact(m, values[m.name], language) for m in MEASURES},
    }
