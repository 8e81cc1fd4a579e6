"""Who may enrol a unit's people, and who may end a cover."""

from __future__ import annotations

from huzhu.enrolment.lifecycle import can, enrolment_can
from huzhu.enrolment.models import Enrolment, RosterImport
from huzhu.organisations.enums import HANDLERS, Role
from huzhu.organisations.rules import Officer

PURSES = (Role.FINANCE_OFFICER, Role.OFFICE_DIRECTOR, Role.CITY_OFFICER)
_SUPERVISORS = (Role.COMPLIANCE_OFFICER, Role.AUDITOR, Role.OFFICE_DIRECTOR)


def may_enrol(officer: Officer, org_path: str) -> bool:
    """Handlers of the place or of one above it."""
    return _serves(officer, org_path) or officer.holds(*HANDLERS, over=org_path)


def may_ask_posting(officer: Officer, roster: RosterImport) -> bool:
    """Whether somebody good is in it is looked at too; the rest is judged when it is asked."""
    is_open = can("ask_posting", roster.state) and roster.rows_good > 0
    return is_open and may_enrol(officer, roster.org_path)


def may_discard(officer: Officer, roster: RosterImport) -> bool:
    return can("discard", roster.state) and may_enrol(officer, roster.org_path)


def may_withdraw(officer: Officer, enrolment: Enrolment) -> bool:
    """That it has not begun and nothing was paid is looked at too, when it is done."""
    return enrolment_can("withdraw", enrolment.state) and may_enrol(officer, enrolment.org_path)


def may_note_payment(officer: Officer, org_path: str) -> bool:
    return _serves(officer, org_path) or officer.holds(Role.FINANCE_OFFICER, over=org_path)


def may_end_cover(officer: Officer, org_path: str) -> bool:
    """Those who decide claims: a benefit ends the cover."""
    return _serves(officer, org_path) or officer.holds(
        Role.CLAIMS_OFFICER, Role.DEPARTMENT_HEAD, Role.COMPLIANCE_OFFICER, over=org_path
    )


def may_keep_budgets(officer: Officer, org_path: str) -> bool:
    """Making and adjusting budgets, and money that comes in for them; persons only."""
    return officer.account_id is not None and officer.holds(
        Role.FINANCE_OFFICER, Role.OFFICE_DIRECTOR, over=org_path
    )


def may_allocate(officer: Officer, org_path: str) -> bool:
    """Moving a budget's money down and up the tree, and deciding who pays."""
    return _serves(officer, org_path) or officer.holds(*PURSES, over=org_path)


def may_certify(officer: Officer, org_path: str) -> bool:
    """Hand out or revoke a certificate: handlers, and those who decide claims."""
    return may_enrol(officer, org_path) or may_end_cover(officer, org_path)


def may_run_gifts(officer: Officer, org_path: str) -> bool:
    """Making, opening and closing gift programmes, and the groups they are for; persons only."""
    return officer.account_id is not None and officer.holds(
        *PURSES, Role.DEPARTMENT_HEAD, over=org_path
    )


def may_campaign(officer: Officer, org_path: str) -> bool:
    """Ask the units below a place to renew: those who handle the place, and the director."""
    return _serves(officer, org_path) or officer.holds(
        Role.COUNTY_HANDLER, Role.CITY_OFFICER, Role.OFFICE_DIRECTOR, over=org_path
    )


def may_run_quality(officer: Officer) -> bool:
    """Have the covers looked through: the program itself, and those who supervise."""
    return officer.is_service or officer.holds(*_SUPERVISORS)


def may_judge_quality(officer: Officer, org_path: str) -> bool:
    """Decide on a finding; that it is not one's own roster is looked at besides."""
    return officer.holds(*_SUPERVISORS, Role.CITY_OFFICER, Role.COUNTY_HANDLER, over=org_path)


def _serves(officer: Officer, org_path: str) -> bool:
    return officer.is_service and officer.scope.covers(org_path)
