"""The claims desk with Django's client: finding, filing, deciding, printing, and who sees what."""

from __future__ import annotations

import io

import openpyxl
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.claims import PDF, Bench, add_papers, approve, filed_claim, publish, stay, zy_cover
from factories.enrolment import collecting
from factories.tree import AT, DAY, make_tree
from huzhu.accounts.models import Account
from huzhu.claims import actions, queries
from huzhu.claims.enums import ClaimState
from huzhu.claims.models import Claim, Paper
from huzhu.kernel.facts import publishing_to
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations.actions import appoint
from huzhu.organisations.enums import Role
from huzhu.organisations.queries import officer_of
from huzhu.organisations.rules import Officer, service

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
TYPED = {
    "kind": "inpatient", "cause": "illness", "admitted_on": "2025-06-10",
    "discharged_on": "2025-06-20", "icd10": "J18.900", "diagnosis": "社区获得性肺炎",
    "total": "17,000.00", "pool_paid": "12000", "large_paid": "0", "deductible": "0",
    "proportional": "5000", "class_b_first": "0", "self_funded": "0", "over_limit": "0",
    "above_cap": "0", "other_reimbursed": "0",
}  # fmt: skip


@pytest.fixture
def tree(house):
    return make_tree()


def make_officer(username: str, role: Role, place) -> Officer:
    """With an account to log in by, and no password, which would be slow to hash."""
    account = Account.objects.create(
        username=username, display_name=username, person_token=f"token-{username}",
        password="!", must_change_password=False, created_at=AT,
    )  # fmt: skip
    appoint(
        by=service("test"), at=AT, account=account, organisation=place, role=role, starts_on=DAY
    )
    with acting_in(everything()):
        return officer_of(account, on=DAY, origin="test")


@pytest.fixture
def bench(tree) -> Bench:
    return Bench(
        handler=make_officer("handler", Role.CITY_OFFICER, tree.office),
        officer=make_officer("officer", Role.CLAIMS_OFFICER, tree.office),
        head=make_officer("head", Role.DEPARTMENT_HEAD, tree.office),
        compliance=make_officer("compliance", Role.COMPLIANCE_OFFICER, tree.office),
    )


@pytest.fixture(autouse=True)
def _facts_go_nowhere():
    with publishing_to(lambda fact, **_: None):
        yield


@pytest.fixture
def cover(tree, at):
    return zy_cover(tree["王益区一厂"], at)


@pytest.fixture
def filed(bench, at, cover) -> Claim:
    return filed_claim(bench, at, cover, stay())


def client_of(officer) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=officer.account_id))
    return client


def log_in(username: str, role: Role, place) -> Client:
    return client_of(make_officer(username, role, place))


@pytest.fixture
def handler(tree):
    return log_in("wangyi", Role.COUNTY_HANDLER, tree["王益区"])


@pytest.fixture
def elsewhere(tree):
    return log_in("weibin", Role.COUNTY_HANDLER, tree["渭滨区"])


def address(name: str, **where) -> str:
    return reverse(f"console:{name}", kwargs=where)


def shown(client: Client, name: str, query: str = "", status: int = 200, **where) -> str:
    response = client.get(address(name, **where) + query)
    assert response.status_code == status
    return response.content.decode()


def sent(client: Client, name: str, data: dict, status: int = 302, **where):
    response = client.post(address(name, **where), data)
    assert response.status_code == status
    return response


def test_list_shows_reference_person_unit_amount_and_clock(bench, filed):
    page = shown(client_of(bench.officer), "claims")

    for text in (filed.ref, filed.person.name, "王益区一厂", "3,500.00", filed.due_on.isoformat()):
        assert text in page


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("?state=with_officer", True),
        ("?state=paid", False),
        ("?plan=ZY", True),
        ("?plan=HB-ZY", False),
        ("?place=王益", True),
        ("?place=渭滨", False),
        ("?place=610202", True),
        ("?place=不存在", False),
        ("?due=late", True),
        ("?text=C2026", False),
        ("?state=nonsense", True),
    ],
)
def test_list_filters_live_in_the_address(bench, at, filed, query, is_found):
    publish(at, ("HB-ZY", "2025"))
    page = shown(client_of(bench.officer), "claims", query)

    assert (filed.ref in page) is is_found


def test_list_finds_by_name_and_by_reference(bench, filed):
    client = client_of(bench.officer)

    assert filed.ref in shown(client, "claims", f"?text={filed.person.name[:2]}")
    assert filed.ref in shown(client, "claims", f"?text={filed.ref}")


