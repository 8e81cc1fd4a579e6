"""Numbers with units, exact from the text of the edition to the payment.

Money is counted in fen, rates are fractions, spans of time keep the unit in
which they were written, because two months are not sixty days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import TypeAlias

from .errors import Unacceptable

_WITH_UNIT = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)\s*(yuan|fen|%|‰|days?|months?|years?)", re.ASCII)
_RATIO = re.compile(r"(\d{1,15})/(\d{1,15})", re.ASCII)
_PER = {"%": 100, "‰": 1000}

#: An exact number. Whole ones are `int`, which is many times faster and mixes with fractions.
Number: TypeAlias = int | Fraction

#: What a field may ask for, and the units that satisfy it.
UNITS_OF = {
    "fen": ("fen",),
    "rate": ("rate",),
    "days": ("days",),
    "span": ("days", "months", "years"),
    "any": ("fen", "rate", "days", "months", "years"),
}
#: How to write each, for the remedies of error messages.
WRITTEN_AS = {
    "fen": "an amount such as `15000 yuan` or `187443 fen`",
    "rate": "a rate such as `70 %` or `7/10`",
    "days": "a number of days such as `30 days`",
    "span": "a span such as `180 days`, `2 months` or `2 years`",
    "any": "a quantity with its unit, such as `500 yuan`, `70 %` or `30 days`",
}


@dataclass(frozen=True)
class Quantity:
    """A number and its unit: `fen`, `rate`, `days`, `months` or `years`."""

    number: Number
    unit: str

    def __str__(self) -> str:
        return str(self.number) if self.unit == "rate" else f"{self.number} {self.unit}"


def parse_quantity(text: str) -> Quantity:
    """Read `15000 yuan`, `70 %`, `7/10`, `30 days`; raise Unacceptable for anything else."""
    ratio = _RATIO.fullmatch(text.strip())
    if ratio and int(ratio[2]):
        return Quantity(whole(Fraction(int(ratio[1]), int(ratio[2]))), "rate")
    match = _WITH_UNIT.fullmatch(text.strip())
    if not match:
        raise Unacceptable(
            "not_a_quantity",
            f"`{text}` is not a quantity with a unit.",
            f"Write {WRITTEN_AS['any']}.",
        )
    number, unit = Fraction(match[1]), match[2]
    if unit in _PER:
        return Quantity(whole(number / _PER[unit]), "rate")
    if unit == "yuan":
        number, unit = number * 100, "fen"
    unit = unit if unit == "fen" else unit.rstrip("s") + "s"
    if number.denominator != 1:
        raise Unacceptable(
            "not_whole",
            f"`{text}` is not a whole number of {unit}.",
            f"Write a whole number of {unit}.",
        )
    return Quantity(whole(number), unit)


def whole(number: Fraction) -> Number:
    """The same number, as an `int` if it is one."""
    return number.numerator if number.denominator == 1 else number


def add_span(day: date, span: Quantity) -> date:
    """The day a span later, or the last day of a shorter month (Civil Code art. 202)."""
    count = int(span.number)
    try:
        if span.unit == "days":
            return day + timedelta(days=count)
        months = day.month - 1 + count * (12 if span.unit == "years" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return date.max


def complete_years(born: date, on: date) -> int:
    """Age in complete years (周岁); somebody born on 29 February has it on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


#: Fen in each unit to which amounts are rounded.
ROUNDED_TO = {"fen": 1, "jiao": 10, "yuan": 100, "ten_yuan": 1000, "hundred_yuan": 10000}
_WAYS = ("half_up", "down", "up")
_ROUNDING = {f"{way}_{unit}": (way, n) for unit, n in ROUNDED_TO.items() for way in _WAYS}
ROUNDINGS = tuple(_ROUNDING)


def round_fen(amount: Number, how: str) -> int:
    """Round an exact amount of fen; `how` is one of ROUNDINGS, such as `half_up_yuan`."""
    way, step = _ROUNDING[how]
    if step == 1 and isinstance(amount, int):
        return amount
    amount = Fraction(amount)
    if way == "half_up":
        return floor(amount / step + Fraction(1, 2)) * step
    return (ceil(amount / step) if way == "up" else floor(amount / step)) * step


def format_yuan(fen: Number) -> str:
    """`131210` as `1312.10`; an amount between two fen with all its decimals, or marked by `≈`."""
    yuan = Fraction(fen) / 100
    digits = next((d for d in range(2, 10) if (yuan * 10**d).denominator == 1), 6)
    scaled = floor(yuan * 10**digits)
    whole, rest = divmod(scaled, 10**digits)
    mark = "" if yuan * 10**digits == scaled else "≈"
    return f"{mark}{whole}.{rest:0{digits}d}"


def format_rate(rate: Number) -> str:
    """`7/10` as `70 %`, `1/8` as `12.5 %`; what no decimal says exactly stays a fraction."""
    percent = Fraction(rate) * 100
    digits = next((d for d in range(7) if (percent * 10**d).denominator == 1), None)
    if digits is None:
        return str(rate)
    whole, rest = divmod(int(percent * 10**digits), 10**digits)
    return f"{whole}.{rest:0{digits}d} %" if digits else f"{whole} %"


def format_quantity(quantity: Quantity, language: str) -> str:
    """A quantity for people, in `zh` or `en`."""
    if quantity.unit == "fen":
        return format_yuan(quantity.number) + (" 元" if language == "zh" else " yuan")
    if quantity.unit == "rate":
        return format_rate(quantity.number)
    names = {"days": "天", "months": "个月", "years": "年"}
    if language == "zh":
        return f"{quantity.number} {names[quantity.unit]}"
    return f"{quantity.number} {quantity.unit[:-1] if quantity.number == 1 else quantity.unit}"
