"""Writing down an act, inside the act's own transaction; and sealing what was written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from huzhu.audit.models import Entry
from huzhu.kernel.actor import Actor
from huzhu.kernel.clock import civil_date


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
    """Adds one entry. Values are JSON; a personal value is given masked or sealed, never bare.

    No RETURNING: the writer may be outside the place the entry belongs to.
    """
    row = Entry(
        at=at,
        account_id=by.account_id,
        by_label=by.label[:80],
        origin=by.origin[:120],
        act=act,
        object_type=object_type,
        object_ref=object_ref,
        org_path=org_path,
        before=dict(before or {}),
        after=dict(after or {}),
    )
    _insert(row)


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


def _insert(row: Entry) -> None:
    from psycopg.types.json import Jsonb

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_entry (at, account_id, by_label, origin, act, object_type,"
            " object_ref, org_path, before, after) VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)",
            [
                row.at,
                row.account_id,
                row.by_label,
                row.origin,
                row.act,
                row.object_type,
                row.object_ref,
                row.org_path,
                Jsonb(row.before),
                Jsonb(row.after),
            ],
        )
