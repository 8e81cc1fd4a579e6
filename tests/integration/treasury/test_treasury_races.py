"""Two officers at the same line at the same time."""

from __future__ import annotations

import threading

from django.db import connection

from factories.money import make_expected, open_counter
from factories.statements import make_collection_account, money_came
from huzhu.kernel.facts import publishing_to
from huzhu.kernel.scope import acting_in, everything
from huzhu.treasury.actions import Allocation, allocate_lines
from huzhu.treasury.errors import LineTooSmall
from huzhu.treasury.models import Receipt, StatementLine


def test_one_of_two_who_allocate_the_same_line_is_told_so(own_database, at):
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
