"""Every act in every state: it leads where the table says, or it is refused by name."""

from __future__ import annotations

from itertools import product

import pytest

from huzhu.claims.enums import ClaimState
from huzhu.claims.errors import WrongClaimState
from huzhu.claims.lifecycle import ACTS, AFTER, STEP_IN, can, state_after

S = ClaimState
REVIEWED = (S.WITH_OFFICER, S.WITH_HEAD, S.WITH_COMPLIANCE)
# Written out apart from the code: per act, state → next state.
EXPECTED: dict[str, dict[S, S]] = {
    "amend": {S.DRAFT: S.DRAFT, S.RETURNED: S.RETURNED},
    "add_paper": {S.DRAFT: S.DRAFT, S.RETURNED: S.RETURNED},
    "file": {S.DRAFT: S.WITH_OFFICER, S.RETURNED: S.WITH_OFFICER},
    "adjudicate": {state: state for state in REVIEWED},
    "recalculate": dict.fromkeys(REVIEWED, S.WITH_OFFICER),
    "reclassify": dict.fromkeys(REVIEWED, S.WITH_OFFICER),
    "approve": dict(zip(REVIEWED, (S.WITH_HEAD, S.WITH_COMPLIANCE, S.APPROVED), strict=True)),
    "approve_nothing_due": dict(
        zip(REVIEWED, (S.WITH_HEAD, S.WITH_COMPLIANCE, S.REFUSED), strict=True)
    ),
    "return": dict.fromkeys(REVIEWED, S.RETURNED),
    "refuse": {S.WITH_HEAD: S.REFUSED, S.WITH_COMPLIANCE: S.REFUSED},
    "mark_paid": dict.fromkeys((S.APPROVED, S.PAYMENT_FAILED, S.PAID), S.PAID),
    "mark_failed": {
        S.APPROVED: S.PAYMENT_FAILED,
        S.PAYMENT_FAILED: S.PAYMENT_FAILED,
        S.PAID: S.PAID,
    },
}


@pytest.mark.parametrize(("act", "state"), list(product(ACTS, S)))
def test_every_act_in_every_state(act, state):
    expected = EXPECTED[act].get(state)
    assert can(act, state) is (expected is not None)
    if expected is not None:
        assert state_after(act, state) == expected
        return
    with pytest.raises(WrongClaimState):
        state_after(act, state)


def test_table_and_expectations_name_the_same_acts():
    assert {act for act, _ in AFTER} == set(ACTS) == set(EXPECTED)


def test_each_step_of_review_has_its_state():
    assert tuple(STEP_IN) == REVIEWED
