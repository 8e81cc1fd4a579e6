"""Letters out; what papers say, and settlement lists, in."""

from huzhu.claims.formats.bills import (
    FIELDS,
    Field,
    Read,
    read_fields,
)
from huzhu.claims.formats.letters import (
    Letter,
    LetterLine,
    LetterRefusal,
    LetterStep,
    render_letter,
)
from huzhu.claims.formats.pictures import (
    PictureUnreadable,
    look_of,
    page_pictures,
    shown_page,
)
from huzhu.claims.formats.reading import (
    PageSeen,
    Reading,
    loaded_reading,
    plain_reading,
    read_paper,
)
from huzhu.claims.formats.recognise import (
    Engine,
    Seen,
    engine_name,
    engine_of_the_house,
)
from huzhu.claims.formats.rows import (
    Word,
)
from huzhu.claims.formats.settlements import (
    FILE_LIMIT_BYTES,
    HEADER_DEPTH,
    LIMITS,
    SettlementTable,
    read_settlement_tables,
)
from huzhu.claims.formats.values import (
    AMOUNTS,
    DAYS,
    Value,
    typed_value,
)

__all__ = [
    "AMOUNTS",
    "DAYS",
    "FIELDS",
    "FILE_LIMIT_BYTES",
    "HEADER_DEPTH",
    "LIMITS",
    "Engine",
    "Field",
    "Letter",
    "LetterLine",
    "LetterRefusal",
    "LetterStep",
    "PageSeen",
    "PictureUnreadable",
    "Read",
    "Reading",
    "Seen",
    "SettlementTable",
    "Value",
    "Word",
    "engine_name",
    "engine_of_the_house",
    "loaded_reading",
    "look_of",
    "page_pictures",
    "plain_reading",
    "read_fields",
    "read_paper",
    "read_settlement_tables",
    "render_letter",
    "shown_page",
    "typed_value",
]
