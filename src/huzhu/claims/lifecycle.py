"""What may be done to a claim, a settlement list and a stay in which state, and what follows."""

from __future__ import annotations

from huzhu.claims.enums import ClaimState as S
from huzhu.claims.enums import ImportState as I
from huzhu.claims.enums import ReviewStep
from huzhu.claims.enums import StayState as T
from huzhu.claims.errors import WrongClaimState, WrongImportState, WrongStayState
from huzhu.kernel.lifecycles import Lifecycle

_ACTS: dict[str, tuple[str, str]] = {
    "amend": ("修改", "amended"),
    "add_paper": ("补充材料", "given further papers"),
    "file": ("提交", "filed"),
    "adjudicate": ("核算", "adjudicated"),
    "recalculate": ("重新核算为其他结果", "adjudicated with another result"),
    "reclassify": ("改定病种程度", "reclassified"),
    "approve": ("审核通过", "approved"),
    "approve_nothing_due": ("审核通过", "approved"),
    "return": ("退回补正", "returned"),
    "refuse": ("不予给付", "refused"),
    "mark_paid": ("登记到账", "marked paid"),
    "mark_failed": ("登记退票", "marked as bounced"),
}

# Another result asks all three persons again. A payment fact may arrive twice, or late: once the
# money has arrived, an old bounce changes nothing.
AFTER: dict[tuple[str, S], S] = {
    ("amend", S.DRAFT): S.DRAFT,
    ("amend", S.RETURNED): S.RETURNED,
    ("add_paper", S.DRAFT): S.DRAFT,
    ("add_paper", S.RETURNED): S.RETURNED,
    ("file", S.DRAFT): S.WITH_OFFICER,
    ("file", S.RETURNED): S.WITH_OFFICER,
    ("adjudicate", S.WITH_OFFICER): S.WITH_OFFICER,
    ("adjudicate", S.WITH_HEAD): S.WITH_HEAD,
    ("adjudicate", S.WITH_COMPLIANCE): S.WITH_COMPLIANCE,
    ("recalculate", S.WITH_OFFICER): S.WITH_OFFICER,
    ("recalculate", S.WITH_HEAD): S.WITH_OFFICER,
    ("recalculate", S.WITH_COMPLIANCE): S.WITH_OFFICER,
    ("reclassify", S.WITH_OFFICER): S.WITH_OFFICER,
    ("reclassify", S.WITH_HEAD): S.WITH_OFFICER,
    ("reclassify", S.WITH_COMPLIANCE): S.WITH_OFFICER,
    ("approve", S.WITH_OFFICER): S.WITH_HEAD,
    ("approve", S.WITH_HEAD): S.WITH_COMPLIANCE,
    ("approve", S.WITH_COMPLIANCE): S.APPROVED,
    ("approve_nothing_due", S.WITH_OFFICER): S.WITH_HEAD,
    ("approve_nothing_due", S.WITH_HEAD): S.WITH_COMPLIANCE,
    ("approve_nothing_due", S.WITH_COMPLIANCE): S.REFUSED,
    ("return", S.WITH_OFFICER): S.RETURNED,
    ("return", S.WITH_HEAD): S.RETURNED,
    ("return", S.WITH_COMPLIANCE): S.RETURNED,
    ("refuse", S.WITH_HEAD): S.REFUSED,
    ("refuse", S.WITH_COMPLIANCE): S.REFUSED,
    ("mark_paid", S.APPROVED): S.PAID,
    ("mark_paid", S.PAYMENT_FAILED): S.PAID,
    ("mark_paid", S.PAID): S.PAID,
    ("mark_failed", S.APPROVED): S.PAYMENT_FAILED,
    ("mark_failed", S.PAYMENT_FAILED): S.PAYMENT_FAILED,
    ("mark_failed", S.PAID): S.PAID,
}

_LIFECYCLE = Lifecycle(S, _ACTS, AFTER, WrongClaimState)
ACTS, state_after, can = _LIFECYCLE.acts, _LIFECYCLE.state_after, _LIFECYCLE.can
STEP_IN: dict[S, ReviewStep] = {
    S.WITH_OFFICER: ReviewStep.OFFICER,
    S.WITH_HEAD: ReviewStep.HEAD,
    S.WITH_COMPLIANCE: ReviewStep.COMPLIANCE,
}
DECIDED_TO_PAY = (S.APPROVED, S.PAID, S.PAYMENT_FAILED)

_IMPORT_ACTS: dict[str, tuple[str, str]] = {
    "check": ("读取", "read"),
    "ask_mapping": ("请求对应列", "handed back for its columns"),
    "confirm_mapping": ("确认列对应", "given its columns"),
    "finish": ("结束分流", "marked sorted"),
    "fail": ("标为无法读取", "marked unreadable"),
    "sort": ("重新分流", "sorted again"),
    "claim": ("生成申请", "turned into claims"),
    "discard": ("作废", "discarded"),
}

IMPORT_AFTER: dict[tuple[str, I], I] = {
    ("check", I.RECEIVED): I.CHECKING,
    ("check", I.CHECKING): I.CHECKING,
    ("ask_mapping", I.CHECKING): I.TO_MAP,
    ("confirm_mapping", I.TO_MAP): I.RECEIVED,
    ("confirm_mapping", I.UNREADABLE): I.RECEIVED,
    ("fail", I.CHECKING): I.UNREADABLE,
    ("finish", I.CHECKING): I.CHECKED,
    ("sort", I.CHECKED): I.SORTING,
    ("claim", I.CHECKED): I.CLAIMING,
    ("finish", I.SORTING): I.CHECKED,
    ("finish", I.CLAIMING): I.CHECKED,
    ("discard", I.RECEIVED): I.DISCARDED,
    ("discard", I.TO_MAP): I.DISCARDED,
    ("discard", I.UNREADABLE): I.DISCARDED,
}

_IMPORTS = Lifecycle(I, _IMPORT_ACTS, IMPORT_AFTER, WrongImportState)
import_state_after, import_can = _IMPORTS.state_after, _IMPORTS.can

_STAY_ACTS: dict[str, tuple[str, str]] = {
    "sort": ("分流", "sorted"),
    "claim": ("生成申请", "turned into a claim"),
    "link": ("关联已有申请", "linked to a claim"),
    "close": ("结案", "closed"),
    "reopen": ("重新打开", "opened again"),
    "accept_change": ("确认变更", "accepted as changed"),
}

# A changed settlement of a claimed stay changes no state: it is marked, and an officer says what
# follows.
STAY_AFTER: dict[tuple[str, T], T] = {
    ("sort", T.OPEN): T.OPEN,
    ("claim", T.OPEN): T.CLAIMED,
    ("link", T.OPEN): T.LINKED,
    ("close", T.OPEN): T.CLOSED,
    ("reopen", T.CLOSED): T.OPEN,
    ("accept_change", T.CLAIMED): T.CLAIMED,
    ("accept_change", T.LINKED): T.LINKED,
    ("accept_change", T.CLOSED): T.CLOSED,
}

_STAYS = Lifecycle(T, _STAY_ACTS, STAY_AFTER, WrongStayState)
stay_state_after, stay_can = _STAYS.state_after, _STAYS.can
