"""The to-do page: to each role its own work, the oldest deadline first; and notices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from factories.claims import filed_claim, make_bench, stay, zy_cover
from factories.enrolment import as_csv, checked_roster, lines, publish_plan
from factories.money import make_expected, make_instructions, open_counter
from factories.tree import make_account, make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.console.todo.waiting import SOURCES, waiting_for
from huzhu.kernel.scope import acting_in
from huzhu.notices.actions import notify
from huzhu.notices.models import Notice
from huzhu.organisations.enums import Role
from huzhu.treasury.actions import check_batch, make_batch

pytestmark = pytest.mark.django_db


def logged_in(username: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Account.objects.get(username=username))
    return client


def work_of(officer) -> list[tuple[str, str]]:
    with acting_in(officer.scope), override("zh-hans"):
        return [(item.what, item.ref) for item in waiting_for(officer).items]


def counts_of(officer) -> dict[str, int]:
    with acting_in(officer.scope):
        return {source.name: total for source, total in waiting_for(officer).counts}


def test_each_role_has_its_own_kinds_of_work(house):
    tree = make_tree()
    kinds = {
        Role.CLAIMS_OFFICER: {"claims", "settlements", "stays"},
        Role.DEPARTMENT_HEAD: {"claims", "drafts", "people", "gifts"},
        Role.COMPLIANCE_OFFICER: {"claims"},
        Role.COUNTY_HANDLER: {
            "units_back",
            "returned",
            "failed",
            "rosters",
            "people",
            "settlements",
            "stays",
        },
        Role.FINANCE_OFFICER: {
            "check",
            "release",
            "batch",
            "receipts",
            "matching",
            "slips",
            "refunds",
            "budgets",
            "gifts",
        },
        Role.OFFICE_DIRECTOR: {"release", "drafts", "refunds", "budgets", "gifts"},
        Role.AUDITOR: set(),
    }
    for role, expected in kinds.items():
        officer = make_officer(role.value, role, tree.office)
        assert counts_of(officer) == dict.fromkeys(expected, 0), role


def test_every_source_finds_nothing_in_an_empty_house(house):
    officer = make_officer("somebody", Role.COUNTY_HANDLER, make_tree().office)
    with acting_in(officer.scope):
        assert [source.find(officer) for source in SOURCES] == [([], 0)] * len(SOURCES)


def test_claim_waits_for_the_officer_of_its_step_only(house, at):
    tree = make_tree()
    bench = make_bench(tree)
    claim = filed_claim(bench, at, zy_cover(tree["王益区一厂"], at), stay())
    assert work_of(bench.officer) == [("审核理赔申请", claim.ref)]
    assert work_of(bench.head) == []
    elsewhere = make_bench(tree, "宝鸡市", prefix="other-")
    assert work_of(elsewhere.officer) == []


def test_claims_come_with_the_oldest_deadline_first(house, at):
    tree = make_tree()
    bench = make_bench(tree)
    younger = filed_claim(bench, at, zy_cover(tree["王益区一厂"], at, 1), stay())
    older = filed_claim(bench, at - timedelta(days=20), zy_cover(tree["渭滨区一厂"], at, 2), stay())
    assert [ref for _what, ref in work_of(bench.officer)] == [older.ref, younger.ref]


def test_rosters_say_whether_to_correct_or_to_post(house, at):
    tree = make_tree()
    publish_plan(at)
    good = checked_roster(tree["王益区一厂"], at, as_csv(lines(10)), name="a.csv")
    faulty = lines(10, start=50)
    faulty[3][1] = "110101199001010000"
    bad = checked_roster(tree["王益区二校"], at, as_csv(faulty), name="b.csv")
    handler = make_officer("handler", Role.COUNTY_HANDLER, tree["王益区"])
    assert dict(reversed(pair) for pair in work_of(handler)) == {
        good.ref: "名册入账",
        bad.ref: "修改名册",
    }
    other = make_officer("other", Role.COUNTY_HANDLER, tree["耀州区"])
    assert work_of(other) == []


def test_batch_is_never_offered_to_who_made_or_checked_it(house, at):
    with open_counter(at) as desk:
        refs = [instruction.ref for instruction in make_instructions(desk, at, 2)]
        assert work_of(desk.maker) == [("编制批次", "")]
        batch = make_batch(by=desk.maker, at=at, instruction_refs=refs)
        assert work_of(desk.maker) == []
        assert work_of(desk.checker) == [("复核批次", batch.ref)]
        check_batch(by=desk.checker, at=at, batch_ref=batch.ref)
        assert work_of(desk.maker) == work_of(desk.checker) == []
        assert work_of(desk.releaser) == [("放行批次", batch.ref)]
        assert work_of(desk.director) == [("放行批次", batch.ref)]


def test_expected_receipt_waits_for_finance_with_what_is_outstanding(house, at):
    with open_counter(at) as desk:
        expected = make_expected(desk, at, amount_fen=9500)
        with acting_in(desk.maker.scope):
            (item,) = waiting_for(desk.maker).items
    url = reverse("console:receipt", args=[expected.ref])
    assert (item.ref, item.amount_fen, item.url) == (expected.ref, 9500, url)


def test_page_shows_work_and_notices_in_the_readers_language(house, at):
    tree = make_tree()
    handler = make_officer("handler", Role.COUNTY_HANDLER, tree["王益区"])
    notify(
        account_ids=[handler.account_id],
        kind="x",
        text_zh="名册已核对",
        text_en="Roster checked",
        at=at,
        link="/rosters/",
    )
    english = logged_in("handler").get("/").content.decode()
    assert "Nothing waits for you" in english
    assert '<a href="/rosters/">Roster checked</a>' in english
    chinese = logged_in("handler", "zh-hans").get("/").content.decode()
    assert "没有待办事项" in chinese
    assert "名册已核对" in chinese
    assert "Roster checked" not in chinese


def test_notice_does_not_lead_away_from_the_site(house, at):
    handler = make_officer("handler", Role.COUNTY_HANDLER, make_tree()["王益区"])
    notify(
        account_ids=[handler.account_id],
        kind="x",
        text_zh="<b>好</b>",
        text_en="<b>hi</b>",
        at=at,
        link="//evil.example/",
    )
    page = logged_in("handler").get("/notices/").content.decode()
    assert "evil.example" not in page
    assert "&lt;b&gt;hi&lt;/b&gt;" in page


def test_marking_notices_as_read_touches_only_ones_own(house, at):
    tree = make_tree()
    mine = make_officer("mine", Role.COUNTY_HANDLER, tree["王益区"])
    other = make_officer("other", Role.COUNTY_HANDLER, tree["王益区"])
    for officer in (mine, other):
        notify(account_ids=[officer.account_id], kind="x", text_zh="一", text_en="one", at=at)
    client = logged_in("mine")
    assert client.get("/notices/read").status_code == 405
    assert client.post("/notices/read").url == "/notices/"

    def unread(officer) -> int:
        with acting_in(officer.scope):
            return Notice.objects.filter(read_at=None).count()

    assert (unread(mine), unread(other)) == (0, 1)


def test_administrator_lands_on_a_page_without_business_data(house, at):
    tree = make_tree()
    make_officer("root", Role.SYSTEM_ADMINISTRATOR, tree.office)
    page = logged_in("root").get("/")
    assert page.status_code == 200
    assert "You administer the system" in page.content.decode()
    assert "Waits for me" not in page.content.decode()


def test_account_without_appointment_is_told_so(house):
    make_tree()
    account = make_account("nobody")
    Account.objects.filter(pk=account.pk).update(must_change_password=False)
    page = logged_in("nobody").get("/")
    assert "You hold no appointment today" in page.content.decode()
