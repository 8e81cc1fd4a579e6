"""What is refused, by name; and what the database refuses on its own."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from factories.claims import (
    C01_EVENT,
    PDF,
    add_papers,
    approve,
    filed_claim,
    hubei_covers,
    make_bench,
    payments_collected,
    stay,
    zy_cover,
)
from factories.enrolment import collecting
from factories.tree import make_officer, make_tree
from huzhu.claims import actions, errors, queries
from huzhu.claims.events import ClaimDecided, ClaimReturned
from huzhu.claims.models import CapUse, Claim, Review
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import acting_in, everything
from huzhu.members.models import PayoutAccount
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service

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
def cover(tree, at):
    return zy_cover(tree["王益区一厂"], at)


@pytest.fixture
def claim(bench, cover, at):
    return filed_claim(bench, at, cover, stay())


def _open(bench, at, cover, event):
    return actions.open_claim(
        by=bench.handler, at=at, person=cover.person, organisation=cover.organisation, event=event
    )


def test_draft_is_kept_though_nothing_in_it_can_be_judged(bench, cover, at):
    event = {"kind": "inpatient", "bill": {"proportional_fen": -5}, "note": "单据不全"}
    claim = _open(bench, at, cover, event)
    assert (claim.state, queries.event_of(ALL, claim)) == ("draft", event)
    with pytest.raises(errors.EventHasNoDate):
        actions.file_claim(by=bench.handler, at=at, claim_ref=claim.ref)
    dated = event | {"admitted_on": "2025-06-10"}
    actions.amend_claim(by=bench.handler, at=at, claim_ref=claim.ref, event=dated)
    with pytest.raises(errors.EventUnreadable):
        actions.file_claim(by=bench.handler, at=at, claim_ref=claim.ref)
    assert queries.event_of(ALL, claim) == dated


def test_kind_of_event_must_be_one_of_the_list(bench, cover, at):
    with pytest.raises(errors.EventKindUnknown) as refused:
        _open(bench, at, cover, {"kind": "holiday"})
    assert "holiday" in refused.value.text("zh")


def test_missing_papers_are_listed_and_the_draft_stays(bench, cover, at):
    claim = _open(bench, at, cover, stay())
    add_papers(bench.handler, at, claim, "identity")
    with pytest.raises(errors.PapersMissing) as refused:
        actions.file_claim(by=bench.handler, at=at, claim_ref=claim.ref)
    assert refused.value.values["missing_zh"] == "医疗保险结算单、出院记录或诊断证明"
    assert refused.value.values["kinds"] == ["settlement", "diagnosis"]
    assert queries.claim_by_ref(ALL, claim.ref).state == "draft"


def test_no_cover_on_the_day(bench, cover, at):
    claim = _open(bench, at, cover, stay("2024-01-05"))
    with pytest.raises(errors.NoCoverOnTheDay) as refused:
        actions.file_claim(by=bench.handler, at=at, claim_ref=claim.ref)
    assert "2024年1月5日" in refused.value.text("zh")


def test_filed_claim_takes_no_paper_and_no_other_event(bench, claim, at):
    with pytest.raises(errors.WrongClaimState):
        actions.amend_claim(by=bench.handler, at=at, claim_ref=claim.ref, event=stay())
    with pytest.raises(errors.WrongClaimState):
        add_papers(bench.handler, at, claim)


def test_who_may_what(tree, bench, claim, at):
    for by in (bench.handler, bench.head, bench.compliance, service("test")):
        with pytest.raises(NotPermitted):
            actions.approve_claim(by=by, at=at, claim_ref=claim.ref)
    with pytest.raises(NotPermitted):
        actions.adjudicate_claim(by=bench.handler, at=at, claim_ref=claim.ref)
    with pytest.raises(NotPermitted):
        actions.mark_claim_paid(by=bench.officer, at=at, claim_ref=claim.ref, settled_on=at.date())
    elsewhere = make_officer("elsewhere", Role.CLAIMS_OFFICER, tree["宝鸡市"])
    with acting_in(elsewhere.scope), pytest.raises(NotVisible):
        actions.approve_claim(by=elsewhere, at=at, claim_ref=claim.ref)


def test_filer_cannot_review_under_any_account(tree, bench, claim, at):
    same = make_officer("other", Role.CLAIMS_OFFICER, tree.office, token="token-handler")
    with pytest.raises(errors.ReviewedByFiler):
        actions.approve_claim(by=same, at=at, claim_ref=claim.ref)
    with pytest.raises(errors.ReviewedByFiler):
        actions.reclassify_claim(by=same, at=at, claim_ref=claim.ref, severity="mild", reason="x")


def test_one_person_reviews_one_step(tree, bench, claim, at):
    approve(bench, at, claim, times=1)
    same = make_officer("officer2", Role.DEPARTMENT_HEAD, tree.office, token="token-officer")
    with pytest.raises(errors.ReviewedBefore):
        actions.approve_claim(by=same, at=at, claim_ref=claim.ref)
    assert list(queries.claims_awaiting(ALL, same)) == []
    assert list(queries.claims_awaiting(ALL, bench.head)) == [claim]


def test_no_account_known_is_refused_at_the_first_approval(bench, claim, at):
    PayoutAccount.objects.update(replaced_at=at)
    with pytest.raises(errors.NoPayoutAccount):
        actions.approve_claim(by=bench.officer, at=at, claim_ref=claim.ref)


def test_return_gives_a_reason_and_filing_again_begins_a_round(bench, claim, ordered, at):
    approve(bench, at, claim, times=1)
    with pytest.raises(errors.ReasonMissing):
        actions.return_claim(by=bench.head, at=at, claim_ref=claim.ref, reason=" ")
    with collecting() as facts:
        back = actions.return_claim(by=bench.head, at=at, claim_ref=claim.ref, reason="缺出院小结")
    assert (back.state, back.return_reason) == ("returned", "缺出院小结")
    assert [type(fact) for fact in facts] == [ClaimReturned]
    actions.add_paper(
        by=bench.handler, at=at, claim_ref=claim.ref, kind="other", file_name="a.pdf", content=PDF
    )
    with collecting():
        again = actions.file_claim(by=bench.handler, at=at, claim_ref=claim.ref)
    assert (again.state, again.round, again.return_reason) == ("with_officer", 2, "")
    assert approve(bench, at, again).state == "approved"
    steps = [(r.round, r.step, r.outcome) for r in queries.reviews_of(ALL, again)]
    assert steps[:2] == [(1, "officer", "approve"), (1, "head", "return")]
    assert len(steps) == 5


def test_head_refuses_with_a_reason_and_the_officer_cannot(bench, claim, at):
    with pytest.raises(errors.WrongClaimState):
        actions.refuse_claim(by=bench.officer, at=at, claim_ref=claim.ref, reason="票据不实")
    approve(bench, at, claim, times=1)
    with collecting() as facts:
        refused = actions.refuse_claim(by=bench.head, at=at, claim_ref=claim.ref, reason="票据不实")
    assert (refused.state, refused.return_reason) == ("refused", "票据不实")
    assert [(type(f), f.amount_fen, f.outcome) for f in facts] == [(ClaimDecided, 0, "refuse")]


def test_referred_question_must_be_answered_before_anybody_approves(tree, bench, ordered, at):
    cover = hubei_covers(tree["王益区一厂"], at)[0]
    unclear = C01_EVENT | {"diagnosis": {"icd10": "C50.911"}}
    claim = filed_claim(bench, at, cover, unclear)
    assert claim.amount_fen == 131_210
    with pytest.raises(errors.StillReferred) as refused:
        actions.approve_claim(by=bench.officer, at=at, claim_ref=claim.ref)
    assert "HB-NZ、HB-ZJ" in refused.value.text("zh")
    with pytest.raises(errors.SeverityUnknown):
        actions.reclassify_claim(
            by=bench.officer, at=at, claim_ref=claim.ref, severity="bad", reason="x"
        )
    actions.reclassify_claim(
        by=bench.officer, at=at, claim_ref=claim.ref, severity="severe", reason="病理报告"
    )
    assert approve(bench, at, claim).amount_fen == 5_631_210


def test_cap_used_up_meanwhile_is_refused_and_can_be_adjudicated_again(bench, cover, ordered, at):
    one = filed_claim(bench, at, cover, stay("2025-06-10", proportional_fen=1_600_000))
    more = filed_claim(bench, at, cover, stay("2025-07-10", proportional_fen=1_600_000))
    last = filed_claim(bench, at, cover, stay("2025-09-10", proportional_fen=1_600_000))
    approve(bench, at, one)
    approve(bench, at, more)
    approve(bench, at, last, times=2)
    with pytest.raises(errors.CapExhausted) as refused:
        actions.approve_claim(by=bench.compliance, at=at, claim_ref=last.ref)
    assert "annual" in refused.value.text("zh")
    assert queries.claim_by_ref(ALL, last.ref).state == "with_compliance"
    actions.adjudicate_claim(by=bench.compliance, at=at, claim_ref=last.ref)
    again = queries.claim_by_ref(ALL, last.ref)
    assert (again.state, again.round, again.amount_fen) == ("with_officer", 2, 0)
    assert approve(bench, at, again).state == "refused"


def test_letter_is_not_written_before_the_decision(claim):
    with pytest.raises(errors.NotDecidedYet):
        queries.letter_pdf(ALL, claim, "zh")


def test_claims_outside_the_scope_are_not_found(tree, bench, claim):
    elsewhere = make_officer("elsewhere", Role.CITY_OFFICER, tree["宝鸡市"])
    assert list(queries.claims(elsewhere.scope)) == []
    with pytest.raises(NotVisible):
        queries.claim_by_ref(elsewhere.scope, claim.ref)
    with pytest.raises(NotVisible):
        queries.event_of(elsewhere.scope, claim)


def test_claims_are_found_by_what_is_known(bench, claim, at):
    name = claim.person.name
    for filters in (
        {"text": claim.ref},
        {"text": name[:2]},
        {"plan": "ZY", "state": "with_officer", "kind": "inpatient"},
        {"organisation": claim.organisation, "person_id": claim.person_id},
    ):
        assert list(queries.claims(ALL, **filters)) == [claim]
    assert list(queries.claims(ALL, plan="NZ")) == []
    assert list(queries.claims(ALL, late_on=claim.due_on)) == []
    paper = queries.papers_of(ALL, claim)[0]
    assert queries.paper_by_ref(ALL, claim, paper.attachment_ref) == paper
    with pytest.raises(NotVisible):
        queries.paper_by_ref(ALL, claim, "F2026-0000000-0")


# In the database itself


def _refused(statement: str, values: list, *, state: str = "", constraint: str = "") -> None:
    with pytest.raises(DatabaseError) as error, acting_in(ALL), connection.cursor() as cursor:
        cursor.execute(statement, values)
    cause = error.value.__cause__
    assert (cause.sqlstate if state else cause.diag.constraint_name) == (state or constraint)


REVIEW = (
    "INSERT INTO claims_review (claim_id, org_path, round, step, outcome, reason, amount_fen,"
    " by_id, by_token, by_label, at) VALUES (%s, %s, 1, %s, %s, '', 0, 1, %s, 'x', now())"
)


def test_database_refuses_a_second_review_by_one_person(claim):
    with connection.cursor() as cursor:
        cursor.execute(REVIEW, [claim.pk, claim.org_path, "officer", "approve", "one"])
    again = [claim.pk, claim.org_path, "head", "approve", "one"]
    _refused(REVIEW, again, constraint="claims_review_three_persons")


def test_database_refuses_a_review_by_the_filer(claim):
    values = [claim.pk, claim.org_path, "officer", "approve", claim.filed_by_token]
    _refused(REVIEW, values, state="HZ002")


def test_database_refuses_a_refusal_without_reason(claim):
    values = [claim.pk, claim.org_path, "head", "refuse", "one"]
    _refused(REVIEW, values, constraint="claims_review_no_without_reason")


def test_database_refuses_approval_without_three_reviews(bench, claim, at):
    approve(bench, at, claim, times=2)
    for state in ("approved", "paid", "payment_failed"):
        _refused(
            "UPDATE claims_claim SET state = %s WHERE id = %s", [state, claim.pk], state="HZ004"
        )


def test_database_refuses_a_cap_overspent(cover):
    use = CapUse.objects.create(
        cover=cover, org_path=cover.org_path, cap="annual", used_fen=9, limit_fen=10
    )
    _refused(
        "UPDATE claims_capuse SET used_fen = 11 WHERE id = %s",
        [use.pk],
        constraint="claims_capuse_within_limit",
    )


def test_database_refuses_to_change_a_review(bench, claim, at):
    approve(bench, at, claim, times=1)
    _refused("UPDATE claims_review SET amount_fen = 1", [], state="42501")
    assert Review.objects.get().amount_fen == Claim.objects.get().amount_fen
