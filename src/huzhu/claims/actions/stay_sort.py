"""Sorting stays that are kept already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from huzhu.claims.actions.sorting import PERSON_FIELDS, Candidate, sort_candidates
from huzhu.claims.enums import StayState
from huzhu.claims.models import SettledStay, SettlementSource
from huzhu.claims.queries import lane_rules
from huzhu.kernel.staging import update_rows
from huzhu.members.queries import people
from huzhu.organisations.rules import Officer

SORTED = ("lane", "reasons", "amount_fen", "state", "claim", "sorted_at")


def sort_kept(
    by: Officer, at: datetime, source: SettlementSource, ids: Sequence[int]
) -> list[SettledStay]:
    """Sorts these open stays again and keeps the result; in the caller's transaction. Those of
    people who are not seen here any more stay where they are."""
    rows = SettledStay.objects.select_for_update(of=("self",)).filter(
        pk__in=ids, state=StayState.OPEN
    )
    stays = list(rows.order_by("id"))
    known = people(by.scope).only(*PERSON_FIELDS).in_bulk({stay.person_id for stay in stays})
    seen = [stay for stay in stays if stay.person_id in known]
    candidates = [
        Candidate(place, known[stay.person_id], stay, stay.pk) for place, stay in enumerate(seen)
    ]
    found = sort_candidates(by, at, lane_rules(source), candidates)
    for place, stay in enumerate(seen):
        put_in_lane(stay, found[place], at)
    update_rows(seen, *SORTED)
    return seen


def put_in_lane(stay: SettledStay, found: object, at: datetime) -> None:
    """Writes the result onto an open stay. Does not save."""
    stay.lane, stay.reasons, stay.amount_fen, stay.state, stay.claim_id = found  # type: ignore[misc]
    stay.sorted_at = at
