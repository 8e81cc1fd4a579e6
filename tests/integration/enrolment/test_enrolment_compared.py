"""A roster beside the covers that stand and the file before it: nothing is told or done twice."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from benefit_terms import load_edition
from factories.enrolment import (
    BOOK,
    HEADER,
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
from factories.tree import make_tree
from huzhu.audit.models import Entry
from huzhu.enrolment import errors
from huzhu.enrolment.actions import (
    ask_posting_of_good_rows,
    mark_contribution_paid,
    post_roster,
    receive_roster,
    reopen_contribution,
)
from huzhu.enrolment.enums import CoverStatus, EnrolmentState
from huzhu.enrolment.models import Cover, Enrolment, RosterImport
from huzhu.enrolment.queries import (
    covers_of_person_at,
    left_out,
    roster_plans,
    roster_rows,
    roster_with_reasons,
)
from huzhu.organisations.rules import service
from huzhu.plans.actions import publish_edition

BY = service("test")


@pytest.fixture
def unit(house, at):
    publish_plan(at), publish_plan(at, "NZ"), publish_plan(at, "JT")
    return make_tree()["王益区一厂"]


def post(roster: RosterImport, at) -> list[Enrolment]:
    with collecting():
        return post_roster(by=BY, at=at, roster_ref=roster.ref)


def by_plan(roster: RosterImport) -> dict[str, tuple[int, ...]]:
    """(new, as before, changed, kept, left out, bad) by plan."""
    return {
        plan.plan_code: (
            plan.rows_new, plan.rows_renewed, plan.rows_changed, plan.rows_kept, plan.left,
            plan.rows_bad,
        )
        for plan in roster_plans(BY.scope, roster)
    }  # fmt: skip


def codes(roster: RosterImport) -> dict[int, list[str]]:
    found = roster_rows(BY.scope, roster, only_faulty=True)
    return {row.row_no: [item["code"] for item in row.errors] for row in found}


def test_corrected_file_makes_covers_of_the_corrected_rows_only(unit, at):
    faulty = line(10, 身份证号="610202199001011234")
    first = checked_roster(unit, at, as_xlsx([*lines(9), faulty]))
    assert by_plan(first) == {"ZY": (9, 0, 0, 0, 0, 1)}
    unit.staff_count = 9
    unit.save()
    with collecting():
        ask_posting_of_good_rows(by=BY, at=at, roster_ref=first.ref)
    post(first, at)
    unit.staff_count = 10
    unit.save()
    second = checked_roster(unit, at, as_xlsx(lines(10)))
    assert by_plan(second) == {"ZY": (1, 0, 0, 9, 0, 0)}
    assert second.follows_id == first.pk
    assert second.changes == {"added": 1, "altered": 0, "same": 9, "dropped": 1}
    (made,) = post(second, at)
    assert (made.persons, Cover.objects.count()) == (1, 10)


def test_renewal_tells_new_unchanged_and_left(unit, at):
    posted_roster(unit, at, as_xlsx(lines(10)), starts_on=date(2025, 4, 1))
    again = checked_roster(unit, at, as_xlsx([*lines(9), line(21)]))
    assert by_plan(again) == {"ZY": (1, 9, 0, 0, 1, 0)}
    (plan,) = roster_plans(BY.scope, again)
    assert [cover.person.name for cover in left_out(BY.scope, plan)] == [line(10)[1]]
    (made,) = post(again, at)
    assert made.covers.filter(is_renewal=True).count() == 9


def test_other_shares_than_last_period_are_a_change_and_than_now_an_error(unit, at):
    women = [line(n, 份数=1) for n in range(1, 11)]
    posted_roster(unit, at, as_xlsx(women), plan="NZ", starts_on=date(2025, 4, 1))
    again = [*women[:9], line(10, 份数=2)]
    renewed = checked_roster(unit, at, as_xlsx(again), plan="NZ")
    assert by_plan(renewed) == {"NZ": (0, 9, 1, 0, 0, 0)}
    post(renewed, at)
    third = checked_roster(unit, at, as_xlsx([*again, line(11)]), plan="NZ")
    assert by_plan(third) == {"NZ": (1, 0, 0, 10, 0, 0)}
    fourth = checked_roster(unit, at, as_xlsx(women), plan="NZ")
    assert codes(fourth) == {11: ["covered_otherwise"]}


def test_covers_of_another_unit_are_an_error_that_names_nobody(unit, at):
    make_cover(make_tree_unit(unit), at, 3)
    roster = checked_roster(unit, at, as_xlsx(lines(10)))
    assert codes(roster) == {4: ["covered_elsewhere"]}
    (row,) = roster_rows(BY.scope, roster, only_faulty=True)
    assert "厂" not in row.errors[0]["zh"]


def make_tree_unit(unit):
    from huzhu.organisations.models import Organisation

    return Organisation.objects.get(name="渭滨区一厂")


def test_renewing_before_the_old_cover_is_about_to_end_is_an_error(unit, at):
    posted_roster(unit, at, as_xlsx(lines(10)), starts_on=date(2025, 5, 1))
    early = checked_roster(unit, at, as_xlsx(lines(10)))
    assert set(map(tuple, codes(early).values())) == {("covered_in_part",)}


def test_the_same_file_again_is_the_roster_that_it_was(unit, at):
    content = as_xlsx(lines(10))
    first = checked_roster(unit, at, content)
    with collecting() as facts:
        again = receive_roster(
            by=BY, at=at, organisation=unit, plan_code="ZY", starts_on=first.starts_on,
            file_name="另存.xlsx", content=content,
        )  # fmt: skip
    assert (again.pk, facts) == (first.pk, [])


def test_everybody_covered_already_is_said(unit, at):
    posted_roster(unit, at, as_xlsx(lines(10)))
    again = checked_roster(unit, at, as_csv(lines(10)))
    assert (again.rows_good, again.rows_kept) == (0, 10)
    with pytest.raises(errors.EverybodyCovered, match="10 人"):
        post(again, at)


def test_one_file_joins_several_plans_by_cell_by_column_and_by_sheet(unit, at):
    header = [*HEADER, "方案代码"]
    rows = [[*line(n), "ZY、JT" if n % 2 else "ZY"] for n in range(1, 11)]
    roster = checked_roster(unit, at, as_xlsx(rows, header))
    assert by_plan(roster) == {"JT": (5, 0, 0, 0, 0, 0), "ZY": (10, 0, 0, 0, 0, 0)}
    assert (roster.rows_total, roster.rows_good) == (10, 15)

    ticked = [[*line(n), "√", "" if n > 2 else "2"] for n in range(1, 11)]
    roster = checked_roster(unit, at, as_xlsx(ticked, [*HEADER, "ZY", "女职工特殊疾病（份数）"]))
    assert by_plan(roster) == {"NZ": (2, 0, 0, 0, 0, 0), "ZY": (10, 0, 0, 0, 0, 0)}
    assert set(
        roster_rows(BY.scope, roster).filter(plan_code="NZ").values_list("shares", flat=True)
    ) == {2}
    made = post(roster_with_headcount(unit, roster), at)
    assert [(one.plan_code, one.persons) for one in made] == [("NZ", 2), ("ZY", 10)]


def roster_with_headcount(unit, roster: RosterImport) -> RosterImport:
    """Two women of ten join the women's plan: let the unit have two."""
    unit.women_count = 2
    unit.save()
    return roster


