"""What the browser's content policy forbids must not be written in any template."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted((ROOT / "src/huzhu").glob("**/templates/**/*.html"))
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE)
HANDLER = re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE)
STYLE = re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE)
FOREIGN = re.compile(r"""(src|href)=["'](https?:)?//""", re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: "/".join(page.parts[-3:]))
def test_template_compiles_and_holds_nothing_the_browser_would_refuse(page):
    text = page.read_text(encoding="utf-8")

    engines["django"].from_string(text)

    data_only = text.replace('type="application/json"', 'src=""')
    assert not INLINE_SCRIPT.search(data_only)
    assert not HANDLER.search(text)
    assert not STYLE.search(text)
    assert not FOREIGN.search(text)
