"""Who can log in to the demo province: one person for every desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from huzhu.accounts.actions import create_account_with_hash
from huzhu.accounts.models import Account
from huzhu.demo.tree import Province
from huzhu.organisations.actions import appoint
from huzhu.organisations.enums import DepartmentCode, Role
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import officer_of
from huzhu.organisations.rules import Officer

PASSWORD = "huzhu-demo-2026"
SINCE = date(2024, 1, 1)


@dataclass(frozen=True)
class Desk:
    """`place` is a division code; "unit" is the first unit of the first county."""

    username: str
    name: str
    role: Role
    place: str = "610000"
    department: str = ""


DESKS = (
    Desk("director", "演示主任", Role.OFFICE_DIRECTOR),
    Desk("claims", "演示理赔员甲", Role.CLAIMS_OFFICER, department=DepartmentCode.CLAIMS_ONE),
    Desk("claims2", "演示理赔员乙", Role.CLAIMS_OFFICER, department=DepartmentCode.CLAIMS_TWO),
    Desk("head", "演示部门主管", Role.DEPARTMENT_HEAD, department=DepartmentCode.CLAIMS_ONE),
    Desk("compliance", "演示合规员", Role.COMPLIANCE_OFFICER, department=DepartmentCode.COMPLIANCE),
    Desk("finance", "演示财务甲", Role.FINANCE_OFFICER, department=DepartmentCode.FINANCE),
    Desk("finance2", "演示财务乙", Role.FINANCE_OFFICER, department=DepartmentCode.FINANCE),
    Desk("finance3", "演示财务丙", Role.FINANCE_OFFICER, department=DepartmentCode.FINANCE),
    Desk("auditor", "演示审计员", Role.AUDITOR),
    Desk("admin", "演示系统管理员", Role.SYSTEM_ADMINISTRATOR),
    Desk("city", "演示铜川市级经办", Role.CITY_OFFICER, "610200"),
    Desk("county", "演示王益区经办", Role.COUNTY_HANDLER, "610202"),
    Desk("county2", "演示耀州区经办", Role.COUNTY_HANDLER, "610204"),
    Desk("unit", "演示单位经办", Role.UNIT_HANDLER, "unit"),
)


def open_desks(*, by: Officer, at: datetime, province: Province) -> dict[str, Account]:
    """Makes each desk's account and appointment; returns the accounts by username."""
    accounts = {}
    password_hash = make_password(PASSWORD)
    for desk in DESKS:
        account = create_account_with_hash(
            by=by, at=at, username=desk.username, display_name=desk.name,
            person_token=f"demo-{desk.username}", password_hash=password_hash, is_demo=True,
        )  # fmt: skip
        appoint(
            by=by, at=at, account=account, organisation=_place_of(desk, province),
            role=desk.role, starts_on=SINCE,
            department=province.departments.get(desk.department),
        )  # fmt: skip
        accounts[desk.username] = account
    return accounts


def officers(accounts: dict[str, Account], *, on: date) -> dict[str, Officer]:
    """The officers behind the accounts, acting from the demo."""
    return {name: officer_of(account, on=on, origin="demo") for name, account in accounts.items()}


def _place_of(desk: Desk, province: Province) -> Organisation:
    if desk.place == "610000":
        return province.office
    if desk.place == "unit":
        return province.units[0]
    by_code = {node.code: node for node in province.middle}
    if desk.place in by_code:
        return by_code[desk.place]
    return Organisation.objects.get(code=desk.place)
