"""Tables that people send: workbooks and text files, read as sheets of trimmed texts.

Nothing is believed that a file says of itself; whatever is wrong with one is a `Trouble`, for which
each room has its own words.
"""

from huzhu.kernel.spreadsheets.sheets import lines_below, read_sheets
from huzhu.kernel.spreadsheets.troubles import (
    ExpandsTooFar,
    Limits,
    TooLong,
    TooWide,
    Trouble,
    Unreadable,
)

__all__ = [
    "ExpandsTooFar",
    "Limits",
    "TooLong",
    "TooWide",
    "Trouble",
    "Unreadable",
    "lines_below",
    "read_sheets",
]
