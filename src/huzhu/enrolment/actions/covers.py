"""What happens to an enrolment and its covers afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from huzhu.audit.actions import Act, record_act, record_acts
from huzhu.enrolment.actions.begin import begin_covers
from huzhu.enrolment.actions.dues import spend_reserved
from huzhu.enrolment.enums import CoverStatus
from huzhu.enrolment.errors import CoverNotActive
from huzhu.enrolment.lifecycle import enrolment_can, enrolment_state_after
from huzhu.enrolment.models import Cover, Enrolment
from huzhu.enrolment.permissions import may_end_cover, may_note_payment
from huzhu.enrolment.queries import cover_by_ref, enrolment_by_ref
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import within
from huzhu.kernel.staging import update_rows
from huzhu.organisations.rules import Officer


def mark_contribution_paid(
    *, by: Officer, at: datetime, enrolment_ref: str, paid_on: date | None = None
) -> Enrolment:
    """The whole contribution of one enrolment has come in; see `mark_contributions_paid`."""
    days = {enrolment_ref: paid_on or civil_date(at)}
    return mark_contributions_paid(by=by, at=at, paid_on=days)[0]


def mark_contributions_paid(
    *, by: Officer, at: datetime, paid_on: Mapping[str, date]
) -> list[Enrolment]:
    """The whole contributions of these enrolments have come in, the last of each on its day; the
    second time changes nothing.

    Covers that waited for it begin. All of them or none, in the order given. Refuses NotVisible,
    NotPermitted.
    """
    with transaction.atomic():
        seen = Enrolment.objects.filter(within(by.scope), ref__in=paid_on).order_by("id")
        locked = {row.ref: row for row in seen.select_for_update()}
        if len(locked) < len(paid_on):
            raise NotVisible
        for row in locked.values():
            if not may_note_payment(by, row.org_path):
                raise NotPermitted
        paid = [row for row in locked.values() if enrolment_can("pay", row.state)]
        for row in paid:
            row.state, row.paid_at = enrolment_state_after("pay", row.state, ref=row.ref), at
        update_rows(paid, "state", "paid_at")
        spend_reserved(by, at, paid)
        begin_covers(paid, paid_on)
        record_acts(by=by, at=at, acts=[_paid(row) for row in paid])
    return [locked[ref] for ref in paid_on]


def reopen_contribution(*, by: Officer, at: datetime, enrolment_ref: str) -> Enrolment:
    """A receipt of an enrolment that was paid was undone: the contribution is awaited again.

    Its covers stay as they are: nobody's cover ends because a payment was matched wrongly. Refuses
    NotVisible, NotPermitted.
    """
    with transaction.atomic():
        enrolment = enrolment_by_ref(by.scope, enrolment_ref)
        if not may_note_payment(by, enrolment.org_path):
            raise NotPermitted
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if not enrolment_can("reopen", locked.state):
            return locked
        locked.state = enrolment_state_after("reopen", locked.state, ref=locked.ref)
        locked.paid_at = None
        locked.save(update_fields=["state", "paid_at"])
        record_act(
            by=by,
            at=at,
            act="reopen_contribution",
            object_type="enrolment",
            object_ref=locked.ref,
            org_path=locked.org_path,
        )
    return locked


def _paid(enrolment: Enrolment) -> Act:
    return Act(
        act="mark_contribution_paid",
        object_type="enrolment",
        object_ref=enrolment.ref,
        org_path=enrolment.org_path,
        after={"fee_fen": enrolment.fee_fen},
    )


def terminate_cover(*, by: Officer, at: datetime, cover: Cover, on: date) -> Cover:
    """A benefit ends the cover on a day; ended on the same day already, it stays as it is.

    Refuses NotVisible, NotPermitted, CoverNotActive.
    """
    seen = cover_by_ref(by.scope, cover.ref)
    if not may_end_cover(by, seen.org_path):
        raise NotPermitted
    with transaction.atomic():
        locked = Cover.objects.select_for_update().get(pk=seen.pk)
        if locked.status == CoverStatus.TERMINATED and locked.terminated_on == on:
            return locked
        if locked.status != CoverStatus.ACTIVE:
            raise CoverNotActive(ref=locked.ref)
        locked.status, locked.terminated_on = CoverStatus.TERMINATED, on
        locked.save(update_fields=["status", "terminated_on"])
        record_act(
            by=by,
            at=at,
            act="terminate_cover",
            object_type="cover",
            object_ref=locked.ref,
            org_path=locked.org_path,
            after={"terminated_on": on.isoformat()},
        )
    return locked
