"""The chart, and what a posting must fulfil before the database is asked.

The four-digit codes are those of 《民间非营利组织会计制度》 (财会〔2004〕7号): 1xxx assets, 2xxx
liabilities, 3xxx net assets, 4xxx income, 5xxx expenses; the six-digit ones are our own below them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from huzhu.ledger.enums import AccountCode, AccountKind
from huzhu.ledger.errors import NothingPosted, PostingUnbalanced


class ChartLine(NamedTuple):
    code: str
    name_zh: str
    name_en: str
    kind: str


CHART: tuple[ChartLine, ...] = (
    ChartLine("1001", "现金", "Cash", AccountKind.ASSET),
    ChartLine(AccountCode.BANK, "银行存款", "Bank deposits", AccountKind.ASSET),
    ChartLine(
        AccountCode.BETWEEN_BOOKS, "其他应收款—账簿往来", "Due between books", AccountKind.ASSET
    ),
    ChartLine("2203", "预收会费", "Contributions received in advance", AccountKind.LIABILITY),
    ChartLine(
        AccountCode.BENEFITS_PAYABLE, "应付互助金", "Benefits payable", AccountKind.LIABILITY
    ),
    ChartLine(
        AccountCode.UNCLEARED,
        "其他应付款—待清算款",
        "Money received, to be cleared",
        AccountKind.LIABILITY,
    ),
    ChartLine("3101", "非限定性净资产", "Unrestricted net assets", AccountKind.NET_ASSET),
    ChartLine("3102", "限定性净资产", "Restricted net assets", AccountKind.NET_ASSET),
    ChartLine(
        AccountCode.FUNDS_FOR_CONTRIBUTIONS,
        "限定性净资产—会费专项资金",
        "Restricted net assets: funds for contributions",
        AccountKind.NET_ASSET,
    ),
    ChartLine("4101", "捐赠收入", "Donations", AccountKind.INCOME),
    ChartLine(AccountCode.CONTRIBUTIONS, "互助会费收入", "Contributions", AccountKind.INCOME),
    ChartLine("4401", "政府补助收入", "Subsidies", AccountKind.INCOME),
    ChartLine(AccountCode.BENEFITS, "互助金给付支出", "Benefits", AccountKind.EXPENSE),
    ChartLine("5201", "管理费用", "Administration", AccountKind.EXPENSE),
)

_CREDIT_KINDS = frozenset({AccountKind.LIABILITY, AccountKind.NET_ASSET, AccountKind.INCOME})


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a posting: debit positive, credit negative, in fen.

    `org_path` is the place that the money concerns. `book_id` is given only where the side belongs
    to another book than the posting's; each book must balance by itself.
    """

    account_code: str
    amount_fen: int
    org_path: str
    plan_code: str = ""
    fund: str = ""
    programme: str = ""
    book_id: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """A transaction to be posted. `kind` is a value of enums.TransactionKind; `source` names what
    caused it ("receipt:S2026-…") and posts once; `org_path` is the place it concerns."""

    book_id: int
    org_path: str
    kind: str
    source: str
    effective_on: date
    memo: str
    lines: tuple[Line, ...]

    @property
    def sides(self) -> Counter[tuple[object, ...]]:
        """What is compared, with kind and date, when the same source comes again."""
        return sides_of(
            (
                line.book_id or self.book_id,
                line.account_code,
                line.org_path,
                line.plan_code,
                line.fund,
                line.programme,
                line.amount_fen,
            )
            for line in self.lines
        )


def sides_of(rows: Iterable[Sequence[object]]) -> Counter[tuple[object, ...]]:
    """Rows (book, account code, path, plan, fund, programme, fen) without their order."""
    return Counter(tuple(row) for row in rows)


def require_balanced(posting: Posting) -> None:
    """Raises NothingPosted for no sides or a side of nought, PostingUnbalanced for a book that is
    off. The database asks the same again at commit."""
    if not posting.lines or any(line.amount_fen == 0 for line in posting.lines):
        raise NothingPosted(source=posting.source)
    totals: Counter[int] = Counter()
    for line in posting.lines:
        totals[line.book_id or posting.book_id] += line.amount_fen
    for book_id, off in totals.items():
        if off:
            raise PostingUnbalanced(source=posting.source, off_fen=off, book=book_id)


def natural(kind: str, signed_fen: int) -> int:
    """An amount in the account's own direction: income and liabilities grow by credits."""
    return -signed_fen if kind in _CREDIT_KINDS else signed_fen
