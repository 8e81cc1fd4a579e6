"""The screens of rosters, covers and members, with Django's client."""

from __future__ import annotations

import io
from urllib.parse import quote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.enrolment import (
    STARTS_ON,
    as_xlsx,
    checked_roster,
    collecting,
    line,
    lines,
    make_cover,
    posted_roster,
    publish_plan,
)
from factories.members import card_number, make_identity, make_name
from factories.tree import make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.audit.models import Entry
from huzhu.enrolment.enums import RosterState
from huzhu.enrolment.models import RosterImport
from huzhu.kernel.clock import civil_date, now
from huzhu.kernel.periods import add_months
from huzhu.members.models import PayoutAccount
from huzhu.organisations.enums import Role
from huzhu.treasury.models import ExpectedReceipt


@pytest.fixture
def tree(house, at):
    publish_plan(at)
    return make_tree()


@pytest.fixture
def unit(tree):
    return tree["王益区一厂"]


def log_in(username: str, role: Role, place) -> Client:
    officer = make_officer(username, role, place)
    client = Client()
    client.force_login(Account.objects.get(pk=officer.account_id))
    return client


@pytest.fixture
def county(tree):
    return log_in("wangyi", Role.COUNTY_HANDLER, tree["王益区"])


@pytest.fixture
def elsewhere(tree):
    return log_in("weibin", Role.COUNTY_HANDLER, tree["渭滨区"])


@pytest.fixture
def auditor(tree):
    return log_in("shenji", Role.AUDITOR, tree.office)


def page(client: Client, name: str, query: str = "", status: int = 200, **where) -> str:
    response = client.get(reverse(f"console:{name}", kwargs=where) + query)
    assert response.status_code == status
    return response.content.decode() if status == 200 else ""


def sheet_of(response) -> list[tuple]:
    assert response.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return list(book.active.iter_rows(values_only=True))


def send(client: Client, unit, content: bytes, **changes):
    data = {
        "plan_code": "ZY",
        "starts_on": STARTS_ON.isoformat(),
        "file": SimpleUploadedFile("名册.xlsx", content),
    }
    with collecting():
        return client.post(reverse("console:roster_receive", args=[unit.code]), data | changes)


@pytest.mark.parametrize("name", ["rosters", "covers", "members", "roster_unit"])
def test_pages_ask_to_log_in(tree, name):
    assert Client().get(reverse(f"console:{name}")).status_code == 302


def test_empty_lists_say_what_to_do(county):
    assert reverse("console:roster_unit") in page(county, "rosters")
    assert reverse("console:rosters") in page(county, "covers")
    assert "data-autofocus" in page(county, "members")


def test_list_shows_rosters_of_the_area_only(county, elsewhere, unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(10)))
    assert roster.ref in page(county, "rosters")
    assert roster.ref not in page(elsewhere, "rosters")


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("?state=checked", True),
        ("?state=posted", False),
        ("?plan=ZY", True),
        ("?plan=NZ", False),
        ("?unit=" + quote("王益区一"), True),
        ("?unit=610202", True),
        ("?unit=" + quote("没有"), False),
        ("?page=99", True),
    ],
)
def test_filters_of_rosters_live_in_the_address(county, unit, at, query, is_shown):
    publish_plan(at, "NZ")
    roster = checked_roster(unit, at, as_xlsx(lines(10)))
    assert (roster.ref in page(county, "rosters", query)) is is_shown


def test_unit_is_chosen_within_the_area(county, tree):
    html = page(county, "roster_unit")
    assert "王益区一厂" in html
    assert "渭滨区一厂" not in html
    assert "王益区二校" not in page(county, "roster_unit", "?q=" + quote("王益区一"))


def test_handler_of_one_unit_is_not_asked_which(unit):
    client = log_in("unit", Role.UNIT_HANDLER, unit)
    response = client.get(reverse("console:roster_unit"))
    assert response.url == reverse("console:roster_new", args=[unit.code])


def test_upload_page_offers_plans_and_templates(county, unit):
    html = page(county, "roster_new", code=unit.code)
    assert 'type="file"' in html
    assert reverse("console:roster_template") + "?plan=ZY" in html


def test_other_countys_unit_is_not_there(elsewhere, unit):
    page(elsewhere, "roster_new", code=unit.code, status=404)
    assert send(elsewhere, unit, as_xlsx(lines(10))).status_code == 404
    assert RosterImport.objects.count() == 0


def test_auditor_may_look_and_not_upload(auditor, unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(10)))
    html = page(auditor, "roster", ref=roster.ref)
    assert reverse("console:roster_post_all", args=[roster.ref]) not in html
    page(auditor, "roster_new", code=unit.code, status=403)


def test_uploaded_file_becomes_a_roster(county, unit):
    response = send(county, unit, as_xlsx(lines(10)))
    roster = RosterImport.objects.get()
    assert response.url == reverse("console:roster", args=[roster.ref])
    assert (roster.state, roster.file_name) == (RosterState.RECEIVED, "名册.xlsx")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 x"], ids=["empty", "pdf"])
