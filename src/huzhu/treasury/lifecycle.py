"""What may be done to a batch in which state, and what becomes of its instructions."""

from __future__ import annotations

from huzhu.kernel.lifecycles import Lifecycle
from huzhu.treasury.enums import BatchState as S
from huzhu.treasury.errors import WrongBatchState

_ACTS: dict[str, tuple[str, str]] = {
    "check": ("复核", "checked"),
    "release": ("放行", "released"),
    "withdraw": ("撤回", "withdrawn"),
    "open_file": ("导出银行文件", "exported for the bank"),
    "import_return": ("导入银行回单", "given a bank return"),
}

# The bank file holds account numbers: it exists from the release on, never before.
AFTER: dict[tuple[str, S], S] = {
    ("check", S.MADE): S.CHECKED,
    ("release", S.CHECKED): S.RELEASED,
    ("withdraw", S.MADE): S.WITHDRAWN,
    ("withdraw", S.CHECKED): S.WITHDRAWN,
    ("open_file", S.RELEASED): S.RELEASED,
    ("open_file", S.SETTLED): S.SETTLED,
    ("import_return", S.RELEASED): S.SETTLED,
    ("import_return", S.SETTLED): S.SETTLED,
}

_LIFECYCLE = Lifecycle(S, _ACTS, AFTER, WrongBatchState)
ACTS, can = _LIFECYCLE.acts, _LIFECYCLE.can


def state_after(act: str, state: str, ref: str) -> S:
    """The state that follows. Raises WrongBatchState, which names the batch."""
    return _LIFECYCLE.state_after(act, state, ref=ref)
