"""The third approval, and what becomes of the money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from benefit_terms import Decision, Facts
from huzhu.claims.actions.caps import (
    Wanted,
    first_short,
    lock_caps,
    lock_person,
    spend,
    wanted_of,
)
from huzhu.claims.actions.judge import judge_again
from huzhu.claims.actions.locking import locked_claim, record, refusing_by_name
from huzhu.claims.enums import ClaimState, PlanOutcome
from huzhu.claims.errors import CapExhausted, NoLongerDue, NoPayoutAccount
from huzhu.claims.events import ClaimDecided, ClaimPaid
from huzhu.claims.lifecycle import state_after
from huzhu.claims.models import CapUse, Claim, PlanDecision
from huzhu.claims.permissions import may_settle
from huzhu.claims.queries import earlier_payments
from huzhu.claims.rules import reasons_of
from huzhu.enrolment.actions import terminate_cover
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.kernel.money import yuan
from huzhu.members.queries import current_payout_account
from huzhu.organisations.rules import Officer
from huzhu.treasury.actions import issue_instruction
from huzhu.vault import actions as vault

Rows = dict[tuple[int, str], CapUse]


def decide(
    by: Officer,
    at: datetime,
    claim: Claim,
    decisions: Sequence[PlanDecision],
    *,
    review: Callable[[], None],
) -> None:
    """Within the third approval's transaction, with the claim locked.

    Person and caps locked → judged once more if another payment came between (never above what
    was approved) → caps spent → third review → state → covers ended → payment instructed → audit
    → fact ClaimDecided. `review` writes the third review with the amount as it is then.
    """
    approved = claim.amount_fen
    if approved:
        decisions = _take_caps(by, at, claim, decisions)
    review()
    is_paid = claim.amount_fen > 0
    claim.state = state_after("approve" if is_paid else "approve_nothing_due", claim.state)
    claim.decided_at = at
    if not is_paid:
        judged = [Decision.from_json(d.decision) for d in decisions]
        claim.return_reason = reasons_of(judged, "zh")[:400]
    with refusing_by_name(claim):
        claim.save(update_fields=["state", "decided_at", "amount_fen", "return_reason"])
    if is_paid:
        _end_covers(by, at, decisions)
        _instruct(by, at, claim, decisions)
    record(
        by, at, "approve_claim", claim, {"amount_fen": approved}, {"amount_fen": claim.amount_fen}
    )
    publish(
        ClaimDecided(
            claim_ref=claim.ref,
            org_path=claim.org_path,
            amount_fen=claim.amount_fen,
            outcome="pay" if is_paid else "refuse",
        )
    )


def mark_claim_paid(*, by: Officer, at: datetime, claim_ref: str, settled_on: date) -> Claim:
    """The money has arrived; the second time changes nothing.

    One transaction: day of settlement on the claim and on each decision that pays, state, audit,
    fact ClaimPaid. Refuses NotVisible, NotPermitted, WrongClaimState.
    """
    with transaction.atomic():
        claim = _claim_to_settle(by, claim_ref)
        after = state_after("mark_paid", claim.state)
        if claim.state == after:
            return claim
        PlanDecision.objects.filter(claim=claim, is_current=True, outcome=PlanOutcome.PAY).update(
            settled_on=settled_on
        )
        claim.state, claim.settled_on = after, settled_on
        claim.save(update_fields=["state", "settled_on"])
        record(by, at, "mark_claim_paid", claim, after={"settled_on": settled_on.isoformat()})
        publish(
            ClaimPaid(
                claim_ref=claim.ref,
                org_path=claim.org_path,
                amount_fen=claim.amount_fen,
                settled_on=settled_on,
            )
        )
    return claim


def mark_payment_failed(*, by: Officer, at: datetime, claim_ref: str, reason: str) -> Claim:
    """The bank returned the money; the second time, or once it has arrived, changes nothing.

    One transaction: state, audit (the bank's reason stays with the instruction). Refuses
    NotVisible, NotPermitted, WrongClaimState.
    """
    with transaction.atomic():
        claim = _claim_to_settle(by, claim_ref)
        after = state_after("mark_failed", claim.state)
        if claim.state == after:
            return claim
        claim.state = after
        claim.save(update_fields=["state"])
        record(by, at, "mark_payment_failed", claim, after={"reason": reason[:120]})
    return claim


def _take_caps(
    by: Officer, at: datetime, claim: Claim, decisions: Sequence[PlanDecision]
) -> Sequence[PlanDecision]:
    lock_person(claim)
    wanted = wanted_of(decisions)
    rows = lock_caps(wanted)
    if _history_changed(claim, decisions) or first_short(wanted, rows):
        approved = claim.amount_fen
        decisions = judge_again(by, at, claim)
        _require_still_due(claim, decisions, approved)
        wanted = wanted_of(decisions)
        rows = lock_caps(wanted)
    short = first_short(wanted, rows)
    if short is not None:
        raise _exhausted(decisions, short)
    with refusing_by_name(claim):
        spend(wanted, rows)
    return decisions


def _history_changed(claim: Claim, decisions: Sequence[PlanDecision]) -> bool:
    """Whether other claims of the person were decided since this one was judged."""
    facts = decisions[0].facts
    now = Facts.from_json(facts | {"earlier": earlier_payments(claim)})
    return now.earlier != Facts.from_json(facts).earlier


def _require_still_due(claim: Claim, decisions: Sequence[PlanDecision], approved: int) -> None:
    """Less may be paid than two persons approved, where the terms leave less; never more."""
    if any(d.outcome == PlanOutcome.REFER for d in decisions) or claim.amount_fen > approved:
        raise NoLongerDue(ref=claim.ref, approved=yuan(approved))
    if claim.amount_fen == 0:
        for decision in decisions:
            for refusal in decision.decision["refusals"]:
                if refusal["code"] == "cap_exhausted":
                    raise CapExhausted(plan=decision.plan_code, cap=refusal["clause"])
        raise NoLongerDue(ref=claim.ref, approved=yuan(approved))


def _exhausted(decisions: Sequence[PlanDecision], short: Wanted) -> CapExhausted:
    plan = next(d.plan_code for d in decisions if d.cover_id == short.cover_id)
    return CapExhausted(plan=plan, cap=short.cap)


def _end_covers(by: Officer, at: datetime, decisions: Sequence[PlanDecision]) -> None:
    for decision in decisions:
        for effect in decision.decision["effects"]:
            on = date.fromisoformat(effect["on"])
            ended = decision.cover.terminated_on
            if ended is None or ended > on:
                terminate_cover(by=by, at=at, cover=decision.cover, on=on)


def _instruct(by: Officer, at: datetime, claim: Claim, decisions: Sequence[PlanDecision]) -> None:
    account = current_payout_account(by.scope, claim.person)
    if account is None:
        raise NoPayoutAccount(name=claim.person.name, ref=claim.ref)
    issue_instruction(
        by=by,
        at=at,
        owner_ref=claim.ref,
        organisation_path=claim.org_path,
        subject_id=claim.person_id,
        payee_name=claim.person.name,
        bank_name=account.bank_name,
        account_number=vault.reveal(
            subject_id=claim.person_id, purpose="account", blob=account.number_cipher
        ),
        lines=[(d.plan_code, d.amount_fen) for d in decisions if d.amount_fen],
    )


def _claim_to_settle(by: Officer, ref: str) -> Claim:
    claim = locked_claim(by, ref)
    if not may_settle(by, claim.org_path):
        raise NotPermitted
    claim.state = ClaimState(claim.state)
    return claim
