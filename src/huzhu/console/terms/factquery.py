"""Facts back into an address: the names and values that the form of a trial reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from benefit_terms import Edition
from benefit_terms.reader import hints_of
from huzhu.console.terms.factpaths import EARLIER, bare, caps_of, kind_of, leaves, lists
from huzhu.kernel.money import yuan_plain

MOST_ROWS = 12


def query_of(facts: Mapping[str, Any], edition: Edition) -> list[tuple[str, str]]:
    """Facts (plain data) as the names and values of the form; the inverse of `facts()`."""
    found: list[tuple[str, str]] = []
    for path, leaf in leaves().items():
        value = _at(facts, path)
        if value is None:
            continue
        values = value if isinstance(value, list | tuple) else [value]
        found += [(path, _shown(leaf.kind, item)) for item in values]
    for path, (cls, columns) in lists().items():
        for number, row in enumerate((_at(facts, path) or [])[: MOST_ROWS - 1]):
            held = _row_for_form(dict(row), edition, facts) if path == "earlier" else row
            for column in columns:
                if held.get(column) in (None, ""):
                    continue
                is_fact = column not in ("clause", "more") or path != "earlier"
                kind = kind_of(column, bare(hints_of(cls)[column]))[0] if is_fact else "text"
                found.append((f"{path}-{number}.{column}", _shown(kind, held[column])))
    return found


def _row_for_form(
    row: dict[str, Any], edition: Edition, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """An earlier payment as its row: what follows from its benefit is left out, the rest that has
    no column stands under `more`."""
    lines = row.get("lines") or []
    if len(lines) == 1 and lines[0].get("amount_fen") == row.get("amount_fen"):
        clause = lines[0]["clause"]
        uses = [{"cap": cap, "amount_fen": row["amount_fen"]} for cap in caps_of(edition, clause)]
        if (row.get("uses") or []) == uses:
            row["clause"] = clause
            row.pop("lines"), row.pop("uses", None)
    more = {key: value for key, value in row.items() if key not in EARLIER}
    if more:
        row["more"] = json.dumps(more, ensure_ascii=False)
    if row.get("plan") == edition.plan:
        row.pop("plan")
    if row.get("cover_starts_on") == (facts.get("cover") or {}).get("starts_on"):
        row.pop("cover_starts_on")
    return row


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _shown(kind: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return yuan_plain(value) if kind == "fen" else str(value)
