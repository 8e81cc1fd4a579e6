"""Papers that read themselves: fields read right, by layout and condition, and seconds a page.

The pages are invented (tests/factories/bills.py) from a seed that nothing was tuned on; no real
hospital's paper is among them, so the figures tell one engine or one change from another, and not
what a county's own bills will give. A field counts as right only when its value is, to the fen.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.rows import BenchRow

SEED = 7_000
PAGES = 4
GOAL = 0.95

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))


def measure() -> Iterator[BenchRow]:
    from factories.bills import CONDITIONS, LAYOUTS, as_png, make_page
    from huzhu.claims.formats import engine_of_the_house, read_paper
    from huzhu.claims.rules import DOUBTFUL_BELOW, paper_faults

    engine, taken = engine_of_the_house(), []
    right: Counter[tuple[str, str]] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    wrong = unmarked = 0
    for layout in LAYOUTS:
        for condition in CONDITIONS:
            for number in range(PAGES):
                page = make_page(layout, SEED + number, condition)
                content = as_png(page.picture)
                started = time.perf_counter()
                fields = read_paper(page.kind, content, engine).fields
                taken.append(time.perf_counter() - started)
                values = {name: field.value for name, field in fields.items()}
                faults = paper_faults(values, str(page.truth["name"]))
                suspect = {name for fault in faults for name in fault.fields}
                for name, value in page.truth.items():
                    is_right = values.get(name) == value
                    right[layout, condition] += is_right
                    asked[layout, condition] += 1
                    wrong += not is_right
                    unmarked += (
                        not is_right
                        and name in fields
                        and fields[name].confidence >= DOUBTFUL_BELOW
                        and name not in suspect
                    )
            got, of = right[layout, condition], asked[layout, condition]
            yield BenchRow(
                f"bills: {layout}, {condition}", round(got / of, 4), "of fields",
                against=f"{got} of {of}", goal=GOAL,
            )  # fmt: skip
    yield BenchRow("bills: wrong fields", wrong, "fields", against=f"of {sum(asked.values())}")
    yield BenchRow(
        "bills: wrong, and neither doubtful nor contradicted", unmarked, "fields",
        goal=0, better="lower",
    )  # fmt: skip
    yield BenchRow("bills: a page", round(median(taken), 2), "s")
    yield BenchRow("bills: the slowest page", round(max(taken), 2), "s")
