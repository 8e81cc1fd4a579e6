"""What the database itself refuses of enrolment, whoever writes: each rule by raw SQL."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import Error, connection, transaction

from factories.enrolment import STARTS_ON, as_xlsx, lines, make_cover, posted_roster, publish_plan
from factories.tree import make_tree
from huzhu.enrolment.models import ContributionDue, Cover, Enrolment
from huzhu.organisations.models import Organisation

COPIED = (
    "enrolment_id, person_id, plan_id, edition_id, organisation_id, org_path, city_id, county_id,"
    " tier, is_renewal, created_at"
)
ANOTHER = (
    "INSERT INTO enrolment_cover (ref, starts_on, ends_before, shares, fee_fen, status,"
    f" {COPIED}) SELECT %s, %s, %s, %s, %s, %s, {COPIED} FROM enrolment_cover LIMIT 1"
)
NEXT_PERIOD = (date(2027, 4, 1), date(2028, 4, 1))


@pytest.fixture
def unit(house, at):
    publish_plan(at)
    tree = make_tree()
    Organisation.objects.filter(pk=tree["王益区一厂"].pk).update(staff_count=4)
    return Organisation.objects.get(pk=tree["王益区一厂"].pk)


@pytest.fixture
def posted(unit, at) -> Enrolment:
    return posted_roster(unit, at, as_xlsx(lines(4)))


def run(statement: str, values: object = ()) -> None:
    """The statement and what is asked at commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def refused(with_code: str, saying: str):
    with pytest.raises(Error) as answer:
        yield
    assert answer.value.__cause__.sqlstate == with_code
    assert saying in str(answer.value)


EXCLUSION, UNIQUE, CHECK, NOT_NULL = "23P01", "23505", "23514", "23502"


# ── one cover per plan at a time ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("starts_on", "ends_before"),
    [
        (STARTS_ON, date(2027, 4, 1)),
        (date(2027, 3, 31), date(2028, 3, 31)),
        (date(2025, 4, 2), date(2026, 4, 2)),
        (date(2026, 7, 1), date(2026, 8, 1)),
    ],
    ids=["the same", "its last day", "its first day", "inside"],
)
def test_overlapping_cover_of_the_same_plan(unit, at, starts_on, ends_before):
    make_cover(unit, at)
    with refused(EXCLUSION, "enrolment_cover_no_overlap"):
        run(ANOTHER, ["G1", starts_on, ends_before, 1, 0, "active"])
    with refused(EXCLUSION, "enrolment_cover_no_overlap"):
        run(ANOTHER, ["G1", starts_on, ends_before, 1, 0, "pending"])
    run(ANOTHER, ["G2", starts_on, ends_before, 1, 0, "void"])
    with refused(EXCLUSION, "enrolment_cover_no_overlap"):
        run("UPDATE enrolment_cover SET status = 'active' WHERE ref = 'G2'")


def test_cover_that_follows_is_taken(unit, at):
    make_cover(unit, at)
    run(ANOTHER, ["G1", *NEXT_PERIOD, 1, 0, "active"])
    assert Cover.objects.count() == 2


# ── shares ────────────────────────────────────────────────────────────────────────────────────


def test_more_shares_than_the_terms_allow(unit, at):
    cover = make_cover(unit, at)
    with refused("HZ008", "cover G1 holds 2 shares; its terms allow 1"):
        run(ANOTHER, ["G1", *NEXT_PERIOD, 2, 0, "active"])
    with refused("HZ008", f"cover {cover.ref} holds 2 shares; its terms allow 1"):
        run("UPDATE enrolment_cover SET shares = 2")


def test_shares_are_held_against_each_cover_s_own_terms(unit, at):
    publish_plan(at, "NZ")
    make_cover(unit, at, 1, plan="NZ", shares=2, sex="F")
    make_cover(unit, at, 2)
    two = "UPDATE enrolment_cover SET shares = shares + 1 WHERE plan_id = %s"
    plans = {c.plan.code: c.plan_id for c in Cover.objects.select_related("plan")}
    for code, most in (("NZ", 2), ("ZY", 1)):
        with refused("HZ008", f"holds {most + 1} shares; its terms allow {most}"):
            run(two, [plans[code]])


