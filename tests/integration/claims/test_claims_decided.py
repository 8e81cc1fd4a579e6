"""From an event to a payment: what three persons decide, and what each plan pays."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date

import pytest
from pypdf import PdfReader

from benefit_terms import Facts, edition_from_canonical, evaluate
from factories.claims import (
    C01_EVENT,
    approve,
    decided_claim,
    filed_claim,
    hubei_covers,
    make_bench,
    payments_collected,
    publish,
    stay,
    zy_cover,
)
from factories.enrolment import collecting, make_cover
from factories.tree import make_tree
from huzhu.claims import actions, queries
from huzhu.claims.events import ClaimDecided, ClaimFiled, ClaimPaid
from huzhu.claims.models import CapUse, Claim, PlanDecision
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations.rules import service
from huzhu.plans.queries import edition_by_digest

ALL = everything()


@pytest.fixture
def tree(house):
    return make_tree()


@pytest.fixture
def bench(tree):
    return make_bench(tree)


@pytest.fixture
def ordered(monkeypatch):
    with payments_collected(monkeypatch) as orders:
        yield orders


@pytest.fixture
def c01(tree, bench, ordered, at):
    cover = hubei_covers(tree["王益区一厂"], at)[0]
    return decided_claim(bench, at, cover, C01_EVENT)


def _amounts(claim) -> dict[str, int]:
    return {d.plan_code: d.amount_fen for d in queries.decisions_of(ALL, claim)}


def test_c01_pays_one_event_over_three_plans(c01, bench, ordered):
    expected = {"HB-ZY": 131210, "HB-NZ": 1500000, "HB-ZJ": 4000000}
    assert (c01.state, c01.amount_fen) == ("approved", 5_631_210)
    assert _amounts(c01) == expected
    (order,) = ordered
    assert dict(order["lines"]) == expected
    assert (order["owner_ref"], order["subject_id"]) == (c01.ref, c01.person_id)
    assert order["account_number"].startswith("622700")
    assert [type(fact) for fact in bench.facts] == [ClaimFiled, ClaimDecided]
    assert (bench.facts[1].amount_fen, bench.facts[1].outcome) == (5_631_210, "pay")


def test_filing_sets_the_clock_to_five_working_days(tree, bench, at):
    cover = hubei_covers(tree["王益区一厂"], at)[0]
    claim = filed_claim(bench, at, cover, C01_EVENT)
    assert (claim.filed_at, claim.due_on) == (at, date(2026, 3, 9))


def test_event_is_sealed_and_facts_hold_no_words_of_the_illness(c01):
    assert queries.event_of(ALL, c01) == C01_EVENT
    assert c01.icd_category == "C50"
    for decision in queries.decisions_of(ALL, c01):
        text = json.dumps([decision.facts, decision.decision], ensure_ascii=False)
        assert "右乳" not in text
        assert "C50.911" not in text
        assert decision.facts["event"]["diagnosis"] == {"icd10": "C50", "severity": "severe"}


def test_exported_facts_give_the_same_fen_by_the_command_line(c01, tmp_path):
    for decision in queries.decisions_of(ALL, c01):
        edition = edition_by_digest(decision.edition_digest)
        facts = queries.exported_facts(decision)
        again = evaluate(edition_from_canonical(edition.canonical), Facts.from_json(facts))
        assert again.amount_fen == decision.amount_fen
    (tmp_path / "edition.json").write_text(edition.canonical)
    (tmp_path / "facts.json").write_text(json.dumps(facts))
    command = [sys.executable, "-m", "benefit_terms", "evaluate", "edition.json", "facts.json"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(told.stdout)["amount_fen"] == decision.amount_fen


def test_c02_reviewer_raises_the_class(tree, bench, ordered, at):
    publish(at, ("HB-ZJ", "2025"))
    cover = make_cover(tree["王益区一厂"], at, 1, plan="HB-ZJ", starts_on=date(2025, 2, 21))
    mild = C01_EVENT | {"diagnosis": {"icd10": "C50.911", "severity": "mild"}}
    claim = filed_claim(bench, at, cover, mild)
    assert claim.amount_fen == 300_000

    claim = actions.reclassify_claim(
        by=bench.officer, at=at, claim_ref=claim.ref, severity="severe", reason="病理为浸润癌"
    )

    assert (claim.amount_fen, claim.state, claim.round) == (1_000_000, "with_officer", 1)
    assert queries.event_of(ALL, claim)["diagnosis"]["severity"] == "severe"
    former = queries.decisions_of(ALL, claim, with_former=True)
    assert [(d.amount_fen, d.is_current) for d in former] == [(300_000, False), (1_000_000, True)]
    assert approve(bench, at, claim).amount_fen == 1_000_000
    assert ordered[0]["lines"] == [("HB-ZJ", 1_000_000)]


def test_class_changed_after_an_approval_asks_all_three_again(tree, bench, ordered, at):
    cover = hubei_covers(tree["王益区一厂"], at)[0]
    claim = approve(bench, at, filed_claim(bench, at, cover, C01_EVENT), times=2)
    claim = actions.reclassify_claim(
        by=bench.compliance, at=at, claim_ref=claim.ref, severity="mild", reason="原位癌"
    )
    assert (claim.state, claim.round) == ("with_officer", 2)
    assert approve(bench, at, claim).state == "approved"


def test_second_stay_gets_the_second_rate_though_the_first_lies_in_another_county(
    tree, ordered, at
):
    first = make_bench(tree, "渭滨区", "a-")
    zy = zy_cover(tree["渭滨区一厂"], at)
    assert decided_claim(first, at, zy, stay("2025-06-10")).amount_fen == 350_000
    publish(at, ("HB-ZY", "2025"))
    other = make_cover(tree["王益区一厂"], at, 1, plan="HB-ZY", starts_on=date(2025, 2, 21))
    zy.__class__.objects.filter(pk=zy.pk).update(
        organisation=other.organisation, org_path=other.org_path
    )
    second = make_bench(tree, "王益区", "b-")
    with acting_in(second.handler.scope):
        assert Claim.objects.count() == 0
        claim = filed_claim(second, at, other, stay("2025-09-10"))
        amounts = {d.plan_code: d.amount_fen for d in PlanDecision.objects.filter(claim=claim)}
        assert amounts == {"ZY": 200_000, "HB-ZY": 350_000}


def test_claim_judged_before_another_was_decided_pays_what_is_then_due(tree, bench, ordered, at):
    zy = zy_cover(tree["王益区一厂"], at)
    one = filed_claim(bench, at, zy, stay("2025-06-10", proportional_fen=1_600_000))
    two = filed_claim(bench, at, zy, stay("2025-09-10", proportional_fen=1_600_000))
    assert (one.amount_fen, two.amount_fen) == (1_120_000, 1_120_000)
    approve(bench, at, one)
    two = approve(bench, at, two)
    assert two.amount_fen == 1_187_140 - 1_120_000
    assert [order["lines"] for order in ordered] == [[("ZY", 1_120_000)], [("ZY", 67_140)]]
    (use,) = CapUse.objects.all()
    assert (use.cap, use.used_fen, use.limit_fen) == ("annual", 1_187_140, 1_187_140)


def test_nothing_due_takes_three_approvals_and_gives_the_articles(tree, bench, ordered, at):
    zy = zy_cover(tree["王益区一厂"], at)
    claim = decided_claim(bench, at, zy, stay("2025-04-05"))
    assert (claim.state, claim.amount_fen, ordered) == ("refused", 0, [])
    assert claim.return_reason.startswith("第6条")
    assert bench.facts[-1].outcome == "refuse"


def test_benefit_that_ends_the_cover_ends_it(tree, bench, ordered, at):
    zy = zy_cover(tree["王益区一厂"], at)
    death = {"kind": "death", "cause": "accident", "occurred_on": "2025-06-01"}
    claim = decided_claim(bench, at, zy, death)
    zy.refresh_from_db()
    assert (claim.amount_fen, zy.status, zy.terminated_on) == (
        3_000_000,
        "terminated",
        date(2025, 6, 1),
    )


def test_payment_facts_settle_once(c01, at):
    by = service("treasury")
    with collecting() as facts:
        actions.mark_payment_failed(by=by, at=at, claim_ref=c01.ref, reason="账号有误")
        assert queries.claim_by_ref(ALL, c01.ref).state == "payment_failed"
        for _ in range(2):
            actions.mark_claim_paid(by=by, at=at, claim_ref=c01.ref, settled_on=date(2026, 3, 5))
        claim = actions.mark_payment_failed(by=by, at=at, claim_ref=c01.ref, reason="迟到的退票")
    assert (claim.state, claim.settled_on) == ("paid", date(2026, 3, 5))
    assert [type(fact) for fact in facts] == [ClaimPaid]
    assert {d.settled_on for d in queries.decisions_of(ALL, claim)} == {date(2026, 3, 5)}


def test_explanation_names_article_and_amount_in_both_languages(c01):
    zh = queries.explanation(ALL, c01, "zh", "member")
    en = queries.explanation(ALL, c01, "en", "reviewer")
    assert "湖北住院医疗互助保障（2025）" in zh
    assert "第2条：住院互助金：1312.10元" in zh
    assert "Article 2" in en


def test_letter_carries_amount_capitals_and_articles(c01):
    text = _text(queries.letter_pdf(ALL, c01, "zh"))
    for part in (
        "56,312.10",
        "伍万陆仟叁佰壹拾贰元壹角",
        "政策范围内自付部分按70%给付",
        c01.ref,
        c01.person.name,
        "合规管理",
    ):
        assert part in text
    assert "C50" not in text
    assert "CNY56,312.10" in _text(queries.letter_pdf(ALL, c01, "en"))


def test_letter_of_a_refusal_gives_the_reason(tree, bench, ordered, at):
    zy = zy_cover(tree["王益区一厂"], at)
    claim = decided_claim(bench, at, zy, stay("2025-04-05"))
    text = _text(queries.letter_pdf(ALL, claim, "zh"))
    assert "不予给付互助金" in text
    assert "生效后30日内因疾病住院不予给付" in text


def _text(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)
