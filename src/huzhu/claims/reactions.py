"""What happens here when the bank has answered, papers wait to be read, or something is asked of a
settlement list."""

from __future__ import annotations

from huzhu.claims.actions import mark_claim_paid, mark_payment_failed
from huzhu.claims.events import (
    PapersToRead,
    SettlementsReceived,
    SettlementsToClaim,
    SettlementsToSort,
)
from huzhu.claims.jobs import defer_check, defer_claim, defer_reading, defer_sort
from huzhu.kernel.clock import now
from huzhu.kernel.facts import Fact
from huzhu.organisations.rules import Officer
from huzhu.treasury.events import PaymentFailed, PaymentSettled


def on_payment_settled(fact: Fact, by: Officer) -> None:
    assert isinstance(fact, PaymentSettled)
    mark_claim_paid(by=by, at=now(), claim_ref=fact.owner_ref, settled_on=fact.settled_on)


def on_payment_failed(fact: Fact, by: Officer) -> None:
    assert isinstance(fact, PaymentFailed)
    mark_payment_failed(by=by, at=now(), claim_ref=fact.owner_ref, reason=fact.reason)


def on_settlements_received(fact: Fact, by: Officer) -> None:
    assert isinstance(fact, SettlementsReceived)
    defer_check(fact.import_ref, fact.org_path)


def on_settlements_to_sort(fact: Fact, by: Officer) -> None:
    assert isinstance(fact, SettlementsToSort)
    defer_sort(fact.import_ref, fact.org_path)


def on_settlements_to_claim(fact: Fact, by: Officer) -> None:
    assert isinstance(fact, SettlementsToClaim)
    defer_claim(fact.import_ref, fact.org_path)


def on_papers_to_read(fact: Fact, by: Officer) -> None:
    assert isinstance(fact, PapersToRead)
    for ref in fact.paper_refs:
        defer_reading(ref, fact.org_path)
