"""Bringing the database to where the program needs it."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def pending_migrations() -> int:
    executor = MigrationExecutor(connections["owner"])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare_database() -> int:
    """Applies what is pending, as the owner of the schema; returns how many."""
    pending = pending_migrations()
    if pending:
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    return pending