def test_separate_sheets_mark_model_workers_and_workers_in_hardship(unit, at):
    book = openpyxl.Workbook()
    for title, start in (("名册", 1), ("劳模", 5), ("困难职工", 8)):
        sheet = book.create_sheet(title)
        sheet.append(HEADER)
        for row in lines(3 if title != "名册" else 4, start):
            sheet.append(row)
    del book["Sheet"]
    stream = io.BytesIO()
    book.save(stream)
    roster = checked_roster(unit, at, stream.getvalue())
    assert (roster.sheets, roster.rows_good) == (["名册", "劳模", "困难职工"], 10)
    (made,) = post(roster, at)
    classes = made.covers.order_by("id").values_list("person__person_class", flat=True)
    assert sorted(classes) == ["hardship"] * 3 + ["model"] * 3 + ["ordinary"] * 4
    back = openpyxl.load_workbook(io.BytesIO(roster_with_reasons(BY.scope, roster)))
    assert back.sheetnames == ["名册", "劳模", "困难职工"]


def test_reasons_that_came_with_the_file_are_replaced(unit, at):
    rows = [[*line(1), "旧的说明"], [*line(2, 手机="123"), ""]]
    roster = checked_roster(unit, at, as_xlsx(rows, [*HEADER, "核对结果"]))
    sheet = openpyxl.load_workbook(io.BytesIO(roster_with_reasons(BY.scope, roster))).active
    header, first, second = sheet.iter_rows(values_only=True)
    assert header.count("核对结果") == 1
    assert (first[-1], "手机号" in second[-1]) == (None, True)


