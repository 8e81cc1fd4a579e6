"""Workbooks out: the roster with its reasons, and the list of covers."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

from huzhu.enrolment.formats.tables import Table

REASONS_HEADER = "核对结果"
NEUTRAL = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def with_reasons(tables: Sequence[Table], reasons: Mapping[tuple[int, int], str]) -> bytes:
    """The roster's own sheets, columns and rows, with a column of reasons by (sheet, row).

    A column of reasons that came with the file is replaced, so that it can go to and fro.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True, **NEUTRAL}) as book:
        for table in tables:
            kept = [i for i, header in enumerate(table.headers) if header != REASONS_HEADER]
            header = [*(table.headers[i] for i in kept), REASONS_HEADER]
            sheet_no = table.layout.sheet_no
            lines = (
                [*(row.cells[i] for i in kept), reasons.get((sheet_no, row.row_no))]
                for row in table.rows()
            )
            name = "名册" if table.sheet == "CSV" else table.sheet
            _sheet(book, name, header, lines, wide=len(header) - 1)
    return stream.getvalue()


def covers_workbook(header: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    """A list as shown on the screen."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True, **NEUTRAL}) as book:
        _sheet(book, "保障", header, lines, wide=None)
    return stream.getvalue()


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    header: Sequence[str],
    lines: Iterable[Sequence[object]],
    wide: int | None,
) -> None:
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1})
    sheet.set_column(0, len(header) - 1, 16)
    if wide is not None:
        sheet.set_column(wide, wide, 80)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, header, bold)
    for row, line in enumerate(lines, 1):
        for column, value in enumerate(line):
            if isinstance(value, int):
                sheet.write_number(row, column, value)
            elif value:
                sheet.write_string(row, column, str(value))
    sheet.autofilter(0, 0, 0, len(header) - 1)
