"""What may be done to an application about a unit in which state, and which state follows."""

from __future__ import annotations

from huzhu.kernel.lifecycles import Lifecycle
from huzhu.organisations.enums import ApplicationKind
from huzhu.organisations.enums import ApplicationState as S
from huzhu.organisations.errors import WrongApplicationState

_ACTS: dict[str, tuple[str, str]] = {
    "save": ("保存", "changed"),
    "add_paper": ("补充材料", "given further papers"),
    "submit": ("上报", "filed"),
    "withdraw": ("撤回", "withdrawn"),
    "return": ("退回补正", "returned"),
    "approve": ("审核通过", "approved"),
}

# 保存 → 上报 → 市总审核 → 生效; what is in effect changes by another application only.
AFTER: dict[tuple[str, S], S] = {
    ("save", S.DRAFT): S.DRAFT,
    ("save", S.RETURNED): S.RETURNED,
    ("add_paper", S.DRAFT): S.DRAFT,
    ("add_paper", S.RETURNED): S.RETURNED,
    ("submit", S.DRAFT): S.SUBMITTED,
    ("submit", S.RETURNED): S.SUBMITTED,
    ("withdraw", S.DRAFT): S.WITHDRAWN,
    ("withdraw", S.SUBMITTED): S.WITHDRAWN,
    ("withdraw", S.RETURNED): S.WITHDRAWN,
    ("return", S.SUBMITTED): S.RETURNED,
    ("approve", S.SUBMITTED): S.APPROVED,
}

_LIFECYCLE = Lifecycle(S, _ACTS, AFTER, WrongApplicationState)
ACTS, state_after, can = _LIFECYCLE.acts, _LIFECYCLE.state_after, _LIFECYCLE.can

# What a unit is said to be while an application about it is with the city.
STANDING: dict[ApplicationKind, tuple[str, str]] = {
    ApplicationKind.REGISTER: ("登记市总审核中", "Registration with the city"),
    ApplicationKind.EDIT: ("编辑市总审核中", "Change with the city"),
    ApplicationKind.CHANGE_HANDLER: ("换绑市总审核中", "Change of handler with the city"),
    ApplicationKind.MERGE: ("合并市总审核中", "Merger with the city"),
    ApplicationKind.SPLIT: ("分立市总审核中", "Division with the city"),
}