def test_refused_file_keeps_what_was_typed(county, unit, content):
    response = send(county, unit, content)
    assert response.status_code == 422
    assert STARTS_ON.isoformat() in response.content.decode()
    assert RosterImport.objects.count() == 0


def test_form_without_file_says_so(county, unit):
    assert send(county, unit, b"x", file="").status_code == 422


def test_progress_is_asked_for_while_the_work_goes_on(county, unit):
    send(county, unit, as_xlsx(lines(10)))
    roster = RosterImport.objects.get()
    RosterImport.objects.update(state=RosterState.CHECKING, rows_total=10, rows_done=4)
    html = page(county, "roster_state", ref=roster.ref)
    assert 'hx-trigger="every 1s"' in html
    assert 'value="4" max="10"' in html
    assert html.strip() in page(county, "roster", ref=roster.ref)


def test_page_is_refreshed_once_the_work_is_done(county, unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(10)))
    response = county.get(reverse("console:roster_state", args=[roster.ref]))
    assert response.headers["HX-Refresh"] == "true"


def test_checked_roster_shows_faults_participation_and_who_pays(county, unit, at):
    roster = checked_roster(unit, at, as_xlsx([*lines(9), line(10, 手机="12")]))
    html = page(county, "roster", ref=roster.ref)
    assert "手机号应为11位" in html
    assert "全员参加" in html
    assert "540.00" in html  # 9 × 60 by the union
    assert "855.00" in html
    assert make_identity(10).number not in html
    assert reverse("console:roster_post_good", args=[roster.ref]) in html
    assert reverse("console:roster_post_all", args=[roster.ref]) not in html
    assert make_name(1) in page(county, "roster", "?tab=all", ref=roster.ref)


def test_unreadable_file_says_why(county, unit, at):
    roster = checked_roster(unit, at, b"a,b\n1,2")
    html = page(county, "roster", ref=roster.ref)
    assert "请下载模板" in html
    assert reverse("console:roster_new", args=[unit.code]) in html


def test_other_countys_roster_is_not_there(elsewhere, unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(10)))
    for name in ("roster", "roster_state", "roster_reasons"):
        page(elsewhere, name, ref=roster.ref, status=404)
    for name in ("roster_post_all", "roster_post_good", "roster_discard"):
        assert elsewhere.post(reverse(f"console:{name}", args=[roster.ref])).status_code == 404
    assert RosterImport.objects.get().state == RosterState.CHECKED


def test_all_rows_are_posted_on_request(county, unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(10)))
    with collecting() as facts:
        response = county.post(reverse("console:roster_post_all", args=[roster.ref]))
    assert (response.status_code, len(facts)) == (302, 1)
    assert "every 1s" in page(county, "roster", ref=roster.ref)


def test_low_participation_is_refused_on_the_rosters_page(county, unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(8)))
    with collecting():
        response = county.post(reverse("console:roster_post_all", args=[roster.ref]))
    html = response.content.decode()
    assert response.status_code == 422
    assert "未达到要求的 10 人" in html
    assert roster.ref in html


def test_post_needs_post(county, unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(10)))
    page(county, "roster_post_all", ref=roster.ref, status=405)


def test_posted_roster_leads_to_its_covers(county, unit, at):
    enrolment = posted_roster(unit, at, as_xlsx(lines(10)))
    html = page(county, "roster", ref=enrolment.roster.ref)
    assert enrolment.ref in html
    assert reverse("console:covers") in html


def test_discarded_roster_leaves_the_desk(county, unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(10)))
    county.post(reverse("console:roster_discard", args=[roster.ref]))
    assert RosterImport.objects.get().state == RosterState.DISCARDED


def test_file_with_reasons_and_template_are_workbooks(county, unit, at):
    roster = checked_roster(unit, at, as_xlsx([line(1, 手机="12")]))
    rows = sheet_of(county.get(reverse("console:roster_reasons", args=[roster.ref])))
    assert "手机" in rows[1][-1]
    rows = sheet_of(county.get(reverse("console:roster_template") + "?plan=ZY"))
    assert rows[0][:2] == ("姓名", "身份证号")
    page(county, "roster_template", "?plan=XX", status=404)


def test_covers_are_listed_filtered_and_exported_as_shown(county, elsewhere, unit, at):
    first, second = make_cover(unit, at, 1), make_cover(unit, at, 2)
    assert first.ref in page(county, "covers")
    assert first.ref not in page(elsewhere, "covers")
    query = "?text=" + quote(make_name(2))
    html = page(county, "covers", query)
    assert second.ref in html
    assert first.ref not in html
    rows = sheet_of(county.get(reverse("console:covers_export") + query))
    assert [row[0] for row in rows[1:]] == [second.ref]
    assert first.ref not in page(county, "covers", "?status=void")
    assert first.ref not in page(county, "covers", "?on=2020-01-01")


