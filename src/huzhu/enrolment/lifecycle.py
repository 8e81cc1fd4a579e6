"""What may be done to a roster, an enrolment and a gift programme, in which state."""

from __future__ import annotations

from huzhu.enrolment.enums import EnrolmentState as E
from huzhu.enrolment.enums import GiftState as G
from huzhu.enrolment.enums import RosterState as S
from huzhu.enrolment.errors import WrongEnrolmentState, WrongGiftState, WrongRosterState
from huzhu.kernel.lifecycles import Lifecycle

_ACTS: dict[str, tuple[str, str]] = {
    "check": ("核对", "checked"),
    "finish_check": ("结束核对", "marked checked"),
    "fail_check": ("标为无法读取", "marked unreadable"),
    "ask_posting": ("入账", "posted"),
    "post": ("入账", "posted"),
    "refuse_posting": ("退回", "sent back"),
    "discard": ("作废", "discarded"),
    "withdraw": ("撤回", "withdrawn"),
}

AFTER: dict[tuple[str, S], S] = {
    ("check", S.RECEIVED): S.CHECKING,
    ("check", S.CHECKING): S.CHECKING,
    ("finish_check", S.CHECKING): S.CHECKED,
    ("fail_check", S.CHECKING): S.UNREADABLE,
    ("ask_posting", S.CHECKED): S.POSTING,
    ("post", S.CHECKED): S.POSTED,
    ("post", S.POSTING): S.POSTED,
    ("refuse_posting", S.POSTING): S.CHECKED,
    ("discard", S.RECEIVED): S.DISCARDED,
    ("discard", S.CHECKED): S.DISCARDED,
    ("discard", S.UNREADABLE): S.DISCARDED,
    ("withdraw", S.POSTED): S.WITHDRAWN,
}

_LIFECYCLE = Lifecycle(S, _ACTS, AFTER, WrongRosterState)
ACTS, state_after, can = _LIFECYCLE.acts, _LIFECYCLE.state_after, _LIFECYCLE.can

_ENROLMENT_ACTS: dict[str, tuple[str, str]] = {
    "pay": ("记为已缴", "marked as paid"),
    "reopen": ("重新待缴", "opened again"),
    "withdraw": ("撤回", "withdrawn"),
}

ENROLMENT_AFTER: dict[tuple[str, E], E] = {
    ("pay", E.AWAITING_PAYMENT): E.PAID,
    ("reopen", E.PAID): E.AWAITING_PAYMENT,
    ("withdraw", E.AWAITING_PAYMENT): E.WITHDRAWN,
}

_ENROLMENTS = Lifecycle(E, _ENROLMENT_ACTS, ENROLMENT_AFTER, WrongEnrolmentState)
enrolment_state_after, enrolment_can = _ENROLMENTS.state_after, _ENROLMENTS.can

_GIFT_ACTS: dict[str, tuple[str, str]] = {
    "approve": ("批准", "approved"),
    "suspend": ("暂停", "suspended"),
    "resume": ("恢复", "resumed"),
    "close": ("结束", "closed"),
}

GIFT_AFTER: dict[tuple[str, G], G] = {
    ("approve", G.DRAFT): G.OPEN,
    ("suspend", G.OPEN): G.SUSPENDED,
    ("resume", G.SUSPENDED): G.OPEN,
    ("close", G.DRAFT): G.CLOSED,
    ("close", G.OPEN): G.CLOSED,
    ("close", G.SUSPENDED): G.CLOSED,
}

_GIFTS = Lifecycle(G, _GIFT_ACTS, GIFT_AFTER, WrongGiftState)
GIFT_ACTS, gift_state_after, gift_can = _GIFTS.acts, _GIFTS.state_after, _GIFTS.can
