"""Settlement lists on screen: a bureau, its columns, lanes, claims and stays."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.claims import ZY_STARTS_ON, publish
from factories.enrolment import collecting, make_cover
from factories.settlements import imported, make_source, settlement_csv, settlement_line
from factories.tree import AT, make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.claims import actions
from huzhu.claims.models import Claim, SettledStay, SettlementImport, SettlementSource
from huzhu.console.todo.waiting import waiting_for
from huzhu.kernel.scope import acting_in
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service

pytestmark = pytest.mark.django_db


class Desk:
    def __init__(self) -> None:
        self.tree = make_tree()
        self.city = make_officer("city", Role.CITY_OFFICER, self.tree["铜川市"])
        self.unit = make_officer("unit", Role.UNIT_HANDLER, self.tree["王益区一厂"])
        self.elsewhere = make_officer("baoji", Role.CITY_OFFICER, self.tree["宝鸡市"])
        self.head = make_officer("head", Role.DEPARTMENT_HEAD, self.tree.office)
        publish(AT, ("ZY", "2025"))
        for number in (1, 2, 3):
            make_cover(self.tree["王益区一厂"], AT, number, plan="ZY", starts_on=ZY_STARTS_ON)

    def list_of(self, *lines) -> SettlementImport:
        source = SettlementSource.objects.first() or make_source(self.tree["铜川市"], AT)
        return imported(source, AT, list(lines))


@pytest.fixture
def desk(house) -> Desk:
    return Desk()


def logged_in(username: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Account.objects.get(username=username))
    return client


def page(response) -> str:
    return response.content.decode()


def check(ref: str) -> None:
    with collecting():
        actions.check_settlements(by=service("job"), at=AT, import_ref=ref)


def test_from_a_new_bureau_to_claims(desk):
    client = logged_in("city")
    assert "No bureau gives its lists yet" in page(client.get("/settlements/"))
    assert 'name="place"' in page(client.get("/settlements/sources/new/"))
    made = client.post(
        "/settlements/sources/create/", {"place": "610200", "name": "铜川市医疗保障局"}
    )
    source = SettlementSource.objects.get()
    assert made.url == f"/settlements/sources/{source.ref}/"
    content = settlement_csv([settlement_line(1), settlement_line(2, days=70), settlement_line(9)])
    file = SimpleUploadedFile("清单.csv", content)
    sent = client.post(f"/settlements/sources/{source.ref}/upload/", {"file": file})
    found = SettlementImport.objects.get()
    here = f"/settlements/{found.ref}/"
    assert sent.url == here
    assert "waits its turn" in page(client.get(here))
    assert "hx-get" in page(client.get(f"{here}state/"))
    check(found.ref)
    assert client.get(f"{here}state/").headers["HX-Refresh"] == "true"
    shown = page(client.get(here))
    assert "Which column is which" in shown
    found.refresh_from_db()
    assert client.post(f"{here}mapping/", found.guess).status_code == 302
    check(found.ref)
    shown = page(client.get(here))
    for part in ("Make 1 claims", "1,750.00", "For an officer 1", "Nobody by that number 1"):
        assert part in shown, part
    assert "70 days in hospital, over 60" in page(client.get(f"{here}?lane=officer"))
    assert client.post(f"{here}claims/").status_code == 302
    with collecting():
        actions.make_claims(by=service("job"), at=AT, import_ref=found.ref)
    claim = Claim.objects.get()
    assert claim.ref in page(client.get(here))
    assert "清单.csv" in page(client.get(f"/settlements/sources/{source.ref}/"))
    assert client.get(f"/claims/{claim.ref}/").status_code == 200


def test_mapping_that_lacks_a_column_keeps_what_was_chosen(desk):
    source = make_source(desk.tree["铜川市"], AT, mapped=False)
    found = imported(source, AT, [settlement_line(1)])
    chosen = {f: h for f, h in found.guess.items() if f != "total"}
    answered = logged_in("city").post(f"/settlements/{found.ref}/mapping/", chosen)
    assert answered.status_code == 422
    assert "医疗费用总额" in page(answered)


def test_lane_goes_out_as_a_workbook(desk):
    found = desk.list_of(settlement_line(1), settlement_line(2, days=70))
    answered = logged_in("city").get(f"/settlements/{found.ref}/export/?lane=officer")
    book = openpyxl.load_workbook(io.BytesIO(answered.content))
    rows = list(book.active.values)
    assert rows[0][0] == "Stay"
    assert len(rows) == 2
    assert rows[1][6] == "1750.00"
    assert logged_in("city").get(f"/settlements/{found.ref}/export/?lane=x").status_code == 404


def test_stay_is_claimed_closed_and_opened_again(desk):
    desk.list_of(settlement_line(1, days=70), settlement_line(2))
    one, two = SettledStay.objects.order_by("id")
    client = logged_in("city")
    shown = page(client.get(f"/settlements/stays/{one.ref}/"))
    for part in ("70 days in hospital", "铜川市人民医院", "社区获得性肺炎", "2,000.00"):
        assert part in shown, part
    made = client.post(f"/settlements/stays/{one.ref}/claim/")
    assert made.url == f"/claims/{Claim.objects.get().ref}/"
    refused = client.post(f"/settlements/stays/{two.ref}/close/", {"reason": " "})
    assert refused.status_code == 422
    closed = client.post(f"/settlements/stays/{two.ref}/close/", {"reason": "已由他处报销"})
    assert closed.status_code == 302
    assert "已由他处报销" in page(client.get(f"/settlements/stays/{two.ref}/"))
    assert client.post(f"/settlements/stays/{two.ref}/reopen/").status_code == 302
    two.refresh_from_db()
    assert two.state == "open"


def test_change_after_a_claim_is_seen_and_accepted(desk):
    found = desk.list_of(settlement_line(1, days=70))
    one = SettledStay.objects.get(first_import=found)
    actions.claim_stay(by=service("test"), at=AT, stay_ref=one.ref)
    desk.list_of(settlement_line(1, days=71))
    client = logged_in("city")
    assert "The bureau changed this settlement" in page(
        client.get(f"/settlements/stays/{one.ref}/")
    )
    answer = client.post(f"/settlements/stays/{one.ref}/accept/", {"reason": "金额未变"})
    assert answer.status_code == 302


def test_rules_are_published_and_refused_by_name(desk):
    source = make_source(desk.tree["铜川市"], AT)
    client, here = logged_in("city"), f"/settlements/sources/{source.ref}/"
    rules = {"longest_days": "5", "most_yuan": "0", "account_days": "365", "diseases": "C50"}
    assert client.post(f"{here}rules/", rules).status_code == 302
    found = desk.list_of(settlement_line(1))
    assert SettledStay.objects.get(first_import=found).lane == "officer"
    wrong = client.post(f"{here}rules/", rules | {"longest_days": "很多"})
    assert wrong.status_code == 422
    assert "很多" in page(wrong)


def test_rules_left_empty_are_asked_for_on_the_page(desk):
    """A form that lacks what it needs comes back; it is no address that does not exist."""
    source = make_source(desk.tree["铜川市"], AT)
    wrong = logged_in("city").post(f"/settlements/sources/{source.ref}/rules/", {})
    assert wrong.status_code == 422
    assert "has-error" in page(wrong)


def test_list_is_sorted_again_or_discarded(desk):
    found = desk.list_of(settlement_line(1))
    client = logged_in("city")
    assert client.post(f"/settlements/{found.ref}/sort/").status_code == 302
    bad = imported(found.source, AT, b"a,b,c\n1,2,3\n")
    shown = page(client.get(f"/settlements/{bad.ref}/"))
    assert "Discard" in shown
    assert client.post(f"/settlements/{bad.ref}/discard/").status_code == 302


def test_others_are_kept_out(desk):
    found = desk.list_of(settlement_line(1, days=70))
    stay = SettledStay.objects.get()
    addresses = [
        f"/settlements/{found.ref}/", f"/settlements/{found.ref}/state/",
        f"/settlements/sources/{found.source.ref}/", f"/settlements/stays/{stay.ref}/",
        f"/settlements/{found.ref}/export/?lane=officer",
    ]  # fmt: skip
    for address in addresses:
        assert logged_in("baoji").get(address).status_code == 404, address
        assert logged_in("unit").get(address).status_code == 403, address
        assert logged_in("head").get(address).status_code == 200, address
    for act in ("claims", "sort", "discard"):
        assert logged_in("baoji").post(f"/settlements/{found.ref}/{act}/").status_code == 404
        assert logged_in("head").post(f"/settlements/{found.ref}/{act}/").status_code == 403
    foreign = logged_in("baoji").post(f"/settlements/stays/{stay.ref}/close/", {"reason": "x"})
    assert foreign.status_code == 404


def test_what_waits_stands_on_the_list_of_things_to_do(desk):
    desk.list_of(settlement_line(1), settlement_line(2, days=70))
    with acting_in(desk.city.scope):
        counts = {source.name: number for source, number in waiting_for(desk.city).counts}
    assert (counts["settlements"], counts["stays"]) == (1, 1)


def test_pages_speak_chinese(desk):
    found = desk.list_of(settlement_line(1, days=70))
    shown = page(logged_in("city", "zh-hans").get(f"/settlements/{found.ref}/?lane=officer"))
    assert "住院 70 天，超过 60 天" in shown
