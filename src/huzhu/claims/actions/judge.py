"""What every cover of the person pays, computed and kept; no row is ever edited."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from benefit_terms import Decision, Edition, Facts, FactsError, evaluate, paid_beside
from benefit_terms.facts import PaidBeside
from huzhu.claims.actions.locking import naming
from huzhu.claims.errors import EventUnreadable, NoCoverOnTheDay
from huzhu.claims.models import Claim, PlanDecision
from huzhu.claims.queries import EVENT, earlier_payments
from huzhu.claims.rules import Event, cover_history, facts_for, person_under
from huzhu.enrolment.models import Cover
from huzhu.enrolment.queries import HeldCover, covers_held_by, covers_of_people_at
from huzhu.kernel.clock import civil_date, format_date
from huzhu.kernel.staging import insert_rows
from huzhu.members.models import Person
from huzhu.members.queries import person_facts
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import terms_of
from huzhu.vault import actions as vault


class Judgeable(Protocol):
    """A claim, or a settled stay that may become one; `pk` is its own among those judged."""

    pk: int
    ref: str
    person: Person
    person_id: int
    event_on: date
    filed_at: datetime | None


@dataclass(frozen=True)
class Judged:
    cover: Cover
    edition: Edition
    facts: Facts
    decision: Decision


def judge(
    by: Officer, claims: Sequence[Claim], events: Mapping[int, Event]
) -> dict[int, list[Judged]]:
    """By claim: one decision for each cover on the day, as of the payments decided by now.

    Covers, people and earlier payments are read once for all claims. Raises NoCoverOnTheDay,
    EventUnreadable.
    """
    known = gather(by, claims)
    judged = {}
    for claim in claims:
        with naming(claim, claims):
            judged[claim.pk] = judge_one(known, claim, events[claim.pk])
    return judged


@dataclass(frozen=True)
class Known:
    """What claims are judged by, read once for all of them."""

    covers: Mapping[tuple[int, date], Sequence[Cover]]
    people: Mapping[tuple[int, date], Mapping[str, Any]]
    earlier: Mapping[int, Sequence[Mapping[str, Any]]]
    held: Mapping[int, Sequence[HeldCover]]

    def covers_of(self, claim: Judgeable) -> Sequence[Cover]:
        return self.covers[claim.person_id, claim.event_on]

    def cover_under(self, claim: Judgeable, cover: Cover, edition: Edition) -> dict[str, Any]:
        """The cover with what the terms ask of those before it."""
        held = self.held.get(claim.person_id, ())
        return _cover_facts(cover) | cover_history(edition.plan, cover.starts_on, held)

    def person_under(self, claim: Judgeable, cover: Cover, edition: Edition) -> dict[str, Any]:
        """The person as the terms look at her."""
        person = self.people[claim.person_id, claim.event_on]
        return person_under(person, edition, cover.starts_on)


def gather(by: Officer, claims: Sequence[Judgeable]) -> Known:
    """Covers of the days, people, their history in covers and earlier payments."""
    facts = person_facts(by.scope, [(c.person, c.event_on) for c in claims])
    return Known(
        covers=covers_of_people_at(by.scope, [(c.person_id, c.event_on) for c in claims]),
        people={k: _plain(v) for k, v in facts.items()},
        earlier=earlier_payments(claims),
        held=covers_held_by(by.scope, [claim.person_id for claim in claims]),
    )


def judge_one(known: Known, claim: Judgeable, event: Event) -> list[Judged]:
    """One decision for each cover on the day. Raises NoCoverOnTheDay, EventUnreadable."""
    covers = known.covers_of(claim)
    if not covers:
        raise NoCoverOnTheDay(name=claim.person.name, on=format_date(claim.event_on))
    assert claim.filed_at is not None
    filed_on = civil_date(claim.filed_at)
    judged: list[Judged] = []
    beside: list[PaidBeside] = []
    for cover in covers:
        edition = terms_of(cover.edition)
        held = known.cover_under(claim, cover, edition)
        who = known.person_under(claim, cover, edition)
        try:
            facts = facts_for(held, who, event, filed_on, known.earlier[claim.pk])
        except FactsError as error:
            raise EventUnreadable(ref=claim.ref, what=str(error)) from error
        # In the order of the plans' codes, each plan sees what those before it pay.
        facts = replace(facts, beside=tuple(beside))
        decision = evaluate(edition, facts)
        beside += paid_beside(edition, decision)
        judged.append(Judged(cover, edition, facts, decision))
    return judged


def judge_again(
    by: Officer, at: datetime, claims: Sequence[Claim]
) -> dict[int, list[PlanDecision]]:
    """Judges the events as they are sealed, and keeps the results in place of the former."""
    return keep(claims, judge(by, claims, opened_events(claims)), at)


def opened_events(claims: Sequence[Claim]) -> dict[int, dict[str, Any]]:
    """The events by claim; the claims have been found within a scope already."""
    keys = vault.keys_of(subject_ids=[claim.person_id for claim in claims])
    return {
        claim.pk: json.loads(
            vault.open_with(
                vault.key_in(keys, claim.person_id),
                subject_id=claim.person_id,
                purpose=EVENT,
                blob=claim.event_cipher,
            )
        )
        for claim in claims
    }


def keep(
    claims: Sequence[Claim], judged: Mapping[int, Sequence[Judged]], at: datetime
) -> dict[int, list[PlanDecision]]:
    """Supersedes former decisions and sets the claims' amounts and lanes; the caller saves them."""
    of_these = PlanDecision.objects.filter(claim_id__in=list(judged), is_current=True)
    of_these.update(is_current=False)
    made = []
    for claim in claims:
        claim.amount_fen = sum(one.decision.amount_fen for one in judged[claim.pk])
        claim.is_gift = any(one.cover.gift_id is not None for one in judged[claim.pk])
        made += [_decision(claim, one, at) for one in judged[claim.pk]]
    kept: dict[int, list[PlanDecision]] = {claim.pk: [] for claim in claims}
    for decision in insert_rows(made):
        kept[decision.claim_id].append(decision)
    return kept


def _decision(claim: Claim, one: Judged, at: datetime) -> PlanDecision:
    return PlanDecision(
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
