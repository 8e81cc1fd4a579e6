"""The manual of the language, generated from the vocabulary and its tested examples.

`pages()` makes every page in both languages; `write(folder)` puts them into the
documentation. The pages are committed, and a test compares them with what would
be made now.
"""

from __future__ import annotations

from pathlib import Path

from .markdown import Page

_INDEX = """# The language of terms 条款语言

How the terms of a plan are written as a document that is evaluated and explained.

- [中文手册](zh/index.md)
- [The manual in English](en/index.md)
"""


def pages() -> dict[str, str]:
    """Path within the manual → Markdown."""
    from .render import PAGES

    made = {"index.md": _INDEX}
    for page in (Page("zh"), Page("en")):
        for name, render in PAGES.items():
            made[f"{page.language}/{name}.md"] = render(page).rstrip() + "\n"
    return made


def write(folder: Path) -> list[str]:
    """Write all pages into a folder; pages that are no longer made are removed."""
    made = pages()
    for path in folder.glob("*/*.md"):
        if str(path.relative_to(folder).as_posix()) not in made:
            path.unlink()
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sorted(made)
