# ruff: noqa: F811  the fixtures of the desk, asked for by name
"""A paper beside what was read of it, with Django's client."""

from __future__ import annotations

import io
from html.parser import HTMLParser

import pytest
from PIL import Image

from factories.bills import as_jpeg, make_page
from factories.claims import stay
from factories.enrolment import collecting
from huzhu.claims import actions, queries
from huzhu.claims.formats import Field, PageSeen, Reading, engine_name
from huzhu.claims.models import Recognition
from huzhu.kernel.scope import everything
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service
from huzhu.vault.actions import destroy_key
from web.claims.test_web_claims import (  # noqa: F401  the desk's own fixtures
    _facts_go_nowhere,
    address,
    bench,
    client_of,
    cover,
    elsewhere,
    handler,
    log_in,
    sent,
    shown,
    tree,
)

ALL = everything()


@pytest.fixture(scope="module")
def page():
    return make_page("e_bill", 1)


@pytest.fixture
def claim(bench, at, cover):
    return actions.open_claim(
        by=bench.handler, at=at, person=cover.person, organisation=cover.organisation, event=stay()
    )


@pytest.fixture
def paper(bench, at, claim, page):
    return added(bench, at, claim, as_jpeg(page.picture))


def added(bench, at, claim, content):
    with collecting():
        return actions.add_paper(
            by=bench.handler, at=at, claim_ref=claim.ref, kind="bill", file_name="票据.jpg",
            content=content,
        )  # fmt: skip


def read(at, paper, **fields) -> Recognition:
    reading = Reading(engine_name(), "bill", (PageSeen(1500, 940, 0),), fields)
    actions.note_reading(by=service("test"), at=at, paper_ref=paper.attachment_ref, reading=reading)
    return Recognition.objects.get(paper=paper)


def bill(**changed) -> dict[str, Field]:
    values = {
        "bill_code": "61060122", "bill_number": "0012345678", "total": 1700000,
        "pool_paid": 1200000, "account_paid": 0, "cash_paid": 500000,
    } | changed  # fmt: skip
    return {n: Field(v, str(v), (70, 100, 400, 130), 99) for n, v in values.items()}


