"""What may be done to a claim in which state, and which state follows."""

from __future__ import annotations

from huzhu.claims.enums import ClaimState as S
from huzhu.claims.enums import ReviewStep
from huzhu.claims.errors import WrongClaimState
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
