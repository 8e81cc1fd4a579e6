"""Many claims at once: the same as one by one, all or none, and the refused one named."""

from __future__ import annotations

from datetime import date

import pytest

from factories.claims import (
    HUBEI_STARTS_ON,
    PDF,
    approve,
    filed_claim,
    make_bench,
    publish,
    stay,
    zy_cover,
)
from factories.enrolment import collecting, make_cover
from factories.tree import make_officer, make_tree
from huzhu.attachments.actions import open_file
from huzhu.attachments.queries import attachment_by_ref
from huzhu.audit.models import Entry as AuditEntry
from huzhu.claims import actions, errors
from huzhu.claims.events import ClaimDecided, ClaimFiled, ClaimPaid
from huzhu.claims.models import CapUse, Claim, Paper, PlanDecision, Review
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import acting_in, everything
from huzhu.ledger.actions import open_book
from huzhu.ledger.models import Entry as LedgerEntry
from huzhu.ledger.queries import faults
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import Held, Officer, service
from huzhu.treasury.models import Instruction

ALL = everything()
KINDS = ("settlement", "identity", "diagnosis")
DAYS = ("2025-06-10", "2025-07-11", "2025-08-12")


@pytest.fixture
def tree(house):
    return make_tree()


@pytest.fixture
def bench(tree, at):
    open_book(by=service("test"), at=at, organisation=tree.office, name="账套")
    return make_bench(tree)


@pytest.fixture
def covers(tree, at):
    """Six people: three for each way of doing the same."""
    return [zy_cover(tree["王益区一厂"], at, number) for number in range(1, 7)]


def _filed_together(bench, at, covers, events):
    """Opened, given their papers and filed, each by one act."""
    drafts = [
        actions.Draft(c.person, c.organisation, event)
        for c, event in zip(covers, events, strict=True)
    ]
    with collecting() as facts:
        claims = actions.open_claims(by=bench.handler, at=at, drafts=drafts)
        refs = [claim.ref for claim in claims]
        papers = [actions.NewPaper(ref, kind, f"{kind}.pdf", PDF) for ref in refs for kind in KINDS]
        actions.add_papers(by=bench.handler, at=at, papers=papers)
        claims = actions.file_claims(by=bench.handler, at=at, claim_refs=refs)
    bench.facts += facts
    return claims


def _approved_together(bench, at, claims, times=3):
    refs = [claim.ref for claim in claims]
    with collecting() as facts:
        for by in bench.reviewers[:times]:
            claims = actions.approve_claims(by=by, at=at, claim_refs=refs)
    bench.facts += facts
    return claims


def _told(model, *names, **where):
    """Values of rows without their numbers and references, in a fixed order."""
    return sorted(map(str, model.objects.filter(**where).values_list(*names)))


def _everything_about(claims):
    refs = [claim.ref for claim in claims]
    instructions = Instruction.objects.filter(owner_ref__in=refs)
    of_claims = {"claim__in": claims}
    return {
        "claims": _told(
            Claim, "state", "round", "event_kind", "event_on", "icd_category", "filed_by_id",
            "filed_by_token", "filed_at", "due_on", "amount_fen", "decided_at", "return_reason",
            "org_path", "city_id", "county_id", ref__in=refs,
        ),
        "papers": _told(Paper, "kind", "file_name", "org_path", "added_by_id", **of_claims),
        "decisions": _told(
            PlanDecision, "plan_code", "edition_digest", "facts__event", "facts__earlier", "facts__cover", "decision", "outcome",
            "amount_fen", "computed_at", "is_current", **of_claims,
        ),
        "reviews": _told(
            Review, "round", "step", "outcome", "amount_fen", "by_id", "by_token", "by_label",
            "at", "org_path", **of_claims,
        ),
        "caps": _told(
            CapUse, "cap", "used_fen", "limit_fen", "org_path",
            cover__in=PlanDecision.objects.filter(**of_claims).values("cover"),
        ),
        "payments": _told(
            Instruction, "payee_name", "bank_name", "amount_fen", "state", "lines__plan_code",
            "lines__amount_fen", pk__in=instructions,
        ),
        "books": _told(
            LedgerEntry, "account__code", "amount_fen", "org_path", "plan_code", "effective_on",
            transaction__source__in=[f"benefit_approved:{i.ref}" for i in instructions],
        ),
        "audit": _told(
            AuditEntry, "act", "object_type", "account_id", "by_label", "org_path", "at",
            object_ref__in=[*refs, *(i.ref for i in instructions)],
        ),
    }  # fmt: skip


def _of(events, ref_of, claims):
    wanted = {claim.ref for claim in claims}
    return [event for event in events if getattr(event, ref_of, None) in wanted]


