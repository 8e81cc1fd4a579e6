"""Money in: what is due, and what has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from huzhu.attachments.actions import NewFile, keep_files
from huzhu.attachments.rules import PAPERS
from huzhu.audit.actions import Act, record_acts
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.facts import publish
from huzhu.kernel.money import yuan
from huzhu.kernel.staging import insert_rows, update_rows
from huzhu.kernel.text import half_width, without_spaces
from huzhu.ledger.actions import Line, Posting, post_transactions
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.queries import book_ids_for
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_references
from huzhu.treasury.errors import (
    AmountNotPositive,
    BankReferenceMissing,
    BankReferenceUsed,
    ExpectedDiffers,
    ReceivedInFuture,
)
from huzhu.treasury.events import ContributionReceived
from huzhu.treasury.models import ExpectedReceipt, Receipt
from huzhu.treasury.permissions import may_record_receipt, may_register
from huzhu.treasury.queries import expected_receipts, source_of
from huzhu.treasury.rules import require_fits


@dataclass(frozen=True, slots=True)
class Due:
    """Money somebody owes for `owner_ref`."""

    owner_ref: str
    organisation: Organisation
    plan_code: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """Money that came, as the bank's statement has it. `slip` is (file name, content)."""

    expected_ref: str
    amount_fen: int
    received_on: date
    bank_reference: str
    slip: tuple[str, bytes] | None = None


def register_expected_receipt(
    *,
    by: Officer,
    at: datetime,
    owner_ref: str,
    organisation: Organisation,
    plan_code: str,
    amount_fen: int,
) -> ExpectedReceipt:
    """Notes that money is due for one owner; see `register_expected_receipts`."""
    due = Due(owner_ref, organisation, plan_code, amount_fen)
    return register_expected_receipts(by=by, at=at, dues=[due])[0]


def register_expected_receipts(
    *, by: Officer, at: datetime, dues: Sequence[Due]
) -> list[ExpectedReceipt]:
    """Notes that money is due, for many owners at once: all, or none; in the order given.

    The same again returns the one that stands. An internal act of the act that makes it due: no
    finance role, and no audit entry beside that act's. Refuses NotPermitted, AmountNotPositive,
    ExpectedDiffers.
    """
    for due in dues:
        if not may_register(by, due.organisation.path):
            raise NotPermitted
        if due.amount_fen <= 0:
            raise AmountNotPositive(amount=yuan(due.amount_fen))
    with transaction.atomic():
        owners = [due.owner_ref for due in dues]
        known = {x.owner_ref: x for x in ExpectedReceipt.objects.filter(owner_ref__in=owners)}
        fresh = {due.owner_ref: due for due in dues if due.owner_ref not in known}
        refs = allocate_references(prefix="X", count=len(fresh), at=at)
        made = insert_rows(
            _expected(at, ref, due) for ref, due in zip(refs, fresh.values(), strict=True)
        )
    known |= {row.owner_ref: row for row in made}
    return [_as_due(known[due.owner_ref], due) for due in dues]


def _expected(at: datetime, ref: str, due: Due) -> ExpectedReceipt:
    return ExpectedReceipt(
        ref=ref,
        owner_ref=due.owner_ref,
        organisation=due.organisation,
        org_path=due.organisation.path,
        plan_code=due.plan_code,
        amount_fen=due.amount_fen,
        expected_at=at,
    )


def _as_due(found: ExpectedReceipt, due: Due) -> ExpectedReceipt:
    """Raises ExpectedDiffers."""
    if (found.amount_fen, found.plan_code) != (due.amount_fen, due.plan_code):
        recorded, asked = yuan(found.amount_fen), yuan(due.amount_fen)
        raise ExpectedDiffers(owner=due.owner_ref, recorded=recorded, asked=asked)
    return found


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
    with the same amount and day again returns the receipt that stands. Refuses NotVisible,
    NotPermitted, AmountNotPositive, ReceiptTooMuch, ReceivedInFuture, BankReferenceMissing,
    BankReferenceUsed, and what attachments refuse.
    """
    references = [_reference(arrival) for arrival in arrivals]
    with transaction.atomic():
        expected = _locked(by, [arrival.expected_ref for arrival in arrivals])
        receipts = [
            _receipt(by, at, expected[arrival.expected_ref], arrival, reference)
            for arrival, reference in zip(arrivals, references, strict=True)
        ]
        known = _recorded(receipts)
        fresh = {
            r.bank_reference: n for n, r in enumerate(receipts) if r.bank_reference not in known
        }
        came = [(receipts[n], arrivals[n]) for n in sorted(fresh.values())]
        if came:
            known |= _take(by, at, came)
        for receipt in receipts:
            _require_same(known[receipt.bank_reference], receipt)
    return [known[reference] for reference in references]


def _reference(arrival: Arrival) -> str:
    """Raises BankReferenceMissing."""
    reference = without_spaces(half_width(arrival.bank_reference))[:64]
    if not reference:
        raise BankReferenceMissing
    return reference


def _locked(by: Officer, refs: Sequence[str]) -> dict[str, ExpectedReceipt]:
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
    """The receipts that stand under these bank references."""
    wanted = [receipt.bank_reference for receipt in receipts]
    return {r.bank_reference: r for r in Receipt.objects.filter(bank_reference__in=wanted)}


def _require_same(known: Receipt, asked: Receipt) -> None:
    """Raises BankReferenceUsed where a bank reference stands for something else."""
    same = ("expected_id", "amount_fen", "received_on")
    if any(getattr(known, name) != getattr(asked, name) for name in same):
        raise BankReferenceUsed(reference=asked.bank_reference)


def _take(by: Officer, at: datetime, came: Sequence[tuple[Receipt, Arrival]]) -> dict[str, Receipt]:
    """What is new: written, added up, audited, booked and told, in that order."""
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
    _insert(receipts)
    update_rows(list({r.expected_id: r.expected for r in receipts}.values()), "received_fen")
    record_acts(by=by, at=at, acts=acts)
    books = book_ids_for(by.scope, [receipt.org_path for receipt in receipts])
    post_transactions(by=by, at=at, postings=[_posting(books, r) for r in receipts])
    for fact in facts:
        publish(fact)
    return {receipt.bank_reference: receipt for receipt in receipts}


def _insert(receipts: Sequence[Receipt]) -> None:
    """A reference used outside the scope is found by the unique index only."""
    try:
        with transaction.atomic():
            insert_rows(receipts)
    except IntegrityError as error:
        used = [r.bank_reference for r in receipts if f"({r.bank_reference})" in str(error)]
        raise BankReferenceUsed(reference=(used or [receipts[0].bank_reference])[0]) from None


def _keep_slips(by: Officer, at: datetime, came: Sequence[tuple[Receipt, Arrival]]) -> None:
    with_slip = [(receipt, arrival.slip) for receipt, arrival in came if arrival.slip]
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
    expected, place, fen = receipt.expected, receipt.org_path, receipt.amount_fen
    return Posting(
        book_id=books[place],
        org_path=place,
        kind=TransactionKind.CONTRIBUTION_RECEIVED,
        source=source_of(TransactionKind.CONTRIBUTION_RECEIVED, receipt.ref),
        effective_on=receipt.received_on,
        memo=f"会费收入 {expected.owner_ref} {receipt.ref}",
        lines=(
            Line(AccountCode.BANK, fen, place, expected.plan_code),
            Line(AccountCode.CONTRIBUTIONS, -fen, place, expected.plan_code),
        ),
    )
