"""Writing down an act, inside the act's own transaction; and sealing what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from huzhu.kernel.actor import Actor
from huzhu.kernel.clock import civil_date

_COLUMNS = "at, account_id, by_label, origin, act, object_type, object_ref, org_path, before, after"


@dataclass(frozen=True, slots=True)
class Act:
    """One entry to be written: what was done to which object, and its values before and after."""

    act: str
    object_type: str
    object_ref: str
    org_path: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def record_act(
    *,
    by: Actor,
    at: datetime,
    act: str,
    object_type: str,
    object_ref: str,
    org_path: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Adds one entry. Values are JSON; a personal value is given masked or sealed, never bare."""
    one = Act(act, object_type, object_ref, org_path, before or {}, after or {})
    record_acts(by=by, at=at, acts=[one])


def record_acts(*, by: Actor, at: datetime, acts: Sequence[Act]) -> None:
    """Adds an entry for each act of one actor at one instant, in the order given.

    No RETURNING: the writer may be outside the place the entries belong to.
    """
    if not acts:
        return
    who = (at, by.account_id, by.label[:80], by.origin[:120])
    values: list[Any] = []
    for one in acts:
        values += who
        values += (one.act, one.object_type, one.object_ref, one.org_path)
        values += (Jsonb(dict(one.before)), Jsonb(dict(one.after)))
    row = f"({', '.join(['%s'] * 10)})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_entry ({_COLUMNS}) VALUES {', '.join([row] * len(acts))}", values
        )


def seal_pending(*, most: int = 10_000) -> int:
    """Numbers and chains the entries not sealed yet, oldest first; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal_pending(%s)", [most])
        return cursor.fetchone()[0]


def keep_head(*, heads: Path, at: datetime) -> None:
    """Notes the day's chain head in a file outside the database, one line a sealing day.

    `heads` holds lines `date,number,chain`; a line of the same day is replaced by the newer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, encode(chain, 'hex') FROM audit_head()")
        head = cursor.fetchone()
    if head is None:
        return
    day = civil_date(at).isoformat()
    lines = heads.read_text().splitlines() if heads.exists() else []
    kept = [line for line in lines if not line.startswith(day)]
    kept.append(f"{day},{head[0]},{head[1]}")
    draft = heads.with_suffix(".new")
    draft.write_text("\n".join(kept) + "\n")
    draft.replace(heads)
