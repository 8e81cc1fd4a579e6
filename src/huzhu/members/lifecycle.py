"""What may be done to a request about a record in which state."""

from __future__ import annotations

from huzhu.kernel.lifecycles import Lifecycle
from huzhu.members.enums import ChangeState as S
from huzhu.members.errors import WrongChangeState

_ACTS: dict[str, tuple[str, str]] = {
    "approve": ("批准", "approved"),
    "refuse": ("不予批准", "refused"),
    "withdraw": ("撤回", "withdrawn"),
}

AFTER: dict[tuple[str, S], S] = {
    ("approve", S.REQUESTED): S.APPROVED,
    ("refuse", S.REQUESTED): S.REFUSED,
    ("withdraw", S.REQUESTED): S.WITHDRAWN,
}

_LIFECYCLE = Lifecycle(S, _ACTS, AFTER, WrongChangeState)
ACTS, state_after, can = _LIFECYCLE.acts, _LIFECYCLE.state_after, _LIFECYCLE.can
