"""Workbooks out: the roster with its reasons, the empty template, the list of covers."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

from huzhu.enrolment.formats.columns import TEMPLATE_COLUMNS
from huzhu.enrolment.formats.tables import Table

REASONS_HEADER = "核对结果"
_NEUTRAL = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def with_reasons(table: Table, reasons: Mapping[int, str]) -> bytes:
    """The roster's own columns and rows, with a column of reasons by row number."""
    header = [*table.headers, REASONS_HEADER]
    lines = (
        [*(cells[i] if i < len(cells) else "" for i in range(len(table.headers))), reasons.get(no)]
        for no, cells in table.lines
    )
    return _workbook("名册", header, lines, wide=len(header) - 1)


def template_workbook(plan_code: str, plan_name: str) -> bytes:
    """An empty roster with its header, an example line's hints as notes, numbers as text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **_NEUTRAL}) as book:
        sheet = book.add_worksheet("名册")
        bold = book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1})
        text = book.add_format({"num_format": "@"})
        sheet.set_column(0, len(TEMPLATE_COLUMNS) - 1, 14, text)
        sheet.set_column(1, 1, 22, text)
        sheet.set_column(len(TEMPLATE_COLUMNS) - 1, len(TEMPLATE_COLUMNS) - 1, 24, text)
        for column, (header, _, _) in enumerate(TEMPLATE_COLUMNS):
            sheet.write_string(0, column, header, bold)
        sheet.freeze_panes(1, 0)
        notes = book.add_worksheet("填写说明")
        notes.set_column(0, 2, 30)
        notes.write_row(0, 0, ["列", "示例", f"说明（方案 {plan_code} {plan_name}）"], bold)
        for row, line in enumerate(TEMPLATE_COLUMNS, 1):
            notes.write_row(row, 0, line)
    return stream.getvalue()


def covers_workbook(header: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    """A list as shown on the screen."""
    return _workbook("保障", header, lines, wide=None)


def _workbook(
    sheet_name: str, header: Sequence[str], lines: Iterable[Sequence[object]], wide: int | None
) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True, **_NEUTRAL}) as book:
        sheet = book.add_worksheet(sheet_name)
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
    return stream.getvalue()
