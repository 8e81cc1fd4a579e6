"""A roster of ten thousand rows, from the file to the covers, beside the bare COPY of its rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.house import throw_away_home
from benchmarks.rows import BenchRow

ROWS = 10_000
_IN_THE_HOUSE = """
import json, sys, time
from datetime import date, datetime
from huzhu.config.main import _start_database
_start_database()
import django
django.setup()
from django.db import connection
from huzhu.config.setup import prepare_database
from huzhu.demo.journey import Journey
from huzhu.demo.rosters import other_people, roster_file
from huzhu.enrolment import actions
from huzhu.kernel.clock import CIVIL_ZONE
from huzhu.kernel.facts import publishing_to
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import service
prepare_database()
journey = Journey(187_443, run_jobs=lambda: None)
journey._open_the_house(), journey._publish()
by, at, count = service("bench"), datetime(2025, 2, 18, 10, tzinfo=CIVIL_ZONE), int(sys.argv[1])
content = roster_file(other_people(count, offset=2_000_000))
with publishing_to(lambda *_, **__: None):
    with acting_in(everything()):
        Organisation.objects.filter(pk=journey.unit.pk).update(staff_count=count)
        unit = Organisation.objects.get(pk=journey.unit.pk)
        roster = actions.receive_roster(by=by, at=at, organisation=unit, plan_code="ZY",
            starts_on=date(2025, 2, 21), file_name="x.xlsx", content=content)
    started = time.perf_counter()
    roster = actions.check_roster(by=by, at=at, roster_ref=roster.ref)
    with acting_in(everything()):
        actions.ask_posting_of_all(by=by, at=at, roster_ref=roster.ref)
    with acting_in(everything()):
        (made,) = actions.post_roster(by=by, at=at, roster_ref=roster.ref)
    taken = time.perf_counter() - started
assert made.persons == count
with acting_in(everything()), connection.cursor() as cursor:
    cursor.execute("SELECT row_no, name, identity_masked, identity_hash FROM enrolment_rosterrow")
    rows = cursor.fetchall()
    cursor.execute("CREATE TEMPORARY TABLE bare (a int, b text, c text, d bytea)")
    started = time.perf_counter()
    with cursor.copy("COPY bare FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    bare = time.perf_counter() - started
print(json.dumps([taken, bare]))
"""


def measure() -> Iterator[BenchRow]:
    with throw_away_home():
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "huzhu.config.settings"}
        done = subprocess.run(
            [sys.executable, "-c", _IN_THE_HOUSE, str(ROWS)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        taken, bare = json.loads(done.stdout.splitlines()[-1])
    yield BenchRow(
        "roster rows judged, registered, sealed and covered", round(ROWS / taken), "rows/s",
        "a bare COPY of the same rows", round(bare / taken, 3),
    )  # fmt: skip
