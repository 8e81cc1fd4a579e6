"""Posting a roster: its good rows become covers, in one transaction, once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from huzhu.enrolment.actions.cells import CellKey, OpenedRow, StagedCells
from huzhu.enrolment.actions.enrol import enrol
from huzhu.enrolment.actions.lots import Destination, Lot
from huzhu.enrolment.actions.receive import locked_roster, require_postable
from huzhu.enrolment.enums import RosterState, Standing
from huzhu.enrolment.lifecycle import state_after
from huzhu.enrolment.models import Enrolment, RosterImport, RosterPlan, RosterRow
from huzhu.enrolment.queries import enrolments_of, gift_terms, roster_plans
from huzhu.enrolment.rules import Terms, relaxed
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import terms_of


def post_roster(*, by: Officer, at: datetime, roster_ref: str) -> list[Enrolment]:
    """Makes the covers of a checked roster, one enrolment a plan; a posted one returns what it
    made.

    One transaction, with the roster locked: people registered, covers, contribution due, expected
    receipts, audit, sealed cells wiped, facts EnrolmentPosted. Refuses NotVisible, NotPermitted,
    WrongRosterState, RosterHasFaults, NobodyToEnrol, EverybodyCovered, ParticipationTooLow,
    RosterPosted, CoveredMeanwhile.
    """
    with transaction.atomic():
        roster = locked_roster(by, roster_ref)
        if roster.state == RosterState.POSTED:
            return list(enrolments_of(by.scope, roster))
        roster.state = state_after("post", roster.state)
        require_postable(by, roster)
        rows = _rows_by_plan(roster)
        lots = [_lot(by, plan, rows[plan.plan_code]) for plan in _plans(by, roster)]
        made = enrol(by, at, lots)
        roster.posted_at = at
        roster.refusal = None
        roster.save(update_fields=["state", "posted_at", "refusal"])
        RosterRow.objects.filter(roster=roster, cells_cipher__isnull=False).update(
            cells_cipher=None
        )
    return made


def _plans(by: Officer, roster: RosterImport) -> QuerySet[RosterPlan]:
    return roster_plans(by.scope, roster).filter(rows_good__gt=0)


def _lot(by: Officer, plan: RosterPlan, rows: list[OpenedRow]) -> Lot:
    roster = plan.roster
    gift = roster.gift if roster.gift and roster.gift.plan_code == plan.plan_code else None
    terms = Terms.of(terms_of(plan.edition), roster.starts_on)
    if gift is not None:
        terms = relaxed(terms, gift_terms(by.scope, gift))
    return Lot(Destination(roster.organisation, plan.edition, terms), rows, roster, gift)


def _rows_by_plan(roster: RosterImport) -> dict[str, list[OpenedRow]]:
    """The good rows that are not covered already, opened, in the order of the file."""
    key = CellKey.of(roster.pk)
    found: dict[str, list[OpenedRow]] = {}
    staged_rows = (
        RosterRow.objects.filter(roster=roster, is_good=True)
        .exclude(standing=Standing.KEPT)
        .order_by("sheet_no", "row_no")
        .values_list(
            "sheet_no", "row_no", "plan_code", "name", "sex", "birth_on", "shares",
            "identity_hash", "cells_cipher",
        )
    )  # fmt: skip
    for row in staged_rows.iterator(chunk_size=5_000):
        staged = StagedCells(*row)
        found.setdefault(staged.plan_code, []).append(key.open(staged))
    return found
