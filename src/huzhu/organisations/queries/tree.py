"""Reading the tree, and finding out who somebody is."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from huzhu.kernel.errors import NotVisible
from huzhu.kernel.scope import Scope, acting_in, everything, within
from huzhu.organisations.enums import OrganisationKind, Role
from huzhu.organisations.models import Appointment, Organisation
from huzhu.organisations.rules import Held, Officer


def officer_of(account, *, on: date, origin: str) -> Officer:
    """The officer an account is today: its appointments in force on `on`."""
    with acting_in(everything(account.pk)):
        rows = list(
            Appointment.objects.filter(account_id=account.pk, starts_on__lte=on)
            .filter(Q(ends_before__isnull=True) | Q(ends_before__gt=on))
            .select_related("organisation", "department")
            .order_by("id")
        )
    held = tuple(
        Held(
            role=Role(row.role),
            org_path=row.org_path,
            organisation_id=row.organisation_id,
            organisation_name=row.organisation.name,
            department=row.department.code if row.department else "",
        )
        for row in rows
    )
    return Officer(account.pk, account.display_name, origin, account.person_token, held)


def organisations(scope: Scope) -> QuerySet[Organisation]:
    """The subtree of a scope, in path order."""
    return Organisation.objects.filter(within(scope, "path")).order_by("path")


def organisation_by_code(scope: Scope, code: str) -> Organisation:
    """Raises NotVisible, whether it is not there or not to be seen."""
    found = organisations(scope).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def children_of(scope: Scope, organisation: Organisation) -> QuerySet[Organisation]:
    return organisations(scope).filter(parent=organisation).order_by("kind", "code")


def line_above(organisation: Organisation) -> list[Organisation]:
    """The ancestors from the top, without the organisation itself; their names are no secret."""
    ids = [int(part) for part in organisation.path.strip("/").split("/")][:-1]
    by_id = Organisation.objects.in_bulk(ids)
    return [by_id[i] for i in ids if i in by_id]


def cities(scope: Scope) -> QuerySet[Organisation]:
    """Cities and provincial industry unions, which stand side by side."""
    kinds = (OrganisationKind.CITY, OrganisationKind.INDUSTRY)
    return organisations(scope).filter(kind__in=kinds)


def appointments_at(scope: Scope, organisation: Organisation) -> QuerySet[Appointment]:
    return (
        Appointment.objects.filter(within(scope), organisation=organisation)
        .select_related("account", "organisation", "department")
        .order_by("role", "id")
    )


def handling_bodies(scope: Scope) -> QuerySet[Organisation]:
    """Counties, cities and industry unions in force below a scope: what a unit can belong to."""
    kinds = (OrganisationKind.CITY, OrganisationKind.INDUSTRY, OrganisationKind.COUNTY)
    return organisations(scope).filter(kind__in=kinds, ends_before__isnull=True)
