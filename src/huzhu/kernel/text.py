"""Text as people type and paste it: full-width characters, stray spaces, many middle dots."""

import re
from datetime import date
from functools import lru_cache

_FULL_WIDTH = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()
}
_NUMBER_PUNCTUATION = str.maketrans("．，－＋％／：　￥−", ".,-+%/: ¥-")
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_MIDDLE_DOTS = str.maketrans(dict.fromkeys("•・‧･∙⋅．", "·"))

_HAN = "〇㐀-䶿一-鿿豈-\ufaff\U00020000-\U000323af"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_AROUND_DOT = re.compile(r"\s*·\s*")
_HAN_NAME = re.compile(rf"[{_HAN}]+(·[{_HAN}]+)*")
_DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?:[ T].*|[0-9]{6})?")
_LATIN_NAME = re.compile(r"[^\W\d_]+([ .'’·-]{1,2}[^\W\d_]+)*\.?")


def is_english(language: str) -> bool:
    """Whether a language code asks for English; every other code is answered in Chinese."""
    return language.lower().startswith("en")


def half_width(text: str) -> str:
    """Full-width digits, letters and the punctuation used in numbers, as ASCII (￥ as ¥).

    Chinese punctuation that belongs to prose (（）、。) is left alone.
    """
    return text.translate(_FULL_WIDTH).translate(_NUMBER_PUNCTUATION)


def without_spaces(text: str) -> str:
    """The text without any white space or invisible character, wherever it stands."""
    return "".join(text.translate(_INVISIBLE).split())


@lru_cache(maxsize=65536)
def read_day(text: str) -> date | None:
    """A day as people, Excel and banks write it, a time behind it or not: 1980-03-04, 1980/3/4,
    1980年3月4日, 19800304, 2025-03-01 10:02. None for what is no day; days of a file repeat."""
    plain = half_width(text).strip()
    found = _DAY.fullmatch(plain) or _DAY.fullmatch(without_spaces(plain))
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def clean_name(text: str) -> str:
    """A name trimmed, spaces collapsed, every kind of middle dot written as "·".

    Spaces between two Chinese characters go: rosters pad two-character names ("张  三") so that
    columns line up, and no Chinese name contains one.
    """
    name = text.translate(_INVISIBLE).translate(_MIDDLE_DOTS).translate(_FULL_WIDTH)
    name = " ".join(name.split())
    return _AROUND_DOT.sub("·", _BETWEEN_HAN.sub("", name))


def is_plausible_name(text: str) -> bool:
    """Whether a cleaned text could be a person's name: two or more Chinese characters, parts
    joined by "·", or a name in letters. Digits and other signs never are."""
    if not 2 <= len(text) <= 60:
        return False
    return bool(_HAN_NAME.fullmatch(text)) or bool(
        _LATIN_NAME.fullmatch(text) and not _has_han(text)
    )


def _has_han(text: str) -> bool:
    return bool(re.search(rf"[{_HAN}]", text))
