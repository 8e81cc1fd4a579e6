"""Rows of settlement lists, and lanes, decided on values alone."""

from __future__ import annotations

from datetime import date

import pytest

from huzhu.claims.enums import StayLane
from huzhu.claims.errors import LaneRuleWrong
from huzhu.claims.rules import (
    COLUMNS,
    REASONS,
    BadRow,
    LaneRules,
    StayFacts,
    StayRow,
    Verdict,
    adds_up,
    bill_of,
    event_of_stay,
    finding_text,
    guess_mapping,
    lane_of,
    looks_like_headers,
    needed_missing,
    places_of,
    read_stay,
    reason_text,
)

TODAY = date(2026, 3, 2)
FIELDS = ("identity", "admitted", "discharged", "total", "self_paid", "icd", "number")
PLACES = {name: place for place, name in enumerate(FIELDS)}
GOOD = ("11010519491231002X", "2025-06-10", "2025-06-18", "12000.00", "2600", "J18.900", "S1")


def read(**changes: str) -> StayRow | BadRow:
    return read_stay(0, 7, [changes.get(n, v) for n, v in zip(FIELDS, GOOD, strict=True)], PLACES)


def faults(row: StayRow | BadRow) -> list[tuple[str, str]]:
    assert isinstance(row, BadRow)
    return [(f["code"], f["column"]) for f in row.findings]


# ── columns ───────────────────────────────────────────────────────────────────────────────────


def test_every_synonym_is_known_and_belongs_to_one_field():
    seen: dict[str, str] = {}
    for column in COLUMNS:
        for word in column.synonyms.split():
            assert guess_mapping([word]) == {column.field: word}
            assert seen.setdefault(word, column.field) == column.field


@pytest.mark.parametrize(
    ("header", "field"),
    [("＊证件号码", "identity"), ("医疗费用总额（元）", "total"), ("入 院 日 期", "admitted"),
     ("SETL_ID", "number"), ("统筹支付：", "pool"), ("个人自付/元", "self_paid")],
)  # fmt: skip
def test_headers_are_known_however_they_are_written(header, field):
    assert guess_mapping([header]) == {field: header}


def test_kept_mapping_finds_headers_of_its_own():
    mapping = {"identity": "甲", "admitted": "乙", "total": "丙", "self_paid": "丁"}
    assert looks_like_headers(["甲", "乙", "丙"], mapping)
    assert not looks_like_headers(["甲", "乙", "x"], mapping)
    assert [c.field for c in needed_missing(mapping, ["甲", "乙", "丁"])] == ["total"]
    assert places_of(mapping, ["x", "丙", "甲"]) == {"total": 1, "identity": 2}


# ── rows ──────────────────────────────────────────────────────────────────────────────────────


def test_good_row():
    row = read()
    assert isinstance(row, StayRow)
    assert (row.admitted_on, row.discharged_on) == (date(2025, 6, 10), date(2025, 6, 18))
    assert (row.total_fen, row.icd_category, row.row_no) == (1_200_000, "J18", 7)


@pytest.mark.parametrize(
    "text", ["2025-06-10", "20250610", "2025/6/10", "2025年6月10日", "2025-06-10 08:30:00",
             "２０２５-06-10", "20250610083000"],
)  # fmt: skip
def test_days_as_bureaux_write_them(text):
    row = read(admitted=text)
    assert isinstance(row, StayRow), row
    assert row.admitted_on == date(2025, 6, 10)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"identity": ""}, [("identity_missing", "identity")]),
        ({"identity": "张三"}, [("identity_wrong", "identity")]),
        ({"admitted": ""}, [("day_missing", "admitted")]),
        ({"admitted": "2025-02-30"}, [("day_wrong", "admitted")]),
        ({"discharged": "2025-06-09"}, [("days_out_of_order", "discharged")]),
        ({"total": ""}, [("amount_missing", "total")]),
        ({"total": "一万", "self_paid": "-5"},
         [("amount_wrong", "total"), ("amount_negative", "self_paid")]),
    ],
)  # fmt: skip
def test_bad_cells_are_all_named(changes, found):
    row = read(**changes)
    assert faults(row) == found
    for finding in row.findings:
        assert "{" not in finding_text(finding, "zh") + finding_text(finding, "en")


def test_identity_is_masked_in_a_finding():
    row = read(identity="6102021990010100@1")
    assert isinstance(row, BadRow)
    assert "19900101" not in row.findings[0]["value"]


def test_key_is_the_number_or_else_the_stay_itself():
    assert read().key_text == read(total="13000").key_text
    without = read(number="")
    assert without.key_text != read(number="", total="13000").key_text
    assert read().content_text != read(total="13000").content_text


