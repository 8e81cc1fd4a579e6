"""The two evaluators of the terms: one decision with its trace, and claims by the million.

Everything that is compared decides the same claims in the same run, in turns, and
the best of several turns counts; answers are compared to the fen before a figure
is believed. Slow forms decide the first so many of the claims.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import plan_book
from benchmarks import terms_by_hand as by_hand
from benchmarks import terms_engines as engines
from benchmarks.rows import BenchRow
from benchmarks.terms_claims import Amounts, alone, capped, claims, uncapped
from benefit_terms import Edition, Facts, evaluate, load_edition
from benefit_terms.columnar import decided
from benefit_terms.frame_checks import validated
from benefit_terms.frames import facts_of

CLAIMS = 1_000_000
#: The first so many claims, for forms that decide one at a time.
FEW, SOME = 5_000, 100_000
TURNS = 7
TIMES = 3_000
EARLIER = 10

Act = Callable[[], Any]


def measure() -> Iterator[BenchRow]:
    missing = [name for name in ("zen", "openfisca_core") if find_spec(name) is None]
    if missing:
        raise SystemExit(f"{missing[0]} is not installed; `make bench` installs it.")
    yield from _one_decision()
    frame = validated(claims(CLAIMS))
    yield from _with_cap(frame)
    yield from _stays_only(frame)
    yield from _alone(frame)
    yield from _replay(frame)


# ── one decision with its trace ──────────────────────────────────────────────────────────────


def _one_decision() -> Iterator[BenchRow]:
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
    yield from _against_a_graph()


def _against_a_graph() -> Iterator[BenchRow]:
    """The graph traced and not: `performance` and trace of each node are what it can tell."""
    edition, graph, frame = capped(), engines.zen_graph(), claims(1)
    facts = facts_of(frame.row(0, named=True))
    (context,) = engines.zen_contexts(frame)
    _must_agree(
        "ZEN graph",
        [graph.evaluate(context)["result"]["amount"]],
        [evaluate(edition, facts).amount_fen],
    )
    best = _best(
        {
            "ours": lambda: evaluate(edition, facts),
            "traced": lambda: graph.evaluate(context, {"trace": True}),
            "untraced": lambda: graph.evaluate(context),
        },
        turns=5_000,
    )
    for how in ("untraced", "traced"):
        yield BenchRow(
            "bands, stays, cap: one decision with trace", round(best["ours"] * 1e6, 1), "µs",
            f"the same in a ZEN decision graph, {how} ({best[how] * 1e6:.0f} µs)",
            round(best["ours"] / best[how], 2), 0.5, "lower",
        )  # fmt: skip


def _facts() -> dict[str, Any]:
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


# ── claims by the million ────────────────────────────────────────────────────────────────────


def _with_cap(frame: pl.DataFrame) -> Iterator[BenchRow]:
    what = "bands, stays, cap"
    forms = {
        "Polars windows (.over)": by_hand.polars_windows_capped,
        "Polars, sorted, running sums": by_hand.polars_sorted_capped,
        "NumPy, sorted, running sums": by_hand.numpy_sorted_capped,
    }
    slow = {
        "a straight Python loop": (by_hand.python_loop_capped, CLAIMS // 4),
        "a ZEN decision graph, claim by claim": (engines.zen_graph_capped, FEW),
        "one compiled ZEN expression": (engines.zen_expression_capped, SOME),
    }
    ours, rates = _rates(capped(), frame, forms, slow)
    yield from _forms(what, ours, rates, forms)
    goals = {"a straight Python loop": 1, "a ZEN decision graph, claim by claim": 100}
    for name in slow:
        yield _row(what, ours, name, rates[name], goals.get(name))


def _stays_only(frame: pl.DataFrame) -> Iterator[BenchRow]:
    forms = {
        "Polars windows (.over)": by_hand.polars_windows,
        "Polars, sorted, a running count": by_hand.polars_sorted,
        "NumPy, sorted, a running count": by_hand.numpy_sorted,
    }
    ours, rates = _rates(uncapped(), frame, forms, {})
    yield from _forms("bands, stays, no cap", ours, rates, forms)


def _alone(frame: pl.DataFrame) -> Iterator[BenchRow]:
    what = "bands, nothing across claims"
    forms = {"a Polars expression": by_hand.polars_alone, "NumPy": by_hand.numpy_alone}
    slow = {
        "a plain Python function": (by_hand.python_alone, CLAIMS // 4),
        "a ZEN decision graph in one batch": (engines.zen_batch_alone, SOME),
    }
    fisca = dict(engines.openfisca_forms())
    ours, rates = _rates(alone(), frame, forms, slow, fisca)
    yield from _forms(what, ours, rates, forms)
    slower = min(fisca, key=lambda name: rates[name])
    for name in (*slow, *fisca):
        yield _row(what, ours, name, rates[name], 3 if name == slower else None)


def _rates(
    edition: Edition,
    frame: pl.DataFrame,
    forms: dict[str, by_hand.Form],
    slow: dict[str, tuple[by_hand.Form, int]],
    floating: dict[str, by_hand.Form] | None = None,
) -> tuple[float, dict[str, float]]:
    """Claims a second: ours, and each of the others after its answers were found to be ours."""
    amounts = _decide(edition, frame)
    sizes = dict.fromkeys(forms, frame.height) | {name: size for name, (_, size) in slow.items()}
    acts: dict[str, Act] = {"": lambda: _decide(edition, frame)}
    for name, form in (forms | {name: form for name, (form, _) in slow.items()}).items():
        part = frame.head(sizes[name])
        _must_agree(name, form(part), amounts[: part.height])
        acts[name] = lambda form=form, part=part: form(part)
    for name, form in (floating or {}).items():
        _must_agree(name, np.rint(form(frame).astype(np.float64) * 100), amounts, within=5)
        sizes[name], acts[name] = frame.height, lambda form=form: form(frame)
    best = _best(acts)
    return frame.height / best[""], {name: sizes[name] / best[name] for name in sizes}


def _decide(edition: Edition, frame: pl.DataFrame) -> Amounts:
    """The amounts of the columnar evaluator, in the order of the frame."""
    return decided(edition, frame).outcomes.amount


def _forms(
    what: str, ours: float, rates: dict[str, float], forms: dict[str, by_hand.Form]
) -> Iterator[BenchRow]:
    fastest = max(forms, key=lambda name: rates[name])
    yield _row(what, ours, f"the best form by hand: {fastest}", rates[fastest], 0.6)
    for name in forms:
        if name != fastest:
            yield _row(what, ours, f"by hand: {name}", rates[name])


def _row(what: str, ours: float, name: str, rate: float, goal: float | None = None) -> BenchRow:
    against = f"{name} ({rate:,.0f}/s)"
    ratio = float(f"{ours / rate:.3g}")
    return BenchRow(f"{what}: columnar", round(ours), "claims/s", against, ratio, goal)


def _replay(frame: pl.DataFrame) -> Iterator[BenchRow]:
    from benefit_terms.replay import replay

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.parquet"
        frame.write_parquet(path)
        best = _best(
            {
                "one": lambda: replay(path, capped()),
                "two": lambda: replay(path, capped(), uncapped()),
            },
            turns=3,
        )
    yield BenchRow(
        "replay of a million claims in a file", round(best["one"], 2), "s", goal=10, better="lower"
    )
    yield BenchRow(
        "replay of a million claims, one edition against another", round(best["two"], 2), "s",
        goal=10, better="lower",
    )  # fmt: skip


# ── the watch ────────────────────────────────────────────────────────────────────────────────


def _best(acts: dict[str, Act], *, turns: int = TURNS) -> dict[str, float]:
    """The best time of each act over several turns in which all take part."""
    found = dict.fromkeys(acts, float("inf"))
    for _ in range(turns):
        for name, act in acts.items():
            started = time.perf_counter()
            act()
            found[name] = min(found[name], time.perf_counter() - started)
    return found


def _each_us(act: Act) -> float:
    """Microseconds of one act: the best of ten stretches of many."""

    def stretch() -> None:
        for _ in range(TIMES // 10):
            act()

    return _best({"": stretch}, turns=10)[""] / (TIMES // 10) * 1e6


def _must_agree(name: str, theirs: Any, ours: Any, within: int = 0) -> None:
    off = np.abs(np.asarray(theirs, dtype=np.int64) - np.asarray(ours, dtype=np.int64))
    if (off > within).any():
        at = int(off.argmax())
        raise SystemExit(f"{name} and the evaluator differ in claim {at}: {theirs[at]}, {ours[at]}")
