"""One person, one record, whoever registers them; numbers sealed, found by hash."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from factories.members import card_number, make_identity, make_name, make_person, new_person
from factories.tree import make_officer, make_tree
from huzhu.audit.models import Entry
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.kernel.identity import parse_document
from huzhu.kernel.scope import acting_in
from huzhu.members import errors
from huzhu.members.actions import (
    Placing,
    change_payout_account,
    register_people,
    register_placings,
    reveal_numbers,
)
from huzhu.members.models import Employment, PayoutAccount, Person
from huzhu.members.queries import (
    current_payout_account,
    find_people,
    identity_masked,
    named_otherwise,
    people,
    person_by_ref,
    person_facts,
    phone_masked,
    registered,
)
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service
from huzhu.vault import actions as vault


@pytest.fixture
def tree(house):
    return make_tree()


@pytest.fixture
def county(tree):
    return make_officer("wangyi", Role.COUNTY_HANDLER, tree["王益区"])


def register(tree, at, rows, place="王益区一厂", by=None):
    return register_people(by=by or service("test"), at=at, rows=rows, organisation=tree[place])


def test_registered_person_has_record_key_employment_and_account(tree, at):
    person = make_person(tree["王益区一厂"], at, 1)
    assert (person.name, person.sex, person.ref[0]) == (make_name(1), "F", "M")
    assert identity_masked(person) == "999000********0003"
    assert phone_masked(person) == "139****0001"
    assert Employment.objects.get(person=person).organisation == tree["王益区一厂"]
    account = current_payout_account(service("test").scope, person)
    assert vault.reveal(
        subject_id=person.pk, purpose="account", blob=account.number_cipher
    ) == card_number(1)


def test_nothing_readable_is_stored_of_a_number(tree, at):
    person = make_person(tree["王益区一厂"], at, 1)
    stored = b"".join(
        bytes(v) for v in (person.identity_cipher, person.identity_hash, person.phone_cipher)
    )
    assert make_identity(1).number.encode() not in stored


def test_same_person_at_two_units_is_one_record(tree, at):
    first = register(tree, at, [new_person(1)])
    second = register(tree, at, [new_person(1), new_person(2)], place="渭滨区一厂")
    assert Person.objects.count() == 2
    assert set(first.values()) < set(second.values())
    assert Employment.objects.count() == 3


def test_registering_again_changes_nothing_that_is_recorded(tree, at):
    register(tree, at, [new_person(1)])
    register(
        tree, at, [new_person(1, name="王改名", phone="13800000000", bank_account=card_number(9))]
    )
    person = Person.objects.get()
    assert (person.name, phone_masked(person)) == (make_name(1), "139****0001")
    assert PayoutAccount.objects.get().number_tail == card_number(1)[-4:]
    assert Employment.objects.count() == 1


def test_insurance_and_special_class_are_taken_over(tree, at):
    register(tree, at, [new_person(1, is_insured_basic_medical=False)])
    register(tree, at, [new_person(1, person_class="model")])
    register(tree, at, [new_person(1)])
    person = Person.objects.get()
    assert (person.is_insured_basic_medical, person.person_class) == (True, "model")


def test_account_recorded_elsewhere_is_not_doubled(tree, at, county):
    make_person(tree["渭滨区一厂"], at, 1)
    with acting_in(county.scope):
        register(tree, at, [new_person(1, bank_account=card_number(5))], by=county)
    assert PayoutAccount.objects.get().number_tail == card_number(1)[-4:]


def test_person_without_account_gets_one_later(tree, at):
    register(tree, at, [new_person(1, bank_account=None, bank_name=None)])
    register(tree, at, [new_person(1)])
    assert PayoutAccount.objects.get().number_tail == card_number(1)[-4:]


def test_bulk_writes_one_audit_row_with_count_and_digest(tree, at):
    register(tree, at, [new_person(n) for n in range(40)])
    (entry,) = Entry.objects.filter(act="register_people")
    assert (entry.after["people"], entry.after["created"]) == (40, 40)
    assert len(entry.after["digest"]) == 64


def test_people_of_several_units_are_registered_together(tree, at):
    """Somebody named twice is one record, at both places; each place has its own audit entry."""
    places = (tree["王益区一厂"], tree["渭滨区一厂"], tree["王益区一厂"])
    rows = ([new_person(1), new_person(2)], [new_person(2), new_person(3)], [new_person(1)])
    placings = [Placing(place, its) for place, its in zip(places, rows, strict=True)]
    ids = register_placings(by=service("test"), at=at, placings=placings)
    assert Person.objects.count() == PayoutAccount.objects.count() == len(ids) == 3
    at_work = sorted(Employment.objects.values_list("person_id", "org_path"))
    first, second, third = (ids[h] for h in (_hash(n) for n in (1, 2, 3)))
    assert at_work == sorted(
        [
            (first, places[0].path), (second, places[0].path),
            (second, places[1].path), (third, places[1].path),
        ]
    )  # fmt: skip
    told = Entry.objects.filter(act="register_people").order_by("id")
    assert [(e.org_path, e.after["people"], e.after["created"]) for e in told] == [
        (places[0].path, 2, 2), (places[1].path, 2, 1), (places[0].path, 1, 0),
    ]  # fmt: skip


def test_registering_at_a_place_of_another_county_registers_nobody(tree, at, county):
    placings = [
        Placing(tree["王益区一厂"], [new_person(1)]),
        Placing(tree["渭滨区一厂"], [new_person(2)]),
    ]
    with acting_in(county.scope), pytest.raises(NotPermitted):
        register_placings(by=county, at=at, placings=placings)
    assert Person.objects.count() == 0


def test_county_registers_newcomers_and_somebody_known_elsewhere(tree, at, county):
    """Within its own scope, as a roster does: no other place's record is told of."""
    register(tree, at, [new_person(1)], place="渭滨区一厂")
    with acting_in(county.scope):
        ids = register(tree, at, [new_person(1), new_person(2)], by=county)
    assert len(ids) == Person.objects.count() == 2


