"""A form for the facts of one event, made from what an edition asks for.

It lives in the address (GET), so that what was tried can be shared as a link. Names of fields are
paths of the facts: `event.bill.proportional_fen=1874.43`, `earlier-0.event_on=2025-03-25`. Money
is in yuan; what is empty is not known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from benefit_terms import Edition
from benefit_terms import clauses as c
from benefit_terms import nodes as n
from benefit_terms.reader import hints_of
from benefit_terms.values import SEVERITIES, Choice
from huzhu.console.terms.factpaths import Leaf, bare, caps_of, kind_of, leaves, lists
from huzhu.console.terms.factquery import MOST_ROWS
from huzhu.console.terms.labels import GROUPS, column_label, fact_label, word_label
from huzhu.console.terms.needed import _nodes, needed_facts
from huzhu.kernel.errors import Refusal
from huzhu.kernel.money import parse_yuan

# Facts that are words of the edition's own: where the edition names some, they are offered.
AT_ONCE = 4
AXIS_OF = {
    "cover.tier": "tier",
    "person.person_class": "person_class",
    "person.employment": "employment",
    "event.hospital_grade": "hospital_grade",
    "event.diagnosis.severity": "severity",
    "event.circumstances": "circumstance",
}


# Offered beside what the edition names: the answer to what is not admitted can be tried too.
USUAL = {"employment": ("in_service", "retired"), "severity": SEVERITIES}


# ── the words an edition names ────────────────────────────────────────────────────────────────


def words_named(edition: Edition) -> dict[str, list[str]]:
    """Words by axis that the edition's tables, conditions, tiers and declarations name."""
    found: dict[str, dict[str, None]] = {
        axis: {word: None for word, _text in words} for axis, words in edition.words
    }
    for axis, words in USUAL.items():
        found.setdefault(axis, {}).update(dict.fromkeys(words))
    for _article, clause in edition.clauses():
        for node in _nodes(edition, clause):
            for axis, words in _named_by(node):
                found.setdefault(axis, {}).update(dict.fromkeys(words))
    return {axis: list(words) for axis, words in found.items()}


