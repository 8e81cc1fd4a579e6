"""Tables that banks hand out, as rows of texts: workbooks and text files, told by their content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from huzhu.kernel.errors import Refusal
from huzhu.kernel.spreadsheets import (
    ExpandsTooFar,
    Limits,
    TooLong,
    TooWide,
    Unreadable,
    read_sheets,
)
from huzhu.kernel.text import half_width, without_spaces

HEADER_DEPTH = 15
LINE_LIMIT = 50_000
FOOTERS = ("合计", "总计", "小计", "共计", "制表", "备注", "说明", "复核")
_LIMITS = Limits(rows=LINE_LIMIT, columns=702, unpacked_mb=100, head=HEADER_DEPTH)
Cells = Sequence[str]


@dataclass(frozen=True)
class Source:
    """A file, and the refusals by which it is refused: both take `name`; the first `why`, the
    other `limit`."""

    content: bytes
    name: str
    unreadable: type[Refusal]
    too_large: type[Refusal]


def tables_in(source: Source) -> Iterator[tuple[str, Sequence[Cells]]]:
    """(sheet, rows of trimmed texts) of every sheet, as `kernel.spreadsheets` reads them; what is
    wrong with the file in the source's words."""
    try:
        for sheet, frame in read_sheets(source.content, _LIMITS):
            yield sheet, frame.rows()
    except Unreadable as trouble:
        raise source.unreadable(name=source.name, why=trouble.why) from None
    except ExpandsTooFar:
        raise source.too_large(name=source.name, limit=f"{_LIMITS.unpacked_mb} MB") from None
    except (TooLong, TooWide):
        most = f"{_LIMITS.rows} 行 × {_LIMITS.columns} 列"
        raise source.too_large(name=source.name, limit=most) from None


def title(cell: str) -> str:
    """A heading as it is looked up: half-width, without spaces."""
    return without_spaces(half_width(cell)).replace("（", "(").replace("）", ")").strip("*")
