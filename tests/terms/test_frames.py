"""Facts as rows and rows as facts: nothing is lost on the way, for every field there is."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import benefit_terms
from benefit_terms import FactsError, load_edition
from benefit_terms.cases import cases_path, load_cases
from benefit_terms.facts import EarlierPayment, Facts
from benefit_terms.frame_checks import validated
from benefit_terms.frames import fact_columns, facts_of, frame_of, schema, settled_payment
from terms.generated_claims import Claims
from terms.trial import edition, facts

BOOK = Path(benefit_terms.__file__).parents[1] / "plan_book"
EDITIONS = [path for path in sorted(BOOK.rglob("*.yaml")) if not path.name.endswith(".cases.yaml")]


def back(frame: pl.DataFrame, plan: str) -> list[Facts]:
    """The facts of the claims of a frame in which each claim has its own person."""
    found, earlier = [], []
    for row in frame.iter_rows(named=True):
        if row["settled"]:
            earlier.append(settled_payment(row, plan))
        else:
            found.append(facts_of(row, earlier))
            earlier = []
    return found


@pytest.mark.parametrize("path", EDITIONS, ids=lambda path: path.stem)
def test_cases_of_the_plan_book_survive_as_rows(path: Path) -> None:
    cases = [case.facts for case in load_cases(cases_path(path))]

    assert back(validated(frame_of(cases)), load_edition(path).plan) == cases


def test_generated_rows_survive_as_facts() -> None:
    frame = Claims(edition(), 7).frame(200).filter(~pl.col("settled"))
    once = [facts_of(row) for row in frame.iter_rows(named=True)]

    assert back(frame_of(once), "T") == once


def test_a_diagnosis_or_bill_of_which_nothing_is_known_is_still_there() -> None:
    known = facts(event__diagnosis={}, event__bill={})

    [again] = back(frame_of([known]), "T")

    assert again == known
    assert again.event.diagnosis is not None


def test_every_field_of_the_facts_has_its_column() -> None:
    def names(cls: Any, prefix: str) -> set[str]:
        return {f"{prefix}_{entry.name}" for entry in fields(cls)}

    expected: set[str] = set()
    for entry in fields(facts()):
        held = getattr(facts(), entry.name)
        if is_dataclass(held):
            expected |= names(type(held), entry.name)
    nested = {"event_diagnosis", "event_bill"}

    assert expected - nested <= set(fact_columns())
    assert {"diagnosis_icd10", "bill_total_fen", "beside"} <= set(fact_columns())
    told = {entry.name for entry in fields(EarlierPayment)}
    assert {name for name in told if f"settled_{name}" in schema()} >= {
        "amount_fen",
        "uses",
        "lines",
    }


def test_unknown_words_and_wrong_types_are_named_by_column_and_claim() -> None:
    frame = frame_of([facts(), facts()])

    for change, code, where in (
        (pl.lit("W").alias("person_sex"), "not_in_list", "claim 0"),
        (pl.lit(1.5).alias("bill_total_fen"), "wrong_type", "column bill_total_fen"),
        (pl.lit("2025").alias("event_filed_on"), "wrong_type", "column event_filed_on"),
        (pl.lit(11).alias("event_disability_grade"), "out_of_range", "claim 0"),
        (pl.lit([1]).alias("beside"), "wrong_type", "column beside"),
    ):
        with pytest.raises(FactsError) as caught:
            validated(frame.with_columns(change))
        assert (caught.value.code, caught.value.where) == (code, where)
