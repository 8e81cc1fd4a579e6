"""When cover answers: each guard and each window at its edges."""

from __future__ import annotations

import pytest
from trial import codes, earlier, edition, facts, paid

from benefit_terms import EvaluationError, evaluate, parse_edition

DISEASES = "  bad:\n    heart: {zh: 心, codes: [I21, I22]}\n    lung: {zh: 肺, codes: [C34]}"
CRITICAL = """
      - kind: benefit
        id: pay
        label: {zh: 重疾, en: Critical}
        when: {disease_in: [bad]}
        dated_by: [diagnosed_on]
        start: {amount: {by: severity, rows: {severe: 100 yuan, mild: 30 yuan}}}
"""


def critical(clauses: str = ""):
    return edition(clauses, benefit=CRITICAL, lists=DISEASES)


def diagnosed(icd10="I21", severity="severe", **changes):
    return facts(
        event__diagnosed_on="2025-06-02",
        event__diagnosis={"icd10": icd10, "severity": severity},
        **changes,
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-12-31", ["event_outside_cover"]),
        ("2025-01-01", []),
        ("2025-12-31", []),
        ("2026-01-01", ["event_outside_cover"]),
    ],
)
def test_event_inside_cover_is_half_open(day, expected):
    decision = evaluate(edition(), facts(event__admitted_on=day, event__discharged_on=None))

    assert codes(decision) == expected


@pytest.mark.parametrize(("day", "expected"), [("2025-06-01", []), ("2025-05-31", ["cover_ended"])])
def test_terminated_cover_still_answers_the_event_that_ended_it(day, expected):
    decision = evaluate(edition(), facts(cover__terminated_on=day))

    assert codes(decision) == expected


@pytest.mark.parametrize(("day", "expected"), [("2025-06-02", []), ("2025-06-01", ["cover_ended"])])
def test_cover_ended_by_an_earlier_payment_answers_only_what_came_before(day, expected):
    ended = [earlier(event_on=day, terminated_cover=True)]

    assert codes(evaluate(edition(), facts(earlier=ended))) == expected


WINDOWS = """
      - kind: waiting
        id: waiting
        causes: [illness]
        waived_at_renewal: true
        windows:
          - {from_day: 1 day, through_day: 30 days, result: nothing}
          - {from_day: 31 days, through_day: 60 days, result: {instead: {amount: 5 yuan, label: {zh: 慰, en: C}, per_share: true, ends_cover: true}}}
          - {from_day: 61 days, through_day: 90 days, result: {reduced: {rate: 50 %}}}
          - {from_day: 91 days, through_day: 100 days, result: {refer: {reason: {zh: 查, en: look}}}}
"""


@pytest.mark.parametrize(
    ("day", "outcome", "amount"),
    [
        ("2025-01-01", "refuse", 0),
        ("2025-01-30", "refuse", 0),
        ("2025-01-31", "pay", 1000),
        ("2025-03-01", "pay", 1000),
        ("2025-03-02", "pay", 50000),
        ("2025-03-31", "pay", 50000),
        ("2025-04-01", "refer", 0),
        ("2025-04-10", "refer", 0),
        ("2025-04-11", "pay", 100000),
    ],
)
def test_waiting_window_gives_its_own_result_on_its_first_and_last_day(day, outcome, amount):
    decision = evaluate(edition(WINDOWS), facts(event__admitted_on=day, cover__shares=2))

    assert (decision.outcome, decision.amount_fen) == (outcome, amount)


def test_waiting_consolation_ends_the_cover_on_the_day_of_the_event():
    decision = evaluate(edition(WINDOWS), facts(event__admitted_on="2025-01-31"))

    assert [(e["kind"], str(e["on"])) for e in decision.effects] == [
        ("terminate_cover", "2025-01-31")
    ]


@pytest.mark.parametrize("changes", [{"event__cause": "accident"}, {"cover__is_renewal": True}])
def test_waiting_does_not_hold_for_accidents_or_renewals(changes):
    assert paid(edition(WINDOWS), event__admitted_on="2025-01-01", **changes) == 100000


def test_waiting_by_cause_asks_for_a_cause_that_is_not_known():
    decision = evaluate(edition(WINDOWS), facts(event__cause=None, event__admitted_on="2025-01-01"))

    assert (decision.outcome, codes(decision)) == ("refer", ["fact_missing"])


