"""What may be done to a draft in which state, and which state follows."""

from __future__ import annotations

from huzhu.kernel.lifecycles import Lifecycle
from huzhu.plans.enums import DraftState as S
from huzhu.plans.errors import WrongDraftState

_ACTS: dict[str, tuple[str, str]] = {
    "save": ("修改", "changed"),
    "submit": ("提交发布", "submitted"),
    "recall": ("收回", "taken back"),
    "return": ("退回", "returned"),
    "publish": ("发布", "published"),
    "withdraw": ("撤销", "withdrawn"),
    "replay": ("重算", "replayed"),
}

# A returned draft is a draft again as soon as somebody works on it; a published one has become an
# edition, and a withdrawn one stays on file as it was.
AFTER: dict[tuple[str, S], S] = {
    ("save", S.DRAFT): S.DRAFT,
    ("save", S.RETURNED): S.DRAFT,
    ("submit", S.DRAFT): S.SUBMITTED,
    ("submit", S.RETURNED): S.SUBMITTED,
    ("recall", S.SUBMITTED): S.DRAFT,
    ("return", S.SUBMITTED): S.RETURNED,
    ("publish", S.SUBMITTED): S.PUBLISHED,
    ("withdraw", S.DRAFT): S.WITHDRAWN,
    ("withdraw", S.RETURNED): S.WITHDRAWN,
    ("replay", S.DRAFT): S.DRAFT,
    ("replay", S.RETURNED): S.RETURNED,
    ("replay", S.SUBMITTED): S.SUBMITTED,
}

_LIFECYCLE = Lifecycle(S, _ACTS, AFTER, WrongDraftState)
ACTS, state_after, can = _LIFECYCLE.acts, _LIFECYCLE.state_after, _LIFECYCLE.can
OPEN = (S.DRAFT, S.RETURNED, S.SUBMITTED)
