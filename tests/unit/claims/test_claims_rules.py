"""Days, pseudonymous facts and papers, from values alone."""

from __future__ import annotations

from datetime import date

import pytest

from benefit_terms import load_edition
from huzhu.claims.enums import PaperKind
from huzhu.claims.rules import (
    event_day,
    facts_for,
    icd_category,
    missing_papers,
    papers_needed,
    person_under,
    plain_event,
    pseudonymous,
    relation_of,
    with_severity,
)
from plan_book import edition_path, editions

EVENT = {
    "kind": "inpatient",
    "admitted_on": date(2025, 5, 10),
    "diagnosed_on": "2025-05-12",
    "diagnosis": {"icd10": "c50.911", "name": "右乳癌", "severity": "mild"},
}


@pytest.mark.parametrize(
    ("event", "day"),
    [
        ({"kind": "inpatient", "admitted_on": "2025-05-10", "diagnosed_on": "2025-05-12"}, 10),
        ({"kind": "diagnosis", "admitted_on": "2025-05-10", "diagnosed_on": "2025-05-12"}, 12),
        ({"kind": "accident", "occurred_on": "2025-05-09", "admitted_on": "2025-05-10"}, 9),
        ({"kind": "death", "diagnosed_on": "2025-05-12"}, 12),
        ({"kind": "inpatient", "admitted_on": "10/5", "occurred_on": "2025-05-11"}, 11),
    ],
)
def test_day_of_the_event_by_its_kind(event, day):
    assert event_day(event) == date(2025, 5, day)


def test_event_without_a_day_has_none():
    assert event_day({"kind": "death"}) is None


def test_event_is_kept_as_plain_json():
    assert plain_event(EVENT)["admitted_on"] == "2025-05-10"
    with pytest.raises(TypeError):
        plain_event({"kind": object()})


def test_pseudonymous_event_keeps_category_and_severity_only():
    assert icd_category(EVENT) == "C50"
    assert pseudonymous(EVENT)["diagnosis"] == {"icd10": "C50", "severity": "mild"}
    assert icd_category({"kind": "death"}) == ""
    assert "diagnosis" not in pseudonymous({"kind": "death"})


def test_severity_is_set_without_touching_the_rest():
    changed = with_severity(EVENT, "severe")
    assert changed["diagnosis"] == EVENT["diagnosis"] | {"severity": "severe"}
    assert EVENT["diagnosis"]["severity"] == "mild"
    assert with_severity({"kind": "death"}, "none")["diagnosis"] == {"severity": "none"}


def test_facts_hold_the_day_of_filing_and_earlier_payments():
    cover = {"starts_on": "2025-02-21", "ends_before": "2026-02-21"}
    paid = {
        "plan": "ZY",
        "event_on": "2025-03-01",
        "cover_starts_on": "2025-02-21",
        "amount_fen": 5,
        "uses": [{"cap": "annual", "amount_fen": 5}],
    }
    facts = facts_for(cover, {"sex": "F"}, plain_event(EVENT), date(2025, 6, 1), [paid])
    assert facts.event.filed_on == date(2025, 6, 1)
    assert facts.earlier[0].uses[0].amount_fen == 5


def test_application_is_the_filing_itself():
    zy = load_edition(edition_path("ZY", "2025"))
    missing = [paper.kind for paper in missing_papers([zy], [])]
    assert missing == [PaperKind.IDENTITY, PaperKind.SETTLEMENT, PaperKind.DIAGNOSIS]
    assert missing_papers([zy], ["settlement", "identity", "diagnosis"]) == []


def test_one_paper_serves_all_editions_that_ask_for_its_kind():
    both = [load_edition(edition_path(*plan)) for plan in (("ZY", "2025"), ("NZ", "2024"))]
    given = ["settlement", "identity", "diagnosis", "pathology"]
    assert missing_papers(both, given) == []
    assert [p.kind for p in missing_papers(both, given[:3])] == [PaperKind.PATHOLOGY]


def test_every_required_paper_of_the_book_can_be_given():
    given = [kind.value for kind in PaperKind] + ["other"] * 5
    for path in editions():
        assert missing_papers([load_edition(path)], given) == []


@pytest.mark.parametrize(
    ("born", "is_child", "relation"),
    [
        ("2015-05-05", True, "child"),
        ("2008-05-05", True, "child"),
        ("2008-05-05", False, "self"),
        ("2015-05-05", False, None),
    ],
)
def test_relation_under_a_plan_for_children_is_read_from_the_tie(born, is_child, relation):
    edition = load_edition(edition_path("ZN", "2024"))
    person = {"birth_on": born, "is_child": is_child}

    assert relation_of(person, edition, date(2025, 6, 1)) == relation
    wanted = {"birth_on": born} | ({"relation": relation} if relation else {})
    assert person_under(person, edition, date(2025, 6, 1)) == wanted


def test_relation_under_another_plan_is_oneself_whoevers_child():
    person = {"birth_on": "1990-05-05", "is_child": True}
    zy = load_edition(edition_path("ZY", "2025"))

    assert relation_of(person, zy, date(2025, 6, 1)) == "self"


def test_programme_says_which_papers_are_enough():
    zy = load_edition(edition_path("ZY", "2025"))
    enough = {"ZY": ("identity", "discharge_record", "application")}

    assert [p.kind for p in missing_papers([zy], [], enough)] == [
        PaperKind.IDENTITY, PaperKind.DIAGNOSIS,
    ]  # fmt: skip
    assert missing_papers([zy], ["identity", "diagnosis"], enough) == []
    assert len(missing_papers([zy], [], {"NZ": ("identity",)})) == 3


def test_paper_that_is_optional_can_be_what_a_programme_asks_for():
    zy = load_edition(edition_path("ZY", "2025"))
    assert [p.code for p in papers_needed(zy, ("accident_statement",))] == ["accident_statement"]
    assert [p.code for p in papers_needed(zy)] == ["identity", "settlement", "discharge_record"]
