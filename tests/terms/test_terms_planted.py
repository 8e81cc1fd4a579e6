"""Each fault that `check` is there to find, planted: named with file, line, article and remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from trial import CASES, edition_text

from benefit_terms.check import check_paths

RATE = "  rate: {unit: rate, value: 70 %, source: x, sourced: assumed}"
BANDS = "[{{progressive_bands: [{{above: 0 yuan, up_to: {0} yuan, rate: 70 %}}, {{above: {1} yuan, rate: 50 %}}]}}]"
OTHER = "      - {{kind: benefit, id: other, label: {{zh: 乙, en: B}}, when: {{{0}}}, dated_by: [admitted_on], start: {{amount: {1}}}, steps: {2}}}\n"
PAIR = (
    "      - {kind: same_disease, id: same, pairs: [{earlier: mild, now: severe, result: adds}]}\n"
)
CANCER = "label: {zh: 癌, en: C}, dated_by: [admitted_on], when: {severity: [severe]}"

#: (what the issue calls it, the fault planted, the code that names it)
PLANTED = [
    ("bands that gap", {"steps": BANDS.format(1000, 2000)}, "bands_gap"),
    ("bands that overlap", {"steps": BANDS.format(1000, 500)}, "bands_overlap"),
    (
        "bands out of order",
        {"steps": "[{progressive_bands: [{above: 9 yuan, up_to: 5 yuan, rate: 70 %}]}]"},
        "bands_out_of_order",
    ),
    (
        "published edges read as a gap",
        {"steps": BANDS.format(1000, 1001)},
        "bands_gap",
    ),
    (
        "dates that gap",
        {
            "steps": "[{rate: $r}]",
            "parameters": "  r: {unit: rate, source: x, sourced: assumed, values: [{from: 2026-01-01, value: 1 %}]}",
        },
        "dates_gap",
    ),
    (
        "dates out of order",
        {
            "steps": "[{rate: $r}]",
            "parameters": "  r: {unit: rate, source: x, sourced: assumed, values: [{from: 2025-01-01, value: 1 %}, {from: 2024-01-01, value: 2 %}]}",
        },
        "dates_out_of_order",
    ),
    (
        "windows that overlap",
        {
            "clauses": "      - {kind: waiting, id: w, windows: [{from_day: 1 day, through_day: 30 days, result: nothing}, {from_day: 30 days, through_day: 60 days, result: nothing}]}\n"
        },
        "windows_overlap",
    ),
    (
        "rows of a table that gap",
        {"start": "amount: {by: age, rows: {0-4: 1 yuan, 6+: 2 yuan}}"},
        "rows_gap",
    ),
    (
        "unreachable clause: no word left",
        {
            "clauses": "      - {kind: sex_only, id: women, sex: F}\n"
            + OTHER.format("sex: [M]", "1 yuan", "[]")
        },
        "unreachable",
    ),
    (
        "unreachable clause: its exception always answers",
        {
            "clauses": OTHER.format("event_kind: [inpatient]", "1 yuan", "[]").replace(
                "id: other,", "id: other, exception_to: pay,"
            )
        },
        "unreachable",
    ),
    (
        "unreachable row",
        {
            "clauses": OTHER.format(
                "cause: [illness]", "{by: cause, rows: {illness: 1 yuan, accident: 2 yuan}}", "[]"
            )
        },
        "unreachable_row",
    ),
    (
        "unreachable band",
        {"steps": "[{cap_per_claim: 500 yuan}, " + BANDS.format(1000, 1000)[1:]},
        "unreachable_band",
    ),
    (
        "unreachable window",
        {
            "clauses": "      - {kind: period, id: p, length: 1 year}\n"
            "      - {kind: waiting, id: w, windows: [{from_day: 1 day, through_day: 400 days, result: nothing}, {from_day: 401 days, through_day: 500 days, result: nothing}]}\n"
        },
        "unreachable_window",
    ),
    (
        "unreachable exclusion",
        {
            "clauses": "      - {kind: exclusion, id: x, when: {event_kind: [death]}, reason: {zh: 甲, en: A}}\n"
        },
        "unreachable",
    ),
    (
        "unreachable pair of severities",
        {
            "benefit": f"      - {{kind: benefit, id: pay, {CANCER}, start: {{amount: 1 yuan}}}}\n",
            "clauses": PAIR,
        },
        "unreachable",
    ),
    ("parameter unused", {"parameters": RATE}, "parameter_unused"),
    ("parameter undefined", {"steps": "[{rate: $rate}]"}, "parameter_undefined"),
    (
        "parameter without source",
        {"steps": "[{rate: $rate}]", "parameters": RATE.replace("source: x", 'source: " "')},
        "parameter_without_source",
    ),
    (
        "units mixed: yuan for a rate",
        {
            "steps": "[{rate: $rate}]",
            "parameters": RATE.replace("unit: rate, value: 70 %", "unit: fen, value: 70 yuan"),
        },
        "units_mixed",
    ),
    ("units mixed: per cent for money", {"steps": "[{plus: 70 %}]"}, "wrong_unit"),
    (
        "units mixed: yuan for days",
        {"start": "daily: {amount: 1 yuan, beyond: 3 yuan}"},
        "wrong_unit",
    ),
    ("units mixed: no unit", {"steps": "[{plus: 70}]"}, "not_a_quantity"),
    ("a part of a fen", {"steps": "[{plus: 0.001 yuan}]"}, "not_whole"),
    (
        "a code that is none of ICD-10",
        {
            "lists": "  cancers: {breast: {zh: 乳腺癌, codes: [C99]}}",
            "clauses": OTHER.format("disease_in: [cancers]", "1 yuan", "[]"),
        },
        "bad_icd_code",
    ),
    (
        "a cap below a floor",
        {"steps": "[{floor: 100 yuan}, {cap_per_claim: 50 yuan}]"},
        "cap_below_floor",
    ),
    (
        "a severity that nobody declared",
        {"clauses": OTHER.format("severity: [grave]", "1 yuan", "[]")},
        "word_undeclared",
    ),
    (
        "an article with no clause and no mark",
        {"clauses": '  - {number: "2", text: 另行规定。}\n'},
        "article_without_clause",
    ),
    (
        "a quotation that is not in the article",
        {"clauses": "      - {kind: period, id: p, length: 1 year, says: 保障期一年}\n"},
        "quotation_not_found",
    ),
    ("a case whose amount differs", {"steps": "[{rate: 60 %}]"}, "case_fails"),
]


@pytest.mark.parametrize(("fault", "parts", "code"), PLANTED, ids=[one[0] for one in PLANTED])
def test_planted_fault_is_named_with_place_and_remedy(tmp_path: Path, fault, parts, code):
    path = tmp_path / "trial.yaml"
    path.write_text(edition_text(**{"steps": "[{rate: 70 %}]", **parts}), encoding="utf-8")
    (tmp_path / "trial.cases.yaml").write_text(CASES, encoding="utf-8")

    problems = [p for p in check_paths([tmp_path]).problems if p.code == code]

    assert problems
    assert re.search(r"trial\.yaml:\d+", problems[0].where)
    if "parameters" not in parts and "lists" not in parts and code != "case_fails":
        assert re.search(r"article \d", problems[0].where)
    assert problems[0].what
    assert problems[0].remedy
    if code == "case_fails":
        assert "× 60 % = 6.00 yuan" in problems[0].what


WORDS = """
language: 1
plan: T
version: "1"
title: {zh: 试, en: Trial}
effective: {from: 2025-01-01}
articles:
  - number: "7"
    text: 住院按自付的70%给付；每年赠送体检一次，家属同享8折。本条由办事处解释。
    no_clause_for: {本条由办事处解释: 说明解释权}
    clauses:
      - {kind: event_inside_cover, id: inside}
      - {kind: benefit, id: pay, says: 住院按自付的70%给付, label: {zh: 金, en: B}, when: {event_kind: inpatient}, dated_by: [admitted_on], start: {bill: [proportional]}, steps: [{rate: 70 %}]}
