"""What may be paid to whom, and who may sign it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huzhu.kernel.money import yuan
from huzhu.kernel.text import clean_name, half_width, without_spaces
from huzhu.treasury.errors import (
    ApproverIsRequester,
    BadPayee,
    BadPayoutAccount,
    CheckerIsMaker,
    LinesWrong,
    RefundTooMuch,
    ReleaserNotThird,
)

_FORMULA_SIGNS = ("=", "+", "-", "@")


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


def require_approver(*, ref: str, requested_by: str, approver: str) -> None:
    """Persons, not accounts. Raises ApproverIsRequester."""
    if approver == requested_by:
        raise ApproverIsRequester(ref=ref)


def require_refundable(
    *, line: str, amount_fen: int, line_fen: int, allocated_fen: int, refunded_fen: int
) -> None:
    """Only what is neither allocated nor on its way back already. Raises RefundTooMuch."""
    left = line_fen - allocated_fen - refunded_fen
    if not 0 < amount_fen <= left:
        raise RefundTooMuch(
            line=line,
            amount=yuan(amount_fen),
            line_amount=yuan(line_fen),
            allocated=yuan(allocated_fen),
            refunded=yuan(refunded_fen),
            left=yuan(left),
        )
