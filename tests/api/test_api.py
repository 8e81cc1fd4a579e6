"""The open routes answer as the screens do: inside the caller's jurisdiction, with references."""

from __future__ import annotations

import pytest

from factories.claims import C01_EVENT, filed_claim, hubei_covers, make_bench
from factories.tree import PASSWORD, make_officer, make_tree
from huzhu.organisations.enums import Role


@pytest.fixture
def tree(house):
    return make_tree()


@pytest.fixture
def claim(tree, at):
    cover = hubei_covers(tree["王益区一厂"], at)[0]
    return filed_claim(make_bench(tree), at, cover, C01_EVENT)


@pytest.fixture
def caller(client, tree):
    """Logs an officer in; returns the client."""

    def log_in(role: Role, place: str):
        make_officer("caller", role, tree[place])
        assert client.login(username="caller", password=PASSWORD)
        return client

    return log_in


def test_without_log_in_nothing_is_answered(client, house):
    assert client.get("/api/v1/claims").status_code == 401


def test_claim_of_own_county_with_its_decisions(caller, claim):
    answer = caller(Role.COUNTY_HANDLER, "王益区").get(f"/api/v1/claims/{claim.ref}")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["ref"], found["amount_fen"]) == (claim.ref, 5_631_210)
    assert {d["plan_code"]: d["amount_fen"] for d in found["decisions"]} == {
        "HB-ZY": 131_210, "HB-NZ": 1_500_000, "HB-ZJ": 4_000_000,
    }  # fmt: skip


def test_claim_of_another_county_is_as_unknown_as_one_that_is_not(caller, claim):
    client = caller(Role.COUNTY_HANDLER, "耀州区")
    foreign = client.get(f"/api/v1/claims/{claim.ref}")
    unknown = client.get("/api/v1/claims/C2026-9999999-9")
    assert (foreign.status_code, foreign.content) == (404, unknown.content)
    assert client.get("/api/v1/claims").json() == []


def test_explanation_in_the_language_asked_for(caller, claim):
    client = caller(Role.COUNTY_HANDLER, "王益区")
    zh = client.get(f"/api/v1/claims/{claim.ref}/explanation?language=zh").json()["text"]
    en = client.get(f"/api/v1/claims/{claim.ref}/explanation?language=en").json()["text"]
    assert "1312.10" in zh
    assert "1312.10" in en
    assert zh != en


def test_wrong_language_is_refused_with_what_is_allowed(caller, claim):
    client = caller(Role.COUNTY_HANDLER, "王益区")
    answer = client.get(f"/api/v1/claims/{claim.ref}/explanation?language=fr")
    assert answer.status_code == 422


def test_statistics_by_plan(caller, claim):
    client = caller(Role.COUNTY_HANDLER, "王益区")
    rows = client.get(
        "/api/v1/statistics?starts_on=2020-01-01&ends_before=2030-01-01&group_by=plan"
    ).json()
    assert {row["key"]: row["now"]["covers"] for row in rows} == {
        "HB-NZ": 1, "HB-ZJ": 1, "HB-ZY": 1,
    }  # fmt: skip


def test_backward_period_is_refused_in_words(caller, claim):
    client = caller(Role.COUNTY_HANDLER, "王益区")
    answer = client.get("/api/v1/statistics?starts_on=2030-01-01&ends_before=2020-01-01")
    assert answer.status_code == 422
    assert answer.json()["code"] == "bad_period"


def test_administrator_sees_no_business(caller, tree):
    client = caller(Role.SYSTEM_ADMINISTRATOR, "铜川市")
    assert client.get("/api/v1/claims").status_code == 403
