"""Pure decisions: what may be received, who may sign, what a bank return says of a batch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from huzhu.kernel.money import yuan
from huzhu.kernel.text import clean_name, half_width, without_spaces
from huzhu.treasury.errors import (
    AmountNotPositive,
    BadPayee,
    BadPayoutAccount,
    CheckerIsMaker,
    LinesWrong,
    ReceiptTooMuch,
    ReleaserNotThird,
    ReturnAmountDiffers,
    ReturnDateImplausible,
    ReturnDuplicate,
    ReturnLineMissing,
    ReturnOfAnotherBatch,
    ReturnOutcomeDiffers,
    ReturnUnknownInstruction,
)

_FORMULA_SIGNS = ("=", "+", "-", "@")
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


def require_fits(*, due_fen: int, received_fen: int, amount_fen: int) -> None:
    """Raises AmountNotPositive, or ReceiptTooMuch with the figures."""
    if amount_fen <= 0:
        raise AmountNotPositive(amount=yuan(amount_fen))
    left = due_fen - received_fen
    if amount_fen > left:
        raise ReceiptTooMuch(
            due=yuan(due_fen),
            received=yuan(received_fen),
            left=yuan(left),
            amount=yuan(amount_fen),
            over=yuan(amount_fen - left),
        )


def payable_lines(owner: str, lines: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """The lines with something to pay. Raises LinesWrong for a negative one, or none."""
    given = list(lines)
    kept = [(plan, fen) for plan, fen in given if fen]
    if not kept or any(fen < 0 for _, fen in kept):
        raise LinesWrong(owner=owner, total=yuan(sum(fen for _, fen in given)))
    return kept


def account_digits(text: str) -> str:
    """The number without spaces and dashes. Raises BadPayoutAccount, showing its end only."""
    digits = without_spaces(half_width(text)).replace("-", "")
    if not re.fullmatch(r"[0-9]{8,32}", digits):
        raise BadPayoutAccount(masked=f"…{digits[-4:]}" if len(digits) > 8 else "…")
    return digits


def written_in_file(text: str, what_zh: str, what_en: str, limit: int = 60) -> str:
    """A name fit for a bank's file. Raises BadPayee."""
    name = clean_name(text)
    if not 0 < len(name) <= limit or name.startswith(_FORMULA_SIGNS) or not name.isprintable():
        raise BadPayee(what_zh=what_zh, what_en=what_en, value=name[:limit])
    return name


def require_checker(*, ref: str, made_by: str, checker: str) -> None:
    """Persons, not accounts. Raises CheckerIsMaker."""
    if checker == made_by:
        raise CheckerIsMaker(ref=ref)


def require_releaser(*, ref: str, made_by: str, checked_by: str | None, releaser: str) -> None:
    """Persons, not accounts. Raises ReleaserNotThird."""
    if releaser == made_by:
        raise ReleaserNotThird(ref=ref, step_zh="制单人", step_en="made")
    if releaser == checked_by:
        raise ReleaserNotThird(ref=ref, step_zh="复核人", step_en="checked")


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
