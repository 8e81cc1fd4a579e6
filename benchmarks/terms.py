"""The reference evaluator: one decision with its trace, and the loading of an edition."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import plan_book
from benchmarks.rows import BenchRow
from benefit_terms import Facts, evaluate, load_edition

TIMES = 3_000
EARLIER = 10


def measure() -> Iterator[BenchRow]:
    edition = load_edition(plan_book.edition_path("ZY", "2025"))
    facts = Facts.from_json(_facts())
    decision_us = _each_us(lambda: evaluate(edition, facts))
    # the limit: what a decision must at least do, its own JSON being written once
    as_json = evaluate(edition, facts).to_json()
    limit_us = _each_us(lambda: json.dumps(as_json))
    yield BenchRow(
        "inpatient decision with trace, ten earlier payments", round(decision_us, 1), "µs",
        "writing that decision as JSON", round(decision_us / limit_us, 2),
    )  # fmt: skip
    yield BenchRow(
        "inpatient decision with trace, ten earlier payments (goal of the terms)",
        round(decision_us, 1), "µs", goal=200, better="lower",
    )  # fmt: skip


def _each_us(act) -> float:
    act()
    started = time.perf_counter()
    for _ in range(TIMES):
        act()
    return (time.perf_counter() - started) / TIMES * 1e6


def _facts() -> dict:
    stay = {
        "plan": "ZY", "event_kind": "inpatient", "cover_starts_on": "2025-02-21", "icd10": "J18",
        "severity": "none", "amount_fen": 10_000,
        "uses": [{"cap": "annual", "amount_fen": 10_000}], "terminated_cover": False,
    }  # fmt: skip
    return {
        "cover": {
            "starts_on": "2025-02-21", "ends_before": "2026-02-21", "shares": 1, "tier": None,
            "is_renewal": False, "terminated_on": None,
        },
        "person": {
            "sex": "F", "birth_on": "1980-05-05", "insured_basic_medical": True,
            "person_class": "ordinary", "employment": "in_service",
        },
        "event": {
            "kind": "inpatient", "cause": "illness", "admitted_on": "2025-05-10",
            "discharged_on": "2025-05-20", "diagnosed_on": "2025-05-12", "filed_on": "2025-06-01",
            "diagnosis": {"icd10": "J18", "severity": "none"},
            "bill": {
                "total_fen": 1_000_000, "pool_paid_fen": 800_000, "large_paid_fen": 0,
                "deductible_fen": 60_000, "proportional_fen": 140_000, "class_b_first_fen": 0,
                "self_funded_fen": 0, "over_limit_fen": 0, "above_cap_fen": 0,
                "other_reimbursed_fen": 0,
            },
        },
        "earlier": [{**stay, "event_on": f"2025-04-{day:02d}"} for day in range(1, EARLIER + 1)],
    }  # fmt: skip
