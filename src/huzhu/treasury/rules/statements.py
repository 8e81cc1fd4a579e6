"""A line of a bank statement as read, and by what it is known again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from huzhu.kernel.money import yuan
from huzhu.treasury.errors import StatementDuplicate


@dataclass(frozen=True, slots=True)
class StatementRow:
    """Money that came, as one row of the file says it; `sheet` and `row_no` say where."""

    sheet: str
    row_no: int
    received_on: date
    amount_fen: int
    reference: str
    payer: str
    payer_account: str = field(repr=False)
    payer_bank: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file holds: money that came, and how many rows were money that went."""

    rows: tuple[StatementRow, ...]
    debit_count: int
    own_account: str = ""


def line_keys(rows: Sequence[StatementRow]) -> list[str]:
    """What each row is known by: the bank's reference, or a digest of everything that it says and
    of how many of the same stood before it. Raises StatementDuplicate for a reference that stands
    twice."""
    first: dict[str, StatementRow] = {}
    seen: Counter[str] = Counter()
    keys = []
    for row in rows:
        if not row.reference:
            said = _said(row)
            seen[said] += 1
            keys.append(hashlib.sha256(f"{said}|{seen[said]}".encode()).hexdigest())
            continue
        if row.reference in first:
            raise StatementDuplicate(
                sheet=row.sheet,
                row=row.row_no,
                reference=row.reference,
                first_row=first[row.reference].row_no,
                amount=yuan(row.amount_fen),
            )
        first[row.reference] = row
        keys.append(row.reference)
    return keys


def _said(row: StatementRow) -> str:
    return "|".join(
        (
            row.received_on.isoformat(),
            str(row.amount_fen),
            row.payer,
            row.payer_account,
            row.purpose,
        )
    )
