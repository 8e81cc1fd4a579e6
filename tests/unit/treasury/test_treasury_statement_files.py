"""Statements as banks write them, and files that are no statement."""

from __future__ import annotations

from datetime import date

import pytest

from factories.statements import STATEMENT_HEADER, came, statement_csv, statement_xlsx, went
from huzhu.treasury.errors import (
    NoStatementSheet,
    StatementCellWrong,
    StatementColumnMissing,
    StatementDuplicate,
    StatementEmpty,
    StatementTooLarge,
    StatementUnreadable,
)
from huzhu.treasury.formats import read_statement
from huzhu.treasury.rules import line_keys

TITLE = (("陕西某银行 对公账户明细",), ("起止日期：20260301-20260331",), ())


@pytest.mark.parametrize("make", [statement_csv, statement_xlsx])
@pytest.mark.parametrize("above", [(), TITLE])
def test_lines_are_read_and_debits_counted(make, above):
    taken = read_statement(
        make([came("95.00"), went(), came("1,234.5", reference="N2")], above=above), "流水"
    )
    assert taken.debit_count == 1
    assert [(row.amount_fen, row.reference) for row in taken.rows] == [
        (9500, "N1"),
        (123_450, "N2"),
    ]
    row = taken.rows[0]
    assert (row.received_on, row.payer, row.purpose) == (date(2026, 3, 1), "王益区一厂", "互助会费")
    assert row.payer_account.endswith("777")


def test_columns_stand_in_any_order_and_under_other_names():
    header = (
        "摘要",
        "收入(元)",
        "支出(元)",
        "交易时间",
        "付款方账号",
        "付款人名称",
        "用途",
        "交易流水号",
    )
    lines = [["转账", "95.00", "0.00", "20260301 10:22:31", "", "王益区 一厂", "会费", "A-1"]]
    (row,) = read_statement(statement_csv(lines, header), "a.csv").rows
    assert (row.received_on, row.amount_fen, row.payer) == (date(2026, 3, 1), 9500, "王益区一厂")
    assert (row.purpose, row.reference) == ("转账 会费", "A-1")


@pytest.mark.parametrize(("side", "count"), [("贷", 1), ("收入", 1), ("C", 1)])
def test_one_column_of_amounts_with_a_side(side, count):
    header = ("记账日期", "借贷标志", "交易金额", "对方名称")
    lines = [["2026/3/1", side, "95", "一厂"], ["2026-03-01", "借", "12", "某公司"]]
    taken = read_statement(statement_csv(lines, header), "a.csv")
    assert (len(taken.rows), taken.debit_count) == (count, 1)


def test_gb18030_is_read():
    taken = read_statement(statement_csv([came("95.00")], encoding="gb18030"), "a.csv")
    assert taken.rows[0].payer == "王益区一厂"


def test_totals_and_balances_are_no_lines():
    lines = [
        ["2026-03-01", "", "", "", "", "", "期初余额"],
        came("95.00"),
        ["合计", "", "", "95.00"],
    ]
    assert len(read_statement(statement_csv(lines), "a.csv").rows) == 1


@pytest.mark.parametrize(
    ("line", "cell"),
    [
        (came("9x5"), "D2"),
        (came("95.001"), "D2"),
        (came("-95.00"), "D2"),
        (came("95.00", on="三月一日"), "A2"),
        (["2026-03-01", "N1", "1.00", "95.00", "", "", ""], "C2"),
    ],
)
@pytest.mark.parametrize("make", [statement_csv, statement_xlsx])
def test_faulty_cell_is_named_by_its_address(make, line, cell):
    with pytest.raises(StatementCellWrong) as refused:
        read_statement(make([line]), "a")
    assert refused.value.values["cell"] == cell
    assert f"单元格 {cell}" in refused.value.text("zh")


def test_missing_column_is_named_with_what_was_found():
    with pytest.raises(StatementColumnMissing) as refused:
        read_statement(statement_csv([["1", "2", "3"]], ("贷方金额", "对方户名", "附言")), "a.csv")
    assert "交易日期" in refused.value.text("zh")
    assert "对方户名" in refused.value.text("zh")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"PK\x03\x04 no zip", StatementUnreadable),
        (b"\xd0\xcf\x11\xe0 no book", StatementUnreadable),
        (b"\x00\xff\xfe\xff", StatementUnreadable),
        ("姓名,身份证号\n张三,1".encode(), NoStatementSheet),
        (statement_csv([went()]), StatementEmpty),
        (statement_xlsx([["x"]] * 50_015), StatementTooLarge),
    ],
)
def test_what_is_no_statement_is_refused(content, refusal):
    with pytest.raises(refusal):
        read_statement(content, "a")


def test_header_below_the_fifteenth_row_is_not_found():
    with pytest.raises(NoStatementSheet):
        read_statement(statement_csv([came("1")], above=[["x"]] * 15), "a.csv")


def test_own_account_is_read_where_the_bank_writes_it():
    header = (*STATEMENT_HEADER, "本方账号")
    taken = read_statement(statement_csv([[*came("95"), "6105 0110 0000 0000 1234"]], header), "a")
    assert taken.own_account == "61050110000000001234"


def test_reference_twice_is_refused_and_lines_alike_are_told_apart():
    twice = read_statement(statement_csv([came("95"), came("96")]), "a").rows
    with pytest.raises(StatementDuplicate):
        line_keys(twice)
    alike = read_statement(statement_csv([came("95", reference="")] * 2), "a").rows
    keys = line_keys(alike)
    assert len(set(keys)) == 2
    assert keys == line_keys(alike)
