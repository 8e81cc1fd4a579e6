"""The columnar evaluator on the plan book, and where it must leave a claim to the reference."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import benefit_terms
from benefit_terms import EvaluationError, load_edition
from benefit_terms import clauses as c
from benefit_terms import nodes as n
from benefit_terms.cases import cases_path, load_cases
from benefit_terms.columnar import (
    conditions,
    decide,
    decided,
    guards,
    measures,
    prepare,
    starts,
    steps,
    vocabulary,
)
from benefit_terms.columnar.batch import CODES
from benefit_terms.edition import DatedValue, Parameter
from benefit_terms.frames import frame_of
from benefit_terms.guards import GUARDS
from benefit_terms.values import AXES, Choice
from terms.generated_claims import Claims
from terms.test_columnar import assert_same, differences
from terms.trial import edition, facts

BOOK = Path(benefit_terms.__file__).parents[1] / "plan_book"
EDITIONS = [path for path in sorted(BOOK.rglob("*.yaml")) if not path.name.endswith(".cases.yaml")]
CAP = "      - {kind: cap, id: annual, limit: 500 yuan}\n"


@pytest.mark.parametrize("path", EDITIONS, ids=lambda path: path.stem)
def test_cases_of_the_plan_book_are_decided_alike(path: Path) -> None:
    terms = load_edition(path)
    claims = frame_of([case.facts for case in load_cases(cases_path(path))])

    assert differences(terms, claims, decide(terms, claims)) == []


@pytest.mark.parametrize("path", EDITIONS, ids=lambda path: path.stem)
def test_generated_claims_of_the_plan_book_are_decided_alike(path: Path) -> None:
    assert_same(load_edition(path), Claims(load_edition(path), 11).frame(60))


def test_every_kind_is_carried_out_in_columns() -> None:
    handled = {
        "condition": {kind.kind for kind in conditions.CONDITIONS},
        "start": {kind.kind for kind in starts.STARTS},
        "step": {kind.kind for kind in steps.STEPS},
        "guard": {kind.kind for kind in (*guards.GUARDS, *prepare.LATE_GUARDS)},
        "axis": {*measures.MEASURES, *measures.WORD_COLUMNS, *measures.UNTOLD, "disease_list"},
        "window": {kind.kind for kind in prepare.WINDOW_RESULTS},
    }

    assert handled == {
        "condition": set(n.Condition.members),
        "start": set(n.Start.members),
        "step": set(n.Step.members),
        "guard": {kind.kind for kind in GUARDS},
        "axis": set(AXES),
        "window": set(n.WindowResult.members),
    }


def test_every_field_is_carried_out_in_columns() -> None:
    records = (
        n.Band,
        n.AmountBand,
        n.DayBand,
        c.Window,
        c.SeverityPair,
        c.InForce,
        Choice,
        Parameter,
        DatedValue,
    )
    families = (n.Condition, n.Start, n.Step, n.WindowResult, c.Clause)
    kinds = [kind for family in families for kind in family.members.values()]
    decisive = [kind for kind in (*kinds, *records) if kind not in vocabulary.ENROLS]

    written = {
        kind.__name__: {entry.name for entry in fields(kind)} - {"id", "says"} for kind in decisive
    }

    assert {kind.__name__: set(names.split()) for kind, names in vocabulary.READ.items()} == written


def test_an_edition_with_an_unread_field_is_left_to_the_reference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terms = edition(CAP, steps="[{rate: 70 %}, {cap: annual}]")
    monkeypatch.setitem(vocabulary.READ, n.AtRate, "")

    found = decided(terms, stays([100000] * 2))

    assert vocabulary.unread(terms) == ["rate.rate"]
    assert found.by_reference == 2
    assert found.to_frame()["amount_fen"].to_list() == [50000, 0]


def test_every_clause_that_the_evaluator_reads_is_known_here() -> None:
    # A new clause either decides something (a guard, or one of these) or concerns enrolment.
    decides = {
        "benefit",
        "cap",
        "continuity",
        "membership_years",
        "mutually_exclusive",
        "rounding",
        "waiting",
    }
    enrols = {
        "period",
        "fee",
        "participation",
        "equal_shares",
        "joining",
        "cover_start",
        "checklist",
    }

    assert {kind.kind for kind in GUARDS} | decides | enrols == set(c.Clause.members)


def test_all_refusal_codes_have_a_bit() -> None:
    assert len(CODES) <= 64


def stays(amounts: list[int], **columns: Any) -> pl.DataFrame:
    """Stays of one person, one a month, with these amounts of proportional self-pay."""
    count = len(amounts)
    return pl.DataFrame(
        {
            "claim": [f"1/{at}" for at in range(count)],
            "person": [1] * count,
            "order": list(range(count)),
            "cover_starts_on": [date(2025, 1, 1)] * count,
            "cover_ends_before": [date(2026, 1, 1)] * count,
            "event_kind": ["inpatient"] * count,
            "event_admitted_on": [date(2025, 1 + at % 12, 1) for at in range(count)],
            "bill_proportional_fen": amounts,
            **columns,
        }
    )


def test_a_person_with_very_many_claims_is_left_to_the_reference() -> None:
    terms = edition(CAP, steps="[{rate: 1/3}, {cap: annual}]")

    found = decided(terms, stays([500] * 250))

    assert found.by_reference == 250
    assert differences(terms, stays([500] * 250), found.to_frame()) == []


@pytest.mark.parametrize("many", [30, 150])
def test_persons_with_many_claims_go_through_rounds(many: int) -> None:
    terms = edition(CAP, steps="[{rate: 1/3}, {cap: annual}]")

    found = decided(terms, stays([1000] * many))

    assert found.by_reference == 0
    assert differences(terms, stays([1000] * many), found.to_frame()) == []


def test_amounts_beyond_64_bits_are_left_to_the_reference() -> None:
    terms = edition(CAP, steps="[{rate: 999999999/1000000000}, {rate: 999999998/999999999}]")
    claims = stays([10**15, 3, 12345])

    found = decided(terms, claims)

    assert found.by_reference == 3
    assert found.to_frame()["amount_fen"].to_list() == [10**15 - 2 * 10**6, 3, 12345]
    assert differences(terms, claims, found.to_frame()) == []


def test_one_enormous_bill_does_not_slow_the_others() -> None:
    terms = edition(CAP, steps="[{rate: 70 %}, {cap: annual}]")
    claims = pl.concat(
        [
            stays([100000] * 3),
            stays([10**16]).with_columns(person=pl.lit(2, pl.Int64), claim=pl.lit("2/0")),
        ]
    )

    found = decided(terms, claims)

    assert found.by_reference == 1
    assert differences(terms, claims, found.to_frame()) == []


def test_two_exceptions_are_an_error_that_names_the_claim() -> None:
    benefit = (
        "      - {{kind: benefit, id: {0}, label: {{zh: 甲, en: A}}, when: {{event_kind: [inpatient]}},"
        " dated_by: [admitted_on], start: {{amount: 1 yuan}}{1}}}\n"
    )
    one, two = (
        benefit.format("one", ", exception_to: pay"),
        benefit.format("two", ", exception_to: pay"),
    )

    with pytest.raises(EvaluationError, match="claim 1/0"):
        decide(edition(one + two), stays([1]))


def test_no_claims_give_no_decisions() -> None:
    found = decide(edition(CAP, steps="[{cap: annual}]"), stays([1]).clear())

    assert found.height == 0
    assert found.columns[:4] == ["claim", "outcome", "amount_fen", "refusals"]


def test_persons_may_be_named_by_text_and_come_in_any_order() -> None:
    terms = edition(CAP, steps="[{rate: 70 %}, {cap: annual}]")
    claims = pl.concat(
        [stays([60000] * 2).with_columns(person=pl.lit(name)) for name in ("b", "a")]
    )
    claims = claims.with_columns(claim=pl.col("person") + "/" + pl.col("claim"))[[3, 0, 2, 1]]

    found = decide(terms, claims)

    assert found.select("claim", "amount_fen").rows() == [
        ("a/1/1", 8000),
        ("b/1/0", 42000),
        ("a/1/0", 42000),
        ("b/1/1", 8000),
    ]


def test_frame_of_facts_is_decided_as_the_facts_are() -> None:
    terms = edition(CAP, steps="[{rate: 70 %}, {cap: annual}]")
    claims = frame_of([facts(), facts(cover__shares=2)])

    assert differences(terms, claims, decide(terms, claims)) == []