def test_list_of_mine_holds_what_waits_at_my_step(bench, filed):
    assert filed.ref in shown(client_of(bench.officer), "claims", "?mine=1")
    assert filed.ref not in shown(client_of(bench.head), "claims", "?mine=1")


def test_list_exports_what_it_shows(bench, filed):
    response = client_of(bench.officer).get(address("claims") + "?export=xlsx&state=with_officer")

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [len(rows), rows[1][0], rows[1][1], rows[1][9]] == [
        2, filed.ref, filed.person.name, "3500.00",
    ]  # fmt: skip


def test_list_asks_as_many_queries_for_many_claims_as_for_one(
    bench, at, tree, cover, filed, django_assert_max_num_queries
):
    for number in range(2, 7):
        filed_claim(bench, at, zy_cover(tree["王益区一厂"], at, number), stay())
    client = client_of(bench.officer)
    shown(client, "claims")

    with django_assert_max_num_queries(40):
        shown(client, "claims")


def test_new_claim_finds_a_person_masked(handler, cover):
    page = shown(handler, "claim_new", f"?text={cover.person.name}")

    assert cover.person.name in page
    assert address("claim_open", person_ref=cover.person.ref) in page
    assert "********" in page


def test_new_claim_finds_nobody_of_another_county(elsewhere, cover):
    page = shown(elsewhere, "claim_new", f"?text={cover.person.name}")

    assert address("claim_open", person_ref=cover.person.ref) not in page


def test_event_is_saved_as_draft_as_it_was_typed(handler, cover):
    sent(handler, "claim_open", TYPED, person_ref=cover.person.ref)

    claim = Claim.objects.get()
    event = queries.opened_event(claim)
    assert claim.state == ClaimState.DRAFT
    assert event["bill"]["total_fen"] == 1_700_000
    assert event["diagnosis"] == {"icd10": "J18.900", "name": "社区获得性肺炎", "severity": None}


def test_event_with_mistakes_is_saved_and_shown_with_them(handler, cover):
    typed = TYPED | {"admitted_on": "10 June", "proportional": "five thousand"}
    sent(handler, "claim_open", typed, person_ref=cover.person.ref)

    claim = Claim.objects.get()
    page = shown(handler, "claim", ref=claim.ref)
    assert claim.state == ClaimState.DRAFT
    assert "five thousand" in page
    assert "10 June" in page
    assert "field-error" in page


def test_event_of_an_unknown_kind_is_refused_and_what_was_typed_stays(handler, cover):
    typed = TYPED | {"kind": "flood"}
    response = sent(handler, "claim_open", typed, status=422, person_ref=cover.person.ref)

    assert "社区获得性肺炎" in response.content.decode()
    assert Claim.objects.count() == 0


@pytest.fixture
def draft(handler, cover) -> Claim:
    sent(handler, "claim_open", TYPED, person_ref=cover.person.ref)
    return Claim.objects.get()


def test_filing_without_papers_saves_the_event_and_names_what_is_missing(handler, draft):
    typed = TYPED | {"diagnosis": "重症肺炎", "then": "file"}
    response = sent(handler, "claim_prepare", typed, status=422, ref=draft.ref)

    draft.refresh_from_db()
    page = response.content.decode()
    assert "医疗保险结算单" in page
    assert "重症肺炎" in page
    assert draft.state == ClaimState.DRAFT
    assert queries.opened_event(draft)["diagnosis"]["name"] == "重症肺炎"


def test_papers_are_added_one_by_one_and_then_the_claim_is_filed(handler, draft):
    for kind in ("settlement", "identity", "diagnosis"):
        upload = SimpleUploadedFile(f"{kind}.pdf", PDF)
        data = TYPED | {"then": "save", "paper_kind": kind, "file": upload}
        sent(handler, "claim_prepare", data, ref=draft.ref)
    sent(handler, "claim_prepare", TYPED | {"then": "file"}, ref=draft.ref)

    draft.refresh_from_db()
    assert [draft.state, draft.amount_fen] == [ClaimState.WITH_OFFICER, 350_000]
    assert Paper.objects.filter(claim=draft).count() == 3


def test_paper_of_another_type_is_refused_and_the_event_kept(handler, draft):
    upload = SimpleUploadedFile("sheet.pdf", b"<script>alert(1)</script>")
    data = TYPED | {"diagnosis": "重症肺炎", "then": "save", "paper_kind": "other", "file": upload}
    sent(handler, "claim_prepare", data, status=422, ref=draft.ref)

    assert Paper.objects.count() == 0
    draft.refresh_from_db()
    assert queries.opened_event(draft)["diagnosis"]["name"] == "重症肺炎"