# ── bills ─────────────────────────────────────────────────────────────────────────────────────

BILL = {"total": 1000, "pool": 600, "self_paid": 300, "self_funded": 100}


def test_parts_that_the_list_holds_together_are_parted():
    bill = bill_of(BILL | {"deductible": 80, "class_b_first": 20, "over_limit": 30})
    assert bill["proportional_fen"] == 200
    assert bill["self_funded_fen"] == 70
    assert adds_up(bill)


@pytest.mark.parametrize(
    ("changes", "is_sound"),
    [({}, True), ({"total": 1001}, False), ({"total": 999}, False), ({"deductible": 400}, False),
     ({"relief": 50}, False), ({"relief": 50, "total": 1050}, True), ({"pool": None}, True),
     ({"pool": None, "total": 300}, False)],
)  # fmt: skip
def test_amounts_add_up_or_not(changes, is_sound):
    assert adds_up(bill_of(BILL | changes)) is is_sound


def test_injury_leaves_the_cause_open():
    event = event_of_stay(date(2025, 6, 10), None, "S72", "", {})
    assert "cause" not in event
    assert event_of_stay(date(2025, 6, 10), None, "J18", "3", {})["cause"] == "illness"


# ── lanes ─────────────────────────────────────────────────────────────────────────────────────


def stay(**changes) -> StayFacts:
    values = {
        "admitted_on": date(2025, 6, 10),
        "discharged_on": date(2025, 6, 18),
        "icd_category": "J18",
        "is_elsewhere": False,
        "bill": {},
        "verdict": Verdict(175_000),
        "account_since": date(2025, 4, 1),
    }
    return StayFacts(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "lane", "codes"),
    [
        ({}, "straight", []),
        ({"account_since": None}, "confirm_account", ["no_account"]),
        ({"account_since": date(2024, 3, 1)}, "confirm_account", ["account_old"]),
        ({"discharged_on": date(2025, 8, 9)}, "straight", []),
        ({"discharged_on": date(2025, 8, 10)}, "officer", ["stay_long"]),
        ({"discharged_on": None}, "officer", ["no_discharge"]),
        ({"icd_category": ""}, "officer", ["no_diagnosis"]),
        ({"icd_category": "C97"}, "officer", ["critical"]),
        ({"icd_category": "T08"}, "officer", ["injury"]),
        ({"is_elsewhere": True}, "officer", ["elsewhere"]),
        ({"bill": {"other_reimbursed_fen": 1}}, "officer", ["not_adding_up", "relief"]),
        ({"verdict": Verdict(1_000_000)}, "officer", ["large"]),
        ({"verdict": Verdict(999_999)}, "straight", []),
        ({"verdict": Verdict(has_cover=False)}, "nothing", ["no_cover"]),
        ({"verdict": Verdict(0, True, ({"code": "refused"},))}, "nothing", ["refused"]),
        ({"verdict": Verdict(0), "icd_category": "I21"}, "officer", ["critical"]),
        ({"verdict": Verdict(5, True, (), ({"code": "referred"},))}, "officer", ["referred"]),
        ({"noted": [{"code": "same_day"}]}, "officer", ["same_day"]),
    ],
)
def test_lane_and_reasons(changes, lane, codes):
    found, reasons = lane_of(stay(**changes), LaneRules(), TODAY)
    assert (found, [r["code"] for r in reasons]) == (StayLane(lane), codes)


def test_rules_can_be_changed_and_are_read_back():
    rules = LaneRules.from_json(
        {"longest_days": "7", "most_yuan": 0, "elsewhere_to_officer": False, "diseases": "c50、J18"}
    )
    assert rules.diseases == ("C50", "J18")
    assert LaneRules.from_json(rules.to_json()) == rules
    assert lane_of(stay(is_elsewhere=True, icd_category="K35"), rules, TODAY)[1][0] == {
        "code": "stay_long", "days": 8, "limit": 7,
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [{"longest_days": -1}, {"most_yuan": "x"}, {"diseases": "癌"}])
def test_wrong_rule_is_refused_by_name(wrong):
    with pytest.raises(LaneRuleWrong):
        LaneRules.from_json(wrong)


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_reason_has_words(code):
    values = {
        "code": code, "days": 1, "limit": 1, "icd": "C50", "yuan": "1.00", "plan": "ZY",
        "day": "2026-01-01", "refusals": ["in_waiting_period", "strange"],
    }  # fmt: skip
    for language in ("zh", "en"):
        assert "{" not in reason_text(values, language)
