"""Terms in a real browser: from a duplicate to a published edition, with a replay in between.

The head of a department writes, the director publishes. The replay runs over 120,000 claims of
nobody. Pages are photographed at 1440 and 390 pixels into var/screenshots, as in test_browser.py.
"""

from __future__ import annotations

import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from huzhu.demo.claims_file import claims_file
from journeys.test_browser import (
    Desk,
    someone,
)

CLAIMS = 120_000
PATIENCE = 20_000  # milliseconds, on a machine that has other things to do
OLD_RATE, FAULTY, NEW_RATE = "value: 40 %", "value: 45", "value: 45 %"
# 1,874.43 yuan at 45 % instead of 40 %, and what a second stay of 2,000 yuan comes to.
SECOND_STAY = ("749.77 yuan", "843.49 yuan")


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_edition_from_duplicate_to_published(browser, address):
    expect.set_options(timeout=PATIENCE)
    urlopen(f"{address}/accounts/login/", timeout=180).close()  # the first page loads the program
    with someone(browser, address, "head") as head:
        draft = _duplicate(head)
        _edit(head)
        _compare(head, draft)
        _try(head, draft)
        _replay(head, draft)
        _submit(head, draft)
    with someone(browser, address, "director") as director:
        _publish(director, draft)
    with someone(browser, address, "head") as head:
        _cannot_change(head, draft)
    with someone(browser, address, "county") as county:
        county.go("/terms/")
        county.look("terms-shelf")
        expect(county.page.locator("main")).not_to_contain_text(draft)


def _duplicate(head: Desk) -> str:
    page = head.go("/terms/")
    head.look("terms-shelf")
    page.locator("a[href='/terms/edition/?plan=ZY&version=2025']").click()
    expect(page.locator("main")).to_contain_text("暂定")
    head.look("terms-edition")
    page.fill("[name=version]", "2026")
    page.fill("[name=effective_from]", "2026-01-01")
    page.locator("form[action$='/duplicate/'] button").click()
    return re.search(r"/drafts/([A-Z0-9-]+)/", page.url).group(1)


def _edit(head: Desk) -> None:
    page = head.page
    expect(page.locator("#faults .notice-good")).to_be_visible()
    _retype(page, "text", OLD_RATE, FAULTY)
    expect(page.locator(".is-text .ace_gutter-cell.ace_error")).to_be_visible()
    fault = page.locator("#faults .fault-list li").first
    expect(fault).to_contain_text(f"第{_line_of(page, FAULTY)}行")
    expect(fault).to_contain_text("`45` has no unit")
    head.look("terms-fault")
    _complete(page)
    _retype(page, "text", FAULTY, NEW_RATE)
    expect(page.locator("#faults .fault-list")).to_contain_text("749.77")
    head.look("terms-case-fails")
    _retype(page, "cases", *SECOND_STAY)
    expect(page.locator("#faults .notice-good")).to_be_visible()
    page.locator("#draft-form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("已保存")
    head.look("terms-draft")


def _retype(page: Page, editor: str, old: str, new: str) -> None:
    """Marks the text in the editor and types over it, as a person would."""
    page.evaluate(
        """([name, text]) => {
            const editor = window.huzhuTerms[name];
            editor.find(text, {wrap: true, wholeWord: false, start: {row: 0, column: 0}});
            editor.focus();
        }""",
        [editor, old],
    )
    page.keyboard.type(new, delay=1)
    page.keyboard.press("Escape")


def _line_of(page: Page, text: str) -> int:
    return page.evaluate(
        "text => window.huzhuTerms.text.getValue().split(text)[0].split('\\n').length", text
    )


def _complete(page: Page) -> None:
    """The schema offers what may stand here."""
    page.evaluate(
        """() => {
            const editor = window.huzhuTerms.text;
            editor.find("sourced: ", {wrap: true, start: {row: 0, column: 0}});
            editor.clearSelection();
            editor.navigateTo(editor.getCursorPosition().row, 13);
            editor.focus();
            editor.execCommand("startAutocomplete");
        }"""
    )
    expect(page.locator(".ace_autocomplete")).to_contain_text("other_office")
    page.keyboard.press("Escape")


def _compare(head: Desk, draft: str) -> None:
    page = head.go(f"/terms/drafts/{draft}/diff/")
    expect(page.locator("main ins").filter(has_text="45%").first).to_be_visible()
    head.look("terms-diff")
    head.go(f"/terms/drafts/{draft}/read/")
    head.look("terms-read")


def _try(head: Desk, draft: str) -> None:
    page = head.go(f"/terms/drafts/{draft}/try/")
    head.look("terms-try-empty")
    page.locator(".examples a", has_text="第二次住院").first.click()
    expect(page.locator(".result-amount")).to_contain_text("843.49")
    page.fill("[name='event.bill.proportional_fen']", "2000")
    page.get_by_role("button", name="试算").click()
    expect(page.locator(".result-amount")).to_contain_text("900.00")
    assert "event.bill.proportional_fen=2000" in page.url
    head.look("terms-try")
    page.fill("[name=name]", "第二次住院两千元")
    page.locator("form[action$='/case/'] button").click()
    expect(page.locator("#id_cases")).to_have_value(re.compile("第二次住院两千元"))
    expect(page.locator("#faults .notice-good")).to_be_visible()


def _replay(head: Desk, draft: str) -> None:
    page = head.go(f"/terms/drafts/{draft}/replay/")
    head.look("terms-replay-ask")
    page.set_input_files(
        "[name=file]",
        {
            "name": "claims-2025.parquet",
            "mimeType": "application/octet-stream",
            "buffer": claims_file(claims=CLAIMS),
        },
    )
    page.locator("form[action$='/replay/file/'] button").click()
    expect(page.locator("main .stats")).to_contain_text("120,000", timeout=60_000)
    expect(page.locator("main")).to_contain_text("基金多付")
    page.locator("details.why summary").first.click()
    page.evaluate("window.scrollTo(0, 0)")
    head.look("terms-replay")


def _submit(head: Desk, draft: str) -> None:
    page = head.go(f"/terms/drafts/{draft}/")
    page.locator("form[action$='/submit/'] button").click()
    expect(page.locator("h1")).to_contain_text("待发布")
    expect(page.locator("form[action$='/publish/']")).to_have_count(0)


def _publish(director: Desk, draft: str) -> None:
    page = director.page
    page.get_by_role("link", name="发布条款").click()
    director.look("terms-to-publish")
    page.locator("form[action$='/publish/'] button").click()
    expect(page).to_have_url(re.compile(r"/terms/edition/\?plan=ZY&version=2026$"))
    director.look("terms-published")
    page = director.go("/terms/")
    expect(page.locator("tr", has_text="2025-01-01").filter(has_text="2026-01-01")).to_contain_text(
        "已被取代"
    )
    director.look("terms-shelf")


def _cannot_change(head: Desk, draft: str) -> None:
    """Nothing on the page saves it; and who sends a form all the same is refused."""
    page = head.go(f"/terms/drafts/{draft}/")
    expect(page.locator("#draft-form button.btn-primary")).to_have_count(0)
    status = page.evaluate(
        """async draft => {
            const body = new FormData(document.getElementById("draft-form"));
            body.set("text", body.get("text") + "# changed\\n");
            return (await fetch(`/terms/drafts/${draft}/save/`, {method: "POST", body})).status;
        }""",
        draft,
    )
    assert status == 422
    head.faults.clear()  # the browser itself notes the answer 422
    head.look("terms-locked")
