"""Bank returns as they come, and as somebody might forge them."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from huzhu.treasury.errors import (
    BadPayee,
    BadPayoutAccount,
    ReturnCellWrong,
    ReturnTooLarge,
    ReturnUnreadable,
)
from huzhu.treasury.formats import PaymentRow, payments_csv, read_return
from huzhu.treasury.rules import ReturnRow, account_digits, written_in_file

REF = "P2026-0000123-K"
HEADER = "指令编号,结果,金额,原因,日期\n"


def read(line: str) -> ReturnRow:
    (row,) = read_return((HEADER + line).encode(), "回单.csv")
    return row


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026/3/5",
        "20260305",
        "2026年3月5日",
        "2026.03.05",
        "2026-03-05 10:22:31",
        "２０２６－０３－０５",
    ],
)
def test_days_as_banks_write_them(text):
    assert read(f"{REF},成功,1,,{text}").settled_on == date(2026, 3, 5)


@pytest.mark.parametrize("text", ["", "3月5日", "2026-13-01", "46086", "明天"])
def test_other_days_are_refused(text):
    with pytest.raises(ReturnCellWrong) as refused:
        read(f"{REF},成功,1,,{text}")
    assert (refused.value.values["row"], refused.value.values["column"]) == (2, "日期")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("成功", "paid"),
        ("交易成功", "paid"),
        ("ＳＵＣＣＥＳＳ", "paid"),
        ("失败", "failed"),
        ("退票", "failed"),
        ("failed", "failed"),
    ],
)
def test_outcomes_as_banks_write_them(text, outcome):
    assert read(f"{REF},{text},1,原因,2026-03-05").outcome == outcome


@pytest.mark.parametrize("text", ["不成功", "未成功", "部分成功", "成功?", ""])
def test_what_only_contains_success_is_no_success(text):
    with pytest.raises(ReturnCellWrong):
        read(f"{REF},{text},1,,2026-03-05")


@pytest.mark.parametrize(
    ("text", "fen"), [('"3,500.00"', 350_000), ("3500.5", 350_050), ("¥1", 100)]
)
def test_amounts_as_banks_write_them(text, fen):
    assert read(f"{REF},成功,{text},,2026-03-05").amount_fen == fen


def test_numbers_and_dates_in_cells_of_excel():
    book = openpyxl.Workbook()
    book.active.append(["指令编号", "结果", "金额", "原因", "日期"])
    book.active.append([REF, "成功", 1234.56, None, date(2026, 3, 5)])
    stream = io.BytesIO()
    book.save(stream)
    (row,) = read_return(stream.getvalue(), "r.xlsx")
    assert (row.amount_fen, row.settled_on) == (123_456, date(2026, 3, 5))


def test_cells_far_apart_are_not_read():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "指令编号")
        sheet.write(1_000_000, 16_000, "x")
    with pytest.raises(ReturnTooLarge):
        read_return(stream.getvalue(), "far.xlsx")


def test_file_that_unpacks_too_far_is_not_read():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (101 << 20))
    with pytest.raises(ReturnTooLarge):
        read_return(stream.getvalue(), "bomb.xlsx")


def test_size_that_lies_is_found():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 100_000)
    forged = stream.getvalue().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(ReturnUnreadable):
        read_return(forged, "lie.xlsx")


@given(st.lists(st.tuples(st.sampled_from(["成功", "失败"]), st.integers(1, 10**10)), min_size=1))
def test_what_was_sent_is_read_back(lines):
    refs = [f"P2026-{n:07d}-X" for n in range(len(lines))]
    text = HEADER + "".join(
        f"{ref},{outcome},{fen // 100}.{fen % 100:02d},原因,2026-03-05\n"
        for ref, (outcome, fen) in zip(refs, lines, strict=True)
    )
    rows = read_return(text.encode("gb18030"), "r.csv")
    assert [(r.ref, r.amount_fen) for r in rows] == [
        (ref, fen) for ref, (_, fen) in zip(refs, lines, strict=True)
    ]


def test_payment_file_quotes_what_needs_it():
    row = PaymentRow(1, REF, "6227", "买买提·艾力", '建行,"东街"支行', 123_456, "职工互助金")
    assert '"建行,""东街""支行",1234.56' in payments_csv([row]).decode("utf-8-sig")


@pytest.mark.parametrize("text", ["6227 0000 1234", "6227-0000-1234", "６２２７００００１２３４"])
def test_account_number_as_typed(text):
    assert account_digits(text) == "622700001234"


@pytest.mark.parametrize("text", ["", "1234567", "6227OOOO1234", "1" * 33])
def test_other_account_numbers_are_refused(text):
    with pytest.raises(BadPayoutAccount):
        account_digits(text)


@pytest.mark.parametrize("text", ["", "=1+1", "@x", "-x", "a\x00b", "王" * 61])
def test_names_that_a_bank_file_cannot_carry(text):
    with pytest.raises(BadPayee):
        written_in_file(text, "户名", "account name")
