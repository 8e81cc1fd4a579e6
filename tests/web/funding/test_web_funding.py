"""Budgets, rules and gift programmes on screen: made, moved, refused, and seen from below."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.enrolment import publish_plan
from factories.tree import AT, make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.console.todo.waiting import waiting_for
from huzhu.enrolment.models import FundingBudget, FundingRule, GiftProgramme
from huzhu.kernel.scope import acting_in
from huzhu.ledger.actions import open_book
from huzhu.ledger.models import Entry
from huzhu.organisations.enums import Role
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import service

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
BUDGET = {
    "place": "610000", "source": "subsidy", "name": "省级补贴", "amount_fen": "7,000,000",
    "starts_on": "2020-01-01", "ends_before": "2090-01-01", "reason": "年度安排",
}  # fmt: skip
RULE = {
    "place": "610000", "plan_code": "ZY", "source": "subsidy", "kind": "per_person",
    "amount_fen": "8.75", "when_exhausted": "refuse", "priority": "1", "starts_on": "2020-01-01",
}  # fmt: skip
GIFT = {
    "place": "610000", "name": "百万赠送", "donor": "基金会", "plan_code": "ZY",
    "quota_persons": "1000000", "shares": "1", "starts_on": "2020-01-01",
    "ends_before": "2090-01-01", "groups": ["courier", "truck_driver"],
    "waives_participation": "on", "proofs": ["employer"], "claim_papers": ["identity"],
}  # fmt: skip


class Desk:
    def __init__(self) -> None:
        self.tree = make_tree()
        publish_plan(AT)
        open_book(by=service("test"), at=AT, organisation=self.tree.office, name="省")
        office = self.tree.office
        self.finance = make_officer("finance", Role.FINANCE_OFFICER, office)
        self.director = make_officer("director", Role.OFFICE_DIRECTOR, office)
        self.city = make_officer("city", Role.CITY_OFFICER, self.tree["铜川市"])
        self.elsewhere = make_officer("baoji", Role.CITY_OFFICER, self.tree["宝鸡市"])
        self.county = make_officer("county", Role.COUNTY_HANDLER, self.tree["王益区"])


@pytest.fixture
def desk(house) -> Desk:
    return Desk()


def logged_in(username: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Account.objects.get(username=username))
    return client


def page(response) -> str:
    return response.content.decode()


def ref_in(response) -> str:
    assert response.status_code == 302, page(response)
    return re.search(r"/([A-Z]+[0-9]{4}-[0-9]+-[0-9A-Z])/", response.url).group(1)


def made_budget(**changes) -> str:
    return ref_in(logged_in("finance").post("/funding/budgets/new/", BUDGET | changes))


def open_budget(**changes) -> str:
    ref = made_budget(**changes)
    assert logged_in("director").post(f"/funding/budgets/{ref}/approve").status_code == 302
    return ref


# ── budgets ───────────────────────────────────────────────────────────────────────────────────


def test_budget_is_asked_for_approved_allocated_returned_and_adjusted(desk):
    finance, director, city = map(logged_in, ("finance", "director", "city"))
    ref = made_budget()
    where = f"/funding/budgets/{ref}/"
    assert "Whoever asked for it cannot approve it" in page(finance.get(where))
    with acting_in(desk.director.scope):
        assert {item.ref for item in waiting_for(desk.director).items} >= {ref}
    assert "省级补贴" in page(director.get("/funding/"))
    director.post(f"{where}approve")

    finance.post(f"{where}allocate", {"place": "610200", "amount_fen": "2000000"})
    child = FundingBudget.objects.get(parent__ref=ref)
    below = f"/funding/budgets/{child.ref}/"
    city.post(f"{below}allocate", {"place": "610202", "amount_fen": "500000.50"})
    city.post(f"{below}return", {"amount_fen": "100", "note": "用不完"})
    finance.post(f"{where}adjust", {"amount_fen": "-1000", "reason": "压减"})
    director.post(f"{where}refuse", {"reason": "不必"})
    finance.post(f"{where}money", {
        "amount_fen": "7000000", "received_on": "2026-03-01", "bank_reference": "ZX1",
    })  # fmt: skip

    shown = page(finance.get(where))
    for text in ("1,999,900.00", "用不完", "压减", "铜川市", "王益区", "Turned down"):
        assert text in shown
    child.refresh_from_db()
    assert child.left_fen == (1_999_900 - 500_000) * 100 - 50
    assert Entry.objects.filter(account__code="310201").get().amount_fen == -700_000_000


def test_wrong_amounts_keep_what_was_typed(desk):
    finance = logged_in("finance")
    answered = finance.post("/funding/budgets/new/", BUDGET | {"amount_fen": "很多"})
    assert answered.status_code == 422
    assert "很多" in page(answered)
    ref = open_budget()
    where = f"/funding/budgets/{ref}/"
    too_much = finance.post(f"{where}allocate", {"place": "610200", "amount_fen": "7000001"})
    assert too_much.status_code == 422
    assert "7,000,001.00" in page(too_much)
    unreadable = finance.post(f"{where}adjust", {"amount_fen": "x", "reason": "y"})
    assert unreadable.status_code == 422


def test_approving_ones_own_is_refused_on_the_page(desk):
    ref = made_budget()
    answered = logged_in("finance").post(f"/funding/budgets/{ref}/approve")
    assert answered.status_code == 422
    assert "somebody else must approve" in page(answered)


def test_budgets_are_seen_and_moved_by_those_they_concern(desk):
    ref = open_budget()
    logged_in("finance").post(
        f"/funding/budgets/{ref}/allocate", {"place": "610200", "amount_fen": "5"}
    )
    child = FundingBudget.objects.get(parent__ref=ref).ref

    assert logged_in("baoji").get(f"/funding/budgets/{child}/").status_code == 404
    assert child not in page(logged_in("baoji").get("/funding/"))
    assert child in page(logged_in("city").get("/funding/"))
    assert logged_in("city").get(f"/funding/budgets/{ref}/").status_code == 404
    assert logged_in("county").get("/funding/budgets/new/").status_code == 403
    assert "No budgets here" in page(logged_in("county").get("/funding/"))


# ── rules ─────────────────────────────────────────────────────────────────────────────────────


def test_rule_is_set_shown_with_what_it_comes_to_and_ended(desk):
    finance = logged_in("finance")
    budget = open_budget()
    answered = finance.post("/funding/rules/new/", RULE | {"budget": budget})
    assert answered.status_code == 302, page(answered)

    shown = page(finance.get("/funding/rules/"))
    assert "Provincial subsidy 8.75" in shown
    assert "Union 54.47" in shown

    rule = FundingRule.objects.get()
    finance.post(f"/funding/rules/{rule.ref}/end", {"ends_before": "2021-01-01"})
    assert "No rules here" in page(finance.get("/funding/rules/"))
    assert rule.ref not in page(finance.get("/funding/rules/?show=all"))
    assert "2021-01-01" in page(finance.get("/funding/rules/?show=all"))


def test_city_names_the_provinces_budget_in_a_rule_of_its_own(desk):
    city, budget = logged_in("city"), open_budget()
    assert budget in page(city.get("/funding/rules/new/"))
    answered = city.post(
        "/funding/rules/new/",
        RULE | {"place": "610200", "budget": budget, "kind": "percent", "percent": "12.5"},
    )
    assert answered.status_code == 302, page(answered)
    assert FundingRule.objects.get().rate == 1250
    assert "12.50%" in page(city.get("/funding/rules/"))


def test_wrong_rule_is_refused_with_the_reason(desk):
    answered = logged_in("finance").post("/funding/rules/new/", RULE)
    assert answered.status_code == 422
    assert "needs a budget" in page(answered)


# ── gift programmes ───────────────────────────────────────────────────────────────────────────


def test_programme_is_proposed_opened_proved_and_closed(desk):
    finance, director, county = map(logged_in, ("finance", "director", "county"))
    budget = open_budget(source="donor", name="捐赠")
    ref = ref_in(finance.post("/funding/gifts/new/", GIFT | {"budget_ref": budget}))
    where = f"/funding/gifts/{ref}/"
    assert "Whoever made it cannot approve it" in page(finance.get(where))
    assert finance.post(f"{where}approve").status_code == 422
    with acting_in(desk.director.scope):
        assert {item.ref for item in waiting_for(desk.director).items} >= {ref}
    director.post(f"{where}approve")

    unit = desk.tree["王益区一厂"]
    proof = {"place": unit.name, "group": "courier", "kind": "employer"}
    file = SimpleUploadedFile("证明.pdf", PDF, content_type="application/pdf")
    assert county.post(f"{where}proofs", proof | {"file": file}).status_code == 302
    shown = page(county.get(where))
    assert "证明.pdf" in shown
    paper = re.search(rf"{where}proofs/([A-Z0-9-]+)", shown).group(1)
    assert county.get(f"{where}proofs/{paper}").content == PDF
    assert logged_in("baoji").get(f"{where}proofs/{paper}").status_code == 404

    for act, state in (("suspend", "suspended"), ("resume", "open"), ("close", "closed")):
        director.post(f"{where}{act}")
        assert GiftProgramme.objects.get().state == state
    assert "百万赠送" in page(county.get("/funding/gifts/"))


def test_programme_without_groups_keeps_what_was_typed(desk):
    budget = open_budget(source="donor")
    answered = logged_in("finance").post(
        "/funding/gifts/new/", GIFT | {"budget_ref": budget, "groups": []}
    )
    assert answered.status_code == 422
    assert "百万赠送" in page(answered)


def test_groups_are_changed_by_the_office(desk):
    director, city = logged_in("director"), logged_in("city")
    new = {"code": "ride_hailing", "name_zh": "网约车司机", "name_en": "Drivers", "is_active": "on"}
    assert city.post("/funding/groups/", new).status_code == 403
    assert director.post("/funding/groups/", new).status_code == 302
    assert "网约车司机" in page(city.get("/funding/groups/"))
    assert "Add or change a group" not in page(city.get("/funding/groups/"))


def test_pages_speak_chinese(desk):
    finance = logged_in("finance", "zh-hans")
    ref = open_budget()
    Organisation.objects.filter(pk=desk.tree["王益区一厂"].pk).update(staff_count=800_000)
    for where in ("/funding/", f"/funding/budgets/{ref}/", "/funding/rules/", "/funding/gifts/",
                  "/funding/budgets/new/", "/funding/rules/new/", "/funding/gifts/new/",
                  "/funding/groups/"):  # fmt: skip
        assert finance.get(where).status_code == 200
