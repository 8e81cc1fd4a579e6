"""Members on screen: changes by two officers, places, families, consents, doubles."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.claims import PDF
from factories.members import make_identity, make_name, make_person, new_person
from factories.tree import make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.console.todo.waiting import waiting_for
from huzhu.kernel.facts import publishing_to
from huzhu.kernel.scope import acting_in
from huzhu.members.actions import register_people
from huzhu.members.models import Consent, Employment, FamilyTie, Person, PersonChange
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service

pytestmark = pytest.mark.django_db
DAY = "2026-03-01"


class Desk:
    def __init__(self, at) -> None:
        self.tree = make_tree()
        self.unit = make_officer("unit", Role.UNIT_HANDLER, self.tree["王益区一厂"])
        self.county = make_officer("county", Role.COUNTY_HANDLER, self.tree["王益区"])
        self.auditor = make_officer("auditor", Role.AUDITOR, self.tree.office)
        self.person = make_person(self.tree["王益区一厂"], at, 1)


@pytest.fixture
def desk(house, at) -> Desk:
    return Desk(at)


@pytest.fixture(autouse=True)
def _quietly():
    with publishing_to(lambda fact, **_: None):
        yield


def logged_in(username: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Account.objects.get(username=username))
    return client


def text(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("证明.pdf", PDF, content_type="application/pdf")


def send(client: Client, person: Person, act: str, **typed):
    return client.post(reverse(f"console:member_{act}_send", args=[person.ref]), typed)


def show(client: Client, name: str, *args) -> str:
    return text(client.get(reverse(f"console:{name}", args=args)))


def test_change_goes_from_the_form_to_another_officers_approval(desk):
    unit, county, person = logged_in("unit"), logged_in("county"), desk.person
    assert 'name="identity_number"' in show(unit, "member_change", person.ref)
    assert text(send(unit, person, "change", name="张三", why="更名"), 422).count("张三")
    assert send(unit, person, "change", name="张三", why="更名", file=paper()).status_code == 302
    change = PersonChange.objects.get()
    page = show(unit, "member_change_request", change.ref)
    assert reverse("console:member_change_approve", args=[change.ref]) not in page
    with acting_in(desk.county.scope):
        items = waiting_for(desk.county).items
    assert [item.ref for item in items] == [change.ref]
    assert change.ref in text(county.get(reverse("console:member_changes") + "?mine=1"))
    page = show(county, "member_change_request", change.ref)
    assert make_name(1) in page
    assert "张三" in page
    proof = reverse("console:member_paper", args=[person.ref, change.evidence_ref])
    assert county.get(proof).status_code == 200
    approve = reverse("console:member_change_approve", args=[change.ref])
    assert unit.post(approve).status_code == 403
    assert county.post(approve).status_code == 302
    assert Person.objects.get().name == "张三"
    assert text(county.post(approve), 422).count("In effect")


def test_number_of_any_kind_is_changed_and_the_former_one_shown(desk):
    unit, county, person = logged_in("unit"), logged_in("county"), desk.person
    typed = {"identity_kind": "passport", "identity_number": "E12345678", "why": "换证"}
    assert send(unit, person, "change", **typed, file=paper()).status_code == 302
    ref = PersonChange.objects.get().ref
    county.post(reverse("console:member_change_approve", args=[ref]))
    page = show(county, "member", person.ref)
    assert "Passport" in page
    assert "******678" in page
    assert "999000********0003" in page
    assert "E12345678" not in page
    found = county.post(reverse("console:members"), {"q": make_identity(1).number})
    assert person.ref in text(found)


def test_refused_and_withdrawn_requests(desk):
    unit, county, person = logged_in("unit"), logged_in("county"), desk.person
    send(unit, person, "change", name="张三", why="更名", file=paper())
    first = PersonChange.objects.get()
    refuse = reverse("console:member_change_refuse", args=[first.ref])
    assert county.post(refuse, {"reason": ""}).status_code == 422
    assert county.post(refuse, {"reason": "证明不清"}).status_code == 302
    assert "证明不清" in show(unit, "member_change_request", first.ref)
    send(unit, person, "change", name="张四", why="更名", file=paper())
    second = PersonChange.objects.latest("id")
    withdraw = reverse("console:member_change_withdraw", args=[second.ref])
    assert unit.post(withdraw).status_code == 302
    assert Person.objects.get().name == make_name(1)


def test_person_moves_by_the_units_name_and_retires(desk):
    county, person, tree = logged_in("county"), desk.person, desk.tree
    Employment.objects.update(starts_on=date(2020, 1, 1))
    typed = {"unit": tree["王益区一厂"].code, "what": "moved", "on": DAY}
    assert "No single unit" in text(send(county, person, "place", **typed, target="不存在"), 422)
    assert send(county, person, "place", **typed, target="王益区二校").status_code == 302
    typed = {"unit": tree["王益区二校"].code, "what": "retired", "on": DAY}
    assert send(county, person, "place", **typed).status_code == 302
    page = show(county, "member", person.ref)
    assert "Moved to another unit" in page
    assert "Retired" in page


def test_death_is_recorded_and_undone_by_another(desk):
    unit, county, person = logged_in("unit"), logged_in("county"), desk.person
    assert send(unit, person, "death", on=DAY).status_code == 422
    assert send(unit, person, "death", on=DAY, file=paper()).status_code == 302
    undo = reverse("console:member_death_undo", args=[person.ref])
    assert undo not in show(unit, "member", person.ref)
    assert unit.post(undo).status_code == 422
    assert undo in show(county, "member", person.ref)
    assert county.post(undo).status_code == 302
    assert Person.objects.get().died_on is None


@pytest.fixture
def child(desk, at) -> Person:
    identity = make_identity(7, birth_on=date(2015, 5, 5))
    row = new_person(7, identity=identity, parent=make_identity(1), bank_account=None)
    by = service("t")
    register_people(by=by, at=at, rows=[row], organisation=desk.tree["王益区一厂"])
    return Person.objects.get(name=make_name(7))


def test_tie_is_confirmed_with_its_proof(desk, child):
    unit, county = logged_in("unit"), logged_in("county")
    tie = FamilyTie.objects.get()
    assert child.ref in show(unit, "member", desk.person.ref)
    assert child.name in show(county, "member_families")
    confirm = reverse("console:member_tie_confirm", args=[child.ref])
    assert unit.post(confirm, {"tie": tie.pk, "file": paper()}).status_code == 403
    assert county.post(confirm, {"tie": 0, "file": paper()}).status_code == 404
    assert county.post(confirm, {"tie": tie.pk, "file": paper()}).status_code == 302
    assert "Confirmed" in show(unit, "member", child.ref)
    end = reverse("console:member_tie_end", args=[child.ref])
    assert unit.post(end, {"tie": tie.pk}).status_code == 302
    typed = {"other": desk.person.ref, "role": "parent", "kind": "adopted"}
    assert send(unit, child, "tie", **(typed | {"other": "王"})).status_code == 422
    assert send(unit, child, "tie", **typed).status_code == 302
    assert FamilyTie.objects.count() == 2


def test_consents_of_one_and_of_a_whole_unit(desk, child):
    unit, code = logged_in("unit"), desk.tree["王益区一厂"].code
    page = show(unit, "unit_people", code)
    assert "Data of a child under 14" in page
    typed = {"kind": "sensitive_data", "channel": "unit_list", "text_version": "2026-1",
             "given_on": DAY, "all": "1"}  # fmt: skip
    address = reverse("console:unit_people_consents", args=[code])
    assert unit.post(address, typed).status_code == 422
    assert unit.post(address, typed | {"file": paper()}).status_code == 302
    assert Consent.objects.count() == 2
    typed |= {"kind": "under_14", "channel": "paper"}
    assert send(unit, child, "consent", **typed, file=paper()).status_code == 302
    consent = Consent.objects.get(kind="under_14")
    assert make_name(1) in show(unit, "member", child.ref)
    withdraw = reverse("console:member_consent_withdraw", args=[child.ref])
    assert unit.post(withdraw, {"consent": consent.pk}).status_code == 302
    assert unit.post(withdraw, {"consent": consent.pk}).status_code == 422


def test_people_of_a_unit_move_together(desk, at):
    county, tree = logged_in("county"), desk.tree
    others = [make_person(tree["王益区一厂"], at, n) for n in (2, 3)]
    address = reverse("console:unit_people_places", args=[tree["王益区一厂"].code])
    typed = {"what": "moved", "on": DAY, "target": tree["王益区二校"].code}
    assert county.post(address, typed).status_code == 422
    typed["who"] = [person.ref for person in others]
    assert county.post(address, typed).status_code == 302
    there = Employment.objects.filter(organisation=tree["王益区二校"], ends_before=None)
    assert there.count() == 2


def test_doubles_are_merged_by_two_officers(desk, at):
    make_officer("county2", Role.COUNTY_HANDLER, desk.tree["王益区"])
    county, second = logged_in("county"), logged_in("county2")
    double = make_person(
        desk.tree["王益区二校"], at, 500, name=make_name(1), phone="13900000001",
        bank_account=None,
    )  # fmt: skip
    page = show(county, "member_doubles")
    assert double.ref in page
    assert desk.person.ref in page
    assert double.ref in text(
        county.get(reverse("console:member_merge", args=[desk.person.ref]) + f"?with={double.ref}")
    )
    assert send(county, desk.person, "merge", other=double.ref, why="同一人").status_code == 302
    ref = PersonChange.objects.get().ref
    assert "Will point to it" in show(second, "member_change_request", ref)
    approve = reverse("console:member_change_approve", args=[ref])
    assert county.post(approve).status_code == 422
    assert second.post(approve).status_code == 302
    assert "was merged into another one" in show(county, "member", double.ref)
    assert "No likely doubles" in show(county, "member_doubles")


def test_auditor_sees_and_changes_nothing(desk):
    auditor, person = logged_in("auditor"), desk.person
    page = show(auditor, "member", person.ref)
    assert reverse("console:member_change", args=[person.ref]) not in page
    assert auditor.get(reverse("console:member_change", args=[person.ref])).status_code == 403
    assert send(auditor, person, "change", name="张三", why="x", file=paper()).status_code == 403
    assert auditor.get(reverse("console:member_changes")).status_code == 403


@pytest.mark.parametrize("act", ["change", "place", "death", "tie", "consent", "merge"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_form_opens_in_both_languages(desk, act, language):
    client = logged_in("unit", language)
    assert "csrfmiddlewaretoken" in show(client, f"member_{act}", desk.person.ref)
