"""A roster in a real browser: faulty, corrected, paid in two instalments, covered, certified.

Every page that is passed is photographed at 1440 and 390 pixels into var/screenshots, and must not
be wider than its window nor report an error in the browser's console.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from huzhu.demo.rosters import other_people, roster_file
from huzhu.kernel.clock import civil_date, now
from huzhu.kernel.periods import add_months
from journeys.test_browser import Desk, someone

PEOPLE = 24
FEE = 95
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATEMENT = "交易日期,贷方金额,借方金额,对方户名,对方账号,摘要,流水号\r\n{lines}"


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_roster_from_faults_to_a_verified_certificate(browser, address):
    rows = other_people(PEOPLE, offset=640_000)
    with someone(browser, address, "county") as county:
        code, unit = _unit(county)
        _faulty(county, code, rows)
        due = _corrected(county, code, rows)
    with someone(browser, address, "finance") as finance:
        _account(finance)
        _pay(finance, unit, due, 1000, "first")
        expect(finance.go(f"/receipts/{due}/").locator("main")).to_contain_text("1,000.00")
        _pay(finance, unit, due, PEOPLE * FEE - 1000, "second")
        page = finance.go(f"/receipts/{due}/")
        expect(page.locator("main")).to_contain_text("2,280.00")
        finance.look("due-paid")
    with someone(browser, address, "county") as county:
        verified = _certificate(county, code)
    desk = Desk(browser, address, "anybody")
    page = desk.go(verified)
    expect(page.locator("main")).to_contain_text("ZY")
    desk.look("certificate-verified")
    desk.context.close()


def _unit(county: Desk) -> tuple[str, str]:
    """A unit of the county whose headcount lets so many people join in full."""
    page = county.go("/rosters/new/")
    link = page.locator("main a[href^='/rosters/new/U']").first
    code = link.get_attribute("href").rstrip("/").rsplit("/", 1)[1]
    name = county.go(f"/organisations/{code}/").locator("h1").inner_text().strip()
    return code, name


def _upload(desk: Desk, code: str, rows: list[dict], name: str) -> Page:
    page = desk.go(f"/rosters/new/{code}/")
    page.select_option("form[enctype] [name=plan_code]", "ZY")
    page.fill("form[enctype] [name=starts_on]", _first_day().isoformat())
    desk.look("roster-upload")
    page.set_input_files(
        "[name=file]", {"name": name, "mimeType": XLSX, "buffer": roster_file(rows)}
    )
    page.locator("form[enctype] button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/rosters/R"))
    expect(page.locator(".stats")).to_be_visible(timeout=30_000)
    return page


def _first_day() -> date:
    return add_months(civil_date(now()).replace(day=1), 2)


def _faulty(county: Desk, code: str, rows: list[dict]) -> None:
    """A wrong digit and a telephone number too short: told in words, at their cells."""
    wrong = [dict(row) for row in rows]
    wrong[2]["身份证号"] = wrong[2]["身份证号"][:-1] + (
        "1" if rows[2]["身份证号"][-1] != "1" else "2"
    )
    wrong[5]["手机"] = "1380013"
    page = _upload(county, code, wrong, "名册.xlsx")
    expect(page.locator("main")).to_contain_text("校验位")
    expect(page.locator("main")).to_contain_text("手机号应为11位")
    county.look("roster-faulty")
    with page.expect_download() as told:
        page.locator("a[href$='/reasons/']").click()
    assert told.value.suggested_filename.endswith(".xlsx")


def _corrected(county: Desk, code: str, rows: list[dict]) -> str:
    page = _upload(county, code, rows, "名册（改正）.xlsx")
    expect(page.locator("main")).to_contain_text("改动 1 行，新增 1 行，删去 1 行")
    county.look("roster-corrected")
    _post(page)
    county.look("roster-posted")
    _withdraw(county)
    _post(_upload(county, code, rows, "名册（改正）.xlsx"))
    page = county.go(f"/receipts/?q={code}")
    link = page.locator("main tr", has_not_text="已取消").locator("a[href^='/receipts/X']").first
    return link.get_attribute("href").rstrip("/").rsplit("/", 1)[1]


def _post(page: Page) -> None:
    page.locator("form[action$='/post-all/'] button").click()
    expect(page.locator("main")).to_contain_text("人参保", timeout=60_000)


def _withdraw(county: Desk) -> None:
    """What was posted too early is taken back, with its reason; the list may come again."""
    page = county.page
    page.locator("main a[href^='/enrolments/']").first.click()
    expect(page.locator("main")).to_contain_text("待缴费")
    county.look("enrolment")
    page.fill("form[action$='/withdraw/'] [name=reason]", "起始日待定")
    page.locator("form[action$='/withdraw/'] button").click()
    expect(page.locator("main")).to_contain_text("起始日待定")
    county.look("enrolment-withdrawn")


def _account(finance: Desk) -> None:
    """The account that contributions are paid to, unless there is one."""
    page = finance.go("/matching/")
    if page.locator("a[href='/collection-accounts/']").count() == 0:
        return
    page = finance.go("/collection-accounts/")
    form = page.locator("form[action$='/open/']")
    for name, value in {
        "account_name": "省职工互助保障办公室", "bank_name": "中国建设银行西安分行",
        "number": "61001234567890123456", "starts_on": "2024-01-01",
    }.items():  # fmt: skip
        form.locator(f"[name={name}]").fill(value)
    finance.look("collection-account")
    form.locator("button[type=submit]").click()


def _pay(finance: Desk, unit: str, due: str, yuan: int, name: str) -> None:
    """One transfer of an instalment: its line is matched by the reference in its purpose."""
    day = civil_date(now()) - timedelta(days=1)
    line = f"{day.isoformat()},{yuan:.2f},,{unit},6217000000000001,会费 {due},{name}-{due}"
    page = finance.go("/statements/")
    page.set_input_files(
        "[name=file]",
        {
            "name": f"{name}.csv",
            "mimeType": "text/csv",
            "buffer": STATEMENT.format(lines=line).encode("utf-8-sig"),
        },
    )
    page.locator("form[enctype] button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/statements/[A-Z]"))
    finance.look(f"statement-{name}")
    page = finance.go("/matching/")
    finance.look(f"matching-{name}")
    page.locator("tr", has_text=due).locator("form[action$='/take/'] button").first.click()
    expect(page.locator("main")).not_to_contain_text(due)


def _certificate(county: Desk, code: str) -> str:
    """The certificate of one cover, and the address that its code leads to."""
    page = county.go(f"/covers/?unit={code}&plan=ZY")
    page.locator("main tbody a[href^='/covers/G']").first.click()
    county.look("cover")
    page.locator("form[action*='certificate'] button").first.click()
    county.look("certificate")
    link = page.locator("a[href*='/verify/']").first.get_attribute("href")
    return "/verify/" + link.split("/verify/", 1)[1]
