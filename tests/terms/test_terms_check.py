"""`check`: planted faults are found by name, and sound editions pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from trial import CASES, edition, edition_text, written

import plan_book
from benefit_terms import diff, load_edition, parse_edition
from benefit_terms.check import check_paths, soundness_problems
from benefit_terms.sentences import SENTENCES

SRC = Path(plan_book.__file__).parents[1]
BANDS = "{above: 0 yuan, up_to: 20 yuan, rate: 1/2}"


def found(terms) -> list[str]:
    return [problem.code for problem in soundness_problems(terms)]


def test_sound_edition_has_no_problems():
    assert found(edition(steps="[{rate: 70 %}]")) == []


def _parameter(body: str) -> dict[str, str]:
    return {"parameters": f"  p: {{{body}}}", "steps": "[{plus: $p}]"}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            {"parameters": "  p: {unit: fen, source: x, sourced: published, value: 5 yuan}"},
            ["parameter_unused"],
        ),
        (
            _parameter("unit: fen, source: ' ', sourced: published, value: 5 yuan"),
            ["parameter_without_source"],
        ),
        ({"steps": "[{plus: $p}]"}, ["parameter_undefined"]),
        (_parameter("unit: rate, source: x, sourced: published, value: 5 %"), ["units_mixed"]),
        (
            _parameter(
                "unit: fen, source: x, sourced: published, values: [{from: 2025-02-01, value: 5 yuan}]"
            ),
            ["dates_gap"],
        ),
        (
            _parameter(
                "unit: fen, source: x, sourced: published, values: [{from: 2025-01-01, value: 5 yuan}, {from: 2024-01-01, value: 6 yuan}]"
            ),
            ["dates_out_of_order"],
        ),
        (
            _parameter(
                "unit: fen, source: x, sourced: published, values: [{from: 2025-01-01, value: 5 yuan}, {from: 2025-01-01, value: 6 yuan}]"
            ),
            ["dates_out_of_order"],
        ),
        ({"lists": "  l: {a: {zh: 甲, codes: [C50]}}"}, ["list_unused"]),
        (
            {"steps": f"[{{progressive_bands: [{BANDS}, {{above: 21 yuan, rate: 1/2}}]}}]"},
            ["bands_gap"],
        ),
        (
            {"steps": f"[{{progressive_bands: [{BANDS}, {{above: 19 yuan, rate: 1/2}}]}}]"},
            ["bands_overlap"],
        ),
        (
            {"steps": f"[{{whole_bands: [{{above: 20 yuan, rate: 1/2}}, {BANDS}]}}]"},
            ["bands_overlap"],
        ),
        (
            {"steps": "[{whole_bands: [{above: 30 yuan, up_to: 20 yuan, rate: 1/2}]}]"},
            ["bands_out_of_order"],
        ),
        ({"steps": "[{floor: 500 yuan}, {cap_per_claim: 400 yuan}]"}, ["cap_below_floor"]),
        ({"steps": "[{cap: c}]"}, ["cap_undefined"]),
    ],
)
def test_planted_fault_in_amounts_is_found_by_name(parts, expected):
    assert found(edition(**parts)) == expected


WINDOW = "{from_day: %s days, through_day: %s days, result: nothing}"
OTHER = "      - {kind: benefit, id: %s, label: {zh: 又, en: More}, when: {%s}, dated_by: [admitted_on], start: {amount: 5 yuan}, exception_to: pay}\n"


def _waiting(*windows: tuple[int, int]) -> str:
    return f"      - {{kind: waiting, id: w, windows: [{', '.join(WINDOW % pair for pair in windows)}]}}\n"


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (_waiting((1, 30), (32, 60)), ["windows_gap"]),
        (_waiting((1, 30), (30, 60)), ["windows_overlap"]),
        (_waiting((2, 30)), ["windows_gap"]),
        (_waiting((1, 30), (60, 31)), ["windows_out_of_order", "windows_gap"]),
        (_waiting((1, 30)).replace("id: w,", "id: w, benefits: [nobody],"), ["benefit_undefined"]),
        ("      - {kind: cap, id: c, limit: 5 yuan}\n", ["cap_unused"]),
        (
            "      - {kind: fee, id: f, tiers: [{amount: 95 yuan, split: [{source: union, amount: 60 yuan}, {source: member, amount: 30 yuan}]}]}\n",
            ["split_not_the_fee"],
        ),
        (
            OTHER % ("a", "has_bill: true") + OTHER % ("b", "cause: [accident]"),
            ["exceptions_unordered"],
        ),
        (OTHER % ("a", "cause: [illness]") + OTHER % ("b", "cause: [accident]"), []),
        ('  - {number: "2", text: 文}\n', ["article_without_clause"]),
        ('  - {number: "2", text: 文, no_clause_needed: 宗旨}\n', []),
        (
            '  - {number: "1", text: " ", no_clause_needed: 宗旨}\n',
            ["article_number_twice", "article_without_text"],
        ),
        ("    no_clause_needed: 宗旨\n", ["clause_not_needed"]),
    ],
)
def test_planted_fault_in_clauses_is_found_by_name(clauses, expected):
    assert found(edition(clauses)) == expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("[C50]", []),
        ("[C5]", ["bad_icd_code"]),
        ("[C50.9]", ["bad_icd_code"]),
        ("[X00, QQQ]", ["bad_icd_code"]),
        ("[]", ["entry_without_code"]),
        ("[C50, C50]", ["code_listed_twice"]),
    ],
)
def test_planted_fault_in_disease_list_is_found_by_name(codes, expected):
    text = edition_text(lists=f"  l: {{a: {{zh: 甲, codes: {codes}}}}}").replace(
        "{event_kind: [inpatient]}", "{disease_in: [l]}"
    )

    assert found(parse_edition(text)) == expected


def test_list_that_is_not_there_is_found_by_name():
    assert found(
        parse_edition(edition_text().replace("{event_kind: [inpatient]}", "{disease_in: [l]}"))
    ) == ["list_undefined"]


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        (CASES, []),
        (None, ["no_cases", "not_covered", "not_covered"]),
        (CASES.replace("7 yuan", "8 yuan"), ["case_fails"]),
        (CASES.replace("outcome: pay", "outcome: refuse"), ["case_fails"]),
        (CASES.replace("[event_outside_cover]", "[]"), ["case_fails"]),
        (CASES[: CASES.index("  - {name: 期满")], ["not_covered"]),
        (CASES.replace("kind: inpatient", "kind: party"), ["not_in_list"]),
        (CASES.replace("name: 住院", "title: 住院"), ["bad_case"]),
        ("facts: {}", ["no_cases"]),
    ],
)
def test_check_runs_the_cases_and_asks_for_those_that_are_missing(tmp_path, cases, expected):
    report = check_paths([written(tmp_path, cases)])

    assert [problem.code for problem in report.problems] == expected


@pytest.mark.parametrize(
    ("steps", "clauses", "missing"),
    [
        (
            "[{rate: {by: ordinal, rows: {1: 70 %}, otherwise: 40 %}}]",
            "",
            ["`pay` chooses ordinal=otherwise"],
        ),
        ("[{rate: 70 %}, {cap_per_claim: 50 yuan}]", "", ["`pay` cap_per_claim"]),
        (
            "[{rate: 70 %}, {cap: c}]",
            "      - {kind: cap, id: c, limit: 50 yuan}\n",
            ["`c` cap", "`c` refuses"],
        ),
        (
            "[{progressive_bands: [{above: 0 yuan, up_to: 20 yuan, rate: 70 %}]}]",
            "",
            ["`pay` at the edge of 2000 fen"],
        ),
        ("[{rate: 70 %}]", _waiting((1, 30)), ["`w` on day 1", "`w` on day 30", "`w` on day 31"]),
    ],
)
def test_check_reports_each_branch_and_edge_without_a_case(tmp_path, steps, clauses, missing):
    report = check_paths([written(tmp_path, CASES, steps=steps, clauses=clauses)])

    assert [problem.what for problem in report.problems] == [
        f"No case tries: {what}." for what in missing
    ]


@pytest.mark.parametrize(
    ("until", "starts", "expected"),
    [
        ("2025-12-31", "2026-01-01", []),
        ("2026-01-01", "2026-01-01", ["editions_overlap"]),
        ("2025-12-30", "2026-01-01", ["editions_gap"]),
    ],
)
def test_check_reports_editions_of_a_plan_that_gap_or_overlap(tmp_path, until, starts, expected):
    one = edition_text(steps="[{rate: 70 %}]")
    for name, text in (
        ("a", one.replace("from: 2025-01-01", f"from: 2025-01-01, until: {until}")),
        (
            "b",
            one.replace("from: 2025-01-01", f"from: {starts}").replace(
                'version: "1"', 'version: "2"'
            ),
        ),
    ):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        (tmp_path / f"{name}.cases.yaml").write_text(CASES, encoding="utf-8")

    assert [problem.code for problem in check_paths([tmp_path]).problems] == expected


def test_plan_book_is_fit_to_publish():
    report = check_paths([Path(plan_book.__file__).parent])

    assert (report.editions, [str(problem) for problem in report.problems]) == (
        len(plan_book.editions()),
        [],
    )


def test_plan_book_names_what_it_holds_when_asked_for_something_else():
    with pytest.raises(KeyError, match="ZY 2025"):
        plan_book.edition_path("ZY", "1999")


def test_sentences_are_written_for_every_step_the_evaluator_notes():
    import re

    source = "".join(
        (SRC / "benefit_terms" / name).read_text(encoding="utf-8")
        for name in ("amounts.py", "guards.py", "windows.py", "evaluate.py")
    )
    noted = set(re.findall(r'(?:note|TraceStep)\(\s*"(\w+)"', source))

    assert noted - set(SENTENCES) == set()


def test_diff_says_what_changes_article_by_article():
    old = edition(steps="[{rate: 70 %}]")
    new = edition("      - {kind: cap, id: c, limit: 5 yuan}\n", steps="[{rate: 80 %}]")

    assert (diff(old, old), diff(old, new)) == (
        [],
        [
            "article 1.clauses: clause pay.steps[0].rate: 7/10 → 4/5",
            "article 1.clauses: clause c: added",
        ],
    )


def test_c01_one_event_is_paid_by_three_plans():
    from benefit_terms import Facts, evaluate

    event = {
        "kind": "inpatient",
        "cause": "illness",
        "admitted_on": "2025-05-10",
        "diagnosed_on": "2025-05-12",
        "diagnosis": {"icd10": "C50", "severity": "severe"},
        "bill": {"deductible_fen": 0, "proportional_fen": 187443},
    }
    amounts = [
        evaluate(
            load_edition(plan_book.edition_path(plan, "2025")),
            Facts.from_json(
                {
                    "cover": {
                        "starts_on": "2025-02-21",
                        "ends_before": "2026-02-21",
                        "shares": shares,
                    },
                    "person": {"sex": "F"},
                    "event": event,
                }
            ),
        ).amount_fen
        for plan, shares in (("HB-ZY", 1), ("HB-NZ", 1), ("HB-ZJ", 4))
    ]

    assert (amounts, sum(amounts)) == ([131210, 1500000, 4000000], 5631210)


def test_c12_one_worker_holding_four_plans_costs_the_union_75_and_the_member_130():
    total = {"union": 0, "member": 0}

    for plan, version in (("ZY", "2025"), ("NZ", "2024"), ("ZJ", "2024"), ("ZN", "2024")):
        for source, fen in load_edition(plan_book.edition_path(plan, version)).fee.default_split:
            total[source] += fen

    assert total == {"union": 7500, "member": 13000}


def test_cases_that_are_no_text_are_named_and_the_rest_is_still_checked(tmp_path):
    path = written(
        tmp_path,
        None,
        parameters="  spare: {unit: fen, value: 1 yuan, source: x, sourced: assumed}",
    )
    path.with_suffix(".cases.yaml").write_bytes(b"\xff\xfe\x00cases")

    found = [problem.code for problem in check_paths([tmp_path]).problems]

    assert found == ["parameter_unused", "unreadable"]
