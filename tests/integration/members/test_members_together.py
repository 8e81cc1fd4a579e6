"""Two rosters name the same newcomers at one moment, on a database of their own."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from django.db import connection

from factories.members import new_person
from factories.tree import make_tree
from huzhu.kernel.scope import acting_in, everything
from huzhu.members.actions import register_people
from huzhu.members.models import Employment, Person
from huzhu.organisations.rules import service
from huzhu.vault.models import PersonKey

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PLACES = ("王益区一厂", "渭滨区一厂")


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
