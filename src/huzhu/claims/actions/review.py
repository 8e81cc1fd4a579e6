"""Three persons look at a claim, one after another: claims officer, head, compliance."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from huzhu.claims.actions.decide import decide
from huzhu.claims.actions.locking import locked_claim, record, refusing_by_name
from huzhu.claims.enums import ClaimState, PlanOutcome, ReviewOutcome, ReviewStep
from huzhu.claims.errors import (
    NoPayoutAccount,
    ReasonMissing,
    ReviewedBefore,
    ReviewedByFiler,
    StillReferred,
)
from huzhu.claims.events import ClaimDecided, ClaimReturned
from huzhu.claims.lifecycle import STEP_IN, state_after
from huzhu.claims.models import Claim, PlanDecision, Review
from huzhu.claims.permissions import may_review
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.members.queries import current_payout_account
from huzhu.organisations.rules import Officer


def approve_claim(*, by: Officer, at: datetime, claim_ref: str) -> Claim:
    """Approves at the step that the state asks for; the third approval decides.

    One transaction: review, state, audit; at the third also what `decide` does, and the fact
    ClaimDecided. With nothing due the third approval refuses the claim, giving the articles.
    Refuses NotVisible, NotPermitted, WrongClaimState, ReviewedByFiler, ReviewedBefore,
    ReviewedMeanwhile, StillReferred, NoPayoutAccount, CapExhausted, NoLongerDue.
    """
    with transaction.atomic():
        claim = locked_claim(by, claim_ref)
        step = _step_of(by, "approve", claim)
        decisions = _current(claim, whole=step is ReviewStep.COMPLIANCE)
        _require_decidable(decisions)
        if step is ReviewStep.OFFICER:
            _require_account(by, claim)
        if step is ReviewStep.COMPLIANCE:
            decide(by, at, claim, decisions, review=lambda: _review(by, at, claim, step, "approve"))
            return claim
        _review(by, at, claim, step, "approve")
        claim.state = state_after("approve", claim.state)
        claim.save(update_fields=["state"])
        record(by, at, "approve_claim", claim, after=_seen(claim, step))
    return claim


def return_claim(*, by: Officer, at: datetime, claim_ref: str, reason: str) -> Claim:
    """Sends a claim back to be completed; filed again, it begins a new round.

    One transaction: review, state and reason, audit, fact ClaimReturned. Refuses NotVisible,
    NotPermitted, WrongClaimState, ReasonMissing, ReviewedByFiler, ReviewedBefore.
    """
    with transaction.atomic():
        claim = locked_claim(by, claim_ref)
        step = _step_of(by, "return", claim)
        words = _words(reason)
        _review(by, at, claim, step, "return", words)
        claim.state, claim.return_reason = state_after("return", claim.state), words
        claim.save(update_fields=["state", "return_reason"])
        record(by, at, "return_claim", claim, after=_seen(claim, step))
        publish(
            ClaimReturned(
                claim_ref=claim.ref,
                org_path=claim.org_path,
                reason=words,
                account_id=claim.filed_by_id,
            )
        )
    return claim


def refuse_claim(*, by: Officer, at: datetime, claim_ref: str, reason: str) -> Claim:
    """The head or compliance refuses a claim with a reason; that is final.

    One transaction: review, state and reason, audit, fact ClaimDecided with nothing paid. Refuses
    NotVisible, NotPermitted, WrongClaimState, ReasonMissing, ReviewedByFiler, ReviewedBefore.
    """
    with transaction.atomic():
        claim = locked_claim(by, claim_ref)
        step = _step_of(by, "refuse", claim)
        words = _words(reason)
        _review(by, at, claim, step, "refuse", words)
        claim.state, claim.return_reason = state_after("refuse", claim.state), words
        claim.decided_at = at
        claim.save(update_fields=["state", "return_reason", "decided_at"])
        record(by, at, "refuse_claim", claim, after=_seen(claim, step))
        publish(
            ClaimDecided(
                claim_ref=claim.ref, org_path=claim.org_path, amount_fen=0, outcome="refuse"
            )
        )
    return claim


def _step_of(by: Officer, act: str, claim: Claim) -> ReviewStep:
    """The step that is due, if this officer may take it."""
    state_after(act, claim.state)
    step = STEP_IN[ClaimState(claim.state)]
    if not may_review(by, step, claim.org_path):
        raise NotPermitted
    if by.person_token == claim.filed_by_token:
        raise ReviewedByFiler(ref=claim.ref)
    if step is not ReviewStep.OFFICER and _reviewed(by, claim):
        raise ReviewedBefore(ref=claim.ref)
    return step


def _current(claim: Claim, *, whole: bool) -> list[PlanDecision]:
    """The decisions in force; facts and traces are long, and only the last step needs them."""
    found = PlanDecision.objects.filter(claim=claim, is_current=True)
    return list(found.select_related("cover") if whole else found.defer("facts", "decision"))


def _reviewed(by: Officer, claim: Claim) -> bool:
    return Review.objects.filter(claim=claim, round=claim.round, by_token=by.person_token).exists()


def _review(
    by: Officer, at: datetime, claim: Claim, step: ReviewStep, outcome: str, reason: str = ""
) -> None:
    with refusing_by_name(claim):
        Review.objects.create(
            claim=claim,
            org_path=claim.org_path,
            round=claim.round,
            step=step,
            outcome=ReviewOutcome(outcome),
            reason=reason,
            amount_fen=claim.amount_fen,
            by_id=by.account_id,
            by_token=by.person_token,
            by_label=by.label[:80],
            at=at,
        )


def _require_decidable(decisions: list[PlanDecision]) -> None:
    """A plan that refers a question to an officer pays nothing until it is answered."""
    referred = sorted(
        (d for d in decisions if d.outcome == PlanOutcome.REFER), key=lambda d: d.plan_code
    )
    if not referred:
        return
    why = [refusal for d in referred for refusal in d.decision["refusals"]]
    raise StillReferred(
        plans="、".join(d.plan_code for d in referred),
        why_zh="".join(dict.fromkeys(r["text_zh"] for r in why)),
        why_en=" ".join(dict.fromkeys(r["text_en"] for r in why)),
    )


def _require_account(by: Officer, claim: Claim) -> None:
    if claim.amount_fen and current_payout_account(by.scope, claim.person) is None:
        raise NoPayoutAccount(name=claim.person.name, ref=claim.ref)


def _words(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()[:400]


def _seen(claim: Claim, step: ReviewStep) -> dict[str, object]:
    return {"step": step.value, "amount_fen": claim.amount_fen, "round": claim.round}
