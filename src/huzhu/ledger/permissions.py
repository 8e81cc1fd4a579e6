"""Who may open a book, and who may reverse what is posted.

Posting asks no role: a transaction is posted inside another room's act, which has asked for its
own. What is asked is that the place which the money concerns lies in the actor's scope.
"""

from __future__ import annotations

from collections.abc import Iterable

from huzhu.organisations.enums import Role
from huzhu.organisations.rules import Officer


def may_post(officer: Officer, org_paths: Iterable[str]) -> bool:
    scope = officer.scope
    return all(scope.covers(path) for path in set(org_paths))


def may_open_book(officer: Officer, org_path: str) -> bool:
    return _serves(officer, org_path) or officer.holds(
        Role.FINANCE_OFFICER, Role.OFFICE_DIRECTOR, over=org_path
    )


def may_reverse(officer: Officer, org_path: str) -> bool:
    return _serves(officer, org_path) or officer.holds(Role.FINANCE_OFFICER, over=org_path)


def _serves(officer: Officer, org_path: str) -> bool:
    return officer.is_service and officer.scope.covers(org_path)
