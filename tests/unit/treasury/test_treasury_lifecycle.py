"""Every state × every act of a batch."""

from __future__ import annotations

from itertools import product

import pytest

from huzhu.treasury.enums import BatchState as S
from huzhu.treasury.errors import WrongBatchState
from huzhu.treasury.lifecycle import ACTS, can, state_after

ALLOWED = {
    ("check", S.MADE): S.CHECKED,
    ("release", S.CHECKED): S.RELEASED,
    ("withdraw", S.MADE): S.WITHDRAWN,
    ("withdraw", S.CHECKED): S.WITHDRAWN,
    ("open_file", S.RELEASED): S.RELEASED,
    ("open_file", S.SETTLED): S.SETTLED,
    ("import_return", S.RELEASED): S.SETTLED,
    ("import_return", S.SETTLED): S.SETTLED,
}


@pytest.mark.parametrize(("act", "state"), list(product(ACTS, S)))
def test_state_after_act(act, state):
    expected = ALLOWED.get((act, state))
    assert can(act, state) == (expected is not None)
    if expected is None:
        with pytest.raises(WrongBatchState):
            state_after(act, state, "B1")
    else:
        assert state_after(act, state, "B1") == expected
