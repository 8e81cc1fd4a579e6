"""Claims on cover that somebody gave: fewer papers, at the gate and on the page; a queue of their
own."""

from __future__ import annotations

from datetime import date

import pytest

from factories.claims import ZY_STARTS_ON, add_papers, make_bench, stay, zy_cover
from factories.enrolment import collecting
from factories.funding import given, make_purse, open_budget, open_gift
from huzhu.claims import actions, errors, queries
from huzhu.console.claims.desk import claim_context
from huzhu.console.claims.listing import found
from huzhu.enrolment.models import Cover
from huzhu.kernel.scope import everything

pytestmark = pytest.mark.usefixtures("house")
ALL = everything()


@pytest.fixture
def purse(house, at):
    return make_purse(at)


@pytest.fixture
def bench(purse):
    return make_bench(purse.tree)


def given_cover(purse, at, *, claim_papers=("identity", "discharge_record")) -> Cover:
    budget = open_budget(
        purse, at, 9_500, source="donor", starts_on=date(2025, 1, 1), ends_before=date(2027, 1, 1)
    )
    gift = open_gift(purse, at, budget, claim_papers=claim_papers)
    made = given(gift, purse.unit, at, 1, start=50, starts_on=ZY_STARTS_ON)
    return Cover.objects.select_related("person", "organisation").get(enrolment=made)


def opened(bench, at, cover):
    return actions.open_claim(
        by=bench.handler, at=at, person=cover.person, organisation=cover.organisation, event=stay()
    )


def filed(bench, at, claim):
    with collecting():
        return actions.file_claim(by=bench.handler, at=at, claim_ref=claim.ref)


def test_fewer_papers_are_enough_and_the_lane_is_marked(purse, bench, at):
    claim = opened(bench, at, given_cover(purse, at))
    add_papers(bench.handler, at, claim, "identity")
    with pytest.raises(errors.PapersMissing) as refused:
        filed(bench, at, claim)
    assert refused.value.values["kinds"] == ["diagnosis"]

    add_papers(bench.handler, at, claim, "diagnosis")
    done = filed(bench, at, claim)

    assert done.is_gift
    assert list(queries.claims(ALL, is_gift=True)) == [done]


def test_programme_that_eases_nothing_asks_for_all(purse, bench, at):
    claim = opened(bench, at, given_cover(purse, at, claim_papers=()))
    add_papers(bench.handler, at, claim, "identity", "diagnosis")
    with pytest.raises(errors.PapersMissing) as refused:
        filed(bench, at, claim)
    assert refused.value.values["kinds"] == ["settlement"]


def test_cover_that_is_paid_for_is_not_in_the_lane(purse, bench, at):
    claim = opened(bench, at, zy_cover(purse.unit, at))
    add_papers(bench.handler, at, claim, "identity", "diagnosis")
    with pytest.raises(errors.PapersMissing):
        filed(bench, at, claim)
    add_papers(bench.handler, at, claim, "settlement")
    assert not filed(bench, at, claim).is_gift


def test_page_shows_the_papers_that_the_gate_asks_for(purse, bench, at):
    lighter = opened(bench, at, given_cover(purse, at))
    whole = opened(bench, at, zy_cover(purse.unit, at))

    def shown(claim):
        return claim_context(bench.handler, claim, at, "zh")

    assert shown(lighter)["asked"] == [("身份证复印件", True), ("出院记录或诊断证明", True)]
    assert [gift.name for gift in shown(lighter)["gifts"]] == ["百万赠送"]
    assert len(shown(whole)["asked"]) == 5
    assert shown(whole)["gifts"] == []


def test_list_is_narrowed_to_the_lane(purse, bench, at):
    claim = opened(bench, at, given_cover(purse, at))
    add_papers(bench.handler, at, claim, "identity", "diagnosis")
    filed(bench, at, claim)
    opened(bench, at, zy_cover(purse.unit, at))
    today = date(2026, 3, 2)

    assert found(bench.handler, {}, today, only_mine=False).count() == 2
    assert list(found(bench.handler, {"lane": "gift"}, today, only_mine=False)) == [claim]
