"""Kill -9 of the program and of the database, in the middle of a roster and of a bank return.

Afterwards nothing is half-written, and doing it again gives what doing it once gives. The kill is
placed by the child itself, which says when it is half-way; nothing here waits for a clock.
"""

from __future__ import annotations

import pytest

from journeys.house import House

POINTS = {
    "check": "huzhu.enrolment.actions.check._finish",
    "post": "huzhu.enrolment.actions.enrol.make_dues",
    "settle": "huzhu.treasury.actions.bank._post_paid",
}


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    made = House(tmp_path_factory.mktemp("crash"))
    made.run("build")
    yield made
    made.kill_database()


def _added(before: dict, after: dict) -> dict:
    return {
        key: after[key] - before[key]
        for key in after
        if isinstance(after[key], int) and after[key] != before[key]
    }


ONCE = {
    "enrolment_rosterrow": 30,
    "enrolment_cover": 30,
    "enrolment_enrolment": 1,
    "members_person": 30,
    "members_employment": 30,
    "members_payoutaccount": 30,
    "enrolment_contributiondue": 2,
    "treasury_expectedreceipt": 1,
    "vault_personkey": 30,
}


@pytest.mark.parametrize(
    "number",
    [1, pytest.param(2, marks=pytest.mark.deep), pytest.param(3, marks=pytest.mark.deep), 4],
    ids=lambda n: str(n),
)
@pytest.mark.xdist_group("crash")
def test_killed_roster_import_is_as_if_done_once(house, number):
    victim = "program" if number % 2 else "database"
    point = POINTS["check" if number <= 2 else "post"]
    before = house.state()
    ref = house.run("receive", str(number))
    if number > 2:
        house.run("jobs", "+", "ask", ref)
    house.run_and_kill(victim, point, "jobs")
    halfway = house.state("jobs")
    if number <= 2:
        assert halfway["enrolment_cover"] == before["enrolment_cover"]
        house.run("ask", ref)
    after = house.state("jobs")
    assert _added(before, after) == ONCE
    assert house.state("jobs") == after


@pytest.mark.parametrize("victim", [pytest.param("program", marks=pytest.mark.deep), "database"])
@pytest.mark.xdist_group("crash")
def test_killed_bank_return_is_as_if_done_once(house, victim):
    roster = house.run("receive", f"{90 + len(victim)}")
    house.run("jobs", "+", "ask", roster, "+", "jobs")
    ref = house.run("released", victim)
    before = house.state()
    house.run_and_kill(victim, POINTS["settle"], "settle", ref)
    assert house.state() == before
    after = house.state("settle", ref)
    assert _added(before, after) == {
        "treasury_bankreturn": 1,
        "treasury_returnline": 3,
        "ledger_transaction": 3,
        "ledger_entry": 6,
    }
    assert (after["batches"][ref], after["off_fen"]) == ("settled", 0)
    assert house.state("settle", ref) == after