class Inputs(HTMLParser):
    """Fields of the form by name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "input" and "data-field" in found:
            self.values[found["name"]] = found.get("value", "")


def reading_page(client, claim, paper, **kwargs) -> str:
    return shown(client, "claim_reading", ref=claim.ref, paper_ref=paper.attachment_ref, **kwargs)


def test_claim_says_that_a_paper_waits_and_asks_again(handler, claim, paper):
    html = shown(handler, "claim", ref=claim.ref)

    assert address("claim_papers", ref=claim.ref) in html
    assert "hx-trigger" in shown(handler, "claim_papers", ref=claim.ref)


def test_list_of_papers_stops_asking_once_all_are_read(handler, at, claim, paper):
    read(at, paper, **bill())

    html = shown(handler, "claim_papers", ref=claim.ref)

    assert "hx-trigger" not in html
    assert address("claim_reading", ref=claim.ref, paper_ref=paper.attachment_ref) in html


def test_page_shows_fields_boxes_and_doubt(handler, at, claim, paper):
    fields = bill()
    fields["total"] = Field(1700000, "17OOO.00", (70, 200, 400, 230), 85)
    read(at, paper, **fields)

    html = reading_page(handler, claim, paper)

    assert Inputs(html).values["total"] == "17000.00"
    assert 'viewBox="0 0 1500 940"' in html
    assert 'class="mark mark-doubtful" x="66" y="196" width="338" height="38"' in html
    assert html.count("is-doubtful") == 1
    assert "17OOO.00" in html
    assert "style=" not in html.split("<main", 1)[-1].split("</main", 1)[0]


def test_figures_that_contradict_each_other_are_marked(handler, at, claim, paper):
    read(at, paper, **bill(cash_paid=500001))

    html = reading_page(handler, claim, paper)

    assert html.count("is-doubtful") == 4


def test_confirming_fills_the_draft_and_goes_back_to_the_claim(
    handler,
    at,
    claim,
    paper,
):
    read(at, paper, **bill())
    typed = Inputs(reading_page(handler, claim, paper)).values

    answer = sent(
        handler, "claim_reading", typed | {"pool_paid": "11,000.00"},
        ref=claim.ref, paper_ref=paper.attachment_ref,
    )  # fmt: skip

    claim.refresh_from_db()
    event = queries.event_of(ALL, claim)
    assert answer.url == address("claim", ref=claim.ref)
    assert (event["bill"]["total_fen"], event["bill"]["pool_paid_fen"]) == (1700000, 1100000)
    assert Recognition.objects.get().state == "confirmed"


def test_confirmed_figures_that_differ_from_the_typed_warn_on_the_claim(
    handler,
    at,
    claim,
    paper,
):
    read(at, paper, **bill())
    sent(
        handler, "claim_reading", {"total": "17000.00", "deductible": "600.00"},
        ref=claim.ref, paper_ref=paper.attachment_ref,
    )  # fmt: skip

    html = shown(handler, "claim", ref=claim.ref)

    assert "600.00" in html.split('class="columns"', 1)[0]


def test_another_person_s_name_on_a_confirmed_paper_warns_on_the_claim(handler, at, claim, paper):
    read(at, paper, **bill(name="张三丰"))
    sent(
        handler, "claim_reading", {"total": "17000.00", "name": "张三丰"},
        ref=claim.ref, paper_ref=paper.attachment_ref,
    )  # fmt: skip

    assert "票据.jpg" in shown(handler, "claim", ref=claim.ref).split('class="columns"', 1)[0]


def test_what_was_typed_stays_after_a_refusal(handler, at, claim, paper):
    read(at, paper, **bill())
    where = {"ref": claim.ref, "paper_ref": paper.attachment_ref}

    answer = sent(
        handler, "claim_reading", {"total": "siebzehn", "name": "张三"}, status=422, **where
    )

    assert Inputs(answer.content.decode()).values["total"] == "siebzehn"
    assert Inputs(answer.content.decode()).values["name"] == "张三"


def test_used_bill_is_told_before_and_refused_on_confirming(
    handler,
    bench,
    at,
    claim,
    paper,
    cover,
    page,
):
    other = actions.open_claim(
        by=bench.handler, at=at, person=cover.person, organisation=cover.organisation, event=stay()
    )
    read(at, paper, **bill())
    sent(
        handler, "claim_reading", {"bill_code": "61060122", "bill_number": "0012345678"},
        ref=claim.ref, paper_ref=paper.attachment_ref,
    )  # fmt: skip
    second = added(bench, at, other, as_jpeg(page.picture, 70))
    read(at, second, **bill())

    html = reading_page(handler, other, second)
    answer = sent(
        handler, "claim_reading", Inputs(html).values, status=422,
        ref=other.ref, paper_ref=second.attachment_ref,
    )  # fmt: skip

    assert html.count('class="alert') > 0
    assert claim.ref in answer.content.decode()


def test_same_picture_is_told_on_the_claim(handler, bench, at, claim, paper, cover, page):
    other = actions.open_claim(
        by=bench.handler, at=at, person=cover.person, organisation=cover.organisation, event=stay()
    )
    added(bench, at, other, as_jpeg(page.picture))

    assert claim.ref in shown(handler, "claim", ref=other.ref).split('class="columns"', 1)[0]


def test_unreadable_paper_says_how_to_go_on(handler, at, claim, paper):
    actions.note_reading(by=service("test"), at=at, paper_ref=paper.attachment_ref, reading=None)

    html = reading_page(handler, claim, paper)

    assert Inputs(html).values == {}
    assert "<svg viewBox" not in html


def test_erased_person_s_paper_shows_nothing(handler, at, claim, paper):
    read(at, paper, **bill(name="张三丰"))
    destroy_key(subject_id=claim.person_id, at=at)

    html = reading_page(handler, claim, paper)

    assert "张三丰" not in html
    assert Inputs(html).values == {}


def test_picture_is_handed_out_upright_and_kept_nowhere(handler, at, claim, paper):
    read(at, paper, **bill())
    where = address("claim_page", ref=claim.ref, paper_ref=paper.attachment_ref)

    answer = handler.get(where + "?page=0")

    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == (1500, 940)
    assert [handler.get(where + q).status_code for q in ("?page=9", "?page=-1", "?page=x")] == [
        404, 404, 404,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["claim_reading", "claim_page"])
def test_another_county_sees_nothing(elsewhere, at, claim, paper, name):
    read(at, paper, **bill())

    shown(elsewhere, name, status=404, ref=claim.ref, paper_ref=paper.attachment_ref)


def test_auditor_looks_and_confirms_nothing(tree, at, claim, paper):
    read(at, paper, **bill())
    auditor = log_in("auditor", Role.AUDITOR, tree.office)

    assert "readonly" in reading_page(auditor, claim, paper)
    sent(
        auditor, "claim_reading", {"total": "1.00"}, status=403,
        ref=claim.ref, paper_ref=paper.attachment_ref,
    )  # fmt: skip


def test_reviewer_confirms_too(bench, at, claim, paper):
    read(at, paper, **bill())

    sent(
        client_of(bench.officer), "claim_reading", {"total": "17000.00"},
        ref=claim.ref, paper_ref=paper.attachment_ref,
    )  # fmt: skip

    assert Recognition.objects.get().confirmed_by_id == bench.officer.account_id
