"""The payment file as banks take it. The columns are common ones, no bank's own layout."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

from huzhu.kernel.clock import civil_date
from huzhu.kernel.money import yuan_plain

HEADER = ("序号", "指令编号", "账号", "户名", "开户行", "金额(元)", "摘要")
_WIDTHS = (6, 20, 26, 16, 30, 14, 28)


@dataclass(frozen=True, slots=True)
class PaymentRow:
    number: int
    ref: str
    account: str
    payee: str
    bank: str
    amount_fen: int
    memo: str

    def cells(self) -> list[str]:
        """In the order of HEADER; the amount in yuan with two decimals and no separators."""
        amount = yuan_plain(self.amount_fen)
        return [
            str(self.number),
            self.ref,
            self.account,
            self.payee,
            self.bank,
            amount,
            self.memo,
        ]


def payments_csv(rows: Sequence[PaymentRow]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads the Chinese."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(row.cells() for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def payments_xlsx(rows: Sequence[PaymentRow], released_at: datetime) -> bytes:
    """Every cell as text: a card number as a number loses its last digits in Excel, and an amount
    never passes through a float."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        day = civil_date(released_at)
        book.set_properties({"created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001
        bold = book.add_format({"bold": True, "border": 1})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("付款")
        for column, (title, width) in enumerate(zip(HEADER, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, text)
            sheet.write_string(0, column, title, bold)
        for row_no, row in enumerate(rows, 1):
            for column, cell in enumerate(row.cells()):
                sheet.write_string(row_no, column, cell, text)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()
