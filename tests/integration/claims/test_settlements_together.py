"""Two lists of one bureau at one moment, and a claim by hand beside the one from a settlement, in
their own database: every stay once, every claim once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection

from factories.claims import ZY_STARTS_ON, add_papers, publish, stay
from factories.enrolment import collecting, make_cover
from factories.settlements import (
    ADMITTED_ON,
    imported,
    make_source,
    received,
    settlement_csv,
    settlement_line,
)
from factories.tree import make_tree
from huzhu.claims import actions
from huzhu.claims.errors import StayClaimedAlready
from huzhu.claims.models import Claim, SettledStay, SettlementImport
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations.rules import service

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
BY = service("test")


@pytest.fixture
def place(own_database):
    with acting_in(everything()):
        publish(AT, ("ZY", "2025"))
        tree = make_tree()
        for number in range(1, 31):
            make_cover(tree["王益区一厂"], AT, number, plan="ZY", starts_on=ZY_STARTS_ON)
    return tree


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    """Runs the acts in threads of their own, started together; what they raised."""
    start, faults = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            with collecting():
                start.wait(timeout=30)
                act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return faults


def check(ref: str) -> Callable[[], object]:
    return lambda: actions.check_settlements(by=BY, at=AT, import_ref=ref)


def test_overlapping_lists_at_once_keep_every_stay_once(place):
    with acting_in(everything()):
        source = make_source(place["铜川市"], AT)
        lists = [
            received(source, AT, settlement_csv([settlement_line(n) for n in numbers]))
            for numbers in (range(1, 21), range(30, 10, -1))
        ]
    assert at_once(*(check(one.ref) for one in lists)) == []
    with acting_in(everything()):
        assert SettledStay.objects.count() == 30
        found = SettlementImport.objects.order_by("id")
        assert sum(one.rows_new for one in found) == 30
        assert sum(one.rows_same for one in found) == 10


def test_claim_by_hand_and_from_the_settlement_at_once(place):
    with acting_in(everything()), collecting():
        source = make_source(place["铜川市"], AT)
    for number in range(1, 6):
        _claim_both(place, source, number)
    with acting_in(everything()):
        assert Claim.objects.filter(state="with_officer").count() == 5


def _claim_both(place, source, number: int) -> None:
    """The draft by hand is opened only after sorting, so that both run up to the filing."""
    with acting_in(everything()), collecting():
        found = imported(source, AT, [settlement_line(number)])
        (kept,) = SettledStay.objects.filter(first_import=found)
        made = actions.claim_stay(by=BY, at=AT, stay_ref=kept.ref)
        by_hand = actions.open_claim(
            by=BY, at=AT, person=kept.person, organisation=place["王益区一厂"],
            event=stay(ADMITTED_ON.isoformat()),
        )  # fmt: skip
        add_papers(BY, AT, by_hand)

    def file(ref: str) -> Callable[[], object]:
        def act() -> None:
            with acting_in(everything()):
                actions.file_claim(by=BY, at=AT, claim_ref=ref)

        return act

    (refused,) = at_once(file(made.ref), file(by_hand.ref))
    assert isinstance(refused, StayClaimedAlready), refused
