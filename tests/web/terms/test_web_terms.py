"""The officers' place for terms, page by page."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

import plan_book
from benefit_terms import clauses as c
from benefit_terms import load_edition
from benefit_terms.cases import load_cases
from benefit_terms.facts import Facts
from benefit_terms.values import AXES
from factories.terms import SOUND, SOUND_CASES, make_draft, make_office
from huzhu.accounts.models import Account
from huzhu.console.terms import labels, needed, ruling
from huzhu.console.terms.factform import FactForm
from huzhu.console.terms.factpaths import leaves, lists
from huzhu.console.terms.factquery import query_of
from huzhu.kernel.facts import publishing_to
from huzhu.plans import actions, queries
from huzhu.plans.models import DraftEdition, PublishedEdition

T = {"plan": "T", "version": "2025"}
FACTS = {
    "cover.starts_on": "2025-03-01", "cover.ends_before": "2026-03-01", "event.kind": "inpatient",
    "event.admitted_on": "2025-05-10", "event.bill.proportional_fen": "1,000.00",
}  # fmt: skip


@pytest.fixture(autouse=True)
def told():
    facts = []
    with publishing_to(lambda fact, **_: facts.append(fact)):
        yield facts


@pytest.fixture
def office(house, at):
    return make_office(at)


@pytest.fixture
def draft(office, at):
    return make_draft(office, at)


def client_of(officer) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=officer.account_id))
    return client


@pytest.fixture
def writer(office):
    return client_of(office.writer)


@pytest.fixture
def director(office):
    return client_of(office.director)


def page(client: Client, name: str, *args, **query) -> str:
    response = client.get(reverse(f"console:{name}", args=args), query)
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def post(client: Client, where: str, *args, **data):
    return client.post(reverse(f"console:{where}", args=args), data)


# ── the vocabulary ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("family", needed.TABLES, ids=lambda family: family.__name__)
def test_every_kind_says_which_facts_it_asks_for(family):
    assert set(family.members) - set(needed.TABLES[family]) == set()


def test_every_axis_says_which_facts_it_asks_for():
    assert set(AXES) - set(needed.AXES) == set()


def test_every_fact_that_is_asked_for_exists_and_has_a_name():
    tables = (*needed.TABLES.values(), needed.AXES)
    asked = {path for table in tables for paths in table.values() for path in paths}
    known = {*leaves(), *lists()}
    assert asked - known == set()
    assert known - set(labels.FACTS) == set()


def test_every_clause_has_a_name():
    assert set(c.Clause.members) - set(ruling.CLAUSE_NAMES) == set()


# ── the form ──────────────────────────────────────────────────────────────────────────────────

OURS = [path for path in plan_book.editions() if path.parent.name == "shaanxi"]


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_facts_of_every_case_pass_through_the_form_unchanged(path):
    edition = load_edition(path)
    for case in load_cases(path.with_suffix(".cases.yaml")):
        query = QueryDict(mutable=True)
        for name, value in query_of(case.facts.to_json(), edition):
            query.appendlist(name, value)
        form = FactForm(query, edition=edition, language="zh")
        assert form.is_valid(), (case.name, form.errors)
        assert Facts.from_json(form.facts()) == case.facts, case.name


def test_form_asks_for_what_the_edition_looks_at_and_no_more(office):
    form = FactForm(QueryDict(), edition=queries.terms_of(office.published), language="zh")
    asked = [bound.name for group in form.groups for bound in group["fields"]]
    assert asked == [
        "cover.starts_on", "cover.ends_before", "cover.terminated_on",
        "event.kind", "event.admitted_on", "event.bill.proportional_fen",
    ]  # fmt: skip
    assert [one["path"] for one in form.lists] == ["earlier"]


# ── shelf and edition ─────────────────────────────────────────────────────────────────────────


def test_shelf_lists_editions_with_their_state_and_the_offices_drafts(office, draft, writer):
    shown = page(writer, "terms")
    assert draft.ref in shown
    assert "2025" in shown
    county = page(client_of(office.county), "terms")
    assert draft.ref not in county
    assert "2025" in county


def test_edition_shows_words_rules_and_marks_what_is_assumed(writer):
    shown = page(writer, "terms_edition", **T)
    assert "按比例自付部分按70%给付，全年不超过8000元。" in shown
    assert re.search(r'class="rule-words">.*8000元（暂定）', shown)
    assert shown.count("is-assumed") >= 2
    assert "办事处细则第三条" in shown


@pytest.mark.parametrize("query", [{}, {"plan": "T"}, {"plan": "T", "version": "1999"}])
def test_edition_that_is_not_there_is_not_found(writer, query):
    for name in ("terms_edition", "terms_try"):
        assert writer.get(reverse(f"console:{name}"), query).status_code == 404


# ── trying ────────────────────────────────────────────────────────────────────────────────────


def test_trial_shows_amount_article_and_both_explanations(office, writer):
    for client in (writer, client_of(office.county)):
        shown = page(client, "terms_try", **T, **FACTS)
        assert '<strong class="result-amount">' in shown
        assert "700.00" in shown
        assert "按比例自付部分按70%给付" in shown
        assert "Inpatient mutual aid (trial) (T 2025), article 2: 700.00 yuan to be paid." in shown
        assert "annual" in shown


def test_trial_says_what_is_wrong_with_facts(writer):
    shown = page(writer, "terms_try", **T, **FACTS | {"event.kind": ""})
    assert "kind" in shown
    assert "result-amount" not in shown
    shown = page(writer, "terms_try", **T, **FACTS | {"event.bill.proportional_fen": "12.345"})
    assert "result-amount" not in shown
    assert "has-error" in shown


def test_earlier_payment_uses_the_cap_of_its_benefit(writer):
    earlier = {
        "earlier-0.event_on": "2025-04-01", "earlier-0.amount_fen": "7500",
        "earlier-0.clause": "stay",
    }  # fmt: skip
    shown = page(writer, "terms_try", **T, **FACTS, **earlier)
    assert "500.00" in re.search(r"result-amount.*?</strong>", shown, re.DOTALL).group()


def test_trial_of_a_published_edition_is_kept_in_a_new_draft(office, writer):
    shown = page(writer, "terms_try", **T, **FACTS)
    facts = re.search(r'name="facts" hidden>(.*?)</textarea>', shown, re.DOTALL).group(1)
    response = post(
        writer, "terms_case", plan="T", base="2025", version="2026",
        effective_from="2026-01-01", name="留存", facts=facts,
    )  # fmt: skip
    draft = DraftEdition.objects.get()
    assert response.url == reverse("console:draft", args=[draft.ref])
    cases = queries.cases_in(queries.current_revision(office.writer.scope, draft).cases)
    assert [case.name for case in cases] == ["留存"]


def test_trial_of_a_draft_is_kept_in_it(office, draft, writer):
    facts = json.dumps({
        "cover": {"starts_on": "2026-01-01", "ends_before": "2027-01-01"},
        "event": {"kind": "inpatient", "admitted_on": "2026-02-01",
                  "bill": {"proportional_fen": 4200}},
    })  # fmt: skip
    assert post(writer, "draft_case", draft.ref, name="四十二元", facts=facts).status_code == 302
    shown = page(writer, "draft", draft.ref)
    assert "{name: 四十二元" in shown
    assert "amount: 29.40 yuan" in shown


# ── writing ───────────────────────────────────────────────────────────────────────────────────


def test_duplicate_makes_a_draft_and_an_incomplete_form_stays(writer):
    refused = post(writer, "terms_duplicate", plan="T", base="2025", version="")
    assert refused.status_code == 422
    done = post(
        writer, "terms_duplicate", plan="T", base="2025", version="2026",
        effective_from="2026-01-01",
    )  # fmt: skip
    assert done.url == reverse("console:draft", args=[DraftEdition.objects.get().ref])
    taken = post(
        writer, "terms_duplicate", plan="T", base="2025", version="2025",
        effective_from="2026-01-01",
    )  # fmt: skip
    assert taken.status_code == 422


def test_new_plan_begins_with_a_readable_skeleton(office, writer):
    done = post(
        writer, "terms_new", plan="XX", title="新方案", version="1", effective_from="2026-05-01"
    )
    draft = DraftEdition.objects.get()
    assert done.url == reverse("console:draft", args=[draft.ref])
    assert (draft.plan_code, draft.version, draft.effective_from) == ("XX", "1", date(2026, 5, 1))
    assert post(writer, "terms_new", plan="小写", title="x", version="1").status_code == 422


def test_faults_are_listed_by_line_without_javascript(draft, writer):
    text = SOUND.replace("steps: [{rate: $rate}", "steps: [{rates: $rate}")
    post(writer, "draft_save", draft.ref, revision=draft.revision, text=text, cases=SOUND_CASES)
    shown = page(writer, "draft", draft.ref)
    assert 'data-goto="terms" data-line="26"' in shown
    assert "`rates` is not a kind of step." in shown


def test_check_answers_the_editor_with_faults_by_line(office, writer):
    text = SOUND.replace("steps: [{rate: $rate}", "steps: [{rates: $rate}")
    answer = post(writer, "terms_check", text=text, cases=SOUND_CASES).json()
    assert [(fault["part"], fault["line"]) for fault in answer["faults"]] == [("terms", 26)]
    clean = post(writer, "terms_check", text=SOUND, cases=SOUND_CASES).json()
    assert clean["faults"] == []
    refused = post(client_of(office.other), "terms_check", text=SOUND)
    assert refused.status_code == 200
    schema = writer.get(reverse("console:terms_schema")).json()
    assert "articles" in schema["properties"]


def test_somebody_elses_revision_is_not_overwritten_and_what_was_typed_stays(
    office, at, draft, writer
):
    actions.save_draft(
        by=office.other, at=at, draft_ref=draft.ref, revision=draft.revision,
        text=SOUND + "# theirs\n", cases="",
    )  # fmt: skip
    refused = post(
        writer, "draft_save", draft.ref, revision=draft.revision, text=SOUND + "# mine\n", cases=""
    )
    assert refused.status_code == 422
    shown = unescape(refused.content.decode())
    assert "# mine" in shown
    assert office.other.label in shown


def test_difference_is_told_in_words(draft, writer):
    held = DraftEdition.objects.get().revisions.order_by("-number").first()
    changed = held.text.replace("70 %", "75 %")
    post(writer, "draft_save", draft.ref, revision=draft.revision, text=changed, cases=held.cases)
    shown = page(writer, "draft_diff", draft.ref)
    assert "<del>70%</del>" in shown
    assert "乘以<ins>75%</ins>" in shown


def test_draft_is_read_like_an_edition(draft, writer):
    assert re.search(r'class="rule-words">.*8000元（暂定）', page(writer, "draft_read", draft.ref))
    held = DraftEdition.objects.get()
    post(writer, "draft_save", draft.ref, revision=held.revision, text="language: 1", cases="")
    for name in ("draft_read", "draft_diff", "draft_try", "draft_replay"):
        assert page(writer, name, draft.ref)


# ── publishing ────────────────────────────────────────────────────────────────────────────────


def test_author_submits_and_another_publishes(draft, writer, director):
    assert "draft_publish" not in page(writer, "draft", draft.ref)
    done = post(writer, "draft_submit", draft.ref, revision=draft.revision)
    assert done.status_code == 302
    own = page(writer, "draft", draft.ref)
    assert reverse("console:draft_publish", args=[draft.ref]) not in own
    assert post(writer, "draft_publish", draft.ref).status_code == 422
    theirs = page(director, "draft", draft.ref)
    assert reverse("console:draft_publish", args=[draft.ref]) in theirs
    response = post(director, "draft_publish", draft.ref)
    assert response.url.endswith("?plan=T&version=2026")
    assert PublishedEdition.objects.count() == 2
    late = post(
        writer, "draft_save", draft.ref, revision=draft.revision, text=SOUND, cases=SOUND_CASES
    )
    assert late.status_code == 422


def test_submission_with_faults_lists_them(draft, writer):
    held = DraftEdition.objects.get()
    post(writer, "draft_save", draft.ref, revision=held.revision, text=SOUND, cases="")
    refused = post(writer, "draft_submit", draft.ref)
    assert refused.status_code == 422
    assert 'class="alert' in refused.content.decode()


def test_director_returns_with_a_reason(draft, writer, director):
    post(writer, "draft_submit", draft.ref, revision=draft.revision)
    assert post(director, "draft_return", draft.ref, reason="").status_code == 422
    assert post(director, "draft_return", draft.ref, reason="限额须有来源").status_code == 302
    assert "限额须有来源" in page(writer, "draft", draft.ref)
    waiting = page(director, "todo")
    assert draft.ref not in waiting


def test_submitted_draft_waits_on_the_publishers_desk(draft, writer, director):
    post(writer, "draft_submit", draft.ref, revision=draft.revision)
    assert draft.ref in page(director, "todo")
    assert draft.ref not in page(writer, "todo")


def test_recall_and_withdraw(draft, writer):
    post(writer, "draft_submit", draft.ref, revision=draft.revision)
    post(writer, "draft_recall", draft.ref)
    post(writer, "draft_withdraw", draft.ref)
    assert DraftEdition.objects.get().state == "withdrawn"


def test_city_and_county_find_no_draft(office, draft):
    client = client_of(office.county)
    for name in ("draft", "draft_read", "draft_diff", "draft_try", "draft_replay"):
        assert client.get(reverse(f"console:{name}", args=[draft.ref])).status_code == 404


def test_pages_speak_english(writer, draft):
    writer.post("/i18n/", {"language": "en", "next": "/"})
    assert "Superseded from" in page(writer, "terms")
    assert "at most 8000 yuan" in page(writer, "terms_edition", **T)
    assert "What the member is told" in page(writer, "terms_try", **T, **FACTS)
