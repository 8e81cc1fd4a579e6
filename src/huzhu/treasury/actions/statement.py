"""The bank's statement of an account: kept, read whole or not at all, and put into the books."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import PurePath

from django.db import transaction

from huzhu.attachments.actions import keep_file
from huzhu.attachments.errors import FileEmpty
from huzhu.attachments.rules import TABLES
from huzhu.audit.actions import record_act
from huzhu.kernel.clock import civil_date
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.money import yuan
from huzhu.kernel.scope import Scope, within
from huzhu.kernel.staging import insert_rows, update_rows
from huzhu.ledger.actions import Line, Posting, ensure_chart, post_transactions
from huzhu.ledger.enums import AccountCode, TransactionKind
from huzhu.ledger.queries import book_of
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference, allocate_references
from huzhu.treasury.errors import (
    ReceiptsExceedLine,
    StatementImportedForAnother,
    StatementInFuture,
    StatementLineDiffers,
    StatementOfAnotherAccount,
)
from huzhu.treasury.formats import read_statement
from huzhu.treasury.models import CollectionAccount, Receipt, StatementImport, StatementLine
from huzhu.treasury.permissions import may_import_statement
from huzhu.treasury.queries import collection_account_by_ref, source_of
from huzhu.treasury.rules import (
    StatementRow,
    Taken,
    line_keys,
)
from huzhu.vault import actions as vault


def import_statement(
    *, by: Officer, at: datetime, account_ref: str, file_name: str, content: bytes
) -> StatementImport:
    """Takes the bank's statement of one account: every line of money that came, or none.

    One transaction: lock of the account, file, import, lines (those that an earlier statement
    brought are left out and counted), receipts of slips tied to their lines, audit, ledger (bank to
    money to be cleared, on the bank's day; nothing for what a slip had booked before). The same
    content again returns the import that stands. Refuses NotVisible, NotPermitted,
    StatementImportedForAnother, StatementOfAnotherAccount, StatementInFuture, StatementDuplicate,
    StatementLineDiffers, ReceiptsExceedLine, what attachments refuse (FileEmpty, …) and what
    `formats.read_statement` refuses.
    """
    seen = collection_account_by_ref(by.scope, account_ref)
    if not may_import_statement(by, seen.org_path):
        raise NotPermitted
    name = PurePath(file_name.replace("\\", "/")).name[:200] or "statement"
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        account = CollectionAccount.objects.select_for_update().get(pk=seen.pk)
        if (known := _imported(account, digest)) is not None:
            return known
        if not content:
            raise FileEmpty(name=name)
        taken = read_statement(content, name)
        _require_ours(account, taken, civil_date(at))
        fresh = _fresh(account, taken.rows, line_keys(taken.rows))
        statement = _keep(by, at, account, name, content, taken, len(fresh))
        lines = _insert_lines(at, statement, fresh)
        _audit_import(by, at, statement)
        _post_came(by, at, lines)
    return statement


def _imported(account: CollectionAccount, digest: str) -> StatementImport | None:
    """Raises StatementImportedForAnother."""
    known = StatementImport.objects.filter(
        org_path=account.org_path, content_digest=digest
    ).select_related("account")
    found = known.first()
    if found is not None and found.account_id != account.pk:
        raise StatementImportedForAnother(
            ref=found.ref, other=found.account.number[-4:], chosen=account.number[-4:]
        )
    return found


def _require_ours(account: CollectionAccount, taken: Taken, today: date) -> None:
    """Raises StatementOfAnotherAccount, StatementInFuture."""
    if taken.own_account and taken.own_account != account.number:
        raise StatementOfAnotherAccount(found=taken.own_account[-4:], chosen=account.number[-4:])
    for row in taken.rows:
        if row.received_on > today:
            raise StatementInFuture(row=row.row_no, received_on=row.received_on, today=today)


def _fresh(
    account: CollectionAccount, rows: Sequence[StatementRow], keys: Sequence[str]
) -> list[tuple[str, StatementRow]]:
    """What no earlier statement brought. Raises StatementLineDiffers."""
    known = {
        line.line_key: line
        for line in StatementLine.objects.filter(account=account, line_key__in=keys)
    }
    fresh = []
    for key, row in zip(keys, rows, strict=True):
        line = known.get(key)
        if line is None:
            fresh.append((key, row))
        elif (line.amount_fen, line.received_on) != (row.amount_fen, row.received_on):
            raise StatementLineDiffers(
                row=row.row_no,
                reference=row.reference,
                known=yuan(line.amount_fen),
                known_on=line.received_on,
                amount=yuan(row.amount_fen),
                received_on=row.received_on,
            )
    return fresh


def _keep(
    by: Officer,
    at: datetime,
    account: CollectionAccount,
    name: str,
    content: bytes,
    taken: Taken,
    new_count: int,
) -> StatementImport:
    """Keeps the file, and notes what it said."""
    ref = allocate_reference(prefix="SI", at=at)
    kept = keep_file(
        by=by,
        at=at,
        content=content,
        file_name=name,
        owner_type="statement",
        owner_ref=ref,
        org_path=account.org_path,
        wanted=TABLES,
    )
    days = [row.received_on for row in taken.rows]
    return StatementImport.objects.create(
        ref=ref,
        account=account,
        org_path=account.org_path,
        content_digest=kept.content_digest,
        attachment_ref=kept.ref,
        file_name=name,
        new_count=new_count,
        known_count=len(taken.rows) - new_count,
        debit_count=taken.debit_count,
        total_fen=sum(row.amount_fen for row in taken.rows),
        first_on=min(days),
        last_on=max(days),
        imported_by_id=by.account_id,
        imported_at=at,
    )


def _insert_lines(
    at: datetime, statement: StatementImport, fresh: Sequence[tuple[str, StatementRow]]
) -> list[StatementLine]:
    earlier = _from_slips(statement, [row for _, row in fresh])
    house = vault.keys_of(subject_ids=[vault.HOUSE])[vault.HOUSE]
    refs = allocate_references(prefix="SL", count=len(fresh), at=at)
    lines = [
        _line(statement, ref, key, row, house, earlier.get(row.reference, ()))
        for ref, (key, row) in zip(refs, fresh, strict=True)
    ]
    insert_rows(lines)
    tied = []
    for line in lines:
        for receipt in earlier.get(line.bank_reference, ()):
            receipt.line, receipt.line_path = line, line.org_path
            tied.append(receipt)
    update_rows(tied, "line", "line_path")
    return lines


def _from_slips(
    statement: StatementImport, rows: Sequence[StatementRow]
) -> dict[str, list[Receipt]]:
    """Receipts recorded from slips under the references of these rows, by reference."""
    found: dict[str, list[Receipt]] = defaultdict(list)
    alive = Receipt.objects.filter(
        within(Scope((statement.org_path,))),
        bank_reference__in=[row.reference for row in rows if row.reference],
        line__isnull=True,
        reverses__isnull=True,
        undone_at__isnull=True,
    )
    for receipt in alive.order_by("id").select_for_update():
        found[receipt.bank_reference].append(receipt)
    return found


def _line(
    statement: StatementImport,
    ref: str,
    key: str,
    row: StatementRow,
    house: bytes,
    recorded: Sequence[Receipt],
) -> StatementLine:
    """Raises ReceiptsExceedLine."""
    recorded_fen = sum(receipt.amount_fen for receipt in recorded)
    if recorded_fen > row.amount_fen:
        raise ReceiptsExceedLine(
            row=row.row_no,
            reference=row.reference,
            amount=yuan(row.amount_fen),
            recorded=yuan(recorded_fen),
        )
    number = row.payer_account
    return StatementLine(
        ref=ref,
        statement=statement,
        account_id=statement.account_id,
        org_path=statement.org_path,
        row_no=row.row_no,
        line_key=key,
        bank_reference=row.reference,
        received_on=row.received_on,
        amount_fen=row.amount_fen,
        allocated_fen=recorded_fen,
        booked_fen=row.amount_fen - recorded_fen,
        payer_name=row.payer,
        payer_bank=row.payer_bank,
        payer_account_cipher=_sealed(house, number),
        payer_account_hash=vault.blind_index("account", number) if number else None,
        payer_account_tail=number[-4:],
        purpose=row.purpose,
    )


def _sealed(house: bytes, number: str) -> bytes | None:
    if not number:
        return None
    return vault.seal_with(house, subject_id=vault.HOUSE, purpose="account", value=number)


def _audit_import(by: Officer, at: datetime, statement: StatementImport) -> None:
    record_act(
        by=by,
        at=at,
        act="import_statement",
        object_type="statement",
        object_ref=statement.ref,
        org_path=statement.org_path,
        after={
            "count": statement.new_count,
            "known": statement.known_count,
            "debits": statement.debit_count,
            "amount_fen": statement.total_fen,
            "digest": statement.content_digest,
        },
    )


def _post_came(by: Officer, at: datetime, lines: Sequence[StatementLine]) -> None:
    booked = [line for line in lines if line.booked_fen]
    if not booked:
        return
    ensure_chart()
    book = book_of(by.scope, booked[0].org_path).pk
    post_transactions(
        by=by,
        at=at,
        postings=[
            came_posting(book, line, source_ref=line.ref, fen=line.booked_fen, on=line.received_on)
            for line in booked
        ],
    )


def came_posting(book: int, line: StatementLine, *, source_ref: str, fen: int, on: date) -> Posting:
    """Bank to money to be cleared; the plan is not known yet."""
    return Posting(
        book_id=book,
        org_path=line.org_path,
        kind=TransactionKind.MONEY_RECEIVED,
        source=source_of(TransactionKind.MONEY_RECEIVED, source_ref),
        effective_on=on,
        memo=f"到账待清算 {line.ref}",
        lines=(
            Line(AccountCode.BANK, fen, line.org_path),
            Line(AccountCode.UNCLEARED, -fen, line.org_path),
        ),
    )