def test_together_is_the_same_as_one_by_one(bench, covers, at):
    events = [stay(day, proportional_fen=fen) for day, fen in zip(DAYS, (9, 500, 70), strict=True)]
    alone = [
        approve(bench, at, filed_claim(bench, at, cover, event))
        for cover, event in zip(covers[:3], events, strict=True)
    ]
    joint = _approved_together(bench, at, _filed_together(bench, at, covers[3:], events))
    one, many = _everything_about(alone), _everything_about(joint)
    names = {c.person.name: n for group in (covers[:3], covers[3:]) for n, c in enumerate(group)}
    for part in one:
        assert _anonymous(one[part], names) == _anonymous(many[part], names), part
    assert faults() == []
    for kind in (ClaimFiled, ClaimDecided):
        told = [
            [type(f).__name__ for f in _of(bench.facts, "claim_ref", group) if type(f) is kind]
            for group in (alone, joint)
        ]
        assert told[0] == told[1] == [kind.__name__] * 3


def _anonymous(rows, names):
    for name, number in names.items():
        rows = [row.replace(name, f"person {number}") for row in rows]
    return sorted(rows)


def test_papers_kept_together_open_again(bench, covers, at):
    claims = _filed_together(bench, at, covers[:2], [stay(), stay()])
    for paper in Paper.objects.filter(claim__in=claims):
        assert open_file(attachment_by_ref(ALL, paper.attachment_ref)) == PDF


def test_returned_in_the_order_asked_for_and_each_once(bench, covers, at):
    claims = _filed_together(bench, at, covers[:3], [stay(day) for day in DAYS])
    refs = [claims[i].ref for i in (2, 0, 1, 0)]
    approved = actions.approve_claims(by=bench.officer, at=at, claim_refs=refs)
    assert [claim.ref for claim in approved] == refs[:3]


def test_two_claims_of_one_person_are_each_others_history(bench, covers, at):
    """Two stays under one cap: the second is paid what the first leaves, as one by one."""
    both = [stay(day, proportional_fen=1_600_000) for day in DAYS[:2]]
    alone = [
        approve(bench, at, claim, times=2)
        for claim in [filed_claim(bench, at, covers[0], event) for event in both]
    ]
    with collecting():
        for claim in alone:
            actions.approve_claim(by=bench.compliance, at=at, claim_ref=claim.ref)
    joint = _approved_together(bench, at, _filed_together(bench, at, covers[1:2] * 2, both))
    amounts = [
        [Claim.objects.get(pk=claim.pk).amount_fen for claim in group] for group in (alone, joint)
    ]
    assert amounts[0] == amounts[1]
    assert amounts[0][0] > amounts[0][1] > 0
    used = [CapUse.objects.get(cover=cover).used_fen for cover in covers[:2]]
    assert used[0] == used[1] == sum(amounts[0])


def test_one_disease_claimed_twice_in_a_batch_is_refused_by_name(tree, bench, at):
    publish(at, ("HB-ZJ", "2025"))
    cover = make_cover(tree["王益区一厂"], at, plan="HB-ZJ", starts_on=HUBEI_STARTS_ON, shares=4)
    event = stay("2025-05-10") | {
        "diagnosed_on": "2025-05-12",
        "diagnosis": {"icd10": "C50.911", "name": "乳腺癌", "severity": "severe"},
    }
    papers = (*KINDS, "pathology")
    both = [
        approve(bench, at, filed_claim(bench, at, cover, event, papers=papers), times=2)
        for _ in range(2)
    ]
    with collecting(), pytest.raises(errors.OneOfManyRefused) as refused:
        actions.approve_claims(by=bench.compliance, at=at, claim_refs=[claim.ref for claim in both])
    assert refused.value.values["ref"] == both[1].ref
    assert isinstance(refused.value.__cause__, errors.NoLongerDue)


def test_one_bad_claim_stops_the_batch_and_is_named(bench, covers, at):
    drafts = [actions.Draft(c.person, c.organisation, stay()) for c in covers[:3]]
    claims = actions.open_claims(by=bench.handler, at=at, drafts=drafts)
    refs = [claim.ref for claim in claims]
    papers = [actions.NewPaper(r, k, f"{k}.pdf", PDF) for r in refs[:2] for k in KINDS]
    actions.add_papers(by=bench.handler, at=at, papers=papers)
    with collecting() as facts, pytest.raises(errors.OneOfManyRefused) as refused:
        actions.file_claims(by=bench.handler, at=at, claim_refs=refs)
    assert refs[2] in refused.value.text("zh")
    assert refs[2] in refused.value.text("en")
    assert refused.value.values["code"] == "papers_missing"
    assert isinstance(refused.value.__cause__, errors.PapersMissing)
    assert facts == []
    assert set(Claim.objects.values_list("state", flat=True)) == {"draft"}
    assert not PlanDecision.objects.exists()
    with collecting():
        filed = actions.file_claims(by=bench.handler, at=at, claim_refs=refs[:2])
    assert {claim.state for claim in filed} == {"with_officer"}


