"""The demo province: its proportions, and that its figures, covers and books agree.

A small one here; `make deep` loads a tenth of the province, HUZHU_DEEP_SCALE=1 the whole of it.
"""

from __future__ import annotations

import os
import re

import pytest

from journeys.house import House
from journeys.test_backup import huzhu


@pytest.fixture
def province(tmp_path):
    house = House(tmp_path)
    yield house
    house.kill_database()


def _load(house: House, *, scale: str) -> dict[str, int]:
    done = huzhu(house.home, "demo", "--load-only", "--scale", scale, timeout=14_400)
    assert done.returncode == 0, done.stdout + done.stderr
    return {table: int(rows) for rows, table in re.findall(r"^ +(\d+) (\w+)$", done.stdout, re.M)}


@pytest.mark.xdist_group("demo")
def test_small_province_agrees_with_its_books(province):
    rows = _load(province, scale="0.0007")
    assert rows["organisations_organisation"] > 100 + 1 + 9 + 94 + 8
    assert rows["enrolment_cover"] > rows["members_person"] > 800
    assert rows["claims_claim"] > 20
    assert province.run("agree") == "agree"
    assert huzhu(province.home, "verify_ledger").returncode == 0
    assert huzhu(province.home, "verify_audit").returncode == 0
    again = huzhu(province.home, "demo", "--load-only")
    assert "is kept" in again.stdout or "保留" in again.stdout


@pytest.mark.deep
@pytest.mark.xdist_group("demo")
def test_large_province_has_the_proportions_of_the_article(province):
    scale = os.environ.get("HUZHU_DEEP_SCALE", "0.1")
    rows = _load(province, scale=scale)
    persons = 1_669_000 / 1.67 * float(scale)
    assert abs(rows["members_person"] / persons - 1) < 0.02
    assert province.run("agree") == "agree"
    assert huzhu(province.home, "verify_ledger").returncode == 0
