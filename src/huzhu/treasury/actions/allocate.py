"""Money of a statement's line becomes receipts for what is due, and back where it was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from huzhu.audit.actions import record_act
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.facts import publish
from huzhu.kernel.staging import insert_rows, update_rows
from huzhu.ledger.actions import post_transactions, reverse_transaction
from huzhu.ledger.enums import TransactionKind
from huzhu.ledger.queries import book_of, transactions
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference
from huzhu.treasury.actions.receive import locked_expected
from huzhu.treasury.actions.statement import came_posting
from huzhu.treasury.actions.taking import take_receipts
from huzhu.treasury.enums import MatchKind
from huzhu.treasury.errors import (
    LineOutsidePlace,
    NothingCertain,
    NothingToAllocate,
    UndoneAlready,
    UndoNeedsReason,
)
from huzhu.treasury.events import ContributionUndone
from huzhu.treasury.models import ExpectedReceipt, Receipt, SlipUpload, StatementLine
from huzhu.treasury.permissions import may_allocate, may_undo
from huzhu.treasury.queries import (
    collection_account_by_ref,
    proposals,
    receipt_by_ref,
    source_of,
    statement_lines,
)
from huzhu.treasury.rules import require_covers, require_open_period


@dataclass(frozen=True, slots=True)
class Allocation:
    """So much of a line for one due."""

    line_ref: str
    expected_ref: str
    amount_fen: int


def allocate_lines(
    *,
    by: Officer,
    at: datetime,
    allocations: Sequence[Allocation],
    matched_as: MatchKind = MatchKind.BY_HAND,
) -> list[Receipt]:
    """Takes parts of lines as receipts for dues: all of them or none, in the order given.

    One transaction: lock of the lines, then of the expected receipts; receipts, sums of both,
    slips seen, audit, ledger (money to be cleared to contribution income, on the bank's day), facts
    ContributionReceived. Refuses NothingToAllocate, NotVisible, NotPermitted, LineOutsidePlace,
    LineTooSmall (also where somebody else took it meanwhile), AllocatedAlready,
    AmountNotPositive, ReceiptTooMuch.
    """
    if not allocations:
        raise NothingToAllocate
    with transaction.atomic():
        lines = _locked_lines(by, {one.line_ref for one in allocations})
        expected = locked_expected(by, sorted({one.expected_ref for one in allocations}))
        receipts = [
            _receipt(by, at, lines[one.line_ref], expected[one.expected_ref], one, matched_as)
            for one in allocations
        ]
        made = take_receipts(by, at, [(receipt, None) for receipt in receipts])
        update_rows(list(lines.values()), "allocated_fen")
    return made


def accept_matches(*, by: Officer, at: datetime, account_ref: str) -> list[Receipt]:
    """Takes every certain match of an account's open lines at once; nothing that is ambiguous.

    As `allocate_lines`. Refuses NothingCertain besides.
    """
    account = collection_account_by_ref(by.scope, account_ref)
    if not may_allocate(by, account.org_path):
        raise NotPermitted
    with transaction.atomic():
        lines = list(statement_lines(by.scope, account=account, is_open=True))
        certain = [one for one in proposals(by.scope, lines) if one.proposal.is_certain]
        parts = [
            Allocation(line.ref, due.ref, fen) for one in certain for line, due, fen in one.parts
        ]
        if not parts:
            raise NothingCertain
        return allocate_lines(by=by, at=at, allocations=parts, matched_as=MatchKind.EXACT)


def _locked_lines(by: Officer, refs: set[str]) -> dict[str, StatementLine]:
    """Raises NotVisible, NotPermitted."""
    found = {line.ref: line for line in locked_lines(statement_lines(by.scope, refs=refs))}
    if len(found) < len(refs):
        raise NotVisible
    for line in found.values():
        if not may_allocate(by, line.org_path):
            raise NotPermitted
    return found


def locked_lines(found: Iterable[StatementLine]) -> list[StatementLine]:
    """The rows again, locked in a fixed order."""
    pks = sorted(line.pk for line in found)
    rows = StatementLine.objects.filter(pk__in=pks).order_by("id").select_for_update()
    return list(rows)


def _receipt(
    by: Officer,
    at: datetime,
    line: StatementLine,
    expected: ExpectedReceipt,
    one: Allocation,
    matched_as: MatchKind,
) -> Receipt:
    """Takes the amount off the line. Raises LineOutsidePlace, LineTooSmall, AmountNotPositive."""
    if not expected.org_path.startswith(line.org_path):
        raise LineOutsidePlace(line=line.ref, due=expected.ref)
    left = line.amount_fen - line.allocated_fen - line.refunded_fen
    require_covers(
        line=line.ref, line_fen=line.amount_fen, left_fen=left, amount_fen=one.amount_fen
    )
    line.allocated_fen += one.amount_fen
    return Receipt(
        expected=expected,
        line=line,
        line_path=line.org_path,
        from_slip=False,
        matched_as=matched_as,
        org_path=expected.org_path,
        amount_fen=one.amount_fen,
        received_on=line.received_on,
        bank_reference=line.bank_reference or line.ref,
        recorded_by_id=by.account_id,
        recorded_at=at,
    )


def undo_allocation(*, by: Officer, at: datetime, receipt_ref: str, reason: str) -> Receipt:
    """Takes a wrong receipt back by one of the opposite amount, dated today; nothing is deleted.

    One transaction: lock of the line, the expected receipt and the receipt; the reversing receipt,
    sums of both, slips that are no longer seen, audit, ledger (the posting is reversed; what a
    slip had booked is booked to its line), fact ContributionUndone. Returns the reversing receipt.
    Refuses NotVisible, NotPermitted, UndoNeedsReason, UndoneAlready, PeriodClosed.
    """
    seen = receipt_by_ref(by.scope, receipt_ref)
    if not may_undo(by, seen.org_path) or not may_undo(by, seen.line_path or seen.org_path):
        raise NotPermitted
    if not reason.strip():
        raise UndoNeedsReason(receipt=receipt_ref)
    with transaction.atomic():
        line = _line_of(seen)
        expected = ExpectedReceipt.objects.select_for_update().get(pk=seen.expected_id)
        receipt = Receipt.objects.select_for_update().get(pk=seen.pk)
        if receipt.undone_at is not None or receipt.reverses_id is not None:
            raise UndoneAlready(receipt=receipt.ref)
        today = civil_date(at)
        require_open_period(receipt=receipt.ref, received_on=receipt.received_on, today=today)
        was_complete = expected.received_fen == expected.amount_fen
        undoing = _undone(by, at, receipt, reason)
        _give_back(receipt, expected, line)
        _audit_undo(by, at, receipt, expected, undoing)
        _reverse(by, at, receipt, line, reason)
        publish(
            ContributionUndone(
                owner_ref=expected.owner_ref,
                org_path=expected.org_path,
                was_complete=was_complete,
                undone_on=today,
            )
        )
    return undoing


def _line_of(receipt: Receipt) -> StatementLine | None:
    if receipt.line_id is None:
        return None
    return StatementLine.objects.select_for_update().get(pk=receipt.line_id)


def _undone(by: Officer, at: datetime, receipt: Receipt, reason: str) -> Receipt:
    """Marks the receipt and writes the one that takes it back."""
    receipt.undone_at, receipt.undone_reason = at, reason.strip()[:200]
    receipt.save(update_fields=["undone_at", "undone_reason"])
    undoing = Receipt(
        ref=allocate_reference(prefix="S", at=at),
        expected_id=receipt.expected_id,
        line_id=receipt.line_id,
        line_path=receipt.line_path,
        passes_books=receipt.passes_books,
        from_slip=receipt.from_slip,
        matched_as=receipt.matched_as,
        org_path=receipt.org_path,
        amount_fen=-receipt.amount_fen,
        received_on=civil_date(at),
        bank_reference=receipt.bank_reference,
        recorded_by_id=by.account_id,
        recorded_at=at,
        reverses=receipt,
    )
    insert_rows([undoing])
    return undoing


def _give_back(receipt: Receipt, expected: ExpectedReceipt, line: StatementLine | None) -> None:
    expected.received_fen -= receipt.amount_fen
    expected.save(update_fields=["received_fen"])
    if line is not None:
        line.allocated_fen -= receipt.amount_fen
        line.save(update_fields=["allocated_fen"])
    SlipUpload.objects.filter(seen=receipt).update(seen=None)


def _audit_undo(
    by: Officer, at: datetime, receipt: Receipt, expected: ExpectedReceipt, undoing: Receipt
) -> None:
    record_act(
        by=by,
        at=at,
        act="undo_allocation",
        object_type="expected_receipt",
        object_ref=expected.ref,
        org_path=expected.org_path,
        before={"received_fen": expected.received_fen + receipt.amount_fen},
        after={
            "receipt": receipt.ref,
            "reversal": undoing.ref,
            "received_fen": expected.received_fen,
            "reason": receipt.undone_reason,
        },
    )


def _reverse(
    by: Officer, at: datetime, receipt: Receipt, line: StatementLine | None, reason: str
) -> None:
    """What a slip had booked to the bank stays there, as its line's, to be cleared."""
    source = source_of(TransactionKind.CONTRIBUTION_RECEIVED, receipt.ref)
    posted = transactions(by.scope).get(source=source)
    today = civil_date(at)
    reverse_transaction(
        by=by,
        at=at,
        transaction_ref=posted.ref,
        effective_on=today,
        reason=reason.strip()[:100],
    )
    if receipt.from_slip and line is not None:
        freed = came_posting(
            book_of(by.scope, line.org_path).pk,
            line,
            source_ref=f"{line.ref}/{receipt.ref}",
            fen=receipt.amount_fen,
            on=today,
        )
        post_transactions(by=by, at=at, postings=[freed])
