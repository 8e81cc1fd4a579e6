"""A bank's file of results becomes rows. What the file is, is told by its content."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date

import fastexcel

from huzhu.kernel.money import BadAmount, parse_yuan
from huzhu.kernel.references import normalise_reference
from huzhu.kernel.text import half_width, without_spaces
from huzhu.treasury.errors import (
    NoReturnSheet,
    ReturnCellWrong,
    ReturnColumnMissing,
    ReturnHasNoLines,
    ReturnReasonMissing,
    ReturnTooLarge,
    ReturnUnreadable,
)
from huzhu.treasury.rules import ReturnRow

HEADER_DEPTH = 15
LINE_LIMIT = 50_000
UNPACKED_LIMIT_MB = 100
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PIECE, _OVERLAP = 1 << 20, 24
_CELL = re.compile(rb"""\sr=["']([A-Z]{0,3})([0-9]{1,8})["']""")
_DATE = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?:[T0-9:.]*)?")
_FOOTERS = ("合计", "总计", "小计", "共计", "制表", "备注", "说明", "复核")
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
Cells = Sequence[str | None]


def read_return(content: bytes, name: str) -> list[ReturnRow]:
    """The lines of the first sheet with a header, in order.

    Raises ReturnUnreadable, ReturnTooLarge, NoReturnSheet, ReturnColumnMissing, ReturnHasNoLines,
    ReturnCellWrong, ReturnReasonMissing.
    """
    if content.startswith(_ZIP):
        _require_harmless(content, name)
    is_book = content.startswith((_ZIP, _OLE))
    read: list[str] = []
    for sheet, lines in _sheets(content, name) if is_book else _text_sheet(content, name):
        if len(lines) > LINE_LIMIT:
            raise ReturnTooLarge(name=name, limit=f"{LINE_LIMIT} 行")
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
            field = _BY_HEADER.get(_title(cell))
            if field is not None:
                columns.setdefault(field, position)
        if not {"ref", "outcome"} <= columns.keys():
            continue
        for field, label in _LABELS.items():
            if field not in columns:
                listed = "、".join(_text(cell) for cell in cells if _text(cell))
                raise ReturnColumnMissing(sheet=sheet, row=index + 1, missing=label, found=listed)
        return index + 1, columns
    return None


def _rows(lines: Sequence[Cells], start: int, columns: dict[str, int]) -> Iterator[ReturnRow]:
    for row_no, cells in enumerate(lines[start:], start + 1):
        texts = [_text(cell) for cell in cells]
        first = next((text for text in texts if text), "")
        values = {
            field: texts[position] if position < len(texts) else ""
            for field, position in columns.items()
        }
        if not first or (not _is_reference(values["ref"]) and first.startswith(_FOOTERS)):
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
    day = _day(values["day"])
    if day is None:
        raise wrong("day")
    ref = normalise_reference(values["ref"])[:40]
    reason = " ".join(values["reason"].split())[:120] if outcome == "failed" else ""
    if outcome == "failed" and not reason:
        raise ReturnReasonMissing(row=row_no, ref=ref)
    return ReturnRow(row_no, ref, outcome, amount_fen, reason, day)


def _day(text: str) -> date | None:
    found = _DATE.fullmatch(without_spaces(half_width(text)))
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _is_reference(text: str) -> bool:
    return text[:1].upper() == "P" and text[1:2].isdigit()


def _title(cell: str | None) -> str:
    return without_spaces(half_width(_text(cell))).replace("（", "(").replace("）", ")").strip("*")


def _text(cell: object) -> str:
    """A cell without the spaces around it, the apostrophe or ="…" that keeps numbers as text."""
    if cell is None:
        return ""
    text = str(cell).strip().strip("\u200b\ufeff\u3000").lstrip("'").strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip()
    return text


def _sheets(content: bytes, name: str) -> Iterator[tuple[str, Sequence[Cells]]]:
    """Every sheet's rows as texts, from its very first row, empty ones included."""
    try:
        book = fastexcel.read_excel(content)
        for sheet in book.sheet_names:
            yield sheet, _loaded(book, sheet)
    except fastexcel.FastExcelError as trouble:
        raise ReturnUnreadable(name=name, why=_first_line(trouble)) from None
    except BaseException as trouble:
        # The reader panics over some damaged files; its exception has no importable class.
        if type(trouble).__name__ != "PanicException":
            raise
        raise ReturnUnreadable(name=name, why="panic") from None


def _loaded(book: fastexcel.ExcelReader, sheet: str) -> Sequence[Cells]:
    try:
        loaded = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
    except fastexcel.FastExcelError as trouble:
        if "empty" in str(trouble).lower() or "no data" in str(trouble).lower():
            return ()
        raise
    return loaded.to_polars().rows()


def _text_sheet(content: bytes, name: str) -> Iterator[tuple[str, Sequence[Cells]]]:
    """A .csv, in UTF-8 or GB18030, parted by comma, tab, semicolon or bar."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ReturnUnreadable(name=name, why="UTF-8 / GB18030")
    head = text[:4096].splitlines()[:HEADER_DEPTH]
    mark = max(",\t;|", key=lambda sign: max((line.count(sign) for line in head), default=0))
    try:
        yield "CSV", list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as trouble:
        raise ReturnUnreadable(name=name, why=str(trouble)) from None


def _require_harmless(content: bytes, name: str) -> None:
    """Unpacks in pieces, never believing the sizes that the zip claims: a wrong one fails its
    checksum. Cells far apart would make the reader allocate everything between them."""
    left = UNPACKED_LIMIT_MB * _PIECE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                is_sheet = member.filename.startswith("xl/worksheets/")
                tail = b""
                with archive.open(member) as packed:
                    while piece := packed.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise ReturnTooLarge(name=name, limit=f"{UNPACKED_LIMIT_MB} MB")
                        if is_sheet:
                            _require_near(tail + piece, name)
                            tail = piece[-_OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as trouble:
        raise ReturnUnreadable(name=name, why=_first_line(trouble)) from None


def _require_near(piece: bytes, name: str) -> None:
    for column, row in _CELL.findall(piece):
        if int(row) > LINE_LIMIT or len(column) > 2:
            raise ReturnTooLarge(name=name, limit=f"{LINE_LIMIT} 行 × 702 列")


def _first_line(trouble: Exception) -> str:
    return (str(trouble).splitlines() or [type(trouble).__name__])[0][:120]