def test_claim_page_shows_figures_calculation_article_papers_and_history(bench, filed):
    page = shown(client_of(bench.officer), "claim", ref=filed.ref)

    for text in (
        "社区获得性肺炎",
        "5,000.00",
        "3,500.00",
        "首次按70%",
        "settlement.pdf",
        "desk.js",
    ):
        assert text in page
    for key in ("a", "r"):
        assert f'data-desk-key="{key}"' in page


def test_claim_page_leads_to_the_next_and_the_one_before(bench, at, tree, filed):
    second = filed_claim(bench, at, zy_cover(tree["王益区一厂"], at, 2), stay())
    client = client_of(bench.officer)

    first_page = shown(client, "claim", ref=filed.ref)
    second_page = shown(client, "claim", ref=second.ref)
    assert f'data-desk-key="j" href="{address("claim", ref=second.ref)}"' in first_page
    assert f'data-desk-key="k" href="{address("claim", ref=filed.ref)}"' in second_page


def test_claim_page_warns_of_the_same_stay_filed_twice(bench, at, cover, filed):
    second = filed_claim(bench, at, cover, stay())

    page = shown(client_of(bench.officer), "claim", ref=second.ref)
    assert page.count(filed.ref) >= 2


def test_claim_page_offers_no_decision_to_who_filed_or_may_not(bench, filed):
    for officer in (bench.handler, bench.head):
        page = shown(client_of(officer), "claim", ref=filed.ref)
        assert address("claim_approve", ref=filed.ref) not in page


def test_three_reviewers_approve_and_each_goes_on_to_what_waits(bench, filed, monkeypatch):
    monkeypatch.setattr("huzhu.claims.actions.decide.issue_instructions", lambda **orders: None)
    for officer in bench.reviewers:
        response = sent(client_of(officer), "claim_approve", {}, ref=filed.ref)
        assert response.url == address("claims")

    filed.refresh_from_db()
    assert filed.state == ClaimState.APPROVED


def test_return_without_a_reason_is_refused_on_the_same_page(bench, filed):
    client = client_of(bench.officer)

    response = sent(client, "claim_return", {"reason": " "}, status=422, ref=filed.ref)
    assert filed.ref in response.content.decode()
    sent(client, "claim_return", {"reason": "结算单缺页"}, ref=filed.ref)
    filed.refresh_from_db()
    assert [filed.state, filed.return_reason] == [ClaimState.RETURNED, "结算单缺页"]


def test_returned_claim_shows_its_reason_to_the_handler(bench, filed, at):
    actions.return_claim(by=bench.officer, at=at, claim_ref=filed.ref, reason="结算单缺页")

    page = shown(client_of(bench.handler), "claim", ref=filed.ref)
    assert "结算单缺页" in page
    assert address("claim_prepare", ref=filed.ref) in page


def test_head_refuses_with_a_reason(bench, filed, at):
    approve(bench, at, filed, times=1)

    sent(client_of(bench.head), "claim_refuse", {"reason": "非本人住院"}, ref=filed.ref)
    filed.refresh_from_db()
    assert filed.state == ClaimState.REFUSED


def test_claims_officer_cannot_refuse(bench, filed):
    page = shown(client_of(bench.officer), "claim", ref=filed.ref)

    assert address("claim_refuse", ref=filed.ref) not in page
    response = client_of(bench.officer).post(
        address("claim_refuse", ref=filed.ref), {"reason": "不符"}
    )
    assert response.status_code in (403, 422)


def test_severity_is_changed_with_a_reason(bench, filed):
    client = client_of(bench.officer)
    typed = {"severity": "severe", "severity_reason": ""}

    response = sent(client, "claim_reclassify", typed, status=422, ref=filed.ref)
    assert "selected" in response.content.decode()
    sent(client, "claim_reclassify", typed | {"severity_reason": "病理报告"}, ref=filed.ref)
    filed.refresh_from_db()
    assert queries.opened_event(filed)["diagnosis"]["severity"] == "severe"


def test_adjudicating_again_changes_nothing_that_is_right(bench, filed):
    sent(client_of(bench.officer), "claim_adjudicate", {}, ref=filed.ref)

    filed.refresh_from_db()
    assert [filed.state, filed.round] == [ClaimState.WITH_OFFICER, 1]


@pytest.mark.parametrize(("language", "word"), [("zh", "应付3500.00元"), ("en", "to be paid")])
def test_explanation_is_given_in_both_languages(bench, filed, language, word):
    page = shown(
        client_of(bench.officer), "claim_explanation", f"?language={language}", ref=filed.ref
    )

    assert word in page


