"""A unit in a real browser: registered by the county, returned, mended, approved by the city,
changed, its handler bound by a stamped form.

Every page that is passed is photographed at 1440 and 390 pixels into var/screenshots, and must not
be wider than its window nor report an error in the browser's console.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from factories.units import PAPERS, credit_code, typed
from huzhu.demo.claims import ONE_PAGE
from huzhu.kernel.clock import civil_date, now
from journeys.test_browser import Desk, someone

NAME = "王益区云岭示范仪表厂"
SELECTS = ("level", "form", "industry", "proof_kind")


def particulars(today: date, **more: str) -> Iterator[tuple[str, str]]:
    yield from (typed(NAME, 7, counted_on=today.isoformat()) | more).items()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_unit_from_registration_to_a_bound_handler(browser, address):
    with someone(browser, address, "county") as county:
        ref = _register(county)
    with someone(browser, address, "city") as city:
        _return(city, ref)
    with someone(browser, address, "county") as county:
        _mend(county, ref)
    with someone(browser, address, "city") as city:
        code = _approve(city, ref)
    with someone(browser, address, "county") as county:
        change = _bind(county, code)
    with someone(browser, address, "city") as city:
        _approve(city, change)
    with someone(browser, address, "county") as county:
        _look_around(county, code)


def _write(page: Page, values: Iterator[tuple[str, str]]) -> None:
    for name, value in values:
        if name in SELECTS:
            page.select_option(f"[name={name}]", value)
        else:
            page.fill(f"[name={name}]", value)


def _register(county: Desk) -> str:
    """Begun with a wrong code and without papers: the page says so at the field."""
    page = county.go("/units/new/")
    wrong = credit_code(7)[:-1] + ("0" if credit_code(7)[-1] != "0" else "1")
    _write(page, particulars(civil_date(now()), credit_code=wrong))
    county.look("unit-register")
    page.locator("form.wide-form button.btn-primary").click()
    ref = re.search(r"/applications/([A-Z0-9-]+)/", page.url).group(1)
    _file(page)
    expect(page.locator("#id_credit_code_error")).to_be_visible()
    expect(page.locator("[name=credit_code]")).to_have_value(wrong)
    county.faults.clear()  # the browser notes the answer 422
    county.look("unit-faulty")
    page.fill("[name=credit_code]", credit_code(7))
    for kind in PAPERS:
        _give(page, kind.value)
    _file(page)
    expect(page.locator("form[action$='/save']")).to_have_count(0)
    county.look("unit-filed")
    return ref


def _return(city: Desk, ref: str) -> None:
    page = city.page
    page.get_by_text(ref).first.wait_for()
    city.go(f"/units/applications/{ref}/")
    page.fill("[name=reason]", "批复扫描件缺第二页，请补全。")
    city.look("unit-review")
    page.locator("form[action$='/return'] button").click()
    expect(page.locator("form[action$='/return']")).to_have_count(0)


def _mend(county: Desk, ref: str) -> None:
    page = county.go(f"/units/applications/{ref}/")
    expect(page.locator("body")).to_contain_text("缺第二页")
    county.look("unit-returned")
    _give(page, "approval")
    _file(page)
    expect(page.locator("form[action$='/save']")).to_have_count(0)


def _approve(city: Desk, ref: str) -> str:
    page = city.go(f"/units/applications/{ref}/")
    page.locator("form[action$='/approve'] button").click()
    expect(page.locator("form[action$='/approve']")).to_have_count(0)
    page.locator("aside dd a[href*='/organisations/']").first.click()
    city.look("unit-in-effect")
    return re.search(r"/organisations/([A-Z0-9-]+)/", page.url).group(1)


def _bind(county: Desk, code: str) -> str:
    """An account is opened for the new handler; its form is printed and given back."""
    page = county.go(f"/organisations/{code}/handler/account/")
    page.fill("[name=name]", "赵敏")
    page.fill("[name=identity_number]", "11010519491231002X")
    page.fill("[name=username]", "zhao-min")
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".once")).to_be_visible()
    county.look("unit-account")
    page = county.go(f"/organisations/{code}/handler/")
    page.fill("[name=handler_username]", "zhao-min")
    page.fill("[name=handler_name]", "赵敏")
    county.look("unit-handler")
    page.locator("form.wide-form button.btn-primary").click()
    ref = re.search(r"/applications/([A-Z0-9-]+)/", page.url).group(1)
    form = county.context.request.get(f"{county.address}/units/applications/{ref}/binding.pdf")
    assert form.body().startswith(b"%PDF-")
    _give(page, "binding")
    _file(page)
    expect(page.locator("form[action$='/save']")).to_have_count(0)
    return ref


def _look_around(county: Desk, code: str) -> None:
    page = county.go(f"/organisations/{code}/")
    expect(page.locator("body")).to_contain_text("赵敏")
    county.look("unit")
    for path, name in (
        ("/units/", "units"),
        ("/units/?text=云岭仪表", "units-found"),
        ("/units/applications/", "unit-applications"),
        (f"/organisations/{code}/edit/", "unit-edit"),
        (f"/organisations/{code}/merge/", "unit-merge"),
        (f"/organisations/{code}/split/", "unit-split"),
    ):
        county.go(path)
        county.look(name)


def _give(page: Page, kind: str) -> None:
    page.select_option("[name=paper_kind]", kind)
    page.set_input_files(
        "[name=file]",
        {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": ONE_PAGE},
    )
    page.click("button[name=then][value=save]")
    expect(page.locator(".papers")).to_contain_text(f"{kind}.pdf")


def _file(page: Page) -> None:
    page.click("button[name=then][value=file]")
    page.wait_for_load_state()
