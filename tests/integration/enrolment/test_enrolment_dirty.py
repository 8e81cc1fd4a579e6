"""Every check on a dirty roster: exactly the findings that are expected, no more and no fewer."""

from __future__ import annotations

import pytest

from factories.dirty import DIRTY, Dirty
from factories.enrolment import checked_roster, make_cover, publish_plan
from factories.tree import make_tree
from huzhu.enrolment.queries import roster_rows
from huzhu.enrolment.rules.findings import TEXTS
from huzhu.organisations.rules import service

BY = service("test")


@pytest.fixture
def unit(house, at):
    for plan in ("ZY", "NZ", "ZN"):
        publish_plan(at, plan)
    tree = make_tree()
    make_cover(tree["渭滨区一厂"], at, 90)
    make_cover(tree["渭滨区一厂"], at, 91, plan="NZ")
    return tree["王益区一厂"]


def codes(row, kind: str) -> list[str]:
    return [item["code"] for item in getattr(row, kind)]


@pytest.mark.parametrize("dirty", DIRTY, ids=[one.name for one in DIRTY])
def test_dirty_roster_gets_exactly_its_findings(unit, at, dirty: Dirty):
    roster = checked_roster(unit, at, dirty.content(), plan=dirty.plan, name=dirty.file_name)
    if dirty.refusal:
        assert roster.refusal["code"] == dirty.refusal
        return
    rows = list(roster_rows(BY.scope, roster))
    found = {row.row_no: codes(row, "errors") for row in rows if row.errors}
    warned = {row.row_no: codes(row, "warnings") for row in rows if row.warnings}
    assert (found, warned) == (dict(dirty.errors), dict(dirty.warnings))
    for row in rows:
        for item in (*row.errors, *row.warnings):
            assert all(item[name] for name in ("zh", "en", "column")), item


def test_every_finding_of_a_row_stands_in_the_dirty_set_or_in_the_tests_of_covers():
    met = {code for one in DIRTY for kind in (one.errors, one.warnings) for r in kind.values()
           for code in r}  # fmt: skip
    compared = {
        "covered_otherwise", "covered_in_part", "joins_too_late", "shares_differ",
        "too_old_to_begin", "too_young_by_days", "form_not_taken", "tier_unknown",
        "hired_on_unclear", "group_unclear", "group_not_meant", "other_gift",
        "person_died", "person_left", "men_only", "plan_unmarked", "identity_maybe_lost",
    }  # fmt: skip
    assert set(TEXTS) - met == compared
