"""A paper read whole: its pages by an engine, its fields from their words, and how it looks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from huzhu.claims.formats.bills import Field, read_fields
from huzhu.claims.formats.pictures import look_of, page_pictures
from huzhu.claims.formats.recognise import Engine


@dataclass(frozen=True, slots=True)
class PageSeen:
    """The size of an upright page in pixels, and by how many degrees it had to be turned."""

    width: int
    height: int
    turned: int


@dataclass(frozen=True)
class Reading:
    """What an engine made of a paper. `look` is of the first page as it came."""

    engine: str
    kind: str
    pages: tuple[PageSeen, ...]
    fields: Mapping[str, Field]
    look: tuple[int, ...] = ()


def read_paper(kind: str, content: bytes, engine: Engine) -> Reading:
    """Reads a picture or a PDF as a paper of a kind. Seconds a page. Raises PictureUnreadable."""
    pictures = page_pictures(content)
    seen = [engine.see(picture) for picture in pictures]
    return Reading(
        engine=engine.name,
        kind=kind,
        pages=tuple(PageSeen(page.width, page.height, page.turned) for page in seen),
        fields=read_fields(kind, [page.words for page in seen]).fields,
        look=tuple(look_of(pictures[0])),
    )


def plain_reading(reading: Reading) -> str:
    """As JSON, without the look: what is sealed."""
    plain = {
        "engine": reading.engine,
        "kind": reading.kind,
        "pages": [asdict(page) for page in reading.pages],
        "fields": {name: asdict(field) for name, field in reading.fields.items()},
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def loaded_reading(plain: Mapping[str, Any]) -> Reading:
    """What `plain_reading` wrote, loaded again."""
    fields = {
        name: Field(**{**field, "box": tuple(field["box"])})
        for name, field in plain["fields"].items()
    }
    pages = tuple(PageSeen(**page) for page in plain["pages"])
    return Reading(plain["engine"], plain["kind"], pages, fields)
