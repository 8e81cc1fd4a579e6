"""What changes between two editions, article by article and parameter by parameter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .edition import Edition


def diff(old: Edition, new: Edition) -> list[str]:
    """One line per change, `where: old → new`, in the order of the documents; empty if none."""
    before, after = old.canonical_data(), new.canonical_data()
    lines: list[str] = []
    for key in ("plan", "version", "title", "effective"):
        lines += _changes(key, before.get(key), after.get(key))
    lines += _named("parameter", before.get("parameters", {}), after.get("parameters", {}))
    lines += _named("list", before.get("lists", {}), after.get("lists", {}))
    lines += _named("article", _by(before["articles"], "number"), _by(after["articles"], "number"))
    return lines


def _by(items: Any, key: str) -> dict[str, Any]:
    return {item[key]: item for item in items}


def _named(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    lines = []
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new:
            lines.append(f"{what} {name}: removed")
        elif name not in old:
            lines.append(f"{what} {name}: added")
        else:
            lines += _changes(f"{what} {name}", old[name], new[name])
    return lines


def _changes(where: str, old: Any, new: Any) -> list[str]:
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            line
            for key in [*old, *(k for k in new if k not in old)]
            for line in _changes(f"{where}.{key}", old.get(key), new.get(key))
        ]
    if isinstance(old, list) and isinstance(new, list):
        if all(isinstance(item, dict) and "id" in item for item in old + new):
            return _named(f"{where}: clause", _by(old, "id"), _by(new, "id"))
        if len(old) == len(new):
            return [
                line
                for i, (a, b) in enumerate(zip(old, new, strict=True))
                for line in _changes(f"{where}[{i}]", a, b)
            ]
    return [f"{where}: {_shown(old)} → {_shown(new)}"]


def _shown(value: Any) -> str:
    return "(nothing)" if value is None else str(value)
