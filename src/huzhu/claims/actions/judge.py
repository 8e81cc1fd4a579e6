"""What every cover of the person pays, computed and kept; no row is ever edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from benefit_terms import Decision, Edition, Facts, FactsError, evaluate
from huzhu.claims.errors import EventUnreadable, NoCoverOnTheDay
from huzhu.claims.models import Claim, PlanDecision
from huzhu.claims.queries import earlier_payments, opened_event
from huzhu.claims.rules import Event, facts_for
from huzhu.enrolment.models import Cover
from huzhu.enrolment.queries import covers_of_person_at
from huzhu.kernel.clock import civil_date, format_date
from huzhu.members.queries import person_facts
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import terms_of


@dataclass(frozen=True)
class Judged:
    cover: Cover
    edition: Edition
    facts: Facts
    decision: Decision


def judge(by: Officer, claim: Claim, event: Event) -> list[Judged]:
    """One decision for each cover on the day, as of the payments decided by now.

    Raises NoCoverOnTheDay, EventUnreadable.
    """
    covers = list(
        covers_of_person_at(by.scope, claim.person_id, claim.event_on).defer("edition__canonical")
    )
    if not covers:
        raise NoCoverOnTheDay(name=claim.person.name, on=format_date(claim.event_on))
    assert claim.filed_at is not None
    filed_on = civil_date(claim.filed_at)
    person = _plain(person_facts(claim.person))
    earlier = earlier_payments(claim)
    judged = []
    for cover in covers:
        edition = terms_of(cover.edition)
        try:
            facts = facts_for(_cover_facts(cover), person, event, filed_on, earlier)
        except FactsError as error:
            raise EventUnreadable(ref=claim.ref, what=str(error)) from error
        judged.append(Judged(cover, edition, facts, evaluate(edition, facts)))
    return judged


def judge_again(by: Officer, at: datetime, claim: Claim) -> list[PlanDecision]:
    """Judges the event as it is sealed, and keeps the result in place of the former."""
    return keep(claim, judge(by, claim, opened_event(claim)), at)


def keep(claim: Claim, judged: Sequence[Judged], at: datetime) -> list[PlanDecision]:
    """Supersedes former decisions and sets the claim's amount; the caller saves the claim."""
    PlanDecision.objects.filter(claim=claim, is_current=True).update(is_current=False)
    claim.amount_fen = sum(one.decision.amount_fen for one in judged)
    return PlanDecision.objects.bulk_create(
        PlanDecision(
            claim=claim,
            org_path=claim.org_path,
            cover=one.cover,
            plan_code=one.edition.plan,
            edition_digest=one.edition.digest,
            evaluator_version=one.decision.evaluator_version,
            facts=one.facts.to_json(),
            decision=one.decision.to_json(),
            outcome=one.decision.outcome,
            amount_fen=one.decision.amount_fen,
            computed_at=at,
        )
        for one in judged
    )


def result(decisions: Sequence[PlanDecision]) -> list[tuple[int, str, int]]:
    """What reviewers approve: outcome and fen of each cover."""
    return sorted((d.cover_id, d.outcome, d.amount_fen) for d in decisions)


def _cover_facts(cover: Cover) -> dict[str, Any]:
    return _plain(
        {
            "starts_on": cover.starts_on,
            "ends_before": cover.ends_before,
            "shares": cover.shares,
            "tier": cover.tier or None,
            "is_renewal": cover.is_renewal,
            "terminated_on": cover.terminated_on,
        }
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
