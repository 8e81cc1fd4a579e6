"""What the figures of a paper must satisfy, and what a paper says of the event. No database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huzhu.claims.enums import PaperKind
from huzhu.claims.rules.claimed import Event, icd_category

#: Kinds of paper that an engine reads, and the size below which no file holds a page of print.
READABLE = (PaperKind.BILL, PaperKind.SETTLEMENT, PaperKind.DIAGNOSIS)
WORTH_READING_BYTES = 4096
#: Below this a value is shown as doubtful: a seal or a crease took a digit with it more than once.
DOUBTFUL_BELOW = 95


@dataclass(frozen=True)
class Fault:
    """What a paper's figures contradict: "parts", "days", "name"; with the fields concerned."""

    code: str
    fields: tuple[str, ...]


_PAID_BY_OTHERS = ("pool_paid", "large_paid", "other_paid")
# Ways in which papers divide what the person pays; a paper prints one, two or all three.
_PERSONAL = (
    ("account_paid", "cash_paid"),
    ("self_paid", "self_funded"),
    (
        "deductible", "proportional", "class_b_first", "self_funded", "over_limit", "above_cap",
    ),
)  # fmt: skip


def paper_faults(values: Mapping[str, str | int], member: str) -> list[Fault]:
    """What cannot be true of a paper: parts that do not make the total, days out of order, another
    person's name. What is not on the paper is not asked for."""
    faults: list[Fault] = []
    total, by_others = values.get("total"), [n for n in _PAID_BY_OTHERS if n in values]
    for parts in _PERSONAL:
        if total is None or "pool_paid" not in values or any(n not in values for n in parts):
            continue
        named = (*by_others, *parts)
        if total != sum(int(values[name]) for name in named):
            faults.append(Fault("parts", ("total", *named)))
    admitted, discharged = values.get("admitted_on"), values.get("discharged_on")
    if admitted and discharged and str(discharged) < str(admitted):
        faults.append(Fault("days", ("admitted_on", "discharged_on")))
    if values.get("name") and str(values["name"]) != member:
        faults.append(Fault("name", ("name",)))
    return faults


_ON_EVERY = ("admitted_on", "discharged_on")
# What a bill calls self-funded is all that lies outside the scope; a sheet tells its parts.
_AMOUNTS_OF: dict[str, tuple[str, ...]] = {
    PaperKind.BILL: ("total", "pool_paid", "large_paid", "deductible"),
    PaperKind.SETTLEMENT: (
        "total", "pool_paid", "large_paid", "deductible", "proportional", "class_b_first",
        "self_funded", "over_limit", "above_cap",
    ),
}  # fmt: skip


def event_from(kind: str, values: Mapping[str, str | int]) -> dict[str, Any]:
    """What a confirmed paper says of the event, as the "event" part of the facts."""
    amounts = {f"{n}_fen": values[n] for n in _AMOUNTS_OF.get(kind, ()) if n in values}
    words = {"icd10": values.get("icd10"), "name": values.get("diagnosis")}
    said: dict[str, Any] = {name: values[name] for name in _ON_EVERY if name in values}
    if "hospital_grade" in values:
        said["hospital_grade"] = values["hospital_grade"]
    if amounts:
        said["bill"] = amounts
    if diagnosis := {name: value for name, value in words.items() if value}:
        said["diagnosis"] = diagnosis
    return said


def filled_event(event: Event, said: Event) -> dict[str, Any]:
    """The event with what papers say where nothing was typed; what was typed stays."""
    filled = dict(event)
    for name, value in said.items():
        if isinstance(value, Mapping):
            typed = {k: v for k, v in (event.get(name) or {}).items() if v is not None}
            filled[name] = {**(event.get(name) or {}), **value, **typed}
        elif filled.get(name) in (None, ""):
            filled[name] = value
    return filled


@dataclass(frozen=True)
class Difference:
    """A field of the event in which what was typed is not what the paper says."""

    name: str
    typed: object
    said: object


def differences(event: Event, said: Event) -> list[Difference]:
    """Amounts, days and the category of the diagnosis, not its words: those are often shortened."""
    found = [
        Difference(name, event[name], said[name])
        for name in _ON_EVERY
        if event.get(name) and said.get(name) and event[name] != said[name]
    ]
    typed, printed = event.get("bill") or {}, said.get("bill") or {}
    found += [
        Difference(name, typed[name], value)
        for name, value in printed.items()
        if typed.get(name) is not None and typed[name] != value
    ]
    codes = icd_category(event), icd_category(said)
    if all(codes) and codes[0] != codes[1]:
        found.append(Difference("icd10", *codes))
    return found