def test_cover_page_shows_terms_person_and_enrolment(county, elsewhere, unit, at):
    cover = make_cover(unit, at, 1)
    html = page(county, "cover", ref=cover.ref)
    assert "2027年3月31日" in html
    assert "999000********0003" in html
    assert cover.edition.digest[:12] in html
    page(elsewhere, "cover", ref=cover.ref, status=404)


@pytest.fixture
def next_period():
    return add_months(civil_date(now()).replace(day=1), 2)


def test_enrolment_is_shown_and_withdrawn_before_it_begins(
    county, elsewhere, auditor, unit, at, next_period
):
    cover = make_cover(unit, at, 1, starts_on=next_period)
    ref = cover.enrolment.ref
    assert reverse("console:enrolment", args=[ref]) in page(county, "cover", ref=cover.ref)
    act = reverse("console:enrolment_withdraw", args=[ref])
    assert act in page(county, "enrolment", ref=ref)
    assert act not in page(auditor, "enrolment", ref=ref)
    page(elsewhere, "enrolment", ref=ref, status=404)
    refused = county.post(act, {"reason": " "})
    assert refused.status_code == 422
    assert "需要写明原因" in refused.content.decode()
    assert county.post(act, {"reason": "名册用错了年度"}).status_code == 302
    html = page(county, "enrolment", ref=ref)
    assert "名册用错了年度" in html
    assert act not in html
    due = ExpectedReceipt.objects.get(owner_ref=ref)
    assert "已取消" in page(county, "receipt", ref=due.ref)
    assert county.post(act, {"reason": "再来"}).status_code == 422


def test_roster_tells_that_what_it_became_was_withdrawn(county, unit, at, next_period):
    type(unit).objects.filter(pk=unit.pk).update(staff_count=4)
    unit.refresh_from_db()
    made = posted_roster(unit, at, as_xlsx(lines(4)), starts_on=next_period)
    assert "4 人参保" in page(county, "roster", ref=made.roster.ref)
    act = reverse("console:enrolment_withdraw", args=[made.ref])
    assert county.post(act, {"reason": "起始日待定"}).status_code == 302
    html = page(county, "roster", ref=made.roster.ref)
    assert "起始日待定" in html
    assert "人参保" not in html
    assert "全部行 4" in html


def test_running_enrolment_offers_no_withdrawal_and_refuses_it(county, unit, at):
    ref = make_cover(unit, at, 1).enrolment.ref
    act = reverse("console:enrolment_withdraw", args=[ref])
    assert act not in page(county, "enrolment", ref=ref)
    refused = county.post(act, {"reason": "不要了"})
    assert refused.status_code == 422
    assert "2026-04-01" in refused.content.decode()


def test_name_goes_into_the_address_and_a_number_does_not(county, unit, at):
    person = make_cover(unit, at, 1).person
    response = county.post(reverse("console:members"), {"q": make_name(1)})
    assert response.url == reverse("console:members") + "?q=" + quote(make_name(1))
    assert person.ref in county.get(response.url).content.decode()
    for number in (make_identity(1).number, "13900000001"):
        response = county.post(reverse("console:members"), {"q": number})
        assert response.status_code == 200
        assert person.ref in response.content.decode()


def test_person_elsewhere_is_not_found(elsewhere, unit, at):
    person = make_cover(unit, at, 1).person
    response = elsewhere.post(reverse("console:members"), {"q": make_identity(1).number})
    assert person.ref not in response.content.decode()
    page(elsewhere, "member", ref=person.ref, status=404)
    for name in ("member_numbers", "member_account", "member_change_send"):
        assert elsewhere.post(reverse(f"console:{name}", args=[person.ref])).status_code == 404


def test_member_page_masks_numbers_until_somebody_asks(county, unit, at):
    cover = make_cover(unit, at, 1)
    html = page(county, "member", ref=cover.person.ref)
    assert "999000********0003" in html
    assert cover.ref in html
    for number in (make_identity(1).number, "13900000001", card_number(1)):
        assert number not in html
    shown = county.post(reverse("console:member_numbers", args=[cover.person.ref]))
    for number in (make_identity(1).number, "13900000001", card_number(1)):
        assert number in shown.content.decode()
    entry = Entry.objects.get(act="reveal_numbers")
    assert (entry.by_label, entry.object_ref) == ("wangyi", cover.person.ref)


def test_auditor_is_not_offered_whole_numbers(auditor, unit, at):
    person = make_cover(unit, at, 1).person
    address = reverse("console:member_numbers", args=[person.ref])
    assert address not in page(auditor, "member", ref=person.ref)
    assert auditor.post(address).status_code == 403


def test_account_is_mended(county, unit, at):
    person = make_cover(unit, at, 1).person
    account = {"bank_name": "工商银行", "number": card_number(8)}
    address = reverse("console:member_account", args=[person.ref])
    assert county.post(address, account | {"number": "12"}).status_code == 422
    assert county.post(address, account | {"number": ""}).status_code == 422
    assert county.post(address, account).status_code == 302
    assert PayoutAccount.objects.get(replaced_at=None).number_tail == card_number(8)[-4:]
