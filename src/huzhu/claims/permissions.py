"""Who may file, review and settle a claim."""

from __future__ import annotations

from huzhu.claims.enums import ReviewStep
from huzhu.organisations.enums import HANDLERS, Role
from huzhu.organisations.rules import Officer

ROLE_AT: dict[ReviewStep, Role] = {
    ReviewStep.OFFICER: Role.CLAIMS_OFFICER,
    ReviewStep.HEAD: Role.DEPARTMENT_HEAD,
    ReviewStep.COMPLIANCE: Role.COMPLIANCE_OFFICER,
}
REVIEWERS = tuple(ROLE_AT.values())
IMPORTERS = (Role.CLAIMS_OFFICER, Role.COUNTY_HANDLER, Role.CITY_OFFICER)


def may_file(officer: Officer, org_path: str) -> bool:
    """Handlers of the place or of one above it; the program itself for a member."""
    return _serves(officer, org_path) or officer.holds(*HANDLERS, over=org_path)


def may_review(officer: Officer, step: ReviewStep, org_path: str) -> bool:
    """Only a person, and only at the step of a role held over the place."""
    return officer.account_id is not None and officer.holds(ROLE_AT[step], over=org_path)


def may_adjudicate(officer: Officer, org_path: str) -> bool:
    return _serves(officer, org_path) or officer.holds(*REVIEWERS, over=org_path)


def may_settle(officer: Officer, org_path: str) -> bool:
    """The bank's answer arrives through the program alone."""
    return _serves(officer, org_path)


def may_note_reading(officer: Officer, org_path: str) -> bool:
    """What an engine read is written down by the program alone."""
    return _serves(officer, org_path)


def may_confirm(officer: Officer, org_path: str) -> bool:
    """A person who files there or reviews there: whoever looks at the paper."""
    if officer.account_id is None:
        return False
    return may_file(officer, org_path) or may_adjudicate(officer, org_path)


def _serves(officer: Officer, org_path: str) -> bool:
    return officer.is_service and officer.scope.covers(org_path)


def may_import_settlements(officer: Officer, org_path: str) -> bool:
    """Claims officers, and handlers of a county or a city; the program itself."""
    return _serves(officer, org_path) or officer.holds(*IMPORTERS, over=org_path)
