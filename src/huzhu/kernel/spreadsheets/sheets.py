"""The sheets of a workbook, or a text file as one sheet: every row as trimmed texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import fastexcel
import polars as pl

from huzhu.kernel.spreadsheets.guards import require_harmless
from huzhu.kernel.spreadsheets.troubles import Limits, TooLong, TooWide, Unreadable

Sheets = Iterator[tuple[str, pl.DataFrame]]
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NOTES = ("合计", "总计", "小计", "共计", "填表", "备注", "说明", "注:", "注：", "制表", "审核")
_AROUND = " \t\r\n\f\v\u00a0\u200b\ufeff\u3000"


def read_sheets(content: bytes, limits: Limits) -> Sheets:
    """(name, rows) of every sheet, from its very first row, empty ones included; a text file is one
    sheet called CSV. What the file is, is told by its content.

    Raises Unreadable, ExpandsTooFar, TooWide, TooLong.
    """
    if content.startswith(_ZIP):
        require_harmless(content, limits)
    is_book = content.startswith((_ZIP, _OLE))
    for name, frame in _of_book(content, limits) if is_book else _of_text(content, limits):
        if len(frame) > limits.lines:
            raise TooLong(len(frame), limits.rows)
        yield name, frame


def _of_book(content: bytes, limits: Limits) -> Sheets:
    book = _opened(content)
    for sheet in book.sheet_names:
        try:
            loaded = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
            if loaded.width > limits.columns:
                raise TooWide(loaded.width, limits.columns)
            yield sheet, _trimmed(loaded.to_polars())
        except fastexcel.FastExcelError as trouble:
            if "empty" in str(trouble).lower() or "no data" in str(trouble).lower():
                yield sheet, pl.DataFrame()
                continue
            raise Unreadable(_first_line(trouble)) from None


def _of_text(content: bytes, limits: Limits) -> Sheets:
    """A .csv, in UTF-8 or GB18030, parted by comma, tab, semicolon or bar."""
    text = _decoded(content)
    head = text[:4096].splitlines()[: limits.head]
    delimiter = max(",\t;，|", key=lambda mark: max((line.count(mark) for line in head), default=0))
    lines: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            lines.append(cells)
            if len(lines) > limits.lines:
                raise TooLong(text.count("\n"), limits.rows)
    except csv.Error as trouble:
        raise Unreadable(str(trouble)) from None
    width = max(map(len, lines), default=0)
    if width > limits.columns:
        raise TooWide(width, limits.columns)
    columns = {
        str(i): pl.Series([row[i] if i < len(row) else "" for row in lines], dtype=pl.String)
        for i in range(width)
    }
    yield "CSV", _trimmed(pl.DataFrame(columns))


def lines_below(frame: pl.DataFrame, start: int, key: int) -> tuple[list[int], pl.DataFrame]:
    """(numbers as Excel gives them, cells) of the lines from `start` on that say something.

    Sums and notes below a table are left out: lines that begin like one and hold nothing in the
    column `key`, without which a line of the table would be worth nothing.
    """
    lines = frame.with_row_index("row no", offset=1)[start:]
    cells = pl.exclude("row no")
    first = pl.coalesce(pl.when(cells != "").then(cells))
    is_note = pl.any_horizontal(first.str.starts_with(word) for word in _NOTES)
    has_no_key = pl.nth(key + 1) == ""
    kept = lines.filter(first.is_not_null() & ~(has_no_key & is_note))
    return kept["row no"].to_list(), kept.drop("row no")


def _trimmed(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts without the spaces around them, the apostrophe or ="…" that keeps numbers as text."""
    text = pl.all().cast(pl.String).fill_null("").str.strip_chars(_AROUND)
    frame = frame.select(text.str.strip_chars_start("'").str.strip_chars(_AROUND))
    return frame.select(pl.all().str.replace(r'^="(.*)"$', "${1}").str.strip_chars(_AROUND))


def _opened(content: bytes) -> fastexcel.ExcelReader:
    """Raises Unreadable, also when the reader panics over a damaged file."""
    try:
        return fastexcel.read_excel(content)
    except fastexcel.FastExcelError as trouble:
        raise Unreadable(_first_line(trouble)) from None
    except BaseException as trouble:
        if type(trouble).__name__ != "PanicException":
            raise
        raise Unreadable("panic") from None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("UTF-8 / GB18030")


def _first_line(trouble: Exception) -> str:
    return (str(trouble).splitlines() or [type(trouble).__name__])[0][:120]
