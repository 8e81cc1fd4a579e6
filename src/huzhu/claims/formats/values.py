"""Values out of recognised text: what an eye mixes up is mended, and said to have been mended."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from huzhu.claims.formats.rows import GAP
from huzhu.kernel.errors import Refusal
from huzhu.kernel.money import parse_yuan
from huzhu.kernel.text import half_width, is_plausible_name, without_spaces

MENDED = 85
BARE = 80
_LEAD = rf"[:;·.\s{GAP}¥元()=]*"


@dataclass(frozen=True, slots=True)
class Value:
    """A value with where it stood in the text, and how sure its form makes it (0–100)."""

    value: str | int
    start: int
    end: int
    sureness: int = 100


_MONEY = re.compile(rf"{_LEAD}(-?[\dOolI](?:[\dOolI,.]|(?<=[,.]) (?=\d))*)")
_CENTS = re.compile(r"\d{1,3}(?:,\d{3})+\.\d{2}|\d+\.\d{2}")
_DIGITS_MIXED_UP = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "B": "8"})


def money(text: str) -> Value | None:
    """Fen. Without a decimal point it is doubtful: the point may have been overlooked."""
    found = _MONEY.match(text)
    if found is None:
        return None
    typed = found[1].rstrip(",.")
    mended = typed.translate(_DIGITS_MIXED_UP).replace(" ", "")
    start, end = found.start(1), found.start(1) + len(typed)
    negative, plain = mended.startswith("-"), mended.lstrip("-")
    sure = 100 if plain == typed.lstrip("-") else MENDED
    if not _CENTS.fullmatch(plain):
        cut = re.fullmatch(r"([\d,.]*\d)[,.](\d{2})", plain)
        if cut is not None:
            plain, sure = f"{re.sub(r'[,.]', '', cut[1])}.{cut[2]}", MENDED
        else:
            short = re.fullmatch(r"(\d[\d,]*)(?:\.(\d))?", plain)
            if short is None:
                return None
            plain = f"{short[1]}.{(short[2] or '0').ljust(2, '0')}"
            sure = BARE
    whole, cents = plain.replace(",", "").split(".")
    fen = int(whole) * 100 + int(cents)
    return Value(-fen if negative else fen, start, end, sure)


_DAY = re.compile(r"(20\d\d)\s*([-年/.])\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)日?")
_DAY_MENDED = re.compile(
    r"(2[0Oo][\dOo]{2})([^\d]{0,2})([01Ool]?[\dOol])[^\d]{0,2}([0-3Ool]?[\dOol])日?"
)


def days(text: str) -> list[Value]:
    """Every day in the text, as "2025-06-10", in order."""
    found: list[Value] = []
    here = 0
    while here < len(text):
        match, sure = _DAY.search(text, here), 100
        if match is None:
            match, sure = _DAY_MENDED.search(text, here), MENDED
        if match is None:
            break
        year, month, day = (int(match[n].translate(_DIGITS_MIXED_UP)) for n in (1, 3, 4))
        here = match.end()
        try:
            found.append(Value(date(year, month, day).isoformat(), match.start(), here, sure))
        except ValueError:
            continue
    return found


def day(text: str) -> Value | None:
    """The first day, if nothing but signs stands before it."""
    found = days(text)
    if not found or not re.fullmatch(_LEAD, text[: found[0].start]):
        return None
    return found[0]


_NAME = re.compile(rf"{_LEAD}([\u4e00-\u9fff·]{{2,15}})")


def name(text: str) -> Value | None:
    found = _NAME.match(text)
    if found is None or not is_plausible_name(found[1]):
        return None
    return Value(found[1], found.start(1), found.end(1), 100 if len(found[1]) < 5 else BARE)


_NUMBER = re.compile(rf"{_LEAD}([0-9A-Za-z]{{6,24}})")


_SERIAL = re.compile(r"[A-Z]{0,2}\d{6,}")


def number(text: str) -> Value | None:
    """The number of a bill: digits; letters that look like digits are read as such."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    typed = found[1].upper()
    mended = typed if _SERIAL.fullmatch(typed) else found[1].translate(_DIGITS_MIXED_UP)
    if not _SERIAL.fullmatch(mended):
        return None
    return Value(mended, found.start(1), found.end(1), 100 if mended == found[1] else MENDED)


