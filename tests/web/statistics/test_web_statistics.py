"""The page of statistics with Django's client: figures, narrowing, export, and who sees what."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from factories.enrolment import make_cover, publish_plan
from factories.tree import make_officer, make_tree
from huzhu.accounts.models import Account
from huzhu.console.statistics import figures
from huzhu.organisations.enums import Role

YEAR = "?first=2026-01-01&last=2026-12-31"


@pytest.fixture
def tree(house, at):
    """Two covers in one county of the first city, one cover in the second city."""
    tree = make_tree()
    publish_plan(at)
    for number, unit in enumerate(("王益区一厂", "王益区二校", "渭滨区一厂"), 1):
        make_cover(tree[unit], at, number)
    return tree


def log_in(username: str, role: Role, place) -> Client:
    officer = make_officer(username, role, place)
    client = Client()
    client.force_login(Account.objects.get(pk=officer.account_id))
    return client


@pytest.fixture
def director(tree):
    return log_in("director", Role.OFFICE_DIRECTOR, tree.office)


@pytest.fixture
def county(tree):
    return log_in("weibin", Role.COUNTY_HANDLER, tree["渭滨区"])


def get(client: Client, query: str = YEAR, name: str = "statistics", status: int = 200):
    response = client.get(reverse(f"console:{name}") + query)
    assert response.status_code == status
    return response


def names_and_covers(client: Client, query: str) -> dict[str, int]:
    rows = get(client, query, "statistics_data").json()["rows"]
    return {row["name"]: row["values"]["covers"] for row in rows}


@pytest.mark.parametrize(
    ("group", "found"),
    [
        ("city", {"铜川市": 2, "宝鸡市": 1}),
        ("county", {"王益区": 2, "渭滨区": 1}),
        ("", {"铜川市": 2, "宝鸡市": 1}),
    ],
)
def test_figures_by_place(director, group, found):
    query = f"{YEAR}&group={group}"
    assert names_and_covers(director, query) == found
    html = get(director, query).content.decode()
    assert [name in html for name in found] == [True, True]


def test_figures_by_plan_have_no_map(director):
    html = get(director, f"{YEAR}&group=plan").content.decode()
    assert "ZY" in html
    assert 'data-chart="map"' not in html
    assert 'data-chart="bar"' in html


def test_city_is_drilled_down_to_its_counties(director):
    html = get(director).content.decode()
    assert "group=county&amp;place=610200" in html
    assert names_and_covers(director, f"{YEAR}&group=county&place=610200") == {"王益区": 2}


def test_map_says_what_it_is_not_for(director):
    html = get(director).content.decode()
    assert "审图号" in html
    assert "shaanxi-cities.geojson" in html
    assert 'id="table"' in html


def test_county_sees_its_own_figures_only(county):
    assert names_and_covers(county, f"{YEAR}&group=county") == {"渭滨区": 1}
    html = get(county, f"{YEAR}&group=county").content.decode()
    assert "王益区" not in html
    get(county, f"{YEAR}&place=610200", status=404)
    get(county, f"{YEAR}&place=610200", "statistics_data", status=404)
    get(county, f"{YEAR}&place=610200", "statistics_export", status=404)


def test_administrator_has_no_business_here(tree):
    client = log_in("admin", Role.SYSTEM_ADMINISTRATOR, tree.office)
    get(client, status=403)


def test_year_without_anything_says_so(director):
    html = get(director, "?first=2020-01-01&last=2020-12-31").content.decode()
    assert "empty" in html
    assert 'id="table"' not in html


@pytest.mark.parametrize(
    "query",
    ["?first=x&last=y", "?first=2026-05-01&last=2026-01-01", "?group=moon", "?first=0001-01-01"],
)
def test_address_that_makes_no_sense_is_answered(director, query):
    get(director, query)
    get(director, query, "statistics_data")


def test_months_of_the_period_are_drawn(director):
    data = get(director, "?first=2026-03-01&last=2026-06-30", "statistics_data").json()
    assert [month["month"] for month in data["months"]] == [
        "2026-03", "2026-04", "2026-05", "2026-06",
    ]  # fmt: skip
    assert [month["values"]["covers"] for month in data["months"]] == [0, 3, 0, 0]


def test_growth_is_told_against_the_period_before(director, at, tree):
    html = get(director, "?first=2027-01-01&last=2027-12-31").content.decode()
    assert "-100.00%" in html
    assert "▼" in html


def test_export_holds_the_rows_and_the_total(director):
    answer = get(director, f"{YEAR}&group=county", "statistics_export")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[:3] for row in rows[1:3]] == [("610202", "王益区", 2), ("610302", "渭滨区", 1)]
    assert rows[3][2] == 3


def test_shapes_carry_the_codes_of_the_places(db):
    for name, place in (("cities", "610200"), ("counties", "610202")):
        path = finders.find(f"console/statistics/shaanxi-{name}.geojson")
        shapes = json.loads(Path(path).read_text("utf-8"))["features"]
        assert place in {shape["properties"]["code"] for shape in shapes}


def test_page_asks_for_files_that_exist(director):
    html = get(director).content.decode()
    for name in ("statistics.js", "statistics.css"):
        assert f"/static/console/statistics/{name}" in html
        assert finders.find(f"console/statistics/{name}")


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (9_999, "zh", "9,999"),
        (123_456, "zh", "12.35万"),
        (1_669_000, "zh", "166.90万"),
        (167_000_000, "zh", "1.67亿"),
        (123_456, "en", "123,456"),
    ],
)
def test_counts_are_shortened(value, language, text):
    assert figures.short_count(value, language) == text


@pytest.mark.parametrize(
    ("growth", "text", "trend"),
    [
        (None, "—", ""),
        (Fraction(1, 4), "+25.00%", "up"),
        (Fraction(-1, 4), "-25.00%", "down"),
        (Fraction(0), "0.00%", "level"),
    ],
)
def test_growth_in_words(growth, text, trend):
    assert (figures.growth_text(growth), figures.trend_of(growth)) == (text, trend)
