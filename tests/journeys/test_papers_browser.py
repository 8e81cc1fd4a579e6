"""Papers that read themselves, in a real browser: a photograph handed in, read by the worker with
the real models, compared beside its boxes, confirmed into the draft.

Every page that is passed is photographed at 1440 and 390 pixels into var/screenshots.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from factories.bills import as_jpeg, make_page
from huzhu.demo.rosters import C01_NAME
from huzhu.kernel.money import yuan_plain
from journeys.test_browser import Desk, _post_rosters_once, _reload_until_visible, someone


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_photograph_of_a_settlement_sheet_fills_the_draft(browser, address):
    page = make_page("sheet_in_cells", 31, "phone")
    with someone(browser, address, "county") as county:
        _post_rosters_once(county)
        claim = _draft(county)
        _hand_in(county, as_jpeg(page.picture))
        county.look("claim-paper-added")
        _read(county, claim)
        _confirm(county, page.truth)
        expect(county.page.locator("[name=total]")).to_have_value(yuan_plain(page.truth["total"]))
        expect(county.page.locator("body")).to_contain_text("已确认")
        county.look("claim-paper-confirmed")


def _draft(county: Desk) -> str:
    page = county.go("/claims/new/")
    page.fill("[name=text]", C01_NAME)
    page.locator("form:has([name=text]) button[type=submit]").click()
    page.get_by_role("link", name=C01_NAME).first.click()
    page.select_option("[name=kind]", "inpatient")
    page.locator("form:has([name=kind]) button.btn-primary").click()
    return re.search(r"/claims/([A-Z0-9-]+)/", page.url).group(1)


def _hand_in(county: Desk, picture: bytes) -> None:
    page = county.page
    page.select_option("[name=paper_kind]", "settlement")
    page.set_input_files(
        "[name=file]", {"name": "结算单.jpg", "mimeType": "image/jpeg", "buffer": picture}
    )
    page.click("button[name=then][value=save]")


def _read(county: Desk, claim: str) -> None:
    """The worker takes seconds; the list of papers asks by itself."""
    link = county.page.locator(f"a[href*='/claims/{claim}/papers/'][href$='/read']")
    _reload_until_visible(county.page, link)
    county.look("claim-paper-read")
    link.click()


def _confirm(county: Desk, truth: dict) -> None:
    """Whatever the engine mistook is typed as printed; the box of the field in hand lights up."""
    page = county.page
    expect(page.locator("svg rect.mark").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.locator("[name=total]").focus()
    expect(page.locator("rect[data-box=total].is-here")).to_have_count(1)
    county.look("paper-reading")
    for name, value in truth.items():
        page.fill(f"[name={name}]", yuan_plain(value) if isinstance(value, int) else str(value))
    page.locator("form.reading-form button.btn-primary").click()
    expect(page).to_have_url(re.compile(r"/claims/[A-Z0-9-]+/$"))