"""


def test_a_sentence_that_no_clause_can_say_is_named_word_for_word(tmp_path: Path):
    (tmp_path / "trial.yaml").write_text(WORDS, encoding="utf-8")

    found = [p for p in check_paths([tmp_path]).problems if p.code == "sentence_without_clause"]

    assert ["“每年赠送体检一次，家属同享8折。” (sentence 2)" in p.what for p in found] == [True]
    assert "article 7" in found[0].where


def test_an_article_that_another_quotes_needs_no_clause_of_its_own(tmp_path: Path):
    text = WORDS.replace("；每年赠送体检一次，家属同享8折", "").replace(
        "says: 住院按自付的70%给付", "says: [住院按自付的70%给付, 全年不超过8000元]"
    )
    more = '  - number: "8"\n    text: 全年不超过8000元。\n'
    (tmp_path / "trial.yaml").write_text(text + more, encoding="utf-8")

    codes = {p.code for p in check_paths([tmp_path]).problems}

    assert not codes & {"article_without_clause", "sentence_without_clause"}


def test_half_a_quoted_sentence_does_not_cover_the_other_half(tmp_path: Path):
    (tmp_path / "trial.yaml").write_text(
        WORDS.replace("says: 住院按自付的70%给付", "says: [住院按自付的70%给付, 每年赠送体检一次]"),
        encoding="utf-8",
    )

    found = [p for p in check_paths([tmp_path]).problems if p.code == "sentence_without_clause"]

    assert ["“家属同享8折”" in p.what for p in found] == [True]


def test_editions_of_one_plan_that_overlap_or_leave_a_gap_are_named(tmp_path: Path):
    for name, dates in (
        ("a", "{from: 2024-01-01, until: 2024-06-30}"),
        ("b", "{from: 2025-01-01}"),
    ):
        text = edition_text().replace("{from: 2025-01-01}", dates).replace('"1"', f'"{name}"', 1)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")

    assert "editions_gap" in [p.code for p in check_paths([tmp_path]).problems]


def test_mutation_names_the_number_that_no_case_holds(tmp_path: Path):
    text = edition_text(steps="[{rate: 70 %}, {cap_per_claim: 5000 yuan}]")
    (tmp_path / "trial.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "trial.cases.yaml").write_text(CASES, encoding="utf-8")

    report = check_paths([tmp_path], mutate=True)

    unnoticed = [p.what for p in report.problems if p.code == "change_unnoticed"]
    assert report.changes == 4
    assert len(unnoticed) == 2
    assert all("500000 fen" in what for what in unnoticed)
