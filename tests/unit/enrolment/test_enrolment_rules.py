"""A row of a roster: what is right, what is wrong, and in which cell."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from benefit_terms.views import AgeView, JoiningView, ParticipationView
from factories.enrolment import judge_values, make_terms
from factories.members import card_number, make_identity
from huzhu.enrolment.rules import Terms, Tier, participation, parts_of
from huzhu.enrolment.rules.findings import TEXTS

FIELD = re.compile(r"{(\w+)}")
TERMS = make_terms()
WOMEN = replace(
    TERMS,
    plan_code="NZ",
    sex="F",
    max_shares=2,
    is_per_share=True,
    requires_basic_medical=False,
    tiers=(Tier("", 2500, (("union", 1500), ("member", 1000))),),
)
ACCIDENT = replace(
    TERMS,
    plan_code="YW",
    requires_basic_medical=False,
    tiers=(Tier("A", 2600, ()), Tier("B", 5000, ()), Tier("C", 10000, ())),
)
GOOD = {
    "name": "张伟",
    "identity": make_identity(1).number,
    "sex": "女",
    "phone": "13912345678",
    "insured": "是",
    "shares": "1",
    "bank": "中国建设银行",
    "account": card_number(1),
}


def judged(terms: Terms = TERMS, **changes: str):
    values = {name: text for name, text in (GOOD | changes).items() if text}
    (row,) = judge_values(terms, values)
    return row


def codes(row) -> list[str]:
    return [item.code for item in (*row.said.errors, *row.errors)]


def warned(row) -> list[str]:
    return [item.code for item in (*row.said.warnings, *row.warnings)]


def test_good_row_has_values_and_no_findings():
    row = judged()
    assert (codes(row), warned(row)) == ([], [])
    assert (row.said.name, row.said.phone, row.shares, row.fee_fen) == (
        "张伟",
        "13912345678",
        1,
        9500,
    )
    assert dict(row.parts) == {"union": 6000, "member": 3500}


def test_finding_names_row_and_header_of_the_file():
    (found,) = judged(identity="").said.errors
    assert (found.code, found.row_no, found.column) == ("cell_empty", 7, "证件号码")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"identity": "９９９000197001020003"}, []),
        ({"identity": "999000197001020004"}, ["bad_identity_check_digit"]),
        ({"identity": "99900019700102000"}, ["bad_identity_length"]),
        ({"identity": "6.10202E+17"}, ["identity_number_lost"]),
        ({"identity": "610202199001011000"}, ["identity_number_lost"]),
        ({"name": ""}, ["cell_empty"]),
        ({"name": "张三1"}, ["name_implausible"]),
        ({"name": "阿依古丽•买买提"}, []),
        ({"name": "张  三"}, []),
        ({"sex": "男"}, ["sex_contradicts"]),
        ({"birth": "1970-01-02 00:00:00"}, []),
        ({"birth": "19700103"}, ["birth_contradicts"]),
        ({"birth": "1970年1月2日"}, []),
        ({"insured": "否"}, ["not_insured"]),
        ({"insured": ""}, ["insurance_unstated"]),
        ({"shares": "2"}, ["shares_over_limit"]),
        ({"shares": "一"}, ["shares_unclear"]),
        ({"shares": "0"}, ["shares_unclear"]),
        ({"shares": "1.0"}, []),
        ({"phone": "1391234567"}, ["phone_wrong"]),
        ({"phone": "＋86 139-1234-5678"}, []),
        ({"account": "12ab"}, ["account_wrong"]),
        ({"unit_code": "U2026-0000009-X"}, ["other_unit"]),
        ({"plan": "XX"}, ["plan_unknown"]),
        ({"unit_pays": "95"}, []),
        ({"unit_pays": "60", "member_pays": "30"}, ["parts_differ"]),
        ({"union_pays": "六十"}, ["amount_unclear"]),
    ],
)
def test_cell_is_judged(changes, expected):
    assert codes(judged(**changes)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"account": "6227000000000000012"}, ["account_doubtful"]),
        ({"bank": ""}, ["bank_unnamed"]),
        ({"form": "外星"}, ["form_unclear"]),
        ({"person_class": "天才"}, ["class_unclear"]),
        ({"sex": "?"}, ["sex_unclear"]),
    ],
)
def test_doubt_is_a_warning(changes, expected):
    row = judged(**changes)
    assert (codes(row), warned(row)) == ([], expected)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2010, 4, 1), []),
        (date(2010, 4, 2), ["too_young"]),
        (date(1965, 4, 2), []),
        (date(1965, 4, 1), ["too_old"]),
        (date(2026, 5, 1), ["too_young"]),
    ],
)
def test_age_counts_on_the_first_day_of_cover(born, expected):
    assert codes(judged(identity=make_identity(1, birth_on=born).number)) == expected


def test_man_in_womens_plan_is_refused():
    number = make_identity(1, sex="M").number
    assert codes(judged(WOMEN, identity=number, sex="")) == ["women_only"]


def test_shares_multiply_fee_and_parts():
    row = judged(WOMEN, shares="2")
    assert (row.fee_fen, dict(row.parts)) == (5000, {"union": 3000, "member": 2000})


@pytest.mark.parametrize(
    ("stated", "tier"), [("B", "B"), ("50", "B"), ("100元", "C"), ("１００元档", "C")]
)
def test_tier_is_named_by_name_or_fee(stated, tier):
    assert judged(ACCIDENT, tier=stated).tier == tier


def test_tier_that_is_not_offered_is_refused():
    assert codes(judged(ACCIDENT, tier="D")) == ["tier_unknown"]
    assert codes(judged(ACCIDENT)) == ["tier_unknown"]


def test_word_of_shares_or_tier_means_tier_where_there_are_tiers():
    assert judged(ACCIDENT, shares="", shares_or_tier="100").tier == "C"
    assert judged(WOMEN, shares="", shares_or_tier="2").shares == 2


def test_row_says_who_pays():
    assert dict(judged(unit_pays="20", union_pays="40.00", member_pays="35元").parts) == {
        "unit": 2000,
        "union": 4000,
        "member": 3500,
    }


def test_childs_columns_name_the_insured_of_a_childrens_plan():
    children = make_terms(joining=JoiningView(ages=(AgeView(0, 17),)), requires_basic_medical=False)
    child = make_identity(9, birth_on=date(2015, 6, 1))
    row = judged(children, child_name="张小宝", child_identity=child.number)
    assert (row.said.name, row.said.identity, codes(row)) == ("张小宝", child, [])
    assert (row.said.parent, row.said.form) == (make_identity(1), "dependant")


def test_parts_by_proportion_add_up():
    tier = Tier("", 100, (("unit", 1), ("union", 1), ("member", 1)))
    assert parts_of(tier, 100) == {"unit": 34, "union": 33, "member": 33}


def test_every_finding_has_both_languages():
    class Anything(dict):
        def __missing__(self, key):
            return "x"

    for zh, en in TEXTS.values():
        assert zh.format_map(Anything())
        assert en.format_map(Anything())
        assert set(FIELD.findall(zh)) - {"rule", "how", "whom"} == set(FIELD.findall(en)) - {
            "rule_en", "how_en", "whom_en"
        }  # fmt: skip


RULE = ParticipationView(Fraction(80, 100), "all_staff", 100, None)


@pytest.mark.parametrize(
    ("have", "staff", "needed", "ok"),
    [(80, 101, 81, False), (81, 101, 81, True), (99, 100, 100, False), (100, 100, 100, True)],
)
def test_participation_in_full_up_to_a_hundred_then_by_percent(have, staff, needed, ok):
    stands = participation(RULE, have=have, staff=staff, women=10)
    assert (stands.needed, stands.ok) == (needed, ok)


def test_participation_of_women_counts_women():
    rule = ParticipationView(Fraction(80, 100), "women", None, 20)
    stands = participation(rule, have=20, staff=500, women=22)
    assert (stands.needed, stands.of, stands.ok) == (20, 22, True)


def test_participation_without_headcount_does_not_pass():
    stands = participation(RULE, have=5, staff=0, women=0)
    assert stands.ok is False
    assert "尚未登记" in stands.rule_zh


def test_plan_without_demand_has_no_participation():
    assert participation(None, have=1, staff=10, women=0) is None
