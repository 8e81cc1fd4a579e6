"""Taking an enrolment back before it begins: nobody is covered, nothing is due."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from huzhu.audit.actions import record_act
from huzhu.enrolment.actions.dues import release_reserved
from huzhu.enrolment.enums import BudgetEntryKind, CoverStatus, EnrolmentState
from huzhu.enrolment.errors import BudgetsPaidFor, EnrolmentBegun, WithdrawalWithoutReason
from huzhu.enrolment.events import EnrolmentWithdrawn
from huzhu.enrolment.lifecycle import enrolment_state_after, state_after
from huzhu.enrolment.models import BudgetEntry, Cover, Enrolment, RosterImport
from huzhu.enrolment.permissions import may_enrol
from huzhu.enrolment.queries import enrolment_by_ref, has_begun
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.kernel.money import yuan
from huzhu.organisations.rules import Officer
from huzhu.treasury.actions import cancel_expected_receipt


def withdraw_enrolment(*, by: Officer, at: datetime, enrolment_ref: str, reason: str) -> Enrolment:
    """The unit takes its list back: wrong file, wrong plan, a decision changed.

    Only before the first day of cover, or while covers wait for the contribution; and only while
    nothing was paid. One transaction: lock, what is due cancelled, budgets' reservations released,
    covers void (the database gives a gift programme its places back), the roster WITHDRAWN once
    all its enrolments are, audit, fact EnrolmentWithdrawn. The same file may be sent again
    afterwards. Refuses NotVisible, NotPermitted, WithdrawalWithoutReason, WrongEnrolmentState,
    EnrolmentBegun, BudgetsPaidFor, and what treasury refuses: ReceiptStands.
    """
    seen = enrolment_by_ref(by.scope, enrolment_ref)
    if not may_enrol(by, seen.org_path):
        raise NotPermitted
    if not reason.strip():
        raise WithdrawalWithoutReason(ref=seen.ref)
    with transaction.atomic():
        found = Enrolment.objects.select_for_update(of=("self",)).get(pk=seen.pk)
        before = found.state
        found.state = enrolment_state_after("withdraw", found.state, ref=found.ref)
        _require_not_begun(by, at, found)
        _require_nothing_spent(found)
        cancel_expected_receipt(by=by, at=at, owner_ref=found.ref)
        release_reserved(by, at, [found])
        Cover.objects.filter(enrolment=found).update(status=CoverStatus.VOID)
        found.withdrawn_at, found.withdrawn_reason = at, reason.strip()[:200]
        found.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
        _withdraw_roster(found)
        record_act(
            by=by, at=at, act="withdraw_enrolment", object_type="enrolment", object_ref=found.ref,
            org_path=found.org_path, before={"state": before},
            after={
                "state": found.state, "reason": found.withdrawn_reason, "persons": found.persons,
            },
        )  # fmt: skip
        publish(_told(found))
    return found


def _require_not_begun(by: Officer, at: datetime, found: Enrolment) -> None:
    """Raises EnrolmentBegun."""
    if has_begun(by.scope, found, civil_date(at)):
        raise EnrolmentBegun(ref=found.ref, day=found.starts_on)


def _require_nothing_spent(found: Enrolment) -> None:
    """Raises BudgetsPaidFor."""
    spent = BudgetEntry.objects.filter(due__enrolment=found, kind=BudgetEntryKind.SPEND)
    if fen := spent.aggregate(fen=Sum("spent_fen"))["fen"]:
        raise BudgetsPaidFor(ref=found.ref, amount=yuan(fen))


def _withdraw_roster(found: Enrolment) -> None:
    """The file may be sent again when nothing of it stands."""
    roster = found.roster
    if roster is None:
        return
    others = Enrolment.objects.filter(roster=roster).exclude(state=EnrolmentState.WITHDRAWN)
    if not others.exists():
        locked = RosterImport.objects.select_for_update(of=("self",)).get(pk=roster.pk)
        locked.state = state_after("withdraw", locked.state)
        locked.save(update_fields=["state"])


def _told(found: Enrolment) -> EnrolmentWithdrawn:
    return EnrolmentWithdrawn(
        owner_ref=found.ref,
        org_path=found.org_path,
        plan_code=found.plan_code,
        persons=found.persons,
        reason=found.withdrawn_reason,
        account_id=found.roster.created_by_id if found.roster else None,
    )
