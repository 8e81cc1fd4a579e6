"""Facts of one act, delivered together: many contributions paid, many claims settled.

The house delivers each fact by a job of its own. Here the ones that come by the hundred are handed
to the same rooms' actions for many; every other fact goes on to the publisher that is set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from huzhu.claims.actions import MOST_AT_ONCE, mark_claims_paid
from huzhu.enrolment.actions import mark_contributions_paid
from huzhu.kernel.facts import Fact, publish, publishing_to
from huzhu.organisations.rules import service
from huzhu.treasury.events import ContributionReceived, PaymentSettled


@contextmanager
def together(at: datetime) -> Iterator[None]:
    """Gathers the facts of the block and delivers them at its end, in the same transaction."""
    facts: list[Fact] = []
    with publishing_to(lambda fact, **_: facts.append(fact)):
        yield
    received = {
        fact.owner_ref: fact.received_on
        for fact in facts
        if isinstance(fact, ContributionReceived) and fact.is_complete
    }
    settled = [fact for fact in facts if isinstance(fact, PaymentSettled)]
    if received:
        by = service("reaction:on_contribution_received")
        mark_contributions_paid(by=by, at=at, paid_on=received)
    for some in in_parts(settled, MOST_AT_ONCE):
        by = service("reaction:on_payment_settled")
        mark_claims_paid(by=by, at=at, settled={f.owner_ref: f.settled_on for f in some})
    for fact in facts:
        if not isinstance(fact, ContributionReceived | PaymentSettled):
            publish(fact)


def in_parts(things: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    """At most so many at a time, in order."""
    for start in range(0, len(things), most):
        yield things[start : start + most]
