"""What every act on a draft begins with, and how it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import within
from huzhu.organisations.rules import Officer
from huzhu.plans.errors import DraftHasFaults, OwnDraft, VersionTaken
from huzhu.plans.lifecycle import state_after
from huzhu.plans.models import DraftEdition, PublishedEdition
from huzhu.plans.permissions import may_publish, may_write
from huzhu.plans.queries import wrote_in
from huzhu.plans.rules import Checked

_LISTED = 12


def locked_draft(by: Officer, ref: str) -> DraftEdition:
    """The draft for this act alone. Raises NotVisible."""
    found = DraftEdition.objects.select_for_update().filter(within(by.scope), ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def draft_to_write(by: Officer, ref: str) -> DraftEdition:
    """Raises NotVisible, NotPermitted."""
    draft = locked_draft(by, ref)
    if not may_write(by, draft.org_path):
        raise NotPermitted
    return draft


def draft_to_decide(by: Officer, ref: str, act: str) -> DraftEdition:
    """The draft, for somebody who had no hand in it, moved to the state after `act`.

    Raises NotVisible, NotPermitted, WrongDraftState, OwnDraft.
    """
    draft = locked_draft(by, ref)
    if not may_publish(by, draft.org_path):
        raise NotPermitted
    draft_after = state_after(act, draft.state)
    is_authors = by.person_token == draft.author_token or by.account_id == draft.author_id
    if is_authors or wrote_in(by.scope, draft, by.person_token):
        raise OwnDraft(by=by.label)
    draft.state = draft_after
    return draft


def require_clean(checked: Checked) -> None:
    """Raises DraftHasFaults that lists every problem, the first dozen of them in words."""
    if checked.is_clean:
        return
    listed = [_in_words(fault) for fault in checked.faults[:_LISTED]]
    left = len(checked.faults) - len(listed)
    more = [f"… +{left}"] if left > 0 else []
    raise DraftHasFaults(count=len(checked.faults), listed="；".join([*listed, *more]))


def _in_words(fault: Any) -> str:
    file = "cases" if fault.part == "cases" else "terms"
    line = f":{fault.line}" if fault.line else ""
    return f"{file}{line} {fault.what.splitlines()[0]}"


def require_version_free(plan_code: str, version: str) -> None:
    """Raises VersionTaken."""
    if PublishedEdition.objects.filter(plan__code=plan_code, version=version).exists():
        raise VersionTaken(plan_code=plan_code, version=version)


def audit_draft(
    by: Officer, at: datetime, act: str, draft: DraftEdition, after: Mapping[str, Any] | None = None
) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="draft_edition",
        object_ref=draft.ref,
        org_path=draft.org_path,
        after={"plan": draft.plan_code, "version": draft.version, **(after or {})},
    )
