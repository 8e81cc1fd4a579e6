"""Whatever the document and the facts: a decision or a named error, in bounded work."""

from __future__ import annotations

import json
import random
from collections import Counter
from functools import cache

import pytest
from fuzzed import changed, corpus
from trial import edition, facts

from benefit_terms import (
    Facts,
    TermsError,
    edition_from_canonical,
    evaluate,
    explain,
    parse_edition,
)
from benefit_terms.check import soundness_problems
from benefit_terms.coverage import check_coverage
from benefit_terms.errors import EditionError, EvaluationError
from benefit_terms.problems import Problems

kept = cache(corpus)


def tried(seed: int) -> str:
    """What came of one random document and random facts: an outcome, or the code of an error."""
    dice = random.Random(seed)
    documents = [document for document, _ in kept()]
    base, own = dice.choice(kept())
    facts = own if dice.random() < 0.8 else dice.choice(kept())[1]
    event = dice.choice(facts)
    document = changed(base, documents, dice, dice.choice((0, 1, 1, 2, 3, 8)))
    event = changed(event, facts, dice, dice.choice((0, 1, 2, 5)))
    read = parse_edition if seed % 50 == 0 else edition_from_canonical
    try:
        edition = read(json.dumps(document))
        problems = Problems(edition)
        problems.extend(soundness_problems(edition))
        check_coverage(edition, [], problems)
        decision = evaluate(edition, Facts.from_json(event))
    except TermsError as trouble:
        return trouble.code if trouble.what and trouble.remedy and trouble.where else "unnamed"
    for language in ("zh", "en"):
        assert explain(edition, decision, language, "reviewer")
    assert sum(line.amount_fen for line in decision.lines) == decision.amount_fen
    assert (decision.amount_fen > 0) == (decision.outcome == "pay")
    return decision.outcome


def _try(count: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for seed in range(count):
        try:
            found[tried(seed)] += 1
        except TermsError:
            raise
        except Exception as trouble:
            raise AssertionError(f"seed {seed} raised {trouble!r}") from trouble
    return found


def test_random_documents_and_facts_give_decisions_or_named_errors():
    found = _try(2_500)

    assert found["pay"] > 50
    assert not found["unnamed"]
    assert len(found) > 15


@pytest.mark.deep
def test_a_hundred_thousand_random_documents_and_facts():
    found = _try(100_000)

    print(found.most_common())
    assert sum(found.values()) == 100_000
    assert not found["unnamed"]


def test_a_document_beyond_all_reason_is_refused_before_it_is_read():
    with pytest.raises(EditionError, match="larger"):
        parse_edition("x" * 3_000_000)


@pytest.mark.parametrize("text", ["[" * 5000, "{a: " * 3000, "- " * 4000 + "a", "a: &a [*a]"])
def test_deep_and_circular_yaml_is_a_named_error(text):
    with pytest.raises(EditionError):
        parse_edition(text)


def test_parameters_that_name_each_other_many_times_are_read_in_bounded_time():
    one = "  p{0}: {{unit: fen, source: x, sourced: assumed, value: {{by: sex, rows: {{F: $p{1}, M: $p{1}}}}}}}"
    parameters = "\n".join(one.format(i, (i + 1) % 60) for i in range(60))
    terms = edition(start="amount: $p0", parameters=parameters)

    check_coverage(terms, [], Problems(terms))
    with pytest.raises(EvaluationError, match="refer to each other"):
        evaluate(terms, facts())


def test_an_edition_of_very_many_clauses_is_refused():
    with pytest.raises(EditionError, match="501"):
        edition("".join(f"      - {{kind: sex_only, id: s{i}, sex: F}}\n" for i in range(499)))
