"""Settlement lists of a bureau: matched, judged and sorted, from the file's bytes to lanes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.house import throw_away_home
from benchmarks.rows import BenchRow

ROWS = 100_000
STAYS_A_YEAR = 71_600


def measure() -> Iterator[BenchRow]:
    rows = int(os.environ.get("BENCH_SETTLEMENTS", ROWS))
    with throw_away_home():
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "huzhu.config.settings"}
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.settlement_house", str(rows)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        seen = json.loads(done.stdout.splitlines()[-1])
    yield BenchRow(
        f"a settlement list of {rows:,} rows, from the file to sorted stays",
        round(seen["first"]), "rows/s", "the published goal, rows/s", goal=5_000,
    )  # fmt: skip
    yield BenchRow("the same, by the processor time of the worker", round(seen["busy"]), "rows/s")
    yield BenchRow(
        "the same list again, nothing new", round(seen["again"]), "rows/s",
        "rows that became stays twice", seen["twice"], 0, "lower",
    )  # fmt: skip
    yield BenchRow("claims made of the straight lane", round(seen["claims"]), "claims/s")
    yield BenchRow("memory after the list", round(seen["memory"]), "MB")


if __name__ == "__main__":
    for row in measure():
        print(row)
