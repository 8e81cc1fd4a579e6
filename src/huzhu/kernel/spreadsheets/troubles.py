"""What can be wrong with a file before anybody has read a cell of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a file may hold. `head` are lines above the table that do not count as its rows."""

    rows: int
    columns: int
    unpacked_mb: int
    head: int = 15

    @property
    def lines(self) -> int:
        return self.rows + self.head


class Trouble(Exception):
    """The file is not read."""


@dataclass
class Unreadable(Trouble):
    """Damaged, locked, or no table at all; `why` in the reader's words."""

    why: str


@dataclass
class ExpandsTooFar(Trouble):
    """Unpacks to more than `limit` MB, or repeats a long text without measure."""

    limit: int


@dataclass
class TooWide(Trouble):
    columns: int
    limit: int


@dataclass
class TooLong(Trouble):
    rows: int
    limit: int
