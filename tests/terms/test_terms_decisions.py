"""Decisions and their explanation; and that any facts give a decision or a named error."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trial import CAP_EDITION, codes, edition, facts

import plan_book
from benefit_terms import (
    Decision,
    DecisionError,
    Facts,
    TermsError,
    evaluate,
    explain,
    load_edition,
)
from benefit_terms.sentences import SENTENCES

EDITIONS = [load_edition(path) for path in plan_book.editions()]
BOTH = [(language, audience) for language in ("zh", "en") for audience in ("member", "reviewer")]


def test_decision_survives_json():
    decision = evaluate(CAP_EDITION, facts(cover__shares=3))

    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision


@pytest.mark.parametrize("change", [{"outcome": "maybe"}, {"amount_fen": 1.5}, {"colour": 1}])
def test_decision_that_was_tampered_with_is_not_read(change):
    data = {**evaluate(CAP_EDITION, facts()).to_json(), **change}

    with pytest.raises(DecisionError):
        Decision.from_json(data)


def test_same_facts_give_the_same_decision():
    assert evaluate(CAP_EDITION, facts()) == evaluate(CAP_EDITION, facts())


@pytest.mark.parametrize(("language", "audience"), BOTH)
def test_explanation_names_the_article_in_every_line(language, audience):
    text = explain(CAP_EDITION, evaluate(CAP_EDITION, facts()), language, audience)

    mark = "第1条" if language == "zh" else r"[Aa]rticle 1\b"
    assert [line for line in text.splitlines() if not re.search(mark, line)] == []


def test_explanation_for_the_member_says_how_the_amount_came_about():
    text = explain(CAP_EDITION, evaluate(CAP_EDITION, facts()), "en", "member")

    assert text.splitlines() == [
        "Trial (T 1), article 1: 500.00 yuan to be paid.",
        "Article 1: claim base 1000.00 yuan (proportional self-pay 1000.00 yuan).",
        "Article 1: 1000.00 yuan × 70 % = 700.00 yuan.",
        "Article 1: rests on 70 % (an assumption, not yet sourced).",
        "Article 1: limit 500.00 yuan, 0.00 yuan used before: 700.00 yuan → 500.00 yuan.",
        "Article 1: Benefit: 500.00 yuan",
    ]


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "暂定假设，尚无依据"), ("en", "an assumption, not yet sourced")]
)
@pytest.mark.parametrize("audience", ["member", "reviewer"])
def test_explanation_says_that_an_amount_rests_on_an_assumption(language, words, audience):
    assert words in explain(CAP_EDITION, evaluate(CAP_EDITION, facts()), language, audience)


def test_explanation_shows_sources_and_codes_to_the_reviewer_only():
    decision = evaluate(CAP_EDITION, facts(event__kind="death"))

    member, reviewer = (
        explain(CAP_EDITION, decision, "en", audience) for audience in ("member", "reviewer")
    )

    assert ("no_benefit_applies" in member, "no_benefit_applies" in reviewer) == (False, True)


def test_referral_pays_nothing_and_keeps_the_question():
    decision = evaluate(edition(), facts(event__admitted_on=None, event__discharged_on=None))

    assert (decision.outcome, decision.amount_fen, decision.lines, codes(decision)) == (
        "refer",
        0,
        (),
        ["fact_missing"],
    )


DAYS = st.one_of(
    st.none(), st.integers(0, 900).map(lambda days: str(date(2023, 12, 1) + timedelta(days=days)))
)
FEN = st.one_of(st.none(), st.integers(-1, 3_000_000))
ICD = st.sampled_from(["C50", "C34", "I21", "D05", "D32", "J18", "", None, "c50.9"])
SEVERITY = st.sampled_from(["severe", "mild", "in_situ", "none", None])
KIND = st.sampled_from(
    ["inpatient", "diagnosis", "accident", "death", "disability", "outpatient_special"]
)
BILL = st.fixed_dictionaries(
    {},
    optional={
        f"{name}_fen": FEN
        for name in (
            "total",
            "pool_paid",
            "large_paid",
            "deductible",
            "proportional",
            "class_b_first",
            "self_funded",
            "over_limit",
            "above_cap",
            "other_reimbursed",
        )
    },
)
EVENT = st.fixed_dictionaries(
    {"kind": KIND},
    optional={
        "cause": st.sampled_from(["illness", "accident", None]),
        "occurred_on": DAYS,
        "admitted_on": DAYS,
        "discharged_on": DAYS,
        "diagnosed_on": DAYS,
        "filed_on": DAYS,
        "hospital_grade": st.sampled_from(["2", "3", None]),
        "diagnosis": st.one_of(
            st.none(), st.fixed_dictionaries({"icd10": ICD, "severity": SEVERITY})
        ),
        "disability_grade": st.one_of(st.none(), st.integers(0, 11)),
        "bill": st.one_of(st.none(), BILL),
    },
)
PERSON = st.fixed_dictionaries(
    {},
    optional={
        "sex": st.sampled_from(["F", "M", None, "X"]),
        "birth_on": st.sampled_from(["1980-02-29", "1950-01-01", None]),
        "insured_basic_medical": st.sampled_from([True, False, None]),
        "employment": st.sampled_from(["in_service", "retired", None]),
    },
)
COVER = st.fixed_dictionaries(
    {
        "starts_on": st.sampled_from(["2024-01-01", "2025-02-28"]),
        "ends_before": st.sampled_from(["2025-01-01", "2026-02-28"]),
    },
    optional={
        "shares": st.integers(-1, 5),
        "tier": st.sampled_from(["26", "100", None]),
        "is_renewal": st.booleans(),
        "terminated_on": DAYS,
    },
)


def read_or_refused(data):
    try:
        return Facts.from_json(data)
    except TermsError as error:
        return error


ADMITTED = date(2024, 6, 1)
LIKELY = {
    "person": {
        "sex": "F",
        "birth_on": "1980-02-29",
        "insured_basic_medical": True,
        "employment": "in_service",
    },
    "event": {
        "cause": "accident",
        "occurred_on": "2024-06-01",
        "diagnosed_on": "2024-06-02",
        "filed_on": "2024-12-31",
    },
}


@st.composite
def likely_facts(draw):
    """Facts that are mostly paid, each with something of its own."""
    data = draw(any_facts())
    stay = draw(st.integers(0, 200))
    event = {
        **LIKELY["event"],
        "kind": draw(st.sampled_from(["inpatient", "inpatient", "death", "disability"])),
        "admitted_on": str(ADMITTED),
        "discharged_on": str(ADMITTED + timedelta(days=stay)),
        "disability_grade": draw(st.integers(1, 10)),
        "diagnosis": {
            "icd10": draw(st.sampled_from(["C50", "D05", "I21"])),
            "severity": draw(st.sampled_from(["severe", "mild", "in_situ"])),
        },
        "bill": {
            "deductible_fen": draw(st.integers(0, 10**6)),
            "proportional_fen": draw(st.integers(0, 10**7)),
        },
    }
    cover = {
        "starts_on": draw(st.sampled_from(["2024-01-01", "2024-05-01", "2024-06-01"])),
        "ends_before": "2025-01-01",
        "shares": draw(st.integers(0, 5)),
        "tier": "100",
    }
    earlier = [{**paid, "cover_starts_on": cover["starts_on"]} for paid in data["earlier"]]
    return {"cover": cover, "event": event, "person": LIKELY["person"], "earlier": earlier}


@st.composite
def any_facts(draw):
    event, cover = draw(EVENT), draw(COVER)
    plans = st.sampled_from([terms.plan for terms in EDITIONS])
    paid = st.fixed_dictionaries(
        {
            "plan": plans,
            "event_on": DAYS.filter(bool),
            "cover_starts_on": st.just(cover["starts_on"]),
            "amount_fen": st.integers(0, 2_000_000),
            "icd10": ICD,
            "severity": SEVERITY,
            "event_kind": KIND,
            "terminated_cover": st.booleans(),
            "uses": st.lists(
                st.fixed_dictionaries(
                    {"cap": st.just("annual"), "amount_fen": st.integers(0, 2_000_000)}
                ),
                max_size=1,
            ),
        }
    )
    return {
        "cover": cover,
        "event": event,
        "person": draw(PERSON),
        "earlier": draw(st.lists(paid, max_size=2)),
    }


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    data=st.one_of(any_facts(), likely_facts(), likely_facts()),
    index=st.integers(0, len(EDITIONS) - 1),
)
def test_any_facts_give_a_sound_decision_or_a_named_error(data, index):
    terms = EDITIONS[index]

    known = read_or_refused(data)
    if isinstance(known, TermsError):
        assert known.code
        assert known.remedy
        return
    decision = evaluate(terms, known)

    assert decision.amount_fen == sum(line.amount_fen for line in decision.lines)
    assert (decision.outcome == "pay") == (decision.amount_fen > 0)
    assert all(use.amount_fen <= use.limit_fen for use in decision.uses)
    assert all(step.kind in SENTENCES for step in decision.trace)
    assert decision.refusals or decision.lines
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision
    for language, audience in BOTH:
        assert explain(terms, decision, language, audience)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(
    data=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["cover", "event", "person", "earlier", "kind", "x"]),
                inner,
                max_size=3,
            )
        ),
    )
)
def test_any_data_is_facts_or_a_named_error(data):
    known = read_or_refused(data)

    assert isinstance(known, Facts) or known.code


@pytest.mark.parametrize(("language", "words"), [("zh", "入院日期"), ("en", "date of admission")])
def test_explanation_asks_the_member_for_a_missing_fact_in_plain_words(language, words):
    decision = evaluate(edition(), facts(event__admitted_on=None, event__discharged_on=None))

    text = explain(edition(), decision, language, "member")

    assert (words in text, "admitted_on" in text) == (True, False)
