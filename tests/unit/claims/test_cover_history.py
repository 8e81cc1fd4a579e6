"""What the terms are told of the covers before one."""

from __future__ import annotations

from datetime import date

from huzhu.claims.rules import cover_history
from huzhu.enrolment.queries import HeldCover


def held(plan: str, year: int, *, renewed: bool = False) -> HeldCover:
    return HeldCover(plan, date(year, 3, 1), date(year + 1, 3, 1), renewed)


NOW = date(2025, 3, 1)


def test_first_cover_has_no_history():
    assert cover_history("ZY", NOW, [held("ZY", 2025)]) == {
        "is_added_plan": False,
        "plans_held_before": [],
        "continuous_since": "2025-03-01",
    }


def test_unbroken_row_reaches_back_to_its_first_cover():
    row = [held("ZY", 2022), held("ZY", 2023), held("ZY", 2024, renewed=True)]

    found = cover_history("ZY", NOW, [*row, held("ZY", 2025, renewed=True)])

    assert found["continuous_since"] == "2023-03-01"
    assert found["previous_ends_before"] == "2025-03-01"


def test_renewal_of_a_cover_that_is_not_known_leaves_the_first_day_open():
    found = cover_history("ZY", NOW, [held("ZY", 2025, renewed=True)])

    assert "continuous_since" not in found


def test_plan_is_added_to_those_in_force_when_it_begins():
    others = [held("YW", 2024), held("NZ", 2022), held("JT", 2025)]

    found = cover_history("ZY", NOW, [*others, held("ZY", 2025)])

    assert (found["is_added_plan"], found["plans_held_before"]) == (True, ["YW"])
