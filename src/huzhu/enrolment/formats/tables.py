"""Reading a roster file: which sheets, where their headers stand, and their rows as texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from huzhu.enrolment.errors import (
    ColumnMissing,
    FileExpandsTooFar,
    FileUnreadable,
    NoRosterSheet,
    RosterEmpty,
    SheetTooWide,
    TooManyRows,
)
from huzhu.enrolment.formats.columns import field_of, plan_of_header, sheet_says
from huzhu.enrolment.rules import PLAN_COLUMN, Layout, Row
from huzhu.kernel.spreadsheets import (
    ExpandsTooFar,
    Limits,
    TooLong,
    TooWide,
    Unreadable,
    lines_below,
    read_sheets,
)

ROW_LIMIT = 200_000
HEADER_DEPTH = 15
COLUMN_LIMIT = 100
UNPACKED_LIMIT_MB = 400
_NEEDED = (("name", "姓名"), ("identity", "身份证号"))
_NO_PLANS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Table:
    """One sheet as read. `headers` are the header cells, `cells` the rows below as columns of
    trimmed texts, `row_nos` their numbers in the file."""

    layout: Layout
    header_row_no: int
    headers: tuple[str, ...]
    row_nos: Sequence[int] = field(repr=False)
    cells: pl.DataFrame = field(repr=False)

    def __len__(self) -> int:
        return len(self.row_nos)

    @property
    def sheet(self) -> str:
        return self.layout.sheet

    def rows(self, start: int = 0, end: int | None = None) -> Iterator[Row]:
        """Rows of a slice, ready to be judged."""
        part = self.cells[start:end]
        layout = self.layout
        for row_no, cells in zip(self.row_nos[start:end], part.iter_rows(), strict=True):
            yield Row(row_no, cells, layout)


def read_tables(
    content: bytes, name: str, *, plans: Mapping[str, str] = _NO_PLANS, row_limit: int = ROW_LIMIT
) -> list[Table]:
    """Every sheet with a header, and people in at least one of them.

    What the file is, is told by its content, not its name. `plans`: plan codes by what people call
    the plans, in capitals; a column so named asks who joins it, a sheet so named is of that plan.
    Raises FileUnreadable, FileExpandsTooFar, SheetTooWide, TooManyRows, NoRosterSheet,
    ColumnMissing, RosterEmpty.
    """
    read: list[str] = []
    found: list[Table] = []
    partial: ColumnMissing | None = None
    for sheet, frame in _sheets(content, name, row_limit):
        read.append(sheet)
        try:
            table = _table_in(sheet, frame, len(found), plans)
        except ColumnMissing as missing:
            partial = partial or missing
            continue
        if table is not None:
            found.append(table)
    return _with_people(found, partial, name, read, row_limit)


def _sheets(content: bytes, name: str, row_limit: int) -> Iterator[tuple[str, pl.DataFrame]]:
    """Every sheet; what is wrong with the file in a roster's words."""
    limits = Limits(row_limit, COLUMN_LIMIT, UNPACKED_LIMIT_MB, HEADER_DEPTH)
    try:
        yield from read_sheets(content, limits)
    except Unreadable as trouble:
        raise FileUnreadable(name=name, why=trouble.why) from None
    except ExpandsTooFar as trouble:
        raise FileExpandsTooFar(name=name, limit=trouble.limit) from None
    except TooWide as trouble:
        raise SheetTooWide(name=name, columns=trouble.columns, limit=trouble.limit) from None
    except TooLong as trouble:
        raise TooManyRows(name=name, rows=trouble.rows, limit=trouble.limit) from None


def _with_people(
    found: list[Table],
    partial: ColumnMissing | None,
    name: str,
    read: Sequence[str],
    row_limit: int,
) -> list[Table]:
    if not found:
        if partial is not None:
            raise partial
        raise NoRosterSheet(name=name, sheets="、".join(read) or "-", depth=HEADER_DEPTH)
    filled = [table for table in found if len(table)]
    if not filled:
        raise RosterEmpty(sheet=found[0].sheet)
    people = sum(map(len, filled))
    if people > row_limit:
        raise TooManyRows(name=name, rows=people, limit=row_limit)
    return filled


def _table_in(
    sheet: str, frame: pl.DataFrame, sheet_no: int, plans: Mapping[str, str]
) -> Table | None:
    """The table under the first row that names its columns. Raises ColumnMissing for half of it."""
    for index, cells in enumerate(frame.head(HEADER_DEPTH).iter_rows()):
        headers = tuple(cells)
        columns: dict[str, int] = {}
        for position, header in enumerate(headers):
            if (known := field_of(header)) is not None:
                columns.setdefault(known, position)
            elif (plan := plan_of_header(header, plans)) is not None:
                columns.setdefault(PLAN_COLUMN + plan, position)
        if len(columns) < 2:
            continue
        for needed, label in _NEEDED:
            if needed not in columns:
                listed = "、".join(header for header in headers if header)
                raise ColumnMissing(sheet=sheet, row=index + 1, missing=label, found=listed)
        layout = Layout.of(columns, headers, sheet, sheet_no, sheet_says(sheet, plans))
        row_nos, body = lines_below(frame, index + 1, columns["identity"])
        return Table(layout, index + 1, headers, row_nos, body)
    return None
