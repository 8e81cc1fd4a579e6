"""What a paper's figures must satisfy, and what it says of the event."""

from __future__ import annotations

import pytest

from huzhu.claims.rules import (
    Difference,
    Fault,
    differences,
    event_from,
    filled_event,
    paper_faults,
)

SHEET = {
    "total": 100000, "pool_paid": 60000, "large_paid": 10000, "deductible": 10000,
    "proportional": 15000, "class_b_first": 0, "self_funded": 5000, "over_limit": 0, "above_cap": 0,
    "account_paid": 0, "cash_paid": 30000, "name": "张三",
    "admitted_on": "2025-06-10", "discharged_on": "2025-06-20",
}  # fmt: skip


def codes(**changed) -> list[str]:
    return [fault.code for fault in paper_faults(SHEET | changed, "张三")]


def test_sound_paper_has_no_fault():
    assert codes() == []


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"total": 100001}, ["parts", "parts"]),
        ({"cash_paid": 29999}, ["parts"]),
        ({"proportional": 14999}, ["parts"]),
        ({"self_paid": 25000}, []),
        ({"self_paid": 25001}, ["parts"]),
        ({"discharged_on": "2025-06-09"}, ["days"]),
        ({"discharged_on": "2025-06-10"}, []),
        ({"name": "张四"}, ["name"]),
    ],
)
def test_contradiction_is_found(changed, found):
    assert codes(**changed) == found


def test_fault_names_the_fields_concerned():
    values = {"total": 100, "pool_paid": 50, "account_paid": 20, "cash_paid": 20}

    assert paper_faults(values, "张三") == [
        Fault("parts", ("total", "pool_paid", "account_paid", "cash_paid"))
    ]


@pytest.mark.parametrize("missing", ["total", "pool_paid"])
def test_what_is_not_on_the_paper_is_not_asked_for(missing):
    values = {name: value for name, value in SHEET.items() if name != missing} | {"cash_paid": 1}

    assert paper_faults(values, "张三") == []


def test_sheet_says_every_amount_and_a_bill_only_what_it_means_the_same():
    assert event_from("settlement", {"total": 100, "self_funded": 5}) == {
        "bill": {"total_fen": 100, "self_funded_fen": 5}
    }
    assert event_from("bill", {"total": 100, "self_funded": 5}) == {"bill": {"total_fen": 100}}


def test_certificate_says_days_grade_and_diagnosis():
    values = {
        "admitted_on": "2025-06-10",
        "hospital_grade": "3",
        "diagnosis": "肺炎",
        "icd10": "J18",
    }

    assert event_from("diagnosis", values) == {
        "admitted_on": "2025-06-10",
        "hospital_grade": "3",
        "diagnosis": {"icd10": "J18", "name": "肺炎"},
    }


def test_event_is_filled_where_it_is_empty_and_kept_where_it_was_typed():
    event = {
        "kind": "inpatient",
        "admitted_on": None,
        "bill": {"total_fen": 7, "pool_paid_fen": None},
    }
    said = {"admitted_on": "2025-06-10", "bill": {"total_fen": 100, "pool_paid_fen": 60}}

    assert filled_event(event, said) == {
        "kind": "inpatient",
        "admitted_on": "2025-06-10",
        "bill": {"total_fen": 7, "pool_paid_fen": 60},
    }


def test_event_without_a_bill_takes_the_paper_s():
    assert filled_event({"kind": "inpatient", "bill": None}, {"bill": {"total_fen": 1}}) == {
        "kind": "inpatient",
        "bill": {"total_fen": 1},
    }


def test_differences_are_of_amounts_days_and_category():
    event = {
        "admitted_on": "2025-06-11",
        "bill": {"total_fen": 7, "pool_paid_fen": 60},
        "diagnosis": {"icd10": "J18.900", "name": "社区获得性肺炎"},
    }
    said = {
        "admitted_on": "2025-06-10",
        "bill": {"total_fen": 100, "pool_paid_fen": 60, "deductible_fen": 3},
        "diagnosis": {"icd10": "K35.800", "name": "肺炎"},
    }

    assert differences(event, said) == [
        Difference("admitted_on", "2025-06-11", "2025-06-10"),
        Difference("total_fen", 7, 100),
        Difference("icd10", "J18", "K35"),
    ]


def test_same_category_and_other_words_are_no_difference():
    one = {"diagnosis": {"icd10": "J18.900", "name": "社区获得性肺炎"}}
    other = {"diagnosis": {"icd10": "J18.0", "name": "肺炎"}}

    assert differences(one, other) == []
