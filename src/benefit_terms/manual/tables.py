"""Tables of fields, generated from the dataclasses: name, type, default, meaning."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from ..family import Family, Text
from ..reader import hints_of, literal_values
from ..values import Choice
from .document_meanings import DOCUMENT
from .markdown import Page, table
from .meanings import FIELDS, Pair

_UNITS: dict[str, Pair] = {
    "fen": ("金额", "money"),
    "rate": ("比例", "rate"),
    "days": ("天数", "days"),
    "span": ("期间", "span"),
    "any": ("数值", "value"),
}
_SCALARS: dict[Any, Pair] = {
    str: ("文字", "text"),
    int: ("整数", "whole number"),
    bool: ("true/false", "true/false"),
    date: ("日期", "date"),
}
_PAGES = {"Condition": "conditions", "Start": "starts", "Step": "steps", "WindowResult": "windows"}


def type_in_words(wanted: Any, page: Page) -> str:
    """An annotation in words, with links to families."""
    origin, options = get_origin(wanted), get_args(wanted)
    if origin is Annotated:
        return page.pick(_UNITS[options[1]])
    if origin in (Union, types.UnionType):
        held = [option for option in options if option is not type(None)]
        if len(held) == 1:
            return type_in_words(held[0], page)
    if origin is Literal or origin in (Union, types.UnionType):
        words = dict.fromkeys(literal_values(wanted))
        return page.say("、", ", ").join(f"`{word}`" for word in words)
    if origin is tuple:
        return _several(options[0], page)
    if wanted is Text:
        return page.say("`{zh, en}`", "`{zh, en}`")
    if wanted in _SCALARS:
        return page.pick(_SCALARS[wanted])
    return _name(wanted, page)


def _name(wanted: type[Any], page: Page) -> str:
    if issubclass(wanted, Family) and wanted.__name__ in _PAGES:
        target = _PAGES[wanted.__name__]
        names = {
            "conditions": ("条件", "condition"),
            "starts": ("起算", "start"),
            "steps": ("步骤", "step"),
            "windows": ("窗口结果", "window result"),
        }
        return f"[{page.pick(names[target])}]({target}.md)"
    return page.say(f"`{wanted.__name__}`，见下", f"`{wanted.__name__}`, see below")


def _several(item: Any, page: Page) -> str:
    if get_origin(item) is tuple:
        inner = type_in_words(get_args(item)[1], page)
        return page.say(f"名字 → {inner}", f"name → {inner}")
    inner = type_in_words(item, page)
    if isinstance(item, type) and issubclass(item, Family) and item.form == "mapping":
        return page.say(f"{inner}（映射）", f"{inner}s (a mapping)")
    return page.say(f"列表：{inner}", f"list: {inner}")


def default_in_words(entry: Field[Any], page: Page) -> str:
    """`required`, or the default as it would be written."""
    if entry.default is MISSING and entry.default_factory is MISSING:
        return page.say("**必填**", "**required**")
    held = None if entry.default is MISSING else entry.default
    if held is None or held == ():
        return "—"
    if isinstance(held, tuple):
        return "`[" + ", ".join(map(str, held)) + "]`"
    return f"`{str(held).lower() if isinstance(held, bool) else held}`"


def meaning_of(cls: type[Any], name: str, meanings: dict[str, Pair] | None = None) -> Pair | None:
    """The meaning of a field, looked up as `Class.field` and then as `field`."""
    if meanings is not None:
        return meanings.get(f"{cls.__name__}.{name}")
    whole = f"{cls.__name__}.{name}"
    return FIELDS.get(whole) or DOCUMENT.get(whole) or FIELDS.get(name)


def field_table(
    cls: type[Any], page: Page, meanings: dict[str, Pair] | None = None, skip: tuple[str, ...] = ()
) -> str:
    """The table of a dataclass's fields; empty if it has none."""
    rows = []
    for entry in fields(cls):
        if entry.name in skip:
            continue
        meaning = meaning_of(cls, entry.name, meanings)
        kind = type_in_words(hints_of(cls)[entry.name], page)
        name = f"`{entry.name.rstrip('_')}`"
        rows.append([name, kind, default_in_words(entry, page), page.pick(meaning or ("", ""))])
    head = [("字段", "field"), ("类型", "type"), ("缺省", "default"), ("含义", "meaning")]
    return table([page.pick(one) for one in head], rows) if rows else ""


def records_in(cls: type[Any]) -> Iterator[type[Any]]:
    """The records (no families, no values) that the fields of a dataclass hold, outermost first."""
    for entry in fields(cls):
        for found in _records_of(hints_of(cls)[entry.name]):
            yield found
            yield from records_in(found)


def _records_of(wanted: Any) -> Iterator[type[Any]]:
    if get_origin(wanted) is Annotated:
        return
    if isinstance(wanted, type) and is_dataclass(wanted):
        if wanted not in (Text, Choice) and not issubclass(wanted, Family):
            yield wanted
        return
    for option in get_args(wanted):
        yield from _records_of(option)


def without_meaning(
    roots: list[type[Any]], meanings: dict[str, Pair] | None = None, skip: tuple[str, ...] = ()
) -> list[str]:
    """`Class.field` of every field, however deep, that has no meaning."""
    classes = dict.fromkeys([*roots, *(found for root in roots for found in records_in(root))])
    return [
        f"{cls.__name__}.{entry.name}"
        for cls in classes
        for entry in fields(cls)
        if entry.name not in skip and meaning_of(cls, entry.name, meanings) is None
    ]


def plain_numbers(roots: list[type[Any]]) -> list[str]:
    """`kind.field` of the fields that hold a bare whole number: no parameter, no table."""
    return [
        f"{getattr(root, 'kind', root.__name__)}.{entry.name.rstrip('_')}"
        for root in roots
        for cls in dict.fromkeys([root, *records_in(root)])
        for entry in fields(cls)
        if int in (hint := hints_of(cls)[entry.name], *get_args(hint)) and hint is not bool
    ]
