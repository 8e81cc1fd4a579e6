"""Rosters from the wire to posted covers, beside the limit and beside django-import-export."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.house import throw_away_home
from benchmarks.rows import BenchRow

ROWS, FILES, ROWS_A_FILE = 100_000, 1_000, 100
COVERS_A_YEAR = 1_670_000


def measure() -> Iterator[BenchRow]:
    with throw_away_home():
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "huzhu.config.settings"}
        done = subprocess.run(
            [
                sys.executable, "-m", "benchmarks.roster_house", str(ROWS), str(FILES),
                str(ROWS_A_FILE),
            ],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        seen = json.loads(done.stdout.splitlines()[-1])
    one, many, copied = seen["one"], seen["many"], seen["copied"]
    yield BenchRow(
        f"one roster of {ROWS:,} rows, from the file to covers", round(one), "rows/s",
        "COPY of all the same finished rows into the same tables", round(one / copied, 2), 0.3,
    )  # fmt: skip
    yield BenchRow(
        f"{FILES:,} rosters of {ROWS_A_FILE} rows, one worker", round(many), "rows/s",
        "COPY of all the same finished rows into the same tables", round(many / copied, 2),
    )  # fmt: skip
    yield BenchRow(
        "one roster, from the file to covers", round(one), "rows/s",
        "django-import-export, the same file without the checks",
        round(one / seen["import_export"], 1), 30,
    )  # fmt: skip
    yield BenchRow(
        "a year of the province, 1.67 million covers, by two workers at this speed",
        round(COVERS_A_YEAR / (2 * one) / 60, 1), "minutes", goal=8, better="lower",
    )  # fmt: skip
    before, after, end = seen["memory"]
    yield BenchRow("memory after 2,000 rows", round(before), "MB")
    yield BenchRow(f"memory after {ROWS:,} rows in one file", round(after), "MB")
    yield BenchRow(f"memory after {FILES:,} further files", round(end), "MB")
