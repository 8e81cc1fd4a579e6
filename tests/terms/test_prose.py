"""The rule in words: every kind has some, numbers are resolved, assumptions are marked."""

from __future__ import annotations

import re

import pytest
from trial import edition

import plan_book
from benefit_terms import clauses as c
from benefit_terms import load_edition
from benefit_terms import nodes as n
from benefit_terms.prose import CLAUSE_WORDS, clause_in_words, edition_in_words
from benefit_terms.prose_amounts import STEP_WORDS, WINDOW_WORDS
from benefit_terms.prose_conditions import CONDITION_WORDS
from benefit_terms.prose_starts import START_WORDS
from benefit_terms.prose_words import (
    AXIS_NAMES,
    BURN_DEGREES,
    CAUSES,
    COMPONENTS,
    DATE_ROLES,
    EVENT_KINDS,
    NUMBER_FORMS,
    RELATIONS,
    SEXES,
)
from benefit_terms.reader import literal_values
from benefit_terms.sentences import ROUNDING_NAMES
from benefit_terms.values import AXES

BOOK = plan_book.editions()
FAMILIES = [
    (c.Clause, CLAUSE_WORDS),
    (n.Condition, CONDITION_WORDS),
    (n.Start, START_WORDS),
    (n.Step, STEP_WORDS),
    (n.WindowResult, WINDOW_WORDS),
]


@pytest.mark.parametrize(
    ("family", "words"), FAMILIES, ids=lambda one: getattr(one, "__name__", "")
)
def test_every_kind_has_words(family, words):
    missing = [kind for kind, node in family.members.items() if node not in words]

    assert (missing, len(words)) == ([], len(family.members))


def test_every_axis_has_words():
    numeric = {axis for axis, domain in AXES.items() if isinstance(domain, range)}

    assert (set(AXIS_NAMES), set(NUMBER_FORMS)) == (set(AXES), numeric)


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (n.EventKind, EVENT_KINDS),
        (n.Cause, CAUSES),
        (n.Sex, SEXES),
        (n.Relation, RELATIONS),
        (n.BurnDegree, BURN_DEGREES),
        (n.DateRole, DATE_ROLES),
        (n.Rounding, ROUNDING_NAMES),
    ],
    ids=lambda one: "",
)
def test_every_closed_word_has_a_name(closed, words):
    assert set(words) == set(literal_values(closed))


def test_every_part_of_a_bill_has_a_name():
    assert set(literal_values(n.Component)) | {"other_reimbursed"} == set(COMPONENTS)


