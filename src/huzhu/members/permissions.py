"""Who may register people, mend a record, approve what others ask, and see numbers unmasked."""

from __future__ import annotations

from huzhu.organisations.enums import HANDLERS, Role
from huzhu.organisations.rules import Officer

APPROVERS = (Role.COUNTY_HANDLER, Role.CITY_OFFICER, Role.DEPARTMENT_HEAD)


def may_register(officer: Officer, org_path: str) -> bool:
    return _serves(officer, org_path) or officer.holds(*HANDLERS, over=org_path)


def may_mend(officer: Officer, org_path: str) -> bool:
    """Change a name or an account: handlers of the place, and those who decide its claims."""
    return may_register(officer, org_path) or officer.holds(Role.CLAIMS_OFFICER, over=org_path)


def may_approve(officer: Officer, org_path: str) -> bool:
    """Decide what another officer asked: a person of the county or above."""
    return officer.account_id is not None and officer.holds(*APPROVERS, over=org_path)


def may_unmask(officer: Officer, org_path: str) -> bool:
    """See whole numbers; every time is audited."""
    return may_mend(officer, org_path) or officer.holds(
        Role.DEPARTMENT_HEAD, Role.COMPLIANCE_OFFICER, Role.FINANCE_OFFICER, over=org_path
    )


def _serves(officer: Officer, org_path: str) -> bool:
    return officer.is_service and officer.scope.covers(org_path)
