"""Orders to pay one person: issued once for a claim, and again when the bank sends one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from huzhu.audit.actions import Act, record_acts
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.staging import insert_rows
from huzhu.ledger.actions import Line, Posting, post_transactions
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.queries import book_ids_for
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_references
from huzhu.treasury.enums import InstructionKind, InstructionState
from huzhu.treasury.errors import AlreadyInstructed, NotFailed, RefundNotReissued
from huzhu.treasury.models import Instruction, InstructionLine
from huzhu.treasury.permissions import may_issue, may_reissue
from huzhu.treasury.queries import instruction_by_ref, source_of
from huzhu.treasury.rules import account_digits, payable_lines, written_in_file
from huzhu.vault import actions as vault

Lines = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Order:
    """A payment to one person for a claim; `lines` are (plan code, fen), noughts left out."""

    owner_ref: str
    organisation_path: str
    subject_id: int
    payee_name: str
    bank_name: str
    account_number: str = field(repr=False)
    lines: Sequence[tuple[str, int]]


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
    """Orders a payment to one person for a claim; see `issue_instructions`."""
    order = Order(
        owner_ref, organisation_path, subject_id, payee_name, bank_name, account_number, lines
    )
    return issue_instructions(by=by, at=at, orders=[order])[0]


def issue_instructions(*, by: Officer, at: datetime, orders: Sequence[Order]) -> list[Instruction]:
    """Orders payments, each to one person for a claim: all, or none; in the order given.

    An internal act of the claims' last approval: no finance role is asked for, only that the
    places lie in the scope. One transaction: instructions (WAITING), lines, audit, ledger (benefit
    expense to benefits payable, a pair per line). Refuses NotPermitted, LinesWrong, BadPayee,
    BadPayoutAccount, AlreadyInstructed (also where the one that stands has failed: reissue it).
    """
    for order in orders:
        if not may_issue(by, order.organisation_path):
            raise NotPermitted
    keys = vault.keys_of(subject_ids=[order.subject_id for order in orders])
    made = [_ordered(order, at, keys) for order in orders]
    lines = [payable_lines(order.owner_ref, order.lines) for order in orders]
    with transaction.atomic():
        _require_none_standing([order.owner_ref for order in orders])
        _insert(made, lines, at)
        acts = [
            _act("issue_instruction", one, {"lines": [list(line) for line in its]})
            for one, its in zip(made, lines, strict=True)
        ]
        record_acts(by=by, at=at, acts=acts)
        _post_approved(by, at, made, lines)
    return made


def _ordered(order: Order, at: datetime, keys: Mapping[int, bytes]) -> Instruction:
    instruction = Instruction(
        owner_ref=order.owner_ref,
        org_path=order.organisation_path,
        subject_id=order.subject_id,
        payee_name=written_in_file(order.payee_name, "户名", "account name"),
        amount_fen=sum(fen for _, fen in payable_lines(order.owner_ref, order.lines)),
        created_at=at,
    )
    key = vault.key_in(keys, order.subject_id)
    _set_account(instruction, order.bank_name, order.account_number, key)
    return instruction


def _require_none_standing(owners: Sequence[str]) -> None:
    """Raises AlreadyInstructed, also where the list itself names an owner twice."""
    standing = Instruction.objects.filter(owner_ref__in=owners).order_by("id").last()
    if standing is not None:
        raise AlreadyInstructed(owner=standing.owner_ref, ref=standing.ref)
    if len(set(owners)) < len(owners):
        twice = next(owner for owner in owners if owners.count(owner) > 1)
        raise AlreadyInstructed(owner=twice, ref=twice)


def reissue_instruction(
    *, by: Officer, at: datetime, instruction_ref: str, bank_name: str, account_number: str
) -> Instruction:
    """Orders a failed payment anew, to the same person and of the same lines.

    One transaction: lock, the old one becomes REPLACED, a new one (WAITING) names it, audit. The
    ledger stays: the benefit was approved once and is still payable. Refuses NotVisible,
    NotPermitted, RefundNotReissued, NotFailed, BadPayee, BadPayoutAccount.
    """
    seen = instruction_by_ref(by.scope, instruction_ref)
    if not may_reissue(by, seen.org_path):
        raise NotPermitted
    if seen.kind == InstructionKind.REFUND:
        raise RefundNotReissued(ref=seen.ref)
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
        keys = vault.keys_of(subject_ids=[new.subject_id])
        _set_account(new, bank_name, account_number, vault.key_in(keys, new.subject_id))
        old.state = InstructionState.REPLACED
        old.save(update_fields=["state"])
        lines = list(old.lines.order_by("id").values_list("plan_code", "amount_fen"))
        _insert([new], [lines], at)
        after = {"replaces": old.ref, "failure": old.failure}
        record_acts(by=by, at=at, acts=[_act("reissue_instruction", new, after)])
    return new


def _set_account(instruction: Instruction, bank_name: str, account_number: str, key: bytes) -> None:
    digits = account_digits(account_number)
    instruction.bank_name = written_in_file(bank_name, "开户行", "bank name")
    instruction.account_cipher = vault.seal_with(
        key, subject_id=instruction.subject_id, purpose="account", value=digits
    )
    instruction.account_tail = digits[-4:]


def _insert(made: Sequence[Instruction], lines: Sequence[Lines], at: datetime) -> None:
    refs = allocate_references(prefix="P", count=len(made), at=at)
    for instruction, ref in zip(made, refs, strict=True):
        instruction.ref = ref
    insert_rows(made)
    insert_rows(
        InstructionLine(
            instruction=instruction, org_path=instruction.org_path, plan_code=plan, amount_fen=fen
        )
        for instruction, its in zip(made, lines, strict=True)
        for plan, fen in its
    )


def _post_approved(
    by: Officer, at: datetime, made: Sequence[Instruction], lines: Sequence[Lines]
) -> None:
    books = book_ids_for(by.scope, [instruction.org_path for instruction in made])
    post_transactions(
        by=by,
        at=at,
        postings=[
            _approved(books, at, instruction, its)
            for instruction, its in zip(made, lines, strict=True)
        ],
    )


def _approved(
    books: dict[str, int], at: datetime, instruction: Instruction, lines: Lines
) -> Posting:
    place = instruction.org_path
    return Posting(
        book_id=books[place],
        org_path=place,
        kind=TransactionKind.BENEFIT_APPROVED,
        source=source_of(TransactionKind.BENEFIT_APPROVED, instruction.ref),
        effective_on=civil_date(at),
        memo=f"互助金应付 {instruction.owner_ref} {instruction.ref}",
        lines=tuple(
            side
            for plan, fen in lines
            for side in (
                Line(AccountCode.BENEFITS, fen, place, plan),
                Line(AccountCode.BENEFITS_PAYABLE, -fen, place, plan),
            )
        ),
    )


def _act(act: str, instruction: Instruction, after: dict[str, object]) -> Act:
    return Act(
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
