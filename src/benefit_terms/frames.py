"""Facts as rows of a Polars frame, and rows as facts again.

A row is a claim. Its columns are the fields of `Facts`, laid flat and derived
from the dataclasses, so that a fact added to the language has its column at
once: `cover_starts_on`, `person_sex`, `event_admitted_on`, `diagnosis_icd10`,
`bill_total_fen`. Beside them stand `claim` (text), `person` (text or a whole
number, an opaque one), `order` (order of payment within the person), and, where
reports want them, `plan` and `organisation`.

A row with `settled: true` was paid before and is not decided again; what it
paid stands in the columns `settled_…`. The `earlier` of a claim are the rows of
the same person with a smaller `order` that paid something or keep a count.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import polars as pl

from .decision import Decision
from .errors import FactsError, Unacceptable
from .facts import EarlierPayment, Event, Facts
from .reader import hints_of, literal_values

#: Columns of the row itself, beside those of the facts.
ROW_COLUMNS: dict[str, pl.DataType] = {
    "claim": pl.String(),
    "person": pl.String(),
    "order": pl.Int64(),
    "plan": pl.String(),
    "organisation": pl.String(),
    "settled": pl.Boolean(),
}
REQUIRED = ("claim", "person", "order", "cover_starts_on", "cover_ends_before", "event_kind")
#: Which day of an event decides its order among others, by kind; as claims are dated.
_DAYS: dict[str | None, tuple[str, ...]] = {
    "inpatient": ("admitted_on", "occurred_on", "diagnosed_on", "discharged_on"),
    "diagnosis": ("diagnosed_on", "occurred_on", "admitted_on", "discharged_on"),
}
_OTHER_DAYS = ("occurred_on", "admitted_on", "diagnosed_on", "discharged_on")
#: Fields of an earlier payment that are read from the row's own facts.
_FROM_ROW = {
    "plan": "plan",
    "cover_starts_on": "cover_starts_on",
    "event_kind": "event_kind",
    "icd10": "diagnosis_icd10",
    "severity": "diagnosis_severity",
    "event_ref": "event_ref",
}
_RENAMED = {"terminated_cover": "settled_terminated"}


@dataclass(frozen=True)
class FactColumn:
    """One column: where its value stands in the facts, its type, and its words if they are few."""

    name: str
    record: str
    field: str
    dtype: pl.DataType
    words: tuple[str, ...] = ()


def day_roles(kind: str | None) -> tuple[str, ...]:
    """The dates that tell on which day an event of this kind was, the first known counts."""
    return _DAYS.get(kind, _OTHER_DAYS)


@cache
def fact_columns() -> dict[str, FactColumn]:
    """All columns of the facts by name, in the order of the dataclasses."""
    found: dict[str, FactColumn] = {}
    for entry in fields(Facts):
        wanted = _plain(hints_of(Facts)[entry.name])
        if entry.name == "earlier":
            continue
        if not is_dataclass(wanted):
            found[entry.name] = FactColumn(entry.name, "", entry.name, dtype_of(wanted))
            continue
        found.update(_columns_of(wanted, entry.name))
    return found


def _columns_of(cls: Any, record: str) -> dict[str, FactColumn]:
    found: dict[str, FactColumn] = {}
    for entry in fields(cls):
        wanted = _plain(hints_of(cls)[entry.name])
        if is_dataclass(wanted):
            found.update(_columns_of(wanted, entry.name))
            given = f"{entry.name}_given"
            found[given] = FactColumn(given, entry.name, "", pl.Boolean())
        else:
            name = f"{record}_{entry.name}"
            words = literal_values(wanted) if get_origin(wanted) is Literal else ()
            found[name] = FactColumn(name, record, entry.name, dtype_of(wanted), words)
    return found


@cache
def settled_columns() -> dict[str, tuple[str, pl.DataType]]:
    """Columns of what a settled row paid: name → (field of EarlierPayment, type)."""
    found = {}
    for entry in fields(EarlierPayment):
        if entry.name not in _FROM_ROW and entry.name != "event_on":
            name = _RENAMED.get(entry.name, f"settled_{entry.name}")
            found[name] = (entry.name, dtype_of(hints_of(EarlierPayment)[entry.name]))
    return found


def _plain(wanted: Any) -> Any:
    """The annotation without `| None`."""
    if get_origin(wanted) in (Union, types.UnionType):
        options = [option for option in get_args(wanted) if option is not type(None)]
        return options[0] if len(options) == 1 else wanted
    return wanted


def dtype_of(wanted: Any) -> pl.DataType:
    """The Polars type that holds an annotation of the facts."""
    wanted = _plain(wanted)
    if get_origin(wanted) is tuple:
        return pl.List(dtype_of(get_args(wanted)[0]))
    if is_dataclass(wanted):
        hints = hints_of(wanted)
        return pl.Struct([pl.Field(e.name, dtype_of(hints[e.name])) for e in fields(wanted)])
    known: dict[Any, pl.DataType] = {
        int: pl.Int64(),
        bool: pl.Boolean(),
        date: pl.Date(),
    }
    return known.get(wanted, pl.String())


def schema() -> dict[str, pl.DataType]:
    """Name and type of every column a frame of claims may have."""
    return {
        **ROW_COLUMNS,
        **{column.name: column.dtype for column in fact_columns().values()},
        **{name: dtype for name, (_, dtype) in settled_columns().items()},
    }


def facts_of(row: Mapping[str, Any], earlier: Iterable[EarlierPayment] = ()) -> Facts:
    """The facts of one row (a mapping of column to value) with what was paid before.

    Raises FactsError naming the claim for facts that contradict themselves.
    """
    try:
        built = {
            entry.name: _value_of(row, hints_of(Facts)[entry.name], entry.name)
            for entry in fields(Facts)
            if entry.name != "earlier"
        }
        return Facts(**{k: v for k, v in built.items() if v is not None}, earlier=tuple(earlier))
    except Unacceptable as trouble:
        where = f"claim {row.get('claim')}"
        raise FactsError(trouble.code, trouble.what, where=where, remedy=trouble.remedy) from None


def _record(row: Mapping[str, Any], cls: Any, name: str) -> Any:
    held = {}
    for entry in fields(cls):
        value = _value_of(row, hints_of(cls)[entry.name], f"{name}_{entry.name}")
        if value is not None:
            held[entry.name] = value
    return cls(**held)


def _value_of(row: Mapping[str, Any], hint: Any, name: str) -> Any:
    wanted = _plain(hint)
    if not is_dataclass(wanted):
        value = row.get(name)
        return _tuple_of(value, get_args(wanted)[0]) if isinstance(value, list) else value
    if wanted is hint:
        return _record(row, wanted, name)
    nested = name.rpartition("_")[2]
    given = row.get(f"{nested}_given")
    if given is None:
        held = (row.get(f"{nested}_{entry.name}") for entry in fields(wanted))
        given = any(value is not None and value != [] for value in held)
    return _record(row, wanted, nested) if given else None


def _tuple_of(values: list[Any], item: Any) -> tuple[Any, ...]:
    if not is_dataclass(item):
        return tuple(values)
    return tuple(
        item(**{name: value for name, value in held.items() if value is not None})  # type: ignore[operator]
        for held in values
    )


def event_day(event: Event, otherwise: date) -> date:
    """The day by which later claims know an event that was paid."""
    for role in day_roles(event.kind):
        day: date | None = getattr(event, role)
        if day is not None:
            return day
    return otherwise


def payment_of(plan: str, facts: Facts, decision: Decision) -> EarlierPayment:
    """What a later claim of the same person is told of this decision."""
    diagnosis, known = facts.event.diagnosis, {e.name for e in fields(EarlierPayment)}
    told = {
        "plan": plan,
        "event_on": event_day(facts.event, facts.cover.starts_on),
        "cover_starts_on": facts.cover.starts_on,
        "amount_fen": decision.amount_fen,
        "event_kind": facts.event.kind,
        "icd10": diagnosis.icd10 if diagnosis else None,
        "severity": diagnosis.severity if diagnosis else None,
        "event_ref": facts.event.ref,
        "terminated_cover": any(effect.kind == "terminate_cover" for effect in decision.effects),
    }
    for name in known - set(told):
        wanted = get_args(hints_of(EarlierPayment)[name])[0]
        held = getattr(decision, name, ())
        if is_dataclass(wanted):
            names = [entry.name for entry in fields(wanted)]
            held = [wanted(**{n: getattr(item, n) for n in names}) for item in held]  # type: ignore[operator]
        told[name] = tuple(held)
    return EarlierPayment(**told)  # type: ignore[arg-type]


def settled_payment(row: Mapping[str, Any], plan: str) -> EarlierPayment:
    """A settled row as an earlier payment; one that names no plan is the edition's own."""
    told = {name: row.get(column) for name, column in _FROM_ROW.items()}
    told["plan"] = told["plan"] or plan
    days = (row.get(f"event_{role}") for role in day_roles(told["event_kind"]))
    told["event_on"] = next((day for day in days if day), told["cover_starts_on"])
    for column, (name, _) in settled_columns().items():
        value = row.get(column)
        if isinstance(value, list):
            value = _tuple_of(value, get_args(hints_of(EarlierPayment)[name])[0])
        told[name] = value
    told["amount_fen"] = told["amount_fen"] or 0
    return EarlierPayment(**{name: v for name, v in told.items() if v is not None})


