"""What a bank return says of a batch: all of its rows right, or nothing taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from huzhu.kernel.money import yuan
from huzhu.treasury.errors import (
    ReturnAmountDiffers,
    ReturnDateImplausible,
    ReturnDuplicate,
    ReturnLineMissing,
    ReturnOfAnotherBatch,
    ReturnOutcomeDiffers,
    ReturnUnknownInstruction,
)

OUTCOMES = {"paid": "成功", "failed": "失败"}


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One line of a bank return as read. `outcome` is "paid" or "failed"."""

    row_no: int
    ref: str
    outcome: str
    amount_fen: int
    reason: str
    settled_on: date


@dataclass(frozen=True, slots=True)
class Sent:
    """An instruction as the return is held against it; `recorded` is its outcome so far."""

    instruction_id: int
    ref: str
    batch_ref: str
    amount_fen: int
    recorded: str | None


def require_no_duplicates(rows: Sequence[ReturnRow]) -> None:
    """Raises ReturnDuplicate."""
    first: dict[str, int] = {}
    for row in rows:
        if row.ref in first:
            raise ReturnDuplicate(row=row.row_no, ref=row.ref, first_row=first[row.ref])
        first[row.ref] = row.row_no


def news_of(
    rows: Sequence[ReturnRow],
    known: Mapping[str, Sent],
    *,
    batch_ref: str,
    released_on: date,
    today: date,
) -> list[ReturnRow]:
    """The rows that say something new, all of them being right; recorded ones are left out.

    `known` holds every visible instruction that a row names, and all of the batch. Raises
    ReturnDuplicate, ReturnUnknownInstruction, ReturnOfAnotherBatch, ReturnAmountDiffers,
    ReturnOutcomeDiffers, ReturnDateImplausible, ReturnLineMissing.
    """
    require_no_duplicates(rows)
    news = []
    for row in rows:
        sent = known.get(row.ref)
        if sent is None:
            raise ReturnUnknownInstruction(row=row.row_no, ref=row.ref)
        _require_same(row, sent, batch_ref)
        if sent.recorded is not None:
            continue
        if not released_on <= row.settled_on <= today:
            raise ReturnDateImplausible(
                row=row.row_no,
                ref=row.ref,
                day=row.settled_on,
                released_on=released_on,
                today=today,
            )
        news.append(row)
    named = {row.ref for row in rows}
    missing = sorted(
        ref
        for ref, sent in known.items()
        if sent.batch_ref == batch_ref and sent.recorded is None and ref not in named
    )
    if missing:
        raise ReturnLineMissing(count=len(missing), ref=missing[0])
    return news


def _require_same(row: ReturnRow, sent: Sent, batch_ref: str) -> None:
    if sent.batch_ref != batch_ref:
        raise ReturnOfAnotherBatch(
            row=row.row_no, ref=row.ref, other=sent.batch_ref or "—", batch=batch_ref
        )
    if row.amount_fen != sent.amount_fen:
        raise ReturnAmountDiffers(
            row=row.row_no, ref=row.ref, amount=yuan(row.amount_fen), expected=yuan(sent.amount_fen)
        )
    if sent.recorded is not None and row.outcome != sent.recorded:
        raise ReturnOutcomeDiffers(
            row=row.row_no,
            ref=row.ref,
            outcome=OUTCOMES[row.outcome],
            recorded=OUTCOMES[sent.recorded],
        )
