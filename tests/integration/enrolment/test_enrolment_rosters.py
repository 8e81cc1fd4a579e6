"""Receiving and checking a roster."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import transaction

from factories.enrolment import (
    HEADER,
    STARTS_ON,
    as_csv,
    as_xlsx,
    checked_roster,
    collecting,
    line,
    lines,
    make_cover,
    posted_roster,
    publish_plan,
)
from factories.members import make_name, make_person
from factories.tree import make_officer, make_tree
from huzhu.attachments import errors as attachments
from huzhu.audit.models import Entry
from huzhu.enrolment import errors
from huzhu.enrolment.actions import check, check_roster, discard_roster, receive_roster
from huzhu.enrolment.actions.step import Checking
from huzhu.enrolment.enums import RosterState
from huzhu.enrolment.events import RosterChecked, RosterReceived
from huzhu.enrolment.models import RosterImport, RosterRow
from huzhu.enrolment.queries import (
    roster_by_ref,
    roster_plans,
    roster_rows,
    roster_template,
    roster_with_reasons,
)
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import acting_in
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service
from huzhu.plans.errors import NoEditionInForce

BY = service("test")


@pytest.fixture
def tree(house, at):
    publish_plan(at)
    return make_tree()


@pytest.fixture
def unit(tree):
    return tree["王益区一厂"]


def receive(unit, at, content=None, *, by=BY, **others):
    values = {"plan_code": "ZY", "starts_on": STARTS_ON, "file_name": "C:\\表\\名册.xlsx"}
    content = as_xlsx(lines(10)) if content is None else content
    return receive_roster(by=by, at=at, organisation=unit, content=content, **(values | others))


def row_codes(roster) -> dict[int, list[str]]:
    return {
        row.row_no: [item["code"] for item in row.errors]
        for row in roster_rows(BY.scope, roster, only_faulty=True)
    }


def test_received_roster_pins_edition_and_period(unit, at):
    with collecting() as facts:
        roster = receive(unit, at)
    assert (roster.state, roster.file_name) == (RosterState.RECEIVED, "名册.xlsx")
    assert roster.ends_before.isoformat() == "2027-04-01"
    assert facts == [RosterReceived(roster_ref=roster.ref, org_path=unit.path)]


def test_county_handler_cannot_receive_for_another_countys_unit(tree, at):
    handler = make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])
    with acting_in(handler.scope), pytest.raises(NotPermitted):
        receive(tree["渭滨区一厂"], at, by=handler)
    assert RosterImport.objects.count() == 0


def test_county_handler_cannot_see_another_countys_roster(tree, at):
    roster = checked_roster(tree["渭滨区一厂"], at, as_xlsx(lines(10)))
    handler = make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])
    with acting_in(handler.scope):
        assert RosterRow.objects.count() == 0
        with pytest.raises(NotVisible):
            roster_by_ref(handler.scope, roster.ref)


def test_plan_without_edition_on_the_day_is_refused(unit, at):
    with pytest.raises(NoEditionInForce):
        receive(unit, at, starts_on=STARTS_ON.replace(year=2020))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"", attachments.FileEmpty), (b"%PDF-1.7 x", attachments.FileTypeNotTaken)],
)
def test_empty_file_and_paper_are_refused_and_nothing_written(unit, at, content, refusal):
    with pytest.raises(refusal), transaction.atomic():
        receive(unit, at, content)
    assert RosterImport.objects.count() == 0


def test_good_roster_is_checked_with_participation_and_fees(unit, at):
    with collecting() as facts:
        roster = receive(unit, at)
        roster = check_roster(by=BY, at=at, roster_ref=roster.ref)
    assert (roster.state, roster.rows_good, roster.rows_bad) == (RosterState.CHECKED, 10, 0)
    (plan,) = roster_plans(BY.scope, roster)
    assert plan.participation["ok"] is True
    assert (plan.fee_fen, plan.by_source) == (95000, {"union": 60000, "member": 35000})
    assert (plan.rows_new, plan.rows_renewed, plan.left) == (10, 0, 0)
    assert facts[-1] == RosterChecked(
        roster_ref=roster.ref, org_path=unit.path, rows_good=10, rows_bad=0, account_id=None
    )


def test_staged_rows_hold_no_number_in_clear(unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(1)))
    row = roster.rows.get()
    assert row.identity_masked == "999000********0003"
    assert b"13900000001" not in bytes(row.cells_cipher)


@pytest.mark.parametrize(
    "content",
    [as_csv([["a", "b"]], ["月份", "实发"]), b"PK\x03\x04xl/junk", as_xlsx([])],
    ids=["wrong sheet", "damaged", "nobody"],
)
def test_unreadable_file_ends_with_a_reason_and_nothing_staged(unit, at, content):
    roster = checked_roster(unit, at, content)
    assert roster.state == RosterState.UNREADABLE
    assert roster.refusal["zh"]
    assert roster.refusal["remedy_zh"]
    assert RosterRow.objects.count() == 0


def test_every_fault_is_found_with_row_and_cell(unit, at):
    make_person(unit, at, 5, name="王原名")
    rows = [line(1), line(2, 手机="12"), line(1), line(5), line(6, 身份证号="1")]
    roster = checked_roster(unit, at, as_xlsx(rows))
    assert row_codes(roster) == {
        3: ["phone_wrong"],
        4: ["twice_in_file"],
        5: ["name_differs"],
        6: ["bad_identity_length"],
    }
    (found,) = roster.rows.get(row_no=4).errors
    assert (found["row"], found["column"]) == (4, "身份证号")
    assert "第 2 行" in found["zh"]


def test_cover_elsewhere_is_all_that_is_told(tree, at):
    make_cover(tree["渭滨区一厂"], at, 3)
    handler = make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])
    with acting_in(handler.scope):
        roster = checked_roster(tree["王益区一厂"], at, as_xlsx(lines(3)), by=handler)
        (row,) = roster_rows(handler.scope, roster, only_faulty=True)
    assert [item["code"] for item in row.errors] == ["covered_elsewhere"]
    assert "渭滨" not in str(row.errors)


def test_cover_that_ends_on_the_first_day_is_no_overlap(unit, at):
    make_cover(unit, at, 3, starts_on=STARTS_ON.replace(year=2025))
    assert row_codes(checked_roster(unit, at, as_xlsx(lines(3)))) == {}


def test_participation_counts_those_already_covered(unit, at):
    for number in range(100, 105):
        make_cover(unit, at, number)
    roster = checked_roster(unit, at, as_xlsx(lines(5)))
    (plan,) = roster_plans(BY.scope, roster)
    assert (plan.participation["have"], plan.participation["ok"]) == (10, True)


def test_check_that_broke_off_begins_again(unit, at, monkeypatch):
    monkeypatch.setattr(check, "ROWS_A_STEP", 4)
    with collecting():
        roster = receive(unit, at)
    steps: list[int] = []
    whole = Checking.step

    def breaking(self, rows):
        steps.append(len(rows))
        if len(steps) == 2:
            raise ConnectionError
        whole(self, rows)

    monkeypatch.setattr(Checking, "step", breaking)
    with pytest.raises(ConnectionError):
        check_roster(by=BY, at=at, roster_ref=roster.ref)
    roster.refresh_from_db()
    assert (roster.state, roster.rows_done, roster.rows_total) == (RosterState.CHECKING, 4, 10)
    with collecting():
        roster = check_roster(by=BY, at=at, roster_ref=roster.ref)
    assert (roster.state, roster.rows.count()) == (RosterState.CHECKED, 10)


def test_duplicates_are_found_across_steps(unit, at, monkeypatch):
    monkeypatch.setattr(check, "ROWS_A_STEP", 2)
    roster = checked_roster(unit, at, as_xlsx([*lines(3), line(1)]))
    assert row_codes(roster) == {5: ["twice_in_file"]}


def test_checking_twice_does_nothing_the_second_time(unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(10)))
    with collecting() as facts:
        again = check_roster(by=BY, at=at, roster_ref=roster.ref)
    assert (again.state, facts) == (RosterState.CHECKED, [])
    assert Entry.objects.filter(act="check_roster").count() == 1


def test_same_content_is_refused_naming_the_roster_that_posted_it(unit, at):
    content = as_xlsx(lines(10))
    first = posted_roster(unit, at, content).roster
    with pytest.raises(errors.RosterPosted, match=first.ref):
        receive(unit, at, content)


def test_discarded_roster_keeps_the_file_and_loses_its_rows(unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(10)))
    roster = discard_roster(by=BY, at=at, roster_ref=roster.ref)
    assert (roster.state, roster.rows.count()) == (RosterState.DISCARDED, 0)
    with pytest.raises(errors.WrongRosterState):
        discard_roster(by=BY, at=at, roster_ref=roster.ref)


def test_file_with_reasons_has_the_original_columns(unit, at):
    roster = checked_roster(unit, at, as_xlsx([line(1), line(2, 手机="12")]))
    sheet = openpyxl.load_workbook(io.BytesIO(roster_with_reasons(BY.scope, roster))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (*HEADER, "核对结果")
    assert rows[1][1] == make_name(1)
    assert "手机" in rows[2][-1]


def test_template_belongs_to_a_published_plan(unit):
    book = openpyxl.load_workbook(io.BytesIO(roster_template("ZY", STARTS_ON)))
    assert book["名册"]["B1"].value == "身份证号"
    with pytest.raises(NotVisible):
        roster_template("XX", STARTS_ON)
