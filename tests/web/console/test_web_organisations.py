"""The union tree as officers see it: their own part of it, counted set-wise."""

from __future__ import annotations

import pytest
from django.test import Client

from factories.tree import make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.console.organisations.tree import Sums, bodies_below, sums_below, units_below
from huzhu.kernel.scope import acting_in
from huzhu.organisations.actions import appoint
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service

pytestmark = pytest.mark.django_db


def logged_in(username: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(username=username))
    return client


def test_figures_of_the_next_level_add_up_to_the_whole(house):
    tree = make_tree()
    director = make_officer("director", Role.OFFICE_DIRECTOR, tree.office)
    with acting_in(director.scope):
        bodies = bodies_below(director.scope, tree.office)
        whole = sums_below(director.scope, tree.office)
    assert [(child.node.name, child.sums) for child in bodies] == [
        ("铜川市", Sums(counties=2, units=4, staff=40, women=16)),
        ("宝鸡市", Sums(counties=1, units=2, staff=20, women=8)),
    ]
    assert whole == Sums(counties=3, units=6, staff=60, women=24)


def test_counties_of_a_city_are_counted_by_county(house):
    tree = make_tree()
    officer = make_officer("city", Role.CITY_OFFICER, tree["铜川市"])
    with acting_in(officer.scope):
        bodies = bodies_below(officer.scope, tree["铜川市"])
    assert [(child.node.name, child.sums.units) for child in bodies] == [
        ("王益区", 2),
        ("耀州区", 2),
    ]


def test_units_are_found_by_part_of_the_name_or_by_code(house):
    tree = make_tree()
    director = make_officer("director", Role.OFFICE_DIRECTOR, tree.office)

    def found(text: str) -> list[str]:
        return [unit.name for unit in units_below(director.scope, tree.office, text)]

    with acting_in(director.scope):
        assert found("一厂") == ["王益区一厂", "耀州区一厂", "渭滨区一厂"]
        assert found(tree["渭滨区二校"].code.lower()) == ["渭滨区二校"]
        assert found("没有") == []


def test_list_goes_straight_to_the_one_place_of_an_officer(house):
    tree = make_tree()
    make_officer("county", Role.COUNTY_HANDLER, tree["王益区"])
    assert logged_in("county").get("/organisations/").url == "/organisations/610202/"


def test_list_offers_the_places_of_an_officer_with_several(house, at):
    tree = make_tree()
    account = make_officer("both", Role.COUNTY_HANDLER, tree["王益区"])
    appoint(
        by=service("test"),
        at=at,
        account=Account.objects.get(pk=account.account_id),
        organisation=tree["渭滨区"],
        role=Role.COUNTY_HANDLER,
        starts_on=tree["渭滨区"].starts_on,
    )
    page = logged_in("both").get("/organisations/").content.decode()
    assert [code in page for code in ("610202", "610302", "610204")] == [True, True, False]


def test_page_shows_the_line_above_without_opening_it(house):
    tree = make_tree()
    make_officer("county", Role.COUNTY_HANDLER, tree["王益区"])
    page = logged_in("county").get("/organisations/610202/").content.decode()
    assert "铜川市" in page
    assert "/organisations/610200/" not in page
    assert "耀州区" not in page


def test_another_county_is_answered_like_an_unknown_address(house):
    tree = make_tree()
    make_officer("county", Role.COUNTY_HANDLER, tree["王益区"])
    client = logged_in("county")
    elsewhere = client.get("/organisations/610204/")
    unknown = client.get("/no/such/address/")
    assert (elsewhere.status_code, unknown.status_code) == (404, 404)
    assert "耀州区" not in elsewhere.content.decode()


def test_page_of_a_unit_shows_facts_and_who_is_appointed(house):
    tree = make_tree()
    unit = tree["王益区一厂"]
    make_officer("unit", Role.UNIT_HANDLER, unit)
    page = logged_in("unit").get(f"/organisations/{unit.code}/").content.decode()
    assert unit.code in page
    assert "Unit handler" in page
    assert "Handling bodies" not in page


def test_search_without_a_hit_says_what_to_do(house):
    tree = make_tree()
    make_officer("county", Role.COUNTY_HANDLER, tree["王益区"])
    page = logged_in("county").get("/organisations/610202/?text=没有").content.decode()
    assert "No unit is called so" in page
