"""From the upload to the covers through the jobs."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from django.db import connection

from factories.enrolment import (
    STARTS_ON,
    as_xlsx,
    checked_roster,
    collecting,
    lines,
    make_cover,
    publish_plan,
)
from factories.tree import make_tree
from huzhu.enrolment import jobs, reactions
from huzhu.enrolment.actions import ask_posting_of_all, receive_roster
from huzhu.enrolment.enums import RosterState
from huzhu.enrolment.models import Cover
from huzhu.organisations.rules import service

BY = service("test")


@pytest.fixture
def unit(house, at):
    publish_plan(at)
    return make_tree()["王益区一厂"]


@pytest.fixture(autouse=True)
def _connection_stays(monkeypatch):
    """The test's own transaction lives on the connection that a job would give back."""
    monkeypatch.setattr("huzhu.kernel.jobs.close_old_connections", lambda: None)


def test_facts_become_jobs_of_their_roster(unit, at, monkeypatch):
    deferred = Mock()
    monkeypatch.setattr(reactions, "defer_check", deferred.check)
    monkeypatch.setattr(reactions, "defer_post", deferred.post)
    with collecting() as facts:
        roster = receive_roster(
            by=BY,
            at=at,
            organisation=unit,
            plan_code="ZY",
            starts_on=STARTS_ON,
            file_name="a.xlsx",
            content=as_xlsx(lines(10)),
        )
        reactions.on_roster_received(facts[0], BY)
        jobs.check(roster_ref=roster.ref, org_path=unit.path)
        ask_posting_of_all(by=BY, at=at, roster_ref=roster.ref)
        reactions.on_roster_posting_asked(facts[-1], BY)
        jobs.post(roster_ref=roster.ref, org_path=unit.path)
        jobs.post(roster_ref=roster.ref, org_path=unit.path)
    deferred.check.assert_called_once_with(roster.ref, unit.path)
    deferred.post.assert_called_once_with(roster.ref, unit.path)
    assert Cover.objects.count() == 10


def test_refused_posting_comes_back_with_its_reason(unit, at):
    roster = checked_roster(unit, at, as_xlsx(lines(10)))
    with collecting():
        ask_posting_of_all(by=BY, at=at, roster_ref=roster.ref)
        make_cover(unit, at, 3)
        jobs.post(roster_ref=roster.ref, org_path=unit.path)
    roster.refresh_from_db()
    assert (roster.state, roster.refusal["code"]) == (RosterState.CHECKED, "covered_meanwhile")


def test_jobs_of_one_roster_hold_one_lock(unit, at):
    from django.db import connection

    jobs.defer_check("R1", unit.path)
    jobs.defer_post("R1", unit.path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, lock FROM procrastinate_jobs ORDER BY id")
        assert cursor.fetchall() == [("check_roster", "roster:R1"), ("post_roster", "roster:R1")]


def test_checks_asked_for_twice_wait_once(unit):
    """The second is refused by the database, and the asker's transaction goes on."""
    for _ in range(2):
        jobs.defer_quality_check()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE queueing_lock = 'check_quality' AND status = 'todo'"
        )
        assert cursor.fetchone() == (1,)
