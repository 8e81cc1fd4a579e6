"""Dataclasses back into plain data, in the one canonical spelling.

Fields that hold their default are left out: a field added to the language later
then leaves the digest of every older edition unchanged.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from .nodes import Condition, Family
from .quantities import Quantity
from .values import Choice, ParameterRef


def to_plain_data(value: Any) -> Any:
    """A node, record or value as dicts, lists, text, whole numbers, booleans and None."""
    if isinstance(value, (Quantity, Fraction)):
        return str(value) if isinstance(value, Fraction) or value.unit != "rate" else _ratio(value)
    if isinstance(value, ParameterRef):
        return f"${value.name}"
    if isinstance(value, Choice):
        table = {"by": value.by, "rows": {key: to_plain_data(row) for key, row in value.rows}}
        return (
            table
            if value.otherwise is None
            else {**table, "otherwise": to_plain_data(value.otherwise)}
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Family):
        return _member(value)
    if is_dataclass(value):
        return _record(value)
    if isinstance(value, tuple):
        return _sequence(value)
    return value


def _ratio(rate: Quantity) -> str:
    return f"{rate.number.numerator}/{rate.number.denominator}"


def _record(value: Any) -> dict[str, Any]:
    written = {}
    for entry in fields(value):
        held = getattr(value, entry.name)
        if entry.default is not MISSING and held == entry.default:
            continue
        written[entry.name.rstrip("_")] = to_plain_data(held)
    return written


def _sequence(value: tuple[Any, ...]) -> Any:
    if value and all(isinstance(item, Condition) for item in value):
        merged: dict[str, Any] = {}
        for item in value:
            merged.update(_member(item))
        return merged
    if value and all(isinstance(v, tuple) and len(v) == 2 and isinstance(v[0], str) for v in value):
        return {key: to_plain_data(item) for key, item in value}
    return [to_plain_data(item) for item in value]


def _member(value: Family) -> Any:
    body = _record(value)
    if value.form == "kind":
        return {"kind": value.kind, **body}
    if not body:
        return value.kind
    first = fields(value)[0].name.rstrip("_")  # type: ignore[arg-type]
    return {value.kind: body[first] if list(body) == [first] else body}
