"""Who may publish terms."""

from __future__ import annotations

from huzhu.organisations.enums import Role
from huzhu.organisations.rules import Officer


def may_publish(officer: Officer) -> bool:
    return officer.is_service or officer.holds(Role.OFFICE_DIRECTOR, Role.DEPARTMENT_HEAD)