def _hash(number):
    return vault.blind_index("identity", make_identity(number).number)


def test_handler_of_another_county_may_not_register(tree, at, county):
    with pytest.raises(NotPermitted):
        register(tree, at, [new_person(1)], place="渭滨区一厂", by=county)
    assert Person.objects.count() == 0


def test_person_elsewhere_is_found_by_hash_and_not_seen(tree, at, county):
    person = make_person(tree["渭滨区一厂"], at, 1)
    digest = vault.blind_index("identity", make_identity(1).number)
    with acting_in(county.scope):
        assert registered(county.scope, [digest]) == {digest: person.pk}
        assert list(people(county.scope)) == []
        assert Person.objects.count() == 0
        with pytest.raises(NotVisible):
            person_by_ref(county.scope, person.ref)


def test_other_name_is_answered_yes_or_no(tree, at, county):
    make_person(tree["渭滨区一厂"], at, 1)
    digest = vault.blind_index("identity", make_identity(1).number)
    with acting_in(county.scope):
        assert named_otherwise(county.scope, [(digest, make_name(1))]) == set()
        assert named_otherwise(county.scope, [(digest, "王别人")]) == {digest}


def test_people_are_found_by_name_identity_and_phone(tree, at):
    person = make_person(tree["王益区一厂"], at, 1)
    make_person(tree["王益区一厂"], at, 2)
    scope = service("test").scope
    for text in (make_name(1), make_name(1)[:1], make_identity(1).number, "139 0000 0001"):
        assert list(find_people(scope, text)) == [person], text
    assert list(find_people(scope, "13900000009")) == []


def test_documents_of_other_kinds_are_kept_and_found_apart(tree, at):
    stated = {"sex": "女", "birth_on": date(1990, 1, 31)}
    documents = [
        parse_document("台胞证", "12345678", **stated),
        parse_document("护照", "12345678", **stated),
        parse_document("回乡证", "H12345678", **stated),
    ]
    rows = [
        new_person(n, identity=document, name=f"{make_name(n)}")
        for n, document in enumerate(documents, 1)
    ]
    ids = register(tree, at, rows)
    assert len(ids) == 3
    kinds = Person.objects.order_by("id").values_list("identity_kind", "sex", "birth_on")
    assert sorted(kinds) == [
        ("hk_macao_permit", "F", date(1990, 1, 31)),
        ("passport", "F", date(1990, 1, 31)),
        ("taiwan_permit", "F", date(1990, 1, 31)),
    ]
    assert register(tree, at, rows) == ids
    scope = service("test").scope
    assert {p.name for p in find_people(scope, "12345678")} == {make_name(1), make_name(2)}
    (permit,) = find_people(scope, "H1234567801")
    assert identity_masked(permit) == "******678"


def test_facts_of_a_person(tree, at):
    person = make_person(tree["王益区一厂"], at, 1)
    day = date(2026, 3, 2)
    assert person_facts(service("test").scope, [(person, day)])[person.pk, day] == {
        "sex": "F",
        "birth_on": person.birth_on,
        "insured_basic_medical": True,
        "person_class": "ordinary",
        "employment": "in_service",
        "is_child": False,
    }


def test_changed_account_replaces_the_one_recorded_elsewhere(tree, at, county):
    make_person(tree["渭滨区一厂"], at, 1)
    person = make_person(tree["王益区一厂"], at, 1)
    with acting_in(county.scope):
        change_payout_account(
            by=county, at=at, person=person, bank_name="工商银行", number=card_number(7)
        )
    tails = PayoutAccount.objects.order_by("id").values_list("number_tail", "replaced_at")
    assert list(tails) == [(card_number(1)[-4:], at), (card_number(7)[-4:], None)]


def test_bad_account_is_refused_without_showing_it(tree, at, county):
    person = make_person(tree["王益区一厂"], at, 1)
    with acting_in(county.scope), pytest.raises(errors.BadAccountNumber) as refusal:
        change_payout_account(by=county, at=at, person=person, bank_name="x", number="12345ab")
    assert "12345" not in refusal.value.text()


def test_numbers_are_revealed_with_an_audit_entry_that_lacks_them(tree, at, county):
    person = make_person(tree["王益区一厂"], at, 1)
    with acting_in(county.scope):
        shown = reveal_numbers(by=county, at=at, person=person)
    assert shown == {
        "identity": make_identity(1).number,
        "phone": "13900000001",
        "account": card_number(1),
    }
    entry = Entry.objects.get(act="reveal_numbers")
    assert entry.after == {"shown": ["account", "identity", "phone"]}


def test_auditor_may_not_unmask(tree, at):
    person = make_person(tree["王益区一厂"], at, 1)
    auditor = make_officer("shenji", Role.AUDITOR, tree.office)
    with pytest.raises(NotPermitted):
        reveal_numbers(by=auditor, at=at, person=person)


def test_second_current_account_is_refused_by_the_database(tree, at):
    person = make_person(tree["王益区一厂"], at, 1)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_payoutaccount (person_id, org_path, bank_name, number_cipher,"
            " number_hash, number_tail, added_at) SELECT person_id, org_path, 'x', number_cipher,"
            " number_hash, 'xxxx', added_at FROM members_payoutaccount WHERE person_id = %s",
            [person.pk],
        )


def test_thousands_of_people_register_at_once(tree, at):
    assert len(register(tree, at, [new_person(n) for n in range(3_000)])) == 3_000
