"""Pieces of Markdown: tables, fences, folded blocks; and the two languages of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Page:
    """Says things in the language of the page."""

    language: Language

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def pick(self, pair: tuple[str, str]) -> str:
        return self.say(*pair)


def cell(text: str) -> str:
    """Text that may stand in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(text) for text in row) + " |" for row in lines) + "\n"


def fence(text: str, language: str = "") -> str:
    return f"```{language}\n{text.rstrip()}\n```\n"


def folded(title: str, body: str) -> str:
    """A block that is closed until the reader opens it."""
    inner = "".join(f"    {line}".rstrip() + "\n" for line in body.rstrip().splitlines())
    return f'??? example "{title}"\n\n{inner}'


def quote(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())
