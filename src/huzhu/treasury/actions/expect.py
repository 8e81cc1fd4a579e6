"""What is due: registered by the act that makes it so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.money import yuan
from huzhu.kernel.staging import insert_rows
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_references
from huzhu.treasury.errors import AmountNotPositive, ExpectedDiffers, ReceiptStands
from huzhu.treasury.models import ExpectedReceipt, InstalmentPlan
from huzhu.treasury.permissions import may_register
from huzhu.treasury.rules import due_day


@dataclass(frozen=True, slots=True)
class Due:
    """Money somebody owes for `owner_ref`; without `due_on` within the usual days."""

    owner_ref: str
    organisation: Organisation
    plan_code: str
    amount_fen: int
    due_on: date | None = None


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


def cancel_expected_receipt(*, by: Officer, at: datetime, owner_ref: str) -> ExpectedReceipt | None:
    """What was due for an owner is due no more; None where nothing was registered for it.

    An internal act like the registering. Its instalments are replaced by nothing; invoices and
    slips stay as a record. One transaction: lock, amount moved to `cancelled_fen`. Refuses
    NotPermitted, ReceiptStands.
    """
    with transaction.atomic():
        locked = ExpectedReceipt.objects.select_for_update(of=("self",))
        found = locked.filter(owner_ref=owner_ref).first()
        if found is None or found.cancelled_fen:
            return found
        if not may_register(by, found.org_path):
            raise NotPermitted
        if found.received_fen:
            received = yuan(found.received_fen)
            raise ReceiptStands(owner=owner_ref, ref=found.ref, received=received)
        found.amount_fen, found.cancelled_fen = 0, found.amount_fen
        found.save(update_fields=["amount_fen", "cancelled_fen"])
        standing = InstalmentPlan.objects.filter(expected=found, replaced_at__isnull=True)
        standing.update(replaced_at=at)
    return found


def _expected(at: datetime, ref: str, due: Due) -> ExpectedReceipt:
    return ExpectedReceipt(
        ref=ref,
        owner_ref=due.owner_ref,
        organisation=due.organisation,
        org_path=due.organisation.path,
        plan_code=due.plan_code,
        amount_fen=due.amount_fen,
        expected_at=at,
        due_on=due.due_on or due_day(civil_date(at)),
    )


def _as_due(found: ExpectedReceipt, due: Due) -> ExpectedReceipt:
    """Raises ExpectedDiffers."""
    if (found.amount_fen, found.plan_code) != (due.amount_fen, due.plan_code):
        recorded, asked = yuan(found.amount_fen), yuan(due.amount_fen)
        raise ExpectedDiffers(owner=due.owner_ref, recorded=recorded, asked=asked)
    return found