_WORDS = re.compile(rf"{_LEAD}([^{GAP}:;]+)")
_HOSPITAL = re.compile(r"[\u4e00-\u9fff()]{1,24}?(?:医院|卫生院|保健院|医疗中心|诊所)")


def hospital(text: str) -> Value | None:
    found = _HOSPITAL.match(text, re.match(_LEAD, text).end())  # type: ignore[union-attr]
    return Value(found[0], found.start(), found.end()) if found else None


_GRADES = {"三": "3", "二": "2", "一": "1", "未": "1", "无": "1"}


def grade(text: str) -> Value | None:
    found = re.match(rf"{_LEAD}([三二一未无])[级定]", text)
    return Value(_GRADES[found[1]], found.start(1), found.end(1)) if found else None


_ICD = re.compile(
    r"(?<![A-Za-z0-9])([A-Z0-9l|])([0-9OoIl]{2})\.?([0-9OoIlxX]{1,4}(?:[0-9]{0,3}))?(?![\d.])"
)
_LETTERS = str.maketrans(
    {"1": "I", "l": "I", "|": "I", "0": "O", "8": "B", "6": "G", "5": "S", "2": "Z"}
)


def icd10(text: str) -> Value | None:
    """The first code of ICD-10; the letter is mended where a digit was seen."""
    for found in _ICD.finditer(text):
        letter = found[1].translate(_LETTERS)
        digits = found[2].translate(_DIGITS_MIXED_UP)
        if not letter.isalpha() or (letter != found[1] and "." not in found[0]):
            continue
        rest = (found[3] or "").replace("X", "x")
        rest = re.sub("[OoIl]", lambda m: m[0].translate(_DIGITS_MIXED_UP), rest)
        code = f"{letter}{digits}" + (f".{rest}" if rest else "")
        seen = found[0].replace("X", "x")
        return Value(code, found.start(), found.end(), 100 if seen == code else MENDED)
    return None


_LISTED = re.compile(r"^(?:[1-9①-⑨][.、)]|[(][1-9][)])")
_ENDS = re.compile(r"[(,。;?]|(?<!\d)2[.、]|[A-Z][0-9OIl]{2}\.")


def diagnosis(text: str) -> Value | None:
    """The first diagnosis in words, without its number in the list and its code."""
    found = _WORDS.match(text)
    if found is None:
        return None
    words, start = found[1], found.start(1)
    if listed := _LISTED.match(words):
        words, start = words[listed.end() :], start + listed.end()
    end = next((m.start() for m in _ENDS.finditer(words) if m.start() > 0), len(words))
    words = words[:end].rstrip(" .、")
    return Value(words, start, start + len(words)) if len(words) >= 2 else None


PARSERS: dict[str, Callable[[str], Value | None]] = {
    **dict.fromkeys(
        (
            "total", "pool_paid", "large_paid", "other_paid", "deductible", "proportional",
            "class_b_first", "self_funded", "over_limit", "above_cap", "self_paid",
            "account_paid", "cash_paid",
        ),
        money,
    ),
    "bill_code": number, "bill_number": number, "hospital": hospital, "hospital_grade": grade,
    "name": name, "admitted_on": day, "discharged_on": day, "diagnosis": diagnosis,
    "icd10": icd10,
}  # fmt: skip
AMOUNTS = tuple(name for name, parser in PARSERS.items() if parser is money)
DAYS = ("admitted_on", "discharged_on")


def typed_value(name: str, typed: str) -> str | int | None:
    """What an officer left or corrected in a field, in the field's own shape; None for nothing.

    Raises ValueError for what is no amount, no day, no number.
    """
    text = half_width(typed).strip()
    if not text:
        return None
    if name in AMOUNTS:
        try:
            return parse_yuan(text)
        except Refusal as refusal:
            raise ValueError(text) from refusal
    if name in DAYS:
        return date.fromisoformat(text).isoformat()
    if name in ("bill_code", "bill_number"):
        found = number(without_spaces(text))
        if found is None or found.value != without_spaces(text).upper():
            raise ValueError(text)
        return found.value
    if name == "hospital_grade" and text not in _GRADES.values():
        raise ValueError(text)
    return text.upper().replace("X", "x") if name == "icd10" else text
