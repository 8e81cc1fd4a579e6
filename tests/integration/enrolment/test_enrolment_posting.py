"""Posting: covers stand together, once, or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from factories.enrolment import (
    STARTS_ON,
    as_csv,
    as_xlsx,
    checked_roster,
    collecting,
    line,
    lines,
    make_cover,
    posted_roster,
    publish_plan,
)
from factories.members import new_person
from factories.tree import make_officer, make_tree
from huzhu.audit.models import Entry
from huzhu.enrolment import errors
from huzhu.enrolment.actions import (
    Joining,
    JoiningList,
    ask_posting_of_all,
    ask_posting_of_good_rows,
    enrol_lists,
    enrol_people,
    mark_contribution_paid,
    mark_contributions_paid,
    note_posting_refused,
    post_roster,
    terminate_cover,
)
from huzhu.enrolment.actions import enrol as enrol_module
from huzhu.enrolment.enums import CoverStatus, EnrolmentState, RosterState
from huzhu.enrolment.events import EnrolmentPosted, RosterPostingAsked
from huzhu.enrolment.models import Cover, Enrolment
from huzhu.enrolment.queries import cover_counts, covers, covers_of_person_at
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.periods import Period
from huzhu.kernel.scope import acting_in
from huzhu.members.models import Person
from huzhu.organisations.enums import Role
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import service
from huzhu.treasury.models import ExpectedReceipt

BY = service("test")


@pytest.fixture
def tree(house, at):
    publish_plan(at)
    return make_tree()


@pytest.fixture
def unit(tree):
    return tree["王益区一厂"]


@pytest.fixture
def roster(unit, at):
    return checked_roster(unit, at, as_xlsx(lines(10)))


def post(roster, at, by=BY):
    with collecting():
        (made,) = post_roster(by=by, at=at, roster_ref=roster.ref)
    return made


def test_posted_roster_makes_covers_dues_and_an_expected_receipt(roster, unit, at):
    with collecting() as facts:
        (enrolment,) = post_roster(by=BY, at=at, roster_ref=roster.ref)
    assert (enrolment.persons, enrolment.fee_fen) == (10, 95000)
    assert list(enrolment.dues.values_list("source", "amount_fen")) == [
        ("union", 60000),
        ("member", 35000),
    ]
    assert ExpectedReceipt.objects.get(owner_ref=enrolment.ref).amount_fen == 95000
    cover = covers(BY.scope).first()
    assert (cover.org_path, cover.edition, cover.is_renewal) == (unit.path, roster.edition, False)
    assert (cover.city_id, cover.county_id) == (unit.city_id, unit.county_id)
    assert facts == [
        EnrolmentPosted(
            owner_ref=enrolment.ref,
            org_path=unit.path,
            plan_code="ZY",
            persons=10,
            fee_fen=95000,
            account_id=None,
        )
    ]


def test_posting_wipes_the_sealed_cells(roster, at):
    post(roster, at)
    assert roster.rows.filter(cells_cipher__isnull=False).count() == 0


def test_posting_twice_gives_the_same_enrolment(roster, at):
    first = post(roster, at)
    with collecting() as facts:
        (second,) = post_roster(by=BY, at=at, roster_ref=roster.ref)
    assert (first.ref, facts, Cover.objects.count()) == (second.ref, [], 10)


def test_bulk_writes_one_audit_row_with_count_and_digest(roster, at):
    enrolment = post(roster, at)
    (entry,) = Entry.objects.filter(act="enrol_people")
    assert (entry.object_ref, entry.after["persons"]) == (enrolment.ref, 10)
    assert len(entry.after["digest"]) == 64


def test_killed_in_the_middle_nothing_stands_and_it_can_be_done_again(roster, at, monkeypatch):
    def killed(*_):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(enrol_module, "make_dues", killed)
        with pytest.raises(SystemExit):
            post(roster, at)
    roster.refresh_from_db()
    assert roster.state == RosterState.CHECKED
    assert (Person.objects.count(), Cover.objects.count(), Enrolment.objects.count()) == (0, 0, 0)
    assert roster.rows.filter(cells_cipher__isnull=True).count() == 0
    assert post(roster, at).persons == 10


def test_asking_puts_the_roster_on_its_way_once(roster, unit, at):
    with collecting() as facts:
        asked = ask_posting_of_all(by=BY, at=at, roster_ref=roster.ref)
        ask_posting_of_all(by=BY, at=at, roster_ref=roster.ref)
    assert asked.state == RosterState.POSTING
    assert facts == [RosterPostingAsked(roster_ref=roster.ref, org_path=unit.path)]


def test_faulty_rows_block_unless_the_good_ones_are_chosen(tree, at):
    Organisation.objects.filter(pk=tree["王益区一厂"].pk).update(staff_count=9)
    unit = Organisation.objects.get(pk=tree["王益区一厂"].pk)
    roster = checked_roster(unit, at, as_xlsx([*lines(9), line(10, 手机="1")]))
    with pytest.raises(errors.RosterHasFaults), collecting():
        ask_posting_of_all(by=BY, at=at, roster_ref=roster.ref)
    with collecting():
        ask_posting_of_good_rows(by=BY, at=at, roster_ref=roster.ref)
    assert post(roster, at).persons == 9


def test_too_few_people_block_until_the_headcount_is_put_right(unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(8)))
    with pytest.raises(errors.ParticipationTooLow, match="8 人，未达到要求的 10 人"), collecting():
        ask_posting_of_all(by=BY, at=at, roster_ref=roster.ref)
    Organisation.objects.filter(pk=unit.pk).update(staff_count=8)
    assert post(roster, at).persons == 8


def test_roster_of_nobody_good_cannot_be_posted(unit, at):
    roster = checked_roster(unit, at, as_xlsx([line(1, 手机="1")]))
    with pytest.raises(errors.NobodyToEnrol), collecting():
        ask_posting_of_good_rows(by=BY, at=at, roster_ref=roster.ref)


def test_unread_roster_cannot_be_posted(unit, at):
    roster = checked_roster(unit, at, b"x,y\n1,2")
    with pytest.raises(errors.WrongRosterState):
        post(roster, at)


def test_somebody_covered_since_the_check_stops_the_whole_roster(roster, tree, at):
    make_cover(tree["渭滨区一厂"], at, 3)
    with pytest.raises(errors.CoveredMeanwhile) as refusal:
        post(roster, at)
    assert Cover.objects.count() == 1
    with collecting():
        ask_posting_of_all(by=BY, at=at, roster_ref=roster.ref)
        noted = note_posting_refused(by=BY, at=at, roster_ref=roster.ref, refusal=refusal.value)
    assert (noted.state, noted.refusal["code"]) == (RosterState.CHECKED, "covered_meanwhile")


def test_handler_of_another_county_may_not_post(roster, tree, at):
    handler = make_officer("weibin", Role.COUNTY_HANDLER, tree["渭滨区"])
    auditor = make_officer("shenji", Role.AUDITOR, tree.office)
    for officer in (handler, auditor):
        with pytest.raises(Exception) as refusal, acting_in(officer.scope):
            post(roster, at, officer)
        assert type(refusal.value).__name__ in ("NotVisible", "NotPermitted")
    assert Cover.objects.count() == 0


@pytest.mark.parametrize(
    ("earlier", "is_renewal"),
    [(date(2025, 4, 1), True), (date(2025, 3, 2), True), (date(2025, 3, 1), False), (None, False)],
    ids=["touching", "30 days", "31 days", "never"],
)
def test_cover_after_one_that_ended_within_thirty_days_is_a_renewal(unit, at, earlier, is_renewal):
    if earlier:
        make_cover(unit, at, 1, starts_on=earlier)
    cover = make_cover(unit, at, 1)
    assert cover.is_renewal is is_renewal


def test_parts_of_many_shares_add_up(unit, at):
    publish_plan(at, "NZ")
    rows = [line(n, 份数=1 + n % 2) for n in range(1, 5)]
    enrolment = posted_roster(unit, at, as_csv(rows), plan="NZ", name="a.csv")
    assert enrolment.fee_fen == 6 * 2500
    assert sum(enrolment.dues.values_list("amount_fen", flat=True)) == enrolment.fee_fen


def test_list_of_people_is_enrolled_in_the_same_way(unit, at):
    people = [Joining(new_person(n)) for n in range(3)]
    with collecting() as facts:
        enrolment = enrol_people(
            by=BY, at=at, organisation=unit, plan_code="ZY", starts_on=STARTS_ON, people=people
        )
    assert (enrolment.roster, enrolment.covers.count(), len(facts)) == (None, 3, 1)


def test_list_with_somebody_unfit_enrols_nobody(unit, at):
    people = [Joining(new_person(1)), Joining(new_person(2, is_insured_basic_medical=False))]
    with pytest.raises(errors.UnfitToEnrol, match="医疗保险"), collecting():
        enrol_people(
            by=BY, at=at, organisation=unit, plan_code="ZY", starts_on=STARTS_ON, people=people
        )
    assert Person.objects.count() == 0


def test_lists_of_several_units_and_plans_are_enrolled_together(tree, unit, at):
    """Each list as it would be alone: enrolment, covers, dues, expected receipt, audit, fact."""
    publish_plan(at, "NZ")
    other = tree["渭滨区一厂"]
    people = [Joining(new_person(n)) for n in range(3)]
    lists = [
        JoiningList(unit, "ZY", STARTS_ON, people),
        JoiningList(unit, "NZ", STARTS_ON, people[:2]),
        JoiningList(other, "ZY", STARTS_ON, [Joining(new_person(9))]),
    ]
    with collecting() as facts:
        made = enrol_lists(by=BY, at=at, lists=lists)
    found = [(e.organisation_id, e.plan_code, e.persons, e.covers.count()) for e in made]
    assert found == [(unit.pk, "ZY", 3, 3), (unit.pk, "NZ", 2, 2), (other.pk, "ZY", 1, 1)]
    assert [f.owner_ref for f in facts] == [e.ref for e in made]
    for enrolment in made:
        owed = sum(enrolment.dues.values_list("amount_fen", flat=True))
        due = ExpectedReceipt.objects.get(owner_ref=enrolment.ref)
        assert owed == due.amount_fen == enrolment.fee_fen > 0
        assert set(enrolment.covers.values_list("org_path", flat=True)) == {enrolment.org_path}
    assert Entry.objects.filter(act="enrol_people").count() == 3
    assert Person.objects.count() == 4


def test_somebody_on_two_lists_of_one_plan_stops_all_of_them(tree, unit, at):
    people = [Joining(new_person(n)) for n in range(3)]
    lists = [
        JoiningList(unit, "ZY", STARTS_ON, people),
        JoiningList(tree["渭滨区一厂"], "ZY", STARTS_ON, people[2:]),
    ]
    with collecting(), pytest.raises(errors.CoveredMeanwhile), transaction.atomic():
        enrol_lists(by=BY, at=at, lists=lists)
    assert not Cover.objects.exists()


def test_list_of_another_county_stops_all_of_them(tree, unit, at):
    handler = make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])
    lists = [
        JoiningList(unit, "ZY", STARTS_ON, [Joining(new_person(1))]),
        JoiningList(tree["渭滨区一厂"], "ZY", STARTS_ON, [Joining(new_person(2))]),
    ]
    with acting_in(handler.scope), pytest.raises(NotPermitted):
        enrol_lists(by=handler, at=at, lists=lists)


def test_payments_mark_their_enrolments_together_and_once(roster, tree, at):
    first = post(roster, at)
    cover = make_cover(tree["渭滨区一厂"], at, 50)
    refs = [cover.enrolment.ref, first.ref]
    for _ in range(2):
        paid = mark_contributions_paid(by=BY, at=at, paid_on=dict.fromkeys(refs, at.date()))
    assert [(e.ref, e.state, e.paid_at) for e in paid] == [
        (ref, EnrolmentState.PAID, at) for ref in refs
    ]
    assert Entry.objects.filter(act="mark_contribution_paid").count() == 2


def test_payment_marks_the_enrolment_once(roster, at):
    enrolment = post(roster, at)
    for _ in range(2):
        paid = mark_contribution_paid(by=BY, at=at, enrolment_ref=enrolment.ref)
    assert (paid.state, paid.paid_at) == (EnrolmentState.PAID, at)
    assert Entry.objects.filter(act="mark_contribution_paid").count() == 1


def test_benefit_ends_a_cover_on_a_day(unit, at, tree):
    cover = make_cover(unit, at)
    handler = make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])
    with pytest.raises(NotPermitted):
        terminate_cover(by=handler, at=at, cover=cover, on=date(2026, 5, 1))
    ended = terminate_cover(by=BY, at=at, cover=cover, on=date(2026, 5, 1))
    assert (ended.status, ended.terminated_on) == (CoverStatus.TERMINATED, date(2026, 5, 1))
    assert terminate_cover(by=BY, at=at, cover=cover, on=date(2026, 5, 1)) == ended
    with pytest.raises(errors.CoverNotActive):
        terminate_cover(by=BY, at=at, cover=cover, on=date(2026, 6, 1))


def test_covers_are_found_by_their_filters(tree, unit, at):
    mine = make_cover(unit, at, 1)
    other = make_cover(tree["渭滨区一厂"], at, 2)
    found = lambda **filters: list(covers(BY.scope, **filters))
    assert found() == [other, mine]
    assert found(organisation=tree["铜川市"]) == [mine]
    assert found(text=mine.ref.lower()) == [mine]
    assert found(text=other.person.name) == [other]
    assert found(plan="NZ") == []
    assert found(on=date(2026, 3, 31)) == []
    assert list(covers_of_person_at(BY.scope, mine.person_id, STARTS_ON)) == [mine]
    assert list(covers_of_person_at(BY.scope, mine.person_id, mine.ends_before)) == []


def test_covers_are_counted_by_place_and_plan(tree, unit, at):
    make_cover(unit, at, 1)
    make_cover(tree["渭滨区一厂"], at, 2)
    year = Period.year_of(STARTS_ON)
    rows = list(cover_counts(BY.scope, year, ("plan__code",)))
    assert rows == [{"plan__code": "ZY", "covers": 2, "persons": 2, "total_fee_fen": 19000}]


def test_overlapping_cover_is_refused_by_the_database(unit, at):
    make_cover(unit, at, 1)
    copy = (
        "INSERT INTO enrolment_cover (ref, enrolment_id, person_id, plan_id, edition_id,"
        " organisation_id, org_path, city_id, county_id, starts_on, ends_before, shares, tier,"
        " is_renewal, fee_fen, status, created_at) SELECT %s, enrolment_id, person_id, plan_id,"
        " edition_id, organisation_id, org_path, city_id, county_id, %s, %s, shares, tier,"
        " is_renewal, 0, %s, created_at FROM enrolment_cover LIMIT 1"
    )
    last_day = date(2027, 3, 31)
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(copy, ["G1", last_day, date(2028, 1, 1), "active"])
        cursor.execute(copy, ["G2", date(2027, 4, 1), date(2028, 4, 1), "active"])
        cursor.execute(copy, ["G3", last_day, date(2028, 1, 1), "void"])


def test_roster_of_several_steps_is_checked_and_posted_whole(unit, at):
    Organisation.objects.filter(pk=unit.pk).update(staff_count=6_000)
    unit.refresh_from_db()
    assert posted_roster(unit, at, as_xlsx(lines(6_000))).persons == 6_000
