"""What may be done to a batch and to a refund in which state, and what follows."""

from __future__ import annotations

from huzhu.kernel.lifecycles import Lifecycle
from huzhu.treasury.enums import BatchState as S
from huzhu.treasury.enums import RefundState as R
from huzhu.treasury.errors import WrongBatchState, WrongRefundState

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

_REFUND_ACTS: dict[str, tuple[str, str]] = {
    "approve": ("同意", "approved"),
    "reject": ("不同意", "rejected"),
    "withdraw": ("撤回", "withdrawn"),
    "pay": ("记为已退款", "noted as paid"),
    "fail": ("记为银行退回", "noted as returned"),
}

# From the approval on the money is with the payment batches: only the bank's answer moves it.
REFUND_AFTER: dict[tuple[str, R], R] = {
    ("approve", R.REQUESTED): R.APPROVED,
    ("reject", R.REQUESTED): R.REJECTED,
    ("withdraw", R.REQUESTED): R.WITHDRAWN,
    ("pay", R.APPROVED): R.PAID,
    ("fail", R.APPROVED): R.FAILED,
}

_LIFECYCLE = Lifecycle(S, _ACTS, AFTER, WrongBatchState)
_REFUNDS = Lifecycle(R, _REFUND_ACTS, REFUND_AFTER, WrongRefundState)
ACTS, can = _LIFECYCLE.acts, _LIFECYCLE.can
REFUND_ACTS, refund_can = _REFUNDS.acts, _REFUNDS.can

HOLDING = (R.REQUESTED, R.APPROVED, R.PAID)
"""Refunds in these states hold money of their line."""


def state_after(act: str, state: str, ref: str) -> S:
    """The state that follows. Raises WrongBatchState, which names the batch."""
    return _LIFECYCLE.state_after(act, state, ref=ref)


def refund_state_after(act: str, state: str, ref: str) -> R:
    """The state that follows. Raises WrongRefundState, which names the refund."""
    return _REFUNDS.state_after(act, state, ref=ref)
