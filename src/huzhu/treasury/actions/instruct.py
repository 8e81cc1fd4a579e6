"""Orders to pay one person: issued once for a claim, and again when the bank sends one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from huzhu.audit.actions import record_act
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.ledger.actions import Line, post_transaction
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.queries import book_of
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference
from huzhu.treasury.enums import InstructionState
from huzhu.treasury.errors import AlreadyInstructed, NotFailed
from huzhu.treasury.models import Instruction, InstructionLine
from huzhu.treasury.permissions import may_issue, may_reissue
from huzhu.treasury.queries import instruction_by_ref, source_of
from huzhu.treasury.rules import account_digits, payable_lines, written_in_file
from huzhu.vault import actions as vault


def issue_instruction(
    *,
    by: Officer,
    at: datetime,
    owner_ref: str,
    organisation_path: str,
    subject_id: int,
    payee_name: str,
    bank_name: str,
    account_number: str,
    lines: Sequence[tuple[str, int]],
) -> Instruction:
    """Orders a payment to one person for a claim; `lines` are (plan code, fen), noughts left out.

    An internal act of the claim's last approval: no finance role is asked for, only that the place
    lies in the scope. One transaction: instruction (WAITING), lines, audit, ledger (benefit
    expense to benefits payable, a pair per line). Refuses NotPermitted, LinesWrong, BadPayee,
    BadPayoutAccount, AlreadyInstructed (also where the one that stands has failed: reissue it).
    """
    if not may_issue(by, organisation_path):
        raise NotPermitted
    kept = payable_lines(owner_ref, lines)
    instruction = Instruction(
        owner_ref=owner_ref,
        org_path=organisation_path,
        subject_id=subject_id,
        payee_name=written_in_file(payee_name, "户名", "account name"),
        amount_fen=sum(fen for _, fen in kept),
        created_at=at,
    )
    _set_account(instruction, bank_name, account_number)
    with transaction.atomic():
        standing = Instruction.objects.filter(owner_ref=owner_ref).order_by("-id").first()
        if standing is not None:
            raise AlreadyInstructed(owner=owner_ref, ref=standing.ref)
        _insert(instruction, kept, at)
        _audit(by, at, "issue_instruction", instruction, {"lines": [list(line) for line in kept]})
        _post_approved(by, at, instruction, kept)
    return instruction


def reissue_instruction(
    *, by: Officer, at: datetime, instruction_ref: str, bank_name: str, account_number: str
) -> Instruction:
    """Orders a failed payment anew, to the same person and of the same lines.

    One transaction: lock, the old one becomes REPLACED, a new one (WAITING) names it, audit. The
    ledger stays: the benefit was approved once and is still payable. Refuses NotVisible,
    NotPermitted, NotFailed, BadPayee, BadPayoutAccount.
    """
    seen = instruction_by_ref(by.scope, instruction_ref)
    if not may_reissue(by, seen.org_path):
        raise NotPermitted
    with transaction.atomic():
        old = Instruction.objects.select_for_update().get(pk=seen.pk)
        if old.state != InstructionState.FAILED:
            raise NotFailed(ref=old.ref, state=InstructionState(old.state).label)
        new = Instruction(
            owner_ref=old.owner_ref,
            org_path=old.org_path,
            subject_id=old.subject_id,
            payee_name=old.payee_name,
            amount_fen=old.amount_fen,
            replaces=old,
            created_at=at,
        )
        _set_account(new, bank_name, account_number)
        old.state = InstructionState.REPLACED
        old.save(update_fields=["state"])
        _insert(new, list(old.lines.order_by("id").values_list("plan_code", "amount_fen")), at)
        _audit(by, at, "reissue_instruction", new, {"replaces": old.ref, "failure": old.failure})
    return new


def _set_account(instruction: Instruction, bank_name: str, account_number: str) -> None:
    digits = account_digits(account_number)
    instruction.bank_name = written_in_file(bank_name, "开户行", "bank name")
    instruction.account_cipher = vault.seal_for(
        subject_id=instruction.subject_id, purpose="account", value=digits
    )
    instruction.account_tail = digits[-4:]


def _insert(instruction: Instruction, lines: Sequence[tuple[str, int]], at: datetime) -> None:
    instruction.ref = allocate_reference(prefix="P", at=at)
    instruction.save(force_insert=True)
    InstructionLine.objects.bulk_create(
        InstructionLine(
            instruction=instruction, org_path=instruction.org_path, plan_code=plan, amount_fen=fen
        )
        for plan, fen in lines
    )


def _post_approved(
    by: Officer, at: datetime, instruction: Instruction, lines: Sequence[tuple[str, int]]
) -> None:
    place = instruction.org_path
    post_transaction(
        by=by,
        at=at,
        book=book_of(by.scope, place),
        kind=TransactionKind.BENEFIT_APPROVED,
        source=source_of(TransactionKind.BENEFIT_APPROVED, instruction.ref),
        effective_on=civil_date(at),
        memo=f"互助金应付 {instruction.owner_ref} {instruction.ref}",
        entries=[
            side
            for plan, fen in lines
            for side in (
                Line(AccountCode.BENEFITS, fen, place, plan),
                Line(AccountCode.BENEFITS_PAYABLE, -fen, place, plan),
            )
        ],
    )


def _audit(by: Officer, at: datetime, act: str, instruction: Instruction, after: dict) -> None:
    record_act(
        by=by,
        at=at,
        act=act,
        object_type="instruction",
        object_ref=instruction.ref,
        org_path=instruction.org_path,
        after={
            "owner": instruction.owner_ref,
            "amount_fen": instruction.amount_fen,
            "account_tail": instruction.account_tail,
            **after,
        },
    )
