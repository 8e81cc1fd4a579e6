"""Two officers at the same line at the same time."""

from __future__ import annotations

import os
import threading

import pytest
from django.db import connection

from conftest import TEST_HOME, _use_database, clone_database
from factories.money import make_expected, open_counter
from factories.statements import make_collection_account, money_came
from huzhu.kernel.facts import publishing_to
from huzhu.kernel.scope import acting_in, everything
from huzhu.treasury.actions import Allocation, allocate_lines
from huzhu.treasury.errors import LineTooSmall
from huzhu.treasury.models import Receipt, StatementLine


@pytest.fixture
def real_database(database_template, django_db_setup, django_db_blocker, settings, tmp_path):
    """A clone of its own: here transactions are really committed."""
    from django.db import connections

    from huzhu.config import embedded

    settings.MEDIA_ROOT = tmp_path
    before = connections["default"].settings_dict["NAME"]
    host = str(embedded.socket_folder(TEST_HOME))
    name = f"race_{os.getpid()}"
    clone_database(database_template, name)
    with django_db_blocker.unblock():
        _use_database(name, host)
        yield
        _use_database(before, host)
    with embedded.administrator(TEST_HOME) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_one_of_two_who_allocate_the_same_line_is_told_so(real_database, at):
    with acting_in(everything()), open_counter(at) as counter:
        account = make_collection_account(counter, at)
        line = money_came(counter, at, account, "95.00")
        dues = [make_expected(counter, at), make_expected(counter, at, plan="NZ")]
    together = threading.Barrier(2)
    outcomes: list[object] = []

    def allocate(by, due) -> None:
        try:
            with acting_in(by.scope):
                together.wait(timeout=20)
                one = Allocation(line.ref, due.ref, 9500)
                allocate_lines(by=by, at=at, allocations=[one])
            outcomes.append("allocated")
        except Exception as trouble:
            outcomes.append(trouble)
        finally:
            connection.close()

    officers = (counter.maker, counter.checker)
    threads = [
        threading.Thread(target=allocate, args=pair) for pair in zip(officers, dues, strict=True)
    ]
    with publishing_to(lambda fact, **_: None):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    refused = [outcome for outcome in outcomes if outcome != "allocated"]
    assert len(outcomes) == 2
    assert [type(outcome) for outcome in refused] == [LineTooSmall]
    assert "刚刚分配了这笔到账" in str(refused[0])
    with acting_in(everything()):
        assert Receipt.objects.count() == 1
        assert StatementLine.objects.get().allocated_fen == 9500
