"""A small edition to vary, and facts to lay over it: what the tests of the language share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benefit_terms import Decision, Edition, Facts, evaluate, parse_edition

HEAD = """
language: 1
plan: T
version: "1"
title: {zh: 试, en: Trial}
effective: {from: 2025-01-01}
"""

BENEFIT = """
      - kind: benefit
        id: pay
        label: {zh: 互助金, en: Benefit}
        when: {event_kind: [inpatient]}
        dated_by: [admitted_on]
"""

INSIDE = "      - {kind: event_inside_cover, id: inside}\n"


def edition_text(
    clauses: str = "",
    *,
    start: str = "bill: [proportional]",
    steps: str = "[]",
    parameters: str = "",
    lists: str = "",
    benefit: str | None = None,
) -> str:
    """The YAML of an edition with one article: a benefit with this start and these steps."""
    body = (
        BENEFIT + f"        start: {{{start}}}\n        steps: {steps}\n"
        if benefit is None
        else benefit
    )
    return (
        HEAD
        + (f"parameters:\n{parameters}\n" if parameters else "")
        + (f"lists:\n{lists}\n" if lists else "")
        + 'articles:\n  - number: "1"\n    text: 条文\n    clauses:\n'
        + INSIDE
        + body
        + clauses
    )


def edition(clauses: str = "", **parts: Any) -> Edition:
    return parse_edition(edition_text(clauses, **parts), name="trial.yaml")


def facts(**changes: Any) -> Facts:
    """An inpatient stay of ten days with 1000 yuan of proportional self-pay, with changes.

    Names are `cover__shares`, `event__bill__proportional_fen`, `earlier`.
    """
    data: dict[str, Any] = {
        "cover": {"starts_on": "2025-01-01", "ends_before": "2026-01-01"},
        "person": {
            "sex": "F",
            "birth_on": "1980-05-05",
            "insured_basic_medical": True,
            "person_class": "ordinary",
            "employment": "in_service",
        },
        "event": {
            "kind": "inpatient",
            "cause": "illness",
            "admitted_on": "2025-06-01",
            "discharged_on": "2025-06-11",
            "filed_on": "2025-07-01",
            "bill": {"proportional_fen": 100000},
        },
    }
    for name, value in changes.items():
        *path, last = name.split("__")
        at = data
        for step in path:
            at = at.setdefault(step, {})
        at[last] = value
    return Facts.from_json(data)


def paid(terms: Edition, **changes: Any) -> int:
    """Fen paid for the changed facts."""
    return evaluate(terms, facts(**changes)).amount_fen


def codes(decision: Decision) -> list[str]:
    return [refusal.code for refusal in decision.refusals]


def earlier(**changes: Any) -> dict[str, Any]:
    """One earlier payment of the trial plan in the same cover."""
    return {
        "plan": "T",
        "event_kind": "inpatient",
        "event_on": "2025-03-01",
        "cover_starts_on": "2025-01-01",
        "amount_fen": 1000,
        **changes,
    }


CAP_EDITION = edition(
    "      - {kind: cap, id: annual, limit: 500 yuan}\n",
    steps="[{rate: $rate}, {cap: annual}]",
    parameters="  rate: {unit: rate, value: 70 %, source: x, sourced: assumed}",
)

CASES = """
facts:
  cover: {starts_on: 2025-01-01, ends_before: 2026-01-01}
  event: {kind: inpatient, admitted_on: 2025-06-01, bill: {proportional_fen: 1000}}
cases:
  - {name: 住院, expect: {outcome: pay, amount: 7 yuan}}
  - {name: 期满, facts: {event: {admitted_on: 2026-01-01}}, expect: {outcome: refuse, refusals: [event_outside_cover]}}
"""


def written(folder: Path, cases: str | None, **parts) -> Path:
    path = folder / "trial.yaml"
    path.write_text(edition_text(**{"steps": "[{rate: 70 %}]", **parts}), encoding="utf-8")
    if cases is not None:
        (folder / "trial.cases.yaml").write_text(cases, encoding="utf-8")
    return path
