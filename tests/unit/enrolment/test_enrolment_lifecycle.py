"""All states by all acts, of rosters and of enrolments."""

from __future__ import annotations

import pytest

from huzhu.enrolment.enums import EnrolmentState as E
from huzhu.enrolment.enums import RosterState as S
from huzhu.enrolment.errors import WrongEnrolmentState, WrongRosterState
from huzhu.enrolment.lifecycle import (
    ACTS,
    AFTER,
    ENROLMENT_AFTER,
    can,
    enrolment_can,
    enrolment_state_after,
    state_after,
)

PERMITTED = {
    ("check", S.RECEIVED, S.CHECKING),
    ("check", S.CHECKING, S.CHECKING),
    ("finish_check", S.CHECKING, S.CHECKED),
    ("fail_check", S.CHECKING, S.UNREADABLE),
    ("ask_posting", S.CHECKED, S.POSTING),
    ("post", S.CHECKED, S.POSTED),
    ("post", S.POSTING, S.POSTED),
    ("refuse_posting", S.POSTING, S.CHECKED),
    ("discard", S.RECEIVED, S.DISCARDED),
    ("discard", S.CHECKED, S.DISCARDED),
    ("discard", S.UNREADABLE, S.DISCARDED),
    ("withdraw", S.POSTED, S.WITHDRAWN),
}
OF_ENROLMENTS = {
    ("pay", E.AWAITING_PAYMENT, E.PAID),
    ("reopen", E.PAID, E.AWAITING_PAYMENT),
    ("withdraw", E.AWAITING_PAYMENT, E.WITHDRAWN),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", list(S))
def test_act_fits_state_or_is_refused(act, state):
    wanted = {after for a, before, after in PERMITTED if (a, before) == (act, state)}
    if not wanted:
        assert can(act, state) is False
        with pytest.raises(WrongRosterState):
            state_after(act, state)
    else:
        assert {state_after(act, state)} == wanted


@pytest.mark.parametrize("act", ["pay", "reopen", "withdraw"])
@pytest.mark.parametrize("state", list(E))
def test_act_on_an_enrolment_fits_its_state_or_is_refused(act, state):
    wanted = {after for a, before, after in OF_ENROLMENTS if (a, before) == (act, state)}
    assert enrolment_can(act, state) is bool(wanted)
    if not wanted:
        with pytest.raises(WrongEnrolmentState, match="E2026-1"):
            enrolment_state_after(act, state, ref="E2026-1")
    else:
        assert {enrolment_state_after(act, state, ref="E2026-1")} == wanted


def test_discarded_and_withdrawn_rosters_are_final_and_posted_ones_can_only_be_withdrawn():
    last = {pair for pair in AFTER if pair[1] in (S.POSTED, S.DISCARDED, S.WITHDRAWN)}
    assert last == {("withdraw", S.POSTED)}
    assert not [pair for pair in ENROLMENT_AFTER if pair[1] == E.WITHDRAWN]
