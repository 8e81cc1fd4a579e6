"""Changes with evidence by two officers; former numbers; two records made one."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError

from factories.members import card_number, make_identity, make_name, make_person, new_person
from factories.people import PAPER, agreed
from factories.tree import make_officer, make_tree
from huzhu.audit.models import Entry
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.facts import publishing_to
from huzhu.kernel.identity import parse_document
from huzhu.kernel.scope import acting_in
from huzhu.members import errors
from huzhu.members.actions import (
    Wanted,
    approve_change,
    identity_hash,
    merge_people,
    record_consents,
    refuse_change,
    register_people,
    request_change,
    request_merge,
    reveal_numbers,
    withdraw_change,
)
from huzhu.members.events import PeopleMerged
from huzhu.members.models import Employment, FamilyTie, FormerNumber, Person, PersonChange
from huzhu.members.queries import (
    change_by_ref,
    changes_to_decide,
    consents_of,
    current_payout_account,
    find_people,
    former_numbers,
    likely_doubles,
    missing_consents,
    named_otherwise,
    parts_of,
    person_facts,
    registered,
)
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service

DAY = date(2026, 3, 2)


@pytest.fixture
def tree(house):
    return make_tree()


@pytest.fixture
def maker(tree):
    return make_officer("yichang", Role.UNIT_HANDLER, tree["王益区一厂"])


@pytest.fixture
def county(tree):
    return make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])


@pytest.fixture
def facts():
    found: list = []
    with publishing_to(lambda fact, **_: found.append(fact)):
        yield found


def ask(by, at, person, *, why="户籍更正", evidence=PAPER, **wanted) -> PersonChange:
    with acting_in(by.scope):
        return request_change(
            by=by, at=at, person=person, wanted=Wanted(**wanted), why=why, evidence=evidence
        )


def approve(by, at, change) -> PersonChange:
    with acting_in(by.scope):
        return approve_change(by=by, at=at, change_ref=change.ref)


# ── particulars ───────────────────────────────────────────────────────────────────────────────


def test_change_of_everything_is_sealed_then_takes_effect(tree, at, maker, county):
    person = make_person(tree["王益区一厂"], at, 1)
    new = make_identity(2, sex="M", birth_on=date(1980, 2, 3))
    change = ask(maker, at, person, name=" 张  三 ", identity=new, phone="138 0000 0009")
    assert change.parts == "name,identity,phone"
    held = bytes(change.after_cipher) + bytes(change.before_cipher)
    assert "张三".encode() not in held
    with acting_in(county.scope):
        shown = parts_of(county.scope, change)
        assert (shown[0].part, shown[0].after) == ("name", "张三")
        assert new.number not in str(shown)
        assert list(changes_to_decide(county.scope, county)) == [change]
    assert list(changes_to_decide(maker.scope, maker)) == []
    person.refresh_from_db()
    assert person.name == make_name(1)
    done = approve(county, at, change)
    person.refresh_from_db()
    assert (done.state, done.decided_by_id) == ("approved", county.account_id)
    assert (person.name, person.sex, person.birth_on) == ("张三", "M", date(1980, 2, 3))
    with acting_in(county.scope):
        numbers = reveal_numbers(by=county, at=at, person=person)
    assert (numbers["identity"], numbers["phone"]) == (new.number, "13800000009")
    entry = Entry.objects.get(act="approve_change")
    assert "张三" not in str((entry.before, entry.after))


def test_old_list_finds_the_same_person_by_the_former_number(tree, at, maker, county):
    person = make_person(tree["王益区一厂"], at, 1)
    old, new = make_identity(1), make_identity(2)
    approve(county, at, ask(maker, at, person, identity=new))
    scope = service("t").scope
    asked = {identity_hash(old): person.pk, identity_hash(new): person.pk}
    assert registered(scope, asked) == asked
    assert register_people(
        by=service("t"), at=at, rows=[new_person(1)], organisation=tree["渭滨区一厂"]
    ) == {identity_hash(old): person.pk}
    assert Person.objects.count() == 1
    assert named_otherwise(scope, [(identity_hash(old), make_name(1))]) == set()
    assert named_otherwise(scope, [(identity_hash(old), "别人")]) == {identity_hash(old)}
    assert list(find_people(scope, old.number)) == [person]
    assert [masked for _, masked in former_numbers(scope, person)] == ["999000********0003"]
    back = ask(maker, at, Person.objects.get(), identity=old)
    approve(county, at, back)
    assert registered(scope, asked) == asked


def test_passport_becomes_a_resident_number(tree, at, maker, county):
    passport = parse_document("护照", "E12345678", sex="女", birth_on=date(1990, 1, 31))
    person = make_person(tree["王益区一厂"], at, 1, identity=passport)
    approve(county, at, ask(maker, at, person, identity=make_identity(1)))
    person.refresh_from_db()
    assert (person.identity_kind, person.birth_on) == ("resident", make_identity(1).birth_on)
    assert list(find_people(service("t").scope, "E12345678")) == [person]


def test_number_of_another_record_is_a_merging(tree, at, maker):
    person = make_person(tree["王益区一厂"], at, 1)
    near, far = make_person(tree["王益区一厂"], at, 2), make_person(tree["渭滨区一厂"], at, 3)
    with pytest.raises(errors.NumberOfAnotherRecord) as seen:
        ask(maker, at, person, identity=make_identity(2))
    assert near.ref in seen.value.text()
    with pytest.raises(errors.NumberOfAnotherRecord) as unseen:
        ask(maker, at, person, identity=make_identity(3))
    assert far.name not in unseen.value.text()
    assert far.ref not in unseen.value.text()


def test_number_registered_meanwhile_is_found_when_approving(tree, at, maker, county):
    person = make_person(tree["王益区一厂"], at, 1)
    change = ask(maker, at, person, identity=make_identity(2))
    make_person(tree["渭滨区一厂"], at, 2)
    with pytest.raises(errors.NumberOfAnotherRecord):
        approve(county, at, change)


@pytest.mark.parametrize(
    ("wanted", "others", "refusal"),
    [
        ({"name": make_name(1)}, {}, errors.NothingChanges),
        ({}, {}, errors.NothingChanges),
        ({"name": "张3"}, {}, errors.ImplausibleName),
        ({"phone": "12345"}, {}, errors.BadPhone),
        ({"name": "张三"}, {"why": " "}, errors.WhyMissing),
        ({"name": "张三"}, {"evidence": None}, errors.EvidenceMissing),
    ],
)
def test_requests_that_say_nothing_or_prove_nothing(tree, at, maker, wanted, others, refusal):
    person = make_person(tree["王益区一厂"], at, 1)
    with pytest.raises(refusal):
        ask(maker, at, person, **others, **wanted)


def test_one_request_waits_and_may_be_withdrawn_or_refused(tree, at, maker, county):
    person = make_person(tree["王益区一厂"], at, 1)
    change = ask(maker, at, person, name="张三")
    with pytest.raises(errors.ChangeWaiting):
        ask(maker, at, person, name="张四")
    with acting_in(maker.scope):
        withdraw_change(by=maker, at=at, change_ref=change.ref)
    second = ask(maker, at, person, name="张四")
    with acting_in(county.scope):
        with pytest.raises(errors.WhyMissing):
            refuse_change(by=county, at=at, change_ref=second.ref, reason="")
        refuse_change(by=county, at=at, change_ref=second.ref, reason="证明不清")
        with pytest.raises(errors.WrongChangeState):
            approve_change(by=county, at=at, change_ref=second.ref)
    person.refresh_from_db()
    assert person.name == make_name(1)


def test_nobody_approves_his_own_request_nor_below_the_county(tree, at, maker, county):
    person = make_person(tree["王益区一厂"], at, 1)
    change = ask(county, at, person, name="张三")
    with pytest.raises(errors.DecidedByMaker):
        approve(county, at, change)
    with pytest.raises(NotPermitted):
        approve(maker, at, change)
    elsewhere = make_officer("weibin", Role.COUNTY_HANDLER, tree["渭滨区"])
    with pytest.raises(NotVisible):
        approve(elsewhere, at, change)


# ── mergings ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def pair(tree, at):
    """One person twice: by a passport without a phone, and by the resident number."""
    passport = parse_document("护照", "E12345678", sex="女", birth_on=make_identity(1).birth_on)
    drop = make_person(tree["王益区二校"], at, 1)
    keep = make_person(tree["王益区一厂"], at, 1, identity=passport, phone=None, bank_account=None)
    return keep, drop


def merged(at, county, second, pair, facts) -> tuple[Person, Person]:
    keep, drop = pair
    with acting_in(county.scope):
        change = request_merge(by=county, at=at, keep=keep, drop=drop, why="同一人")
    with acting_in(second.scope):
        merge_people(by=second, at=at, change_ref=change.ref)
    keep.refresh_from_db()
    drop.refresh_from_db()
    return keep, drop


@pytest.fixture
def second(tree):
    return make_officer("wangyi2", Role.COUNTY_HANDLER, tree["王益区"])


def test_merged_record_points_and_nothing_is_lost(tree, at, county, second, pair, facts):
    keep, drop = merged(at, county, second, pair, facts)
    scope = service("t").scope
    assert drop.merged_into_id == keep.pk
    assert registered(scope, [bytes(drop.identity_hash)]) == {bytes(drop.identity_hash): keep.pk}
    open_at = Employment.objects.filter(person=keep, ends_before__isnull=True)
    assert sorted(open_at.values_list("organisation__name", flat=True)) == [
        "王益区一厂", "王益区二校",
    ]  # fmt: skip
    gone = Employment.objects.filter(person=drop).values_list("end_reason", flat=True)
    assert list(gone) == ["merged"]
    for one in (keep, drop):
        account = current_payout_account(scope, one)
        assert account.number_tail == card_number(1)[-4:]
    assert keep.phone_hash == drop.phone_hash
    assert list(find_people(scope, make_name(1))) == [keep]
    assert list(find_people(scope, make_identity(1).number)) == [keep]
    facts_of = person_facts(scope, [(drop, DAY)])[drop.pk, DAY]
    assert facts_of["employment"] == "in_service"
    assert facts == [PeopleMerged(keep.ref, drop.ref, keep.pk, drop.pk, tree["王益区一厂"].path)]


def test_old_list_registers_the_kept_record(tree, at, county, second, pair, facts):
    keep, drop = merged(at, county, second, pair, facts)
    ids = register_people(
        by=service("t"), at=at, rows=[new_person(1)], organisation=tree["王益区二校"]
    )
    assert list(ids.values()) == [keep.pk]
    assert named_otherwise(service("t").scope, [(bytes(drop.identity_hash), drop.name)]) == set()


def test_pointer_of_a_pointer_points_to_the_last(tree, at, county, second, pair, facts):
    keep, drop = merged(at, county, second, pair, facts)
    third = make_person(tree["王益区一厂"], at, 3)
    merged(at, county, second, (third, keep), facts)
    drop.refresh_from_db()
    assert drop.merged_into_id == third.pk
    assert list(find_people(service("t").scope, "E12345678")) == [third]


def test_ties_and_consents_go_on_as_the_kept_records(tree, at, county, second, pair, facts):
    keep, drop = pair
    child = make_person(tree["王益区二校"], at, 9)
    FamilyTie.objects.create(
        child=child, parent=drop, org_path=tree["王益区二校"].path, kind="son", stated_at=at
    )
    with acting_in(county.scope):
        record_consents(
            by=county, at=at, organisation=tree["王益区二校"], person_ids=[drop.pk],
            agreed=agreed(), evidence=PAPER,
        )  # fmt: skip
    merged(at, county, second, pair, facts)
    assert FamilyTie.objects.get().parent_id == keep.pk
    scope = service("t").scope
    assert [c.person_id for c in consents_of(scope, keep)] == [drop.pk]
    assert missing_consents(scope, [keep.pk], DAY) == {}


def test_merging_takes_two_officers_over_both_places(tree, at, maker, county, second, pair):
    keep, drop = pair
    with acting_in(maker.scope), pytest.raises(NotVisible):
        request_merge(by=maker, at=at, keep=keep, drop=drop, why="同一人")
    with acting_in(county.scope):
        with pytest.raises(errors.SameRecord):
            request_merge(by=county, at=at, keep=keep, drop=keep, why="同一人")
        change = request_merge(by=county, at=at, keep=keep, drop=drop, why="同一人")
        with pytest.raises(errors.DecidedByMaker):
            merge_people(by=county, at=at, change_ref=change.ref)
        with pytest.raises(NotVisible):
            approve_change(by=second, at=at, change_ref=change.ref)
        with pytest.raises(errors.ChangeWaiting):
            request_merge(by=county, at=at, keep=keep, drop=drop, why="同一人")


def test_merging_is_for_who_sees_both_records(tree, at, second):
    city = make_officer("tongchuan", Role.CITY_OFFICER, tree["铜川市"])
    here, there = make_person(tree["王益区一厂"], at, 1), make_person(tree["耀州区一厂"], at, 2)
    with acting_in(city.scope):
        change = request_merge(by=city, at=at, keep=here, drop=there, why="同一人")
        assert change_by_ref(city.scope, change.ref) == change
    with acting_in(second.scope), pytest.raises(NotVisible):
        merge_people(by=second, at=at, change_ref=change.ref)


def test_merged_record_takes_no_further_change(tree, at, county, second, pair, facts):
    _keep, drop = merged(at, county, second, pair, facts)
    with pytest.raises(errors.RecordMerged):
        ask(county, at, drop, name="张三")


# ── doubles ───────────────────────────────────────────────────────────────────────────────────


def test_likely_doubles_are_listed_until_somebody_decides(tree, at, county, second, pair):
    keep, drop = pair
    make_person(tree["渭滨区一厂"], at, 500, name=make_name(1))
    phones = [
        make_person(tree["王益区一厂"], at, n, name="李四", phone="13900000007") for n in (7, 8)
    ]
    with acting_in(county.scope):
        found = likely_doubles(county.scope)[0:10]
        assert [(d.older, d.newer, d.reasons) for d in found] == [
            (drop, keep, ("birth",)),
            (*phones, ("phone",)),
        ]
        assert likely_doubles(county.scope).count() == 2
        change = request_merge(by=county, at=at, keep=keep, drop=drop, why="同一人")
        refuse_change(by=second, at=at, change_ref=change.ref, reason="同名不同人")
        assert [d.older for d in likely_doubles(county.scope)[0:10]] == [phones[0]]


# ── the database ──────────────────────────────────────────────────────────────────────────────


def refused(statement: str, *values, kind=DatabaseError) -> bool:
    with pytest.raises(kind), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return True


def test_the_database_keeps_maker_and_approver_apart(tree, at, maker):
    change = ask(maker, at, make_person(tree["王益区一厂"], at, 1), name="张三")
    decide = (
        "UPDATE members_personchange SET state = %s, decided_by_token = %s, decided_by_id = 1,"
        " decided_at = now(), decision = %s"
    )
    assert refused(decide, "approved", change.made_by_token, "", kind=IntegrityError)
    assert refused(decide, "approved", "", "", kind=IntegrityError)
    assert refused(decide, "refused", "somebody", "", kind=IntegrityError)
    assert refused("UPDATE members_personchange SET evidence_ref = ''", kind=IntegrityError)
    assert refused(
        "UPDATE members_personchange SET kind = 'merge', other_id = person_id", kind=IntegrityError
    )
    with connection.cursor() as cursor:
        cursor.execute(decide, ["approved", "somebody", ""])
    assert refused("UPDATE members_personchange SET state = 'requested'")
    assert refused("DELETE FROM members_personchange")


def test_the_database_keeps_former_numbers_and_pointers(tree, at, maker, county):
    person = make_person(tree["王益区一厂"], at, 1)
    approve(county, at, ask(maker, at, person, identity=make_identity(2)))
    assert FormerNumber.objects.count() == 1
    assert refused("UPDATE members_formernumber SET identity_kind = 'passport'")
    assert refused("DELETE FROM members_formernumber")
    assert refused("UPDATE members_person SET merged_into_id = id", kind=IntegrityError)


def test_requests_of_another_county_are_not_seen(tree, at, maker):
    ask(maker, at, make_person(tree["王益区一厂"], at, 1), name="张三")
    with acting_in(service("t", over=tree["渭滨区"].path).scope):
        assert PersonChange.objects.count() == 0
