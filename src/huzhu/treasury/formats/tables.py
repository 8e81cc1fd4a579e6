"""Tables that banks hand out, as rows of texts: workbooks and text files, told by their content.

Nothing is believed that a file says of itself: an .xlsx is unpacked in pieces and measured first.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import fastexcel

from huzhu.kernel.errors import Refusal
from huzhu.kernel.text import half_width, without_spaces

HEADER_DEPTH = 15
LINE_LIMIT = 50_000
UNPACKED_LIMIT_MB = 100
FOOTERS = ("合计", "总计", "小计", "共计", "制表", "备注", "说明", "复核")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PIECE, _OVERLAP = 1 << 20, 24
_CELL = re.compile(rb"""\sr=["']([A-Z]{0,3})([0-9]{1,8})["']""")
_DATE = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?:[T0-9:.]*)?")
Cells = Sequence[str | None]


@dataclass(frozen=True)
class Source:
    """A file, and the refusals by which it is refused: both take `name`; the first `why`, the
    other `limit`."""

    content: bytes
    name: str
    unreadable: type[Refusal]
    too_large: type[Refusal]


def tables_in(source: Source) -> Iterator[tuple[str, Sequence[Cells]]]:
    """(sheet, rows) of every sheet, from its very first row, empty ones included. A text file is
    one sheet called CSV."""
    if source.content.startswith(_ZIP):
        _require_harmless(source)
    is_book = source.content.startswith((_ZIP, _OLE))
    for sheet, rows in _sheets(source) if is_book else _text_sheet(source):
        if len(rows) > LINE_LIMIT:
            raise source.too_large(name=source.name, limit=f"{LINE_LIMIT} 行")
        yield sheet, rows


def title(cell: str | None) -> str:
    """A heading as it is looked up: half-width, without spaces."""
    return without_spaces(half_width(text(cell))).replace("（", "(").replace("）", ")").strip("*")


def text(cell: object) -> str:
    """A cell without the spaces around it, the apostrophe or ="…" that keeps numbers as text."""
    if cell is None:
        return ""
    found = str(cell).strip().strip("\u200b\ufeff\u3000").lstrip("'").strip()
    if found.startswith('="') and found.endswith('"'):
        found = found[2:-1].strip()
    return found


def day(written: str) -> date | None:
    found = _DATE.fullmatch(without_spaces(half_width(written)))
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _sheets(source: Source) -> Iterator[tuple[str, Sequence[Cells]]]:
    """Every sheet's rows as texts, from its very first row, empty ones included."""
    try:
        book = fastexcel.read_excel(source.content)
        for sheet in book.sheet_names:
            yield sheet, _loaded(book, sheet)
    except fastexcel.FastExcelError as trouble:
        raise source.unreadable(name=source.name, why=_first_line(trouble)) from None
    except BaseException as trouble:
        # The reader panics over some damaged files; its exception has no importable class.
        if type(trouble).__name__ != "PanicException":
            raise
        raise source.unreadable(name=source.name, why="panic") from None


def _loaded(book: fastexcel.ExcelReader, sheet: str) -> Sequence[Cells]:
    try:
        loaded = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
    except fastexcel.FastExcelError as trouble:
        if "empty" in str(trouble).lower() or "no data" in str(trouble).lower():
            return ()
        raise
    return loaded.to_polars().rows()


def _text_sheet(source: Source) -> Iterator[tuple[str, Sequence[Cells]]]:
    """A .csv, in UTF-8 or GB18030, parted by comma, tab, semicolon or bar."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = source.content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise source.unreadable(name=source.name, why="UTF-8 / GB18030")
    head = text[:4096].splitlines()[:HEADER_DEPTH]
    mark = max(",\t;|", key=lambda sign: max((line.count(sign) for line in head), default=0))
    try:
        yield "CSV", list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as trouble:
        raise source.unreadable(name=source.name, why=str(trouble)) from None


def _require_harmless(source: Source) -> None:
    """Unpacks in pieces, never believing the sizes that the zip claims: a wrong one fails its
    checksum. Cells far apart would make the reader allocate everything between them."""
    left = UNPACKED_LIMIT_MB * _PIECE
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            for member in archive.infolist():
                is_sheet = member.filename.startswith("xl/worksheets/")
                tail = b""
                with archive.open(member) as packed:
                    while piece := packed.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise source.too_large(
                                name=source.name, limit=f"{UNPACKED_LIMIT_MB} MB"
                            )
                        if is_sheet:
                            _require_near(tail + piece, source)
                            tail = piece[-_OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as trouble:
        raise source.unreadable(name=source.name, why=_first_line(trouble)) from None


def _require_near(piece: bytes, source: Source) -> None:
    for column, row in _CELL.findall(piece):
        if int(row) > LINE_LIMIT or len(column) > 2:
            raise source.too_large(name=source.name, limit=f"{LINE_LIMIT} 行 × 702 列")


def _first_line(trouble: Exception) -> str:
    return (str(trouble).splitlines() or [type(trouble).__name__])[0][:120]
