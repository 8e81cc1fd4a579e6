"""The data-quality pack: one workbook with a cover sheet and a sheet for every check."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter

_NEUTRAL = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\")


@dataclass(frozen=True)
class Sheet:
    """A check's sheet: `title` of at most 31 characters once cleaned."""

    title: str
    lines: Iterable[Sequence[object]]


def quality_workbook(
    cover_title: str,
    cover: Sequence[Sequence[object]],
    header: Sequence[str],
    sheets: Iterable[Sheet],
) -> bytes:
    """`cover` is written as it stands, its first line and its fifth as headings."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True, **_NEUTRAL}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1})
        first = book.add_worksheet(_title(cover_title))
        first.set_column(0, 0, 34)
        first.set_column(1, 6, 16)
        for row, line in enumerate(cover):
            _write(first, row, line, bold if row in (0, 5) else None)
        for sheet in sheets:
            page = book.add_worksheet(_title(sheet.title))
            page.set_column(0, len(header) - 1, 18)
            page.freeze_panes(1, 0)
            _write(page, 0, header, bold)
            for row, line in enumerate(sheet.lines, 1):
                _write(page, row, line, None)
    return stream.getvalue()


def _write(page, row: int, line: Sequence[object], style) -> None:
    for column, value in enumerate(line):
        if isinstance(value, int):
            page.write_number(row, column, value, style)
        elif value not in (None, ""):
            page.write_string(row, column, str(value), style)


def _title(text: str) -> str:
    return text.translate(_FORBIDDEN)[:31] or "1"
