"""How much: each start and each step at its edges."""

from __future__ import annotations

import pytest
from trial import codes, earlier, edition, facts, paid

from benefit_terms import evaluate

BANDS = "[{above: 0 yuan, up_to: 2000 yuan, rate: 80 %}, {above: 2000 yuan, up_to: 10000 yuan, rate: 70 %}, {above: 10000 yuan, rate: 50 %}]"


def test_bill_sums_the_named_components_only():
    terms = edition(start="bill: [deductible, proportional]")

    amount = paid(
        terms, event__bill={"deductible_fen": 300, "proportional_fen": 50, "self_funded_fen": 7}
    )

    assert amount == 350


def test_bill_without_any_named_component_is_referred():
    decision = evaluate(edition(), facts(event__bill={"self_funded_fen": 7}))

    assert (decision.outcome, codes(decision)) == ("refer", ["fact_missing"])


def test_bill_total_is_the_base_when_the_article_says_so():
    assert paid(edition(start="bill_total: null"), event__bill={"total_fen": 12345}) == 12345


def test_rate_is_exact_and_rounded_half_up_once():
    terms = edition(steps="[{rate: 70 %}]")

    assert [paid(terms, event__bill={"proportional_fen": fen}) for fen in (187443, 5, 15)] == [
        131210,
        4,
        11,
    ]


@pytest.mark.parametrize(("before", "expected"), [(0, 70000), (1, 40000), (2, 40000)])
def test_rate_by_ordinal_counts_the_stays_paid_before(before, expected):
    terms = edition(steps="[{rate: {by: ordinal, rows: {1: 70 %}, otherwise: 40 %}}]")

    assert paid(terms, earlier=[earlier()] * before) == expected


def test_ordinal_ignores_other_plans_periods_and_kinds():
    terms = edition(steps="[{rate: {by: ordinal, rows: {1: 70 %}, otherwise: 40 %}}]")

    others = [
        earlier(plan="U"),
        earlier(cover_starts_on="2024-01-01"),
        earlier(event_kind="disability"),
    ]

    assert paid(terms, earlier=others) == 70000


def test_table_nests_by_class_and_ordinal():
    rate = (
        "{by: person_class, rows: {hardship: {by: ordinal, rows: {1: 90 %}, otherwise: 60 %}}, "
        "otherwise: 50 %}"
    )
    terms = edition(steps=f"[{{rate: {rate}}}]")

    got = [
        paid(terms, person__person_class=who, earlier=[earlier()] * n)
        for who, n in (("hardship", 0), ("hardship", 1), ("ordinary", 0))
    ]

    assert got == [90000, 60000, 50000]


def test_table_without_a_row_refuses_by_name():
    terms = edition(steps="[{rate: {by: ordinal, rows: {1: 70 %}}}]")

    decision = evaluate(terms, facts(earlier=[earlier()]))

    assert (decision.outcome, codes(decision)) == ("refuse", ["not_in_schedule"])


def test_fixed_plus_rate_depends_on_the_order_of_steps():
    rate_first = edition(steps="[{rate: 60 %}, {plus: 300 yuan}]")
    plus_first = edition(steps="[{plus: 300 yuan}, {rate: 60 %}]")

    assert (paid(rate_first), paid(plus_first)) == (90000, 78000)


@pytest.mark.parametrize(
    ("yuan", "expected"),
    [(1, 80), (2000, 160000), (2001, 160070), (10000, 720000), (10001, 720050)],
)
def test_progressive_bands_pay_each_slice_at_its_rate(yuan, expected):
    terms = edition(steps=f"[{{progressive_bands: {BANDS}}}]")

    assert paid(terms, event__bill={"proportional_fen": yuan * 100}) == expected


@pytest.mark.parametrize(
    ("fen", "expected"), [(200000, 160000), (200001, 140001), (1000000, 700000), (1000001, 500001)]
)
def test_whole_bands_pay_everything_at_one_rate(fen, expected):
    terms = edition(steps=f"[{{whole_bands: {{bands: {BANDS}}}}}]")

    assert paid(terms, event__bill={"proportional_fen": fen}) == expected