def test_nobody_reviews_a_batch_with_a_claim_of_his_own(tree, bench, covers, at):
    claims = _filed_together(bench, at, covers[:2], [stay(), stay()])
    same = make_officer("other", Role.CLAIMS_OFFICER, tree.office, token="token-handler")
    with pytest.raises(errors.OneOfManyRefused) as refused:
        actions.approve_claims(by=same, at=at, claim_refs=[c.ref for c in claims])
    assert isinstance(refused.value.__cause__, errors.ReviewedByFiler)
    assert not Review.objects.exists()


def test_one_person_takes_one_step_of_a_batch(tree, bench, covers, at):
    claims = _approved_together(
        bench, at, _filed_together(bench, at, covers[:2], [stay(), stay()]), times=1
    )
    same = make_officer("twice", Role.DEPARTMENT_HEAD, tree.office, token="token-officer")
    with pytest.raises(errors.OneOfManyRefused) as refused:
        actions.approve_claims(by=same, at=at, claim_refs=[c.ref for c in claims])
    assert isinstance(refused.value.__cause__, errors.ReviewedBefore)
    with pytest.raises(NotPermitted):
        actions.approve_claims(by=bench.officer, at=at, claim_refs=[c.ref for c in claims])


def test_claims_at_several_steps_go_on_together(tree, bench, covers, at):
    """Somebody who holds two offices: each claim takes the step it stands at."""
    ahead = _approved_together(bench, at, _filed_together(bench, at, covers[:1], [stay()]), times=1)
    behind = _filed_together(bench, at, covers[1:2], [stay()])
    place = bench.officer.held[0]
    roles = (Role.CLAIMS_OFFICER, Role.DEPARTMENT_HEAD)
    held = tuple(Held(role, place.org_path, place.organisation_id) for role in roles)
    both = Officer(9010, "both", "test", "token-both", held)
    refs = [ahead[0].ref, behind[0].ref]
    states = [c.state for c in actions.approve_claims(by=both, at=at, claim_refs=refs)]
    assert states == ["with_compliance", "with_head"]


def test_a_claim_of_another_county_hides_the_whole_batch(tree, bench, covers, at):
    other = zy_cover(tree["渭滨区一厂"], at, 29)
    claims = _filed_together(bench, at, [covers[0], other], [stay(), stay()])
    near = make_officer("near", Role.CLAIMS_OFFICER, tree["铜川市"])
    refs = [claim.ref for claim in claims]
    with acting_in(near.scope):
        with pytest.raises(NotVisible):
            actions.approve_claims(by=near, at=at, claim_refs=refs)
        handler = make_bench(tree, "铜川市", "near-").handler
        with pytest.raises(NotVisible):
            actions.file_claims(by=handler, at=at, claim_refs=refs)
        with pytest.raises(NotVisible):
            actions.open_claims(
                by=handler, at=at,
                drafts=[actions.Draft(other.person, covers[0].organisation, stay())],
            )  # fmt: skip
    assert not Review.objects.exists()


def test_settled_together_each_on_its_day_and_only_once(bench, covers, at):
    claims = _approved_together(bench, at, _filed_together(bench, at, covers[:2], [stay(), stay()]))
    days = {claims[0].ref: date(2026, 3, 3), claims[1].ref: date(2026, 3, 4)}
    by = service("test")
    with collecting() as facts:
        for _ in range(2):
            actions.mark_claims_paid(by=by, at=at, settled=days)
    assert [(f.claim_ref, f.settled_on) for f in facts if type(f) is ClaimPaid] == [*days.items()]
    for claim in Claim.objects.all():
        assert (claim.state, claim.settled_on) == ("paid", days[claim.ref])
        (decision,) = PlanDecision.objects.filter(claim=claim)
        assert decision.settled_on == days[claim.ref]


def test_too_many_at_once_are_refused_with_the_figures(bench, covers, at, monkeypatch):
    monkeypatch.setattr("huzhu.claims.actions.locking.MOST_AT_ONCE", 1)
    claims = _filed_one_by_one(bench, at, covers[:2])
    with pytest.raises(errors.TooManyClaims) as refused:
        actions.approve_claims(by=bench.officer, at=at, claim_refs=[c.ref for c in claims])
    assert refused.value.values == {"count": 2, "most": 1}


def _filed_one_by_one(bench, at, covers):
    return [filed_claim(bench, at, cover, stay()) for cover in covers]
