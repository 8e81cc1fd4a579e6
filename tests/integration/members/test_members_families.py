"""Children enrolled by a worker: registered with the parent, tied, placed as dependants."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from factories.members import make_identity, make_name, make_person, new_person
from factories.tree import make_tree
from huzhu.kernel.scope import acting_in
from huzhu.members import errors
from huzhu.members.actions import Placing, identity_hash, register_people, register_placings
from huzhu.members.models import Employment, FamilyTie, Person
from huzhu.members.queries import enrolled_children, person_facts
from huzhu.organisations.rules import service

DAY = date(2026, 3, 2)
BORN = date(2015, 5, 5)


@pytest.fixture
def tree(house):
    return make_tree()


def child_row(number: int, parent: int, *, sex: str = "F", **others):
    identity = make_identity(number, sex=sex, birth_on=BORN)
    values = {
        "identity": identity,
        "phone": None,
        "bank_name": None,
        "bank_account": None,
        "parent": make_identity(parent),
        "parent_name": make_name(parent),
    }
    return new_person(number, **(values | others))


def register(tree, at, rows, place="王益区一厂"):
    return register_people(by=service("test"), at=at, rows=rows, organisation=tree[place])


def test_child_is_registered_with_its_parent_and_tied_unconfirmed(tree, at):
    row = child_row(1, 2)
    ids = register(tree, at, [row])
    child, parent = ids[identity_hash(row.identity)], ids[identity_hash(row.parent)]
    tie = FamilyTie.objects.get()
    assert (tie.child_id, tie.parent_id, tie.kind, tie.confirmed_at) == (
        child, parent, "daughter", None,
    )  # fmt: skip
    forms = dict(Employment.objects.values_list("person_id", "form"))
    assert forms == {child: "dependant", parent: "contract"}
    assert Person.objects.get(pk=parent).name == make_name(2)
    assert register(tree, at, [row]) == ids
    assert FamilyTie.objects.count() == 1


def test_parent_with_own_row_or_record_keeps_what_is_known(tree, at):
    parent = make_person(tree["王益区一厂"], at, 2)
    ids = register(tree, at, [child_row(1, 2, parent_name=""), child_row(3, 2, sex="M")])
    assert len(ids) == 3
    parent.refresh_from_db()
    assert (parent.name, parent.is_insured_basic_medical) == (make_name(2), True)
    assert sorted(FamilyTie.objects.values_list("kind", flat=True)) == ["daughter", "son"]


def test_unknown_parent_without_a_name_is_refused(tree, at):
    with pytest.raises(errors.ParentUnnamed):
        register(tree, at, [child_row(1, 2, parent_name="")])
    assert Person.objects.count() == 0


def test_nobody_is_their_own_parent(tree, at):
    row = child_row(1, 2)
    with pytest.raises(errors.ParentOfOneself):
        register(tree, at, [new_person(1, identity=row.identity, parent=row.identity)])


def test_tie_to_oneself_and_twice_is_refused_by_the_database(tree, at):
    register(tree, at, [child_row(1, 2)])
    tie = FamilyTie.objects.get()
    for child, parent in ((tie.child_id, tie.child_id), (tie.child_id, tie.parent_id)):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO members_familytie (child_id, parent_id, org_path, kind, stated_at)"
                " VALUES (%s, %s, %s, 'son', %s)",
                [child, parent, tie.org_path, at],
            )


def test_dependant_is_not_in_service_until_it_works_itself(tree, at):
    row = child_row(1, 2)
    ids = register(tree, at, [row])
    scope = service("test").scope
    child = Person.objects.get(pk=ids[identity_hash(row.identity)])
    facts = person_facts(scope, [(child, DAY)])[child.pk, DAY]
    assert (facts["employment"], facts["is_child"]) == ("dependant", True)
    register(tree, at, [new_person(1, identity=row.identity)])
    facts = person_facts(scope, [(child, DAY)])[child.pk, DAY]
    assert (facts["employment"], facts["is_child"]) == ("in_service", True)
    assert Employment.objects.filter(person=child).count() == 2


def test_tie_recorded_elsewhere_is_known_as_yes_or_no_only(tree, at):
    ids = register(tree, at, [child_row(1, 2)], place="渭滨区一厂")
    scope = service("test", over=tree["王益区"].path).scope
    with acting_in(scope):
        assert FamilyTie.objects.count() == 0
        assert enrolled_children(scope, ids.values()) == {
            ids[identity_hash(child_row(1, 2).identity)]
        }


def test_families_of_many_units_are_registered_at_once(tree, at):
    lists = [
        Placing(tree["王益区一厂"], [child_row(n, 5_000 + n // 2) for n in range(400)]),
        Placing(tree["渭滨区一厂"], [child_row(n, 5_000 + n // 2) for n in range(390, 500)]),
    ]
    ids = register_placings(by=service("test"), at=at, placings=lists)
    assert len(ids) == 500 + 250
    assert FamilyTie.objects.count() == 500