@pytest.mark.parametrize(("edges", "expected"), [("upper", 160000), ("lower", 140000)])
def test_whole_bands_put_an_amount_on_the_edge_where_the_article_says(edges, expected):
    terms = edition(steps=f"[{{whole_bands: {{bands: {BANDS}, edges: {edges}}}}}]")

    assert paid(terms, event__bill={"proportional_fen": 200000}) == expected


def test_whole_bands_pay_nothing_above_the_last():
    terms = edition(steps="[{whole_bands: {bands: [{above: 0 yuan, up_to: 10 yuan, rate: 50 %}]}}]")

    decision = evaluate(terms, facts(event__bill={"proportional_fen": 1001}))

    assert (decision.amount_fen, codes(decision)) == (0, ["nothing_to_pay"])


@pytest.mark.parametrize(("fen", "expected"), [(129999, 0), (130000, 0), (130001, 1)])
def test_deductible_never_goes_below_nothing(fen, expected):
    assert (
        paid(edition(steps="[{deductible: 1300 yuan}]"), event__bill={"proportional_fen": fen})
        == expected
    )


def test_less_takes_off_what_others_paid():
    terms = edition(steps="[{less: [other_reimbursed]}]")

    assert paid(terms, event__bill={"proportional_fen": 500, "other_reimbursed_fen": 120}) == 380


@pytest.mark.parametrize(("fen", "expected"), [(0, 0), (1, 20000), (20000, 20000), (20001, 20001)])
def test_floor_raises_only_what_is_paid_at_all(fen, expected):
    assert (
        paid(edition(steps="[{floor: 200 yuan}]"), event__bill={"proportional_fen": fen})
        == expected
    )


@pytest.mark.parametrize(("fen", "expected"), [(49999, 49999), (50000, 50000), (50001, 50000)])
def test_cap_per_claim_cuts_the_single_claim(fen, expected):
    assert (
        paid(edition(steps="[{cap_per_claim: 500 yuan}]"), event__bill={"proportional_fen": fen})
        == expected
    )


@pytest.mark.parametrize(("fen", "outcome"), [(4999, ["below_minimum"]), (5000, [])])
def test_minimum_payment_refuses_what_comes_to_less(fen, outcome):
    decision = evaluate(
        edition(steps="[{minimum_payment: 50 yuan}]"), facts(event__bill={"proportional_fen": fen})
    )

    assert codes(decision) == outcome


CAP = "      - {kind: cap, id: annual, limit: 800 yuan}\n"


@pytest.mark.parametrize(("used", "expected"), [(0, 80000), (79999, 1), (50000, 30000)])
def test_cap_leaves_what_earlier_claims_did_not_use(used, expected):
    terms = edition(CAP, steps="[{cap: annual}]")

    decision = evaluate(
        terms, facts(earlier=[earlier(uses=[{"cap": "annual", "amount_fen": used}])])
    )

    assert decision.amount_fen == expected
    assert [(u.cap, u.amount_fen, u.limit_fen) for u in decision.uses] == [
        ("annual", expected, 80000)
    ]


def test_cap_used_up_refuses_by_name():
    decision = evaluate(
        edition(CAP, steps="[{cap: annual}]"),
        facts(earlier=[earlier(uses=[{"cap": "annual", "amount_fen": 80000}])]),
    )

    assert (decision.outcome, codes(decision), decision.uses) == ("refuse", ["cap_exhausted"], ())


def test_cap_of_a_period_forgets_the_period_before_and_a_lifetime_cap_does_not():
    before = [earlier(cover_starts_on="2024-01-01", uses=[{"cap": "annual", "amount_fen": 70000}])]
    period, lifetime = CAP, CAP.replace("yuan}", "yuan, per: lifetime}")

    got = [
        paid(edition(cap, steps="[{cap: annual}]"), earlier=before) for cap in (period, lifetime)
    ]

    assert got == [80000, 10000]


