"""The navigation: by work, by role, and without rooms that are not there."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import resolve

from huzhu.console import shell as shell_module
from huzhu.console.shell import GROUPS, navigation, shell
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import Held, Officer


def officer(*roles: Role) -> Officer:
    held = tuple(Held(role, "/1/", 1, "省办事处") for role in roles)
    return Officer(1, "张三", "test", "token", held)


def names(groups) -> list[str]:
    return [resolve(line["url"]).url_name for _heading, lines in groups for line in lines]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            Role.COUNTY_HANDLER,
            "todo units rosters renewals covers members claims settlements receipts funding arrears"
            " quality terms statistics organisations",
        ),
        (
            Role.CLAIMS_OFFICER,
            "todo covers members claims settlements terms statistics organisations",
        ),
        (
            Role.COMPLIANCE_OFFICER,
            "todo units renewals covers members claims settlements funding ledger quality terms"
            " statistics organisations audit",
        ),
        (
            Role.FINANCE_OFFICER,
            "todo covers members payments receipts funding statements matching refunds arrears ledger"
            " terms statistics organisations",
        ),
        (Role.SYSTEM_ADMINISTRATOR, "todo"),
    ],
)
def test_navigation_holds_the_work_of_a_role(role, expected):
    assert " ".join(names(navigation(officer(role), "/"))) == expected


def test_director_and_auditor_see_every_place():
    everywhere = [place.name for _heading, places in GROUPS for place in places]
    assert names(navigation(officer(Role.AUDITOR), "/")) == everywhere
    assert names(navigation(officer(Role.OFFICE_DIRECTOR), "/")) == everywhere


@pytest.mark.parametrize(
    ("path", "current"), [("/", ["/"]), ("/audit/workbook", ["/audit/"]), ("/nowhere/", [])]
)
def test_one_entry_at_most_is_current(path, current):
    groups = navigation(officer(Role.AUDITOR), path)
    assert [line["url"] for _h, lines in groups for line in lines if line["is_current"]] == current


def test_room_that_is_not_there_is_left_out(monkeypatch):
    places = (*GROUPS[0][1], shell_module.Place("no_such_room", "x", "x", tuple(Role)))
    monkeypatch.setattr(shell_module, "GROUPS", (("", places),))
    assert names(navigation(officer(Role.AUDITOR), "/")) == ["todo"]


def test_shell_is_none_for_nobody():
    assert shell(RequestFactory().get("/")) == {"shell": None}


def test_offices_name_three_appointments_and_hint_at_more():
    four = officer(
        Role.AUDITOR, Role.OFFICE_DIRECTOR, Role.FINANCE_OFFICER, Role.COMPLIANCE_OFFICER
    )
    assert shell_module._offices(four).split("\n")[3:] == ["…"]
    assert shell_module._offices(officer(Role.AUDITOR)).startswith("省办事处 · ")
    assert shell_module._offices(officer()) == ""
