"""`make bench [ONLY=group]`: prints a table and writes var/bench.json."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.rows import BenchRow

GROUPS = ("terms", "covers", "rosters", "settlements", "demo", "bills")
TARGET = Path(__file__).resolve().parents[1] / "var" / "bench.json"


def main(only: list[str]) -> int:
    unknown = [name for name in only if name not in GROUPS]
    if unknown:
        print(f"There is no group {unknown[0]!r}; there are: {', '.join(GROUPS)}.", file=sys.stderr)
        return 2
    rows: list[BenchRow] = []
    for name in only or GROUPS:
        rows += import_module(f"benchmarks.{name}").measure()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False))
    Console(width=130).print(_table(rows))
    return 0


def _table(rows: list[BenchRow]) -> Table:
    table = Table(title=f"Measured; also in {TARGET.relative_to(TARGET.parents[1])}")
    for column in ("what", "value", "against", "ratio", "goal", "met"):
        table.add_column(column, overflow="fold")
    for row in rows:
        sign = "≥" if row.better == "higher" else "≤"
        goal = "" if row.goal is None else f"{sign} {row.goal:g}"
        met = {None: "", True: "yes", False: "NO"}[row.is_met]
        ratio = "" if row.ratio is None else f"{row.ratio:g}"
        table.add_row(row.name, f"{row.value:g} {row.unit}", row.against, ratio, goal, met)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
