"""Migrations equal the models, and bring an empty database all the way."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import no_translations
from django.db import connections, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

SRC = Path(__file__).resolve().parents[2] / "src"


@no_translations
def present_models() -> ProjectState:
    return ProjectState.from_apps(apps)


@no_translations
def missing_migrations(wanted: ProjectState) -> dict[str, list[str]]:
    """Operations by app that would bring the migrated state to these models."""
    loader = MigrationLoader(None)
    found = MigrationAutodetector(loader.project_state(), wanted).changes(graph=loader.graph)
    return {
        app: [operation.describe() for step in steps for operation in step.operations]
        for app, steps in found.items()
    }


def test_migrations_equal_models(house):
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, verbosity=2)
    except SystemExit:
        pytest.fail(f"a model changed without its migration:\n{said.getvalue()}")


def test_changed_model_without_migration_is_found():
    state = present_models()
    assert missing_migrations(state) == {}
    state.models["notices", "notice"].fields["planted"] = models.BooleanField(default=False)
    assert missing_migrations(state) == {"notices": ["Add field planted to notice"]}


@pytest.mark.django_db(databases=["default", "owner"])
def test_empty_database_is_brought_all_the_way():
    """The database of the tests is a clone of one migrated from nothing, as the schema's owner."""
    executor = MigrationExecutor(connections["owner"])
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("huzhu_owner",)


def test_migrations_are_named_by_intent():
    named_by_machine = re.compile(r"_auto_|_\d{8}_|_alter_|_and_more$")
    names = [path.stem for path in SRC.glob("huzhu/*/migrations/0*.py")]
    assert [name for name in names if named_by_machine.search(name)] == []


def test_migrations_of_a_module_are_one_line():
    """No two migrations of a module carry the same number."""
    seen = [(p.parts[-3], p.stem[:4]) for p in SRC.glob("huzhu/*/migrations/0*.py")]
    assert sorted(seen) == sorted(set(seen))
