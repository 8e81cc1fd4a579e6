"""Two rosters name the same newcomers at one moment, on a database of their own."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, connections

from conftest import TEST_HOME, _use_database, clone_database
from factories.members import new_person
from factories.tree import make_tree
from huzhu.kernel.scope import acting_in, everything
from huzhu.members.actions import register_people
from huzhu.members.models import Employment, Person
from huzhu.organisations.rules import service
from huzhu.vault.models import PersonKey

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PLACES = ("王益区一厂", "渭滨区一厂")


@pytest.fixture
def own_database(database_template, django_db_setup, django_db_blocker):
    """Committed work of several connections, thrown away afterwards."""
    from huzhu.config import embedded

    name, before = "members_together", connections["default"].settings_dict["NAME"]
    host = str(embedded.socket_folder(TEST_HOME))
    clone_database(database_template, name)
    with django_db_blocker.unblock():
        _use_database(name, host)
        yield
        _use_database(before, host)
    with embedded.administrator(TEST_HOME) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_same_newcomers_at_once_are_one_record_each(own_database):
    with acting_in(everything()):
        tree = make_tree()
    start, found, faults = threading.Barrier(2), [], []

    def act(place: str, rows) -> None:
        try:
            with acting_in(everything()):
                start.wait(timeout=10)
                found.append(
                    register_people(by=service("test"), at=AT, rows=rows, organisation=tree[place])
                )
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    rows = [new_person(number) for number in range(200)]
    threads = [
        threading.Thread(target=act, args=(place, its))
        for place, its in zip(PLACES, (rows, rows[::-1]), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert faults == []
    assert found[0] == found[1]
    with acting_in(everything()):
        assert Person.objects.count() == 200
        assert Employment.objects.count() == 400
        assert PersonKey.objects.filter(subject_id__gt=0).count() == 200
