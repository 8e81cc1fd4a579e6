"""Who pays, in a real browser: a subsidy proposed, approved, allocated and seen at a glance, a rule
that uses it, and a gift programme from its budget to a proof.

Every page that is passed is photographed at 1440 and 390 pixels into var/screenshots, and must not
be wider than its window nor report an error in the browser's console.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from huzhu.demo.claims import ONE_PAGE
from huzhu.demo.rosters import other_people, roster_file
from huzhu.kernel.clock import civil_date, now
from huzhu.kernel.periods import add_months
from journeys.test_browser import (
    Desk,
    _reload_until,
    _reload_until_visible,
    someone,
)

COURIERS = 6
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUBSIDY, DONATION = "2026年省级补贴", "百万赠送捐赠资金"


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_subsidy_and_gift_from_proposal_to_use(browser, address):
    with someone(browser, address, "finance") as finance:
        subsidy = _propose(finance, SUBSIDY, "subsidy", "7,000,000")
        donation = _propose(finance, DONATION, "donor", "1,500,000")
    with someone(browser, address, "director") as director:
        for ref in (subsidy, donation):
            _approve(director, ref)
    with someone(browser, address, "finance2") as finance:
        _allocate(finance, subsidy)
        _rule(finance)
        gift = _gift(finance)
    with someone(browser, address, "director") as director:
        page = director.go(f"/funding/gifts/{gift}/")
        director.look("gift_draft")
        page.locator("form[action$='/approve'] button").click()
    with someone(browser, address, "county") as county:
        unit = _prove(county, gift)
        _give(county, gift, unit)
    with someone(browser, address, "city") as city:
        page = city.go("/funding/")
        expect(page.locator("main")).to_contain_text("铜川")
        city.look("funding")


def _fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        field = page.locator(f"[name={name}]")
        if field.first.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def _propose(desk: Desk, name: str, source: str, amount: str) -> str:
    page = desk.go("/funding/budgets/new/")
    desk.look("budget_new")
    _fill(page, source=source, name=name, amount_fen=amount, starts_on="2026-01-01",
          ends_before="2030-01-01", reason="年度安排")  # fmt: skip
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/funding/budgets/FB"))
    desk.look("budget_proposed")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def _approve(desk: Desk, ref: str) -> None:
    page = desk.go(f"/funding/budgets/{ref}/")
    page.locator("form[action$='/approve'] button").click()
    expect(page.locator("main")).not_to_contain_text("等待另一人批准")


def _allocate(desk: Desk, ref: str) -> None:
    page = desk.go(f"/funding/budgets/{ref}/")
    page.locator("details.act").first.locator("summary").click()
    form = page.locator("form[action$='/allocate']")
    form.locator("[name=place]").select_option("610200")
    form.locator("[name=amount_fen]").fill("800000.50")
    form.locator("button").click()
    expect(page.locator("main")).to_contain_text("6,199,999.50")
    desk.look("budget")
    desk.go("/funding/")
    desk.look("funding")


def _rule(desk: Desk) -> None:
    page = desk.go("/funding/rules/new/")
    desk.look("rule_new")
    label = page.locator("[name=budget] option", has_text=SUBSIDY).get_attribute("value")
    _fill(page, place="610000", plan_code="ZY", source="subsidy", kind="per_person",
          amount_fen="8.75", budget=label, when_exhausted="unit_pays")  # fmt: skip
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("8.75")
    desk.look("rules")


def _gift(desk: Desk) -> str:
    page = desk.go("/funding/gifts/new/")
    desk.look("gift_new")
    label = page.locator("[name=budget_ref] option", has_text=DONATION).get_attribute("value")
    _fill(page, name="百万赠送行动", donor="省职工帮扶基金会", budget_ref=label, plan_code="ZY",
          quota_persons="15000", starts_on="2026-01-01", ends_before="2030-01-01",
          age_from="16", age_to="65")  # fmt: skip
    for code in ("courier", "truck_driver", "food_delivery"):
        page.locator(f"[name=groups][value={code}]").check()
    page.locator("[name=proofs][value=employer]").check()
    page.locator("[name=claim_papers][value=identity]").check()
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/funding/gifts/GP"))
    return page.url.rstrip("/").rsplit("/", 1)[1]


def _prove(desk: Desk, gift: str) -> str:
    """The federation's proof for a unit of the county; returns the unit's code."""
    desk.go("/funding/gifts/")
    desk.look("gifts")
    page = desk.go("/organisations/610202/")
    link = page.locator("main a[href^='/organisations/U']").last
    unit, code = link.inner_text(), link.get_attribute("href").rstrip("/").rsplit("/", 1)[1]
    page = desk.go(f"/funding/gifts/{gift}/")
    form = page.locator("form[action$='/proofs']")
    form.locator("[name=place]").fill(unit.strip())
    form.locator("[name=group]").select_option("courier")
    form.locator("[name=kind]").select_option("employer")
    form.locator("[name=file]").set_input_files(
        {"name": "平台证明.pdf", "mimeType": "application/pdf", "buffer": ONE_PAGE}
    )
    form.locator("button[type=submit]").click()
    expect(page.locator("#proofs")).to_contain_text("平台证明.pdf")
    desk.look("gift")
    desk.go("/funding/groups/")
    desk.look("groups")
    return code


def _give(desk: Desk, gift: str, unit: str) -> None:
    """Six couriers from a roster to covers that cost nobody but the donor anything."""
    rows = [row | {"群体": "快递员"} for row in other_people(COURIERS, offset=650_000)]
    page = desk.go(f"/rosters/new/{unit}/")
    form = page.locator("form[enctype]")
    form.locator("[name=plan_code]").select_option("ZY")
    form.locator("[name=starts_on]").fill(add_months(civil_date(now()), 1).isoformat())
    form.locator("[name=gift]").select_option(gift)
    form.locator("[name=file]").set_input_files(
        {"name": "快递员.xlsx", "mimeType": XLSX, "buffer": roster_file(rows)}
    )
    desk.look("gift_roster_upload")
    form.locator("button[type=submit]").click()
    post = page.locator("form[action$='/post-all/'] button")
    _reload_until_visible(page, post)
    desk.look("gift_roster")
    post.click()
    _reload_until(page, "参保编号")
    page.locator("main a[href^='/enrolments/']").first.click()
    expect(page.locator("main")).to_contain_text("已缴费")
    expect(page.locator("main")).to_contain_text(DONATION)
    desk.look("gift_enrolment")
    page = desk.go(f"/funding/gifts/{gift}/")
    expect(page.locator("main")).to_contain_text("14,994")
    desk.look("gift_used")
