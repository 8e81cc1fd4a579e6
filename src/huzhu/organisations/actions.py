"""Growing the tree and appointing people in it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from huzhu.accounts.models import Account
from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted
from huzhu.organisations.enums import OrganisationKind, Role
from huzhu.organisations.models import Appointment, Department, Organisation
from huzhu.organisations.rules import Officer


def create_organisation(
    *,
    by: Officer,
    at: datetime,
    parent: Organisation | None,
    kind: OrganisationKind,
    code: str,
    name: str,
    starts_on: date,
    staff_count: int = 0,
    women_count: int = 0,
) -> Organisation:
    """Adds a node below `parent`; its path is made of ids and never changes. Writes audit.

    Refuses (NotPermitted) a parent outside the officer's scope.
    """
    if not by.is_service and (parent is None or not by.scope.covers(parent.path)):
        raise NotPermitted
    with transaction.atomic():
        node = Organisation(
            id=_next_id(),
            parent=parent,
            kind=kind,
            code=code,
            name=name,
            starts_on=starts_on,
            staff_count=staff_count,
            women_count=women_count,
        )
        node.path = f"{parent.path if parent else '/'}{node.id}/"
        _place(node, parent)
        node.save(force_insert=True)
        record_act(
            by=by,
            at=at,
            act="create_organisation",
            object_type="organisation",
            object_ref=code,
            org_path=node.path,
            after={"name": name, "kind": str(kind), "staff_count": staff_count},
        )
    return node


def add_department(*, organisation: Organisation, code: str, name: str) -> Department:
    return Department.objects.create(organisation=organisation, code=code, name=name)


def appoint(
    *,
    by: Officer,
    at: datetime,
    account: Account,
    organisation: Organisation,
    role: Role,
    starts_on: date,
    ends_before: date | None = None,
    department: Department | None = None,
) -> Appointment:
    """Gives an account a role over an organisation's subtree for a period. Writes audit.

    Refuses (NotPermitted) all but system administrators, office directors and services.
    """
    may = by.is_service or by.holds(
        Role.SYSTEM_ADMINISTRATOR, Role.OFFICE_DIRECTOR, over=organisation.path
    )
    if not may:
        raise NotPermitted
    with transaction.atomic():
        appointment = Appointment.objects.create(
            account=account,
            organisation=organisation,
            department=department,
            org_path=organisation.path,
            role=role,
            starts_on=starts_on,
            ends_before=ends_before,
        )
        record_act(
            by=by,
            at=at,
            act="appoint",
            object_type="account",
            object_ref=account.username,
            org_path=organisation.path,
            after={"role": str(role), "starts_on": starts_on.isoformat()},
        )
    return appointment


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('organisations_organisation', 'id'))")
        return cursor.fetchone()[0]


def _place(node: Organisation, parent: Organisation | None) -> None:
    node.city_id = parent.city_id if parent else None
    node.county_id = parent.county_id if parent else None
    if node.kind in (OrganisationKind.CITY, OrganisationKind.INDUSTRY):
        node.city_id = node.id
    if node.kind == OrganisationKind.COUNTY:
        node.county_id = node.id
