"""Values in words: a number, a parameter with its mark, a table row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from . import clauses as c
from .edition import Edition, Parameter
from .prose_words import AXIS_NAMES, COMMON_WORDS, NUMBER_FORMS, Pair
from .quantities import Quantity, format_quantity
from .values import AXES, UNBOUNDED, Choice, ParameterRef, Value, row_range

Language = Literal["zh", "en"]
_DEEPEST = 16
#: Axes whose ranges are said with both ends.
_ENDS = {
    axis: (domain.start, domain.stop - 1)
    for axis, domain in AXES.items()
    if axis == "disability_grade" and isinstance(domain, range)
}


@dataclass(frozen=True)
class Speaker:
    """Says things of one edition in one language."""

    edition: Edition
    language: Language

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def pick(self, pair: Pair) -> str:
        return self.say(*pair)

    def quoted(self, name: str) -> str:
        return self.say(f"“{name}”", f"`{name}`")

    def listed(self, items: list[str], *, last_zh: str = "、", last_en: str = " and ") -> str:
        """甲、乙和丙 / a, b and c; `last_…` joins the last two."""
        if len(items) < 2:
            return "".join(items)
        comma = self.say("、", ", ")
        return comma.join(items[:-1]) + self.say(last_zh, last_en) + items[-1]

    def either(self, items: list[str]) -> str:
        return self.listed(items, last_zh="或", last_en=" or ")

    def word(self, axis: str, key: str) -> str:
        """A word of the terms by its name in the edition, the common name, or as it is written."""
        declared = dict(dict(self.edition.words).get(axis, ()))
        if key in declared:
            return self.say(declared[key].zh, declared[key].en)
        known = COMMON_WORDS.get(axis, {}).get(key)
        return self.pick(known) if known else self.quoted(key)

    def words(self, axis: str, keys: tuple[str, ...]) -> str:
        return self.either([self.word(axis, key) for key in keys])

    def numbered(self, axis: str, least: int | None, most: int | None) -> str:
        """A range of a numeric axis: 第1次, 2至5年, 60周岁及以上."""
        zh, en = NUMBER_FORMS[axis]
        if axis in _ENDS:
            # Of grades the first is the worst, so that “4级及以下” would be read the wrong way.
            first, last = _ENDS[axis]
            least, most = least or first, most or last
        if least is not None and most is not None:
            span = (
                str(least) if least == most else self.say(f"{least}至{most}", f"{least} to {most}")
            )
            return self.say(zh, en).format(span)
        if least is not None:
            after = "起" if zh.startswith("第") else "及以上"
            return self.say(zh.format(least) + after, en.format(f"{least} or more"))
        until = "及以前" if zh.startswith("第") else "及以下"
        return self.say(zh.format(most) + until, en.format(f"at most {most}"))

    def quantity(self, quantity: Quantity) -> str:
        """`1200.00 元` as 1200元, `30 days` as it is."""
        text = format_quantity(quantity, self.language).replace(".00 ", " ")
        if self.language == "zh":
            return text.replace(" ", "")
        return text[:-1] if text.startswith("1 ") and text.endswith("s") else text

    def value(self, value: Value, depth: int = 0) -> str:
        """A value with its numbers resolved; tables in brackets, row by row."""
        if isinstance(value, Quantity):
            return self.quantity(value)
        if isinstance(value, Choice):
            return self._table(value, depth)
        parameter = self.edition.parameter(value.name)
        if parameter is None or depth > _DEEPEST:
            return f"${value.name}"
        return self._parameter(parameter, depth)

    def _parameter(self, parameter: Parameter, depth: int) -> str:
        if parameter.value is not None:
            return self._marked(parameter.value, parameter.sourced, depth)
        dated = [
            self.say("自{}起", "from {} on ").format(one.from_)
            + self._marked(one.value, one.sourced or parameter.sourced, depth)
            for one in parameter.values
        ]
        return dated[0] if len(dated) == 1 else self.bracketed(dated)

    def _marked(self, value: Value, sourced: str, depth: int) -> str:
        said = self.value(value, depth + 1)
        own = isinstance(value, ParameterRef)
        return (
            said + self.say("（暂定）", " (assumed)") if sourced == "assumed" and not own else said
        )

    def bracketed(self, rows: list[str]) -> str:
        nested = any("〔" in row or "[" in row for row in rows)
        comma = self.say("；" if nested else "，", "; ")
        return self.say("〔{}〕", "[{}]").format(comma.join(rows))

    def _table(self, table: Choice, depth: int) -> str:
        rows = [
            self.row_name(table.by, key) + self.say("", ": ") + self.value(row, depth + 1)
            for key, row in table.rows
        ]
        if table.otherwise is not None:
            later = table.by == "ordinal" and [k for k, _ in table.rows] == [
                str(i + 1) for i in range(len(table.rows))
            ]
            other = self.say(
                "以后" if later else "其他", "after that: " if later else "otherwise: "
            )
            rows.append(other + self.value(table.otherwise, depth + 1))
        heading = self.say("按{}：", "by {}: ").format(self.pick(AXIS_NAMES[table.by]))
        said = self.bracketed(rows)
        return said[0] + heading + said[1:]

    def row_name(self, axis: str, key: str) -> str:
        """The key of a row in words."""
        if axis not in NUMBER_FORMS:
            return self.word(axis, key)
        first, last = row_range(key)
        return self.numbered(axis, first, None if last == UNBOUNDED else last)

    def benefit(self, name: str) -> str:
        """A benefit by its label."""
        for _, benefit in self.edition.of(c.Benefit):
            if benefit.id == name:
                return self.say(f"“{benefit.label.zh}”", f"“{benefit.label.en}”")
        return self.quoted(name)

    def benefits(self, names: tuple[str, ...]) -> str:
        return self.listed([self.benefit(name) for name in names], last_zh="、")