def frame_of(claims: Sequence[Facts]) -> pl.DataFrame:
    """A frame with each of these facts as a claim of its own person, its `earlier` as settled rows.

    The claims are `0`, `1`, …; the persons are numbered alike.
    """
    rows: list[dict[str, Any]] = []
    for person, facts in enumerate(claims):
        for order, paid in enumerate(facts.earlier):
            rows.append({**_settled_row(paid), "person": person, "order": order})
            rows[-1]["claim"] = f"{person}.{order}"
        rows.append({**row_of(facts), "person": person, "order": len(facts.earlier)})
        rows[-1]["claim"] = str(person)
    return pl.DataFrame(rows, schema={**schema(), "person": pl.Int64()}, orient="row")


def row_of(facts: Facts) -> dict[str, Any]:
    """The facts laid flat, column by column, without `earlier`."""
    row: dict[str, Any] = {"settled": False}
    for column in fact_columns().values():
        holder = _holder(facts, column.record)
        if column.field:
            row[column.name] = None if holder is None else _plain_value(holder, column.field)
        else:
            row[column.name] = holder is not None
    return row


def _holder(facts: Facts, record: str) -> Any:
    if not record:
        return facts
    return getattr(facts, record) if hasattr(facts, record) else getattr(facts.event, record)


def _plain_value(holder: Any, name: str) -> Any:
    value = getattr(holder, name)
    if isinstance(value, tuple):
        return [_as_dict(item) for item in value]
    return value


def _as_dict(item: Any) -> Any:
    if not is_dataclass(item):
        return item
    return {entry.name: getattr(item, entry.name) for entry in fields(item)}


def _settled_row(paid: EarlierPayment) -> dict[str, Any]:
    row = {column: getattr(paid, name) for name, column in _FROM_ROW.items()}
    row |= {name: _plain_value(paid, held) for name, (held, _) in settled_columns().items()}
    row[f"event_{day_roles(paid.event_kind)[0]}"] = paid.event_on
    return {**row, "settled": True}
