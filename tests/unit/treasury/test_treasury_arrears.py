"""What is overdue since when, and the lifecycle of a refund."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from huzhu.treasury.enums import AgeBucket
from huzhu.treasury.enums import RefundState as R
from huzhu.treasury.errors import InstalmentsWrong, PeriodClosed, WrongRefundState
from huzhu.treasury.lifecycle import REFUND_ACTS, refund_can, refund_state_after
from huzhu.treasury.rules import (
    bucket_of,
    is_late_slip,
    may_remind_again,
    next_part,
    overdue_of,
    require_adds_up,
    require_open_period,
)

FIRST, SECOND = date(2026, 3, 1), date(2026, 4, 1)
PLAN = [(FIRST, 4000), (SECOND, 5500)]
REFUNDS = {
    ("approve", R.REQUESTED): R.APPROVED,
    ("reject", R.REQUESTED): R.REJECTED,
    ("withdraw", R.REQUESTED): R.WITHDRAWN,
    ("pay", R.APPROVED): R.PAID,
    ("fail", R.APPROVED): R.FAILED,
}


@pytest.mark.parametrize(
    ("received", "today", "overdue"),
    [
        (0, FIRST, (0, None)),
        (0, date(2026, 3, 2), (4000, FIRST)),
        (1000, date(2026, 3, 2), (3000, FIRST)),
        (4000, date(2026, 3, 20), (0, None)),
        (4000, date(2026, 4, 2), (5500, SECOND)),
        (0, date(2026, 4, 2), (9500, FIRST)),
        (9500, date(2027, 1, 1), (0, None)),
    ],
)
def test_overdue_by_instalments(received, today, overdue):
    assert overdue_of(PLAN, received, today) == overdue


@pytest.mark.parametrize(
    ("received", "coming"),
    [(0, (FIRST, 4000)), (1, (FIRST, 3999)), (4000, (SECOND, 5500)), (9500, None)],
)
def test_next_instalment(received, coming):
    assert next_part(PLAN, received) == coming


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (1, "0-30"),
        (30, "0-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "91+"),
    ],
)
def test_bucket(days, bucket):
    assert bucket_of(days) == AgeBucket(bucket)


@pytest.mark.parametrize(
    "parts",
    [
        [(FIRST, 9500)],
        [(FIRST, 4000), (SECOND, 5499)],
        [(SECOND, 4000), (FIRST, 5500)],
        [(FIRST, 4000), (FIRST, 5500)],
        [(FIRST, 9600), (SECOND, -100)],
    ],
)
def test_instalments_that_do_not_add_up_are_refused(parts):
    with pytest.raises(InstalmentsWrong):
        require_adds_up(parts, 9500)


def test_reminder_waits_a_week():
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert may_remind_again(None, at)
    assert not may_remind_again(at - timedelta(days=6, hours=23), at)
    assert may_remind_again(at - timedelta(days=7), at)


def test_books_of_a_year_stay_open_through_january():
    require_open_period(receipt="S1", received_on=date(2025, 12, 31), today=date(2026, 1, 31))
    with pytest.raises(PeriodClosed):
        require_open_period(receipt="S1", received_on=date(2025, 1, 1), today=date(2026, 2, 1))


def test_slip_is_late_after_fifteen_days():
    assert not is_late_slip(FIRST, FIRST + timedelta(days=15))
    assert is_late_slip(FIRST, FIRST + timedelta(days=16))


@pytest.mark.parametrize(("act", "state"), list(product(REFUND_ACTS, R)))
def test_refund_state_after_act(act, state):
    expected = REFUNDS.get((act, state))
    assert refund_can(act, state) == (expected is not None)
    if expected is None:
        with pytest.raises(WrongRefundState):
            refund_state_after(act, state, "RF1")
    else:
        assert refund_state_after(act, state, "RF1") == expected
