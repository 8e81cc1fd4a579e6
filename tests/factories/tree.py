"""A small province: one office, two cities, three counties, two units in each county."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from huzhu.accounts.actions import create_account
from huzhu.accounts.models import Account
from huzhu.organisations.actions import appoint, create_organisation
from huzhu.organisations.enums import OrganisationKind as Kind
from huzhu.organisations.enums import Role
from huzhu.organisations.models import Organisation
from huzhu.organisations.queries import officer_of
from huzhu.organisations.rules import Officer, service
from huzhu.requests.actions import allocate_reference

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
PASSWORD = "right-Horse-7-battery"


@dataclass
class Tree:
    """`office`, and cities, counties and units by name: "铜川市", "王益区", "王益区一厂"."""

    office: Organisation
    by_name: dict[str, Organisation] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Organisation:
        return self.by_name[name]


def make_tree() -> Tree:
    by = service("test")

    def node(parent, kind, code, name, staff=0, women=0):
        made = create_organisation(
            by=by,
            at=AT,
            parent=parent,
            kind=kind,
            code=code,
            name=name,
            starts_on=date(2020, 1, 1),
            staff_count=staff,
            women_count=women,
        )
        tree.by_name[name] = made
        return made

    tree = Tree(office=None)
    tree.office = node(None, Kind.OFFICE, "610000", "省办事处")
    for city_code, city, counties in (
        ("610200", "铜川市", (("610202", "王益区"), ("610204", "耀州区"))),
        ("610300", "宝鸡市", (("610302", "渭滨区"),)),
    ):
        parent = node(tree.office, Kind.CITY, city_code, city)
        for code, name in counties:
            county = node(parent, Kind.COUNTY, code, name)
            for unit in ("一厂", "二校"):
                ref = allocate_reference(prefix="U", at=AT)
                node(county, Kind.UNIT, ref, f"{name}{unit}", staff=10, women=4)
    return tree


def make_account(username: str, *, token: str = "") -> Account:
    return create_account(
        by=service("test"),
        at=AT,
        username=username,
        display_name=username,
        person_token=token or f"token-{username}",
        password=PASSWORD,
        is_demo=False,
    )


def make_officer(username: str, role: Role, place: Organisation, *, token: str = "") -> Officer:
    """An officer appointed over a place, as `officer_of` returns it on 2026-03-02."""
    account = make_account(username, token=token)
    Account.objects.filter(pk=account.pk).update(must_change_password=False)
    appoint(
        by=service("test"),
        at=AT,
        account=account,
        organisation=place,
        role=role,
        starts_on=date(2020, 1, 1),
    )
    from huzhu.kernel.scope import acting_in, everything

    with acting_in(everything()):
        return officer_of(account, on=DAY, origin="test")
