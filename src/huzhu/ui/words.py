"""Filters of the design system: money, numbers, dates and words as the reader's language has them.

They are loaded with the tags by `{% load ui %}`.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from huzhu.kernel import clock, money
from huzhu.kernel.text import is_english

register = template.Library()
NOTHING = mark_safe('<span class="nothing">—</span>')


def language() -> str:
    return get_language() or "zh"


def _yuan_word() -> str:
    return " yuan" if is_english(language()) else "元"


# --- money, numbers ---------------------------------------------------------------------------


@register.filter
def yuan(fen: int | None) -> str:
    """`{{ fen|yuan }}`: "1,234.56"; a dash for None. For columns headed with the unit."""
    return NOTHING if fen is None else money.yuan(int(fen))


@register.filter(name="money")
def money_(fen: int | None) -> SafeString:
    """`{{ fen|money }}`: "1,234.56元", in figures of equal width, never broken over a line."""
    if fen is None:
        return NOTHING
    return format_html('<span class="money">{}{}</span>', money.yuan(int(fen)), _yuan_word())


@register.filter
def short_yuan(fen: int | None) -> SafeString:
    """`{{ fen|short_yuan }}`: "12.35万元", to the fen in the tooltip. For headings."""
    if fen is None:
        return NOTHING
    exact = money.yuan(int(fen)) + _yuan_word()
    short = money.short_yuan(int(fen), language())
    return format_html('<span class="money" title="{}">{}</span>', exact, short)


@register.filter
def short_count(value: int | None) -> SafeString:
    """`{{ persons|short_count }}`: "80.12万"; "801,200"; to the unit in the tooltip."""
    if value is None:
        return NOTHING
    if is_english(language()) or abs(value) < 100_000:
        return format_html("{}", f"{value:,}")
    short = money.wan(value * money.FEN_PER_YUAN)
    return format_html('<span class="nowrap" title="{}">{}</span>', f"{value:,}", short)


@register.filter
def count(value: int | None) -> str:
    """The same as `number`."""
    return number(value)


@register.filter
def number(value: int | None) -> str:
    """`{{ count|number }}`: "12,345"."""
    return NOTHING if value is None else f"{int(value):,}"


@register.filter
def percent(value: Fraction | int | None, places: int = 1) -> str:
    """`{{ ratio|percent }}` of an exact ratio: Fraction(1, 4) is "25.0%"."""
    return NOTHING if value is None else money.percent(Fraction(value), places)


# --- days and instants ------------------------------------------------------------------------


@register.filter
def day(value: date | datetime | None) -> str:
    """`{{ on|day }}`: "2026年3月2日"; "2 Mar 2026"."""
    if value is None or value == "":
        return NOTHING
    return clock.format_date(_as_day(value), language())


@register.filter
def iso(value: date | datetime | None) -> str:
    """`{{ on|iso }}`: "2026-03-02", for columns of tables."""
    return NOTHING if value is None or value == "" else _as_day(value).isoformat()


@register.filter
def instant(value: datetime | None) -> SafeString:
    """`{{ at|instant }}`: "2026年3月2日 10:00", China's time."""
    if value is None or value == "":
        return NOTHING
    return _time(value, clock.format_instant(value, language()))


@register.filter
def iso_instant(value: datetime | None) -> SafeString:
    """`{{ at|iso_instant }}`: "2026-03-02 10:00", for columns of tables."""
    if value is None or value == "":
        return NOTHING
    return _time(value, f"{value.astimezone(clock.CIVIL_ZONE):%Y-%m-%d %H:%M}")


def _time(value: datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


def _as_day(value: date | datetime) -> date:
    return clock.civil_date(value) if isinstance(value, datetime) else value


# --- words ------------------------------------------------------------------------------------


@register.filter
def masked(text: str | None) -> SafeString:
    """`{{ text|masked }}` of a text that is masked already: set so that it cannot be mistaken."""
    return format_html('<span class="masked">{}</span>', text) if text else NOTHING


@register.filter
def or_dash(value: object) -> object:
    """`{{ value|or_dash }}`: the value, or a dash where there is none (0 is a value)."""
    return NOTHING if value is None or value == "" else value


@register.filter
def in_language(thing: object, name: str) -> str:
    """`{{ notice|in_language:"text" }}`: `text_zh` or `text_en`, as the reader asks."""
    tail = "en" if is_english(language()) else "zh"
    return str(getattr(thing, f"{name}_{tail}", ""))


@register.filter
def is_own_address(link: str) -> bool:
    """`{% if link|is_own_address %}`: whether a link stays on this site."""
    return link.startswith("/") and not link.startswith("//")
