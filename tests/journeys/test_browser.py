"""The main job in a real browser: nine people, one claim, from the roster to the bank's answer.

Every page that is passed is photographed at 1440 and 390 pixels into var/screenshots, and must not
be wider than its window nor report an error in the browser's console.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect
from playwright.sync_api import TimeoutError as Timeout

from huzhu.demo.accounts import PASSWORD
from huzhu.demo.claims import ONE_PAGE
from huzhu.demo.rosters import C01_NAME, c01_people, roster_file
from huzhu.kernel.clock import civil_date, now

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "screenshots"
CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-sync", "--disable-component-update",
]  # fmt: skip
STARTS_ON = "2025-02-21"
EVENT = {
    "admitted_on": "2025-05-10", "discharged_on": "2025-05-20", "diagnosed_on": "2025-05-12",
    "icd10": "C50", "diagnosis": "乳腺癌", "total": "5874.43", "pool_paid": "4000",
    "large_paid": "0", "deductible": "600", "proportional": "1274.43", "class_b_first": "0",
    "self_funded": "0", "over_limit": "0", "above_cap": "0", "other_reimbursed": "0",
}  # fmt: skip
PAPERS = ("identity", "settlement", "diagnosis", "pathology")


class Desk:
    """One person at the keyboard. `look` photographs the page and checks that it is sound."""

    def __init__(self, browser: Browser, address: str, username: str) -> None:
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        self.page: Page = self.context.new_page()
        self.address, self.username = address, username
        self.faults: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _note(self, message) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def log_in(self) -> Page:
        self.page.goto(f"{self.address}/accounts/login/")
        self.page.fill("[name=login]", self.username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("form:has([name=password]) button[type=submit]").click()
        expect(self.page).to_have_url(re.compile(r"/$"))
        self.look("todo")
        return self.page

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def look(self, name: str) -> None:
        for width in (1440, 390):
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} pixels wide in a window of {width}"
            target = SCREENSHOTS / f"{width}-{self.username}-{name}.png"
            self.page.screenshot(path=target, full_page=True)
        self.page.set_viewport_size({"width": 1440, "height": 900})
        assert self.faults == []


@contextmanager
def someone(browser: Browser, address: str, username: str) -> Iterator[Desk]:
    desk = Desk(browser, address, username)
    desk.log_in()
    yield desk
    desk.context.close()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_one_claim_from_roster_to_bank_return(browser, address):
    with someone(browser, address, "county") as county:
        _post_rosters(county)
        claim = _file_claim(county)
    for reviewer in ("claims", "head", "compliance"):
        with someone(browser, address, reviewer) as desk:
            _approve(desk, claim, reviewer)
    batch = _pay(browser, address, claim)
    _bank_answers(browser, address, batch)
    with someone(browser, address, "county") as county:
        page = county.go(f"/claims/{claim}/")
        _reload_until(page, "已给付")
        expect(page.locator("body")).to_contain_text("56,312.10")
        county.look("claim-paid")
    with someone(browser, address, "director") as director:
        _look_around(director)


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_same_page_in_english(browser, address):
    with someone(browser, address, "director") as director:
        page = director.go("/claims/")
        page.get_by_text("English", exact=True).first.click()
        expect(page.locator("h1")).to_have_text("Claims")
        director.look("claims-english")


def _post_rosters(county: Desk) -> None:
    people = c01_people()
    women = [row for row in people if row["性别"] == "女"]
    four = [{**row, "份数": 4} for row in people]
    for plan, rows in (("HB-ZY", people), ("HB-NZ", women), ("HB-ZJ", four)):
        page = county.go("/rosters/new/")
        page.get_by_text("云岭示范机械厂").first.click()
        page.select_option("[name=plan_code]", plan)
        page.fill("[name=starts_on]", STARTS_ON)
        page.set_input_files(
            "[name=file]",
            {
                "name": f"{plan}.xlsx",
                "mimeType": "application/octet-stream",
                "buffer": roster_file(rows),
            },
        )
        county.look("roster-upload")
        page.get_by_role("button", name="上传并核对").click()
        post = page.locator("form[action*='post-all'] button")
        _reload_until_visible(page, post)
        county.look(f"roster-{plan}")
        post.click()
        _reload_until(page, f"{len(rows)} 人")
    county.look("roster-posted")
    for path, name in (
        ("/covers/", "covers"),
        ("/members/?q=陈", "members"),
        ("/rosters/", "rosters"),
    ):
        county.go(path)
        county.look(name)


def _post_rosters_once(county: Desk) -> None:
    """The journeys share a house: another one may have posted them."""
    page = county.go(f"/members/?q={C01_NAME}")
    if page.locator("tbody a").count() == 0:
        _post_rosters(county)


def _file_claim(county: Desk) -> str:
    page = county.go("/claims/new/")
    page.fill("[name=text]", C01_NAME)
    page.locator("form:has([name=text]) button[type=submit]").click()
    page.get_by_role("link", name=C01_NAME).first.click()
    page.select_option("[name=kind]", "inpatient")
    page.select_option("[name=cause]", "illness")
    page.select_option("[name=severity]", "severe")
    for name, value in EVENT.items():
        page.fill(f"[name={name}]", value)
    county.look("claim-event")
    page.locator("form:has([name=kind]) button.btn-primary").click()
    claim = re.search(r"/claims/([A-Z0-9-]+)/", page.url).group(1)
    for number, kind in enumerate(PAPERS, 1):
        page.select_option("[name=paper_kind]", kind)
        page.set_input_files(
            "[name=file]",
            {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": ONE_PAGE},
        )
        then = "file" if number == len(PAPERS) else "save"
        page.click(f"button[name=then][value={then}]")
    expect(page.locator("body")).to_contain_text("待理赔员审核")
    county.look("claim-filed")
    return claim


def _approve(desk: Desk, claim: str, reviewer: str) -> None:
    page = desk.page
    page.get_by_text(claim).first.wait_for()
    desk.go(f"/claims/{claim}/")
    expect(page.locator("body")).to_contain_text("56,312.10")
    desk.look("claim")
    page.locator("form[action$='/approve'] button").click()
    expect(page.locator("form[action$='/approve']")).to_have_count(0)


def _pay(browser: Browser, address: str, claim: str) -> str:
    with someone(browser, address, "finance") as maker:
        page = maker.go("/payments/")
        expect(page.locator("tbody")).to_contain_text(claim)
        maker.look("payments")
        page.locator("tbody input[name=ref]").first.check()
        page.locator("form[action*='batch'] button.btn-primary").click()
        batch = re.search(r"/batches/([A-Z0-9-]+)/", page.url).group(1)
    for person, act in (("finance2", "check"), ("finance3", "release")):
        with someone(browser, address, person) as desk:
            page = desk.go(f"/batches/{batch}/")
            desk.look("batch")
            page.locator(f"form[action$='/{act}/'] button").click()
            expect(page.locator(f"form[action$='/{act}/']")).to_have_count(0)
    return batch


def _bank_answers(browser: Browser, address: str, batch: str) -> None:
    with someone(browser, address, "finance") as finance:
        page = finance.go(f"/batches/{batch}/")
        with page.expect_download() as download:
            page.get_by_role("button", name="CSV", exact=True).click()
        content = Path(download.value.path()).read_bytes().decode("utf-8-sig")
        lines = list(csv.DictReader(io.StringIO(content)))
        assert [line["金额(元)"] for line in lines] == ["56312.10"]
        answer = "指令编号,金额,结果,原因,日期\n" + "".join(
            f"{line['指令编号']},{line['金额(元)']},成功,,{civil_date(now())}\n" for line in lines
        )
        finance.go(f"/batches/{batch}/")
        page.set_input_files(
            "[name=file]", {"name": "回盘.csv", "mimeType": "text/csv", "buffer": answer.encode()}
        )
        page.locator("form[action$='/return/'] button.btn-primary").click()
        expect(page.locator("body")).to_contain_text("已结清")
        finance.look("batch-settled")
        for path, name in (
            ("/receipts/", "receipts"),
            ("/ledger/", "ledger"),
            ("/batches/", "batches"),
        ):
            finance.go(path)
            finance.look(name)


def _look_around(director: Desk) -> None:
    page = director.go("/statistics/?starts_on=2025-01-01&ends_on=2026-12-31")
    expect(page.locator("body")).to_contain_text("5.63万")
    director.look("statistics")
    for path, name in (
        ("/organisations/", "organisations"),
        ("/audit/", "audit"),
        ("/claims/", "claims"),
    ):
        director.go(path)
        director.look(name)


def _reload_until(page: Page, text: str) -> None:
    """A job does it; the page is asked again until it shows."""
    _reload_until_visible(page, page.get_by_text(text).first)


def _reload_until_visible(page: Page, found) -> None:
    for _ in range(20):
        try:
            found.wait_for(state="visible", timeout=3000)
            return
        except Timeout:
            pass
        with suppress(Error):  # the page may just be loading itself again
            page.reload()
    raise AssertionError(f"did not show at {page.url}: {page.locator('main').inner_text()[:1500]}")
