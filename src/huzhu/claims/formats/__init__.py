"""Letters out, settlement lists in."""

from huzhu.claims.formats.letters import (
    Letter,
    LetterLine,
    LetterRefusal,
    LetterStep,
    render_letter,
)
from huzhu.claims.formats.settlements import (
    FILE_LIMIT_BYTES,
    HEADER_DEPTH,
    LIMITS,
    SettlementTable,
    read_settlement_tables,
)

__all__ = [
    "FILE_LIMIT_BYTES",
    "HEADER_DEPTH",
    "LIMITS",
    "Letter",
    "LetterLine",
    "LetterRefusal",
    "LetterStep",
    "SettlementTable",
    "read_settlement_tables",
    "render_letter",
]
