"""The columnar evaluator and the reference give the same decisions: on generated terms and claims."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from benefit_terms import Edition
from benefit_terms.columnar import decided, persons
from benefit_terms.columnar.rowwise import decide_rows
from terms.generated import editions
from terms.generated_claims import Claims
from terms.kinds import all_kinds, kinds_in

# Counted over all tests of this file, which therefore run in one process.
pytestmark = pytest.mark.xdist_group("columnar")

EDITIONS = 480
PERSONS = 22

seen: dict[str, Any] = {
    "editions": 0,
    "claims": 0,
    "by_reference": 0,
    "pairs": Counter(),
    "paid": Counter(),
    "outcomes": Counter(),
}


def answers(edition: Edition, claims: pl.DataFrame) -> list[dict[str, Any]]:
    """What the reference decides of each claim that is not settled, as plain data."""
    found = []
    for row, decision in decide_rows(edition, claims.sort("person", "order")):
        if decision is None:
            continue
        answer = {
            "claim": row["claim"],
            "outcome": decision.outcome,
            "amount_fen": decision.amount_fen,
            "refusals": sorted({refusal.code for refusal in decision.refusals}),
            "ended_on": min((effect.on for effect in decision.effects), default=None),
        }
        for prefix, pairs in (
            ("line_", [(line.clause, line.amount_fen) for line in decision.lines]),
            ("use_", [(use.cap, use.amount_fen) for use in decision.uses]),
            ("count_", [(count.counter, count.number) for count in decision.counts]),
        ):
            for name, number in pairs:
                answer[prefix + name] = answer.get(prefix + name, 0) + number
        found.append(answer)
    return found


def differences(
    edition: Edition, claims: pl.DataFrame, decisions: pl.DataFrame
) -> list[tuple[str, Any, Any]]:
    """Claims of which the two do not say the same: (claim, reference, columnar)."""
    found = []
    for wanted, row in zip(answers(edition, claims), decisions.iter_rows(named=True), strict=True):
        said = {
            k: v
            for k, v in row.items()
            if not (k.startswith(("line_", "use_", "count_")) and v == 0)
        }
        said["refusals"] = sorted(said["refusals"])
        if said != wanted:
            found.append((wanted["claim"], wanted, said))
    return found


def assert_same(edition: Edition, claims: pl.DataFrame) -> None:
    found = decided(edition, claims)
    decisions = found.to_frame()
    wrong = differences(edition, claims, decisions)
    if wrong:
        note(edition.canonical_json())
        person = int(wrong[0][0].partition("/")[0])
        for row in claims.filter(pl.col("person") == person).iter_rows(named=True):
            note(str({name: value for name, value in row.items() if value not in (None, [])}))
    assert wrong[:1] == []
    seen["editions"] += 1
    seen["claims"] += decisions.height
    seen["by_reference"] += found.by_reference
    seen["outcomes"].update(decisions["outcome"].to_list())
    pairs = list(itertools.combinations(sorted(kinds_in(edition)), 2))
    seen["pairs"].update(pairs)
    if (decisions["outcome"] == "pay").any():
        seen["paid"].update(pairs)


quiet = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)


@settings(quiet, max_examples=EDITIONS)
@given(editions(), st.integers(0, 2**32))
def test_generated_editions_decide_alike(edition: Edition, seed: int) -> None:
    assert_same(edition, Claims(edition, seed).frame(PERSONS))


def test_generated_editions_were_many_and_combined_the_kinds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    kinds = sorted(all_kinds())
    pairs = list(itertools.combinations(kinds, 2))
    met = [pair for pair in pairs if pair in seen["pairs"]]
    paid = [pair for pair in pairs if pair in seen["paid"]]
    with capsys.disabled():
        print(
            f"\n{seen['editions']} editions, {seen['claims']} claims ({dict(seen['outcomes'])}), "
            f"{seen['by_reference']} by the reference; {len(met)} of {len(pairs)} pairs of "
            f"{len(kinds)} kinds stood together in an edition, {len(paid)} in one that paid; "
            f"never: {', '.join(' + '.join(pair) for pair in pairs if pair not in met)[:300]}"
        )
    assert seen["editions"] >= 200
    assert seen["claims"] >= 20_000
    # What is drawn differs a little from one place to another; the floors leave room for it.
    assert len(met) >= 0.85 * len(pairs)
    assert len(paid) >= 0.70 * len(pairs)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of a few rows; persons with three rows are gathered, those with five go one by one."""
    monkeypatch.setattr(persons, "CHUNK", 5)
    monkeypatch.setattr(persons, "MANY", 2)
    monkeypatch.setattr(persons, "TOO_MANY", 4)


@pytest.mark.usefixtures("small_chunks")
@settings(quiet, max_examples=40)
@given(editions(), st.integers(0, 2**32))
def test_persons_stay_whole_however_small_the_chunks(edition: Edition, seed: int) -> None:
    assert_same(edition, Claims(edition, seed).frame(PERSONS))


@settings(quiet, max_examples=60)
@given(editions(), st.integers(0, 2**32))
def test_claims_as_they_are_filed_decide_as_those_of_one_person_after_another(
    edition: Edition, seed: int
) -> None:
    rows = Claims(edition, seed).frame(PERSONS).sample(fraction=1, shuffle=True, seed=seed)
    filed = rows.with_columns(order=pl.int_range(pl.len(), dtype=pl.Int64))

    found = decided(edition, filed).to_frame()
    wanted = decided(edition, filed.sort("person", "order")).to_frame()

    given_order = filed.filter(~pl.col("settled"))["claim"]
    assert found["claim"].to_list() == given_order.to_list()
    assert_frame_equal(found.sort("claim"), wanted.sort("claim"), check_column_order=False)


@pytest.mark.deep
@settings(quiet, max_examples=6000, derandomize=False)
@given(editions(), st.integers(0, 2**32))
def test_many_generated_editions_decide_alike(edition: Edition, seed: int) -> None:
    assert_same(edition, Claims(edition, seed).frame(PERSONS))
