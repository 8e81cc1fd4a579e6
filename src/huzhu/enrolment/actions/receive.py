"""Taking a roster in, and asking for its posting."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import PurePath

from django.db import transaction
from django.db.models import QuerySet

from huzhu.attachments.actions import keep_file
from huzhu.attachments.rules import TABLES
from huzhu.audit.actions import record_act
from huzhu.enrolment.enums import OPEN, RosterState
from huzhu.enrolment.errors import (
    EverybodyCovered,
    GiftTakesNobody,
    NobodyToEnrol,
    ParticipationTooLow,
    RosterHasFaults,
    RosterPosted,
    UnitEnded,
)
from huzhu.enrolment.events import RosterPostingAsked, RosterReceived
from huzhu.enrolment.lifecycle import can, state_after
from huzhu.enrolment.models import GiftProgramme, RosterImport, RosterPlan, RosterRow
from huzhu.enrolment.permissions import may_enrol
from huzhu.enrolment.queries import (
    gift_terms,
    gifts_open_for,
    participation_of,
    roster_by_ref,
    roster_plans,
)
from huzhu.enrolment.rules import period_of
from huzhu.kernel.errors import NotPermitted, Refusal
from huzhu.kernel.facts import publish
from huzhu.kernel.periods import Period
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import heir_of
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import edition_in_force, terms_of
from huzhu.requests.actions import allocate_reference


def receive_roster(
    *,
    by: Officer,
    at: datetime,
    organisation: Organisation,
    plan_code: str,
    starts_on: date,
    file_name: str,
    content: bytes,
    gift_ref: str = "",
) -> RosterImport:
    """Keeps the file, pins the edition in force on `starts_on`, and lets it be checked.

    With `gift_ref`, the people are covered by that gift programme, on its conditions.

    One transaction: file, roster (RECEIVED), audit, fact RosterReceived. The same content for the
    same unit, plan and day is the roster that it was, while that is open. Refuses NotPermitted,
    UnitEnded, NoEditionInForce, RosterPosted (the same content, posted), and what attachments
    refuse: FileEmpty, FileTooLarge, FileTypeNotTaken.
    """
    if not may_enrol(by, organisation.path):
        raise NotPermitted
    require_standing(by, organisation, starts_on)
    gift = _gift(by, organisation, gift_ref, starts_on) if gift_ref else None
    plan_code = gift.plan_code if gift else plan_code
    edition = edition_in_force(plan_code, starts_on)
    period = period_of(terms_of(edition), starts_on)
    name = PurePath(file_name.replace("\\", "/")).name[:200] or "roster"
    with transaction.atomic():
        roster = RosterImport(
            ref=allocate_reference(prefix="R", at=at),
            organisation=organisation,
            org_path=organisation.path,
            plan_code=plan_code,
            edition=edition,
            gift=gift,
            starts_on=starts_on,
            ends_before=period.ends_before,
            file_name=name,
            content_digest=hashlib.sha256(content).hexdigest(),
            created_by_id=by.account_id,
            created_at=at,
        )
        require_not_posted(roster)
        if (same := _open_twin(roster)) is not None:
            return same
        roster.attachment_ref = _keep(by, at, roster, content).ref
        roster.save(force_insert=True)
        after = {"file": name, "plan": plan_code, "starts_on": starts_on.isoformat()}
        audit_roster(by, at, "receive_roster", roster, {**after, "digest": roster.content_digest})
        publish(RosterReceived(roster_ref=roster.ref, org_path=roster.org_path))
    return roster


def require_standing(by: Officer, organisation: Organisation, day: date) -> None:
    """Raises UnitEnded for a unit that was merged, divided or closed before `day`."""
    if organisation.ends_before is None or organisation.ends_before > day:
        return
    heir = heir_of(by.scope, organisation)
    raise UnitEnded(
        name=organisation.name,
        day=organisation.ends_before,
        heir=f"“{heir.name}”（{heir.code}）" if heir else "接续的单位",
        heir_en=f"{heir.name} ({heir.code})" if heir else "the unit that followed it",
    )


def _gift(by: Officer, organisation: Organisation, ref: str, day: date) -> GiftProgramme:
    """Raises GiftTakesNobody where no such programme is open for the unit on that day."""
    found = gifts_open_for(by.scope, organisation, day).filter(ref=ref).first()
    if found is None:
        raise GiftTakesNobody(gift=ref, day=day, place=organisation.name)
    return found


def _open_twin(roster: RosterImport) -> RosterImport | None:
    return _same_content(roster).filter(state__in=OPEN).order_by("id").last()


def _keep(by: Officer, at: datetime, roster: RosterImport, content: bytes):
    return keep_file(
        by=by,
        at=at,
        content=content,
        file_name=roster.file_name,
        owner_type="roster",
        owner_ref=roster.ref,
        org_path=roster.org_path,
        wanted=TABLES,
    )


def ask_posting_of_all(*, by: Officer, at: datetime, roster_ref: str) -> RosterImport:
    """Asks for covers for every row; refused (RosterHasFaults) while a row has an error."""
    return _ask(by, at, roster_ref, good_rows_only=False)


def ask_posting_of_good_rows(*, by: Officer, at: datetime, roster_ref: str) -> RosterImport:
    """Asks for covers for the rows without errors; the others are left out."""
    return _ask(by, at, roster_ref, good_rows_only=True)


def _ask(by: Officer, at: datetime, roster_ref: str, *, good_rows_only: bool) -> RosterImport:
    """Asking again while it is being posted, or was, changes nothing."""
    with transaction.atomic():
        roster = locked_roster(by, roster_ref)
        if roster.state in (RosterState.POSTING, RosterState.POSTED):
            return roster
        roster.state = state_after("ask_posting", roster.state)
        roster.take_good_rows = good_rows_only
        roster.refusal = None
        require_postable(by, roster)
        roster.save(update_fields=["state", "take_good_rows", "refusal"])
        after = {"rows": roster.rows_good, "left_out": roster.rows_bad}
        audit_roster(by, at, "ask_posting", roster, after)
        publish(RosterPostingAsked(roster_ref=roster.ref, org_path=roster.org_path))
    return roster


def discard_roster(*, by: Officer, at: datetime, roster_ref: str) -> RosterImport:
    """Gives up a roster: its staged rows go, the file stays as evidence."""
    with transaction.atomic():
        roster = locked_roster(by, roster_ref)
        roster.state = state_after("discard", roster.state)
        roster.save(update_fields=["state"])
        RosterRow.objects.filter(roster=roster).delete()
        audit_roster(by, at, "discard_roster", roster, {})
    return roster


def note_posting_refused(
    *, by: Officer, at: datetime, roster_ref: str, refusal: Refusal
) -> RosterImport:
    """Back to CHECKED with the reason why the posting did not go through."""
    with transaction.atomic():
        roster = locked_roster(by, roster_ref)
        if not can("refuse_posting", roster.state):
            return roster
        roster.state = state_after("refuse_posting", roster.state)
        roster.refusal = refusal.to_json()
        roster.save(update_fields=["state", "refusal"])
        audit_roster(by, at, "refuse_posting", roster, {"code": refusal.code})
    return roster


def locked_roster(by: Officer, roster_ref: str) -> RosterImport:
    """The roster, locked for this transaction. Raises NotVisible, NotPermitted."""
    roster = roster_by_ref(by.scope, roster_ref)
    if not may_enrol(by, roster.org_path):
        raise NotPermitted
    return (
        RosterImport.objects.select_for_update(of=("self",))
        .select_related("organisation", "edition__plan", "gift")
        .defer("edition__canonical")
        .get(pk=roster.pk)
    )


def require_postable(by: Officer, roster: RosterImport) -> None:
    """Raises RosterHasFaults, NobodyToEnrol, EverybodyCovered, ParticipationTooLow, RosterPosted.

    Participation is judged anew: the unit's headcount may have been put right since the check.
    """
    if roster.rows_bad and not roster.take_good_rows:
        raise RosterHasFaults(rows=roster.rows_bad)
    if not roster.rows_good:
        if roster.rows_kept:
            raise EverybodyCovered(people=roster.rows_kept)
        raise NobodyToEnrol
    require_not_posted(roster)
    for plan in roster_plans(by.scope, roster).filter(rows_good__gt=0):
        if not is_waived(by, roster, plan.plan_code):
            _require_participation(by, plan)


def is_waived(by: Officer, roster: RosterImport, plan_code: str) -> bool:
    """Whether a gift programme asks for no participation in the plan."""
    gift = roster.gift
    if gift is None or gift.plan_code != plan_code:
        return False
    return gift_terms(by.scope, gift).waives_participation


def _require_participation(by: Officer, plan: RosterPlan) -> None:
    roster = plan.roster
    stands = participation_of(
        by.scope,
        roster.organisation,
        plan.edition,
        Period(roster.starts_on, plan.ends_before),
        joining=plan.rows_good,
    )
    plan.participation = stands.to_json() if stands else None
    plan.save(update_fields=["participation"])
    if stands is not None and not stands.ok:
        raise ParticipationTooLow(
            plan=plan.plan_code, have=stands.have, needed=stands.needed, of=stands.of
        )


def require_not_posted(roster: RosterImport) -> None:
    same = _same_content(roster).filter(state=RosterState.POSTED).exclude(pk=roster.pk).first()
    if same is not None:
        raise RosterPosted(ref=same.ref)


def _same_content(roster: RosterImport) -> QuerySet[RosterImport]:
    return RosterImport.objects.filter(
        organisation=roster.organisation,
        plan_code=roster.plan_code,
        starts_on=roster.starts_on,
        content_digest=roster.content_digest,
    )


def audit_roster(by: Officer, at: datetime, act: str, roster: RosterImport, after: dict) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="roster",
        object_ref=roster.ref,
        org_path=roster.org_path,
        after=after,
    )
