"""A bank's statement becomes rows of money that came. The columns may stand in any order.

Banks name their columns differently; those that are known stand in `_COLUMNS`. What went out is
skipped and counted. A cell that cannot be read is named by sheet and address, and nothing is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huzhu.kernel.money import BadAmount, parse_yuan
from huzhu.kernel.text import clean_name, half_width, read_day, without_spaces
from huzhu.treasury.errors import (
    NoStatementSheet,
    StatementCellWrong,
    StatementColumnMissing,
    StatementEmpty,
    StatementTooLarge,
    StatementUnreadable,
)
from huzhu.treasury.formats.tables import (
    FOOTERS,
    HEADER_DEPTH,
    Cells,
    Source,
    tables_in,
    title,
)
from huzhu.treasury.rules import StatementRow, Taken

_COLUMNS = {
    "day":
        "交易日期 记账日期 入账日期 交易日 日期 发生日期 交易时间 记账日 入账时间 "
        "交易日期时间",
    "credit":
        "贷方金额 贷方发生额 贷方发生金额 贷方 收入 收入金额 存入 存入金额 转入金额 "
        "来账金额 贷方交易金额",
    "debit":
        "借方金额 借方发生额 借方发生金额 借方 支出 支出金额 支取 支取金额 转出金额 "
        "往账金额 借方交易金额",
    "amount":
        "交易金额 发生额 金额 发生金额",
    "side":
        "借贷标志 借贷方向 借贷 借/贷 收支标志 收支方向 收支 收/支 交易方向 借贷标识",
    "payer":
        "对方户名 对方名称 对方账户名称 对方单位名称 对方单位 付款人名称 付款方户名 "
        "付款方名称 付款人 付款人户名 交易对手名称 对手户名 交易对方",
    "payer_account":
        "对方账号 对方账户 对方账户账号 付款人账号 付款方账号 付款账号 交易对手账号 "
        "对手账号 对方卡号",
    "payer_bank":
        "对方开户行 对方开户行名 对方行名 对方银行 对方开户机构 付款人开户行 付款方开户行 "
        "交易对手开户行",
    "reference":
        "流水号 交易流水号 银行流水号 核心流水号 交易流水 交易序号 回单编号 账户明细编号 "
        "交易编号 业务流水号",
    "account":
        "本方账号 账号 账户 本方账户 查询账号 卡号",
}  # fmt: skip
_PURPOSES = ("摘要", "用途", "附言", "备注", "交易摘要", "客户附言", "交易附言", "交易用途",
             "摘要说明", "汇款附言", "交易备注")  # fmt: skip
_LABELS = {"day": "交易日期", "credit": "贷方金额", "debit": "借方金额", "amount": "交易金额",
           "side": "借贷标志", "payer_account": "对方账号"}  # fmt: skip
_BY_HEADER = {name: field for field, names in _COLUMNS.items() for name in names.split()}
_IN = frozenset(
    {"贷", "收", "收入", "贷方", "C", "CR", "CREDIT", "+", "转入", "存入", "来账", "入账"}
)
_OUT = frozenset(
    {"借", "支", "支出", "借方", "D", "DR", "DEBIT", "-", "转出", "支取", "往账", "付"}
)
_NOTHING = ("", "-", "--", "—", "0", "0.00", "0.0")
_LABEL_TAIL = re.compile(r"\([^)]*\)|/元|元$")


@dataclass(frozen=True)
class _Header:
    """Where the columns stand; `rows` is the number of rows up to and with the heading."""

    sheet: str
    rows: int
    columns: Mapping[str, int]
    purposes: Sequence[int]


def read_statement(content: bytes, name: str) -> Taken:
    """The money that came, of the first sheet with a heading, in order.

    Raises StatementUnreadable, StatementTooLarge, NoStatementSheet, StatementColumnMissing,
    StatementCellWrong, StatementEmpty.
    """
    read: list[str] = []
    source = Source(content, name, StatementUnreadable, StatementTooLarge)
    for sheet, lines in tables_in(source):
        read.append(sheet)
        header = _header(sheet, lines)
        if header is not None:
            return _taken(header, lines)
    raise NoStatementSheet(name=name, sheets="、".join(read) or "—", depth=HEADER_DEPTH)


def _header(sheet: str, lines: Sequence[Cells]) -> _Header | None:
    for index, cells in enumerate(lines[:HEADER_DEPTH]):
        columns: dict[str, int] = {}
        purposes: list[int] = []
        for position, cell in enumerate(cells):
            label = _LABEL_TAIL.sub("", title(cell))
            if (field := _BY_HEADER.get(label)) is not None:
                columns.setdefault(field, position)
            elif label in _PURPOSES:
                purposes.append(position)
        if len(columns) + len(purposes) < 3 or not {"credit", "amount"} & columns.keys():
            continue
        listed = "、".join(filter(None, cells))
        missing = _missing(columns)
        if missing:
            raise StatementColumnMissing(sheet=sheet, row=index + 1, missing=missing, found=listed)
        return _Header(sheet, index + 1, columns, purposes)
    return None


def _missing(columns: Mapping[str, int]) -> str:
    """A column without which nothing can be told; an amount alone says in or out by its side."""
    if "day" not in columns:
        return _LABELS["day"]
    if "credit" not in columns and "side" not in columns:
        return f"{_LABELS['credit']}”或“{_LABELS['side']}"
    return ""


def _taken(header: _Header, lines: Sequence[Cells]) -> Taken:
    rows: list[StatementRow] = []
    debits = 0
    account = ""
    for row_no, cells in enumerate(lines[header.rows :], header.rows + 1):
        line = _Line(header, row_no, list(cells))
        if line.says_nothing:
            continue
        account = account or _digits(line.get("account"))
        if line.is_debit:
            debits += 1
        else:
            rows.append(line.row())
    if not rows:
        raise StatementEmpty(sheet=header.sheet, debits=debits)
    return Taken(tuple(rows), debits, account)


class _Line:
    """One row below the heading."""

    def __init__(self, header: _Header, row_no: int, texts: Sequence[str]) -> None:
        self.header, self.row_no, self.texts = header, row_no, texts

    def get(self, field: str) -> str:
        position = self.header.columns.get(field, -1)
        return self.texts[position] if 0 <= position < len(self.texts) else ""

    @property
    def says_nothing(self) -> bool:
        """Empty, a total below the table, or a row without an amount such as an opening balance."""
        first = next((one for one in self.texts if one), "")
        if not first or (first.startswith(FOOTERS) and read_day(self.get("day")) is None):
            return True
        return all(self.get(name) in _NOTHING for name in ("credit", "debit", "amount"))

    @property
    def is_debit(self) -> bool:
        if "credit" in self.header.columns:
            is_out = self.get("debit") not in _NOTHING
            if is_out and self.get("credit") not in _NOTHING:
                raise self.wrong("debit")
            return is_out
        side = without_spaces(half_width(self.get("side"))).upper()
        if side not in _IN and side not in _OUT:
            raise self.wrong("side")
        return side in _OUT

    def row(self) -> StatementRow:
        received_on = read_day(self.get("day"))
        if received_on is None:
            raise self.wrong("day")
        account = _digits(self.get("payer_account"))
        return StatementRow(
            sheet=self.header.sheet,
            row_no=self.row_no,
            received_on=received_on,
            amount_fen=self._amount(),
            reference=without_spaces(half_width(self.get("reference")))[:64],
            payer=clean_name(self.get("payer"))[:120],
            payer_account=account,
            payer_bank=clean_name(self.get("payer_bank"))[:60],
            purpose=self._purpose(),
        )

    def _amount(self) -> int:
        field = "credit" if "credit" in self.header.columns else "amount"
        try:
            fen = parse_yuan(self.get(field))
        except BadAmount:
            raise self.wrong(field) from None
        if fen <= 0:
            raise self.wrong(field)
        return fen

    def _purpose(self) -> str:
        said = (
            " ".join(self.texts[position].split())
            for position in self.header.purposes
            if position < len(self.texts)
        )
        return " ".join(dict.fromkeys(one for one in said if one))[:200]

    def wrong(self, field: str) -> StatementCellWrong:
        position = self.header.columns.get(field, 0)
        return StatementCellWrong(
            sheet=self.header.sheet,
            cell=f"{_letters(position)}{self.row_no}",
            row=self.row_no,
            column=_LABELS[field],
            value=self.get(field)[:40],
        )


def _digits(written: str) -> str:
    """An account number without spaces and dashes; nothing where it is no number."""
    digits = without_spaces(half_width(written)).replace("-", "")
    return digits if re.fullmatch(r"[0-9]{8,32}", digits) else ""


def _letters(position: int) -> str:
    """0 is A, 25 Z, 26 AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
