"""Figures of the nodes below a node, counted set-wise, and the units below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from huzhu.kernel.scope import Scope
from huzhu.organisations.enums import OrganisationKind
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import children_of, organisations


@dataclass(frozen=True)
class Sums:
    """Numbers of counties and units below a node, and of the units' staff and women."""

    counties: int = 0
    units: int = 0
    staff: int = 0
    women: int = 0


@dataclass(frozen=True)
class Child:
    node: Organisation
    sums: Sums


def bodies_below(scope: Scope, node: Organisation) -> list[Child]:
    """The next level's handling bodies (never units), in order of kind and code."""
    nodes = list(children_of(scope, node).exclude(kind=OrganisationKind.UNIT))
    inside = organisations(scope).filter(_under(node))
    by_city = _grouped(inside, "city_id")
    by_county = _grouped(inside, "county_id")
    found = []
    for child in nodes:
        table = by_county if child.kind == OrganisationKind.COUNTY else by_city
        found.append(Child(child, table.get(child.pk, Sums())))
    return found


def sums_below(scope: Scope, node: Organisation) -> Sums:
    """Everything below a node."""
    row = organisations(scope).filter(_under(node)).aggregate(**_MEASURES)
    return _sums(row)


def units_below(scope: Scope, node: Organisation, text: str = "") -> QuerySet[Organisation]:
    """The units of the subtree by name; `text` is a part of the name or the whole code."""
    found = organisations(scope).filter(_under(node), kind=OrganisationKind.UNIT)
    if text := text.strip():
        found = found.filter(Q(name__icontains=text) | Q(code=text.upper()))
    return found.select_related("parent").order_by("path")


_UNITS = Q(kind=OrganisationKind.UNIT)
_MEASURES = {
    "counties": Count("id", filter=Q(kind=OrganisationKind.COUNTY)),
    "units": Count("id", filter=_UNITS),
    "staff": Sum("staff_count", filter=_UNITS),
    "women": Sum("women_count", filter=_UNITS),
}


def _grouped(inside: QuerySet[Organisation], column: str) -> dict[int, Sums]:
    rows = inside.order_by().values(place=F(column)).annotate(**_MEASURES)
    return {row["place"]: _sums(row) for row in rows}


def _sums(row: dict[str, Any]) -> Sums:
    return Sums(**{name: row[name] or 0 for name in _MEASURES})


def _under(node: Organisation) -> Q:
    """An index range on the path, the node itself left out."""
    return Q(path__gt=node.path, path__lt=node.path[:-1] + "0")
