"""A bureau's list in a real browser: columns confirmed, stays sorted, claims made of them.

Every page that is passed is photographed at 1440 and 390 pixels into var/screenshots.
"""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from factories.settlements import settlement_csv, settlement_line
from huzhu.demo.rosters import c01_people
from journeys.test_browser import _post_rosters_once, _reload_until_visible, someone


def _lines() -> list[dict[str, object]]:
    """Stays of the unit's people, each with something else; the first is claimed by its own
    journey."""
    people = c01_people()[1:7]
    on = date(2025, 6, 10)
    more = [{}, {}, {"异地就医标志": "是"}, {"主要诊断代码": "C50.911"}, {"医疗救助": "300.00"}, {}]
    lines = [
        settlement_line(n, admitted_on=on, **changes)
        | {"人员证件号码": person["身份证号"], "姓名": person["姓名"]}
        for n, (person, changes) in enumerate(zip(people, more, strict=True))
    ]
    lines[5]["入院日期"] = "2025年6月31日"
    return [*lines, settlement_line(4711)]


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_list_of_a_bureau_becomes_claims(browser, address):
    with someone(browser, address, "county") as county:
        _post_rosters_once(county)
        page = county.go("/settlements/")
        county.look("settlements-none")
        page.get_by_role("link", name="登记医保机构").first.click()
        page.fill("[name=name]", "示范区医疗保障局")
        county.look("settlement-source-new")
        page.get_by_role("button", name="保存").click()
        _bring(page, settlement_csv(_lines()))
        _reload_until_visible(page, page.get_by_role("button", name="确认并读取"))
        county.look("settlement-mapping")
        page.get_by_role("button", name="确认并读取").click()
        make = page.locator("form[action*='/claims/'] button")
        _reload_until_visible(page, make)
        county.look("settlement-straight")
        page.goto(page.url.split("?")[0] + "?lane=officer")
        county.look("settlement-officer")
        page.locator("tbody tr", has_text="异地就医").locator("a.mono").first.click()
        expect(page.locator("body")).to_contain_text("异地就医")
        county.look("stay")
        page.go_back()
        page.goto(page.url.split("?")[0] + "?lane=bad")
        county.look("settlement-bad")
        make.click()
        page.goto(page.url.split("?")[0] + "?lane=straight")
        _reload_until_visible(page, page.locator("a.mono[href^='/claims/']").first)
        county.look("settlement-claimed")
        county.go("/settlements/")
        county.look("settlements")
        page.get_by_role("link", name="示范区医疗保障局").first.click()
        county.look("settlement-source")


def _bring(page: Page, content: bytes) -> None:
    page.set_input_files(
        "[name=file]",
        {"name": "六月结算清单.csv", "mimeType": "text/csv", "buffer": content},
    )
    page.get_by_role("button", name="导入并分流").click()
