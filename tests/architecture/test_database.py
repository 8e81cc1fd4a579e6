"""What the database itself keeps, asked of its catalogue and tried as its two roles."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors, sql

from architecture.source import require_none

NEVER_CHANGE = {
    "audit_entry",
    "audit_seal",
    "attachments_attachment",
    "claims_formerstay",
    "claims_review",
    "enrolment_budgetentry",
    "ledger_entry",
    "ledger_transaction",
    "organisations_headcount",
    "organisations_succession",
    "plans_draftrevision",
    "plans_publishededition",
}
# Rows carry the path of their organisation; the tree itself is known by its own column.
UNDER_POLICY = """
    SELECT c.relname,
           c.relrowsecurity,
           (SELECT array_agg(DISTINCT p.polcmd::text) FROM pg_policy p WHERE p.polrelid = c.oid),
           pg_get_userbyid(c.relowner)
    FROM pg_class c
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
      AND (c.relname = 'organisations_organisation' OR EXISTS (
           SELECT FROM pg_attribute a
           WHERE a.attrelid = c.oid AND a.attname = 'org_path' AND NOT a.attisdropped))
    ORDER BY c.relname
"""
LOOKS_ACROSS = """
    SELECT p.proname, pg_get_userbyid(p.proowner),
           coalesce((SELECT bool_or(setting LIKE 'search_path=%') FROM unnest(p.proconfig) setting),
                    false),
           EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                   WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')
    FROM pg_proc p
    WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace ORDER BY p.proname
