"""Finding people among many, by index; what the database plans is shown."""

from __future__ import annotations

import pytest
from django.db import connection

from factories.members import card_number, make_identity, make_name, make_person, new_person
from factories.tree import make_tree
from huzhu.kernel.scope import acting_in
from huzhu.members.actions import register_people
from huzhu.members.queries import find_people
from huzhu.organisations.rules import service

MANY = 20_000


@pytest.fixture
def tree(house):
    return make_tree()


def test_part_of_a_name_is_found_wherever_it_stands(tree, at):
    names = ("王小明", "欧阳小明", "小明珠", "王明", "古丽·阿依")
    for number, name in enumerate(names):
        make_person(tree["王益区一厂"], at, number, name=name)
    scope = service("t").scope

    def found(text: str) -> set[str]:
        return {person.name for person in find_people(scope, text)}

    assert found("小明") == {"王小明", "欧阳小明", "小明珠"}
    assert found("欧阳") == {"欧阳小明"}
    assert found("阳小明") == {"欧阳小明"}
    assert found("王") == {"王小明", "王明"}
    assert found("明") == set()


def test_account_is_found_whole_or_by_its_tail_in_sight_only(tree, at):
    person = make_person(tree["王益区一厂"], at, 1)
    far = make_person(tree["渭滨区一厂"], at, 2, bank_account=card_number(1))
    everywhere = service("t").scope
    assert set(find_people(everywhere, card_number(1))) == {person, far}
    scope = service("t", over=tree["王益区一厂"].path).scope
    with acting_in(scope):
        assert list(find_people(scope, card_number(1)[-4:])) == [person]
        assert list(find_people(scope, card_number(1))) == [person]
        assert list(find_people(scope, "9999")) == []


def test_nothing_is_looked_for_by_reading_everybody(tree, at):
    for place, start in (("王益区一厂", 0), ("渭滨区一厂", MANY // 2)):
        rows = [new_person(n) for n in range(start, start + MANY // 2)]
        register_people(by=service("t"), at=at, rows=rows, organisation=tree[place])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM members_person")
        assert cursor.fetchone() == (MANY,)
    scope = service("t", over=tree["王益区"].path).scope
    texts = (
        make_name(4_321), make_name(4_321)[1:], make_identity(4_321).number, "13900004321",
        card_number(4_321), card_number(4_321)[-4:],
    )  # fmt: skip
    with acting_in(scope):
        for text in texts:
            found = find_people(scope, text)
            plan = found[:51].explain()
            assert "Seq Scan on members_person" not in plan, (text, plan)
            assert "Seq Scan on members_payoutaccount" not in plan, (text, plan)
            assert any(person.name == make_name(4_321) for person in found), text
