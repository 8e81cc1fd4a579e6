"""To the bank and back: the payment file of a batch, and the file of results."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from django.db import connection, transaction

from huzhu.attachments.actions import keep_file
from huzhu.attachments.errors import FileEmpty
from huzhu.attachments.rules import TABLES
from huzhu.audit.actions import record_act
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.facts import publish
from huzhu.kernel.staging import insert_rows
from huzhu.ledger.actions import Line, Posting, post_transactions
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.queries import book_ids_for
from huzhu.organisations.rules import Officer
from huzhu.treasury.actions.batch import locked_batch
from huzhu.treasury.actions.refund import settle_refunds
from huzhu.treasury.enums import InstructionKind, InstructionState
from huzhu.treasury.errors import BankFileAltered, FormatUnknown, ReturnImportedElsewhere
from huzhu.treasury.events import PaymentFailed, PaymentSettled
from huzhu.treasury.formats import PaymentRow, payments_csv, payments_xlsx, read_return
from huzhu.treasury.lifecycle import state_after
from huzhu.treasury.models import (
    BankReturn,
    Batch,
    Instruction,
    InstructionLine,
    ReturnLine,
)
from huzhu.treasury.permissions import may_import_return, may_open_bank_file
from huzhu.treasury.queries import batch_by_ref, instructions, source_of
from huzhu.treasury.rules import ReturnRow, Sent, news_of
from huzhu.vault import actions as vault

FORMATS = ("csv", "xlsx")
_MEMOS = {InstructionKind.BENEFIT: "职工互助金", InstructionKind.REFUND: "退回多缴会费"}
_SETTLE = """
UPDATE treasury_instruction i
SET state = l.outcome, failure = l.reason,
    settled_on = CASE WHEN l.outcome = 'paid' THEN l.settled_on END
