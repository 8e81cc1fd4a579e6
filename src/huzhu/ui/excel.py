"""What a page shows, as a workbook: one sheet, a heading row that stays, columns of fit width."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from huzhu.kernel.clock import CIVIL_ZONE

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60


def workbook(headings: Sequence[object], rows: Iterable[Sequence[object]], sheet: str) -> bytes:
    """Cells are text, whole numbers, dates (as dates) or instants (in China's time, as text).

    Money is written by the caller in yuan with `kernel.money.yuan_plain`. Text that begins like a
    formula stays text.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet[:31])
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        widths = [_width(str(heading)) for heading in headings]
        page.write_row(0, 0, [str(heading) for heading in headings], bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                cell = _cell(value)
                widths[column] = max(
                    widths[column], _width(str(value if value is not None else ""))
                )
                if isinstance(cell, date):
                    page.write_datetime(number, column, cell, day)
                elif isinstance(cell, int):
                    page.write_number(number, column, cell)
                else:
                    page.write_string(number, column, cell)
        for column, width in enumerate(widths):
            page.set_column(column, column, min(width + 2, WIDEST))
        page.freeze_panes(1, 0)
    return target.getvalue()


def excel_response(
    file_name: str, headings: Sequence[object], rows: Iterable[Sequence[object]], sheet: str = "1"
) -> HttpResponse:
    """The same as a download; `file_name` may be Chinese, with `.xlsx`."""
    return file_response(workbook(headings, rows, sheet), file_name, MEDIA_TYPE)


def file_response(content: bytes, file_name: str, media_type: str, *, inline: bool = False):
    """Bytes as a download, or `inline` in the browser; the name survives in Chinese."""
    how = "inline" if inline else "attachment"
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(file_name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _cell(value: object) -> str | int | date:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.astimezone(CIVIL_ZONE).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, int | date):
        return value
    if isinstance(value, Fraction):
        return str(float(value))
    return str(value)


def _width(text: str) -> int:
    """In narrow characters; a Chinese one takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
