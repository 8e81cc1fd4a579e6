"""What a cell says: texts that repeat from row to row, read once and remembered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from huzhu.kernel.identity import Sex
from huzhu.kernel.money import BadAmount, parse_yuan
from huzhu.kernel.text import half_width, without_spaces

_WHOLE = re.compile(r"([0-9]{1,4})(?:\.0+)?份?")
_SEX: dict[str, Sex] = {"男": "M", "男性": "M", "M": "M", "女": "F", "女性": "F", "F": "F"}
_YES = frozenset({"是", "已参加", "已参保", "参加", "有", "Y", "YES", "TRUE", "1", "√", "✓", "对"})
_NO = frozenset({"否", "未参加", "未参保", "无", "没有", "N", "NO", "FALSE", "0", "×", "不参加"})
_FORMS = {
    "permanent": ("正式", "在编", "固定", "编制", "permanent"),
    "contract": ("合同", "聘用", "contract"),
    "temporary": ("临时", "派遣", "劳务", "temporary"),
}
_CLASSES = {"model": ("劳模", "劳动模范", "model"), "hardship": ("困难", "hardship")}
_NO_MARK = frozenset({"", "否", "无", "普通", "0"})
_SEPARATORS = re.compile(r"[、,，;；/+＋\s]+")


@lru_cache(maxsize=256)
def read_sex(text: str) -> Sex | None:
    return _SEX.get(text.upper())


@lru_cache(maxsize=256)
def read_yes(text: str) -> bool | None:
    """Yes, no, or not to be told."""
    upper = text.upper()
    if upper in _YES:
        return True
    return False if upper in _NO else None


@lru_cache(maxsize=256)
def read_form(text: str) -> str | None:
    return _among(_FORMS, text)


@lru_cache(maxsize=256)
def read_class(text: str) -> str | None:
    """ "model", "hardship", "" for nothing special; None for what is not understood."""
    return "" if text in _NO_MARK else _among(_CLASSES, text)


@lru_cache(maxsize=1024)
def read_shares(text: str) -> int | None:
    """A whole number of one or more, also as "2份" or 2.0."""
    found = _WHOLE.fullmatch(without_spaces(half_width(text)))
    return int(found[1]) if found and int(found[1]) >= 1 else None


@lru_cache(maxsize=4096)
def read_yuan(text: str) -> int | None:
    """An amount in fen; None for what is no amount."""
    try:
        return parse_yuan(text)
    except BadAmount:
        return None


@lru_cache(maxsize=1024)
def read_code(text: str) -> str:
    """A code without spaces, in capitals and half width."""
    return without_spaces(half_width(text)).upper()


@lru_cache(maxsize=1024)
def parted(text: str) -> tuple[str, ...]:
    """The several plans that one cell names: "ZY、JT" is two."""
    return tuple(part for part in _SEPARATORS.split(text.strip()) if part)


def _among(words: Mapping[str, tuple[str, ...]], stated: str) -> str | None:
    for value, beginnings in words.items():
        if any(word in stated.lower() for word in beginnings):
            return value
    return None
