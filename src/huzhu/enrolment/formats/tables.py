"""Reading a roster file: which sheet, where its header stands, and its rows as texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import fastexcel

from huzhu.enrolment.errors import (
    ColumnMissing,
    FileUnreadable,
    NoRosterSheet,
    RosterEmpty,
    SheetTooWide,
    TooManyRows,
)
from huzhu.enrolment.formats.columns import field_of
from huzhu.enrolment.formats.guards import COLUMN_LIMIT, require_harmless
from huzhu.enrolment.rules import Row

ROW_LIMIT = 200_000
HEADER_DEPTH = 15
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_FOOTERS = ("合计", "总计", "小计", "共计", "填表", "备注", "说明", "注:", "注：", "制表", "审核")
_NEEDED = (("name", "姓名"), ("identity", "身份证号"))
Cells = Sequence[str | None]


@dataclass(frozen=True)
class Table:
    """A roster as read. `headers` are the header cells; `columns` their positions by field."""

    sheet: str
    header_row_no: int
    headers: tuple[str, ...]
    columns: dict[str, int]
    lines: tuple[tuple[int, Cells], ...]

    def rows(self, start: int = 0, end: int | None = None) -> Iterator[Row]:
        """Rows of a slice of the lines, ready to be judged."""
        named = {name: self.headers[i] for name, i in self.columns.items()}
        positions = list(self.columns.items())
        for row_no, cells in self.lines[start:end]:
            values = {
                name: text for name, i in positions if i < len(cells) and (text := _text(cells[i]))
            }
            yield Row(row_no, values, named)


def read_table(content: bytes, name: str, *, row_limit: int = ROW_LIMIT) -> Table:
    """The first sheet with a header. What the file is, is told by its content, not its name.

    Raises FileUnreadable, FileExpandsTooFar, SheetTooWide, TooManyRows, NoRosterSheet,
    ColumnMissing, RosterEmpty.
    """
    allowed = row_limit + HEADER_DEPTH
    if content.startswith(_ZIP):
        require_harmless(content, name, row_limit, allowed)
    is_book = content.startswith((_ZIP, _OLE))
    sheets = _sheets_of_book(content, name) if is_book else _sheet_of_text(content, name, allowed)
    read: list[str] = []
    partial: ColumnMissing | None = None
    for sheet, lines in sheets:
        if len(lines) > allowed:
            raise TooManyRows(name=name, rows=len(lines), limit=row_limit)
        read.append(sheet)
        try:
            table = _table_in(sheet, lines)
        except ColumnMissing as missing:
            partial = partial or missing
            continue
        if table is not None:
            return _with_people(table, name, row_limit)
    if partial is not None:
        raise partial
    raise NoRosterSheet(name=name, sheets="、".join(read) or "-", depth=HEADER_DEPTH)


def _with_people(table: Table, name: str, row_limit: int) -> Table:
    if not table.lines:
        raise RosterEmpty(sheet=table.sheet)
    if len(table.lines) > row_limit:
        raise TooManyRows(name=name, rows=len(table.lines), limit=row_limit)
    return table


def _table_in(sheet: str, lines: Sequence[Cells]) -> Table | None:
    """The table under the first row that names its columns. Raises ColumnMissing for half of it."""
    for index, cells in enumerate(lines[:HEADER_DEPTH]):
        headers = tuple(_text(cell) for cell in cells)
        columns: dict[str, int] = {}
        for position, header in enumerate(headers):
            if (found := field_of(header)) is not None:
                columns.setdefault(found, position)
        if len(columns) < 2:
            continue
        for needed, label in _NEEDED:
            if needed not in columns:
                listed = "、".join(header for header in headers if header)
                raise ColumnMissing(sheet=sheet, row=index + 1, missing=label, found=listed)
        body = _body(lines, index + 1, columns["identity"])
        return Table(sheet, index + 1, headers, columns, body)
    return None


def _body(lines: Sequence[Cells], start: int, identity: int) -> tuple[tuple[int, Cells], ...]:
    """Lines with something in them, numbered as Excel numbers them; sums and notes left out."""
    body = []
    for row_no, cells in enumerate(lines[start:], start + 1):
        first = next((text for cell in cells if cell and (text := _text(cell))), "")
        if not first:
            continue
        has_identity = identity < len(cells) and _text(cells[identity])
        if not has_identity and first.startswith(_FOOTERS):
            continue
        body.append((row_no, cells))
    return tuple(body)


def _sheets_of_book(content: bytes, name: str) -> Iterator[tuple[str, Sequence[Cells]]]:
    """Every sheet's rows as texts, from its very first row, empty ones included."""
    book = _opened(content, name)
    for sheet in book.sheet_names:
        try:
            loaded = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
            if loaded.width > COLUMN_LIMIT:
                raise SheetTooWide(name=name, columns=loaded.width, limit=COLUMN_LIMIT)
            yield sheet, loaded.to_polars().rows()
        except fastexcel.FastExcelError as trouble:
            if "empty" in str(trouble).lower() or "no data" in str(trouble).lower():
                yield sheet, ()
                continue
            raise FileUnreadable(name=name, why=_first_line(trouble)) from None


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


def _sheet_of_text(
    content: bytes, name: str, allowed: int
) -> Iterator[tuple[str, Sequence[Cells]]]:
    """A .csv, in UTF-8 or GB18030, parted by comma, tab or semicolon."""
    text = _decoded(content, name)
    head = text[:4096].splitlines()[:HEADER_DEPTH]
    delimiter = max(",\t;，", key=lambda mark: max((line.count(mark) for line in head), default=0))
    lines: list[Cells] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            lines.append(cells)
            if len(lines) > allowed:
                raise TooManyRows(name=name, rows=text.count("\n"), limit=ROW_LIMIT)
    except csv.Error as trouble:
        raise FileUnreadable(name=name, why=str(trouble)) from None
    yield "CSV", lines


def _decoded(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable(name=name, why="UTF-8 / GB18030")


def _text(cell: object) -> str:
    """A cell without the spaces around it, the apostrophe or ="…" that keeps numbers as text."""
    if cell is None:
        return ""
    text = str(cell).strip().strip("\u200b\ufeff\u3000").lstrip("'").strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip()
    return text


def _first_line(trouble: Exception) -> str:
    return str(trouble).splitlines()[0][:120]
