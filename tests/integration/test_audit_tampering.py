"""An intruder with the database's highest rights changes the trail, and is found.

Each test works on a database of its own: what is tried here cannot be rolled back by the role that
the program connects as.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections

from conftest import TEST_HOME, _use_database, clone_database
from huzhu.audit import actions, queries
from huzhu.audit.models import Entry
from huzhu.config import embedded
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations.rules import service

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
SILENT = "SET session_replication_role = replica"
INSERTED = (
    "INSERT INTO audit_entry (at, recorded_at, by_label, origin, act, object_type, object_ref,"
    " org_path, before, after) VALUES (now() - interval '3 days', now() - interval '3 days', 'x',"
    " '', 'planted', 'thing', 'T1', '/1/', '{}', '{}')"
)


@dataclass
class Trail:
    """Five sealed acts, "one" to "five"; the head was noted after the third and the fifth."""

    database: str
    heads: Path
    ids: dict[str, int]

    def intrude(self, *statements: str) -> None:
        """As superuser, with triggers and append-only rules asleep."""
        with self.superuser() as intruder:
            intruder.execute(SILENT)
            for statement in statements:
                intruder.execute(statement)

    def superuser(self) -> psycopg.Connection:
        return embedded.administrator(TEST_HOME, self.database)

    def faults(self) -> list[tuple[str, int | None, int | None]]:
        return [(f.kind, f.entry_id, f.number) for f in queries.faults(heads=self.heads)]


@pytest.fixture
def trail(
    django_db_setup, database_template, django_db_blocker, settings, tmp_path
) -> Iterator[Trail]:
    before = connections["default"].settings_dict["NAME"]
    host = str(embedded.socket_folder(TEST_HOME))
    name = f"tamper_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    settings.HOME = tmp_path
    clone_database(database_template, name)
    with django_db_blocker.unblock():
        _use_database(name, host)
        try:
            yield written(Trail(name, tmp_path / "audit-heads.csv", {}))
        finally:
            _use_database(before, host)
            with embedded.administrator(TEST_HOME) as admin:
                admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def written(trail: Trail) -> Trail:
    for acts, at in ((("one", "two", "three"), MONDAY), (("four", "five"), TUESDAY)):
        for act in acts:
            write(act, at)
        assert actions.seal_pending() == len(acts)
        actions.keep_head(heads=trail.heads, at=at)
    with acting_in(everything()):
        trail.ids = dict(Entry.objects.values_list("act", "id"))
    return trail


def write(act: str, at: datetime) -> None:
    with acting_in(everything()):
        actions.record_act(
            by=service("test"),
            at=at,
            act=act,
            object_type="thing",
            object_ref="T1",
            org_path="/1/",
            after={"act": act},
        )


def verify() -> tuple[int, str]:
    """Exit code and words of `huzhu verify_audit`."""
    words = io.StringIO()
    try:
        call_command("verify_audit", stdout=words)
    except SystemExit as end:
        return int(end.code or 0), words.getvalue()
    return 0, words.getvalue()


def test_untouched_trail_has_no_fault(trail):
    assert trail.faults() == []
    assert queries.counts() == (5, 5)
    assert len(trail.heads.read_text().splitlines()) == 2
    code, words = verify()
    assert (code, words.strip()) == (0, "5 entries, 5 sealed, 0 faults")


@dataclass(frozen=True)
class Tampering:
    """Statements, and the faults they must leave as (kind, act of the entry or None, number)."""

    name: str
    statements: tuple[str, ...]
    faults: tuple[tuple[str, str | None, int | None], ...]


def forged(act: str, change: str) -> str:
    return f"UPDATE audit_entry SET {change} WHERE act = '{act}'"


TAMPERINGS = (
    Tampering(
        "what was done is rewritten",
        (forged("two", """after = '{"act": "nothing"}'"""),),
        (("entry_changed", "two", 2),),
    ),
    Tampering(
        "who did it is rewritten",
        (forged("four", "by_label = 'somebody else'"),),
        (("entry_changed", "four", 4),),
    ),
    Tampering(
        "when it was done is rewritten",
        (forged("one", "at = at - interval '1 second'"),),
        (("entry_changed", "one", 1),),
    ),
    Tampering(
        "an act is removed",
        ("DELETE FROM audit_entry WHERE act = 'two'",),
        (("entry_missing", "two", 2),),
    ),
    Tampering(
        "the last act is removed",
        ("DELETE FROM audit_entry WHERE act = 'five'",),
        (("entry_missing", "five", 5),),
    ),
    Tampering(
        "an act is slipped in, dated back",
        (INSERTED,),
        (("entry_inserted", "planted", None),),
    ),
    Tampering(
        "an act is slipped in, dated back and sealed",
        (INSERTED, "SELECT audit_seal_pending(10)"),
        (("entry_sealed_late", "planted", 6),),
    ),
    Tampering(
        "a seal is removed",
        ("DELETE FROM audit_seal WHERE number = 2",),
        (("seal_missing", "three", 2), ("chain_broken", "three", 3)),
    ),
    Tampering(
        "an act is removed with its seal",
        (
            "DELETE FROM audit_seal WHERE number = 2",
            "DELETE FROM audit_entry WHERE act = 'two'",
        ),
        (("seal_missing", "three", 2), ("chain_broken", "three", 3)),
    ),
    Tampering(
        "the last act is removed with its seal",
        (
            "DELETE FROM audit_seal WHERE number = 5",
            "DELETE FROM audit_entry WHERE act = 'five'",
        ),
        (("head_differs", None, 5),),
    ),
    Tampering(
        "an act is rewritten with its digest",
        (
            forged("two", "by_label = 'x'"),
            "UPDATE audit_seal s SET digest = audit_digest(e) FROM audit_entry e"
            " WHERE e.id = s.entry_id",
        ),
        (("chain_broken", "two", 2),),
    ),
    Tampering(
        "an act is rewritten and the whole chain made anew",
        (forged("two", "by_label = 'x'"), "TRUNCATE audit_seal", "SELECT audit_seal_pending(10)"),
        (("head_differs", None, 3), ("head_differs", None, 5)),
    ),
    Tampering(
        "the latest act is rewritten and the chain made anew from there",
        (
            forged("five", "by_label = 'x'"),
            "DELETE FROM audit_seal WHERE number = 5",
            "SELECT audit_seal_pending(10)",
        ),
        (("head_differs", None, 5),),
    ),
    Tampering(
        "everything is removed",
        ("TRUNCATE audit_seal", "TRUNCATE audit_entry"),
        (("head_differs", None, 3), ("head_differs", None, 5)),
    ),
)


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=[t.name for t in TAMPERINGS])
def test_tampering_is_named(trail, tampering):
    trail.intrude(*tampering.statements)
    with acting_in(everything()):
        ids = trail.ids | dict(Entry.objects.filter(act="planted").values_list("act", "id"))
    expected = [(kind, ids[act] if act else None, n) for kind, act, n in tampering.faults]
    assert trail.faults() == expected
    code, words = verify()
    assert code == 1
    assert f"{len(expected)} faults" in words
    for kind, entry_id, _number in expected:
        assert f"  {kind}: " in words
        assert entry_id is None or str(entry_id) in words


def test_chain_made_anew_is_found_by_the_file_outside_only(trail):
    """Why a head is kept outside: inside the database all is well again."""
    trail.intrude(forged("two", "by_label = 'x'"), "TRUNCATE audit_seal")
    assert actions.seal_pending() == 5
    assert queries.faults() == []
    assert {kind for kind, _, _ in trail.faults()} == {"head_differs"}


def test_entry_not_sealed_yet_is_no_fault_until_it_is_old(trail):
    write("six", TUESDAY)
    assert trail.faults() == []
    assert [f.kind for f in queries.faults(grace=timedelta(0))] == ["entry_inserted"]


@pytest.mark.parametrize(
    "statement",
    [forged("two", "act = 'x'"), "DELETE FROM audit_entry", "DELETE FROM audit_seal",
     "UPDATE audit_seal SET digest = chain", "TRUNCATE audit_entry",
     "INSERT INTO audit_seal VALUES (6, 999, '', '', now())"],
)  # fmt: skip
def test_program_itself_cannot_tamper(trail, statement):
    with pytest.raises(DatabaseError), acting_in(everything()), connection.cursor() as cursor:
        cursor.execute(statement)
    assert trail.faults() == []


@pytest.mark.parametrize("role", ["huzhu_app", "huzhu_owner"])
def test_database_dates_an_entry_itself(trail, role):
    """Without the highest rights an act cannot be dated back."""
    with trail.superuser() as other:
        other.execute(f"SET ROLE {role}")
        other.execute("SELECT set_config('huzhu.scope', '/', false)")
        other.execute(INSERTED)
        (age,) = other.execute(
            "SELECT clock_timestamp() - recorded_at FROM audit_entry WHERE act = 'planted'"
        ).fetchone()
    assert timedelta(0) <= age < timedelta(minutes=1)
    assert actions.seal_pending() == 1
    assert trail.faults() == []
