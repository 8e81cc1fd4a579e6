"""The sheets of a workbook, or a text file as one sheet: every row as trimmed texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import fastexcel
import polars as pl

from huzhu.enrolment.errors import FileUnreadable, SheetTooWide, TooManyRows
from huzhu.enrolment.formats.guards import COLUMN_LIMIT

Sheets = Iterator[tuple[str, pl.DataFrame]]
_HEAD_LINES = 15
_AROUND = " \t\r\n\f\v\u00a0\u200b\ufeff\u3000"


def sheets_of_book(content: bytes, name: str) -> Sheets:
    """Every sheet's rows, from its very first row, empty ones included.

    Raises FileUnreadable, SheetTooWide.
    """
    book = _opened(content, name)
    for sheet in book.sheet_names:
        try:
            loaded = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
            if loaded.width > COLUMN_LIMIT:
                raise SheetTooWide(name=name, columns=loaded.width, limit=COLUMN_LIMIT)
            yield sheet, _trimmed(loaded.to_polars())
        except fastexcel.FastExcelError as trouble:
            if "empty" in str(trouble).lower() or "no data" in str(trouble).lower():
                yield sheet, pl.DataFrame()
                continue
            raise FileUnreadable(name=name, why=_first_line(trouble)) from None


def sheet_of_text(content: bytes, name: str, limit: int, allowed: int) -> Sheets:
    """A .csv, in UTF-8 or GB18030, parted by comma, tab or semicolon.

    `allowed` is the `limit` of rows with room for title and header.

    Raises FileUnreadable, SheetTooWide, TooManyRows.
    """
    text = _decoded(content, name)
    head = text[:4096].splitlines()[:_HEAD_LINES]
    delimiter = max(",\t;，", key=lambda mark: max((line.count(mark) for line in head), default=0))
    lines: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            lines.append(cells)
            if len(lines) > allowed:
                raise TooManyRows(name=name, rows=text.count("\n"), limit=limit)
    except csv.Error as trouble:
        raise FileUnreadable(name=name, why=str(trouble)) from None
    width = max(map(len, lines), default=0)
    if width > COLUMN_LIMIT:
        raise SheetTooWide(name=name, columns=width, limit=COLUMN_LIMIT)
    columns = {
        str(i): pl.Series([row[i] if i < len(row) else "" for row in lines], dtype=pl.String)
        for i in range(width)
    }
    yield "CSV", _trimmed(pl.DataFrame(columns))


def _trimmed(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts without the spaces around them, the apostrophe or ="…" that keeps numbers as text."""
    text = pl.all().cast(pl.String).fill_null("").str.strip_chars(_AROUND)
    frame = frame.select(text.str.strip_chars_start("'").str.strip_chars(_AROUND))
    return frame.select(pl.all().str.replace(r'^="(.*)"$', "${1}").str.strip_chars(_AROUND))


def _opened(content: bytes, name: str) -> fastexcel.ExcelReader:
    """Raises FileUnreadable, also when the reader panics over a damaged file."""
    try:
        return fastexcel.read_excel(content)
    except fastexcel.FastExcelError as trouble:
        raise FileUnreadable(name=name, why=_first_line(trouble)) from None
    except BaseException as trouble:
        if type(trouble).__name__ != "PanicException":
            raise
        raise FileUnreadable(name=name, why="panic") from None


def _decoded(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable(name=name, why="UTF-8 / GB18030")


def _first_line(trouble: Exception) -> str:
    return str(trouble).splitlines()[0][:120]
