"""Bringing the database to where the program needs it."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor

from huzhu.vault.actions import ensure_house_key


def pending_migrations() -> int:
    executor = MigrationExecutor(connections["owner"])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare_database() -> int:
    """Applies what is pending, as the owner of the schema; returns how many."""
    pending = pending_migrations()
    if pending:
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        ensure_house_key()
    return pending


def rows_per_table(cursor: CursorWrapper | None = None) -> dict[str, int]:
    """Exact counts of the house's own tables; read as the owner of the schema if none is given."""
    if cursor is None:
        with connections["owner"].cursor() as own:
            return rows_per_table(own)
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND relname NOT LIKE 'procrastinate%' AND relname <> 'config_cache' ORDER BY relname"
    )
    found = {}
    for (table,) in cursor.fetchall():
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        found[table] = cursor.fetchone()[0]
    return found
