"""A person who had two records: covers of both are that person's, and so is what either was paid."""

from __future__ import annotations

from datetime import date

import pytest

from factories.claims import decided_claim, filed_claim, make_bench, publish, stay, zy_cover
from factories.enrolment import as_xlsx as sheet
from factories.enrolment import checked_roster, collecting, line, make_cover
from factories.tree import make_officer, make_tree
from huzhu.claims.queries import earlier_payments, papers_asked
from huzhu.enrolment.models import RosterRow
from huzhu.enrolment.queries import covered_in, covers_held_by, covers_of_people_at, renewing
from huzhu.enrolment.rules import Terms
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import acting_in, everything
from huzhu.ledger.actions import open_book
from huzhu.members.actions import merge_people, request_merge
from huzhu.members.models import Person
from huzhu.members.queries import other_records
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service
from huzhu.plans.queries import terms_of

ZY = ("ZY", "2025")
DAY = date(2025, 6, 10)
LATER = date(2026, 9, 1)


@pytest.fixture
def tree(house, at):
    publish(at, ZY)
    return make_tree()


@pytest.fixture
def bench(tree, at):
    open_book(by=service("test"), at=at, organisation=tree.office, name="省办事处")
    return make_bench(tree)


def merge(tree, at, keep: Person, drop: Person) -> None:
    """By two handlers of the county."""
    first, second = (
        make_officer(name, Role.COUNTY_HANDLER, tree["王益区"]) for name in ("jia", "yi")
    )
    with collecting():
        with acting_in(first.scope):
            change = request_merge(by=first, at=at, keep=keep, drop=drop, why="同一人")
        with acting_in(second.scope):
            merge_people(by=second, at=at, change_ref=change.ref)


def test_people_with_one_record_have_no_other(tree, at):
    person = zy_cover(tree["王益区一厂"], at).person
    assert other_records(everything(), [person.pk]) == {}


def test_each_record_names_the_others(tree, at):
    people = [zy_cover(tree["王益区一厂"], at, number).person for number in (1, 2, 3)]
    keep, drop, third = people
    merge(tree, at, keep, drop)
    assert other_records(everything(), [keep.pk, third.pk]) == {drop.pk: keep.pk}
    assert other_records(everything(), [drop.pk]) == {keep.pk: drop.pk}


def test_kept_record_is_covered_by_what_the_other_holds(tree, at):
    unit = tree["王益区一厂"]
    cover, keep = zy_cover(unit, at, 1), make_cover(unit, at, 2, starts_on=LATER).person
    keep_id, drop = keep.pk, cover.person
    period = Period(cover.starts_on, cover.ends_before)
    assert covered_in(everything(), [keep_id], cover.plan, period) == set()
    merge(tree, at, keep, drop)
    assert covered_in(everything(), [keep_id], cover.plan, period) == {keep_id}
    found = covers_of_people_at(everything(), [(keep_id, DAY)])
    assert found[keep_id, DAY] == [cover]
    plans = [one.starts_on for one in covers_held_by(everything(), [keep_id])[keep_id]]
    assert plans == [cover.starts_on, LATER]
    terms = Terms.of(terms_of(cover.edition), cover.ends_before)
    assert renewing(everything(), [keep_id], cover.plan, terms) == {keep_id}


def test_second_cover_of_a_merged_person_is_found_in_a_roster(tree, at):
    unit = tree["王益区一厂"]
    cover, keep = zy_cover(unit, at, 1), make_cover(unit, at, 2, starts_on=LATER).person
    merge(tree, at, keep, cover.person)
    content = sheet([line(2)])
    checked_roster(tree["王益区二校"], at, content, starts_on=cover.starts_on)
    codes = [one["code"] for one in RosterRow.objects.get().errors]
    assert "covered_elsewhere" in codes


def test_what_one_record_was_paid_counts_for_the_other(tree, at, bench):
    unit = tree["王益区一厂"]
    paid, later = zy_cover(unit, at, 1), zy_cover(unit, at, 2)
    before = decided_claim(bench, at, paid, stay(proportional_fen=500_000))
    assert before.amount_fen > 0
    merge(tree, at, later.person, paid.person)
    claim = filed_claim(bench, at, later, stay("2025-08-01", proportional_fen=300_000))
    (earlier,) = earlier_payments([claim])[claim.pk]
    assert (earlier["plan"], earlier["amount_fen"]) == ("ZY", before.amount_fen)
    decision = claim.plan_decisions.get(is_current=True)
    assert decision.facts["earlier"][0]["amount_fen"] == before.amount_fen


def test_two_covers_of_one_plan_pay_once(tree, at, bench):
    """They stood side by side before anybody knew that it was one person."""
    unit = tree["王益区一厂"]
    first, second = zy_cover(unit, at, 1), zy_cover(unit, at, 2)
    merge(tree, at, second.person, first.person)
    claim = filed_claim(bench, at, second, stay(proportional_fen=300_000))
    assert [d.cover_id for d in claim.plan_decisions.all()] == [first.pk]
    asked = [paper.code for paper, _ in papers_asked(everything(), claim)]
    assert len(asked) == len(set(asked))
