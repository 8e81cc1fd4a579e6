"""A member in a real browser: a change asked for by the county and approved by the city, a child
added to the family and confirmed, consents for a whole unit, a move, a death; doubles looked at.

Every page that is passed is photographed at 1440 and 390 pixels into var/screenshots, and must not
be wider than its window nor report an error in the browser's console.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from huzhu.demo.claims import ONE_PAGE
from journeys.test_browser import Desk, _post_rosters_once, someone

PAPER = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": ONE_PAGE}
UNIT = "/organisations/"
FORMS = ("change", "place", "tie", "consent", "merge", "death")


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_member_from_a_change_to_a_family(browser, address):
    with someone(browser, address, "county") as county:
        first, second = _people_of_a_unit(county)
        request = _ask_for_a_change(county, first)
        _look_at_forms(county, first)
        _add_a_child(county, first, second)
        _consent(county, first)
        county.go("/members/doubles/")
        county.look("doubles")
        county.go("/members/families/")
        county.look("families")
    with someone(browser, address, "city") as city:
        _approve(city, request)
        _confirm(city, second)


def _people_of_a_unit(county: Desk) -> tuple[str, str]:
    """The first two people of a unit of the county, by its page."""
    _post_rosters_once(county)
    page = county.go("/units/?text=云岭示范机械厂")
    page.locator("table tbody a").first.click()
    page.locator("a[href$='/people/']").click()
    expect(page.locator("[name=who]").first).to_be_visible()
    county.look("unit-people")
    refs = page.locator("[name=who]").evaluate_all("all => all.map(one => one.value)")
    return refs[0], refs[1]


def _ask_for_a_change(county: Desk, ref: str) -> str:
    page = county.go(f"/members/{ref}/change/")
    page.fill("[name=name]", "秦越人")
    page.fill("[name=why]", "户口簿更名")
    _send(page)
    county.faults.clear()  # the browser notes the answer 422
    county.look("change-refused")
    expect(page.locator("[name=name]")).to_have_value("秦越人")
    page.set_input_files("[name=file]", PAPER)
    _send(page)
    county.look("member-waiting")
    page.locator("a[href*='/members/changes/MC']").first.click()
    county.look("change-mine")
    return re.search(r"/changes/([A-Z0-9-]+)/", page.url).group(1)


def _look_at_forms(county: Desk, ref: str) -> None:
    for act in FORMS:
        county.go(f"/members/{ref}/{act}/")
        county.look(f"member-{act}")


def _add_a_child(county: Desk, parent: str, child: str) -> None:
    page = county.go(f"/members/{parent}/tie/")
    page.fill("[name=other]", child)
    page.select_option("[name=role]", "child")
    page.select_option("[name=kind]", "adopted")
    _send(page)
    expect(page.locator("body")).to_contain_text(child[:1])
    county.look("member-family")


def _consent(county: Desk, ref: str) -> None:
    page = county.go(f"/members/{ref}/consent/")
    page.fill("[name=text_version]", "2026-1")
    page.fill("[name=given_on]", "2025-03-01")
    page.set_input_files("[name=file]", PAPER)
    _send(page)
    county.look("member-consented")


def _approve(city: Desk, request: str) -> None:
    page = city.go("/members/changes/?mine=1")
    expect(page.locator("body")).to_contain_text(request)
    city.look("changes")
    city.go(f"/members/changes/{request}/")
    city.look("change-to-decide")
    page.locator("form[action$='/approve'] button").click()
    expect(page.locator("form[action$='/approve']")).to_have_count(0)
    expect(page.locator("body")).to_contain_text("秦越人")
    city.look("change-approved")


def _confirm(city: Desk, child: str) -> None:
    page = city.go(f"/members/{child}/")
    page.locator("details:has([action$='/tie/confirm']) summary").click()
    page.set_input_files("[action$='/tie/confirm'] [name=file]", PAPER)
    page.locator("[action$='/tie/confirm'] button").click()
    expect(page.locator("[action$='/tie/confirm']")).to_have_count(0)
    city.look("tie-confirmed")


def _send(page: Page) -> None:
    page.locator("form[enctype] .form-buttons button.btn-primary").first.click()
    page.wait_for_load_state("networkidle")
