"""The third approval, and what becomes of the money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from benefit_terms import Decision, Facts
from huzhu.audit.actions import record_acts
from huzhu.claims.actions.caps import (
    Wanted,
    first_short,
    lock_caps,
    lock_people,
    spend,
    wanted_of,
)
from huzhu.claims.actions.judge import judge_again
from huzhu.claims.actions.locking import (
    done,
    locked_claims,
    naming,
    record,
    refusing_by_name,
)
from huzhu.claims.enums import ClaimState, PlanOutcome
from huzhu.claims.errors import CapExhausted, NoLongerDue, NoPayoutAccount
from huzhu.claims.events import ClaimDecided, ClaimPaid
from huzhu.claims.lifecycle import state_after
from huzhu.claims.models import Claim, PlanDecision
from huzhu.claims.permissions import may_settle
from huzhu.claims.queries import earlier_payments
from huzhu.claims.rules import reasons_of
from huzhu.enrolment.actions import terminate_cover
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.kernel.money import yuan
from huzhu.kernel.staging import update_rows
from huzhu.members.models import PayoutAccount
from huzhu.members.queries import current_payout_accounts
from huzhu.organisations.rules import Officer
from huzhu.treasury.actions import Order, issue_instructions
from huzhu.vault import actions as vault

Decisions = dict[int, Sequence[PlanDecision]]


def decide(
    by: Officer,
    at: datetime,
    claims: Sequence[Claim],
    decisions: Mapping[int, Sequence[PlanDecision]],
    *,
    review: Callable[[Sequence[Claim]], None],
) -> None:
    """Within the third approval's transaction, with the claims locked.

    Persons and caps locked → judged once more where another payment came between (never above
    what was approved) → caps spent → third reviews → states → covers ended → payments instructed →
    audit → facts ClaimDecided. `review` writes the third reviews with the amounts as they are
    then. Of several claims of one person the later ones wait for the next turn, and see the
    earlier ones as history.
    """
    paying = [claim for claim in claims if claim.amount_fen]
    if paying:
        lock_people(paying)
    for turn in _turns(claims):
        _decide_turn(by, at, turn, claims, dict(decisions), review)


def _turns(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Each person once a turn, in the order given."""
    turns: list[list[Claim]] = []
    seen: Counter[int] = Counter()
    for claim in claims:
        turn = seen[claim.person_id]
        seen[claim.person_id] += 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(claim)
    return turns


def _decide_turn(
    by: Officer,
    at: datetime,
    claims: Sequence[Claim],
    among: Sequence[Claim],
    decisions: Decisions,
    review: Callable[[Sequence[Claim]], None],
) -> None:
    approved = {claim.pk: claim.amount_fen for claim in claims}
    paying = [claim for claim in claims if claim.amount_fen]
    if paying:
        decisions |= _take_caps(by, at, paying, among, decisions)
    review(claims)
    for claim in claims:
        _conclude(at, claim, decisions[claim.pk])
    with refusing_by_name(claims):
        update_rows(claims, "state", "decided_at", "amount_fen", "return_reason")
    paid = [claim for claim in claims if claim.amount_fen]
    if paid:
        _end_covers(by, at, [d for claim in paid for d in decisions[claim.pk]])
        _instruct(by, at, paid, among, decisions)
    acts = [
        done(
            "approve_claim", claim, {"amount_fen": approved[claim.pk]},
            {"amount_fen": claim.amount_fen},
        )
        for claim in claims
    ]  # fmt: skip
    record_acts(by=by, at=at, acts=acts)
    for claim in claims:
        publish(
            ClaimDecided(
                claim_ref=claim.ref,
                org_path=claim.org_path,
                amount_fen=claim.amount_fen,
                outcome="pay" if claim.amount_fen > 0 else "refuse",
            )
        )


def _conclude(at: datetime, claim: Claim, decisions: Sequence[PlanDecision]) -> None:
    is_paid = claim.amount_fen > 0
    claim.state = state_after("approve" if is_paid else "approve_nothing_due", claim.state)
    claim.decided_at = at
    if not is_paid:
        judged = [Decision.from_json(d.decision) for d in decisions]
        claim.return_reason = reasons_of(judged, "zh")[:400]


def mark_claim_paid(*, by: Officer, at: datetime, claim_ref: str, settled_on: date) -> Claim:
    """The money of one claim has arrived; see `mark_claims_paid`."""
    return mark_claims_paid(by=by, at=at, settled={claim_ref: settled_on})[0]


