"""The page of messages: what the readers and `check` complain of, by code."""

from __future__ import annotations

from ..problem_words import CHECKING, DECIDING, READING
from .markdown import Page, table


def messages_table(page: Page) -> str:
    """Three tables: reading, checking, deciding."""
    groups = [
        (("读不懂文件", "The document cannot be read"), READING),
        (("读得懂，但不宜发布", "It can be read, but should not be published"), CHECKING),
        (("核算时才发现", "Found only when deciding"), DECIDING),
    ]
    head = [page.say("代码", "code"), page.say("意思和办法", "what it means")]
    parts = []
    for title, codes in groups:
        rows = [[f"`{code}`", page.pick(pair)] for code, pair in codes.items()]
        parts += [f"## {page.pick(title)}\n", table(head, rows)]
    return "\n".join(parts)
