"""Random documents and facts: published ones, changed at random until little sense is left."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import plan_book
from benefit_terms import clauses as c
from benefit_terms import load_edition
from benefit_terms import nodes as n
from benefit_terms.cases import cases_path, load_cases
from benefit_terms.values import AXES

WORDS: list[Any] = [
    *c.Clause.members, *n.Condition.members, *n.Start.members, *n.Step.members,
    *n.WindowResult.members, *AXES, "kind", "id", "when", "steps", "start", "by", "rows", "otherwise",
    "$rate", "$", "$annual_cap", "0 yuan", "1 yuan", "999999999999999 yuan", "70 %", "0 %", "7/10",
    "1/0", "1/999999999999999", "30 days", "999999999999999 days", "2 months", "99999 years",
    "2025-02-29", "2024-02-29", "0001-01-01", "9999-12-31", "", "·", "一", "\u0000", "1e9", "NaN",
    "severe", "mild", "illness", "inpatient", "F", "1", "2-5", "6+", "9-1", "C50", "c50.9", "Z",
    None, True, False, 0, 1, -1, 10, 99, 10**17, -(10**17), [], {}, [[]], {"by": "age", "rows": {}},
]  # fmt: skip


def corpus() -> list[tuple[Any, list[Any]]]:
    """All editions of the plan book, each with the facts of its cases, as plain data."""
    return [
        (
            load_edition(path).canonical_data(),
            [case.facts.to_json() for case in load_cases(cases_path(Path(path)))],
        )
        for path in plan_book.editions()
    ]


def changed(data: Any, pool: list[Any], dice: random.Random, times: int) -> Any:
    """The data with so many random changes at random places."""
    data = copy.deepcopy(data)
    for _ in range(times):
        places = list(_places(data))
        if not places:
            break
        holder, key = dice.choice(places)
        _change(holder, key, pool, dice)
    return data


def _places(data: Any, depth: int = 0) -> Any:
    children = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, child in children:
        yield data, key
        if depth < 12:
            yield from _places(child, depth + 1)


def _change(holder: Any, key: Any, pool: list[Any], dice: random.Random) -> None:
    deed = dice.randrange(6)
    if deed == 0:
        del holder[key]
    elif deed == 1:
        holder[key] = copy.deepcopy(_piece(dice.choice(pool), dice))
    elif deed == 2 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif deed == 2:
        holder[str(dice.choice(WORDS))] = holder.pop(key)
    elif deed == 3:
        holder[key] = {str(dice.choice(WORDS)): holder[key]}
    else:
        holder[key] = copy.deepcopy(dice.choice(WORDS))


def _piece(data: Any, dice: random.Random) -> Any:
    """A random part of some other document."""
    while isinstance(data, (dict, list)) and data and dice.random() < 0.8:
        data = dice.choice(list(data.values()) if isinstance(data, dict) else data)
    return data
