"""Receipts on their way into the books, from slips and from statements alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from huzhu.attachments.actions import NewFile, keep_files
from huzhu.attachments.rules import PAPERS
from huzhu.audit.actions import Act, record_acts
from huzhu.kernel.clock import civil_date
from huzhu.kernel.facts import publish
from huzhu.kernel.staging import insert_rows, update_rows
from huzhu.ledger.actions import Line, Posting, post_transactions
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.queries import book_ids_for
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_references
from huzhu.treasury.errors import AllocatedAlready, BankReferenceUsed, ReceivedInFuture
from huzhu.treasury.events import ContributionReceived
from huzhu.treasury.models import ExpectedReceipt, Receipt
from huzhu.treasury.queries import source_of
from huzhu.treasury.rules import DUE_DAYS, require_fits

_SEEN = """
UPDATE treasury_slipupload s SET seen_id = r.id
FROM treasury_slipfor f JOIN treasury_receipt r ON r.expected_id = f.expected_id
WHERE r.id = ANY (%s) AND f.slip_id = s.id AND s.seen_id IS NULL
  AND (s.bank_reference <> '' AND s.bank_reference = r.bank_reference
       OR r.received_on BETWEEN s.paid_on AND s.paid_on + %s)
"""


def take_receipts(
    by: Officer, at: datetime, came: Sequence[tuple[Receipt, tuple[str, bytes] | None]]
) -> list[Receipt]:
    """What is new, over locked expected receipts: written, added up, audited, booked and told, in
    that order; in the order given. `came` holds a slip, (file name, content), or None.

    Raises ReceivedInFuture, AmountNotPositive, ReceiptTooMuch, BankReferenceUsed, AllocatedAlready.
    """
    refs = allocate_references(prefix="S", count=len(came), at=at)
    acts, facts = [], []
    for ref, (receipt, _) in zip(refs, came, strict=True):
        expected = receipt.expected
        if receipt.received_on > civil_date(at):
            raise ReceivedInFuture(received_on=receipt.received_on, today=civil_date(at))
        require_fits(
            due_fen=expected.amount_fen,
            received_fen=expected.received_fen,
            amount_fen=receipt.amount_fen,
        )
        receipt.ref = ref
        expected.received_fen += receipt.amount_fen
        acts.append(_act(expected, receipt))
        facts.append(_fact(expected, receipt))
    _keep_slips(by, at, came)
    receipts = [receipt for receipt, _ in came]
    books = book_ids_for(
        by.scope, {path for r in receipts for path in (r.org_path, r.line_path) if path}
    )
    for receipt in receipts:
        place = receipt.line_path
        receipt.passes_books = bool(place) and books[place] != books[receipt.org_path]
    _insert(receipts)
    update_rows(list({r.expected_id: r.expected for r in receipts}.values()), "received_fen")
    note_slips_seen(receipts)
    record_acts(by=by, at=at, acts=acts)
    post_transactions(by=by, at=at, postings=[_posting(books, r) for r in receipts])
    for fact in facts:
        publish(fact)
    return receipts


def note_slips_seen(receipts: Sequence[Receipt]) -> None:
    """Slips that said this money was on its way."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [[receipt.pk for receipt in receipts], DUE_DAYS])


def _insert(receipts: Sequence[Receipt]) -> None:
    """A reference used outside the scope is found by the unique index only."""
    try:
        with transaction.atomic():
            insert_rows(receipts)
    except IntegrityError as error:
        if "treasury_receipt_line_once" in str(error):
            twice = next((r for r in receipts if f", {r.expected_id})" in str(error)), receipts[0])
            assert twice.line is not None
            raise AllocatedAlready(line=twice.line.ref, due=twice.expected.ref) from None
        used = [r.bank_reference for r in receipts if f"({r.bank_reference})" in str(error)]
        raise BankReferenceUsed(reference=(used or [receipts[0].bank_reference])[0]) from None


def _keep_slips(
    by: Officer, at: datetime, came: Sequence[tuple[Receipt, tuple[str, bytes] | None]]
) -> None:
    with_slip = [(receipt, slip) for receipt, slip in came if slip]
    kept = keep_files(
        by=by,
        at=at,
        files=[
            NewFile(content, name, "receipt", receipt.ref, receipt.org_path, PAPERS)
            for receipt, (name, content) in with_slip
        ],
    )
    for (receipt, _), file in zip(with_slip, kept, strict=True):
        receipt.slip_ref = file.ref


def _act(expected: ExpectedReceipt, receipt: Receipt) -> Act:
    return Act(
        act="record_receipt",
        object_type="expected_receipt",
        object_ref=expected.ref,
        org_path=expected.org_path,
        before={"received_fen": expected.received_fen - receipt.amount_fen},
        after={
            "receipt": receipt.ref,
            "received_fen": expected.received_fen,
            "received_on": receipt.received_on.isoformat(),
            "bank_reference": receipt.bank_reference,
            **({"line": receipt.line.ref} if receipt.line else {}),
        },
    )


def _fact(expected: ExpectedReceipt, receipt: Receipt) -> ContributionReceived:
    return ContributionReceived(
        owner_ref=expected.owner_ref,
        org_path=expected.org_path,
        is_complete=expected.received_fen == expected.amount_fen,
        received_on=receipt.received_on,
    )


def _posting(books: dict[str, int], receipt: Receipt) -> Posting:
    expected, place = receipt.expected, receipt.org_path
    return Posting(
        book_id=books[place],
        org_path=place,
        kind=TransactionKind.CONTRIBUTION_RECEIVED,
        source=source_of(TransactionKind.CONTRIBUTION_RECEIVED, receipt.ref),
        effective_on=receipt.received_on,
        memo=f"会费收入 {expected.owner_ref} {receipt.ref}",
        lines=(
            *_from(books, receipt),
            Line(AccountCode.CONTRIBUTIONS, -receipt.amount_fen, place, expected.plan_code),
        ),
    )


def _from(books: dict[str, int], receipt: Receipt) -> tuple[Line, ...]:
    """Where the money stood: in the bank, or to be cleared in the book of the line's account."""
    fen, place, plan = receipt.amount_fen, receipt.org_path, receipt.expected.plan_code
    if receipt.from_slip:
        return (Line(AccountCode.BANK, fen, place, plan),)
    there, book = receipt.line_path, books[receipt.line_path]
    if not receipt.passes_books:
        return (Line(AccountCode.UNCLEARED, fen, there),)
    return (
        Line(AccountCode.UNCLEARED, fen, there, book_id=book),
        Line(AccountCode.BETWEEN_BOOKS, -fen, there, plan, book_id=book),
        Line(AccountCode.BETWEEN_BOOKS, fen, place, plan),
    )
