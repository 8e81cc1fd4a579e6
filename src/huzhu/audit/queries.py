"""Reading the trail, and checking that nobody touched it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.db.models import Q, QuerySet

from huzhu.audit.models import Entry
from huzhu.kernel.scope import ROOT, Scope, within


@dataclass(frozen=True)
class Fault:
    """What is wrong with the chain, at which entry and which number."""

    kind: str
    entry_id: int | None
    number: int | None


def entries(scope: Scope) -> QuerySet[Entry]:
    """The acts of a jurisdiction, newest first; for an office also those that concern no place."""
    seen = within(scope)
    if any(path.count("/") == 2 for path in scope.paths):
        seen |= Q(org_path=ROOT)
    return Entry.objects.filter(seen).order_by("-id")


def entries_about(scope: Scope, *, object_type: str, object_ref: str) -> QuerySet[Entry]:
    """What happened to one object, oldest first."""
    return (
        Entry.objects.filter(within(scope))
        .filter(object_type=object_type, object_ref=object_ref)
        .order_by("id")
    )


def faults(*, heads: Path | None = None, grace: timedelta = timedelta(minutes=10)) -> list[Fault]:
    """Every place where the chain and the entries disagree; empty when all is well.

    Kinds: entry_changed, entry_missing, entry_inserted, entry_sealed_late, seal_missing,
    chain_broken, head_differs (the file kept outside the database says otherwise).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT fault, entry_id, number FROM audit_verify(%s)", [grace])
        found = [Fault(*row) for row in cursor.fetchall()]
    return found + (_head_faults(heads) if heads and heads.exists() else [])


def counts() -> tuple[int, int]:
    """How many entries there are, and how many are sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entries, sealed FROM audit_counts()")
        return cursor.fetchone()


def _head_faults(heads: Path) -> list[Fault]:
    found = []
    with connection.cursor() as cursor:
        for line in heads.read_text().splitlines():
            _day, number, chain = line.split(",")
            cursor.execute(
                "SELECT encode(chain, 'hex') FROM audit_seal WHERE number = %s", [int(number)]
            )
            row = cursor.fetchone()
            if row is None or row[0] != chain:
                found.append(Fault("head_differs", None, int(number)))
    return found
