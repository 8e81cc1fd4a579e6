"""Units whose names are alike, within a scope with their codes, beyond it by name and city only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from huzhu.kernel.scope import ROOT, Scope
from huzhu.organisations.enums import OrganisationKind
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries.tree import organisations
from huzhu.organisations.rules import ALIKE, grams

MOST_ALIKE = 8
MOST_FOUND = 200

_ALIKE_HERE = """
    WITH likely AS (
        SELECT organisation_id AS unit, 2000 * count(*) / (max(size) + %(own)s) AS likeness
        FROM organisations_namegram WHERE gram = ANY (%(pairs)s) {within}
        GROUP BY organisation_id HAVING 2000 * count(*) / (max(size) + %(own)s) >= %(least)s
    )
    SELECT o.id, o.name, coalesce(c.name, ''), o.code, l.likeness
    FROM likely l JOIN organisations_organisation o ON o.id = l.unit AND o.ends_before IS NULL
    LEFT JOIN organisations_organisation c ON c.id = o.city_id
    ORDER BY l.likeness DESC, o.path
"""
_ALIKE_ELSEWHERE = "SELECT name, city, likeness FROM organisations_alike_elsewhere(%s)"
_CONTAINING = """
    SELECT organisation_id, count(*) AS shared, max(size) AS size
    FROM organisations_namegram WHERE gram = ANY (%(pairs)s) {within}
    GROUP BY organisation_id HAVING 1000 * count(*) >= %(least)s * %(own)s
    ORDER BY shared DESC, size, organisation_id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Alike:
    """A unit with a similar name; `likeness` per mille, `code` empty beyond one's own view."""

    name: str
    city: str
    code: str
    likeness: int

    @property
    def percent(self) -> int:
        return self.likeness // 10


def alike_here(scope: Scope, name: str, *, leaving_out: Iterable[int] = ()) -> list[Alike]:
    """Open units of the scope whose names are alike, the most alike first, eight at most."""
    rows = _rows(scope, _ALIKE_HERE, name, least=ALIKE)
    left_out = set(leaving_out)
    return [Alike(*row[1:]) for row in rows if row[0] not in left_out][:MOST_ALIKE]


def alike_elsewhere(scope: Scope, name: str) -> list[Alike]:
    """The same beyond what the transaction may see: five at most, without their codes."""
    pairs = sorted(grams(name))
    if not pairs:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, city, likeness FROM organisations_alike_elsewhere(%s)", [pairs]
        )
        return [Alike(row[0], row[1], "", row[2]) for row in cursor.fetchall()]


def search_units(scope: Scope, text: str) -> list[Organisation]:
    """Units that hold most of the text's pairs of characters, closed ones too, the nearest first;
    a whole code finds its unit. At most 200."""
    text = text.strip()
    seen = organisations(scope).filter(kind=OrganisationKind.UNIT).select_related("parent")
    found = list(seen.filter(code=text.upper()))
    rows = _rows(scope, _CONTAINING, text, least=_needed(text))
    by_id = seen.in_bulk([row[0] for row in rows])
    return found + [by_id[row[0]] for row in rows if row[0] in by_id]


def _needed(text: str) -> int:
    """Per mille of the pairs: all of a short text, most of a long one."""
    return 1000 if len(grams(text)) < 3 else ALIKE


def _rows(scope: Scope, statement: str, name: str, *, least: int) -> list[tuple[int, ...]]:
    pairs = sorted(grams(name))
    if not pairs:
        return []
    within, ranges = _within(scope)
    values = {
        "pairs": pairs,
        "own": len(pairs),
        "least": least,
        "most": MOST_FOUND,
        **ranges,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement.format(within=within), values)
        return cursor.fetchall()


def _within(scope: Scope) -> tuple[str, dict[str, str]]:
    """The scope as index ranges on the pair's own path."""
    if ROOT in scope.paths:
        return "", {}
    parts, values = [], {}
    for number, (low, high) in enumerate(scope.ranges()):
        parts.append(f"(org_path >= %(low{number})s AND org_path < %(high{number})s)")
        values |= {f"low{number}": low, f"high{number}": high}
    return f"AND ({' OR '.join(parts)})", values
