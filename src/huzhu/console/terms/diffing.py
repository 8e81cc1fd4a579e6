"""What changes from one edition to another, in words: article by article, rule by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from benefit_terms import Edition
from huzhu.console.terms.ruling import Known, Read, articles_read, parameters_read

Lines = list[str]
Parts = tuple[tuple[str, bool], ...]
_ALIKE = 0.5
# A number with its sign and a word of letters change as a whole; of Chinese, each character.
_WORD = re.compile(r"\d[\d.,]*\s?%?|[A-Za-z_]+|.", re.DOTALL)


@dataclass(frozen=True)
class Change:
    """One place that changed: lines that go, lines that come.

    A line is its parts in order, each with whether it is itself what changed.
    """

    title: str
    removed: tuple[Parts, ...]
    added: tuple[Parts, ...]


def changes(old: Edition, new: Edition, language: str) -> list[Change]:
    """In the order of the document; empty for editions that say the same."""
    return [
        change
        for title, before, after in _places(old, new, language)
        if (change := _change(title, before, after)) is not None
    ]


def _change(title: str, before: Lines, after: Lines) -> Change | None:
    removed: Lines = []
    added: Lines = []
    for act, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act != "equal":
            removed += before[a:b]
            added += after[c:d]
    if not removed and not added:
        return None
    pairs = [_in_parts(a, b) for a, b in zip(removed, added, strict=False)]
    left = [((line, True),) for line in removed[len(pairs) :]]
    more = [((line, True),) for line in added[len(pairs) :]]
    return Change(
        title, (*(pair[0] for pair in pairs), *left), (*(pair[1] for pair in pairs), *more)
    )


def _in_parts(before: str, after: str) -> tuple[Parts, Parts]:
    """Two lines with what differs marked; lines that share little differ as a whole."""
    a_words, b_words = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, a_words, b_words, autojunk=False)
    if len(a_words) > 1 and matcher.ratio() < _ALIKE:
        return ((before, True),), ((after, True),)
    gone: list[tuple[str, bool]] = []
    come: list[tuple[str, bool]] = []
    for act, a, b, c, d in matcher.get_opcodes():
        if b > a:
            gone.append(("".join(a_words[a:b]), act != "equal"))
        if d > c:
            come.append(("".join(b_words[c:d]), act != "equal"))
    return tuple(gone), tuple(come)


def _places(old: Edition, new: Edition, language: str) -> Iterator[tuple[str, Lines, Lines]]:
    yield _("The edition"), _head(old, language), _head(new, language)
    before = {known.name: known for known in parameters_read(old, language)}
    after = {known.name: known for known in parameters_read(new, language)}
    for name in dict.fromkeys([*before, *after]):
        title = _("Parameter {name}").format(name=name)
        yield title, _parameter(before.get(name)), _parameter(after.get(name))
    for name in dict.fromkeys([*dict(old.lists), *dict(new.lists)]):
        title = _("Disease list {name}").format(name=name)
        yield title, _diseases(old, name), _diseases(new, name)
    mine = {article.number: article for article in articles_read(old, language)}
    theirs = {article.number: article for article in articles_read(new, language)}
    for number in dict.fromkeys([*mine, *theirs]):
        title = _("Article {number}").format(number=number)
        yield title, _article(mine.get(number)), _article(theirs.get(number))


def _head(edition: Edition, language: str) -> Lines:
    title = edition.title_en if language == "en" else edition.title_zh
    until = edition.effective_until.isoformat() if edition.effective_until else "…"
    return [
        f"{_('Plan')} {edition.plan} · {_('Version')} {edition.version}",
        title,
        f"{_('For covers that start')} {edition.effective_from.isoformat()} – {until}",
    ]


def _parameter(known: Known | None) -> Lines:
    if known is None:
        return []
    values = [f"{since} {value}".strip() for since, value in known.values]
    return [*values, f"{known.sourced_label} · {known.source}"]


def _diseases(edition: Edition, name: str) -> Lines:
    return [
        f"{disease.zh} {' '.join(disease.codes)}" for _key, disease in edition.disease_list(name)
    ]


def _article(article: Read | None) -> Lines:
    if article is None:
        return []
    lines = [*([article.title] if article.title else []), article.text]
    for rule in article.rules:
        lines.append(f"{rule.label} · {rule.text}")
    return [*lines, *([article.reason] if article.reason else [])]
