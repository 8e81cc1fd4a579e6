"""What the demo delivers together is what the house delivers one by one."""

from __future__ import annotations

import random
from datetime import date

from factories.money import make_expected, open_counter
from huzhu.claims.reactions import on_payment_settled
from huzhu.config.wiring import REACTIONS
from huzhu.demo.claims import happenings
from huzhu.demo.delivery import in_parts, together
from huzhu.enrolment.reactions import on_contribution_received
from huzhu.kernel.facts import publish
from huzhu.treasury.events import ContributionReceived, PaymentFailed, PaymentSettled

TODAY = date(2026, 3, 2)


def test_house_does_nothing_more_with_these_facts():
    """Another reaction wired to one of them has to be delivered by the demo too."""
    assert REACTIONS[ContributionReceived] == (on_contribution_received,)
    assert REACTIONS[PaymentSettled] == (on_payment_settled,)


def test_other_facts_go_on_to_the_publisher_that_is_set(house, at):
    failed = PaymentFailed(
        owner_ref="C2026-0000001-1", instruction_ref="P", reason="户名不符", org_path="/1/"
    )
    with open_counter(at) as counter:
        expected = make_expected(counter, at)
        with together(at):
            publish(failed)
            publish(ContributionReceived(expected.owner_ref, "/1/", False, TODAY))
        assert counter.facts == [failed]


def test_parts_hold_everything_in_order():
    assert [list(part) for part in in_parts(range(5), 2)] == [[0, 1], [2, 3], [4]]


def test_same_seed_draws_the_same_events():
    covers = [(number, "ZY", date(2025, 4, 1), date(2026, 4, 1)) for number in range(2_000)]
    first, again = (happenings(random.Random(7), covers, today=TODAY) for _ in range(2))
    assert first == again == sorted(first)
    assert 60 < len(first) < 240
    assert all(date(2025, 5, 9) <= h.day < h.filed_on <= TODAY for h in first)
