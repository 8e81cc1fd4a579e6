"""The renewal season in a real browser: eight hundred people with five changes, one click; a
certificate that anybody verifies; the night's checks and what is decided on them.

Every page that is passed is photographed at 1440 and 390 pixels into var/screenshots, and must not
be wider than its window nor report an error in the browser's console.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect

from huzhu.demo.rosters import other_people, roster_file
from huzhu.kernel.clock import civil_date, now
from huzhu.kernel.periods import add_months
from journeys.test_browser import (
    SCREENSHOTS,
    Desk,
    _reload_until,
    _reload_until_visible,
    someone,
)

UNIT = "云岭示范机械厂"
POSTED = "参保编号"
PEOPLE, LEAVERS, JOINERS = 800, 3, 2


def first_day() -> date:
    """A year ago, and some days: the covers end soon."""
    return add_months(civil_date(now()), -12) + timedelta(days=6)


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_season_from_the_list_to_the_certificate(browser, address):
    people = other_people(PEOPLE + JOINERS, offset=930_000)
    with someone(browser, address, "county") as county:
        _enrol(county, people[:PEOPLE])
        _make_a_campaign(county)
        _renew(county, people[PEOPLE:])
        code = _certify(county)
    _verify(browser, address, code)
    with someone(browser, address, "compliance") as compliance:
        _check(compliance)


def _enrol(county: Desk, people: list[dict]) -> None:
    page = county.go("/rosters/new/")
    page.get_by_text(UNIT).first.click()
    page.select_option("[name=plan_code]", "ZY")
    page.fill("[name=starts_on]", first_day().isoformat())
    page.set_input_files(
        "[name=file]",
        {
            "name": "名册.xlsx",
            "mimeType": "application/octet-stream",
            "buffer": roster_file(people),
        },
    )
    page.locator("form:has([name=file]) button.btn-primary").click()
    post = page.locator("form[action*='post-all'] button")
    _reload_until_visible(page, post)
    post.click()
    _reload_until(page, POSTED)


def _make_a_campaign(county: Desk) -> None:
    page = county.go("/renewals/campaigns/new/")
    county.look("campaign-new")
    page.fill("[name=name]", "本季续保")
    page.locator("[name=plans][value=ZY]").check()
    page.fill("[name=window_from]", civil_date(now()).isoformat())
    page.fill("[name=window_to]", (civil_date(now()) + timedelta(days=60)).isoformat())
    page.locator("form[action$='/make/'] button.btn-primary").click()
    expect(page.locator("tbody").last).to_contain_text(UNIT)
    page.locator("form[action$='/remind/'] button").click()
    county.look("campaign")


def _renew(county: Desk, joiners: list[dict]) -> None:
    page = county.go("/renewals/?months=3&by=unit")
    county.look("renewals")
    page.get_by_role("link", name=UNIT).first.click()
    county.look("renewal-unit")
    page.locator("form[action$='/begin/'] button").first.click()
    for number in range(LEAVERS):
        page.locator("[name=leaving]").nth(number * 7).check()
    page.locator("form[action$='/mark/'] button").click()
    expect(page.locator(".stats")).to_contain_text(str(PEOPLE - LEAVERS))
    for row in joiners:
        page.locator("details:has(form[action$='/join/']) summary").click()
        page.fill("[name=name]", row["姓名"])
        page.fill("[name=identity]", row["身份证号"])
        page.locator("form[action$='/join/'] button").click()
    expect(page.locator(".stats")).to_contain_text(str(PEOPLE - LEAVERS + JOINERS))
    county.look("renewal")
    page.locator("form[action$='/send-and-post/'] button").click()
    _reload_until(page, POSTED)
    expect(page.locator("main")).to_contain_text(f"{PEOPLE - LEAVERS + JOINERS} 人")
    county.look("renewal-posted")


def _certify(county: Desk) -> str:
    today = civil_date(now()).isoformat()
    page = county.go(f"/covers/?plan=ZY&on={today}")
    page.locator("tbody a.mono").first.click()
    page.locator("form[action$='/certificate/'] button.btn-primary").click()
    county.look("certificate")
    with page.context.expect_page() as opened:
        page.locator("a[href$='/paper/']").click()
    opened.value.close()
    return page.locator("#certificate-code").inner_text()


def _verify(browser: Browser, address: str, code: str) -> None:
    """Nobody is logged in; the right code, and one with a wrong character."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/verify/?c={code}")
    expect(page.locator(".bare-box")).to_contain_text("有效")
    expect(page.locator(".bare-box")).to_contain_text(re.compile(r"[一-鿿]\*"))
    page.screenshot(path=SCREENSHOTS / "390-nobody-verify.png", full_page=True)
    page.fill("[name=c]", code[:-1] + ("1" if code[-1] != "1" else "2"))
    page.locator("form button.btn-primary").click()
    expect(page.locator(".bare-box")).to_contain_text("没有查到")
    page.screenshot(path=SCREENSHOTS / "390-nobody-verify-wrong.png", full_page=True)
    context.close()


def _check(compliance: Desk) -> None:
    page = compliance.go("/quality/")
    page.locator("form[action$='/quality/check/'] button").click()
    for _ in range(60):
        page.reload()
        if page.locator("tbody strong").count():
            break
    compliance.look("quality")
    for path, name in (
        ("/quality/units/", "quality-units"),
        ("/quality/handlers/", "quality-handlers"),
        ("/quality/findings/?state=open", "quality-findings"),
    ):
        compliance.go(path)
        compliance.look(name)
    page.locator("tbody a.mono").first.click()
    page.locator("[name=outcome][value=explained]").check()
    page.fill("[name=reason]", "已逐人核对证件原件")
    compliance.look("quality-finding")
    page.locator("form[action$='/decide/'] button").click()
    expect(page.locator("body")).to_contain_text("已逐人核对证件原件")
