"""Consents of people and of guardians; and ties confirmed by proof."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError

from factories.members import make_identity, make_name, make_person, new_person
from factories.people import PAPER, agreed
from factories.tree import make_officer, make_tree
from huzhu.audit.models import Entry
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.scope import acting_in
from huzhu.members import errors
from huzhu.members.actions import (
    confirm_tie,
    end_tie,
    record_consents,
    register_people,
    state_tie,
    withdraw_consent,
)
from huzhu.members.enums import ConsentKind, TieKind
from huzhu.members.models import Consent, FamilyTie, Person
from huzhu.members.queries import consents_of, missing_consents, ties_of, ties_to_confirm
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service

DAY = date(2026, 3, 2)
BOTH = [ConsentKind.SENSITIVE_DATA, ConsentKind.UNDER_14]


@pytest.fixture
def tree(house):
    return make_tree()


@pytest.fixture
def unit(tree):
    return tree["王益区一厂"]


@pytest.fixture
def handler(unit):
    return make_officer("yichang", Role.UNIT_HANDLER, unit)


@pytest.fixture
def county(tree):
    return make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])


@pytest.fixture
def family(unit, at) -> tuple[Person, Person]:
    identity = make_identity(1, birth_on=date(2015, 5, 5))
    row = new_person(1, identity=identity, parent=make_identity(2), parent_name=make_name(2),
                     bank_account=None, phone=None)  # fmt: skip
    register_people(by=service("t"), at=at, rows=[row], organisation=unit)
    return Person.objects.get(name=make_name(1)), Person.objects.get(name=make_name(2))


def record(by, at, unit, people, kind=ConsentKind.SENSITIVE_DATA, **others) -> int:
    given = {"agreed": agreed(kind), "evidence": PAPER}
    with acting_in(by.scope):
        return record_consents(
            by=by, at=at, organisation=unit, person_ids=[p.pk for p in people], **(given | others)
        )


def test_what_is_missing_is_listed_until_it_is_recorded(unit, at, handler, family):
    child, parent = family
    scope = handler.scope
    with acting_in(scope):
        assert missing_consents(scope, [child.pk, parent.pk], DAY) == {
            child.pk: BOTH, parent.pk: BOTH[:1],
        }  # fmt: skip
    assert record(handler, at, unit, family) == 2
    assert record(handler, at, unit, family, ConsentKind.UNDER_14) == 1
    assert record(handler, at, unit, family) == 0
    with acting_in(scope):
        assert missing_consents(scope, [child.pk, parent.pk], DAY) == {}
        given = [(c.kind, c.given_by_name, c.is_by_guardian) for c in consents_of(scope, child)]
    assert given == [
        ("under_14", make_name(2), True), ("sensitive_data", make_name(2), True),
    ]  # fmt: skip
    entries = Entry.objects.filter(act="record_consents").order_by("id")
    assert [e.after["people"] for e in entries] == [2, 1, 0]


def test_consent_recorded_elsewhere_counts(tree, at, handler, family):
    child, parent = family
    register_people(by=service("t"), at=at, rows=[new_person(2)], organisation=tree["渭滨区一厂"])
    record(service("t"), at, tree["渭滨区一厂"], [parent])
    with acting_in(handler.scope):
        assert Consent.objects.count() == 0
        assert missing_consents(handler.scope, [child.pk, parent.pk], DAY) == {child.pk: BOTH}


def test_child_without_a_recorded_parent_needs_a_guardian(unit, at, handler):
    child = make_person(unit, at, 1, identity=make_identity(1, birth_on=date(2015, 5, 5)))
    with pytest.raises(errors.GuardianMissing):
        record(handler, at, unit, [child])
    assert record(handler, at, unit, [child], guardian_name="李监护") == 1


def test_consent_needs_paper_place_and_a_day_that_has_come(tree, unit, at, handler, family):
    with pytest.raises(errors.EvidenceMissing):
        record(handler, at, unit, family, evidence=None)
    with pytest.raises(NotPermitted):
        record(handler, at, tree["王益区二校"], family)
    with pytest.raises(errors.NotAtUnit):
        record(service("t"), at, tree["王益区二校"], family)
    later = agreed()
    later = type(later)(later.kind, later.channel, later.text_version, date(2026, 4, 1))
    with pytest.raises(errors.DayInFuture):
        record(handler, at, unit, family, agreed=later)


def test_withdrawn_consent_is_missing_again_and_withdrawn_once(unit, at, handler, family):
    _child, parent = family
    record(handler, at, unit, [parent])
    with acting_in(handler.scope):
        (consent,) = consents_of(handler.scope, parent)
        withdraw_consent(by=handler, at=at, consent_id=consent.pk, on=DAY)
        assert missing_consents(handler.scope, [parent.pk], DAY) == {parent.pk: BOTH[:1]}
        with pytest.raises(errors.ConsentOver):
            withdraw_consent(by=handler, at=at, consent_id=consent.pk, on=DAY)
        with pytest.raises(NotVisible):
            withdraw_consent(by=handler, at=at, consent_id=0, on=DAY)
    assert record(handler, at, unit, [parent]) == 1


def test_unit_of_thousands_is_recorded_at_once(unit, at):
    rows = [new_person(n) for n in range(3_000)]
    ids = register_people(by=service("t"), at=at, rows=rows, organisation=unit).values()
    assert record_consents(
        by=service("t"), at=at, organisation=unit, person_ids=list(ids), agreed=agreed(),
        evidence=PAPER,
    ) == 3_000  # fmt: skip


def test_tie_is_confirmed_with_proof_by_the_county(at, handler, county, family):
    tie = FamilyTie.objects.get()
    with acting_in(county.scope):
        assert list(ties_to_confirm(county.scope)) == [tie]
    with acting_in(handler.scope), pytest.raises(NotPermitted):
        confirm_tie(by=handler, at=at, tie_id=tie.pk, evidence=PAPER)
    with acting_in(county.scope):
        with pytest.raises(errors.EvidenceMissing):
            confirm_tie(by=county, at=at, tie_id=tie.pk, evidence=None)
        done = confirm_tie(by=county, at=at, tie_id=tie.pk, evidence=PAPER)
        assert (done.confirmed_at, done.confirmed_by_label) == (at, county.label)
        with pytest.raises(errors.TieOver):
            confirm_tie(by=county, at=at, tie_id=tie.pk, evidence=PAPER)
        assert list(ties_to_confirm(county.scope)) == []


def test_ended_tie_stays_on_record_and_may_be_stated_again(at, handler, family):
    child, parent = family
    with acting_in(handler.scope):
        end_tie(by=handler, at=at, tie_id=FamilyTie.objects.get().pk)
        new = state_tie(by=handler, at=at, child=child, parent=parent, kind=TieKind.ADOPTED)
        assert list(ties_of(handler.scope, parent).order_by("id"))[-1] == new
        with pytest.raises(errors.TieOver):
            state_tie(by=handler, at=at, child=child, parent=parent, kind=TieKind.SON)
        with pytest.raises(errors.ParentOfOneself):
            state_tie(by=handler, at=at, child=child, parent=child, kind=TieKind.SON)
    assert FamilyTie.objects.count() == 2


def refused(statement: str, *values, kind=DatabaseError) -> bool:
    with pytest.raises(kind), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return True


def test_the_database_keeps_consents_as_they_were_given(unit, at, handler, family):
    record(handler, at, unit, family, ConsentKind.UNDER_14)
    assert refused("UPDATE members_consent SET given_by_name = 'x'")
    assert refused("DELETE FROM members_consent")
    insert = (
        "INSERT INTO members_consent (person_id, org_path, kind, given_by_name, is_by_guardian,"
        " channel, text_version, given_on, recorded_at) SELECT person_id, org_path, kind, 'x',"
        " %s, channel, %s, given_on, recorded_at FROM members_consent"
    )
    assert refused(insert, False, "2", kind=IntegrityError)
    assert refused(insert, True, "2026-1", kind=IntegrityError)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_consent SET withdrawn_on = %s, withdrawn_at = %s", [DAY, at])
    assert refused("UPDATE members_consent SET withdrawn_on = NULL, withdrawn_at = NULL")
    assert refused("UPDATE members_consent SET withdrawn_on = %s", date(2026, 3, 1))


def test_the_database_confirms_no_tie_without_proof(at, family):
    assert refused("UPDATE members_familytie SET confirmed_at = %s", at, kind=IntegrityError)
