"""Bank statements of the office's account, and money that came by them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter

from factories.money import Desk
from huzhu.treasury.actions import import_statement, open_collection_account
from huzhu.treasury.models import CollectionAccount, StatementImport, StatementLine

STATEMENT_HEADER = ("交易日期", "流水号", "借方金额", "贷方金额", "对方户名", "对方账号", "附言")
OUR_NUMBER = "61050110000000001234"
PAYER_NUMBER = "6105019900000000777"


def came(
    amount: str,
    payer: str = "王益区一厂",
    purpose: str = "互助会费",
    *,
    reference: str = "N1",
    on: str = "2026-03-01",
    number: str = PAYER_NUMBER,
) -> list[str]:
    """A line of money that came, under STATEMENT_HEADER."""
    return [on, reference, "", amount, payer, number, purpose]


def went(amount: str = "12.00", reference: str = "OUT1") -> list[str]:
    return ["2026-03-01", reference, amount, "", "某公司", "", "手续费"]


def statement_csv(
    lines: Sequence[Sequence[str]],
    header: Sequence[str] = STATEMENT_HEADER,
    *,
    above: Sequence[Sequence[str]] = (),
    encoding: str = "utf-8-sig",
) -> bytes:
    rows = [*above, header, *lines]
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode(encoding)


def statement_xlsx(
    lines: Sequence[Sequence[object]],
    header: Sequence[str] = STATEMENT_HEADER,
    *,
    above: Sequence[Sequence[str]] = (),
    sheet: str = "明细",
) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet(sheet)
        for row_no, row in enumerate([*above, header, *lines]):
            page.write_row(row_no, 0, row)
    return stream.getvalue()


def make_collection_account(
    counter: Desk, at, *, place=None, number: str = OUR_NUMBER
) -> CollectionAccount:
    return open_collection_account(
        by=counter.director,
        at=at,
        organisation=place or counter.tree.office,
        account_name="省职工互助保障办事处",
        bank_name="中国建设银行西安分行",
        number=number,
        starts_on=date(2020, 1, 1),
    )


def take_statement(
    counter: Desk, at, account: CollectionAccount, *lines: Sequence[str], name: str = "流水.csv"
) -> StatementImport:
    return import_statement(
        by=counter.maker,
        at=at,
        account_ref=account.ref,
        file_name=name,
        content=statement_csv(lines),
    )


def money_came(
    counter: Desk, at, account: CollectionAccount, amount: str, **changes
) -> StatementLine:
    """A line by itself, by a statement of its own."""
    statement = take_statement(counter, at, account, came(amount, **changes))
    return statement.lines.get()
