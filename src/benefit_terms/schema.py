"""From a document to an Edition, and the JSON Schema that helps to write one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import clauses as c
from .document import Doc, DocList, DocMap, DocScalar, Place, from_plain, from_yaml
from .edition import LANGUAGE_VERSION, Edition
from .errors import EditionError, TermsError
from .json_schema import schema_of
from .reader import Reader

MOST_CHARACTERS = 1_000_000
MOST_CLAUSES = 500


def load_edition(path: Path | str) -> Edition:
    """Read the edition in a YAML file; raises EditionError, also for a file that cannot be read."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        raise EditionError(
            "unreadable",
            f"The edition cannot be read: {trouble}.",
            where=str(path),
            remedy="Check the path, and that the file is UTF-8 text.",
        ) from None
    return parse_edition(text, name=str(path))


def parse_edition(text: str, *, name: str = "edition") -> Edition:
    """Read an edition from YAML text; `name` stands for the file in messages."""
    _require_size(text, name)
    return _from_document(from_yaml(text, name, EditionError))


def edition_from_canonical(json_text: str, *, name: str = "canonical edition") -> Edition:
    """Read back what `Edition.canonical_json` wrote; the digest is the same."""
    _require_size(json_text, name)
    try:
        data = json.loads(json_text, parse_float=str)
    except (ValueError, RecursionError) as trouble:
        raise EditionError(
            "bad_json",
            f"Not JSON: {trouble}.",
            where=name,
            remedy="Store what canonical_json() returns.",
        ) from None
    return _from_document(from_plain(data, Place(name), EditionError))


def _require_size(text: str, name: str) -> None:
    """Bounds what an edition can cost to read and to evaluate."""
    if len(text) > MOST_CHARACTERS:
        raise EditionError(
            "too_large",
            f"The document has {len(text)} characters, larger than any edition needs to be.",
            where=name,
            remedy=f"Keep it below {MOST_CHARACTERS} characters.",
        )


def _from_document(doc: Doc) -> Edition:
    try:
        if isinstance(doc, DocMap) and "places" in doc.entries:
            raise EditionError(
                "unknown_key",
                "The key `places` is not known here.",
                where=str(doc.place),
                remedy="Remove it.",
            )
        edition: Edition = Reader(EditionError).record(doc, Edition)
        edition = replace(edition, places=_places(doc))
        _check_names(edition)
    except EditionError as trouble:
        raise _with_article(trouble, doc) from None
    return edition


def _check_names(edition: Edition) -> None:
    """What must hold for an edition to mean anything: version, unique names, a period of cover."""
    if edition.language != LANGUAGE_VERSION:
        raise _error(
            edition,
            "",
            "wrong_language",
            f"The edition is written in language {edition.language}, not {LANGUAGE_VERSION}.",
            "Use the release of benefit_terms that knows that language.",
        )
    count = sum(len(article.clauses) for article in edition.articles)
    if count > MOST_CLAUSES:
        raise _error(
            edition,
            "",
            "too_many_clauses",
            f"The edition has {count} clauses, more than {MOST_CLAUSES}.",
            "Use tables for what differs only in numbers.",
        )
    seen: set[str] = set()
    for article, clause in edition.clauses():
        if clause.id in seen:
            raise _error(
                edition,
                f"articles.{article.number}.{clause.id}",
                "name_used_twice",
                f"Two clauses are called `{clause.id}`.",
                "Give each clause a name of its own.",
            )
        seen.add(clause.id)
    if edition.of(c.Benefit) and not edition.of(c.EventInsideCover):
        raise _error(
            edition,
            "",
            "no_event_inside_cover",
            "The edition pays benefits, but no clause says that the event must fall inside cover.",
            "Add a clause of kind `event_inside_cover` to the article on the period of cover.",
        )


def _error(edition: Edition, path: str, code: str, what: str, remedy: str) -> TermsError:
    where = edition.places.get(path) or edition.places.get("", edition.plan)
    return EditionError(code, what, where=where, remedy=remedy)


def _places(doc: Doc) -> dict[str, str]:
    """Where articles, clauses, parameters and lists are written, by a stable path."""
    found = {"": str(doc.place)}
    if not isinstance(doc, DocMap):
        return found
    for group in ("parameters", "lists"):
        entries = doc.entries.get(group)
        if isinstance(entries, DocMap):
            found.update(
                {f"{group}.{key}": str(place) for key, place in entries.key_places.items()}
            )
    for article in _items(doc.entries.get("articles")):
        number = _text(article.entries.get("number"))
        found[f"articles.{number}"] = str(article.place)
        for clause in _items(article.entries.get("clauses")):
            found[f"articles.{number}.{_text(clause.entries.get('id'))}"] = str(clause.place)
    return found


def _items(doc: Doc | None) -> list[DocMap]:
    return (
        [item for item in doc.items if isinstance(item, DocMap)] if isinstance(doc, DocList) else []
    )


def _text(doc: Doc | None) -> str:
    return str(doc.value) if isinstance(doc, DocScalar) else "?"


def _with_article(trouble: EditionError, doc: Doc) -> EditionError:
    """Add the number of the article in which the trouble lies, read off its path."""
    _, _, rest = trouble.where.partition("(articles[")
    articles = doc.entries.get("articles") if isinstance(doc, DocMap) else None
    index = rest.partition("]")[0]
    if not index.isdigit() or not isinstance(articles, DocList):
        return trouble
    article = articles.items[int(index)]
    number = _text(article.entries.get("number")) if isinstance(article, DocMap) else "?"
    return EditionError(
        trouble.code, trouble.what, where=trouble.where, remedy=trouble.remedy, article=number
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of an edition, for editors."""
    return schema_of(Edition, skip=("places",))