"""
READ, ADD, CHANGE, REMOVE, ALL = "r", "a", "w", "d", "*"
A_VALUE = {
    "boolean": "false", "uuid": "gen_random_uuid()", "bytea": "'\\x00'", "jsonb": "'{}'",
    "date": "'2026-01-01'", "timestamp with time zone": "'2026-01-01'",
    "character varying": "'x'", "text": "'x'", "ARRAY": "'{}'", "int8range": "'[1,2)'",
    "daterange": "'[2026-01-01,2026-02-01)'",
}  # fmt: skip


@pytest.fixture
def catalogue(django_db_setup) -> Iterator[psycopg.Connection]:
    """The test database as its administrator; whatever a test does is rolled back."""
    from django.db import connections

    from conftest import TEST_HOME
    from huzhu.config import embedded

    name = connections["default"].settings_dict["NAME"]
    with embedded.administrator(TEST_HOME, name) as connection:
        connection.autocommit = False
        yield connection
        connection.rollback()


# ── row-level security ────────────────────────────────────────────────────────────────────────


def open_tables(catalogue: psycopg.Connection) -> list[str]:
    """Tables of a jurisdiction that somebody of another could read or write."""
    found = []
    for table, is_enabled, commands, owner in catalogue.execute(UNDER_POLICY):
        kept = set(commands or ())
        complete = ALL in kept or {READ, ADD, CHANGE, REMOVE} <= kept
        if not (is_enabled and complete and owner != "huzhu_app"):
            found.append(table)
    return found


def test_every_table_of_a_jurisdiction_is_under_policies(catalogue):
    require_none(open_tables(catalogue))


def test_policies_guard_more_than_a_handful(catalogue):
    """The query above finds the tables at all."""
    tables = {row[0] for row in catalogue.execute(UNDER_POLICY)}
    known = {"claims_claim", "enrolment_cover", "ledger_entry", "organisations_organisation"}
    assert known - tables == set()


def test_table_without_policies_is_found(catalogue):
    catalogue.execute("SET LOCAL ROLE huzhu_owner")
    catalogue.execute("CREATE TABLE planted_bare (org_path text)")
    catalogue.execute("CREATE TABLE planted_half (org_path text)")
    catalogue.execute("ALTER TABLE planted_half ENABLE ROW LEVEL SECURITY")
    catalogue.execute("CREATE POLICY seen ON planted_half FOR SELECT USING (true)")
    catalogue.execute("CREATE TABLE planted_asleep (org_path text)")
    catalogue.execute("CREATE POLICY seen ON planted_asleep USING (true)")
    assert open_tables(catalogue) == ["planted_asleep", "planted_bare", "planted_half"]


def test_application_cannot_bypass_policies(catalogue):
    row = catalogue.execute(
        "SELECT rolsuper, rolbypassrls, pg_has_role('huzhu_app', 'huzhu_resolver', 'member'),"
        " pg_has_role('huzhu_app', 'huzhu_owner', 'member') FROM pg_roles WHERE rolname = 'huzhu_app'"
    ).fetchone()
    assert row == (False, False, False, False)


# ── functions that look across jurisdictions ──────────────────────────────────────────────────


def loose_functions(catalogue: psycopg.Connection) -> list[str]:
    return [
        name
        for name, owner, is_fixed, is_public in catalogue.execute(LOOKS_ACROSS)
        if owner != "huzhu_resolver" or not is_fixed or is_public
    ]


def test_functions_across_jurisdictions_are_narrow(catalogue):
    require_none(loose_functions(catalogue))
    assert len(catalogue.execute(LOOKS_ACROSS).fetchall()) >= 5


def test_loose_function_is_found(catalogue):
    head = "CREATE FUNCTION planted_{}() RETURNS int LANGUAGE sql SECURITY DEFINER {} AS 'SELECT 1'"
    narrow = "SET search_path = public, pg_temp"
    for name, setting, public, owner in (
        ("anybodys", narrow, True, "huzhu_resolver"),
        ("good", narrow, False, "huzhu_resolver"),
        ("owners", narrow, False, "huzhu_owner"),
        ("wandering", "", False, "huzhu_resolver"),
    ):
        catalogue.execute(head.format(name, setting))
        catalogue.execute(f"ALTER FUNCTION planted_{name} OWNER TO {owner}")
        if not public:
            catalogue.execute(f"REVOKE ALL ON FUNCTION planted_{name} FROM PUBLIC")
    assert loose_functions(catalogue) == ["planted_anybodys", "planted_owners", "planted_wandering"]


# ── append-only ───────────────────────────────────────────────────────────────────────────────


def guarded_tables(catalogue: psycopg.Connection) -> set[str]:
    rows = catalogue.execute(
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE t.tgname LIKE '%never_changes%'"
    )
    return {row[0] for row in rows}


def put_a_row(catalogue: psycopg.Connection, table: str) -> None:
    """Any row will do: a trigger for each row is silent on an empty table."""
    catalogue.execute("SET LOCAL session_replication_role = replica")
    for (name,) in catalogue.execute(
        "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass", [table]
    ).fetchall():
        drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        catalogue.execute(drop.format(sql.Identifier(table), sql.Identifier(name)))
    columns = catalogue.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
        " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
        [table],
    ).fetchall()
    if columns:
        names = ", ".join(f'"{name}"' for name, _ in columns)
        values = ", ".join(A_VALUE.get(kind, "1") for _, kind in columns)
        catalogue.execute(f"INSERT INTO {table} ({names}) VALUES ({values})")
    else:
        catalogue.execute(f"INSERT INTO {table} DEFAULT VALUES")
    catalogue.execute("SET LOCAL session_replication_role = origin")


def refusals(catalogue: psycopg.Connection, table: str, role: str) -> dict[str, str | None]:
    """What the role gets when it tries to change the table: an SQLSTATE for each way, or None."""
    first = catalogue.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND column_name <> 'id' ORDER BY ordinal_position LIMIT 1",
        [table],
    ).fetchone()[0]
    ways = {
        "update": f'UPDATE {table} SET "{first}" = "{first}"',
        "delete": f"DELETE FROM {table}",
        "truncate": f"TRUNCATE {table} CASCADE",
    }
    answers: dict[str, str | None] = {}
    for way, statement in ways.items():
        try:
            with catalogue.transaction():
                catalogue.execute(f"SET LOCAL ROLE {role}")
                catalogue.execute(statement)
                answers[way] = None
                raise psycopg.Rollback
        except psycopg.Error as error:
            answers[way] = error.sqlstate
    return answers


def test_what_must_never_change_is_guarded(catalogue):
    assert NEVER_CHANGE - guarded_tables(catalogue) == set()


@pytest.mark.parametrize("table", sorted(NEVER_CHANGE))
def test_append_only_table_refuses_application_and_owner(catalogue, table):
    put_a_row(catalogue, table)
    denied = errors.InsufficientPrivilege.sqlstate
    assert refusals(catalogue, table, "huzhu_app") == dict.fromkeys(
        ("update", "delete", "truncate"), denied
    )
    assert refusals(catalogue, table, "huzhu_owner") == dict.fromkeys(
        ("update", "delete", "truncate"), "HZ001"
    )


def test_unguarded_table_is_found(catalogue):
    """The trial above tells a guarded table from another: a fresh one gives way."""
    catalogue.execute("SET LOCAL ROLE huzhu_owner")
    catalogue.execute("CREATE TABLE planted_open (id bigint DEFAULT 1, note text)")
    catalogue.execute("RESET ROLE")
    put_a_row(catalogue, "planted_open")
    assert refusals(catalogue, "planted_open", "huzhu_owner") == {
        "update": None,
        "delete": None,
        "truncate": None,
    }
