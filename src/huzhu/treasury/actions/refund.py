"""Over-paid money back to who paid it: asked for, approved by another person, paid by a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from huzhu.attachments.actions import NewFile, keep_files
from huzhu.attachments.rules import PAPERS
from huzhu.audit.actions import record_act
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.kernel.staging import insert_rows
from huzhu.ledger.actions import Line, Posting, post_transactions
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.queries import book_ids_for
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference
from huzhu.treasury.enums import InstructionKind, InstructionState, RefundState
from huzhu.treasury.errors import RefundNeedsReason, RejectionNeedsReason
from huzhu.treasury.events import RefundSettled
from huzhu.treasury.lifecycle import refund_state_after
from huzhu.treasury.models import (
    Instruction,
    InstructionLine,
    Refund,
    RefundPaper,
    StatementLine,
)
from huzhu.treasury.permissions import may_decide_refund, may_request_refund
from huzhu.treasury.queries import refund_by_ref, source_of, statement_line_by_ref
from huzhu.treasury.rules import (
    ReturnRow,
    account_digits,
    require_approver,
    require_refundable,
    written_in_file,
)
from huzhu.vault import actions as vault

_MOST_PAPERS = 10


def request_refund(
    *,
    by: Officer,
    at: datetime,
    line_ref: str,
    amount_fen: int,
    reason: str,
    evidence: Sequence[tuple[str, bytes]],
    bank_name: str,
    payee_name: str = "",
    account_number: str = "",
) -> Refund:
    """Asks to give over-paid money of a line back to the account it came from.

    Name and account are those of the line; `payee_name` and `account_number` count only where the
    bank did not tell them. `evidence` is (file name, content). One transaction: lock of the line,
    papers, refund (REQUESTED), the line's money held, audit. Refuses NotVisible, NotPermitted,
    RefundNeedsReason, RefundTooMuch, BadPayee, BadPayoutAccount, and what attachments refuse.
    """
    seen = statement_line_by_ref(by.scope, line_ref)
    if not may_request_refund(by, seen.org_path):
        raise NotPermitted
    if not reason.strip() or not evidence:
        raise RefundNeedsReason
    with transaction.atomic():
        line = StatementLine.objects.select_for_update().get(pk=seen.pk)
        require_refundable(
            line=line.ref,
            amount_fen=amount_fen,
            line_fen=line.amount_fen,
            allocated_fen=line.allocated_fen,
            refunded_fen=line.refunded_fen,
        )
        refund = _asked(by, at, line, amount_fen, reason)
        _set_payee(refund, line, payee_name, bank_name, account_number)
        insert_rows([refund])
        _hold(line, amount_fen)
        _keep_evidence(by, at, refund, evidence[:_MOST_PAPERS])
        _audit(by, at, "request_refund", refund, {"reason": refund.reason, "line": line.ref})
    return refund


def _asked(by: Officer, at: datetime, line: StatementLine, amount_fen: int, reason: str) -> Refund:
    return Refund(
        ref=allocate_reference(prefix="RF", at=at),
        line=line,
        org_path=line.org_path,
        amount_fen=amount_fen,
        reason=reason.strip()[:400],
        requested_by_id=by.account_id,
        requested_by_token=by.person_token,
        requested_by_label=by.label[:80],
        requested_at=at,
    )


def _set_payee(refund: Refund, line: StatementLine, name: str, bank: str, number: str) -> None:
    if line.payer_account_cipher:
        digits = vault.reveal(
            subject_id=vault.HOUSE, purpose="account", blob=line.payer_account_cipher
        )
    else:
        digits = account_digits(number)
    payee = (line.payer_name or name)[:60]
    refund.payee_name = written_in_file(payee, "户名", "account name")
    refund.bank_name = written_in_file(bank or line.payer_bank, "开户行", "bank name")
    refund.account_cipher = vault.seal_for(subject_id=vault.HOUSE, purpose="account", value=digits)
    refund.account_tail = digits[-4:]


def _keep_evidence(
    by: Officer, at: datetime, refund: Refund, evidence: Sequence[tuple[str, bytes]]
) -> None:
    kept = keep_files(
        by=by,
        at=at,
        files=[
            NewFile(content, name, "refund", refund.ref, refund.org_path, PAPERS)
            for name, content in evidence
        ],
    )
    insert_rows(
        [
            RefundPaper(
                refund=refund,
                org_path=refund.org_path,
                attachment_ref=file.ref,
                file_name=file.file_name,
            )
            for file in kept
        ]
    )


def approve_refund(*, by: Officer, at: datetime, refund_ref: str) -> Refund:
    """Another person agrees: the refund becomes a payment instruction that waits for a batch.

    One transaction: lock, refund (APPROVED), instruction with its line, audit. Nothing is booked:
    the money stays to be cleared until the bank has paid it. Refuses NotVisible, NotPermitted,
    WrongRefundState, ApproverIsRequester.
    """
    with transaction.atomic():
        refund = _to_decide(by, refund_ref, "approve")
        _decided(by, at, refund, "")
        instruction = Instruction(
            ref=allocate_reference(prefix="P", at=at),
            kind=InstructionKind.REFUND,
            owner_ref=refund.ref,
            org_path=refund.org_path,
            subject_id=vault.HOUSE,
            payee_name=refund.payee_name,
            bank_name=refund.bank_name,
            account_cipher=bytes(refund.account_cipher),
            account_tail=refund.account_tail,
            amount_fen=refund.amount_fen,
            created_at=at,
        )
        insert_rows([instruction])
        insert_rows(
            [
                InstructionLine(
                    instruction=instruction,
                    org_path=refund.org_path,
                    plan_code="",
                    amount_fen=refund.amount_fen,
                )
            ]
        )
        _audit(by, at, "approve_refund", refund, {"instruction": instruction.ref})
    return refund


def reject_refund(*, by: Officer, at: datetime, refund_ref: str, reason: str) -> Refund:
    """Another person does not agree; the line's money is free again.

    One transaction: lock of refund and line, refund (REJECTED), line, audit. Refuses NotVisible,
    NotPermitted, WrongRefundState, ApproverIsRequester, RejectionNeedsReason.
    """
    if not reason.strip():
        raise RejectionNeedsReason(ref=refund_ref)
    with transaction.atomic():
        refund = _to_decide(by, refund_ref, "reject")
        _decided(by, at, refund, reason)
        _free(refund)
        _audit(by, at, "reject_refund", refund, {"reason": refund.decision_reason})
    return refund


def withdraw_refund(*, by: Officer, at: datetime, refund_ref: str) -> Refund:
    """Finance takes a request back before it is decided; the line's money is free again.

    One transaction: lock of refund and line, refund (WITHDRAWN), line, audit. Refuses NotVisible,
    NotPermitted, WrongRefundState.
    """
    seen = refund_by_ref(by.scope, refund_ref)
    if not may_request_refund(by, seen.org_path):
        raise NotPermitted
    with transaction.atomic():
        refund = _locked(seen)
        refund.state = refund_state_after("withdraw", refund.state, refund.ref)
        refund.save(update_fields=["state"])
        _free(refund)
        _audit(by, at, "withdraw_refund", refund, {})
    return refund


def _to_decide(by: Officer, ref: str, act: str) -> Refund:
    """Raises NotVisible, NotPermitted, WrongRefundState, ApproverIsRequester."""
    seen = refund_by_ref(by.scope, ref)
    if not may_decide_refund(by, seen.org_path):
        raise NotPermitted
    refund = _locked(seen)
    refund.state = refund_state_after(act, refund.state, refund.ref)
    require_approver(
        ref=refund.ref, requested_by=refund.requested_by_token, approver=by.person_token
    )
    return refund


def _locked(seen: Refund) -> Refund:
    return Refund.objects.select_for_update().get(pk=seen.pk)


def _decided(by: Officer, at: datetime, refund: Refund, reason: str) -> None:
    refund.decided_by_id, refund.decided_by_token = by.account_id, by.person_token
    refund.decided_by_label, refund.decided_at = by.label[:80], at
    refund.decision_reason = reason.strip()[:400]
    refund.save(
        update_fields=[
            "state",
            "decided_by_id",
            "decided_by_token",
            "decided_by_label",
            "decided_at",
            "decision_reason",
        ]
    )


def _hold(line: StatementLine, fen: int) -> None:
    line.refunded_fen += fen
    line.save(update_fields=["refunded_fen"])


def _free(refund: Refund) -> None:
    line = StatementLine.objects.select_for_update().get(pk=refund.line_id)
    _hold(line, -refund.amount_fen)


def settle_refunds(
    by: Officer, at: datetime, instructions: Mapping[str, Instruction], news: Sequence[ReturnRow]
) -> None:
    """What the bank says of refunds, inside the act that takes its return: paid ones are posted
    (money to be cleared to bank, on the bank's day), failed ones free their line's money; facts
    RefundSettled."""
    told = [(instructions[row.ref], row) for row in news]
    concerned = [(i, row) for i, row in told if i.kind == InstructionKind.REFUND]
    if not concerned:
        return
    owners = {i.owner_ref: row for i, row in concerned}
    for refund in Refund.objects.filter(ref__in=owners).order_by("id").select_for_update():
        row = owners[refund.ref]
        is_paid = row.outcome == InstructionState.PAID
        act = "pay" if is_paid else "fail"
        refund.state = RefundState(refund_state_after(act, refund.state, refund.ref))
        refund.settled_on = row.settled_on if is_paid else None
        refund.save(update_fields=["state", "settled_on"])
        if not is_paid:
            _free(refund)
        publish(
            RefundSettled(
                refund_ref=refund.ref,
                org_path=refund.org_path,
                is_paid=is_paid,
                amount_fen=refund.amount_fen,
                settled_on=row.settled_on,
            )
        )
    _post_paid(by, at, [(i, row) for i, row in concerned if row.outcome == InstructionState.PAID])


def _post_paid(by: Officer, at: datetime, paid: Sequence[tuple[Instruction, ReturnRow]]) -> None:
    if not paid:
        return
    books = book_ids_for(by.scope, [instruction.org_path for instruction, _ in paid])
    postings = []
    for one, row in paid:
        place = one.org_path
        postings.append(
            Posting(
                book_id=books[place],
                org_path=place,
                kind=TransactionKind.REFUND_PAID,
                source=source_of(TransactionKind.REFUND_PAID, one.ref),
                effective_on=row.settled_on,
                memo=f"退回多缴会费 {one.owner_ref} {one.ref}",
                lines=(
                    Line(AccountCode.UNCLEARED, one.amount_fen, place),
                    Line(AccountCode.BANK, -one.amount_fen, place),
                ),
            )
        )
    post_transactions(by=by, at=at, postings=postings)


def _audit(by: Officer, at: datetime, act: str, refund: Refund, after: dict[str, object]) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="refund",
        object_ref=refund.ref,
        org_path=refund.org_path,
        after={
            "state": RefundState(refund.state).value,
            "amount_fen": refund.amount_fen,
            "number_tail": refund.account_tail,
            **after,
        },
    )
