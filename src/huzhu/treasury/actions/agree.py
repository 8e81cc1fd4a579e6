"""What passes between us and a unit about its dues: invoices, instalments, slips."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction

from huzhu.attachments.actions import keep_file
from huzhu.attachments.rules import PAPERS
from huzhu.audit.actions import record_act
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.money import yuan
from huzhu.kernel.staging import insert_rows
from huzhu.kernel.text import half_width, without_spaces
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference
from huzhu.treasury.errors import (
    AmountNotPositive,
    NoCollectionAccount,
    NoDueChosen,
    NothingOutstanding,
    SlipInFuture,
    UnitsDiffer,
)
from huzhu.treasury.models import (
    ExpectedReceipt,
    Instalment,
    InstalmentPlan,
    Invoice,
    InvoiceLine,
    SlipFor,
    SlipUpload,
)
from huzhu.treasury.permissions import may_agree_instalments, may_invoice, may_upload_slip
from huzhu.treasury.queries import (
    account_for,
    expected_receipt_by_ref,
    expected_receipts,
    invoices_of,
)
from huzhu.treasury.rules import DUE_DAYS, require_adds_up

_SEEN = """
UPDATE treasury_slipupload s SET seen_id = r.id
FROM treasury_slipfor f JOIN treasury_receipt r ON r.expected_id = f.expected_id
WHERE s.id = %s AND f.slip_id = s.id AND r.reverses_id IS NULL AND r.undone_at IS NULL
  AND (s.bank_reference <> '' AND s.bank_reference = r.bank_reference
       OR r.received_on BETWEEN s.paid_on AND s.paid_on + %s)