FROM treasury_returnline l
WHERE l.bank_return_id = %s AND l.instruction_id = i.id
"""


def bank_file(*, by: Officer, at: datetime, batch_ref: str, fmt: str) -> tuple[str, bytes]:
    """The payment file of a released batch: (file name, content), `fmt` "csv" or "xlsx".

    Opens the account numbers: one audit entry with count and digest each time. The digest is that
    of the rows, the same for both formats; a later export must agree with the first. Refuses
    NotVisible, NotPermitted, FormatUnknown, WrongBatchState, BankFileAltered.
    """
    batch = batch_by_ref(by.scope, batch_ref)
    if not may_open_bank_file(by, batch.org_path):
        raise NotPermitted
    if fmt not in FORMATS:
        raise FormatUnknown(fmt=fmt)
    with transaction.atomic():
        batch = locked_batch(batch)
        state_after("open_file", batch.state, batch.ref)
        rows = _payments(by, batch)
        as_csv = payments_csv(rows)
        _pin(batch, hashlib.sha256(as_csv).hexdigest())
        record_act(
            by=by,
            at=at,
            act="open_bank_file",
            object_type="batch",
            object_ref=batch.ref,
            org_path=batch.org_path,
            after={"count": len(rows), "digest": batch.file_digest, "format": fmt},
        )
    content = as_csv if fmt == "csv" else payments_xlsx(rows, batch.released_at)
    return f"{batch.ref}.{fmt}", content


def _payments(by: Officer, batch: Batch) -> list[PaymentRow]:
    rows = list(instructions(by.scope, batch=batch).select_related(None).order_by("id"))
    keys = vault.keys_of(subject_ids=[row.subject_id for row in rows])
    return [
        PaymentRow(
            number=number,
            ref=row.ref,
            account=vault.open_with(
                vault.key_in(keys, row.subject_id),
                subject_id=row.subject_id,
                purpose="account",
                blob=row.account_cipher,
            ).decode(),
            payee=row.payee_name,
            bank=row.bank_name,
            amount_fen=row.amount_fen,
            memo=f"{_MEMOS[InstructionKind(row.kind)]} {row.owner_ref}",
        )
        for number, row in enumerate(rows, 1)
    ]


def _pin(batch: Batch, digest: str) -> None:
    """Raises BankFileAltered when the rows are not those of the first export."""
    if batch.file_digest and batch.file_digest != digest:
        raise BankFileAltered(ref=batch.ref)
    if not batch.file_digest:
        batch.file_digest = digest
        batch.save(update_fields=["file_digest"])


def import_bank_return(
    *, by: Officer, at: datetime, batch_ref: str, file_name: str, content: bytes
) -> BankReturn:
    """Takes the bank's results of a released batch: every line, or none.

    One transaction: lock of the batch, file, return and its lines, instructions, batch (SETTLED),
    audit, ledger (a paid one: payable to bank, on the day the bank names; a failed one: nothing,
    the money never left), refunds (`settle_refunds`), facts PaymentSettled and PaymentFailed. The
    same content again returns the return that stands; a line already recorded with the same
    outcome is left out. Refuses NotVisible, NotPermitted, WrongBatchState,
    ReturnImportedElsewhere, what attachments refuse (FileEmpty, …), what `formats.read_return` and
    `rules.news_of` refuse.
    """
    seen = batch_by_ref(by.scope, batch_ref)
    if not may_import_return(by, seen.org_path):
        raise NotPermitted
    name = PurePath(file_name.replace("\\", "/")).name[:200] or "return"
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        batch = locked_batch(seen)
        if (known := _imported(batch, digest)) is not None:
            return known
        state = state_after("import_return", batch.state, batch.ref)
        by_ref, news = _judged(by, at, batch, name, content)
        bank_return = _insert(by, at, batch, name, content, news)
        _settle(bank_return, by_ref, news)
        batch.state = state
        batch.save(update_fields=["state"])
        _audit_return(by, at, batch, bank_return)
        benefits = [row for row in news if by_ref[row.ref].kind == InstructionKind.BENEFIT]
        _post_paid(by, at, by_ref, benefits)
        settle_refunds(by, at, by_ref, news)
        _publish(by_ref, benefits)
    return bank_return


def _judged(
    by: Officer, at: datetime, batch: Batch, name: str, content: bytes
) -> tuple[dict[str, Instruction], list[ReturnRow]]:
    """The instructions concerned, and the rows that say something new."""
    if not content:
        raise FileEmpty(name=name)
    rows = read_return(content, name)
    by_ref = _known(by, batch, [row.ref for row in rows])
    sent = {ref: _sent(row) for ref, row in by_ref.items()}
    released_on = civil_date(batch.released_at)
    today = civil_date(at)
    news = news_of(rows, sent, batch_ref=batch.ref, released_on=released_on, today=today)
    return by_ref, news


def _insert(
    by: Officer, at: datetime, batch: Batch, name: str, content: bytes, news: Sequence[ReturnRow]
) -> BankReturn:
    """Keeps the file, and notes what it said."""
    kept = keep_file(
        by=by,
        at=at,
        content=content,
        file_name=name,
        owner_type="batch",
        owner_ref=batch.ref,
        org_path=batch.org_path,
        wanted=TABLES,
    )
    counts = Counter(row.outcome for row in news)
    return BankReturn.objects.create(
        batch=batch,
        org_path=batch.org_path,
        content_digest=kept.content_digest,
        attachment_ref=kept.ref,
        paid_count=counts["paid"],
        failed_count=counts["failed"],
        imported_by_id=by.account_id,
        imported_at=at,
    )


def _audit_return(by: Officer, at: datetime, batch: Batch, bank_return: BankReturn) -> None:
    record_act(
        by=by,
        at=at,
        act="import_bank_return",
        object_type="batch",
        object_ref=batch.ref,
        org_path=batch.org_path,
        after={
            "paid": bank_return.paid_count,
            "failed": bank_return.failed_count,
            "digest": bank_return.content_digest,
        },
    )


def _imported(batch: Batch, digest: str) -> BankReturn | None:
    """Raises ReturnImportedElsewhere."""
    known = BankReturn.objects.filter(content_digest=digest).select_related("batch").first()
    if known is not None and known.batch_id != batch.pk:
        raise ReturnImportedElsewhere(other=known.batch.ref, batch=batch.ref)
    return known


def _known(by: Officer, batch: Batch, refs: Sequence[str]) -> dict[str, Instruction]:
    """All of the batch, and what else the file names and the officer may see."""
    related = ("batch", "return_line")
    seen = instructions(by.scope)
    found = {row.ref: row for row in seen.filter(batch=batch).select_related(*related)}
    if others := [ref for ref in refs if ref not in found]:
        found |= {row.ref: row for row in seen.filter(ref__in=others).select_related(*related)}
    return found


def _sent(row: Instruction) -> Sent:
    line = getattr(row, "return_line", None)
    return Sent(
        instruction_id=row.pk,
        ref=row.ref,
        batch_ref=row.batch.ref if row.batch else "",
        amount_fen=row.amount_fen,
        recorded=line.outcome if line else None,
    )


def _settle(
    bank_return: BankReturn, by_ref: dict[str, Instruction], news: Sequence[ReturnRow]
) -> None:
    insert_rows(
        [
            ReturnLine(
                bank_return=bank_return,
                instruction=by_ref[row.ref],
                org_path=by_ref[row.ref].org_path,
                outcome=row.outcome,
                reason=row.reason,
                settled_on=row.settled_on,
            )
            for row in news
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [bank_return.pk])


def _post_paid(
    by: Officer, at: datetime, by_ref: dict[str, Instruction], news: Sequence[ReturnRow]
) -> None:
    paid = [row for row in news if row.outcome == InstructionState.PAID]
    if not paid:
        return
    lines: dict[int, list[InstructionLine]] = {by_ref[row.ref].pk: [] for row in paid}
    for line in InstructionLine.objects.filter(instruction__in=list(lines)).order_by("id"):
        lines[line.instruction_id].append(line)
    books = book_ids_for(by.scope, [by_ref[row.ref].org_path for row in paid])
    post_transactions(
        by=by,
        at=at,
        postings=[_paid(by_ref[row.ref], row, books, lines[by_ref[row.ref].pk]) for row in paid],
    )


def _paid(
    instruction: Instruction,
    row: ReturnRow,
    books: dict[str, int],
    lines: Sequence[InstructionLine],
) -> Posting:
    place = instruction.org_path
    return Posting(
        book_id=books[place],
        org_path=place,
        kind=TransactionKind.BENEFIT_PAID,
        source=source_of(TransactionKind.BENEFIT_PAID, instruction.ref),
        effective_on=row.settled_on,
        memo=f"互助金给付 {instruction.owner_ref} {instruction.ref}",
        lines=tuple(
            side
            for line in lines
            for side in (
                Line(AccountCode.BENEFITS_PAYABLE, line.amount_fen, place, line.plan_code),
                Line(AccountCode.BANK, -line.amount_fen, place, line.plan_code),
            )
        ),
    )


def _publish(by_ref: dict[str, Instruction], news: Sequence[ReturnRow]) -> None:
    for row in news:
        instruction = by_ref[row.ref]
        if row.outcome == InstructionState.PAID:
            publish(
                PaymentSettled(
                    owner_ref=instruction.owner_ref,
                    instruction_ref=row.ref,
                    amount_fen=row.amount_fen,
                    settled_on=row.settled_on,
                    org_path=instruction.org_path,
                )
            )
        else:
            publish(
                PaymentFailed(
                    owner_ref=instruction.owner_ref,
                    instruction_ref=row.ref,
                    reason=row.reason,
                    org_path=instruction.org_path,
                )
            )
