"""Filing a claim, and judging it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from huzhu.audit.actions import record_acts
from huzhu.claims.actions.caps import lock_people
from huzhu.claims.actions.draft import seal_event
from huzhu.claims.actions.judge import Judged, judge, judge_again, keep, opened_events, result
from huzhu.claims.actions.locking import (
    done,
    locked_claim,
    locked_claims,
    naming,
    record,
    refusing_by_name,
    sealed_reason,
)
from huzhu.claims.enums import ClaimSource, ClaimState
from huzhu.claims.errors import (
    EventHasNoDate,
    PapersMissing,
    ReasonMissing,
    ReviewedByFiler,
    SeverityUnknown,
)
from huzhu.claims.events import ClaimFiled
from huzhu.claims.lifecycle import STEP_IN, state_after
from huzhu.claims.models import Claim, Paper, PlanDecision
from huzhu.claims.permissions import may_adjudicate, may_file, may_review
from huzhu.claims.queries import opened_event
from huzhu.claims.rules import (
    SEVERITIES,
    WORKING_DAYS,
    Event,
    event_day,
    missing_papers,
    with_severity,
)
from huzhu.enrolment.queries import claim_papers_of
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.kernel.scope import within
from huzhu.kernel.staging import update_rows
from huzhu.kernel.workdays import WorkCalendar
from huzhu.organisations.rules import Officer

CALENDAR = WorkCalendar()
_FILED = (
    "state", "filed_at", "due_on", "filed_by_id", "filed_by_token", "round", "return_reason",
    "amount_fen", "is_gift",
)  # fmt: skip


def file_claim(*, by: Officer, at: datetime, claim_ref: str) -> Claim:
    """Hands one claim to the claims officer; see `file_claims`."""
    return file_claims(by=by, at=at, claim_refs=[claim_ref])[0]


def file_claims(*, by: Officer, at: datetime, claim_refs: Sequence[str]) -> list[Claim]:
    """Hands drafts, or returned claims, to the claims officer: all, or none; in the order given.

    One transaction: every cover on the day of the event is judged and the decisions kept, the
    clock starts (five working days; it starts anew after a return, while `filed_at` stays the
    first filing), a new round after a return, audit, facts ClaimFiled. Several claims of one
    person are all judged by what was decided before. Refuses NotVisible, NotPermitted,
    WrongClaimState, EventHasNoDate, EventUnreadable, NoCoverOnTheDay, PapersMissing,
    StayClaimedAlready, TooManyClaims; of several claims OneOfManyRefused, which names the one.
    """
    with transaction.atomic():
        claims = locked_claims(by, claim_refs)
        events = opened_events(claims)
        for claim in claims:
            with naming(claim, claims):
                _start(by, at, claim, events[claim.pk])
        judged = judge(by, claims, events)
        _require_papers(by, claims, judged)
        keep(claims, judged, at)
        lock_people(claims)
        with refusing_by_name(claims):
            update_rows(claims, *_FILED)
        record_acts(
            by=by,
            at=at,
            acts=[
                done("file_claim", c, after={"amount_fen": c.amount_fen, "round": c.round})
                for c in claims
            ],
        )
        for claim in claims:
            assert claim.due_on is not None
            publish(ClaimFiled(claim_ref=claim.ref, org_path=claim.org_path, due_on=claim.due_on))
    return claims


def _start(by: Officer, at: datetime, claim: Claim, event: Event) -> None:
    """May it be filed, and what changes with that. Does not save."""
    if not may_file(by, claim.org_path):
        raise NotPermitted
    was_returned = claim.state == ClaimState.RETURNED
    claim.state = state_after("file", claim.state)
    if event_day(event) is None:
        raise EventHasNoDate(ref=claim.ref)
    claim.filed_at = claim.filed_at or at
    claim.due_on = CALENDAR.add_working_days(civil_date(at), WORKING_DAYS)
    claim.filed_by_id, claim.filed_by_token = by.account_id, by.person_token
    claim.round += was_returned
    claim.return_reason = ""


def adjudicate_claim(*, by: Officer, at: datetime, claim_ref: str) -> list[PlanDecision]:
    """Judges a filed claim again, as of the payments decided by now.

    One transaction: decisions kept, amount, audit. If the result differs and somebody has
    approved the former one, a new round begins with the claims officer. Refuses NotVisible,
    NotPermitted, WrongClaimState, NoCoverOnTheDay.
    """
    with transaction.atomic():
        claim = locked_claim(by, claim_ref)
        if not may_adjudicate(by, claim.org_path):
            raise NotPermitted
        unchanged = state_after("adjudicate", claim.state)
        before, former = claim.amount_fen, _current(claim)
        decisions = judge_again(by, at, [claim])[claim.pk]
        if result(former) == result(decisions):
            claim.state = unchanged
        else:
            _ask_all_again(claim, "recalculate")
        claim.save()
        changed = {"amount_fen": claim.amount_fen, "round": claim.round}
        record(by, at, "adjudicate_claim", claim, {"amount_fen": before}, changed)
    return decisions


def reclassify_claim(
    *, by: Officer, at: datetime, claim_ref: str, severity: str, reason: str
) -> Claim:
    """A reviewer gives the disease another class: severe, mild, in_situ or none.

    One transaction: event sealed anew, every cover judged again, audit with the reason. After an
    approval it begins a new round with the claims officer. Refuses NotVisible, NotPermitted,
    WrongClaimState, ReviewedByFiler, ReasonMissing, SeverityUnknown, NoCoverOnTheDay.
    """
    if severity not in SEVERITIES:
        raise SeverityUnknown(severity=severity)
    with transaction.atomic():
        claim = locked_claim(by, claim_ref)
        state_after("reclassify", claim.state)
        if not may_review(by, STEP_IN[ClaimState(claim.state)], claim.org_path):
            raise NotPermitted
        if by.person_token == claim.filed_by_token:
            raise ReviewedByFiler(ref=claim.ref)
        if not reason.strip():
            raise ReasonMissing
        before = {"amount_fen": claim.amount_fen}
        event = with_severity(opened_event(claim), severity)
        seal_event(claim, event, undated=claim.event_on)
        keep([claim], judge(by, [claim], {claim.pk: event}), at)
        _ask_all_again(claim, "reclassify")
        claim.save()
        after = {"amount_fen": claim.amount_fen, "severity": severity}
        after["reason"] = sealed_reason(claim, reason)
        record(by, at, "reclassify_claim", claim, before, after)
    return claim


def _ask_all_again(claim: Claim, act: str) -> None:
    claim.round += claim.state != ClaimState.WITH_OFFICER
    claim.state = state_after(act, claim.state)


def _current(claim: Claim) -> list[PlanDecision]:
    return list(
        PlanDecision.objects.filter(claim=claim, is_current=True).defer("facts", "decision")
    )


def _require_papers(
    by: Officer, claims: Sequence[Claim], judged: Mapping[int, list[Judged]]
) -> None:
    """The papers of the plans that may pay; a plan that the event does not touch asks for none,
    a cover that was given asks for what its programme finds enough, and of a settlement by the
    bureau itself nobody has to bring a copy."""
    claims = [claim for claim in claims if claim.source != ClaimSource.SETTLEMENT]
    given: dict[int, list[str]] = {claim.pk: [] for claim in claims}
    rows = Paper.objects.filter(within(by.scope), claim_id__in=list(given))
    for claim_id, kind in rows.values_list("claim_id", "kind").order_by("id"):
        given[claim_id].append(kind)
    eased = claim_papers_of(
        by.scope, [one.cover for its in judged.values() for one in its if one.cover.gift_id]
    )
    for claim in claims:
        asking = [one for one in judged[claim.pk] if one.decision.outcome != "refuse"]
        enough = {one.edition.plan: eased.get(one.cover.pk, ()) for one in asking}
        missing = missing_papers([one.edition for one in asking], given[claim.pk], enough)
        if missing:
            with naming(claim, claims):
                raise PapersMissing(
                    missing_zh="、".join(paper.label_zh for paper in missing),
                    missing_en=", ".join(paper.label_en for paper in missing),
                    kinds=[paper.kind.value for paper in missing],
                )
