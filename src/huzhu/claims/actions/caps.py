"""What covers have used of their caps: rows that are locked before anything is spent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from huzhu.claims.models import CapUse, Claim, PlanDecision
from huzhu.kernel.staging import update_rows

_ONE_PERSON_AT_A_TIME = 0x636C6169


@dataclass(frozen=True)
class Wanted:
    """How much a decision takes from one cap of its cover."""

    cover_id: int
    cover_path: str
    cap: str
    amount_fen: int
    limit_fen: int

    @property
    def key(self) -> tuple[int, str]:
        return self.cover_id, self.cap


def lock_people(claims: Sequence[Claim]) -> None:
    """Claims of one person are decided one after another: each is the next one's history.

    Caps and ordinals that reach over several covers have no row of their own to lock. In one
    order, so that two batches never wait on one another.
    """
    people = sorted({claim.person_id % 2**31 for claim in claims})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, p) FROM unnest(%s::integer[]) AS p",
            [_ONE_PERSON_AT_A_TIME, people],
        )


def wanted_of(decisions: Sequence[PlanDecision]) -> list[Wanted]:
    """In the fixed order in which rows are locked."""
    found = [
        Wanted(d.cover_id, d.cover.org_path, use["cap"], use["amount_fen"], use["limit_fen"])
        for d in decisions
        for use in d.decision["uses"]
    ]
    return sorted(found, key=lambda wanted: wanted.key)


def lock_caps(wanted: Sequence[Wanted]) -> dict[tuple[int, str], CapUse]:
    """The rows of these caps, made where missing, locked by cover and name."""
    if not wanted:
        return {}
    CapUse.objects.bulk_create(
        [
            CapUse(cover_id=w.cover_id, org_path=w.cover_path, cap=w.cap, limit_fen=w.limit_fen)
            for w in wanted
        ],
        ignore_conflicts=True,
    )
    of_covers = CapUse.objects.filter(cover_id__in={w.cover_id for w in wanted})
    rows = of_covers.select_for_update().order_by("cover_id", "cap")
    return {(row.cover_id, row.cap): row for row in rows}


def first_short(wanted: Sequence[Wanted], rows: dict[tuple[int, str], CapUse]) -> Wanted | None:
    """The first cap of which less is left than wanted; None if all suffice."""
    for one in wanted:
        row = rows.get(one.key)
        if row is None or row.used_fen + one.amount_fen > one.limit_fen:
            return one
    return None


def spend(wanted: Sequence[Wanted], rows: dict[tuple[int, str], CapUse]) -> None:
    """Adds what is taken; the check constraint has the last word.

    A limit that changes with the day of the event counts at its highest so far.
    """
    taken: dict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in wanted:
        amount, limit = taken[one.key]
        taken[one.key] = amount + one.amount_fen, max(limit, one.limit_fen)
    for key, (amount, limit) in taken.items():
        row = rows[key]
        row.used_fen, row.limit_fen = row.used_fen + amount, max(row.limit_fen, limit)
    update_rows([rows[key] for key in taken], "used_fen", "limit_fen")
