"""People move between units, leave, retire, die; and death is undone by somebody else."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError

from factories.members import make_identity, make_name, make_person, new_person
from factories.people import PAPER
from factories.tree import make_officer, make_tree
from huzhu.audit.models import Entry
from huzhu.kernel.errors import NotPermitted
from huzhu.kernel.scope import acting_in
from huzhu.members import errors
from huzhu.members.actions import (
    end_employments,
    move_people,
    record_death,
    register_people,
    undo_death,
)
from huzhu.members.enums import EndReason
from huzhu.members.models import Employment, Person
from huzhu.members.queries import died, person_facts
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service

DAY = date(2026, 3, 2)


@pytest.fixture
def tree(house):
    return make_tree()


@pytest.fixture
def county(tree):
    return make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])


@pytest.fixture
def other(tree):
    return make_officer("wangyi2", Role.COUNTY_HANDLER, tree["王益区"])


def places(person) -> list[tuple]:
    rows = Employment.objects.filter(person=person).order_by("id")
    return list(rows.values_list("organisation__name", "ends_before", "end_reason"))


def test_moved_person_ends_here_and_begins_there(tree, at, county):
    person = make_person(tree["王益区一厂"], at, 1)
    with acting_in(county.scope):
        count = move_people(
            by=county, at=at, person_ids=[person.pk], on=DAY,
            source=tree["王益区一厂"], target=tree["王益区二校"],
        )  # fmt: skip
    assert count == 1
    assert places(person) == [("王益区一厂", DAY, "moved"), ("王益区二校", None, "")]
    units = Entry.objects.filter(act="move_people").values_list("object_ref", flat=True)
    assert sorted(units) == sorted([tree["王益区一厂"].code, tree["王益区二校"].code])


def test_children_move_with_their_parent_unless_the_other_parent_stays(tree, at, county):
    def child(number: int, parent: int):
        identity = make_identity(number, birth_on=date(2015, 5, 5))
        return new_person(number, identity=identity, parent=make_identity(parent),
                          parent_name=make_name(parent), bank_account=None)  # fmt: skip

    unit = tree["王益区一厂"]
    for rows in ([child(1, 50), child(2, 50)], [child(2, 51)]):
        register_people(by=service("test"), at=at, rows=rows, organisation=unit)
    parent = Person.objects.get(name=make_name(50))
    with acting_in(county.scope):
        moved = move_people(
            by=county, at=at, person_ids=[parent.pk], on=DAY,
            source=unit, target=tree["王益区二校"],
        )  # fmt: skip
    assert moved == 2
    there = Employment.objects.filter(organisation=tree["王益区二校"])
    assert sorted(there.values_list("person__name", "form")) == sorted(
        [(make_name(50), "contract"), (make_name(1), "dependant")]
    )


def test_move_asks_for_both_units(tree, at, county):
    person = make_person(tree["王益区一厂"], at, 1)

    def move(**others):
        asked = {"person_ids": [person.pk], "source": tree["王益区一厂"],
                 "target": tree["王益区二校"], "on": DAY}  # fmt: skip
        with acting_in(county.scope):
            move_people(by=county, at=at, **(asked | others))

    with pytest.raises(NotPermitted):
        move(target=tree["渭滨区一厂"])
    with pytest.raises(errors.SameUnit):
        move(target=tree["王益区一厂"])
    with pytest.raises(errors.UnitGone):
        move(target=tree["王益区"])
    with pytest.raises(errors.DayInFuture):
        move(on=date(2026, 3, 3))
    with pytest.raises(errors.NotAtUnit):
        move(source=tree["王益区二校"], target=tree["王益区一厂"])
    assert places(person) == [("王益区一厂", None, "")]


def test_retired_and_left_are_told_apart_and_only_after_the_day(tree, at, county):
    scope, retired = service("test").scope, make_person(tree["王益区一厂"], at, 1)
    left = make_person(tree["王益区一厂"], at, 2)
    Employment.objects.update(starts_on=date(2020, 1, 1))
    with acting_in(county.scope):
        for person, reason in ((retired, EndReason.RETIRED), (left, EndReason.LEFT)):
            end_employments(
                by=county, at=at, organisation=tree["王益区一厂"], person_ids=[person.pk],
                last_on=date(2026, 2, 28), reason=reason,
            )  # fmt: skip
    asked = [(p, day) for p in (retired, left) for day in (date(2026, 2, 28), date(2026, 3, 1))]
    facts = person_facts(scope, asked)
    assert [facts[p.pk, day]["employment"] for p, day in asked] == [
        "in_service", "retired", "in_service", "left",
    ]  # fmt: skip


def test_reasons_with_acts_of_their_own_are_not_taken(tree, at, county):
    person = make_person(tree["王益区一厂"], at, 1)
    with pytest.raises(ValueError, match="own"), acting_in(county.scope):
        end_employments(
            by=county, at=at, organisation=tree["王益区一厂"], person_ids=[person.pk],
            last_on=DAY, reason=EndReason.DIED,
        )  # fmt: skip


def test_death_ends_every_place_and_nobody_enrols_the_dead(tree, at, county, other):
    make_person(tree["渭滨区一厂"], at, 1)
    person = make_person(tree["王益区一厂"], at, 1)
    with acting_in(county.scope):
        dead = record_death(by=county, at=at, person=person, on=DAY, evidence=PAPER)
    assert dead.died_on == DAY
    assert {reason for _, _, reason in places(person)} == {"died"}
    assert died(county.scope, [person.pk]) == {person.pk}
    with pytest.raises(errors.RecordedDead):
        register_people(
            by=service("t"), at=at, rows=[new_person(1)], organisation=tree["耀州区一厂"]
        )
    with acting_in(county.scope), pytest.raises(errors.AlreadyDead):
        record_death(by=other, at=at, person=person, on=DAY, evidence=PAPER)
    with acting_in(county.scope), pytest.raises(errors.UndoneByRecorder):
        undo_death(by=county, at=at, person=person)
    with acting_in(other.scope):
        undo_death(by=other, at=at, person=person)
    assert {(end, reason) for _, end, reason in places(person)} == {(None, "")}
    with acting_in(other.scope), pytest.raises(errors.NotDead):
        undo_death(by=other, at=at, person=person)


def test_death_needs_proof_and_a_possible_day(tree, at, county):
    person = make_person(tree["王益区一厂"], at, 1)
    for day, evidence, refusal in (
        (DAY, None, errors.EvidenceMissing),
        (date(2026, 3, 3), PAPER, errors.DayInFuture),
        (date(1960, 1, 1), PAPER, errors.DayBeforeBirth),
    ):
        with acting_in(county.scope), pytest.raises(refusal):
            record_death(by=county, at=at, person=person, on=day, evidence=evidence)


DEAD = "UPDATE members_person SET died_on = %s, death_recorded_at = %s, death_recorded_by_token = 'a' WHERE id = %s"


def refused(statement: str, *values, kind=DatabaseError) -> bool:
    with pytest.raises(kind), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return True


def test_the_database_gives_the_dead_no_open_place(tree, at):
    person = make_person(tree["王益区一厂"], at, 1)
    assert refused(DEAD, DAY, at, person.pk)
    assert refused("UPDATE members_person SET died_on = %s", DAY, kind=IntegrityError)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_employment SET ends_before = %s, end_reason = 'died'", [DAY])
        cursor.execute(DEAD, [DAY, at, person.pk])
    assert refused("UPDATE members_employment SET ends_before = NULL, end_reason = ''")
    assert refused(
        "INSERT INTO members_employment (person_id, organisation_id, org_path, form, starts_on)"
        " SELECT person_id, organisation_id, org_path, 'contract', starts_on FROM members_employment"
    )


def test_the_database_lets_only_another_one_undo_a_death(tree, at):
    person = make_person(tree["王益区一厂"], at, 1)
    Employment.objects.update(ends_before=DAY, end_reason="died")
    with connection.cursor() as cursor:
        cursor.execute(DEAD, [DAY, at, person.pk])
    undo = (
        "UPDATE members_person SET died_on = NULL, death_recorded_at = NULL,"
        " death_undone_by_token = %s WHERE id = %s"
    )
    assert refused(undo, "a", person.pk)
    assert refused(undo, "", person.pk)
    with connection.cursor() as cursor:
        cursor.execute(undo, ["b", person.pk])


def test_one_open_place_of_a_form_at_a_unit_and_an_end_has_its_day(tree, at):
    make_person(tree["王益区一厂"], at, 1)
    again = (
        "INSERT INTO members_employment (person_id, organisation_id, org_path, form, starts_on)"
        " SELECT person_id, organisation_id, org_path, 'permanent', starts_on"
        " FROM members_employment"
    )
    assert refused(again, kind=IntegrityError)
    assert refused("UPDATE members_employment SET end_reason = 'left'", kind=IntegrityError)
    before = "UPDATE members_employment SET ends_before = starts_on - 1"
    assert refused(before, kind=IntegrityError)
