"""Who may record money, pay it, and see account numbers.

`may_register` and `may_issue` ask for no finance role: registering what is due and issuing an
instruction are internal acts, done inside the act that makes the money due (an enrolment, the last
approval of a claim). That act has asked for its own role; here only the place must be in scope.
"""

from __future__ import annotations

from huzhu.organisations.enums import HANDLERS, Role
from huzhu.organisations.rules import Officer


def may_register(officer: Officer, org_path: str) -> bool:
    return officer.scope.covers(org_path)


def may_issue(officer: Officer, org_path: str) -> bool:
    return officer.scope.covers(org_path)


def may_record_receipt(officer: Officer, org_path: str) -> bool:
    return _serves(officer, org_path) or officer.holds(Role.FINANCE_OFFICER, over=org_path)


def may_reissue(officer: Officer, org_path: str) -> bool:
    return _serves(officer, org_path) or officer.holds(
        Role.FINANCE_OFFICER, Role.CLAIMS_OFFICER, over=org_path
    )


def may_make_batch(officer: Officer, org_path: str) -> bool:
    """Persons only: no service moves money out."""
    return _is_person(officer) and officer.holds(Role.FINANCE_OFFICER, over=org_path)


def may_check_batch(officer: Officer, org_path: str) -> bool:
    return may_make_batch(officer, org_path)


def may_release_batch(officer: Officer, org_path: str) -> bool:
    return _is_person(officer) and officer.holds(
        Role.FINANCE_OFFICER, Role.OFFICE_DIRECTOR, over=org_path
    )


def may_withdraw_batch(officer: Officer, org_path: str) -> bool:
    """Everybody who may sign it may also stop it, the maker included."""
    return may_release_batch(officer, org_path)


def may_open_bank_file(officer: Officer, org_path: str) -> bool:
    """Opens account numbers; every time is audited."""
    return may_make_batch(officer, org_path)


def may_import_return(officer: Officer, org_path: str) -> bool:
    return _serves(officer, org_path) or officer.holds(Role.FINANCE_OFFICER, over=org_path)


def may_keep_account(officer: Officer, org_path: str) -> bool:
    """Opening and closing an account to which contributions are paid."""
    return _serves(officer, org_path) or officer.holds(
        Role.FINANCE_OFFICER, Role.OFFICE_DIRECTOR, over=org_path
    )


def may_import_statement(officer: Officer, org_path: str) -> bool:
    return may_record_receipt(officer, org_path)


def may_allocate(officer: Officer, org_path: str) -> bool:
    """Over the account's place; the dues lie below it."""
    return may_record_receipt(officer, org_path)


def may_undo(officer: Officer, org_path: str) -> bool:
    return may_record_receipt(officer, org_path)


def may_request_refund(officer: Officer, org_path: str) -> bool:
    """Persons only, like everything that moves money out."""
    return may_make_batch(officer, org_path)


def may_decide_refund(officer: Officer, org_path: str) -> bool:
    return may_release_batch(officer, org_path)


def may_invoice(officer: Officer, org_path: str) -> bool:
    """The unit's handlers print their own; finance may do it for them."""
    return _serves(officer, org_path) or officer.holds(
        *HANDLERS, Role.FINANCE_OFFICER, over=org_path
    )


def may_upload_slip(officer: Officer, org_path: str) -> bool:
    return may_invoice(officer, org_path)


def may_agree_instalments(officer: Officer, org_path: str) -> bool:
    return may_record_receipt(officer, org_path)


def may_remind(officer: Officer, org_path: str) -> bool:
    """Finance, and the handlers above the unit; a unit does not remind itself."""
    return _serves(officer, org_path) or officer.holds(
        Role.FINANCE_OFFICER, Role.COUNTY_HANDLER, Role.CITY_OFFICER, over=org_path
    )


def _serves(officer: Officer, org_path: str) -> bool:
    return officer.is_service and officer.scope.covers(org_path)


def _is_person(officer: Officer) -> bool:
    return officer.account_id is not None and bool(officer.person_token)
