"""YAML and JSON as a tree whose every item knows its line.

Scalars are read by our own short rule, not by YAML's: only plain whole
numbers, `true`, `false` and `null` are special. `0.7`, `2024-01-01`, `no` and
`1:30` stay the text that the author wrote, so that no number ever passes
through a float and no country code becomes a boolean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from .errors import TermsError

_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
_NAMED: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_DEEPEST = 40


@dataclass(frozen=True)
class Place:
    """Where something is written: `line` counts from 1 and is None for JSON; `path` as `a.b[0]`."""

    file: str
    line: int | None = None
    path: str = ""

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        return f"{self.file}{line}" + (f" ({self.path})" if self.path else "")

    def at(self, step: str | int, line: int | None) -> Place:
        """The place one level down."""
        tail = f"[{step}]" if isinstance(step, int) else (f".{step}" if self.path else step)
        return Place(self.file, line, self.path + tail)


@dataclass(frozen=True)
class DocScalar:
    value: str | int | bool | None
    place: Place


@dataclass(frozen=True)
class DocList:
    items: tuple[Doc, ...]
    place: Place


@dataclass(frozen=True)
class DocMap:
    entries: dict[str, Doc]
    place: Place
    key_places: dict[str, Place] = field(default_factory=dict)


Doc: TypeAlias = "DocScalar | DocList | DocMap"


def from_yaml(text: str, name: str, error: type[TermsError]) -> Doc:
    """Parse one YAML document; raise `error` for bad syntax, repeated keys, anchors or aliases."""
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, ValueError, RecursionError) as trouble:
        mark = trouble.problem_mark if isinstance(trouble, MarkedYAMLError) else None
        what = getattr(trouble, "problem", None) or str(trouble).splitlines()[0]
        raise error(
            "bad_yaml",
            f"The document is not YAML: {what}.",
            where=str(Place(name, mark.line + 1 if mark else None)),
            remedy="Correct the indentation or the quoting at this line.",
        ) from None
    if root is None:
        raise error(
            "empty",
            "The document is empty.",
            where=name,
            remedy="Write at least `plan:` and `articles:`.",
        )
    return _from_node(root, Place(name, 1), set(), error)


def _from_node(node: Node, place: Place, seen: set[int], error: type[TermsError]) -> Doc:
    if id(node) in seen or getattr(node, "anchor", None):
        raise error(
            "alias",
            "Anchors and aliases (`&`, `*`) are not part of the language.",
            where=str(place),
            remedy="Write the thing out, or make it a parameter.",
        )
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        return DocScalar(_scalar(node), place)
    if not isinstance(node, MappingNode):
        return DocList(
            tuple(
                _from_node(item, place.at(index, item.start_mark.line + 1), seen, error)
                for index, item in enumerate(node.value)
            ),
            place,
        )
    return _from_mapping(node, place, seen, error)


def _from_mapping(
    node: MappingNode, place: Place, seen: set[int], error: type[TermsError]
) -> DocMap:
    entries: dict[str, Doc] = {}
    key_places: dict[str, Place] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
        key_place = place.at(key, line)
        if key in entries or key == "<<" or not isinstance(key_node, ScalarNode):
            raise error(
                "repeated_key",
                f"The key `{key}` is written twice, or is not a plain word.",
                where=str(key_place),
                remedy="Keep one of the two.",
            )
        key_places[key] = key_place
        entries[key] = _from_node(value_node, key_place, seen, error)
    return DocMap(entries, place, key_places)


def _scalar(node: ScalarNode) -> str | int | bool | None:
    text = str(node.value)
    if node.style is not None:
        return text
    if text in _NAMED:
        return _NAMED[text]
    return int(text) if _WHOLE.fullmatch(text) else text


def from_plain(value: Any, place: Place, error: type[TermsError], depth: int = 0) -> Doc:
    """Plain Python data (from JSON) as a tree; floats and strange objects are refused by name."""
    if depth > _DEEPEST:
        raise error(
            "too_deep", "The data is nested too deeply.", where=str(place), remedy="Flatten it."
        )
    if isinstance(value, dict):
        entries = {
            str(key): from_plain(item, place.at(str(key), None), error, depth + 1)
            for key, item in value.items()
        }
        return DocMap(entries, place, {key: place.at(key, None) for key in entries})
    if isinstance(value, (list, tuple)):
        return DocList(
            tuple(from_plain(v, place.at(i, None), error, depth + 1) for i, v in enumerate(value)),
            place,
        )
    if value is None or isinstance(value, (str, int, bool)):
        return DocScalar(value, place)
    raise error(
        "not_exact",
        f"`{value!r}` is a {type(value).__name__}, which is not read here.",
        where=str(place),
        remedy="Write text, whole numbers (money in fen), true, false or null.",
    )


def to_plain(doc: Doc) -> Any:
    """The tree as plain Python data, without places."""
    if isinstance(doc, DocMap):
        return {key: to_plain(item) for key, item in doc.entries.items()}
    if isinstance(doc, DocList):
        return [to_plain(item) for item in doc.items]
    return doc.value


def walk(doc: Doc) -> Iterator[Doc]:
    """Every item of the tree, outermost first."""
    yield doc
    children = doc.entries.values() if isinstance(doc, DocMap) else getattr(doc, "items", ())
    for child in children:
        yield from walk(child)