@pytest.mark.parametrize("path", BOOK, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_plan_book_is_said_whole_in_both_languages(path):
    terms = load_edition(path)

    for language in ("zh", "en"):
        said = edition_in_words(terms, language)
        sentences = [sentence for _, pairs in said for _, sentence in pairs]

        assert [article.number for article, _ in said] == [a.number for a in terms.articles]
        assert [
            s for s in sentences if "None" in s or "$" in s or re.search(r"\d\.\d{3,}", s)
        ] == []
        assert all(s.endswith("。" if language == "zh" else ".") for s in sentences)


def _said(language, clauses="", **parts):
    terms = edition(clauses, **parts)
    return [clause_in_words(terms, clause, language) for _, clause in terms.clauses()]


def test_benefit_is_said_with_parameters_tables_and_caps_resolved():
    parts = {
        "clauses": "      - {kind: cap, id: annual, limit: $cap}\n",
        "steps": "[{deductible: 500 yuan}, {rate: {by: ordinal, rows: {1: $first}, otherwise: 40 %}}, {cap: annual}]",
        "parameters": "  first: {unit: rate, value: 70 %, source: x, sourced: assumed}\n"
        "  cap: {unit: fen, value: 8000.50 yuan, source: x, sourced: published}",
    }

    assert _said("zh", **parts)[1] == (
        "“互助金”：事由类别为住院的，以入院日为准；以票据中的按比例自付为基数，依次：①扣除免赔额500元；"
        "②乘以〔按次数：第1次70%（暂定），以后40%〕；③受限额“annual”约束（每个保障期合计8000.50元）。"
    )
    assert _said("en", **parts)[1] == (
        "“Benefit”: if kind of event is inpatient stay, judged by the day of admission; from "
        "proportional self-pay of the bill, in this order: (1) less a deductible of 500 yuan; "
        "(2) times [by which time it is in the period: no. 1: 70 % (assumed); after that: 40 %]; "
        "(3) within the limit `annual` (8000.50 yuan in one period of cover)."
    )


def test_dated_parameter_is_said_with_its_days():
    parts = {
        "steps": "[{rate: $r}]",
        "parameters": "  r: {unit: rate, source: x, sourced: published, values: "
        "[{from: 2024-01-01, value: 60 %}, {from: 2025-07-01, value: 70 %, sourced: assumed}]}",
    }

    assert "乘以〔自2024-01-01起60%，自2025-07-01起70%（暂定）〕" in _said("zh", **parts)[1]


@pytest.mark.parametrize(
    ("step", "zh", "en"),
    [
        (
            "deductible: {amount: 100 yuan, per: event, name: shared}",
            "扣除免赔额100元（同一事由只扣一次，与写明账户“shared”的其他互助金合用）",
            "less a deductible of 100 yuan, once for one event, shared by all that name the "
            "account `shared`",
        ),
        (
            "deductible: {amount: 100 yuan, per: period}",
            "扣除免赔额100元（每个保障期只扣一次）",
            "less a deductible of 100 yuan, once in a period of cover",
        ),
        (
            "whole_bands: {published_edges: whole_yuan, bands: [{above: 1001 yuan, rate: 30 %}]}",
            "（公布的整元起点与上一档相接，1001元起即超过1000元）",
            "(published whole-yuan edges join; the first means above 1000 yuan)",
        ),
        (
            "whole_bands: {published_edges: whole_yuan, bands: [{above: 3000 yuan, rate: 30 %}]}",
            "3000元起的30%（公布的整元起点与上一档相接）",
            "from 3000 yuan: 30 % (published whole-yuan edges join)",
        ),
        (
            "rate: {by: disability_grade, rows: {1: 100 %, 2-4: 50 %, 5+: 10 %}}",
            "1级100%，2至4级50%，5至10级10%",
            "grade 1: 100 %; grade 2 to 4: 50 %; grade 5 to 10: 10 %",
        ),
    ],
)
def test_step_is_said_as_it_is_reckoned(step, zh, en):
    assert zh in _said("zh", steps=f"[{{{step}}}]")[1]
    assert en in _said("en", steps=f"[{{{step}}}]")[1]


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        ("{at_most: 4}", "伤残等级为1至4级", "grade of disability: grade 1 to 4"),
        ("{at_least: 4}", "伤残等级为4至10级", "grade of disability: grade 4 to 10"),
    ],
)
def test_range_of_grades_is_said_with_both_ends(condition, zh, en):
    clause = (
        f"      - {{kind: refer, id: look, when: {{disability_grade: {condition}}}, "
        "reason: {zh: 重, en: bad}}\n"
    )

    assert (zh in _said("zh", clauses=clause)[2], en in _said("en", clauses=clause)[2]) == (
        True,
        True,
    )


@pytest.mark.parametrize(
    ("across", "zh"),
    [
        ("period", "本保障期内已付其中另一项的，只补差额"),
        ("event", "其他事由已付的不影响"),
    ],
)
def test_how_far_benefits_exclude_each_other_is_said(across, zh):
    clause = (
        f"      - {{kind: mutually_exclusive, id: one, benefits: [pay, pay], across: {across}}}\n"
    )

    assert zh in _said("zh", clauses=clause)[2]


def test_rows_in_ranges_and_nested_tables_are_said_row_by_row():
    table = (
        "{by: employment, rows: {in_service: {by: membership_years, rows: {0: 20 yuan, 1-5: 30 yuan, "
        "6+: 40 yuan}}}, otherwise: 10 yuan}"
    )

    assert _said("zh", start=f"amount: {table}")[1].endswith(
        "定额〔按用工状态：在职〔按会龄：0年20元，1至5年30元，6年及以上40元〕；其他10元〕。"
    )


def test_word_that_the_edition_names_is_said_by_its_name():
    text = "      - {kind: employment_among, id: who, among: [seconded, in_service]}\n"
    terms = edition(text)
    named = {"employment": {"seconded": {"zh": "借调", "en": "seconded staff"}}}
    import json

    from benefit_terms import edition_from_canonical

    data = json.loads(terms.canonical_json()) | {"words": named}
    renamed = edition_from_canonical(json.dumps(data))

    said = [clause_in_words(t, t.first(c.EmploymentAmong), "zh") for t in (terms, renamed)]
    assert said == ["用工状态须为“seconded”或在职。", "用工状态须为借调或在职。"]
