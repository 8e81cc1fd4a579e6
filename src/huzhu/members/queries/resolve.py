"""The looks across jurisdictions: an id by number, yes or no, never anything else of a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from huzhu.kernel.scope import Scope

_AT_ONCE = 20_000


def registered(scope: Scope, hashes: Iterable[bytes]) -> dict[bytes, int]:
    """Ids of people by identity hash, wherever they work; by a former number too, and of a record
    merged into another the id of that one. Nothing else is told of them; `scope` is whose question
    it is.
    """
    found = _asked("SELECT identity_hash, person_id FROM members_find(%s)", list(hashes))
    return {bytes(digest): person_id for digest, person_id in found}


def named_otherwise(scope: Scope, names: Sequence[tuple[bytes, str]]) -> set[bytes]:
    """Of (identity hash, name), the hashes recorded under another name; never which one."""
    found: set[bytes] = set()
    for start in range(0, len(names), _AT_ONCE):
        part = names[start : start + _AT_ONCE]
        rows = _rows(
            "SELECT identity_hash FROM members_named_otherwise(%s, %s)",
            [[h for h, _ in part], [n for _, n in part]],
        )
        found |= {bytes(row[0]) for row in rows}
    return found


def other_records(scope: Scope, person_ids: Iterable[int]) -> dict[int, int]:
    """By id of a record that was merged with one of these, or into which one of these was merged:
    the id that was asked for. Empty for people with one record, as nearly all have."""
    pairs = _asked("SELECT record_id, person_id FROM members_records(%s)", list(person_ids))
    return dict(pairs)


def died(scope: Scope, person_ids: Iterable[int]) -> set[int]:
    """Of these people, those recorded as dead: nobody enrols them."""
    return {row[0] for row in _asked("SELECT person_id FROM members_died(%s)", list(person_ids))}


def enrolled_children(scope: Scope, person_ids: Iterable[int]) -> set[int]:
    """Of these people, those with a standing tie to a parent, wherever it was recorded."""
    return {
        row[0] for row in _asked("SELECT person_id FROM members_children(%s)", list(person_ids))
    }


def standing_consents(scope: Scope, person_ids: Iterable[int]) -> dict[int, set[str]]:
    """Kinds of consent that stand, by person, wherever they were recorded."""
    found: dict[int, set[str]] = {}
    for person_id, kind in _asked(
        "SELECT person_id, kind FROM members_consented(%s)", list(person_ids)
    ):
        found.setdefault(person_id, set()).add(kind)
    return found


def _asked(statement: str, values: list[Any]) -> Iterable[tuple[Any, ...]]:
    for start in range(0, len(values), _AT_ONCE):
        yield from _rows(statement, [values[start : start + _AT_ONCE]])


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
