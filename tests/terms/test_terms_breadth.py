"""What schemes of other unions need: one test for what each kind is for, and for its edge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from trial import INSIDE, codes, earlier, edition, facts, paid

from benefit_terms import FactsError, evaluate, evaluate_together
from benefit_terms.errors import EditionError

YEARLY = (
    "[{accumulated: {name: year, steps: [{deductible: 1000 yuan}, {progressive_bands: "
    "[{above: 0 yuan, up_to: 1000 yuan, rate: 50 %}, {above: 1000 yuan, rate: 80 %}]}]}}]"
)
WHEN = "label: {zh: 金, en: B}, dated_by: [admitted_on]"


def bill(fen: int) -> dict[str, int]:
    return {"proportional_fen": fen}


def counted(**numbers: int) -> list[dict[str, object]]:
    return [{"counter": name.replace("__", "."), "number": n} for name, n in numbers.items()]


def decided(terms, claims):
    """Decide several bills of one person in turn; the decisions, each knowing those before."""
    before, found = [], []
    for fen in claims:
        decision = evaluate(terms, facts(event__bill=bill(fen), earlier=before))
        found.append(decision)
        before = [
            *before,
            earlier(
                amount_fen=decision.amount_fen,
                counts=[{"counter": c.counter, "number": c.number} for c in decision.counts],
                lines=[{"clause": x.clause, "amount_fen": x.amount_fen} for x in decision.lines],
                uses=[{"cap": u.cap, "amount_fen": u.amount_fen} for u in decision.uses],
            ),
        ]
    return found


def test_bands_over_the_year_pay_the_increase_of_each_claim():
    decisions = decided(edition(steps=YEARLY), [80000, 70000, 200000])

    # 800 is below the deductible; 1500 pays 50 % of 500; 3500 pays 500 + 80 % of 1500.
    assert [d.amount_fen for d in decisions] == [0, 25000, 145000]


def test_what_stays_under_the_yearly_deductible_is_counted_although_nothing_is_paid():
    first = decided(edition(steps=YEARLY), [80000])[0]

    assert (first.outcome, codes(first)) == ("refuse", ["nothing_to_pay"])
    assert [(one.counter, one.number) for one in first.counts] == [("year", 80000)]


def test_accumulated_equals_one_claim_of_the_same_sum():
    terms = edition(steps=YEARLY)

    parts = sum(d.amount_fen for d in decided(terms, [12345, 99999, 1, 250000]))

    assert parts == paid(terms, event__bill=bill(12345 + 99999 + 1 + 250000))


def test_deductible_of_a_period_is_taken_once():
    terms = edition(steps="[{deductible: {amount: 1000 yuan, per: period}}]")

    assert [d.amount_fen for d in decided(terms, [60000, 60000, 60000])] == [0, 20000, 60000]


@pytest.mark.parametrize(("fen", "expected"), [(99999, 0), (100000, 70000), (100001, 70001)])
def test_threshold_pays_from_the_first_fen_once_reached(fen, expected):
    terms = edition(steps="[{threshold: 1000 yuan}, {rate: 70 %}]")

    assert paid(terms, event__bill=bill(fen)) == expected


def test_threshold_above_needs_more_than_the_amount():
    terms = edition(steps="[{threshold: {amount: 1000 yuan, reached: above}}]")

    assert [paid(terms, event__bill=bill(fen)) for fen in (100000, 100001)] == [0, 100001]


BRACKETS = (
    "[{banded_amount: {published_edges: whole_yuan, bands: ["
    "{above: 5001 yuan, up_to: 10000 yuan, pays: 800 yuan}, "
    "{above: 10001 yuan, up_to: 20000 yuan, pays: 1500 yuan}, {above: 20001 yuan, pays: 3000 yuan}]}}]"
)


@pytest.mark.parametrize(
    ("yuan", "expected"),
    [(5000, 0), (5001, 800), (10000, 800), (10000.5, 1500), (20000, 1500), (20001, 3000)],
)
def test_fixed_sum_by_bracket_with_published_edges(yuan, expected):
    assert paid(edition(steps=BRACKETS), event__bill=bill(int(yuan * 100))) == expected * 100


def test_table_by_ranges_of_membership_years():
    table = "{by: membership_years, rows: {0-4: 50 yuan, 5-9: 80 yuan, 10+: 100 yuan}}"
    terms = edition(start=f"daily: {{amount: {table}, beyond: 3 days, at_most: 30 days}}")

    found = [
        paid(terms, person__member_since=since)
        for since in ("2020-06-02", "2020-06-01", "2015-06-01")
    ]

    assert found == [50 * 7 * 100, 80 * 7 * 100, 100 * 7 * 100]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [("reckoned: complete", 4), ("reckoned: begun", 5), ("reckoned: calendar", 5)],
)
def test_membership_years_are_reckoned_as_the_clause_says(clause, expected):
    rows = ", ".join(f"{years}: {years} yuan" for years in range(1, 10))
    terms = edition(
        f"      - {{kind: membership_years, id: years, {clause}}}\n",
        start=f"amount: {{by: membership_years, rows: {{{rows}}}}}",
    )

    assert paid(terms, person__member_since="2020-06-02") == expected * 100


def test_days_are_capped_over_the_period():
    terms = edition(start="daily: {amount: 100 yuan, at_most_in_period: 15 days}")

    before = [earlier(counts=counted(pay__days=8))]

    assert paid(terms, earlier=before) == 7 * 10000


def test_days_by_how_far_the_stay_has_gone():
    terms = edition(
        start="daily_bands: [{amount: 30 yuan, through: 4 days}, {amount: 50 yuan, through: 8 days}]"
    )

    assert paid(terms) == (4 * 30 + 4 * 50) * 100


def test_indemnity_leaves_what_other_plans_pay():
    terms = edition(steps="[{indemnity_limit: {across_plans: true}}]")
    beside = [
        {"plan": "U", "clause": "stay", "amount_fen": 30000, "indemnity": True},
        {"plan": "V", "clause": "lump", "amount_fen": 90000},
    ]

    assert paid(terms, beside=beside) == 70000


def test_plans_together_see_what_the_ones_before_them_pay():
    first = edition(steps="[{rate: 70 %}, indemnity_limit]")
    second = replace(edition(steps="[{indemnity_limit: {across_plans: true}}]"), plan="U")

    found = evaluate_together([(first, facts()), (second, facts())])

    assert [d.amount_fen for d in found] == [70000, 30000]


def test_benefit_that_depends_on_another_plan():
    terms = edition(
        f"      - {{kind: benefit, id: gift, {WHEN}, when: {{paid_beside: [U.cancer]}}, "
        "start: {amount: 500 yuan}}\n"
    )
    beside = [{"plan": "U", "clause": "cancer", "amount_fen": 1}]

    assert (paid(terms), paid(terms, beside=beside)) == (100000, 150000)


def test_top_up_pays_what_is_missing_to_the_sum():
    terms = edition(
        f"      - {{kind: benefit, id: more, {WHEN}, when: {{person_class: model}}, "
        "start: {top_up: 5000 yuan}}\n"
    )
    before = [earlier(amount_fen=150000, lines=[{"clause": "pay", "amount_fen": 150000}])]

    found = evaluate(terms, facts(person__person_class="model", earlier=before))

    assert [(x.clause, x.amount_fen) for x in found.lines] == [("pay", 100000), ("more", 250000)]


def test_items_pay_the_limit_and_keep_what_was_claimed():
    terms = edition(start="items: {codes: [mri], each: 200 yuan, at_most: 2, per: period}")
    lines = [
        {"line": "1", "code": "mri", "quantity": 3, "amount_fen": 90000},
        {"line": "2", "code": "bed", "quantity": 1, "amount_fen": 5000},
    ]

    decision = evaluate(terms, facts(event__bill={"items": lines}))

    assert (decision.amount_fen, decision.marks) == (40000, ("line:1",))
    step = next(step for step in decision.trace if step.kind == "item")
    assert (step.value("claimed"), step.value("units")) == ("3", "2")


def test_a_bill_line_is_paid_once_across_covers():
    terms = edition(start="items: {codes: [mri]}")
    lines = [{"line": "1", "code": "mri", "quantity": 1, "amount_fen": 90000}]
    before = [earlier(plan="U", cover_starts_on="2024-01-01", marks=["line:1"])]

    assert paid(terms, event__bill={"items": lines}, earlier=before) == 0


GRADES = "{by: disability_grade, rows: {1: 100 %, 2: 90 %, 3: 80 %, 4-10: 10 %}}"


@pytest.mark.parametrize(
    ("several", "injuries", "expected"),
    [
        ("worst", [("hand", 3), ("eye", 5)], 80),
        ("worst", [("hand", 3), ("eye", 3)], 80),
        ("worst_rises", [("hand", 3), ("eye", 3)], 90),
        ("worst_rises", [("hand", 1), ("eye", 1)], 100),
        ("worst_rises", [("hand", 2), ("eye", 3), ("leg", 3)], 90),
        ("add", [("hand", 3), ("eye", 5)], 90),
        ("add, at_most: 100 %", [("hand", 2), ("eye", 3)], 100),
    ],
)
def test_several_injuries(several, injuries, expected):
    terms = edition(
        start="amount: 100 yuan", steps=f"[{{at_grade: {{rate: {GRADES}, several: {several}}}}}]"
    )

    listed = [{"part": part, "grade": grade} for part, grade in injuries]

    assert paid(terms, event__injuries=listed) == expected * 100


def test_the_same_part_is_not_paid_twice():
    terms = edition(start="amount: 100 yuan", steps=f"[{{at_grade: {{rate: {GRADES}}}}}]")
    both = [{"part": "hand", "grade": 2}, {"part": "eye", "grade": 3}]

    decision = evaluate(terms, facts(event__injuries=both, earlier=[earlier(marks=["part:hand"])]))

    assert (decision.amount_fen, decision.marks) == (8000, ("part:eye",))


def test_burns_by_degree_and_area():
    table = (
        "{by: burn_degree, rows: {third: {by: burn_area, rows: {1-4: 500 yuan, 5-19: 2000 yuan, "
        "20+: 10000 yuan}}}}"
    )
    terms = edition(start=f"amount: {table}")

    assert paid(terms, event__burn_degree="third", event__burn_area=19) == 200000
    found = evaluate(terms, facts(event__burn_degree="first", event__burn_area=19))
    assert codes(found) == ["not_in_schedule"]


EXCLUDES = (
    "      - {kind: exclusion, id: drunk, when: {circumstance: [drunk_driving]}, "
    "reason: {zh: 酒驾, en: drunk driving}}\n"
)


def test_exclusion_refuses_by_its_article():
    decision = evaluate(edition(EXCLUDES), facts(event__circumstances=["drunk_driving"]))

    assert (decision.outcome, codes(decision)) == ("refuse", ["excluded"])
    assert "酒驾" in decision.refusals[0].text_zh
    assert paid(edition(EXCLUDES)) == 100000


@pytest.mark.parametrize(
    ("first", "expected"), [("2024-12-31", ["pre_existing"]), ("2025-01-01", [])]
)
def test_disease_first_diagnosed_before_cover_is_not_covered(first, expected):
    terms = edition("      - {kind: pre_existing, id: pre}\n")

    found = evaluate(terms, facts(event__diagnosis={"icd10": "C50", "first_diagnosed_on": first}))

    assert codes(found) == expected


def test_times_limit_counts_paid_events_of_the_period():
    terms = edition("      - {kind: times_limit, id: twice, most: 2}\n")

    assert [paid(terms, earlier=[earlier()] * n) for n in (1, 2)] == [100000, 0]
    assert codes(evaluate(terms, facts(earlier=[earlier()] * 2))) == ["times_used_up"]


@pytest.mark.parametrize(
    ("edge", "ended", "expected"),
    [
        ("inclusive", "2024-12-02", 100000),
        ("inclusive", "2024-12-01", 0),
        ("exclusive", "2024-12-02", 0),
        ("exclusive", "2024-12-03", 100000),
    ],
)
def test_continuity_by_the_gap_in_days(edge, ended, expected):
    terms = edition(
        f"      - {{kind: continuity, id: gap, gap: 30 days, edge: {edge}}}\n"
        "      - {kind: waiting, id: w, waived_at_renewal: true, windows: "
        "[{from_day: 1 day, through_day: 180 days, result: nothing}]}\n"
    )

    assert paid(terms, cover__previous_ends_before=ended) == expected


def test_waiting_is_waived_for_a_member_who_adds_the_plan_only_if_written():
    windows = "windows: [{from_day: 1 day, through_day: 180 days, result: nothing}]"
    plain = edition(f"      - {{kind: waiting, id: w, {windows}}}\n")
    waived = edition(f"      - {{kind: waiting, id: w, waived_for_added_plan: true, {windows}}}\n")

    assert (paid(plain, cover__is_added_plan=True), paid(waived, cover__is_added_plan=True)) == (
        0,
        100000,
    )


def test_age_by_sex_and_at_renewal():
    terms = edition(
        "      - {kind: age_at_start, id: women, sex: F, youngest: 16, oldest: 44, "
        "oldest_at_renewal: 50}\n      - {kind: age_at_start, id: men, sex: M, youngest: 16, "
        "oldest: 40}\n"
    )

    assert paid(terms) == 100000
    assert codes(evaluate(terms, facts(person__sex="M"))) == ["age_out_of_range"]
    assert paid(terms, person__birth_on="1976-01-01") == 0
    assert paid(terms, person__birth_on="1976-01-01", cover__is_renewal=True) == 100000


def test_unless_and_dates_in_force():
    gift = (
        (
            f"      - {{kind: benefit, id: gift, {WHEN}, when: {{event_kind: inpatient}}, "
            "unless: {{person_class: [retired]}}, in_force: {{from: 2025-06-01, until: 2025-06-30}}, "
            "start: {{amount: 10 yuan}}}}\n"
        )
        .replace("{{", "{")
        .replace("}}", "}")
    )
    terms = edition(gift)

    assert paid(terms) == 101000
    assert paid(terms, person__person_class="retired") == 100000
    assert paid(terms, event__admitted_on="2025-05-31") == 100000


DEATH = (
    INSIDE
    and "      - {kind: benefit, id: pay, label: {zh: 身故, en: Death}, dated_by: [occurred_on], "
    "when: {event_kind: death, days_between: {from: occurred_on, to: died_on, at_most: 180}}, "
    "start: {amount: 100 yuan}}\n"
)


@pytest.mark.parametrize(("died", "expected"), [("2025-08-28", 10000), ("2025-08-29", 0)])
def test_death_within_days_of_the_accident(died, expected):
    terms = edition(benefit=DEATH)

    event = {"kind": "death", "occurred_on": "2025-03-01", "died_on": died}

    assert paid(terms, event=event) == expected


SEVERITIES = (
    "      - {kind: cap, id: life, limit: 400 yuan, per: lifetime}\n"
    "      - {kind: same_disease, id: same, pairs: [{earlier: mild, now: severe, result: %s}]}\n"
)


@pytest.mark.parametrize(("result", "expected"), [("pays_difference", 300), ("replaces", 300)])
def test_severe_after_mild_under_one_cap(result, expected):
    table = "{by: severity, rows: {mild: 100 yuan, severe: 400 yuan}}"
    terms = edition(SEVERITIES % result, start=f"amount: {table}", steps="[{cap: life}]")
    before = [
        earlier(
            icd10="C50",
            severity="mild",
            amount_fen=10000,
            uses=[{"cap": "life", "amount_fen": 10000}],
        )
    ]

    found = paid(terms, event__diagnosis={"icd10": "C50", "severity": "severe"}, earlier=before)

    assert found == expected * 100


def test_cap_of_an_event_holds_across_its_claims_only():
    terms = edition(
        "      - {kind: cap, id: event, limit: 1200 yuan, per: event}\n", steps="[{cap: event}]"
    )
    same = earlier(event_ref="E1", uses=[{"cap": "event", "amount_fen": 50000}])
    other = earlier(event_ref="E2", uses=[{"cap": "event", "amount_fen": 50000}])

    assert paid(terms, event__ref="E1", earlier=[same]) == 70000
    assert paid(terms, event__ref="E1", earlier=[other]) == 100000


def test_late_filing_with_a_reason_is_referred():
    terms = edition(
        "      - {kind: filing_limit, id: f, within: 10 days, after: [discharged_on], "
        "late: refer_with_reason}\n"
    )

    assert codes(evaluate(terms, facts())) == ["filed_too_late"]
    assert codes(evaluate(terms, facts(event__late_reason="地震"))) == ["filed_late_referred"]


def test_relation_and_hazard_class_are_guarded():
    terms = edition(
        "      - {kind: relation_among, id: r, among: child}\n"
        "      - {kind: hazard_class, id: h, worst: 4}\n"
    )

    assert codes(evaluate(terms, facts())) == ["fact_missing", "fact_missing"]
    known = facts(person__relation="self", person__hazard_class=5)
    assert codes(evaluate(terms, known)) == ["relation_not_admitted", "hazard_not_admitted"]


@pytest.mark.parametrize(
    ("how", "expected"),
    [("up_yuan", 100100), ("down_ten_yuan", 100000), ("half_up_hundred_yuan", 100000)],
)
def test_rounding_to_other_units(how, expected):
    terms = edition(f"      - {{kind: rounding, id: r, how: {how}}}\n")

    assert paid(terms, event__bill=bill(100001)) == expected


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("{by: age, rows: {0-4: 1 yuan, 4-9: 2 yuan}}", "rows_overlap"),
        ("{by: disability_grade, rows: {11: 1 yuan}}", "unknown_row"),
        ("{by: age, rows: {9-4: 1 yuan}}", "unknown_row"),
        ("{by: shares, rows: {many: 1 yuan}}", "unknown_row"),
    ],
)
def test_rows_of_numeric_tables_are_checked(table, code):
    with pytest.raises(EditionError) as trouble:
        edition(start=f"amount: {table}")

    assert trouble.value.code == code


def test_shared_steps_cannot_stand_within_accumulated():
    with pytest.raises(EditionError, match="indemnity_limit"):
        edition(steps="[{accumulated: {name: y, steps: [indemnity_limit]}}]")


def test_grades_of_injuries_are_checked():
    with pytest.raises(FactsError, match="`grade` is 11"):
        facts(event__injuries=[{"part": "hand", "grade": 11}])


MONTHS = (
    "      - {kind: waiting, id: w, windows: [{through_day: 30 days, result: nothing}, "
    "{through_day: 3 months, result: {reduced: 50 %}}]}\n"
)


@pytest.mark.parametrize(
    ("admitted", "expected"),
    [
        ("2025-01-30", 0),
        ("2025-01-31", 50000),
        ("2025-03-31", 50000),
        ("2025-04-01", 100000),
    ],
)
def test_waiting_windows_follow_each_other_in_days_and_months(admitted, expected):
    found = paid(edition(MONTHS), event__admitted_on=admitted, event__discharged_on="2025-06-11")

    assert found == expected


def test_table_by_the_disease_list_that_holds_the_diagnosis():
    terms = edition(
        start="amount: {by: disease_list, rows: {first: 100 yuan, second: 50 yuan}}",
        lists="  first: {breast: {zh: 甲, codes: [C50]}}\n  second: {thyroid: {zh: 乙, codes: [C73]}}",
    )

    found = [paid(terms, event__diagnosis={"icd10": code}) for code in ("C50.9", "C73", "C16")]

    assert found == [10000, 5000, 0]
    assert codes(evaluate(terms, facts())) == ["fact_missing"]


def test_indemnity_limit_to_a_share_of_what_was_borne():
    terms = edition(start="amount: 900 yuan", steps="[{indemnity_limit: {share: 80 %}}]")

    assert paid(terms) == 80000


def test_cap_of_a_disease_reaches_over_periods_and_of_a_share_grows_with_shares():
    terms = edition(
        "      - {kind: cap, id: life, limit: 500 yuan, per: disease, per_share: true}\n",
        steps="[{cap: life}]",
    )
    used = [{"cap": "life", "amount_fen": 30000}]
    before = [
        earlier(cover_starts_on="2023-01-01", icd10="C50", uses=used),
        earlier(icd10="C16", uses=used),
    ]

    cancer = {"event__diagnosis": {"icd10": "C50"}, "earlier": before}

    assert paid(terms, **cancer) == 20000
    assert paid(terms, cover__shares=2, **cancer) == 70000


@pytest.mark.parametrize(("born", "expected"), [("2024-12-04", 100000), ("2024-12-05", 0)])
def test_age_in_days_at_the_start(born, expected):
    terms = edition(
        "      - {kind: age_at_start, id: age, youngest: 0, oldest: 17, youngest_days: 28}\n"
    )

    assert paid(terms, person__birth_on=born) == expected


BURN_TABLE = (
    "{by: burn_part, rows: {head: {by: burn_area, rows: {2-4: 500 yuan, 5+: 900 yuan}}, "
    "body: {by: burn_area, rows: {10+: 700 yuan}}}}"
)


@pytest.mark.parametrize(
    ("several", "area", "expected"),
    [("largest", 10, 70000), ("add", 10, 120000), ("add", 9, 50000)],
)
def test_several_burns_of_one_accident(several, area, expected):
    terms = edition(start=f"burns: {{amount: {BURN_TABLE}, several: {several}}}")
    burns = [
        {"part": "head", "degree": "third", "area": 3},
        {"part": "body", "degree": "third", "area": area},
    ]

    assert paid(terms, event__burns=burns) == expected


def test_holder_of_an_accident_plan_only_still_waits():
    terms = edition(
        "      - {kind: waiting, id: w, waived_for_added_plan: true, not_for_holders_of: [YW], "
        "windows: [{through_day: 180 days, result: nothing}]}\n"
    )

    def held(*plans):
        return paid(terms, cover__is_added_plan=True, cover__plans_held_before=list(plans))

    assert (held("YW"), held("YW", "ZY"), held()) == (0, 100000, 100000)


def test_burns_as_shares_of_a_sum():
    table = BURN_TABLE.replace("500 yuan", "50 %").replace("900 yuan", "90 %")
    table = table.replace("700 yuan", "70 %")
    terms = edition(
        start="amount: 1000 yuan",
        steps=f"[{{at_burns: {{rate: {table}, several: add, at_most: 100 %}}}}]",
    )
    burns = [
        {"part": "head", "degree": "third", "area": 3},
        {"part": "body", "degree": "third", "area": 10},
    ]

    assert paid(terms, event__burns=burns) == 100000
    assert paid(terms, event__burns=burns[:1]) == 50000


def test_amount_that_an_officer_sets_is_referred():
    terms = edition(start="to_officer: {reason: {zh: 视困难程度, en: by need}}")

    assert codes(evaluate(terms, facts())) == ["referred"]


def test_a_published_first_edge_belongs_to_its_band():
    bands = (
        "[{whole_bands: {published_edges: whole_yuan, bands: ["
        "{above: 3000 yuan, up_to: 10000 yuan, rate: 10 %}, {above: 10001 yuan, rate: 20 %}]}}]"
    )

    found = [paid(edition(steps=bands), event__bill=bill(fen)) for fen in (299999, 300000, 1000001)]

    assert found == [0, 30000, 200000]


def lump(name: str, yuan: int, more: str = "", when: str = "event_kind: inpatient") -> str:
    return (
        f"      - {{kind: benefit, id: {name}, {WHEN}, when: {{{when}}}, "
        f"start: {{amount: {yuan} yuan}}{more}}}\n"
    )


EITHER = "      - {kind: mutually_exclusive, id: either, benefits: [pay, other]%s}\n"
ROOF = "      - {kind: cap, id: roof, limit: 400 yuan}\n"


def test_a_benefit_that_gives_way_leaves_the_shared_cap_alone():
    terms = edition(
        lump("other", 400, ", steps: [{cap: roof}]") + EITHER % "" + ROOF,
        start="amount: 80 yuan",
        steps="[{cap: roof}]",
    )

    decision = evaluate(terms, facts())

    assert [(x.clause, x.amount_fen) for x in decision.lines] == [("other", 40000)]


def test_what_comes_after_sees_only_the_benefit_that_stayed():
    terms = edition(
        lump("other", 400)
        + EITHER % ""
        + lump("rest", 1000, ", steps: [{less_paid: [pay, other]}]"),
        start="amount: 300 yuan",
    )

    assert paid(terms) == 40000 + 60000


def test_difference_to_an_earlier_rival_is_not_cut_by_the_cap_as_well():
    terms = edition(
        lump("other", 400, ", steps: [{cap: roof}]", "event_kind: death") + EITHER % "" + ROOF,
        start="amount: 100 yuan",
        steps="[{cap: roof}]",
    )
    before = [
        earlier(
            amount_fen=10000,
            lines=[{"clause": "pay", "amount_fen": 10000}],
            uses=[{"cap": "roof", "amount_fen": 10000}],
        )
    ]

    assert paid(terms, event__kind="death", earlier=before) == 30000


@pytest.mark.parametrize(("across", "expected"), [("", 30000), (", across: event", 40000)])
def test_rivals_exclude_each_other_over_the_period_or_the_event(across, expected):
    terms = edition(lump("other", 400) + EITHER % across, start="amount: 300 yuan")
    before = [earlier(lines=[{"clause": "pay", "amount_fen": 10000}])]

    assert paid(terms, earlier=before) == expected


def test_consolation_is_paid_once_for_an_event():
    terms = edition(
        lump("other", 400)
        + "      - {kind: waiting, id: w, windows: [{through_day: 300 days, result: "
        "{instead: {amount: 500 yuan, label: {zh: 慰问, en: C}, ends_cover: true}}}]}\n"
    )

    decision = evaluate(terms, facts())

    assert (decision.amount_fen, len(decision.effects)) == (50000, 1)


def test_indemnity_limit_holds_for_all_benefits_and_claims_of_an_event():
    more = (
        f"      - {{kind: benefit, id: more, {WHEN}, when: {{event_kind: inpatient}}, "
        "start: {bill: [proportional]}, steps: [{rate: 60 %}, indemnity_limit]}\n"
    )
    terms = edition(more, steps="[{rate: 70 %}, indemnity_limit]")
    before = [
        earlier(event_ref="E", lines=[{"clause": "pay", "amount_fen": 80000}], amount_fen=80000)
    ]

    assert paid(terms) == 100000
    assert paid(terms, event__ref="E", earlier=before) == 20000


@pytest.mark.parametrize("per", ["event", "disease"])
def test_cap_that_has_to_know_whether_it_is_the_same_asks(per):
    terms = edition(
        f"      - {{kind: cap, id: roof, limit: 400 yuan, per: {per}}}\n", steps="[{cap: roof}]"
    )
    used = [earlier(uses=[{"cap": "roof", "amount_fen": 100}])]

    assert paid(terms) == 40000
    assert codes(evaluate(terms, facts(earlier=used))) == ["fact_missing"]


def test_claims_of_one_event_are_one_stay():
    terms = edition(
        "      - {kind: times_limit, id: twice, most: 2}\n",
        steps="[{rate: {by: ordinal, rows: {1: 70 %}, otherwise: 40 %}}]",
    )
    before = [earlier(event_ref="A"), earlier(event_ref="A"), earlier(event_ref="B")]

    assert paid(terms, event__ref="A", earlier=before[:2]) == 70000
    assert paid(terms, event__ref="B", earlier=before) == 40000
    assert codes(evaluate(terms, facts(event__ref="C", earlier=before))) == ["times_used_up"]


def test_what_was_not_paid_is_not_counted_as_paid():
    terms = edition(
        ROOF,
        start="daily: {amount: 100 yuan, at_most_in_period: 15 days}",
        steps="[{cap: roof}]",
    )
    before = [earlier(uses=[{"cap": "roof", "amount_fen": 40000}])]

    assert evaluate(terms, facts(earlier=before)).counts == ()


def test_deductible_of_an_event_and_one_shared_by_two_benefits():
    once = edition(steps="[{deductible: {amount: 1000 yuan, per: event}}]")
    used = [earlier(counts=[{"counter": "pay.deductible:E", "number": 60000}])]
    shared = edition(
        f"      - {{kind: benefit, id: more, {WHEN}, when: {{event_kind: inpatient}}, start: "
        "{bill: [self_funded]}, steps: [{deductible: {amount: 1500 yuan, per: period, name: d}}]}\n",
        steps="[{deductible: {amount: 1500 yuan, per: period, name: d}}]",
    )

    assert paid(once, event__ref="E", earlier=used) == 60000
    assert paid(once, event__ref="F", earlier=used) == 0
    assert codes(evaluate(once, facts(earlier=used))) == ["fact_missing"]
    assert paid(shared, event__bill={"proportional_fen": 100000, "self_funded_fen": 80000}) == 30000


def test_a_published_edge_of_1001_joins_what_lies_below_it():
    bands = (
        "[{whole_bands: {published_edges: whole_yuan, bands: [{above: 1001 yuan, rate: 10 %}]}}]"
    )

    found = [paid(edition(steps=bands), event__bill=bill(fen)) for fen in (100000, 100050)]

    assert found == [0, 10005]
