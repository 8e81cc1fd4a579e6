"""A bank's file of results becomes rows. What the file is, is told by its content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from huzhu.kernel.money import BadAmount, parse_yuan
from huzhu.kernel.references import normalise_reference
from huzhu.kernel.text import half_width, read_day, without_spaces
from huzhu.treasury.errors import (
    NoReturnSheet,
    ReturnCellWrong,
    ReturnColumnMissing,
    ReturnHasNoLines,
    ReturnReasonMissing,
    ReturnTooLarge,
    ReturnUnreadable,
)
from huzhu.treasury.formats.tables import (
    FOOTERS,
    HEADER_DEPTH,
    Cells,
    Source,
    tables_in,
    title,
)
from huzhu.treasury.rules import ReturnRow

_COLUMNS = {
    "ref": ("指令编号", "指令号", "付款指令编号", "业务编号", "客户业务编号", "参考号"),
    "outcome": ("结果", "处理结果", "交易结果", "状态", "交易状态", "处理状态", "付款结果"),
    "amount": ("金额", "金额(元)", "交易金额", "付款金额", "实付金额", "交易金额(元)"),
    "reason": ("原因", "失败原因", "退票原因", "处理信息", "返回信息"),
    "day": ("日期", "交易日期", "入账日期", "处理日期", "付款日期", "记账日期"),
}
_LABELS = {"ref": "指令编号", "outcome": "结果", "amount": "金额", "reason": "原因", "day": "日期"}
_BY_HEADER = {name: field for field, names in _COLUMNS.items() for name in names}
_OUTCOMES = {
    **dict.fromkeys(
        ("成功", "交易成功", "处理成功", "付款成功", "支付成功", "已付", "已支付",
         "SUCCESS", "PAID", "S"),
        "paid",
    ),
    **dict.fromkeys(
        ("失败", "交易失败", "处理失败", "付款失败", "支付失败", "退票", "退回", "已退回",
         "FAILED", "FAIL", "FAILURE", "F"),
        "failed",
    ),
}  # fmt: skip


def read_return(content: bytes, name: str) -> list[ReturnRow]:
    """The lines of the first sheet with a header, in order.

    Raises ReturnUnreadable, ReturnTooLarge, NoReturnSheet, ReturnColumnMissing, ReturnHasNoLines,
    ReturnCellWrong, ReturnReasonMissing.
    """
    source = Source(content, name, ReturnUnreadable, ReturnTooLarge)
    read: list[str] = []
    for sheet, lines in tables_in(source):
        read.append(sheet)
        found = _header(sheet, lines)
        if found is not None:
            header_row, columns = found
            rows = list(_rows(lines, header_row, columns))
            if not rows:
                raise ReturnHasNoLines(sheet=sheet)
            return rows
    raise NoReturnSheet(name=name, sheets="、".join(read) or "—", depth=HEADER_DEPTH)


def _header(sheet: str, lines: Sequence[Cells]) -> tuple[int, dict[str, int]] | None:
    """(number of rows up to and with the header, positions by field), or None."""
    for index, cells in enumerate(lines[:HEADER_DEPTH]):
        columns: dict[str, int] = {}
        for position, cell in enumerate(cells):
            field = _BY_HEADER.get(title(cell))
            if field is not None:
                columns.setdefault(field, position)
        if not {"ref", "outcome"} <= columns.keys():
            continue
        for field, label in _LABELS.items():
            if field not in columns:
                listed = "、".join(filter(None, cells))
                raise ReturnColumnMissing(sheet=sheet, row=index + 1, missing=label, found=listed)
        return index + 1, columns
    return None


def _rows(lines: Sequence[Cells], start: int, columns: dict[str, int]) -> Iterator[ReturnRow]:
    for row_no, cells in enumerate(lines[start:], start + 1):
        texts = list(cells)
        first = next((one for one in texts if one), "")
        values = {
            field: texts[position] if position < len(texts) else ""
            for field, position in columns.items()
        }
        if not first or (not _is_reference(values["ref"]) and first.startswith(FOOTERS)):
            continue
        yield _row(row_no, values)


def _row(row_no: int, values: dict[str, str]) -> ReturnRow:
    def wrong(field: str) -> ReturnCellWrong:
        return ReturnCellWrong(row=row_no, column=_LABELS[field], value=values[field][:40])

    if not values["ref"]:
        raise wrong("ref")
    outcome = _OUTCOMES.get(without_spaces(half_width(values["outcome"])).upper())
    if outcome is None:
        raise wrong("outcome")
    try:
        amount_fen = parse_yuan(values["amount"])
    except BadAmount:
        raise wrong("amount") from None
    on = read_day(values["day"])
    if on is None:
        raise wrong("day")
    ref = normalise_reference(values["ref"])[:40]
    reason = " ".join(values["reason"].split())[:120] if outcome == "failed" else ""
    if outcome == "failed" and not reason:
        raise ReturnReasonMissing(row=row_no, ref=ref)
    return ReturnRow(row_no, ref, outcome, amount_fen, reason, on)


def _is_reference(written: str) -> bool:
    return written[:1].upper() == "P" and written[1:2].isdigit()