def mark_claims_paid(*, by: Officer, at: datetime, settled: Mapping[str, date]) -> list[Claim]:
    """The money has arrived, for each claim on its day; the second time changes nothing.

    All of them, or none; in the order given. One transaction: day of settlement on the claims and
    on each decision that pays, states, audit, facts ClaimPaid. Refuses NotVisible, NotPermitted,
    WrongClaimState, TooManyClaims; of several claims OneOfManyRefused.
    """
    with transaction.atomic():
        claims = _claims_to_settle(by, list(settled))
        changed = _moved(claims, "mark_paid")
        for claim in changed:
            claim.settled_on = settled[claim.ref]
        paying = list(
            PlanDecision.objects.filter(
                claim__in=changed, is_current=True, outcome=PlanOutcome.PAY
            ).only("claim_id", "settled_on")
        )
        by_id = {claim.pk: claim for claim in changed}
        for decision in paying:
            decision.settled_on = by_id[decision.claim_id].settled_on
        update_rows(paying, "settled_on")
        update_rows(changed, "state", "settled_on")
        acts = [
            done("mark_claim_paid", claim, after={"settled_on": settled[claim.ref].isoformat()})
            for claim in changed
        ]
        record_acts(by=by, at=at, acts=acts)
        for claim in changed:
            publish(
                ClaimPaid(
                    claim_ref=claim.ref,
                    org_path=claim.org_path,
                    amount_fen=claim.amount_fen,
                    settled_on=settled[claim.ref],
                )
            )
    return claims


def mark_payment_failed(*, by: Officer, at: datetime, claim_ref: str, reason: str) -> Claim:
    """The bank returned the money; the second time, or once it has arrived, changes nothing.

    One transaction: state, audit (the bank's reason stays with the instruction). Refuses
    NotVisible, NotPermitted, WrongClaimState.
    """
    with transaction.atomic():
        (claim,) = _claims_to_settle(by, [claim_ref])
        for changed in _moved([claim], "mark_failed"):
            changed.save(update_fields=["state"])
            record(by, at, "mark_payment_failed", changed, after={"reason": reason[:120]})
    return claim


def _take_caps(
    by: Officer,
    at: datetime,
    claims: Sequence[Claim],
    among: Sequence[Claim],
    decisions: Mapping[int, Sequence[PlanDecision]],
) -> Decisions:
    """Spends what each claim takes of its covers' caps; returns the decisions as they are then."""
    standing = {claim.pk: decisions[claim.pk] for claim in claims}
    wanted = {pk: wanted_of(its) for pk, its in standing.items()}
    rows = lock_caps(_all(wanted))
    earlier = earlier_payments(claims)
    stale = [
        claim
        for claim in claims
        if _history_changed(standing[claim.pk], earlier[claim.pk])
        or first_short(wanted[claim.pk], rows)
    ]
    if stale:
        approved = {claim.pk: claim.amount_fen for claim in stale}
        standing |= judge_again(by, at, stale)
        for claim in stale:
            with naming(claim, among):
                _require_still_due(claim, standing[claim.pk], approved[claim.pk])
        wanted = {pk: wanted_of(its) for pk, its in standing.items()}
        rows = lock_caps(_all(wanted))
    for claim in claims:
        short = first_short(wanted[claim.pk], rows)
        if short is not None:
            with naming(claim, among):
                raise _exhausted(standing[claim.pk], short)
    with refusing_by_name(claims):
        spend(_all(wanted), rows)
    return standing


def _all(wanted: Mapping[int, Sequence[Wanted]]) -> list[Wanted]:
    return sorted((w for its in wanted.values() for w in its), key=lambda w: w.key)


def _history_changed(
    decisions: Sequence[PlanDecision], earlier: Sequence[Mapping[str, Any]]
) -> bool:
    """Whether other claims of the person were decided since this one was judged."""
    facts = decisions[0].facts
    if not earlier and not facts.get("earlier"):
        return False
    now = Facts.from_json(facts | {"earlier": list(earlier)})
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


def _instruct(
    by: Officer, at: datetime, claims: Sequence[Claim], among: Sequence[Claim], decisions: Decisions
) -> None:
    people = [claim.person_id for claim in claims]
    accounts = current_payout_accounts(by.scope, people)
    keys = vault.keys_of(subject_ids=people)
    orders = []
    for claim in claims:
        with naming(claim, among):
            account = accounts.get(claim.person_id)
            if account is None:
                raise NoPayoutAccount(name=claim.person.name, ref=claim.ref)
            orders.append(_order(claim, account, keys, decisions[claim.pk]))
    issue_instructions(by=by, at=at, orders=orders)


def _order(
    claim: Claim,
    account: PayoutAccount,
    keys: Mapping[int, bytes],
    decisions: Sequence[PlanDecision],
) -> Order:
    number = vault.open_with(
        vault.key_in(keys, claim.person_id),
        subject_id=claim.person_id,
        purpose="account",
        blob=account.number_cipher,
    )
    return Order(
        owner_ref=claim.ref,
        organisation_path=claim.org_path,
        subject_id=claim.person_id,
        payee_name=claim.person.name,
        bank_name=account.bank_name,
        account_number=number.decode(),
        lines=[(d.plan_code, d.amount_fen) for d in decisions if d.amount_fen],
    )


def _claims_to_settle(by: Officer, refs: Sequence[str]) -> list[Claim]:
    claims = locked_claims(by, refs)
    for claim in claims:
        if not may_settle(by, claim.org_path):
            raise NotPermitted
        claim.state = ClaimState(claim.state)
    return claims


def _moved(claims: Sequence[Claim], act: str) -> list[Claim]:
    """Those whose state the act changes, with the state it has then."""
    changed = []
    for claim in claims:
        with naming(claim, claims):
            after = state_after(act, claim.state)
        if claim.state != after:
            claim.state = after
            changed.append(claim)
    return changed
