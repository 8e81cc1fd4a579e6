"""Do the clauses say what the articles say? Sentence by sentence, and word by word.

An article of several sentences is carried out only if each of them is: a
clause quotes it under `says`, or the article says under `no_clause_for` why it
needs none. A sentence that the vocabulary cannot express has no clause to
quote it, and is named here; nothing else is accepted in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import clauses as c
from . import nodes as n
from .edition import Article, Edition
from .problems import Problems
from .values import SEVERITIES, Choice
from .walk import nodes_in, path_of

_ENDS = re.compile(r"(?<=[。；;！!？?])|\n|(?<=[a-z0-9)]\.)\s")
_NOISE = re.compile(r"[\s。；;！!？?.]+")


def sentences_of(text: str) -> list[str]:
    """The sentences of an article as they are written, split at full stops and semicolons."""
    return [part.strip() for part in _ENDS.split(text) if _bare(part)]


def _bare(text: str) -> str:
    return _NOISE.sub("", text)


def check_wording(edition: Edition, problems: Problems) -> None:
    """Every quotation stands in its article, and every sentence has a clause or a reason."""
    said = [(path_of(article, one), q) for article, one in edition.clauses() for q in one.says]
    texts = [_bare(article.text) for article in edition.articles]
    for where, quote in said:
        # A step of a benefit may carry out a sentence that stands in another article.
        if not _bare(quote) or not any(_bare(quote) in text for text in texts):
            _not_found(where, quote, "any article", problems)
    for article in edition.articles:
        path, text = f"articles.{article.number}", _bare(article.text)
        excused = [quote for quote, _ in article.no_clause_for]
        for quote in excused:
            if not _bare(quote) or _bare(quote) not in text:
                _not_found(path, quote, "the article", problems)
        quotes = [_bare(quote) for quote in (*(q for _, q in said), *excused)]
        _check_sentences(article, [quote for quote in quotes if quote in text], problems)


def is_quoted(edition: Edition, article: Article) -> bool:
    """Does a clause of some article quote this one?"""
    text = _bare(article.text)
    said = (_bare(quote) for _, one in edition.clauses() for quote in one.says)
    return any(quote in text for quote in said if quote)


def _not_found(where: str, quote: str, place: str, problems: Problems) -> None:
    problems.add(
        "quotation_not_found",
        where,
        f"“{quote}” does not stand in {place}.",
        "Quote the words as they are written in `text`.",
    )


def _check_sentences(article: Article, quotes: list[str], problems: Problems) -> None:
    sentences = sentences_of(article.text)
    if article.no_clause_needed or len(sentences) < 2 or not (article.clauses or quotes):
        return
    for number, sentence in enumerate(sentences, 1):
        for left in _unquoted(sentence, quotes):
            problems.add(
                "sentence_without_clause",
                f"articles.{article.number}",
                f"No clause carries out “{left}” (sentence {number}).",
                "Quote it under `says` of the clause that does. If no kind of clause can say it, "
                "it cannot be carried out automatically: add a `refer` clause that hands it to an "
                "officer, or give the reason why it needs none under `no_clause_for`.",
            )


#: What gives a part of a sentence an effect: a number, or a verb of paying, refusing, ending.
_EFFECT = re.compile(
    r"[0-9０-９]|[一二三四五六七八九十百千万两半](?:元|天|日|周岁|岁|份|次|倍|年|个月|成|级|种|类)"
    r"|给付|支付|补助|补贴|补偿|赠|奖励|扣除|扣减|不予|不再|除外|终止|无效|免除"
)


def _unquoted(sentence: str, quotes: list[str]) -> list[str]:
    """The sentence if nothing of it is quoted, or else its parts of effect that are not."""
    bare = _bare(sentence)
    if any(bare in quote for quote in quotes if quote):
        return []
    spans = [(bare.index(quote), len(quote)) for quote in quotes if quote and quote in bare]
    if not spans:
        return [sentence]
    found, at = [], 0
    for part in re.split(r"(?<=[，,、：:])", sentence):
        begin, at = at, at + len(_bare(part))
        touched = any(start < at and begin < start + length for start, length in spans)
        if not touched and _EFFECT.search(part):
            found.append(part.strip("，,、：:。； "))
    return found


def check_words(edition: Edition, problems: Problems) -> None:
    """Severities beyond the common ones are declared, so that every screen can name them."""
    declared = {word for axis, words in edition.words if axis == "severity" for word, _ in words}
    for article, clause in edition.clauses():
        for word in dict.fromkeys(_severities(edition, clause)):
            if word not in declared and word not in SEVERITIES:
                problems.add(
                    "word_undeclared",
                    path_of(article, clause),
                    f"`{word}` is not a severity that is known or declared.",
                    "Declare it under `words: {severity: …}` with its names, or correct it.",
                )


def _severities(edition: Edition, clause: c.Clause) -> Iterator[str]:
    for node in nodes_in(clause, n.SeverityIs):
        yield from node.among
    for pair in nodes_in(clause, c.SeverityPair):
        yield from (pair.earlier, pair.now)
    for choice in nodes_in(clause, Choice):
        if choice.by == "severity":
            yield from (key for key, _ in choice.rows)
