"""What happens to an enrolment and its covers afterwards."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from huzhu.audit.actions import record_act
from huzhu.enrolment.enums import CoverStatus, EnrolmentState
from huzhu.enrolment.errors import CoverNotActive
from huzhu.enrolment.models import Cover, Enrolment
from huzhu.enrolment.permissions import may_end_cover, may_note_payment
from huzhu.enrolment.queries import cover_by_ref, enrolment_by_ref
from huzhu.kernel.errors import NotPermitted
from huzhu.organisations.rules import Officer


def mark_contribution_paid(*, by: Officer, at: datetime, enrolment_ref: str) -> Enrolment:
    """The whole contribution has come in; the second time changes nothing."""
    enrolment = enrolment_by_ref(by.scope, enrolment_ref)
    if not may_note_payment(by, enrolment.org_path):
        raise NotPermitted
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if locked.state == EnrolmentState.PAID:
            return locked
        locked.state, locked.paid_at = EnrolmentState.PAID, at
        locked.save(update_fields=["state", "paid_at"])
        record_act(
            by=by,
            at=at,
            act="mark_contribution_paid",
            object_type="enrolment",
            object_ref=locked.ref,
            org_path=locked.org_path,
            after={"fee_fen": locked.fee_fen},
        )
    return locked


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
