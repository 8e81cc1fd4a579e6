"""Triggers that many tables share, declared beside the model (django-pgtrigger)."""

from __future__ import annotations

import pgtrigger


def append_only(table: str) -> list[pgtrigger.Trigger]:
    """Refuses UPDATE, DELETE and TRUNCATE for everyone, the owner of the schema included."""
    message = f"{table} is append-only: correct it by a new row"
    refuse = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'HZ001';"
    return [
        pgtrigger.Trigger(
            name=f"{table}_never_changes",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=refuse,
        ),
        pgtrigger.Trigger(
            name=f"{table}_never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=refuse,
        ),
    ]