def test_cap_is_shared_by_two_benefits_of_one_event():
    second = """
      - {kind: benefit, id: more, label: {zh: 又, en: More}, when: {has_bill: true}, dated_by: [admitted_on], start: {amount: 500 yuan}, steps: [{cap: annual}]}
"""
    terms = edition(second + CAP, start="amount: 500 yuan", steps="[{cap: annual}]")

    decision = evaluate(terms, facts())

    assert [line.amount_fen for line in decision.lines] == [50000, 30000]
    assert [u.amount_fen for u in decision.uses] == [80000]


def test_rounding_to_the_yuan_never_lifts_over_a_cap():
    cap = "      - {kind: cap, id: annual, limit: 800.60 yuan}\n      - {kind: rounding, id: r, how: half_up_yuan}\n"

    assert paid(edition(cap, steps="[{cap: annual}]")) == 80060


@pytest.mark.parametrize(
    ("how", "expected"),
    [("half_up_fen", 12351), ("down_fen", 12350), ("half_up_yuan", 12400), ("down_yuan", 12300)],
)
def test_rounding_is_the_plans_own(how, expected):
    terms = edition(f"      - {{kind: rounding, id: r, how: {how}}}\n", steps="[{rate: 1/2}]")

    assert paid(terms, event__bill={"proportional_fen": 24701}) == expected


def test_round_in_the_middle_comes_before_the_next_step():
    terms = edition(steps="[{rate: 1/2}, {round: down_yuan}, times_shares]")

    assert paid(terms, event__bill={"proportional_fen": 399}, cover__shares=3) == 300


def test_times_shares_multiplies_and_void_shares_do_not_count():
    limit = "      - {kind: shares_limit, id: most, most: 2}\n"

    got = [
        paid(edition(clauses, steps="[times_shares]"), cover__shares=3) for clauses in ("", limit)
    ]

    assert got == [300000, 200000]


def test_indemnity_limit_is_what_the_person_bore():
    terms = edition(start="amount: 900 yuan", steps="[indemnity_limit]")
    bill = {
        "total_fen": 100000,
        "pool_paid_fen": 60000,
        "proportional_fen": 40000,
        "other_reimbursed_fen": 15000,
    }

    assert paid(terms, event__bill=bill) == 25000


@pytest.mark.parametrize(
    ("out", "days"),
    [
        ("2025-06-01", 0),
        ("2025-06-04", 0),
        ("2025-06-05", 1),
        ("2025-09-02", 90),
        ("2025-09-03", 90),
    ],
)
def test_daily_pays_beyond_the_deductible_days_up_to_the_day_cap(out, days):
    terms = edition(start="daily: {amount: 50 yuan, beyond: 3 days, at_most: 90 days}")

    assert paid(terms, event__discharged_on=out) == days * 5000


@pytest.mark.parametrize(("counting", "days"), [("in_not_out", 10), ("in_and_out", 11)])
def test_daily_counts_the_day_of_discharge_where_the_article_says(counting, days):
    terms = edition(start=f"daily: {{amount: 1 yuan, counting: {counting}}}")

    assert paid(terms) == days * 100


def test_lump_sum_by_grade_is_the_share_of_the_sum():
    terms = edition(
        start="amount: 1000 yuan",
        steps="[{rate: {by: disability_grade, rows: {1: 100 %, 10: 10 %}}}]",
    )

    assert [paid(terms, event__disability_grade=grade) for grade in (1, 10)] == [100000, 10000]


def test_parameter_value_is_chosen_by_the_date_of_the_event():
    rate = """  r:
    unit: rate
    source: x
    sourced: published
    values: [{from: 2024-01-01, value: 50 %}, {from: 2025-06-01, value: 60 %, sourced: assumed}]"""
    terms = edition(parameters=rate, steps="[{rate: $r}]")

    got = [paid(terms, event__admitted_on=day) for day in ("2025-05-31", "2025-06-01")]

    assert got == [50000, 60000]
