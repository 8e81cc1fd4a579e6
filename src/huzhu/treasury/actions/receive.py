"""Money recorded from a bank slip, without a statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.text import half_width, without_spaces
from huzhu.organisations.rules import Officer
from huzhu.treasury.actions.taking import take_receipts
from huzhu.treasury.errors import BankReferenceMissing, BankReferenceUsed, OnStatement
from huzhu.treasury.models import ExpectedReceipt, Receipt
from huzhu.treasury.permissions import may_record_receipt
from huzhu.treasury.queries import expected_receipts


@dataclass(frozen=True, slots=True)
class Arrival:
    """Money that came, as the bank's statement has it. `slip` is (file name, content)."""

    expected_ref: str
    amount_fen: int
    received_on: date
    bank_reference: str
    slip: tuple[str, bytes] | None = None


def record_receipt(
    *,
    by: Officer,
    at: datetime,
    expected_ref: str,
    amount_fen: int,
    received_on: date,
    bank_reference: str,
    slip: tuple[str, bytes] | None = None,
) -> Receipt:
    """Records money that came for one expected receipt; see `record_receipts`."""
    arrival = Arrival(expected_ref, amount_fen, received_on, bank_reference, slip)
    return record_receipts(by=by, at=at, arrivals=[arrival])[0]


def record_receipts(*, by: Officer, at: datetime, arrivals: Sequence[Arrival]) -> list[Receipt]:
    """Records money that came, in part or in full, never more than is due: a statement of the
    bank at once, all of its lines or none; in the order given.

    One transaction: lock of the expected receipts, slips, receipts, sums received, audit, ledger
    (bank to contribution income, on `received_on`), facts ContributionReceived. A bank reference
    with the same amount and day again returns the receipt that stands; one that a statement holds
    is allocated there instead. Refuses NotVisible, NotPermitted, AmountNotPositive, ReceiptTooMuch,
    ReceivedInFuture, BankReferenceMissing, BankReferenceUsed, OnStatement, and what attachments
    refuse.
    """
    references = [_reference(arrival) for arrival in arrivals]
    with transaction.atomic():
        expected = locked_expected(by, [arrival.expected_ref for arrival in arrivals])
        receipts = [
            _receipt(by, at, expected[arrival.expected_ref], arrival, reference)
            for arrival, reference in zip(arrivals, references, strict=True)
        ]
        known = _recorded(receipts)
        fresh = {
            r.bank_reference: n for n, r in enumerate(receipts) if r.bank_reference not in known
        }
        came = [(receipts[n], arrivals[n].slip) for n in sorted(fresh.values())]
        if came:
            _require_not_on_statement([receipt for receipt, _ in came])
            taken = take_receipts(by, at, came)
            known |= {receipt.bank_reference: receipt for receipt in taken}
        for receipt in receipts:
            _require_same(known[receipt.bank_reference], receipt)
    return [known[reference] for reference in references]


def _reference(arrival: Arrival) -> str:
    """Raises BankReferenceMissing."""
    reference = without_spaces(half_width(arrival.bank_reference))[:64]
    if not reference:
        raise BankReferenceMissing
    return reference


def locked_expected(by: Officer, refs: Sequence[str]) -> dict[str, ExpectedReceipt]:
    """Raises NotVisible, NotPermitted."""
    wanted = set(refs)
    rows = (
        expected_receipts(by.scope)
        .filter(ref__in=wanted)
        .select_related(None)
        .order_by("id")
        .select_for_update(of=("self",))
    )
    found = {row.ref: row for row in rows}
    if len(found) < len(wanted):
        raise NotVisible
    for row in found.values():
        if not may_record_receipt(by, row.org_path):
            raise NotPermitted
    return found


def _receipt(
    by: Officer, at: datetime, expected: ExpectedReceipt, arrival: Arrival, reference: str
) -> Receipt:
    return Receipt(
        expected=expected,
        org_path=expected.org_path,
        amount_fen=arrival.amount_fen,
        received_on=arrival.received_on,
        bank_reference=reference,
        recorded_by_id=by.account_id,
        recorded_at=at,
    )


def _recorded(receipts: Sequence[Receipt]) -> dict[str, Receipt]:
    """The receipts that stand under these bank references; of several, the one of the same due."""
    wanted = {receipt.bank_reference: receipt.expected_id for receipt in receipts}
    standing = Receipt.objects.filter(
        bank_reference__in=wanted, reverses__isnull=True, undone_at__isnull=True
    )
    found: dict[str, Receipt] = {}
    for receipt in standing.order_by("id"):
        if receipt.expected_id == wanted[receipt.bank_reference]:
            found[receipt.bank_reference] = receipt
        found.setdefault(receipt.bank_reference, receipt)
    return found


def _require_not_on_statement(receipts: Sequence[Receipt]) -> None:
    """Also where the statement lies outside the scope. Raises OnStatement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.reference FROM unnest(%s::text[], %s::text[]) AS n(reference, place)"
            " WHERE treasury_is_on_statement(n.reference, n.place) LIMIT 1",
            [[r.bank_reference for r in receipts], [r.org_path for r in receipts]],
        )
        row = cursor.fetchone()
    if row is not None:
        raise OnStatement(reference=row[0])


def _require_same(known: Receipt, asked: Receipt) -> None:
    """Raises BankReferenceUsed where a bank reference stands for something else."""
    same = ("expected_id", "amount_fen", "received_on")
    if any(getattr(known, name) != getattr(asked, name) for name in same):
        raise BankReferenceUsed(reference=asked.bank_reference)
