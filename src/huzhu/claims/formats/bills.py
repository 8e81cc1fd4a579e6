"""Words → fields of a hospital's bill, a settlement sheet, a certificate.

A label is looked for in every row, and its value to the right of it up to the next label; where
nothing stands there, below it. What was found keeps its place, its own text and how sure it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from huzhu.claims.formats.labels import LABELS, field_by_label, nearly, pattern
from huzhu.claims.formats.rows import GAP, Box, Char, Row, Word, around, rows_of
from huzhu.claims.formats.values import AMOUNTS, PARSERS, Value, days, hospital
from huzhu.kernel.money import capital

FIELDS: dict[str, tuple[str, ...]] = {
    "bill": (
        "bill_code", "bill_number", "hospital", "name", "admitted_on", "discharged_on",
        "diagnosis", "icd10", *AMOUNTS,
    ),
    "settlement": (
        "bill_number", "hospital", "hospital_grade", "name", "admitted_on", "discharged_on",
        "diagnosis", "icd10", *AMOUNTS,
    ),
    "diagnosis": (
        "hospital", "hospital_grade", "name", "admitted_on", "discharged_on", "diagnosis", "icd10",
    ),
}  # fmt: skip
_BEFORE_SEX = re.compile(
    rf"(?:^|{GAP})([\u4e00-\u9fff]{{2,4}}){GAP}(?:性别[:{GAP}]*)?[男女](?:{GAP}|$)"
)
_BELOW = 95
_LIKE = 80
_ROWS_BELOW = 2


@dataclass(frozen=True, slots=True)
class Field:
    """`value`: fen, a day as "2025-06-10", or words. `raw`: as it was seen. `confidence`: 0–100."""

    value: str | int
    raw: str
    box: Box
    confidence: int
    page: int = 0


@dataclass(frozen=True)
class Read:
    """What was read of a paper, by name of field; a field that was not found is not there."""

    kind: str
    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    rank: int
    row: int
    start: int
    end: int
    is_like: bool = False


def read_fields(kind: str, pages: Sequence[Sequence[Word]]) -> Read:
    """The fields of a paper of a kind ("bill", "settlement", "diagnosis"); of several pages the
    first that has a field counts."""
    found: dict[str, Field] = {}
    for number, words in enumerate(pages):
        for name, field in _Page(rows_of(words), number).fields(FIELDS[kind]).items():
            found.setdefault(name, field)
    return Read(kind, found)


class _Page:
    """One page while it is read."""

    def __init__(self, rows: Sequence[Row], number: int) -> None:
        self._rows = rows
        self._number = number
        self._labels = [list(_labels_in(number, row)) for number, row in enumerate(rows)]

    def fields(self, wanted: Sequence[str]) -> dict[str, Field]:
        found = {name: field for name in wanted if (field := self._best(name))}
        missing = [name for name in wanted if name not in found]
        for name in missing:
            if (like := self._like(name)) and (field := self._value_of(like)):
                found[name] = field
        self._days_of_stay(found, wanted)
        self._by_other_ways(found, wanted)
        if "total" in found:
            found["total"] = self._with_capital(found["total"])
        return found

    def _best(self, name: str) -> Field | None:
        """Of several places the surest wording, then the surest reading."""
        labels = sorted(
            (label for row in self._labels for label in row if label.name == name),
            key=lambda label: label.rank,
        )
        found = [(label.rank, field) for label in labels if (field := self._value_of(label))]
        return min(found, key=lambda f: (f[0], -f[1].confidence))[1] if found else None

    def _value_of(self, label: _Label) -> Field | None:
        parse = PARSERS[label.name]
        row = self._rows[label.row]
        end = self._end(label)
        beside = row.text[label.end : end]
        if (value := parse(beside)) is not None:
            return self._field(row.chars[label.end : end], value, beside, label)
        if beside.strip(f":{GAP} ()元"):
            return None
        for chars in self._below(label):
            text = "".join(char.text for char in chars)
            if (value := parse(text)) is not None:
                return self._field(chars, value, text, label, _BELOW)
        return None

    def _end(self, label: _Label) -> int:
        after = [one.start for one in self._labels[label.row] if one.start >= label.end]
        return min(after, default=len(self._rows[label.row].text))

    def _below(self, label: _Label) -> Iterator[Sequence[Char]]:
        """The words under a label in the next rows, the one that stands most squarely first."""
        head = self._rows[label.row].chars[label.start : label.end]
        left, right = head[0].left, head[-1].right
        for number in range(label.row + 1, min(label.row + 1 + _ROWS_BELOW, len(self._rows))):
            taken = {n for one in self._labels[number] for n in range(one.start, one.end)}
            words: dict[int, list[Char]] = {}
            for place, char in enumerate(self._rows[number].chars):
                if char.word >= 0 and place not in taken:
                    words.setdefault(char.word, []).append(char)
            under = [w for w in words.values() if w[0].left < right and w[-1].right > left]
            yield from sorted(under, key=lambda w: abs(w[0].left + w[-1].right - left - right))
            if under:
                return

    def _field(
        self, chars: Sequence[Char], value: Value, text: str, label: _Label, most: int = 100
    ) -> Field:
        own = [char for char in chars[value.start : value.end] if char.word >= 0]
        seen = min(char.confidence for char in own)
        sure = min(seen, value.sureness, most, _LIKE if label.is_like else 100)
        raw = text[value.start : value.end].replace(GAP, " ")
        return Field(value.value, raw, around(own), sure, self._number)

    def _like(self, name: str) -> _Label | None:
        """A label with a sign misread, in a row where no other label claims the place."""
        for wording in LABELS[name]:
            for number, row in enumerate(self._rows):
                start = nearly(wording, row.text)
                if start is None:
                    continue
                end = start + len(wording)
                if all(end <= one.start or start >= one.end for one in self._labels[number]):
                    return _Label(name, 0, number, start, end, is_like=True)
        return None

    def _days_of_stay(self, found: dict[str, Field], wanted: Sequence[str]) -> None:
        """Both days beside one label: 住院时间：2025-06-10至2025-06-20."""
        if "admitted_on" not in wanted or {"admitted_on", "discharged_on"} <= set(found):
            return
        for label in (one for row in self._labels for one in row if one.name == "stay"):
            row, end = self._rows[label.row], self._end(label)
            both = days(row.text[label.end : end])
            if len(both) >= 2:
                for name, value in zip(("admitted_on", "discharged_on"), both, strict=False):
                    chars, text = row.chars[label.end : end], row.text[label.end : end]
                    found.setdefault(name, self._field(chars, value, text, label))
                return

    def _by_other_ways(self, found: dict[str, Field], wanted: Sequence[str]) -> None:
        """What stands without a label: number after No, hospital as heading, code in brackets."""
        if "bill_number" in wanted and "bill_number" not in found:
            self._take(found, "bill_number", r"N[oO0°][.:：]{0,2}(?=\d{6,})")
        if "total" in wanted and "total" not in found:
            for label in (one for row in self._labels for one in row if one.name == "capital"):
                rest = self._rows[label.row].text[label.end :]
                for sign in re.finditer("[¥Y](?=[:.]?\\d)", rest):
                    self._take_at(found, "total", label.row, label.end + sign.end())
        if "name" in wanted and "name" not in found:
            self._name_before_sex(found)
        if "hospital" in wanted and "hospital" not in found:
            self._heading(found)
        if "icd10" in wanted and "icd10" not in found and "diagnosis" in found:
            self._code_of(found)

    def _name_before_sex(self, found: dict[str, Field]) -> None:
        """Forms ask for the sex right after the name; a short label in a cell may go unseen."""
        for number, row in enumerate(self._rows):
            if match := _BEFORE_SEX.search(row.text):
                label = _Label("name", 0, number, match.start(), match.start(), is_like=True)
                value = Value(match[1], match.start(1), match.end(1))
                found["name"] = self._field(row.chars, value, row.text, label)
                return

    def _take(self, found: dict[str, Field], name: str, sign: str) -> None:
        for number, row in enumerate(self._rows):
            if match := re.search(sign, row.text):
                self._take_at(found, name, number, match.end())
                return

    def _take_at(self, found: dict[str, Field], name: str, number: int, start: int) -> None:
        label = _Label(name, 0, number, start, start)
        row = self._rows[number]
        if (value := PARSERS[name](row.text[start:])) is not None:
            found[name] = self._field(row.chars[start:], value, row.text[start:], label)

    def _heading(self, found: dict[str, Field]) -> None:
        """The name of the hospital in the largest writing."""
        for row in sorted(self._rows, key=lambda row: -row.height):
            if (value := hospital(row.text)) is not None:
                label = _Label("hospital", 0, 0, 0, 0)
                found["hospital"] = self._field(row.chars, value, row.text, label)
                return

    def _code_of(self, found: dict[str, Field]) -> None:
        top = found["diagnosis"].box
        for row in self._rows:
            if all(char.box[3] < top[1] or char.box[1] > top[3] for char in row.chars):
                continue
            label = _Label("icd10", 0, 0, 0, 0)
            if (value := PARSERS["icd10"](row.text)) is not None:
                found["icd10"] = self._field(row.chars, value, row.text, label)
                return

    def _with_capital(self, total: Field) -> Field:
        """Surer where the amount in capitals says the same: two readings agree."""
        assert isinstance(total.value, int)
        if total.value <= 0:
            return total
        told = capital(total.value).removesuffix("整")
        text = "".join(row.text for row in self._rows).replace(GAP, "").replace("圆", "元")
        if told not in text:
            return total
        return Field(total.value, total.raw, total.box, max(total.confidence, 99), total.page)


def _labels_in(number: int, row: Row) -> Iterator[_Label]:
    """Labels from left to right. One that tells of words must be followed by a colon or a gap:
    hospitals' names, titles and prose hold such words too."""
    known = field_by_label()
    for found in pattern().finditer(row.text):
        label = found[0].replace(GAP, "")
        name = known.get(label, "")
        if name and name not in AMOUNTS and not _ends_well(row.text, found.end()):
            continue
        rank = LABELS[name].index(label) if name else 0
        yield _Label(name, rank, number, found.start(), found.end())


def _ends_well(text: str, end: int) -> bool:
    return end == len(text) or text[end] in f":;.{GAP}(" or text[end].isdigit()