def _named_by(node: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(node, Choice):
        yield node.by, tuple(key for key, _value in node.rows)
    if isinstance(node, n.Condition) and hasattr(node, "among"):
        yield node.kind, tuple(node.among)
    if isinstance(node, c.EmploymentAmong):
        yield "employment", node.among
    if isinstance(node, c.FeeTier) and node.tier:
        yield "tier", (node.tier,)
    if isinstance(node, c.SeverityPair):
        yield "severity", (node.earlier, node.now)


# ── the form ──────────────────────────────────────────────────────────────────────────────────


class WordsInput(forms.TextInput):
    """Several words in one line; an address that repeats the name says the same."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return "、".join(data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")])


class YuanInput(forms.Field):
    """Fen from an amount in yuan."""

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            return parse_yuan(str(value))
        except Refusal as refusal:
            raise forms.ValidationError(_("Write it in yuan, such as 1234.56.")) from refusal


class FactForm(forms.Form):
    """The facts of one event. `facts()` gives the JSON that `benefit_terms.Facts` reads."""

    def __init__(self, data: Mapping[str, Any] | None, *, edition: Edition, language: str) -> None:
        super().__init__(data)
        self.edition, self.language = edition, language
        self.named = words_named(edition)
        self.needed = needed_facts(edition)
        for leaf in leaves().values():
            self.fields[leaf.path] = self._field(leaf)
        self.rows = {path: _row_count(data, path) for path in lists()}
        for path, count in self.rows.items():
            for number in range(count):
                for column in lists()[path][1]:
                    self.fields[f"{path}-{number}.{column}"] = self._cell(path, column)

    @property
    def groups(self) -> list[dict[str, Any]]:
        """What the edition asks for, group by group, each with its bound fields."""
        wanted = [path for path in leaves() if path in self.needed or self._was_given(path)]
        return [group for group in self._grouped(wanted) if group["fields"]]

    @property
    def others(self) -> list[dict[str, Any]]:
        """The facts that this edition never looks at."""
        shown = {field.name for group in self.groups for field in group["fields"]}
        rest = [path for path in leaves() if path not in shown]
        return [group for group in self._grouped(rest) if group["fields"]]

    @property
    def lists(self) -> list[dict[str, Any]]:
        """Tables of things of which there may be several, with their rows of bound fields."""
        return [
            {
                "path": path,
                "label": fact_label(path),
                "rows": [self._shown_row(path, number) for number in range(self.rows[path])],
            }
            for path, (_cls, columns) in lists().items()
            if path in self.needed or self._was_given(f"{path}-")
        ]

    def _shown_row(self, path: str, number: int) -> dict[str, Any]:
        """The fields that nearly every row needs, and the others."""
        bound = [self[f"{path}-{number}.{column}"] for column in lists()[path][1]]
        more = bound[AT_ONCE:]
        return {
            "fields": bound[:AT_ONCE],
            "more": more,
            "is_open": any(field.value() or field.errors for field in more),
        }

    def facts(self) -> dict[str, Any]:
        """What was filled in, as plain data; call after `is_valid()`."""
        built: dict[str, Any] = {"cover": {}, "event": {}}
        for path, leaf in leaves().items():
            value = self.cleaned_data.get(path)
            if value in (None, "", []):
                continue
            _put(built, path, _plain(leaf.kind, value))
        for path in lists():
            if rows := [
                row for number in range(self.rows[path]) if (row := self._row(path, number))
            ]:
                _put(built, path, rows)
        return built

    def _grouped(self, paths: list[str]) -> list[dict[str, Any]]:
        groups: dict[str, dict[str, Any]] = {
            key: {"label": label, "fields": []} for key, label in GROUPS
        }
        for path in paths:
            key = "bill" if ".bill." in path else path.split(".")[0]
            groups[key if key in groups else "event"]["fields"].append(self[path])
        return list(groups.values())

    def _was_given(self, path: str) -> bool:
        return any(
            value not in ("", None)
            for name, value in self.data.items()
            if name == path or (path.endswith("-") and name.startswith(path))
        )

    def _given(self, path: str) -> list[str]:
        values = self.data.getlist(path) if hasattr(self.data, "getlist") else [self.data.get(path)]
        return [str(value)[:60] for value in values if value]

    def _field(self, leaf: Leaf) -> forms.Field:
        label = fact_label(leaf.path)
        if leaf.path in AXIS_OF and (named := self.named.get(AXIS_OF[leaf.path])):
            given = [word for word in self._given(leaf.path) if word and word not in named]
            axis = AXIS_OF[leaf.path]
            return self._select(axis, label, [*named, *given], several=leaf.kind == "words")
        return self._control(leaf.path.split(".")[-1], leaf.kind, label, leaf.words)

    def _control(
        self, name: str, kind: str, label: str, words: tuple[str, ...] = ()
    ) -> forms.Field:
        if kind == "choice":
            return self._select("event_kind" if name == "kind" else name, label, list(words))
        if kind == "bool":
            yes_no = [("", "—"), ("true", _("Yes")), ("false", _("No"))]
            return forms.TypedChoiceField(
                label=label, required=False, choices=yes_no, empty_value=None,
                coerce=lambda value: value == "true",
            )  # fmt: skip
        if kind == "date":
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(label=label, required=False, widget=widget)
        if kind == "fen":
            widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
            text = _("{name} (yuan)").format(name=label)
            return YuanInput(label=text, required=False, widget=widget)
        if kind == "int":
            return forms.IntegerField(label=label, required=False, min_value=0, max_value=10**9)
        widget_class = WordsInput if kind == "words" else forms.TextInput
        return forms.CharField(label=label, required=False, max_length=200, widget=widget_class)

    def _select(
        self, axis: str, label: str, words: list[str], several: bool = False
    ) -> forms.Field:
        named = [(word, word_label(axis, word, self.edition, self.language)) for word in words]
        if several:
            return forms.MultipleChoiceField(
                label=label, required=False, choices=named, widget=forms.CheckboxSelectMultiple
            )
        return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *named])

    def _cell(self, path: str, column: str) -> forms.Field:
        cls = lists()[path][0]
        label = column_label(column)
        if path == "earlier" and column == "clause":
            named = [(b.id, _label_of(b, self.language)) for _a, b in self.edition.of(c.Benefit)]
            return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *named])
        if column == "more":
            return forms.CharField(label=label, required=False, max_length=2000)
        if column == "severity" and (named_words := self.named.get("severity")):
            return self._select(column, label, [*dict.fromkeys([*named_words, "none"])])
        kind, words = kind_of(column, bare(hints_of(cls)[column]))
        return self._control(column, kind, label, words)

    def _row(self, path: str, number: int) -> dict[str, Any]:
        held = {c: self.cleaned_data.get(f"{path}-{number}.{c}") for c in lists()[path][1]}
        row = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in held.items()
            if value not in (None, "")
        }
        if not row or path != "earlier":
            return row
        return _earlier(row, self.edition, self.cleaned_data.get("cover.starts_on"))


def _plain(kind: str, value: Any) -> Any:
    if kind == "words" and isinstance(value, str):
        return [word for word in re.split(r"[\s,，、]+", value) if word]
    return value.isoformat() if isinstance(value, date) else value


def _label_of(benefit: c.Benefit, language: str) -> str:
    return benefit.label.en if language == "en" else benefit.label.zh


def _earlier(row: dict[str, Any], edition: Edition, starts_on: date | None) -> dict[str, Any]:
    """A row as an earlier payment: of this plan and cover unless it says otherwise; the line and
    the caps that its benefit uses follow from the benefit."""
    clause, more = row.pop("clause", None), row.pop("more", "")
    row.setdefault("plan", edition.plan)
    row.setdefault("amount_fen", 0)
    if starts_on is not None:
        row.setdefault("cover_starts_on", starts_on.isoformat())
    if clause:
        row["lines"] = [{"clause": clause, "amount_fen": row["amount_fen"]}]
        if uses := [
            {"cap": cap, "amount_fen": row["amount_fen"]} for cap in caps_of(edition, clause)
        ]:
            row["uses"] = uses
    if more:
        try:
            added = json.loads(more, parse_float=str)
        except ValueError:
            added = {"more": more}
        row |= added if isinstance(added, dict) else {"more": more}
    return row


def _put(built: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for step in above:
        built = built.setdefault(step, {})
    built[last] = value


def _row_count(data: Mapping[str, Any] | None, path: str) -> int:
    """Rows that hold something, and an empty one to fill in."""
    used = [
        int(number)
        for name in data or ()
        if name.startswith(f"{path}-")
        and (number := name[len(path) + 1 :].partition(".")[0]).isdigit()
        and data[name]
    ]
    return min(max(used, default=-1) + 2, MOST_ROWS)
