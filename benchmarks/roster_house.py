"""Inside a throw-away house: rosters from the wire to covers, and the same rows by COPY alone.

Run by `benchmarks.rosters` in a process of its own; prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date, datetime
from itertools import islice

TABLES = (
    "members_person", "vault_personkey", "members_employment", "members_payoutaccount",
    "enrolment_enrolment", "enrolment_cover", "enrolment_contributiondue",
)  # fmt: skip
STARTS_ON = date(2025, 2, 21)


def main(rows: int, files: int, rows_a_file: int) -> None:
    from huzhu.config.main import _start_database

    _start_database()
    import django

    django.setup()
    from huzhu.config.setup import prepare_database
    from huzhu.demo.journey import Journey

    prepare_database()
    journey = Journey(187_443, run_jobs=lambda: None)
    journey._open_the_house()
    journey._publish()
    work = _Work(journey.unit, 3_500 + rows + files * rows_a_file)
    work.post_file(2_000)
    before = _memory()
    one = work.post_file(rows)
    after_one = _memory()
    copied = work.copy_alone()
    many = work.post_files(files, rows_a_file)
    other = work.by_import_export(1_500)
    print(
        json.dumps(
            {
                "one": rows / one,
                "copied": copied,
                "many": files * rows_a_file / many,
                "import_export": other,
                "memory": [before, after_one, _memory()],
            }
        )
    )


class _Work:
    def __init__(self, unit, people: int) -> None:
        from huzhu.demo.rosters import other_people
        from huzhu.kernel.clock import CIVIL_ZONE
        from huzhu.organisations.rules import service

        self.unit, self.by = unit, service("bench")
        self.at = datetime(2025, 2, 18, 10, tzinfo=CIVIL_ZONE)
        invented = other_people(people + people // 50, offset=2_000_000)
        by_number = {row["身份证号"]: row for row in invented}
        self.people = iter(by_number.values())
        self.units = 0

    def _file(self, count: int) -> bytes:
        """A roster of people whom no file before has named."""
        from huzhu.demo.rosters import roster_file

        return roster_file(list(islice(self.people, count)))

    def post_file(self, count: int) -> float:
        """Seconds from the file's bytes to covers that stand."""
        from huzhu.kernel.scope import acting_in, everything
        from huzhu.organisations.models import Organisation

        content = self._file(count)
        with acting_in(everything()):
            Organisation.objects.filter(pk=self.unit.pk).update(staff_count=count)
        started = time.perf_counter()
        self._post(self.unit.pk, content, count)
        return time.perf_counter() - started

    def _post(self, unit_id: int, content: bytes, count: int) -> None:
        from huzhu.enrolment import actions
        from huzhu.kernel.facts import publishing_to
        from huzhu.kernel.scope import acting_in, everything
        from huzhu.organisations.models import Organisation

        with publishing_to(lambda *_, **__: None):
            with acting_in(everything()):
                roster = actions.receive_roster(
                    by=self.by, at=self.at, plan_code="ZY", starts_on=STARTS_ON,
                    organisation=Organisation.objects.get(pk=unit_id),
                    file_name="x.xlsx", content=content,
                )  # fmt: skip
            roster = actions.check_roster(by=self.by, at=self.at, roster_ref=roster.ref)
            with acting_in(everything()):
                made = actions.post_roster(by=self.by, at=self.at, roster_ref=roster.ref)
        assert sum(one.persons for one in made) == count, (roster.rows_good, roster.rows_bad)

    def post_files(self, files: int, rows: int) -> float:
        """Many small files, one after another, as one worker takes them from the queue."""
        contents = [(self._unit(rows), self._file(rows)) for _ in range(files)]
        started = time.perf_counter()
        for unit_id, content in contents:
            self._post(unit_id, content, rows)
        return time.perf_counter() - started

    def _unit(self, staff: int) -> int:
        """A further unit of the same county."""
        from huzhu.kernel.scope import acting_in, everything
        from huzhu.organisations.actions import create_organisation
        from huzhu.organisations.enums import OrganisationKind

        with acting_in(everything()):
            self.units += 1
            made = create_organisation(
                by=self.by, at=self.at, parent=self.unit.parent, kind=OrganisationKind.UNIT,
                code=f"U2099-{self.units:07d}-X", starts_on=date(2020, 1, 1),
                name=f"第{self.units}单位工会", staff_count=staff, women_count=staff // 2,
            )  # fmt: skip
            return made.pk

    def copy_alone(self) -> float:
        """Rows a second of COPY of all the same finished rows into the same empty, constrained
        tables, as their owner: no row-level security, no sealing, nothing judged."""
        from django.db import connection

        from huzhu.config import embedded

        home, name = embedded.default_home(), connection.settings_dict["NAME"]
        held: dict[str, bytes] = {}
        with embedded.administrator(home, name) as raw, raw.cursor() as cursor:
            for table in TABLES:
                with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
                    held[table] = b"".join(bytes(block) for block in copy)
            cursor.execute("SELECT count(*) FROM enrolment_cover")
            count = cursor.fetchone()[0]
            cursor.execute("BEGIN")
            cursor.execute("SET LOCAL session_replication_role = replica")  # append-only tables
            cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
            cursor.execute("SET LOCAL session_replication_role = origin")
            started = time.perf_counter()
            for table in TABLES:
                with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                    copy.write(held[table])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            taken = time.perf_counter() - started
            cursor.execute("ROLLBACK")
        return count / taken

    def by_import_export(self, count: int) -> float:
        """Rows a second by django-import-export: the same file, the same rows in the end."""
        from benchmarks.roster_import_export import import_file

        content = self._file(count)
        started = time.perf_counter()
        import_file(self.by, self.at, self.unit, STARTS_ON, content, count)
        return count / (time.perf_counter() - started)


def _memory() -> float:
    """The most this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