def test_unit_that_was_merged_is_sent_to_its_heir(unit, at):
    unit.ends_before = date(2026, 3, 1)
    unit.save()
    with pytest.raises(errors.UnitEnded, match="2026-03-01"):
        checked_roster(unit, at, as_xlsx(lines(10)))


def edition_with(at, *clauses):
    """The inpatient plan under another code, with further clauses in its first article."""
    edition = load_edition(sorted(BOOK.glob("zy_inpatient_2025.yaml"))[0])
    first, *others = edition.articles
    articles = (replace(first, clauses=(*first.clauses, *clauses)), *others)
    return publish_edition(by=BY, at=at, edition=replace(edition, plan="QX", articles=articles))


def test_cover_that_begins_once_paid_waits_for_the_contribution(unit, at):
    from benefit_terms.clauses import CoverStart

    edition_with(at, CoverStart("start", "once_paid"))
    made = posted_roster(unit, at, as_xlsx(lines(10)), plan="QX")
    cover = made.covers.first()
    assert cover.status == CoverStatus.PENDING
    assert not covers_of_person_at(BY.scope, cover.person_id, cover.starts_on).exists()
    for _ in range(2):
        mark_contribution_paid(by=BY, at=at, enrolment_ref=made.ref, paid_on=date(2026, 4, 9))
    cover.refresh_from_db()
    assert (cover.status, cover.starts_on, cover.ends_before) == (
        CoverStatus.ACTIVE, date(2026, 4, 10), date(2027, 4, 10),
    )  # fmt: skip
    assert covers_of_person_at(BY.scope, cover.person_id, date(2026, 4, 10)).get() == cover


def test_contribution_that_came_before_leaves_the_day_agreed(unit, at):
    from benefit_terms.clauses import CoverStart

    edition_with(at, CoverStart("start", "once_paid"))
    made = posted_roster(unit, at, as_xlsx(lines(10)), plan="QX")
    mark_contribution_paid(by=BY, at=at, enrolment_ref=made.ref, paid_on=date(2026, 3, 20))
    assert set(made.covers.values_list("status", "starts_on")) == {
        (CoverStatus.ACTIVE, date(2026, 4, 1))
    }


def test_latecomers_and_new_hires_join_as_the_edition_lets_them(unit, at):
    from benefit_terms.clauses import Joining
    from benefit_terms.quantities import Quantity

    days = Quantity(60, "days"), Quantity(10, "days")

    edition_with(at, Joining("late", *days))
    posted_roster(unit, at, as_xlsx(lines(10)), plan="QX")
    unit.staff_count = 13
    unit.save()
    header = [*HEADER, "入职日期"]
    rows = [[*line(11), "2026-05-01"], [*line(12), "2026-04-02"], [*line(13), ""]]
    late = checked_roster(unit, at, as_xlsx(rows, header), plan="QX", starts_on=date(2026, 6, 20))
    assert codes(late) == {3: ["joins_too_late"], 4: ["joins_too_late"]}
    soon = checked_roster(unit, at, as_xlsx(rows, header), plan="QX", starts_on=date(2026, 4, 9))
    assert codes(soon) == {2: ["joins_too_late"]}


def test_receipt_that_was_undone_is_awaited_again_and_covers_stay(unit, at):
    made = posted_roster(unit, at, as_xlsx(lines(10)))
    mark_contribution_paid(by=BY, at=at, enrolment_ref=made.ref)
    for _ in range(2):
        again = reopen_contribution(by=BY, at=at, enrolment_ref=made.ref)
    assert (again.state, again.paid_at) == (EnrolmentState.AWAITING_PAYMENT, None)
    assert set(made.covers.values_list("status", flat=True)) == {CoverStatus.ACTIVE}
    assert Entry.objects.filter(act="reopen_contribution").count() == 1