def test_no_shares(unit, at):
    make_cover(unit, at)
    with refused(CHECK, "enrolment_cover_shares_positive"):
        run("UPDATE enrolment_cover SET shares = 0")


# ── posted once ───────────────────────────────────────────────────────────────────────────────


def test_roster_posted_twice(posted):
    kept = "roster_id, organisation_id, org_path, plan_code, edition_id, starts_on, ends_before"
    with refused(UNIQUE, "enrolment_once_a_roster_and_plan"):
        run(
            f"INSERT INTO enrolment_enrolment (ref, {kept}, persons, fee_fen, state, created_at)"
            f" SELECT 'E9', {kept}, 0, 0, state, created_at FROM enrolment_enrolment"
        )


def test_due_of_one_source_twice(posted):
    with refused(UNIQUE, "enrolment_due_once"):
        run(
            "INSERT INTO enrolment_contributiondue (enrolment_id, org_path, source, amount_fen)"
            " SELECT enrolment_id, org_path, source, 1 FROM enrolment_contributiondue LIMIT 1"
        )


# ── covers, dues and the fee ──────────────────────────────────────────────────────────────────


def test_cover_without_enrolment(unit, at):
    make_cover(unit, at)
    with refused(NOT_NULL, "enrolment_id"):
        run("UPDATE enrolment_cover SET enrolment_id = NULL")


def test_cover_for_which_nothing_is_due(posted):
    with refused("HZ007", f"costs {posted.fee_fen} fen and its covers come to"):
        run(ANOTHER, ["G1", *NEXT_PERIOD, 1, 9_500, "active"])


def test_fee_without_dues(posted):
    with refused("HZ007", "its dues come to 0"):
        run("DELETE FROM enrolment_contributiondue WHERE enrolment_id = %s", [posted.pk])


def test_enrolment_with_a_fee_and_neither_dues_nor_covers(posted):
    kept = "organisation_id, org_path, plan_code, edition_id, starts_on, ends_before"
    with refused("HZ007", "costs 100 fen and its dues come to 0"):
        run(
            f"INSERT INTO enrolment_enrolment (ref, {kept}, persons, fee_fen, state, created_at)"
            f" SELECT 'E9', {kept}, 1, 100, state, created_at FROM enrolment_enrolment"
        )


def test_due_without_its_split(posted):
    """One source's part may neither shrink, vanish nor be moved to another enrolment."""
    first = ContributionDue.objects.filter(enrolment=posted).order_by("id").first()
    for change, saying in (
        ("SET amount_fen = amount_fen - 1", f"its dues come to {posted.fee_fen - 1}"),
        ("SET amount_fen = 0", "enrolment_due_positive"),
    ):
        with pytest.raises(Error, match=saying):
            run(f"UPDATE enrolment_contributiondue {change} WHERE id = %s", [first.pk])
    with refused("HZ007", "its dues come to"):
        run("DELETE FROM enrolment_contributiondue WHERE id = %s", [first.pk])


def test_cover_s_fee_changed_alone(posted):
    with refused("HZ007", "its covers come to"):
        run("UPDATE enrolment_cover SET fee_fen = fee_fen + 1")


def test_everything_changed_together_is_taken(posted):
    """The rules ask for agreement at commit, not for an order of statements."""
    people = Cover.objects.filter(enrolment=posted).count()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE enrolment_cover SET fee_fen = fee_fen + 100")
        cursor.execute("UPDATE enrolment_enrolment SET fee_fen = fee_fen + %s", [100 * people])
        cursor.execute(
            "UPDATE enrolment_contributiondue SET amount_fen = amount_fen + %s WHERE id ="
            " (SELECT min(id) FROM enrolment_contributiondue)", [100 * people],
        )  # fmt: skip
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert Enrolment.objects.get(pk=posted.pk).fee_fen == posted.fee_fen + 100 * people
