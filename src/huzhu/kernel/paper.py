"""A paper as PDF: a typst template of a room, filled with what stands in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from pylopdf_fonts_zh_cn import serif_path


def typeset(template: Path, name: str, content: Mapping[str, Any]) -> bytes:
    """The PDF of a template that reads `content`, as JSON, from the input called `name`."""
    pdf = typst.compile(
        template,
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={name: json.dumps(content, ensure_ascii=False)},
    )
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Only the fonts that are installed with us: the same paper on every machine."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(serif_path().parent)],
    )
