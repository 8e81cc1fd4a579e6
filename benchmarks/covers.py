"""Overlap made impossible: the exclusion constraint beside the b-tree chain and a bare table."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from benchmarks.house import throw_away_database
from benchmarks.rows import BenchRow, seconds

ROWS = 50_000
_FILL = (
    "INSERT INTO {table} SELECT n, 1, DATE '2025-01-01' + (n %% 300)::int,"
    " DATE '2026-01-01' + (n %% 300)::int {more} FROM generate_series(1, {rows}) n"
)
_TABLES = {
    "bare": "",
    "exclusion": (
        ", EXCLUDE USING gist (int8range(person_id, person_id, '[]') WITH =,"
        " int8range(plan_id, plan_id, '[]') WITH =, daterange(starts_on, ends_before) WITH &&)"
    ),
    "chain": (
        ", previous_end date, UNIQUE (person_id, plan_id, ends_before),"
        " UNIQUE NULLS NOT DISTINCT (person_id, plan_id, previous_end),"
        " CHECK (previous_end IS NULL OR starts_on >= previous_end),"
        " FOREIGN KEY (person_id, plan_id, previous_end)"
        " REFERENCES chain (person_id, plan_id, ends_before)"
    ),
}


def measure() -> Iterator[BenchRow]:
    with throw_away_database() as connection:
        rates = {name: _rate(connection, name) for name in _TABLES}
    for name in ("exclusion", "chain"):
        yield BenchRow(
            f"covers inserted under the {name} of periods", round(rates[name]), "rows/s",
            "the same rows into a bare table", round(rates[name] / rates["bare"], 3),
        )  # fmt: skip


def _rate(connection: psycopg.Connection, name: str) -> float:
    more = ", NULL" if name == "chain" else ""
    connection.execute(
        f"CREATE TABLE {name} (person_id bigint NOT NULL, plan_id bigint NOT NULL,"
        f" starts_on date NOT NULL, ends_before date NOT NULL{_TABLES[name]})"
    )

    def fill() -> None:
        connection.execute(f"TRUNCATE {name}")
        connection.execute(_FILL.format(table=name, rows=ROWS, more=more).replace("%%", "%"))

    return ROWS / seconds(fill)
