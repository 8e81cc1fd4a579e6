"""Posting a roster: its good rows become covers, in one transaction, once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from huzhu.enrolment.actions.cells import CellKey, OpenedRow
from huzhu.enrolment.actions.enrol import enrol
from huzhu.enrolment.actions.lots import Destination, Lot
from huzhu.enrolment.actions.receive import locked_roster, require_postable
from huzhu.enrolment.enums import RosterState
from huzhu.enrolment.lifecycle import state_after
from huzhu.enrolment.models import Enrolment, RosterImport, RosterRow
from huzhu.enrolment.rules import Terms
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import terms_of


def post_roster(*, by: Officer, at: datetime, roster_ref: str) -> Enrolment:
    """Makes the covers of a checked roster; a posted one returns the enrolment it made.

    One transaction, with the roster locked: people registered, covers, contribution due, expected
    receipt, audit, sealed cells wiped, fact EnrolmentPosted. Refuses NotVisible, NotPermitted,
    WrongRosterState, RosterHasFaults, NobodyToEnrol, ParticipationTooLow, RosterPosted,
    CoveredMeanwhile.
    """
    with transaction.atomic():
        roster = locked_roster(by, roster_ref)
        if roster.state == RosterState.POSTED:
            return Enrolment.objects.get(roster=roster)
        roster.state = state_after("post", roster.state)
        require_postable(by, roster)
        rows = _good_rows(roster)
        terms = Terms.of(terms_of(roster.edition), roster.starts_on)
        to = Destination(roster.organisation, roster.edition, terms)
        (enrolment,) = enrol(by, at, [Lot(to, rows, roster)])
        roster.posted_at = at
        roster.refusal = None
        roster.save(update_fields=["state", "posted_at", "refusal", "participation"])
        RosterRow.objects.filter(roster=roster, cells_cipher__isnull=False).update(
            cells_cipher=None
        )
    return enrolment


def _good_rows(roster: RosterImport) -> list[OpenedRow]:
    key = CellKey.of(roster.pk)
    staged_rows = (
        RosterRow.objects.filter(roster=roster, is_good=True)
        .order_by("row_no")
        .values_list("row_no", "name", "shares", "cells_cipher")
    )
    return [
        key.open(row_no, name, shares, bytes(cells)) for row_no, name, shares, cells in staged_rows
    ]