SAME = "      - {kind: same_disease, id: once}\n"


@pytest.mark.parametrize(
    ("icd10", "expected"), [("I21", ["same_disease_paid"]), ("I22", []), ("C34", [])]
)
def test_same_disease_is_paid_once_by_category_in_any_period(icd10, expected):
    before = [
        earlier(icd10=icd10, severity="severe", cover_starts_on="2023-01-01", event_on="2023-05-01")
    ]

    assert codes(evaluate(critical(SAME), diagnosed(earlier=before))) == expected


def test_same_disease_by_entry_takes_the_categories_of_an_entry_together():
    terms = critical(SAME.replace("once}", "once, same: entry}"))

    assert codes(evaluate(terms, diagnosed(earlier=[earlier(icd10="I22", severity="severe")]))) == [
        "same_disease_paid"
    ]


@pytest.mark.parametrize(
    ("result", "expected"), [("pays_difference", 7000), ("adds", 10000), ("excludes", 0)]
)
def test_same_disease_pairs_say_what_a_milder_payment_does(result, expected):
    pair = f"      - {{kind: same_disease, id: once, pairs: [{{earlier: mild, now: severe, result: {result}}}]}}\n"

    decision = evaluate(
        critical(pair),
        diagnosed(earlier=[earlier(icd10="I21.9", severity="mild", amount_fen=3000)]),
    )

    assert decision.amount_fen == expected


FILING = "      - {kind: filing_limit, id: filing, within: 2 months, after: [discharged_on, admitted_on]}\n"


@pytest.mark.parametrize(
    ("filed", "expected"), [("2025-08-11", []), ("2025-08-12", ["filed_too_late"])]
)
def test_filing_limit_ends_on_the_same_day_of_the_month(filed, expected):
    assert codes(evaluate(edition(FILING), facts(event__filed_on=filed))) == expected


def test_filing_limit_in_a_short_month_ends_on_its_last_day():
    changes = {"event__admitted_on": "2025-06-01", "event__discharged_on": "2025-12-31"}

    got = [
        codes(evaluate(edition(FILING), facts(event__filed_on=day, **changes)))
        for day in ("2026-02-28", "2026-03-01")
    ]

    assert got == [[], ["filed_too_late"]]


def test_filing_limit_falls_back_to_the_next_anchor_and_may_refer():
    terms = edition(FILING.replace("]}", "], late: refer}"))

    decision = evaluate(terms, facts(event__discharged_on=None, event__filed_on="2025-08-02"))

    assert (decision.outcome, codes(decision)) == ("refer", ["filed_late_referred"])


AGE = "      - {kind: age_at_start, id: age, youngest: 16, oldest: 60}\n"


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2009-01-02", ["age_out_of_range"]),
        ("2009-01-01", []),
        ("1964-01-02", []),
        ("1964-01-01", ["age_out_of_range"]),
    ],
)
def test_age_is_in_complete_years_on_the_first_day(born, expected):
    assert codes(evaluate(edition(AGE), facts(person__birth_on=born))) == expected


@pytest.mark.parametrize(
    ("clause", "changes", "code"),
    [
        ("{kind: sex_only, id: g, sex: F}", {"person__sex": "M"}, "wrong_sex"),
        (
            "{kind: basic_medical_required, id: g}",
            {"person__insured_basic_medical": False},
            "not_in_basic_medical",
        ),
        (
            "{kind: employment_among, id: g, among: [in_service]}",
            {"person__employment": "retired"},
            "employment_not_admitted",
        ),
        (
            "{kind: shares_limit, id: g, most: 1, excess: refuse}",
            {"cover__shares": 2},
            "shares_over_limit",
        ),
        (
            "{kind: refer, id: g, when: {cause: [accident]}, reason: {zh: 查, en: look}}",
            {"event__cause": "accident"},
            "referred",
        ),
    ],
)
def test_guard_passes_or_refuses_by_name(clause, changes, code):
    terms = edition(f"      - {clause}\n")

    assert [codes(evaluate(terms, facts())), codes(evaluate(terms, facts(**changes)))] == [
        [],
        [code],
    ]


