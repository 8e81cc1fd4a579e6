"""Records that are likely one person: found by what two of them share, to be merged by officers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from huzhu.kernel.scope import ROOT, Scope
from huzhu.members.models import Person

# Namesakes born on one day are many in a province; those that officers have found to be two people
# (a refused merging) are not shown again. Each join is by equality on a few columns of `here`.
_PAIRS = """
WITH here AS MATERIALIZED (
  SELECT p.id, p.name, p.birth_on, p.phone_hash FROM members_person p
  WHERE p.merged_into_id IS NULL AND EXISTS (
    SELECT 1 FROM members_employment e WHERE e.person_id = p.id {within})
), account AS MATERIALIZED (
  SELECT h.id, h.name, a.number_hash FROM members_payoutaccount a
  JOIN here h ON h.id = a.person_id WHERE a.replaced_at IS NULL
), pair (a, b, reason) AS (
  SELECT x.id, y.id, 'birth' FROM here x JOIN here y
    ON y.name = x.name AND y.birth_on = x.birth_on AND y.id > x.id
  UNION ALL
  SELECT x.id, y.id, 'phone' FROM here x JOIN here y
    ON y.name = x.name AND y.phone_hash = x.phone_hash AND y.id > x.id
  UNION ALL
  SELECT x.id, y.id, 'account' FROM account x JOIN account y
    ON y.name = x.name AND y.number_hash = x.number_hash AND y.id > x.id
)
SELECT p.a, p.b, array_agg(DISTINCT p.reason ORDER BY p.reason) FROM pair p
WHERE NOT EXISTS (
  SELECT 1 FROM members_personchange c WHERE c.kind = 'merge' AND c.state <> 'withdrawn'
  AND (c.person_id, c.other_id) IN ((p.a, p.b), (p.b, p.a)))
GROUP BY p.a, p.b ORDER BY count(DISTINCT p.reason) DESC, p.a, p.b
LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True, slots=True)
class Double:
    """Two records and what they share besides the name: "birth", "phone", "account"."""

    older: Person
    newer: Person
    reasons: tuple[str, ...]

    @property
    def both(self) -> tuple[Person, Person]:
        """The older record first."""
        return self.older, self.newer


class Doubles:
    """The likely doubles of a scope, sliced like a query set: for pages that nobody counts."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def count(self) -> int:
        """Read to the end: for a scope that is small, or a test."""
        return len(self._rows(0, None))

    def __getitem__(self, part: slice) -> list[Double]:
        start = part.start or 0
        rows = self._rows(start, None if part.stop is None else part.stop - start)
        known = Person.objects.in_bulk({i for a, b, _ in rows for i in (a, b)})
        return [Double(known[a], known[b], tuple(reasons)) for a, b, reasons in rows]

    def _rows(self, offset: int, limit: int | None) -> list[tuple[int, int, list[str]]]:
        narrowed, values = _within(self.scope)
        with connection.cursor() as cursor:
            cursor.execute(
                _PAIRS.format(within=narrowed), {**values, "limit": limit, "offset": offset}
            )
            return cursor.fetchall()


def likely_doubles(scope: Scope) -> Doubles:
    """Pairs of one name with one birth date, phone or account, most in common first; without
    those about which a merging is asked, or was refused: the two are different people."""
    return Doubles(scope)


def _within(scope: Scope) -> tuple[str, dict[str, Any]]:
    """The scope as index ranges on the path of the employment."""
    if ROOT in scope.paths:
        return "", {}
    parts, values = [], {}
    for number, (low, high) in enumerate(scope.ranges()):
        parts.append(f"(e.org_path >= %(low{number})s AND e.org_path < %(high{number})s)")
        values |= {f"low{number}": low, f"high{number}": high}
    return f"AND ({' OR '.join(parts)})", values
