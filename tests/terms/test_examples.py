"""Every example of the manual is a whole edition that passes `check`, with all its cases."""

from __future__ import annotations

import pytest

from benefit_terms.manual.examples import FAMILIES, Example, example, missing_examples, names_in
from benefit_terms.manual.render import GROUPS, RECIPES
from benefit_terms.mutate import check_mutants
from benefit_terms.problems import Problems
from benefit_terms.refusals import REFUSALS

EXAMPLES = [
    f"{folder}/{name}" for folder in (*FAMILIES, "axes", "recipes") for name in names_in(folder)
]


def test_every_kind_and_axis_has_an_example():
    assert missing_examples() == []


@pytest.mark.parametrize("path", EXAMPLES)
def test_example_passes_check_with_all_its_cases(path):
    shown = example(path)

    assert [(ran.case.name, ran.differences) for ran in shown.ran if ran.differences] == []
    assert [f"{one.code}: {one.what}" for one in shown.problems()] == []


@pytest.mark.parametrize("path", EXAMPLES)
def test_example_is_told_in_both_languages(path):
    shown = example(path)

    assert [language for language in ("zh", "en") if not shown.about[language].strip()] == []
    assert [case.name for case in shown.cases if " / " not in case.name] == []
    assert shown.text("zh") != shown.text("en")


@pytest.mark.parametrize("path", EXAMPLES)
def test_excerpt_is_the_clause_that_shows_the_kind(path):
    shown = example(path)

    assert shown.excerpt("en").startswith("- ")
    if shown.folder in FAMILIES:
        assert shown.name in shown.excerpt("en")


def test_neighbours_exist():
    unknown = [
        f"{path}: {other}"
        for path in EXAMPLES
        for other in example(path).neighbours
        if other not in EXAMPLES
    ]

    assert unknown == []


def test_groups_are_those_of_the_pages():
    clauses = {example(path).group for path in EXAMPLES if path.startswith("clauses/")}
    recipes = {example(path).group for path in EXAMPLES if path.startswith("recipes/")}

    assert (clauses, recipes) == (set(GROUPS), set(RECIPES))


def test_every_refusal_is_met_by_some_example():
    met = {
        refusal.code
        for path in EXAMPLES
        for ran in example(path).ran
        for refusal in ran.decision.refusals
    }

    assert sorted(set(REFUSALS) - met) == []


#: Numbers that a limit just as high cuts off, so that more of them makes no difference.
CUT_OFF = {
    ("steps/at_burns", "third.rows.20+"),
    ("recipes/several_injuries", "rate.rows.1"),
    ("recipes/severity_ladder", "amount.rows.severe"),
}


def test_every_number_of_an_example_is_tried_by_a_case():
    unnoticed = set()
    for path in EXAMPLES:
        shown = example(path)
        problems = Problems(shown.edition)
        check_mutants(shown.edition, shown.cases, problems)
        unnoticed |= {(path, problem.what.split("`")[1]) for problem in problems}

    assert unnoticed == CUT_OFF


def test_wrong_case_is_found():
    shown = example("steps/rate")
    wrong = Example(
        "steps",
        "rate",
        shown.title,
        shown.about,
        shown.edition_text,
        shown.cases_text.replace("amount: 700 yuan", "amount: 701 yuan", 1),
    )

    found = [ran.differences for ran in wrong.ran if ran.differences]
    assert found == [("amount: expected 701.00, got 700.00",)]