@pytest.mark.parametrize(
    "missing",
    ["person__sex", "person__birth_on", "person__insured_basic_medical", "person__employment"],
)
def test_guard_refers_when_the_fact_is_not_known(missing):
    terms = edition(
        AGE
        + "      - {kind: sex_only, id: s, sex: F}\n      - {kind: basic_medical_required, id: b}\n"
        "      - {kind: employment_among, id: e, among: [in_service]}\n"
    )

    decision = evaluate(terms, facts(**{missing: None}))

    assert (decision.outcome, codes(decision)) == ("refer", ["fact_missing"])


def test_all_guards_are_reported_and_not_only_the_first():
    terms = edition(AGE + "      - {kind: sex_only, id: s, sex: F}\n")

    decision = evaluate(terms, facts(person__sex="M", person__birth_on="1950-01-01"))

    assert codes(decision) == ["age_out_of_range", "wrong_sex"]


ADDS_UP = "      - {kind: bill_adds_up, id: sum}\n"
BILL = {
    "total_fen": 1000,
    "pool_paid_fen": 600,
    "large_paid_fen": 0,
    "deductible_fen": 100,
    "proportional_fen": 200,
    "class_b_first_fen": 30,
    "self_funded_fen": 40,
    "over_limit_fen": 20,
    "above_cap_fen": 10,
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"total_fen": 1001}, ["bill_does_not_add_up"]),
        ({"pool_paid_fen": 599}, ["bill_does_not_add_up"]),
        ({"above_cap_fen": None}, []),
        ({"above_cap_fen": None, "pool_paid_fen": 611}, ["bill_does_not_add_up"]),
        ({"total_fen": None, "pool_paid_fen": 0}, []),
    ],
)
def test_bill_adds_up_over_what_is_given(changes, expected):
    assert codes(evaluate(edition(ADDS_UP), facts(event__bill={**BILL, **changes}))) == expected


def test_benefit_that_does_not_answer_is_refused_by_name():
    decision = evaluate(edition(), facts(event__kind="death"))

    assert (decision.outcome, codes(decision)) == ("refuse", ["no_benefit_applies"])


def test_severity_not_yet_given_is_referred():
    assert codes(evaluate(critical(), diagnosed(severity=None))) == ["fact_missing"]


EXCEPTION = """
      - {kind: benefit, id: better, label: {zh: 优, en: Better}, when: {person_class: [hardship]}, dated_by: [admitted_on], start: {amount: 5 yuan}, exception_to: pay}
"""


@pytest.mark.parametrize(("who", "clause"), [("ordinary", "pay"), ("hardship", "better")])
def test_exception_takes_the_place_of_the_base_rule(who, clause):
    decision = evaluate(edition(EXCEPTION), facts(person__person_class=who))

    assert [line.clause for line in decision.lines] == [clause]


def test_two_exceptions_that_both_answer_are_an_error_and_never_a_first_match():
    terms = edition(EXCEPTION + EXCEPTION.replace("better", "best"))

    with pytest.raises(EvaluationError) as caught:
        evaluate(terms, facts(person__person_class="hardship"))

    assert caught.value.code == "two_exceptions"


RIVAL = """
      - {kind: benefit, id: other, label: {zh: 他, en: Other}, when: {has_bill: true}, dated_by: [admitted_on], start: {amount: 400 yuan}}
      - {kind: mutually_exclusive, id: one, benefits: [pay, other]}
"""


@pytest.mark.parametrize(("fen", "kept"), [(40001, "pay"), (39999, "other")])
def test_mutually_exclusive_keeps_the_larger_of_one_event(fen, kept):
    decision = evaluate(edition(RIVAL), facts(event__bill={"proportional_fen": fen}))

    assert ([line.clause for line in decision.lines], codes(decision)) == (
        [kept],
        ["excluded_by_other_benefit"],
    )


def test_mutually_exclusive_pays_the_difference_to_a_rival_paid_earlier():
    before = [earlier(lines=[{"clause": "other", "amount_fen": 30000}])]

    assert paid(edition(RIVAL), earlier=before) == 70000


def test_waiting_counts_what_is_dated_before_the_cover_as_its_first_day():
    by_discharge = edition(WINDOWS)
    terms = parse_edition(
        by_discharge.canonical_json().replace(
            '{"id":"inside","kind":"event_inside_cover"}',
            '{"date":["discharged_on"],"id":"inside","kind":"event_inside_cover"}',
        )
    )

    decision = evaluate(
        terms, facts(event__admitted_on="2024-12-20", event__discharged_on="2025-02-10")
    )

    assert codes(decision) == ["in_waiting_period"]