def test_letter_opens_once_decided(bench, at, filed, monkeypatch):
    monkeypatch.setattr("huzhu.claims.actions.decide.issue_instructions", lambda **orders: None)
    client = client_of(bench.officer)
    assert client.get(address("claim_letter", ref=filed.ref)).status_code == 422
    approve(bench, at, filed)

    response = client.get(address("claim_letter", ref=filed.ref))
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(response.content)).pages)
    assert response["Content-Type"] == "application/pdf"
    assert "3,500.00" in text


def test_facts_are_exported_without_a_name(bench, filed):
    response = client_of(bench.officer).get(address("claim_facts", ref=filed.ref))

    assert response.json()["ZY"]["event"]["bill"]["proportional_fen"] == 500_000
    assert filed.person.name not in response.content.decode()
    assert "社区获得性肺炎" not in response.content.decode()


def test_paper_opens_inline_and_is_never_sniffed(bench, filed):
    paper = Paper.objects.filter(claim=filed).first()

    response = client_of(bench.officer).get(
        address("claim_paper", ref=filed.ref, paper_ref=paper.attachment_ref)
    )
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline")
    assert response["Cache-Control"] == "private, no-store"


def test_picture_stands_on_the_page(bench, at, cover):
    with collecting():
        claim = actions.open_claim(
            by=bench.handler, at=at, person=cover.person, organisation=cover.organisation,
            event=stay(),
        )  # fmt: skip
        add_papers(bench.handler, at, claim)
        paper = actions.add_paper(
            by=bench.handler, at=at, claim_ref=claim.ref, kind="other", file_name="伤情.png",
            content=PNG,
        )  # fmt: skip
        actions.file_claim(by=bench.handler, at=at, claim_ref=claim.ref)

    page = shown(client_of(bench.officer), "claim", ref=claim.ref)
    where = address("claim_paper", ref=claim.ref, paper_ref=paper.attachment_ref)
    assert f'<img src="{where}"' in page


def test_paper_of_another_claim_does_not_open_here(bench, at, tree, filed):
    other = filed_claim(bench, at, zy_cover(tree["王益区一厂"], at, 2), stay())
    paper = Paper.objects.filter(claim=other).first()

    shown(
        client_of(bench.officer), "claim_paper", status=404,
        ref=filed.ref, paper_ref=paper.attachment_ref,
    )  # fmt: skip


GET_ADDRESSES = ("claim", "claim_explanation", "claim_letter", "claim_facts")
POST_ADDRESSES = (
    "claim_approve", "claim_return", "claim_refuse", "claim_reclassify", "claim_adjudicate",
)  # fmt: skip


def test_nothing_of_a_claim_is_seen_from_another_county(elsewhere, filed, cover):
    paper = Paper.objects.filter(claim=filed).first()

    for name in GET_ADDRESSES:
        shown(elsewhere, name, status=404, ref=filed.ref)
    shown(elsewhere, "claim_paper", status=404, ref=filed.ref, paper_ref=paper.attachment_ref)
    shown(elsewhere, "claim_open", status=404, person_ref=cover.person.ref)
    sent(elsewhere, "claim_open", TYPED, status=404, person_ref=cover.person.ref)
    sent(elsewhere, "claim_prepare", TYPED, status=404, ref=filed.ref)
    assert filed.ref not in shown(elsewhere, "claims")


def test_no_act_is_done_from_another_county(tree, filed):
    reviewer = log_in("baoji", Role.CLAIMS_OFFICER, tree["宝鸡市"])

    for name in POST_ADDRESSES:
        sent(reviewer, name, {"reason": "x", "severity_reason": "x"}, status=404, ref=filed.ref)


def test_handlers_do_not_decide_and_reviewers_do_not_file(bench, filed, cover):
    for name in POST_ADDRESSES:
        sent(client_of(bench.handler), name, {"reason": "x"}, status=403, ref=filed.ref)
    shown(client_of(bench.officer), "claim_new", status=403)
    sent(client_of(bench.officer), "claim_open", TYPED, status=403, person_ref=cover.person.ref)


def test_reading_never_changes_and_changing_needs_a_post(bench, filed):
    client = client_of(bench.officer)

    for name in POST_ADDRESSES:
        assert client.get(address(name, ref=filed.ref)).status_code == 405


def test_nobody_reads_without_logging_in(filed):
    response = Client().get(address("claim", ref=filed.ref))

    assert response.status_code == 302
    assert "/accounts/login/" in response.url


def test_pages_carry_no_inline_script(bench, filed, handler):
    for client, name, where in (
        (client_of(bench.officer), "claim", {"ref": filed.ref}),
        (client_of(bench.officer), "claims", {}),
        (handler, "claim_new", {}),
    ):
        page = shown(client, name, **where)
        assert " onclick=" not in page
        assert "<script>" not in page
        assert ' style="' not in page
