"""What happens to an enrolment and its covers afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from huzhu.audit.actions import Act, record_act, record_acts
from huzhu.enrolment.enums import CoverStatus, EnrolmentState
from huzhu.enrolment.errors import CoverNotActive
from huzhu.enrolment.models import Cover, Enrolment
from huzhu.enrolment.permissions import may_end_cover, may_note_payment
from huzhu.enrolment.queries import cover_by_ref
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import within
from huzhu.kernel.staging import update_rows
from huzhu.organisations.rules import Officer


def mark_contribution_paid(*, by: Officer, at: datetime, enrolment_ref: str) -> Enrolment:
    """The whole contribution of one enrolment has come in; see `mark_contributions_paid`."""
    return mark_contributions_paid(by=by, at=at, enrolment_refs=[enrolment_ref])[0]


def mark_contributions_paid(
    *, by: Officer, at: datetime, enrolment_refs: Sequence[str]
) -> list[Enrolment]:
    """The whole contributions of these enrolments have come in; the second time changes nothing.

    All of them or none, in the order given. Refuses NotVisible, NotPermitted.
    """
    wanted = set(enrolment_refs)
    with transaction.atomic():
        seen = Enrolment.objects.filter(within(by.scope), ref__in=wanted).order_by("id")
        locked = {row.ref: row for row in seen.select_for_update()}
        if len(locked) < len(wanted):
            raise NotVisible
        for row in locked.values():
            if not may_note_payment(by, row.org_path):
                raise NotPermitted
        paid = [row for row in locked.values() if row.state != EnrolmentState.PAID]
        for row in paid:
            row.state, row.paid_at = EnrolmentState.PAID, at
        update_rows(paid, "state", "paid_at")
        record_acts(by=by, at=at, acts=[_paid(row) for row in paid])
    return [locked[ref] for ref in enrolment_refs]


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
