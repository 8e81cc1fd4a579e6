"""Reading editions: places, remedies, exactness, digest and round trip."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from trial import BENEFIT, INSIDE, edition, edition_text, facts

import plan_book
from benefit_terms import (
    EditionError,
    FactsError,
    TermsError,
    edition_from_canonical,
    evaluate,
    json_schema,
    load_edition,
    parse_edition,
)
from benefit_terms import clauses as c
from benefit_terms import nodes as n
from benefit_terms.amounts import STARTS, STEPS
from benefit_terms.conditions import CONDITIONS
from benefit_terms.quantities import Quantity, format_yuan, parse_quantity
from benefit_terms.windows import WINDOW_RESULTS

BOOK = plan_book.editions()


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("15000 yuan", 1500000, "fen"),
        ("11871.40 yuan", 1187140, "fen"),
        ("0.07 yuan", 7, "fen"),
        ("187443 fen", 187443, "fen"),
        ("70 %", Fraction(7, 10), "rate"),
        ("70%", Fraction(7, 10), "rate"),
        ("12.5 %", Fraction(1, 8), "rate"),
        ("3 ‰", Fraction(3, 1000), "rate"),
        ("1/3", Fraction(1, 3), "rate"),
        ("1 day", 1, "days"),
        ("2 months", 2, "months"),
    ],
)
def test_quantity_is_read_exactly(text, number, unit):
    assert parse_quantity(text) == Quantity(Fraction(number), unit)


@pytest.mark.parametrize(
    "text",
    ["0.7", "1.005 yuan", "1/0", "-5 yuan", "1,000 yuan", "٣ yuan", "70", "1e3 yuan", "½ yuan"],
)
def test_quantity_that_is_not_exact_or_has_no_unit_is_refused(text):
    with pytest.raises(EditionError):
        edition(start=f"amount: {text}")


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (131210, "1312.10"),
        (5, "0.05"),
        (Fraction(1312101, 10), "1312.101"),
        (Fraction(1, 3), "≈0.003333"),
    ],
)
def test_amount_is_shown_with_all_its_decimals(fen, text):
    assert format_yuan(fen) == text


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (edition_text(steps="[{ratio: 70 %}]"), "unknown_kind", 19),
        (edition_text(steps="[{rate: 70 yuan}]"), "wrong_unit", 19),
        (edition_text(steps="[{rate: 0.7}]"), "not_a_quantity", 19),
        (edition_text("      - {kind: cap, id: c, limit: 5 yuan, per: week}\n"), "not_in_list", 20),
        (
            edition_text("      - {kind: cap, id: c, limit: 5 yuan, colour: red}\n"),
            "unknown_key",
            20,
        ),
        (edition_text("      - {kind: cap, id: c}\n"), "missing_key", 20),
        (edition_text("      - {id: c}\n"), "no_kind", 20),
        (edition_text("      - {kind: period, id: pay, length: 1 year}\n"), "name_used_twice", 20),
        (
            edition_text("      - {kind: cap, id: c, limit: {by: moon, rows: {1: 1 yuan}}}\n"),
            "unknown_axis",
            20,
        ),
        (
            edition_text("      - {kind: cap, id: c, limit: {by: ordinal, rows: {0: 1 yuan}}}\n"),
            "unknown_row",
            20,
        ),
    ],
)
def test_error_names_file_line_article_and_remedy(text, code, line):
    with pytest.raises(EditionError) as caught:
        parse_edition(text, name="trial.yaml")

    error = caught.value
    assert (error.code, error.where.split(" ")[0], error.article) == (
        code,
        f"trial.yaml:{line}",
        "1",
    )
    assert error.remedy


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("a: [", "bad_yaml"),
        ("a: 1\na: 2", "repeated_key"),
        ("a: &x 1\nb: *x", "alias"),
        ("[1]", "not_a_mapping"),
        ("language: 1", "missing_key"),
        ("? [a]\n: b", "repeated_key"),
        ("a: " + "[" * 3000, "bad_yaml"),
        (edition_text().replace("language: 1", "language: 2"), "wrong_language"),
        (edition_text().replace(INSIDE, ""), "no_event_inside_cover"),
        (
            edition_text(
                benefit=BENEFIT.replace("{event_kind: [inpatient]}", "{}")
                + "        start: {amount: 1 yuan}\n"
            ),
            "no_conditions",
        ),
        (edition_text().replace("from: 2025-01-01", "from: 2025-02-30"), "wrong_type"),
        (
            edition_text().replace("from: 2025-01-01", "from: 2025-01-01, until: 2024-01-01"),
            "dates_out_of_order",
        ),
        (edition_text(parameters="  p: {unit: fen, source: x, sourced: published}"), "no_value"),
        (
            edition_text(
                parameters="  p: {unit: fen, source: x, sourced: published, value: 3 days}"
            ),
            "units_mixed",
        ),
        (edition_text() + "places: {}\n", "unknown_key"),
    ],
)
def test_document_that_is_no_edition_is_refused_by_name(text, code):
    with pytest.raises(EditionError) as caught:
        parse_edition(text)

    assert caught.value.code == code


def test_unreadable_file_is_refused_by_name(tmp_path):
    with pytest.raises(EditionError) as caught:
        load_edition(tmp_path / "none.yaml")

    assert caught.value.code == "unreadable"


@pytest.mark.parametrize("path", BOOK, ids=lambda path: path.stem)
def test_canonical_json_round_trip_keeps_the_digest(path):
    edition = load_edition(path)

    again = edition_from_canonical(edition.canonical_json())

    assert (again, again.digest, again.canonical_json()) == (
        edition,
        edition.digest,
        edition.canonical_json(),
    )


def _reversed_keys(data):
    if isinstance(data, dict):
        return {key: _reversed_keys(data[key]) for key in reversed(data)}
    return [_reversed_keys(item) for item in data] if isinstance(data, list) else data


@pytest.mark.parametrize("path", BOOK, ids=lambda path: path.stem)
def test_digest_does_not_depend_on_the_order_of_keys(path):
    edition = load_edition(path)

    shuffled = json.dumps(_reversed_keys(json.loads(edition.canonical_json())))

    assert edition_from_canonical(shuffled).digest == edition.digest


def test_digest_of_a_fixed_edition_never_changes():
    text = edition_text(
        "      - {kind: cap, id: c, limit: 8.5 yuan}\n", steps="[{rate: 70 %}, {cap: c}]"
    )

    assert (
        parse_edition(text).digest
        == "533676d3513f4e009c20b71e0645dfe0d9edb005679724479fb519cf74e9c23d"
    )


def test_digest_ignores_spelling_and_comments_but_not_words():
    plain = edition(steps="[{rate: 70 %}]")

    same = parse_edition("# a comment\n" + edition_text(steps="[{rate: {rate: 7/10}}]"))
    other = parse_edition(edition_text(steps="[{rate: 70 %}]").replace("条文", "另文"))

    assert (same.digest == plain.digest, other.digest == plain.digest) == (True, False)


def test_edition_from_canonical_refuses_what_is_not_json():
    with pytest.raises(EditionError) as caught:
        edition_from_canonical("{")

    assert caught.value.code == "bad_json"


def test_every_kind_has_an_evaluator_and_prose():
    kinds = {
        **n.Condition.members,
        **n.Start.members,
        **n.Step.members,
        **n.WindowResult.members,
        **c.Clause.members,
    }

    assert set(CONDITIONS) == set(n.Condition.members.values())
    assert set(STARTS) == set(n.Start.members.values())
    assert set(STEPS) == set(n.Step.members.values())
    assert set(WINDOW_RESULTS) == set(n.WindowResult.members.values())
    assert [
        kind for kind, node in kinds.items() if node.__doc__.startswith(f"{node.__name__}(")
    ] == []


def test_json_schema_knows_every_kind():
    text = json.dumps(json_schema())

    kinds = [
        *c.Clause.members,
        *n.Step.members,
        *n.Start.members,
        *n.Condition.members,
        *n.WindowResult.members,
    ]

    assert [kind for kind in kinds if f'"{kind}"' not in text] == []


def test_enrolment_reads_fee_split_participation_and_limits():
    terms = load_edition(plan_book.edition_path("ZY", "2025"))

    assert dict(terms.fee.tiers) == {None: 9500}
    assert terms.fee.default_split == (("union", 6000), ("member", 3500))
    rule = terms.participation
    assert (rule.percent, rule.of_whom, rule.full_join_headcount, rule.minimum_headcount) == (
        Fraction(4, 5),
        "all_staff",
        100,
        None,
    )
    assert (terms.max_shares, terms.sex, terms.period_months) == (1, None, 12)
    (age,) = terms.joining.ages
    assert (age.youngest, age.oldest, terms.joining.renewal_gap_days) == (16, 60, 30)
    assert (terms.requires_basic_medical, [(cap.name, cap.limit_fen) for cap in terms.caps]) == (
        True,
        [("annual", 1187140)],
    )
    assert [paper.code for paper in terms.checklist if not paper.required] == ["accident_statement"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cover__colour": 1}, "unknown_key"),
        ({"event__kind": "party"}, "not_in_list"),
        ({"cover__shares": 1.0}, "not_exact"),
        ({"cover__shares": True}, "wrong_type"),
        ({"cover__shares": -1}, "negative"),
        ({"cover__starts_on": "2026-01-01"}, "dates_out_of_order"),
        ({"event__bill": {"proportional_fen": -1}}, "negative"),
        ({"event__bill": {"total_fen": "5"}}, "wrong_type"),
        ({"event__admitted_on": "2025-6-1"}, "wrong_type"),
        ({"event__admitted_on": "2025-07-01"}, "dates_out_of_order"),
        ({"event__disability_grade": 11}, "no_such_grade"),
        ({"earlier": [{"plan": "T"}]}, "missing_key"),
        ({"person": []}, "not_a_mapping"),
    ],
)
def test_facts_that_cannot_be_are_refused_by_name(changes, code):
    with pytest.raises(FactsError) as caught:
        facts(**changes)

    assert (caught.value.code, caught.value.where.startswith("facts")) == (code, True)


def test_facts_survive_json():
    known = facts(
        earlier=[
            {
                "plan": "T",
                "event_on": "2025-01-02",
                "cover_starts_on": "2025-01-01",
                "amount_fen": 0,
            }
        ]
    )

    assert type(known).from_json(json.loads(json.dumps(known.to_json()))) == known


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ("", "undefined_parameter"),
        (
            "  r: {unit: rate, source: x, sourced: published, values: [{from: 2030-01-01, value: 1/2}]}",
            "no_value_yet",
        ),
        (
            "  r: {unit: rate, source: x, sourced: published, value: $s}\n  s: {unit: rate, source: x, sourced: published, value: $r}",
            "circular",
        ),
    ],
)
def test_edition_that_gives_no_one_number_is_an_error_and_not_a_payment(parameters, code):
    terms = edition(parameters=parameters, steps="[{rate: $r}]")

    with pytest.raises(TermsError) as caught:
        evaluate(terms, facts())

    assert (caught.value.code, caught.value.article) == (code, "1")
