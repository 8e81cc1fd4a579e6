"""What happens here when the bank has answered, and when papers wait to be read."""

from __future__ import annotations

from huzhu.claims.actions import mark_claim_paid, mark_payment_failed
from huzhu.claims.events import PapersToRead
from huzhu.claims.jobs import defer_reading
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


def on_papers_to_read(fact: Fact, by: Officer) -> None:
    assert isinstance(fact, PapersToRead)
    for ref in fact.paper_refs:
        defer_reading(ref, fact.org_path)
