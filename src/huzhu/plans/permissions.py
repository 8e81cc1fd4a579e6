"""Who may write terms, and who may publish them: officers of the office itself, not of a city."""

from __future__ import annotations

from huzhu.organisations.enums import Role
from huzhu.organisations.rules import Officer
from huzhu.plans.lifecycle import ACTS, can
from huzhu.plans.models import DraftEdition

WRITERS = (Role.CLAIMS_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_DIRECTOR)
PUBLISHERS = (Role.DEPARTMENT_HEAD, Role.OFFICE_DIRECTOR)
DECIDING = frozenset({"publish", "return"})


def office_of(officer: Officer, roles: tuple[Role, ...] = WRITERS) -> str:
    """The path of the office for which one of `roles` is held; "" for everybody else.

    The office is the top of its tree: its path has one step ("/1/").
    """
    return next(
        (h.org_path for h in officer.held if h.role in roles and h.org_path.count("/") == 2), ""
    )


def may_write(officer: Officer, org_path: str = "") -> bool:
    """Persons only: a draft has an author."""
    office = office_of(officer)
    return officer.account_id is not None and bool(office) and org_path in ("", office)


def may_publish(officer: Officer, org_path: str = "") -> bool:
    """Persons publish drafts. The program itself loads the plan book."""
    office = office_of(officer, PUBLISHERS)
    return officer.account_id is not None and bool(office) and org_path in ("", office)


def acts_open_to(officer: Officer, draft: DraftEdition) -> frozenset[str]:
    """The acts of `lifecycle.ACTS` that the draft's state and the officer's roles allow.

    Whether the officer had a hand in it, and so may not decide, is not asked here.
    """
    open_acts = {act for act in ACTS if can(act, draft.state)}
    if not may_write(officer, draft.org_path):
        open_acts &= DECIDING
    if not may_publish(officer, draft.org_path):
        open_acts -= DECIDING
    return frozenset(open_acts)


def may_run_replay(officer: Officer) -> bool:
    return officer.is_service
