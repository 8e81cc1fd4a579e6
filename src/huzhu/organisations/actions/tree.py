"""Growing the tree: a node begins, is renamed, ends; it is never moved."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted
from huzhu.organisations.enums import OrganisationKind
from huzhu.organisations.models import (
    Appointment,
    Department,
    NameGram,
    Organisation,
    UnitProfile,
)
from huzhu.organisations.permissions import may_decide
from huzhu.organisations.rules import Officer, grams


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
        pair_name(node)
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


def rename_organisation(
    *, by: Officer, at: datetime, organisation: Organisation, name: str
) -> Organisation:
    """Gives a node another name; its code and path stay. Writes audit.

    Refuses NotPermitted to all but the city's officers over it and services.
    """
    _require_decider(by, organisation)
    with transaction.atomic():
        before, organisation.name = organisation.name, name
        organisation.save(update_fields=["name"])
        NameGram.objects.filter(organisation=organisation).delete()
        pair_name(organisation)
        _record(by, at, "rename_organisation", organisation, {"name": before}, {"name": name})
    return organisation


def end_organisation(
    *,
    by: Officer,
    at: datetime,
    organisation: Organisation,
    ends_before: date,
    successor: Organisation | None,
) -> Organisation:
    """A node ends where it stands, and names who takes over; nothing below it is moved.

    Its appointments end with it. Writes audit. Refuses NotPermitted to all but the city's officers
    over it and services.
    """
    _require_decider(by, organisation)
    with transaction.atomic():
        organisation.ends_before, organisation.successor = ends_before, successor
        organisation.save(update_fields=["ends_before", "successor"])
        for held in Appointment.objects.filter(organisation=organisation, ends_before__isnull=True):
            held.ends_before = max(ends_before, held.starts_on + timedelta(days=1))
            held.save(update_fields=["ends_before"])
        UnitProfile.objects.filter(organisation=organisation).update(in_force=False)
        after = {
            "ends_before": ends_before.isoformat(),
            "successor": successor.code if successor else "",
        }
        _record(by, at, "end_organisation", organisation, {}, after)
    return organisation


def pair_name(unit: Organisation) -> None:
    """Notes the pairs of characters by which names alike are found; of units only."""
    if unit.kind != OrganisationKind.UNIT:
        return
    pairs = grams(unit.name)
    NameGram.objects.bulk_create(
        NameGram(gram=pair, organisation=unit, org_path=unit.path, size=len(pairs))
        for pair in pairs
    )


def _require_decider(by: Officer, organisation: Organisation) -> None:
    is_service = by.is_service and by.scope.covers(organisation.path)
    if not (is_service or may_decide(by, organisation.path)):
        raise NotPermitted


def _record(
    by: Officer,
    at: datetime,
    act: str,
    organisation: Organisation,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="organisation",
        object_ref=organisation.code,
        org_path=organisation.path,
        before=before,
        after=after,
    )


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
