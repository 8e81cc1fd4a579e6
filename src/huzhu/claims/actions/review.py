"""Three persons look at a claim, one after another: claims officer, head, compliance."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from huzhu.audit.actions import record_acts
from huzhu.claims.actions.decide import decide
from huzhu.claims.actions.locking import (
    done,
    locked_claim,
    locked_claims,
    naming,
    record,
    refusing_by_name,
)
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
from huzhu.kernel.staging import insert_rows, update_rows
from huzhu.members.queries import current_payout_accounts
from huzhu.organisations.rules import Officer


def approve_claim(*, by: Officer, at: datetime, claim_ref: str) -> Claim:
    """Approves one claim; see `approve_claims`."""
    return approve_claims(by=by, at=at, claim_refs=[claim_ref])[0]


def approve_claims(*, by: Officer, at: datetime, claim_refs: Sequence[str]) -> list[Claim]:
    """Approves each claim at the step that its state asks for; the third approval decides.

    All of them, or none; returned in the order given. One transaction: reviews, states, audit; at
    the third step also what `decide` does, and the facts ClaimDecided. With nothing due the third
    approval refuses the claim, giving the articles. Several claims of one person are decided one
    after another in the order given: each is the next one's history. Refuses NotVisible,
    NotPermitted, WrongClaimState, ReviewedByFiler, ReviewedBefore, ReviewedMeanwhile,
    StillReferred, NoPayoutAccount, CapExhausted, NoLongerDue, TooManyClaims; of several claims
    OneOfManyRefused, which names the one.
    """
    with transaction.atomic():
        claims = locked_claims(by, claim_refs)
        steps = _steps_of(by, "approve", claims)
        last = [claim for claim in claims if steps[claim.pk] is ReviewStep.COMPLIANCE]
        decisions = _current(claims, whole={claim.pk for claim in last})
        for claim in claims:
            with naming(claim, claims):
                _require_decidable(decisions[claim.pk])
        first = [claim for claim in claims if steps[claim.pk] is ReviewStep.OFFICER]
        _require_accounts(by, first, claims)
        _pass_on(by, at, claims, steps)
        if last:
            decide(
                by, at, last, decisions,
                review=lambda some: _review(by, at, some, ReviewStep.COMPLIANCE, "approve"),
            )  # fmt: skip
    return claims


def _pass_on(
    by: Officer, at: datetime, claims: Sequence[Claim], steps: Mapping[int, ReviewStep]
) -> None:
    """An approval that is not the last: the claim goes to the next person."""
    for step in (ReviewStep.OFFICER, ReviewStep.HEAD):
        some = [claim for claim in claims if steps[claim.pk] is step]
        if not some:
            continue
        _review(by, at, some, step, "approve")
        for claim in some:
            claim.state = state_after("approve", claim.state)
        update_rows(some, "state")
        acts = [done("approve_claim", claim, after=_seen(claim, step)) for claim in some]
        record_acts(by=by, at=at, acts=acts)


def return_claim(*, by: Officer, at: datetime, claim_ref: str, reason: str) -> Claim:
    """Sends a claim back to be completed; filed again, it begins a new round.

    One transaction: review, state and reason, audit, fact ClaimReturned. Refuses NotVisible,
    NotPermitted, WrongClaimState, ReasonMissing, ReviewedByFiler, ReviewedBefore.
    """
    with transaction.atomic():
        claim = locked_claim(by, claim_ref)
        step = _steps_of(by, "return", [claim])[claim.pk]
        words = _words(reason)
        _review(by, at, [claim], step, "return", words)
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
        step = _steps_of(by, "refuse", [claim])[claim.pk]
        words = _words(reason)
        _review(by, at, [claim], step, "refuse", words)
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


def _steps_of(by: Officer, act: str, claims: Sequence[Claim]) -> dict[int, ReviewStep]:
    """The step that is due of each claim, if this officer may take it."""
    reviewed = set(
        Review.objects.filter(claim__in=claims, by_token=by.person_token).values_list(
            "claim_id", "round"
        )
    )
    steps = {}
    for claim in claims:
        with naming(claim, claims):
            state_after(act, claim.state)
            step = steps[claim.pk] = STEP_IN[ClaimState(claim.state)]
            if not may_review(by, step, claim.org_path):
                raise NotPermitted
            if by.person_token == claim.filed_by_token:
                raise ReviewedByFiler(ref=claim.ref)
            if step is not ReviewStep.OFFICER and (claim.pk, claim.round) in reviewed:
                raise ReviewedBefore(ref=claim.ref)
    return steps


def _current(claims: Sequence[Claim], *, whole: Collection[int]) -> dict[int, list[PlanDecision]]:
    """The decisions in force by claim; facts and traces are long, and only the last step needs
    them."""
    found: dict[int, list[PlanDecision]] = {claim.pk: [] for claim in claims}
    in_force = PlanDecision.objects.filter(is_current=True).order_by("id")
    rows = list(in_force.filter(claim_id__in=whole).select_related("cover")) if whole else []
    if others := found.keys() - set(whole):
        rows += in_force.filter(claim_id__in=others).defer("facts", "decision")
    for decision in rows:
        found[decision.claim_id].append(decision)
    return found


def _review(
    by: Officer,
    at: datetime,
    claims: Sequence[Claim],
    step: ReviewStep,
    outcome: str,
    reason: str = "",
) -> None:
    with refusing_by_name(claims):
        insert_rows(
            Review(
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
            for claim in claims
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


def _require_accounts(by: Officer, claims: Sequence[Claim], among: Sequence[Claim]) -> None:
    due = [claim for claim in claims if claim.amount_fen]
    if not due:
        return
    known = current_payout_accounts(by.scope, [claim.person_id for claim in due])
    for claim in due:
        if claim.person_id not in known:
            with naming(claim, among):
                raise NoPayoutAccount(name=claim.person.name, ref=claim.ref)


def _words(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()[:400]


def _seen(claim: Claim, step: ReviewStep) -> dict[str, object]:
    return {"step": step.value, "amount_fen": claim.amount_fen, "round": claim.round}
