"""A settlement list as bureaux give it: the sheet with a heading, and its rows as texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from huzhu.claims.errors import NoSettlementSheet, SettlementTooLarge, SettlementUnreadable
from huzhu.claims.rules.columns import guess_mapping, looks_like_headers, places_of
from huzhu.kernel.spreadsheets import (
    ExpandsTooFar,
    Limits,
    TooLong,
    TooWide,
    Unreadable,
    lines_below,
    read_sheets,
)

HEADER_DEPTH = 15
FILE_LIMIT_BYTES = 100 * 1024 * 1024
LIMITS = Limits(rows=500_000, columns=200, unpacked_mb=1_000, head=HEADER_DEPTH)


@dataclass(frozen=True)
class SettlementTable:
    """One sheet: its headers, and the rows below as trimmed texts with their numbers."""

    sheet_no: int
    sheet: str
    headers: tuple[str, ...]
    row_nos: Sequence[int] = field(repr=False)
    cells: pl.DataFrame = field(repr=False)

    def __len__(self) -> int:
        return len(self.row_nos)

    def rows(self, start: int, end: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(number of the row, its cells) of a slice."""
        yield from zip(self.row_nos[start:end], self.cells[start:end].iter_rows(), strict=True)


def read_settlement_tables(
    content: bytes, name: str, mapping: Mapping[str, str]
) -> list[SettlementTable]:
    """Every sheet in which a heading was found. `mapping` is the one kept, empty before it is.

    Raises SettlementUnreadable, SettlementTooLarge, NoSettlementSheet.
    """
    read: list[str] = []
    found: list[SettlementTable] = []
    for sheet, frame in _sheets(content, name):
        read.append(sheet)
        for index, cells in enumerate(frame.head(HEADER_DEPTH).iter_rows()):
            if looks_like_headers(cells, mapping):
                found.append(_below(frame, index, len(found), sheet, mapping))
                break
    if not found:
        raise NoSettlementSheet(name=name, depth=HEADER_DEPTH, sheets="、".join(read) or "—")
    return found


def _below(
    frame: pl.DataFrame, index: int, sheet_no: int, sheet: str, mapping: Mapping[str, str]
) -> SettlementTable:
    """The rows under a heading; before the columns are confirmed, whose they are is guessed."""
    headers = frame.row(index)
    places = places_of(mapping or guess_mapping(headers), headers)
    row_nos, cells = lines_below(frame, index + 1, places.get("identity", 0))
    return SettlementTable(sheet_no, sheet, headers, row_nos, cells)


def _sheets(content: bytes, name: str) -> Iterator[tuple[str, pl.DataFrame]]:
    try:
        yield from read_sheets(content, LIMITS)
    except Unreadable as trouble:
        raise SettlementUnreadable(name=name, why=trouble.why) from None
    except ExpandsTooFar as trouble:
        raise SettlementTooLarge(name=name, what=f"> {trouble.limit} MB") from None
    except TooWide as trouble:
        raise SettlementTooLarge(name=name, what=f"{trouble.columns} > {trouble.limit}") from None
    except TooLong as trouble:
        raise SettlementTooLarge(name=name, what=f"{trouble.rows} > {trouble.limit}") from None
