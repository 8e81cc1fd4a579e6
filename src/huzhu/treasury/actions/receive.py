"""Money in: what is due, and what has come."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from huzhu.attachments.actions import keep_file
from huzhu.attachments.rules import PAPERS
from huzhu.audit.actions import record_act
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.kernel.money import yuan
from huzhu.kernel.text import half_width, without_spaces
from huzhu.ledger.actions import Line, post_transaction
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.queries import book_of
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference
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
from huzhu.treasury.queries import expected_receipt_by_ref, source_of
from huzhu.treasury.rules import require_fits


def register_expected_receipt(
    *,
    by: Officer,
    at: datetime,
    owner_ref: str,
    organisation: Organisation,
    plan_code: str,
    amount_fen: int,
) -> ExpectedReceipt:
    """Notes that money is due for `owner_ref`. The same again returns the one that stands.

    An internal act of the act that makes it due: no finance role, and no audit entry beside that
    act's. Refuses NotPermitted, AmountNotPositive, ExpectedDiffers.
    """
    if not may_register(by, organisation.path):
        raise NotPermitted
    if amount_fen <= 0:
        raise AmountNotPositive(amount=yuan(amount_fen))
    with transaction.atomic():
        found = ExpectedReceipt.objects.filter(owner_ref=owner_ref).first()
        if found is None:
            return ExpectedReceipt.objects.create(
                ref=allocate_reference(prefix="X", at=at),
                owner_ref=owner_ref,
                organisation=organisation,
                org_path=organisation.path,
                plan_code=plan_code,
                amount_fen=amount_fen,
                expected_at=at,
            )
    if found.amount_fen != amount_fen or found.plan_code != plan_code:
        raise ExpectedDiffers(
            owner=owner_ref, recorded=yuan(found.amount_fen), asked=yuan(amount_fen)
        )
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
    """Records money that came, in part or in full, never more than is due.

    One transaction: lock of the expected receipt, slip, receipt, sum received, audit, ledger
    (bank to contribution income, on `received_on`), fact ContributionReceived. The same bank
    reference with the same amount and day again returns the receipt that stands. `slip` is (file
    name, content) of a PDF or picture. Refuses NotVisible, NotPermitted, AmountNotPositive,
    ReceiptTooMuch, ReceivedInFuture, BankReferenceMissing, BankReferenceUsed, and what attachments
    refuse.
    """
    expected = expected_receipt_by_ref(by.scope, expected_ref)
    if not may_record_receipt(by, expected.org_path):
        raise NotPermitted
    reference = without_spaces(half_width(bank_reference))[:64]
    if not reference:
        raise BankReferenceMissing
    with transaction.atomic():
        expected = ExpectedReceipt.objects.select_for_update().get(pk=expected.pk)
        receipt = Receipt(
            expected=expected,
            org_path=expected.org_path,
            amount_fen=amount_fen,
            received_on=received_on,
            bank_reference=reference,
            recorded_by_id=by.account_id,
            recorded_at=at,
        )
        if (known := _recorded(receipt)) is not None:
            return known
        if received_on > civil_date(at):
            raise ReceivedInFuture(received_on=received_on, today=civil_date(at))
        require_fits(
            due_fen=expected.amount_fen, received_fen=expected.received_fen, amount_fen=amount_fen
        )
        receipt.ref = allocate_reference(prefix="S", at=at)
        _insert(receipt)
        _keep_slip(by, at, receipt, slip)
        expected.received_fen += amount_fen
        expected.save(update_fields=["received_fen"])
        _audit(by, at, expected, receipt)
        _post(by, at, expected, receipt)
        publish(
            ContributionReceived(
                owner_ref=expected.owner_ref,
                org_path=expected.org_path,
                is_complete=expected.received_fen == expected.amount_fen,
                received_on=received_on,
            )
        )
    return receipt


def _recorded(receipt: Receipt) -> Receipt | None:
    """The receipt recorded under the bank reference. Raises BankReferenceUsed for another one."""
    known = Receipt.objects.filter(bank_reference=receipt.bank_reference).first()
    if known is None:
        return None
    same = ("expected_id", "amount_fen", "received_on")
    if any(getattr(known, name) != getattr(receipt, name) for name in same):
        raise BankReferenceUsed(reference=receipt.bank_reference)
    return known


def _insert(receipt: Receipt) -> None:
    """A reference used outside the scope is found by the unique index only."""
    try:
        with transaction.atomic():
            receipt.save(force_insert=True)
    except IntegrityError:
        raise BankReferenceUsed(reference=receipt.bank_reference) from None


def _keep_slip(by: Officer, at: datetime, receipt: Receipt, slip: tuple[str, bytes] | None) -> None:
    if slip is None:
        return
    name, content = slip
    kept = keep_file(
        by=by,
        at=at,
        content=content,
        file_name=name,
        owner_type="receipt",
        owner_ref=receipt.ref,
        org_path=receipt.org_path,
        wanted=PAPERS,
    )
    receipt.slip_ref = kept.ref
    receipt.save(update_fields=["slip_ref"])


def _audit(by: Officer, at: datetime, expected: ExpectedReceipt, receipt: Receipt) -> None:
    record_act(
        by=by,
        at=at,
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


def _post(by: Officer, at: datetime, expected: ExpectedReceipt, receipt: Receipt) -> None:
    place, plan, fen = expected.org_path, expected.plan_code, receipt.amount_fen
    post_transaction(
        by=by,
        at=at,
        book=book_of(by.scope, place),
        kind=TransactionKind.CONTRIBUTION_RECEIVED,
        source=source_of(TransactionKind.CONTRIBUTION_RECEIVED, receipt.ref),
        effective_on=receipt.received_on,
        memo=f"会费收入 {expected.owner_ref} {receipt.ref}",
        entries=[
            Line(AccountCode.BANK, fen, place, plan),
            Line(AccountCode.CONTRIBUTIONS, -fen, place, plan),
        ],
    )
