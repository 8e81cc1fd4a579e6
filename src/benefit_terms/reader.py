"""Documents into dataclasses, by the dataclasses' own annotations.

One reader serves editions, facts and decisions. That is what makes a new node
cheap, and what makes every error name its place in the same way.
"""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from .document import Doc, DocList, DocMap, DocScalar, Place
from .errors import TermsError, Unacceptable
from .nodes import Family
from .quantities import UNITS_OF, WRITTEN_AS, Quantity, parse_quantity
from .values import Choice, ParameterRef, Value, row_order


class Reader:
    """Reads with one class of error, so that callers can tell bad terms from bad facts."""

    def __init__(self, error: type[TermsError]) -> None:
        self.error = error

    def fail(self, code: str, what: str, place: Place, remedy: str) -> TermsError:
        return self.error(code, what, where=str(place), remedy=remedy)

    def read(self, doc: Doc, wanted: Any) -> Any:
        """The document as an instance of the annotation `wanted`; raises `self.error`."""
        origin = get_origin(wanted)
        if origin is Annotated:
            return self._value(doc, get_args(wanted)[1])
        if origin in (Union, types.UnionType):
            return self._union(doc, wanted)
        if origin is Literal:
            return self._literal(doc, wanted)
        if origin is tuple:
            return self._tuple(doc, get_args(wanted)[0])
        if isinstance(wanted, type) and issubclass(wanted, Family) and "kind" not in vars(wanted):
            return self._member(doc, wanted)
        if isinstance(wanted, type) and is_dataclass(wanted):
            return self.record(doc, wanted)
        return self._scalar(doc, wanted)

    def _union(self, doc: Doc, wanted: Any) -> Any:
        options = [option for option in get_args(wanted) if option is not type(None)]
        if isinstance(doc, DocScalar) and doc.value is None and type(None) in get_args(wanted):
            return None
        if len(options) == 1:
            return self.read(doc, options[0])
        return self._literal(doc, wanted)

    def _literal(self, doc: Doc, wanted: Any) -> Any:
        allowed = literal_values(wanted)
        value = doc.value if isinstance(doc, DocScalar) else None
        if value in allowed and not isinstance(value, bool):
            return value
        raise self.fail(
            "not_in_list",
            f"{shown(doc)} is not a word of the vocabulary here.",
            doc.place,
            f"Use one of: {', '.join(map(str, allowed))}.",
        )

    def _tuple(self, doc: Doc, item: Any) -> Any:
        if get_origin(item) is tuple:
            if not isinstance(doc, DocMap):
                raise self.fail(
                    "not_a_mapping",
                    f"{shown(doc)} stands where a mapping belongs.",
                    doc.place,
                    "Write `name: …` lines.",
                )
            inner = get_args(item)[1]
            pairs = [(key, self.read(child, inner)) for key, child in doc.entries.items()]
            return tuple(sorted(pairs, key=lambda pair: row_order(pair[0])))
        if isinstance(item, type) and issubclass(item, Family) and item.form == "mapping":
            if isinstance(doc, DocMap):
                entries = sorted(doc.entries.items())
                return tuple(self._keyed(key, child, item, doc) for key, child in entries)
        elif isinstance(doc, DocList):
            return tuple(self.read(child, item) for child in doc.items)
        elif isinstance(doc, DocScalar) and isinstance(doc.value, str) and _is_word(item):
            # `event_kind: inpatient` is `event_kind: [inpatient]`.
            return (self.read(doc, item),)
        raise self.fail(
            "not_a_list",
            f"{shown(doc)} stands where several things belong.",
            doc.place,
            "Write a list (`- …` or `[…]`), or a mapping where the schema shows one.",
        )

    def _member(self, doc: Doc, family: type[Family]) -> Any:
        if family.form == "keyed":
            if isinstance(doc, DocScalar) and isinstance(doc.value, str):
                return self._keyed(doc.value, None, family, doc)
            if isinstance(doc, DocMap) and len(doc.entries) == 1:
                [(key, child)] = doc.entries.items()
                return self._keyed(key, child, family, doc)
            what = f"{shown(doc)} stands where one `name: value` belongs."
            raise self.fail(
                "not_one_key", what, doc.place, f"Write one of: {', '.join(family.members)}."
            )
        kind = doc.entries.get("kind") if isinstance(doc, DocMap) else None
        if isinstance(doc, DocMap) and isinstance(kind, DocScalar):
            rest = {key: child for key, child in doc.entries.items() if key != "kind"}
            node = self._class(str(kind.value), family, kind.place)
            return self.record(DocMap(rest, doc.place, doc.key_places), node)
        raise self.fail(
            "no_kind",
            "The clause does not say of which kind it is.",
            doc.place,
            f"Add `kind:` with one of: {', '.join(family.members)}.",
        )

    def _class(self, kind: str, family: type[Family], place: Place) -> type[Any]:
        if kind in family.members:
            return family.members[kind]
        raise self.fail(
            "unknown_kind",
            f"`{kind}` is not a kind of {family.__name__.lower()}.",
            place,
            f"Use one of: {', '.join(family.members)}.",
        )

    def _keyed(self, kind: str, child: Doc | None, family: type[Family], around: Doc) -> Any:
        node = self._class(kind, family, child.place if child else around.place)
        names = field_names(node)
        if child is None or (isinstance(child, DocScalar) and child.value is None):
            return self.record(DocMap({}, around.place), node)
        # `rate: 70 %` and `rate: {rate: 70 %}` are the same: the first field may stand alone, so
        # that a node can gain a field without changing how older editions are written.
        known = {name.rstrip("_") for name in names}
        if not (isinstance(child, DocMap) and known & set(child.entries)):
            child = DocMap({names[0]: child} if names else {"value": child}, child.place)
        return self.record(child, node)

    def record(self, doc: Doc, cls: type[Any]) -> Any:
        """A mapping as the dataclass `cls`; unknown and missing keys are refused by name."""
        if not isinstance(doc, DocMap):
            raise self.fail(
                "not_a_mapping",
                f"{shown(doc)} stands where a mapping belongs.",
                doc.place,
                f"Write `key: value` lines with: {', '.join(field_names(cls))}.",
            )
        names = {name.rstrip("_"): name for name in field_names(cls)}
        for key in doc.entries:
            if key not in names:
                place = doc.key_places.get(key, doc.entries[key].place)
                raise self.fail(
                    "unknown_key",
                    f"The key `{key}` is not known here.",
                    place,
                    f"Use only: {', '.join(names)}.",
                )
        hints = hints_of(cls)
        read = {
            names[key]: self.read(child, hints[names[key]]) for key, child in doc.entries.items()
        }
        for entry in fields(cls):
            if (
                entry.name not in read
                and entry.default is MISSING
                and entry.default_factory is MISSING
            ):
                raise self.fail(
                    "missing_key",
                    f"The key `{entry.name.rstrip('_')}` is missing.",
                    doc.place,
                    f"Add it; this place takes: {', '.join(names)}.",
                )
        try:
            return cls(**read)
        except Unacceptable as trouble:
            raise self.fail(trouble.code, trouble.what, doc.place, trouble.remedy) from None

    def _scalar(self, doc: Doc, wanted: Any) -> Any:
        value = doc.value if isinstance(doc, DocScalar) else None
        if wanted is date and isinstance(value, str):
            try:
                if len(value) == 10:
                    return date.fromisoformat(value)
            except ValueError:
                pass
        elif wanted is str and isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        elif type(value) is wanted:
            return value
        names = {
            date: "a date such as 2025-05-10",
            int: "a whole number",
            str: "text",
            bool: "true or false",
        }
        raise self.fail(
            "wrong_type",
            f"{shown(doc)} stands where {names.get(wanted, wanted)} belongs.",
            doc.place,
            f"Write {names.get(wanted, wanted)}.",
        )

    def _value(self, doc: Doc, unit: str) -> Value:
        if isinstance(doc, DocMap):
            return self._choice(doc, unit)
        text = doc.value if isinstance(doc, DocScalar) else None
        if isinstance(text, str) and text.startswith("$"):
            return ParameterRef(text[1:])
        if not isinstance(text, str):
            raise self.fail(
                "not_a_quantity",
                f"{shown(doc)} has no unit.",
                doc.place,
                f"Write {WRITTEN_AS[unit]}, or a parameter such as `$annual_cap`.",
            )
        try:
            quantity = parse_quantity(text)
        except Unacceptable as trouble:
            raise self.fail(
                trouble.code, trouble.what, doc.place, f"Write {WRITTEN_AS[unit]}."
            ) from None
        self._check_unit(quantity, unit, doc.place)
        return quantity

    def _check_unit(self, quantity: Quantity, unit: str, place: Place) -> None:
        if quantity.unit not in UNITS_OF[unit]:
            raise self.fail(
                "wrong_unit",
                f"`{quantity}` has the unit {quantity.unit}.",
                place,
                f"Write {WRITTEN_AS[unit]}.",
            )

    def _choice(self, doc: DocMap, unit: str) -> Choice:
        axis, rows = doc.entries.get("by"), doc.entries.get("rows")
        extra = set(doc.entries) - {"by", "rows", "otherwise"}
        if not isinstance(axis, DocScalar) or not isinstance(rows, DocMap) or extra:
            raise self.fail(
                "not_a_table",
                "A table of values needs `by`, `rows` and perhaps `otherwise`.",
                doc.place,
                "Write `{by: ordinal, rows: {1: 70 %}, otherwise: 40 %}`.",
            )
        read = [(key, self._value(child, unit)) for key, child in rows.entries.items()]
        otherwise = doc.entries.get("otherwise")
        try:
            return Choice(
                str(axis.value),
                tuple(sorted(read, key=lambda row: row_order(row[0]))),
                None if otherwise is None else self._value(otherwise, unit),
            )
        except Unacceptable as trouble:
            raise self.fail(trouble.code, trouble.what, doc.place, trouble.remedy) from None


# Annotations are read once per class, for claims are read by the thousand.
_HINTS: dict[int, tuple[Any, dict[str, Any]]] = {}


def hints_of(cls: Any) -> dict[str, Any]:
    """Annotations of a dataclass, with their extras."""
    found = _HINTS.get(id(cls))
    if found is None:
        found = _HINTS[id(cls)] = (cls, get_type_hints(cls, include_extras=True))
    return found[1]


def _is_word(item: Any) -> bool:
    return item is str or get_origin(item) is Literal


def field_names(cls: Any) -> tuple[str, ...]:
    return tuple(entry.name for entry in fields(cls))


def literal_values(wanted: Any) -> tuple[Any, ...]:
    """All words of a Literal, or of a union of Literals."""
    if get_origin(wanted) is Literal:
        return get_args(wanted)
    return tuple(value for option in get_args(wanted) for value in literal_values(option))


def shown(doc: Doc) -> str:
    """What the author wrote, short enough for a message."""
    if isinstance(doc, DocScalar):
        text = "nothing" if doc.value is None else f"`{doc.value}`"
        return text if len(text) <= 60 else text[:57] + "…`"
    return "A list" if isinstance(doc, DocList) else "A mapping"
