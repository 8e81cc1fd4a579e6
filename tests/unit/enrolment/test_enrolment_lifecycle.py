"""All states by all acts."""

from __future__ import annotations

import pytest

from huzhu.enrolment.enums import RosterState as S
from huzhu.enrolment.errors import WrongRosterState
from huzhu.enrolment.lifecycle import ACTS, AFTER, can, state_after

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


def test_posted_and_discarded_rosters_are_final():
    assert not [pair for pair in AFTER if pair[1] in (S.POSTED, S.DISCARDED)]
