"""Loading the demo province, and the screens' statistics over it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter

from benchmarks.house import throw_away_home
from benchmarks.rows import BenchRow

_IN_THE_HOUSE = """
import json, sys, time
from datetime import date
from huzhu.config.main import _start_database
_start_database()
import django, os
django.setup()
from django.db import connection
from huzhu.analytics.queries import statistics, total
from huzhu.analytics.enums import GroupBy
from huzhu.kernel.clock import civil_date, now
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import acting_in, everything
year = civil_date(now()).year
period = Period(date(year, 1, 1), date(year + 1, 1, 1))
def timed(act):
    started = time.perf_counter(); act(); return time.perf_counter() - started
with acting_in(everything()):
    by_county = lambda: statistics(everything(), period, GroupBy.COUNTY)
    taken = sorted(timed(by_county) for _ in range(5))[2]
    with connection.cursor() as cursor:
        tables = ("enrolment_cover", "treasury_receipt", "claims_plandecision")
        whole = "SELECT " + ", ".join(f"(SELECT count(*) FROM {t})" for t in tables)
        scan = sorted(timed(lambda: cursor.execute(whole)) for _ in range(5))[2]
print(json.dumps([taken, scan]))
"""


def measure() -> Iterator[BenchRow]:
    with throw_away_home():
        started = perf_counter()
        said = _run(["-m", "huzhu.config.main", "demo", "--load-only"])
        whole = perf_counter() - started
        loaded = re.search(r"loaded in (\d+) s", said)
        yield BenchRow(
            "demo province, scale 0.01, loaded", float(loaded.group(1)), "s",
            "with a new database before it", round(float(loaded.group(1)) / whole, 2),
        )  # fmt: skip
        yield BenchRow(
            "demo province, scale 0.01, loaded (goal of the house)", float(loaded.group(1)), "s",
            goal=60, better="lower",
        )  # fmt: skip
        taken, scan = json.loads(_run(["-c", _IN_THE_HOUSE]).splitlines()[-1])
    yield BenchRow(
        "statistics of a year by county", round(taken * 1000, 1), "ms",
        "counting the same three tables", round(taken / scan, 2),
    )  # fmt: skip


def _run(arguments: list[str]) -> str:

    environment = {
        **os.environ,
        "HUZHU_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "huzhu.config.settings",
    }
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout
