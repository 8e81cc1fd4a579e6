"""Mergers and divisions: nothing is moved, what ended names its successor, history is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from factories.tree import DAY, make_account, make_officer, make_tree
from factories.units import filed, registered, typed
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations import actions, queries
from huzhu.organisations.enums import ApplicationKind as Kind
from huzhu.organisations.enums import Role
from huzhu.organisations.enums import UnitPaperKind as Paper
from huzhu.organisations.errors import AlreadyUnderReview, ApplicationFaulty, UnitEnded
from huzhu.organisations.models import Organisation, Succession, UnitProfile

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = "王益区云岭重型机械制造厂", "王益区青禾乳品加工厂", "王益区启明水泥制品厂"


class Desk:
    def __init__(self, at) -> None:
        self.tree = make_tree()
        self.place = self.tree["王益区"]
        self.county = make_officer("county", Role.COUNTY_HANDLER, self.place)
        self.city = make_officer("city", Role.CITY_OFFICER, self.tree["铜川市"])
        self.one = registered(self.county, self.city, at, self.place, FIRST, 1)
        self.two = registered(self.county, self.city, at, self.place, SECOND, 2)

    def file(self, at, kind, proposal, *papers, unit, by=None):
        return filed(by or self.county, at, kind, proposal, *papers, unit=unit)

    def approve(self, at, made):
        return actions.approve_application(by=self.city, at=at, application_ref=made.ref)


@pytest.fixture
def desk(house, at) -> Desk:
    return Desk(at)


def merger(desk: Desk, name: str, into: str = "", **more):
    parts = [desk.one.code, desk.two.code]
    return typed(name, 1, staff_count="240", women_count="90") | {
        "parts": parts, "into": into, **more,
    }  # fmt: skip


MERGER = (Paper.RESOLUTION, Paper.HEADCOUNT)


def test_units_merge_into_a_new_one(desk, at):
    make_officer("one-handler", Role.UNIT_HANDLER, desk.one)
    make_account("new-handler")
    proposal = merger(desk, THIRD, handler_username="new-handler", handler_name="new-handler")
    made = desk.file(at, Kind.MERGE, proposal, *MERGER, Paper.BINDING, unit=desk.one)
    paths = [desk.one.path, desk.two.path]
    unit = desk.approve(at, made).organisation
    assert (unit.name, unit.staff_count, unit.starts_on) == (THIRD, 240, DAY)
    for old, path in zip((desk.one, desk.two), paths, strict=True):
        old.refresh_from_db()
        assert (old.path, old.ends_before, old.successor_id) == (path, DAY, unit.pk)
        assert queries.heir_of(desk.county.scope, old) == unit
        (gone,) = queries.successors_of(desk.county.scope, old)
        assert (gone.successor_name, gone.kind, gone.application_id) == (THIRD, "merge", made.pk)
    come = queries.predecessors_of(desk.county.scope, unit)
    assert [row.predecessor_name for row in come] == [FIRST, SECOND]
    assert not UnitProfile.objects.filter(
        organisation__in=[desk.one, desk.two], in_force=True
    ).exists()


def test_new_handler_looks_after_what_stays_under_the_ended_units(desk, at):
    old = make_officer("one-handler", Role.UNIT_HANDLER, desk.one)
    account = make_account("new-handler")
    proposal = merger(desk, THIRD, handler_username="new-handler", handler_name="new-handler")
    made = desk.file(at, Kind.MERGE, proposal, *MERGER, Paper.BINDING, unit=desk.one)
    unit = desk.approve(at, made).organisation
    with acting_in(everything()):
        new = queries.officer_of(account, on=DAY, origin="t")
        gone = queries.officer_of(make_account_of(old), on=DAY, origin="t")
    assert set(new.scope.paths) == {desk.one.path, desk.two.path, unit.path}
    assert not gone.held
    later = make_account("later-handler")
    tomorrow = at + timedelta(days=1)
    change = {"handler_username": "later-handler", "handler_name": "later-handler"}
    desk.approve(
        tomorrow, desk.file(tomorrow, Kind.CHANGE_HANDLER, change, Paper.BINDING, unit=unit)
    )
    with acting_in(everything()):
        on = DAY + timedelta(days=1)
        assert queries.officer_of(later, on=on, origin="t").scope.paths == new.scope.paths
        assert not queries.officer_of(account, on=on, origin="t").held


def make_account_of(officer):
    from huzhu.accounts.models import Account

    return Account.objects.get(pk=officer.account_id)


def test_a_unit_takes_in_another(desk, at):
    make_officer("one-handler", Role.UNIT_HANDLER, desk.one)
    made = desk.file(at, Kind.MERGE, merger(desk, FIRST, desk.one.code), *MERGER, unit=desk.one)
    unit = desk.approve(at, made).organisation
    assert (unit.pk, unit.ends_before, unit.staff_count) == (desk.one.pk, None, 240)
    desk.two.refresh_from_db()
    assert desk.two.successor_id == desk.one.pk
    assert queries.headcounts_of(desk.county.scope, unit).count() == 2
    assert queries.handler_of(desk.county.scope, desk.two, DAY).account.username == "one-handler"
    assert [row.predecessor_id for row in queries.predecessors_of(desk.city.scope, unit)] == [
        desk.two.pk
    ]


def test_merger_over_counties_belongs_to_the_city(desk, at):
    other = registered(desk.city, make_officer("city3", Role.CITY_OFFICER, desk.tree["铜川市"]),
                       at, desk.tree["耀州区"], "耀州区松涛纺织印染厂", 5)  # fmt: skip
    proposal = merger(desk, THIRD) | {"parts": [desk.one.code, other.code]}
    with pytest.raises(ApplicationFaulty) as refused, acting_in(desk.county.scope):
        desk.file(at, Kind.MERGE, proposal, *MERGER, unit=desk.one)
    assert [f.code for f in refused.value.values["faults"]] == ["part_unknown"]
    city2 = make_officer("city2", Role.CITY_OFFICER, desk.tree["铜川市"])
    made = desk.file(at, Kind.MERGE, proposal, *MERGER, unit=desk.one, by=city2)
    assert made.org_path == desk.tree["铜川市"].path
    unit = desk.approve(at, made).organisation
    assert unit.parent_id == desk.place.pk
    with acting_in(desk.county.scope):
        come = list(queries.predecessors_of(desk.county.scope, unit))
    assert [row.predecessor_name for row in come] == [FIRST, "耀州区松涛纺织印染厂"]


def test_part_in_another_review_waits(desk, at):
    proposal = queries.proposal_from(desk.county.scope, desk.two) | {"address": "新街"}
    desk.file(at, Kind.EDIT, proposal, unit=desk.two)
    with pytest.raises(AlreadyUnderReview):
        desk.file(at, Kind.MERGE, merger(desk, THIRD), *MERGER, unit=desk.one)


def test_part_that_ended_meanwhile_stops_the_merger(desk, at):
    made = desk.file(at, Kind.MERGE, merger(desk, THIRD), *MERGER, unit=desk.one)
    actions.end_organisation(
        by=desk.city, at=at, organisation=desk.two, ends_before=DAY, successor=None
    )
    before = Organisation.objects.count()
    with pytest.raises(UnitEnded):
        desk.approve(at, made)
    assert Organisation.objects.count() == before


def division(goes_on: str, *names: str) -> dict[str, str]:
    typed_in = {"goes_on": goes_on}
    for number, name in enumerate(names, 1):
        typed_in |= {
            f"part_name_{number}": name, f"part_staff_count_{number}": str(number * 40),
            f"part_women_count_{number}": "10",
        }  # fmt: skip
    return typed_in


def test_unit_divides_and_ends(desk, at):
    names = ("王益区云岭铸造厂", "王益区云岭锻压厂")
    make_officer("one-handler", Role.UNIT_HANDLER, desk.one)
    made = desk.file(at, Kind.SPLIT, division("no", *names), Paper.RESOLUTION, unit=desk.one)
    path = desk.one.path
    old = desk.approve(at, made).organisation
    assert (old.pk, old.path, old.ends_before) == (desk.one.pk, path, DAY)
    gone = list(queries.successors_of(desk.county.scope, old))
    assert [row.successor_name for row in gone] == list(names)
    assert old.successor_id == gone[0].successor_id
    first, second = (row.successor for row in gone)
    assert old.successor == first
    assert (first.staff_count, second.staff_count) == (40, 80)
    assert queries.profile_of(desk.county.scope, second).industry == "C"
    assert queries.profile_of(desk.county.scope, second).certificate_number == ""
    assert queries.handler_of(desk.county.scope, old, DAY) is None


def test_unit_divides_and_goes_on(desk, at):
    names = ("王益区云岭铸造厂",)
    made = desk.file(at, Kind.SPLIT, division("yes", *names), Paper.RESOLUTION, unit=desk.one)
    old = desk.approve(at, made).organisation
    assert (old.ends_before, old.successor_id) == (None, None)
    assert [r.successor_name for r in queries.successors_of(desk.county.scope, old)] == list(names)
    assert queries.heir_of(desk.county.scope, old) == old


def test_heir_follows_the_whole_chain(desk, at):
    made = desk.file(at, Kind.MERGE, merger(desk, THIRD), *MERGER, unit=desk.one)
    third = desk.approve(at, made).organisation
    names = ("王益区云岭铸造厂", "王益区云岭锻压厂")
    made = desk.file(at, Kind.SPLIT, division("no", *names), Paper.RESOLUTION, unit=third)
    desk.approve(at, made)
    desk.two.refresh_from_db()
    assert queries.heir_of(desk.county.scope, desk.two).name == names[0]


def test_history_never_changes(desk, at):
    made = desk.file(at, Kind.MERGE, merger(desk, THIRD), *MERGER, unit=desk.one)
    desk.approve(at, made)
    for way in (
        lambda: Succession.objects.update(successor_name="x"),
        lambda: Succession.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            way()
