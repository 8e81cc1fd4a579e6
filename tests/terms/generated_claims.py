"""Claims made up at random for an edition: around the edges that the edition itself names."""

from __future__ import annotations

import random
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from benefit_terms import nodes as n
from benefit_terms.edition import Edition
from benefit_terms.frames import fact_columns, schema, settled_columns
from benefit_terms.quantities import Quantity
from benefit_terms.reader import literal_values
from terms.generated import ANY_WORD, BENEFITS, CAPS, CODES, FEN, START, WORDS

#: Fields of what facts list: injuries, burns, lines of a bill, payments of other plans.
ITEMS: dict[str, tuple[Any, ...]] = {
    "part": ("arm", "leg"),
    "grade": (3, 5),
    "degree": ("third", "deep_second"),
    "area": (2, 10),
    "line": ("1", "2", "3"),
    "code": ("drug", "other"),
    "quantity": (0, 1, 3),
    "amount_fen": (0, 3333, 50000),
    "plan": ("P2", "P3"),
    "clause": ("x", "extra"),
    "indemnity": (True, False),
}


class Claims:
    """Rows of claims for an edition, drawn from a seed."""

    def __init__(self, edition: Edition, seed: int) -> None:
        self.rng = random.Random(seed)
        self.edition = edition
        self.unknown = self.rng.choice((0.0, 0.0, 0.02, 0.15))
        self.fen = sorted(
            {*FEN, *(f + d for f in _numbers_in(edition, "fen") for d in (-1, 1) if f + d >= 0)}
        )
        self.days = sorted({0, 1, 29, 30, 59, 100, 364, 365, -1, *_numbers_in(edition, "days")})
        self.settles = self.rng.random() < 0.3
        # Offices that give no event a name of its own are many: without one, less is to be kept.
        self.refs = self.rng.choice((("r1", "r2", None), (None,)))
        self.kinds = self.rng.sample(literal_values(n.EventKind), self.rng.choice((1, 2, 6)))

    def frame(self, persons: int, most: int = 6) -> pl.DataFrame:
        rows = []
        for person in range(persons):
            base = self._person()
            for order in range(self.rng.choice((1, 1, 2, 3, most))):
                rows.append({**self._row(base), "person": person, "order": order})
                rows[-1]["claim"] = f"{person}/{order}"
        return pl.DataFrame(rows, schema={**schema(), "person": pl.Int64()}, orient="row")

    def _person(self) -> dict[str, Any]:
        names = [name for name in fact_columns() if name.startswith(("person_", "cover_"))]
        return {name: self._value(name, START) for name in names}

    def _row(self, base: dict[str, Any]) -> dict[str, Any]:
        starts = self.rng.choice((START, START, START, date(2024, 1, 1)))
        row = dict(base)
        for name, column in fact_columns().items():
            if name not in row and column.field:
                row[name] = self._value(name, starts)
        row["cover_starts_on"], row["cover_ends_before"] = (
            starts,
            starts.replace(year=starts.year + 1),
        )
        row["event_kind"] = self.rng.choice(self.kinds)
        row["settled"] = False
        self._repair(row)
        if self.settles and self.rng.random() < 0.3:
            self._settle(row)
        return row

    def _repair(self, row: dict[str, Any]) -> None:
        if row["event_admitted_on"] and row["event_discharged_on"]:
            row["event_discharged_on"] = row["event_admitted_on"] + timedelta(
                self.rng.choice((0, 1, 5, 12, 40))
            )
        if row["event_filed_on"] and self.rng.random() < 0.7:
            row["event_filed_on"] = row["cover_starts_on"] + timedelta(
                self.rng.choice(self.days) + 30
            )
        if self.rng.random() < 0.1:
            record = self.rng.choice(("diagnosis", "bill"))
            for name, column in fact_columns().items():
                if column.record == record:
                    row[name] = None
        if row["bill_total_fen"] is not None and self.rng.random() < 0.6:
            parts = [
                k
                for k in row
                if k.startswith("bill_")
                and k.endswith("_fen")
                and k not in ("bill_total_fen", "bill_other_reimbursed_fen")
            ]
            row["bill_total_fen"] = sum(row[name] or 0 for name in parts)

    def _value(self, name: str, starts: date) -> Any:
        column, rng = fact_columns()[name], self.rng
        if name == "cover_terminated_on":
            return starts + timedelta(rng.choice(self.days)) if rng.random() < 0.05 else None
        if rng.random() < self.unknown and not name.startswith("cover_s"):
            return None
        if column.words:
            return rng.choice(column.words)
        if column.dtype == pl.Date():
            return self._day(name, starts)
        if column.dtype == pl.Boolean():
            return rng.random() < 0.7
        if isinstance(column.dtype, pl.List):
            return self._listed(name)
        if column.dtype == pl.Int64():
            return self._number(name)
        if name == "diagnosis_icd10":
            return rng.choice(CODES) + rng.choice(("", ".9"))
        if name == "event_ref":
            return rng.choice(self.refs)
        return rng.choice(WORDS.get(name.partition("_")[2], ("", *ANY_WORD)))

    def _number(self, name: str) -> int:
        if name.endswith("_fen"):
            return self.rng.choice(self.fen)
        if "grade" in name:
            return self.rng.choice((1, 2, 5, 10))
        return self.rng.choice((0, 1, 1, 2, 3, 7) if "hazard" not in name else (1, 2, 3, 5))

    def _day(self, name: str, starts: date) -> date:
        rng = self.rng
        if name in ("person_birth_on", "person_member_since"):
            years = rng.choice(
                (16, 17, 30, 50, 55, 60, 61) if "birth" in name else (0, 1, 2, 5, 10)
            )
            return starts.replace(year=starts.year - years) + timedelta(rng.choice((-1, 0, 1, 100)))
        if name == "cover_previous_ends_before":
            return starts - timedelta(rng.choice((0, 1, 5, 30, 31)))
        if name == "cover_continuous_since":
            return starts.replace(year=starts.year - rng.choice((0, 1, 3)))
        if name == "diagnosis_first_diagnosed_on":
            return starts + timedelta(rng.choice((-400, -1, 0, 50)))
        return starts + timedelta(
            rng.choice(self.days) if rng.random() < 0.4 else rng.randrange(0, 365)
        )

    def _listed(self, name: str) -> list[Any]:
        rng = self.rng
        if rng.random() < 0.85:
            return []
        if name == "event_circumstances":
            return rng.sample(WORDS["circumstance"], 1)
        inner = fact_columns()[name].dtype.inner  # type: ignore[attr-defined]
        if inner == pl.String():
            return [rng.choice(ANY_WORD)]
        items = inner.fields
        return [
            {entry.name: rng.choice(ITEMS.get(entry.name, ANY_WORD)) for entry in items}
            for _ in range(rng.choice((1, 2)))
        ]

    def _settle(self, row: dict[str, Any]) -> None:
        rng = self.rng
        row["settled"] = True
        row["plan"] = rng.choice((None, "T", "T", "OTHER"))
        row |= dict.fromkeys(settled_columns())
        row["settled_amount_fen"] = rng.choice(FEN)
        row["settled_terminated"] = rng.random() < 0.1
        row["settled_uses"] = [
            {"cap": cap, "amount_fen": rng.choice(FEN)} for cap in CAPS if rng.random() < 0.4
        ]
        row["settled_lines"] = [
            {"clause": name, "amount_fen": rng.choice(FEN)}
            for name in BENEFITS
            if rng.random() < 0.4
        ]
        counters = (
            "account",
            "other",
            "b0.days",
            "b0.deductible",
            "b1.deductible",
            "b0.items",
            "word",
        )
        row["settled_counts"] = [
            {"counter": name, "number": rng.choice((1, 3, 5000))}
            for name in counters
            if rng.random() < 0.3
        ]


def _numbers_in(held: Any, unit: str) -> set[int]:
    if isinstance(held, Quantity):
        return {int(held.number)} if held.unit == unit else set()
    if isinstance(held, tuple):
        return set().union(*(_numbers_in(item, unit) for item in held))
    if is_dataclass(held):
        return set().union(
            *(_numbers_in(getattr(held, e.name), unit) for e in fields(held) if e.name != "places")
        )
    return set()