"""


def issue_invoice(
    *, by: Officer, at: datetime, expected_refs: Sequence[str], due_on: date
) -> Invoice:
    """A request to pay what is outstanding of one or more dues of a unit.

    The same again, with nothing paid since, returns the one that stands. One transaction: invoice,
    lines, audit. Refuses NoDueChosen, NotVisible, NotPermitted, UnitsDiffer, NothingOutstanding,
    NoCollectionAccount.
    """
    dues = _dues_of_one_unit(by, expected_refs)
    if not may_invoice(by, dues[0].org_path):
        raise NotPermitted
    for due in dues:
        if due.received_fen == due.amount_fen:
            raise NothingOutstanding(ref=due.ref)
    unit = dues[0].organisation
    account = account_for(by.scope, unit, civil_date(at))
    if account is None:
        raise NoCollectionAccount(place=unit.name)
    asked = {due.pk: due.amount_fen - due.received_fen for due in dues}
    with transaction.atomic():
        standing = invoices_of(by.scope, dues[0]).filter(account=account, due_on=due_on).first()
        if standing is not None and asked == dict(
            standing.lines.values_list("expected_id", "amount_fen")
        ):
            return standing
        invoice = Invoice.objects.create(
            ref=allocate_reference(prefix="IV", at=at),
            organisation=unit,
            org_path=unit.path,
            account=account,
            total_fen=sum(asked.values()),
            due_on=due_on,
            issued_by_id=by.account_id,
            issued_at=at,
        )
        insert_rows(
            [
                InvoiceLine(invoice=invoice, expected_id=pk, org_path=unit.path, amount_fen=fen)
                for pk, fen in asked.items()
            ]
        )
        _audit_invoice(by, at, invoice, dues)
    return invoice


def _audit_invoice(
    by: Officer, at: datetime, invoice: Invoice, dues: Sequence[ExpectedReceipt]
) -> None:
    record_act(
        by=by,
        at=at,
        act="issue_invoice",
        object_type="invoice",
        object_ref=invoice.ref,
        org_path=invoice.org_path,
        after={
            "amount_fen": invoice.total_fen,
            "due_on": invoice.due_on.isoformat(),
            "dues": [due.ref for due in dues],
        },
    )


def _dues_of_one_unit(by: Officer, refs: Sequence[str]) -> list[ExpectedReceipt]:
    """Raises NoDueChosen, NotVisible, UnitsDiffer."""
    wanted = sorted(set(refs))
    if not wanted:
        raise NoDueChosen
    found = list(expected_receipts(by.scope).filter(ref__in=wanted).order_by("due_on", "id"))
    if len(found) < len(wanted):
        raise NotVisible
    if len({due.organisation_id for due in found}) > 1:
        raise UnitsDiffer(count=len(found))
    return found


def agree_instalments(
    *,
    by: Officer,
    at: datetime,
    expected_ref: str,
    parts: Sequence[tuple[date, int]],
    reason: str,
) -> InstalmentPlan:
    """Lets a due be paid in parts, (day, fen), which add up to it; a newer agreement takes the
    place of the one before.

    One transaction: lock of the expected receipt, plan with its parts, audit. Refuses NotVisible,
    NotPermitted, NothingOutstanding, InstalmentsWrong.
    """
    seen = expected_receipt_by_ref(by.scope, expected_ref)
    if not may_agree_instalments(by, seen.org_path):
        raise NotPermitted
    with transaction.atomic():
        due = ExpectedReceipt.objects.select_for_update().get(pk=seen.pk)
        if due.received_fen == due.amount_fen:
            raise NothingOutstanding(ref=due.ref)
        require_adds_up(parts, due.amount_fen)
        due.instalment_plans.filter(replaced_at__isnull=True).update(replaced_at=at)
        plan = InstalmentPlan.objects.create(
            expected=due,
            org_path=due.org_path,
            reason=reason.strip()[:200],
            agreed_by_id=by.account_id,
            agreed_at=at,
        )
        insert_rows(
            Instalment(plan=plan, org_path=due.org_path, number=number, due_on=on, amount_fen=fen)
            for number, (on, fen) in enumerate(parts, 1)
        )
        record_act(
            by=by,
            at=at,
            act="agree_instalments",
            object_type="expected_receipt",
            object_ref=due.ref,
            org_path=due.org_path,
            after={
                "parts": [[on.isoformat(), fen] for on, fen in parts],
                "reason": plan.reason,
            },
        )
    return plan


def upload_slip(
    *,
    by: Officer,
    at: datetime,
    expected_refs: Sequence[str],
    amount_fen: int,
    paid_on: date,
    bank_reference: str,
    slip: tuple[str, bytes],
) -> SlipUpload:
    """A unit says that it paid; the bank's statement has the last word.

    `slip` is (file name, content). One transaction: file, slip with its dues, what came for them
    already, audit. Refuses NoDueChosen, NotVisible, NotPermitted, UnitsDiffer, AmountNotPositive,
    SlipInFuture, and what attachments refuse.
    """
    dues = _dues_of_one_unit(by, expected_refs)
    unit = dues[0].organisation
    if not may_upload_slip(by, unit.path):
        raise NotPermitted
    if amount_fen <= 0:
        raise AmountNotPositive(amount=yuan(amount_fen))
    if paid_on > civil_date(at):
        raise SlipInFuture(paid_on=paid_on, today=civil_date(at))
    with transaction.atomic():
        ref = allocate_reference(prefix="SU", at=at)
        uploaded = _keep_slip(by, at, unit, slip, ref)
        uploaded.amount_fen, uploaded.paid_on = amount_fen, paid_on
        uploaded.bank_reference = without_spaces(half_width(bank_reference))[:64]
        uploaded.save(force_insert=True)
        insert_rows([SlipFor(slip=uploaded, expected=due, org_path=unit.path) for due in dues])
        with connection.cursor() as cursor:
            cursor.execute(_SEEN, [uploaded.pk, DUE_DAYS])
        _audit_slip(by, at, uploaded, dues)
    uploaded.refresh_from_db()
    return uploaded


def _keep_slip(
    by: Officer, at: datetime, unit: Organisation, slip: tuple[str, bytes], ref: str
) -> SlipUpload:
    """The file, and a row for it that is not written yet."""
    name, content = slip
    kept = keep_file(
        by=by,
        at=at,
        content=content,
        file_name=name,
        owner_type="slip",
        owner_ref=ref,
        org_path=unit.path,
        wanted=PAPERS,
    )
    return SlipUpload(
        ref=ref,
        organisation=unit,
        org_path=unit.path,
        attachment_ref=kept.ref,
        file_name=kept.file_name,
        uploaded_by_id=by.account_id,
        uploaded_at=at,
    )


def _audit_slip(
    by: Officer, at: datetime, slip: SlipUpload, dues: Sequence[ExpectedReceipt]
) -> None:
    record_act(
        by=by,
        at=at,
        act="upload_slip",
        object_type="slip",
        object_ref=slip.ref,
        org_path=slip.org_path,
        after={
            "amount_fen": slip.amount_fen,
            "paid_on": slip.paid_on.isoformat(),
            "dues": [due.ref for due in dues],
        },
    )
