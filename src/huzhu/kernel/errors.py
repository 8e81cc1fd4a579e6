"""Refusals: the named ways in which the program says no.

A refusal says what happened, with the values concerned, and what to do next, in Chinese and in
English. A room's `errors.py` lists its refusals as classes that carry nothing but texts:

    class RosterEmpty(Refusal):
        code = "roster_empty"
        zh = "名册“{name}”里没有人员。"
        en = "The roster “{name}” lists nobody."
        remedy_zh = "请检查上传的文件。"
        remedy_en = "Check the file that was uploaded."

    raise RosterEmpty(name="三车间")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from string import Formatter
from typing import ClassVar

from huzhu.kernel.text import is_english


class Refusal(Exception):
    """Base of every named refusal.

    The constructor formats all four texts, so a forgotten value fails where the refusal is raised
    (`TypeError`) and not later, on somebody's screen. Values that no text names may be given; they
    stay in `values` and are never sent out by `to_json`.
    """

    code: ClassVar[str] = "refused"
    zh: ClassVar[str] = "不能这样做。"
    en: ClassVar[str] = "This cannot be done."
    remedy_zh: ClassVar[str] = ""
    remedy_en: ClassVar[str] = ""

    def __init__(self, /, **values: object) -> None:
        missing = sorted(_names_in(type(self)) - values.keys())
        if missing:
            raise TypeError(f"{type(self).__name__} needs values for: {', '.join(missing)}")
        self.values: Mapping[str, object] = values
        self._texts: dict[str, str] = {
            name: getattr(self, name).format(**values) for name in _TEXTS
        }
        super().__init__(f"{self.text('zh')} {self.text('en')}")

    def text(self, language: str = "zh") -> str:
        """What happened and what to do next, in one language."""
        if is_english(language):
            return f"{self._texts['en']} {self._texts['remedy_en']}".strip()
        return self._texts["zh"] + self._texts["remedy_zh"]

    def to_json(self) -> dict[str, object]:
        """Code, the four texts, and the values that the texts name."""
        named = _names_in(type(self))
        shown = {name: _plain(value) for name, value in self.values.items() if name in named}
        return {"code": self.code, **self._texts, "values": shown}

    def __reduce__(self) -> tuple[Callable[..., Refusal], tuple[object, ...]]:
        return _rebuild, (type(self), dict(self.values))


class NotVisible(Refusal):
    """The thing does not exist, or this person may not see it: one text, so that nobody can tell
    the two apart."""

    code = "not_visible"
    zh = "没有找到这项内容，或者它不在您可以查看的范围内。"
    en = "There is nothing here, or it lies outside what you may see."
    remedy_zh = "请核对编号；如确需查看，请联系上级工会的管理员。"
    remedy_en = "Check the number, or ask the administrator of the union above yours."


class NotPermitted(Refusal):
    """The person may see the thing and may not do this to it."""

    code = "not_permitted"
    zh = "您没有办理这项操作的权限。"
    en = "You are not permitted to do this."
    remedy_zh = "请由有权限的人员办理，或联系管理员调整您的职务。"
    remedy_en = "Ask somebody who is, or ask the administrator to change your appointment."


_TEXTS = ("zh", "en", "remedy_zh", "remedy_en")
_NAMES: dict[type[Refusal], frozenset[str]] = {}


def _names_in(kind: type[Refusal]) -> frozenset[str]:
    """The value names that a refusal's texts use."""
    if kind not in _NAMES:
        fields = (
            field
            for text in _TEXTS
            for _, field, _, _ in Formatter().parse(getattr(kind, text))
            if field is not None
        )
        _NAMES[kind] = frozenset(field.partition(".")[0].partition("[")[0] for field in fields)
    return _NAMES[kind]


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value)


def _rebuild(kind: type[Refusal], values: dict[str, object]) -> Refusal:
    return kind(**values)
