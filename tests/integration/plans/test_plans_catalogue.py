"""A published edition is known by its digest and never changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from benefit_terms import load_edition
from benefit_terms.edition import Effective
from factories.enrolment import BOOK, publish_plan
from factories.tree import make_officer, make_tree
from huzhu.audit.models import Entry
from huzhu.kernel.errors import NotPermitted, NotVisible
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import service
from huzhu.plans import errors, queries
from huzhu.plans.actions import publish_edition
from huzhu.plans.models import Plan, PublishedEdition

ZY = BOOK / "zy_inpatient_2025.yaml"


def publish(at, edition, by=None):
    return publish_edition(by=by or service("test"), at=at, edition=edition)


def test_published_terms_come_back_the_same(house, at):
    edition = load_edition(ZY)
    published = publish(at, edition)
    assert queries.terms_of(published) == edition
    assert queries.edition_by_digest(edition.digest) == published
    assert (published.plan.code, published.plan.name_zh) == ("ZY", edition.title_zh)


def test_publishing_again_changes_nothing(house, at):
    first, second = publish_plan(at), publish_plan(at)
    assert first == second
    assert Entry.objects.filter(act="publish_edition").count() == 1


def test_other_terms_under_a_published_version_are_refused(house, at):
    edition = load_edition(ZY)
    publish(at, edition)
    with pytest.raises(errors.VersionTaken):
        publish(at, replace(edition, note="changed"))


@pytest.mark.parametrize(
    ("day", "version"),
    [
        ("2025-01-01", "2025"),
        ("2025-12-31", "2025"),
        ("2026-01-01", "2026"),
        ("2027-01-01", "2026"),
    ],
)
def test_edition_in_force_is_the_one_of_the_day(house, at, day, version):
    edition = load_edition(ZY)
    publish(at, replace(edition, effective=Effective(date(2025, 1, 1), date(2026, 6, 30))))
    publish(at, replace(edition, version="2026", effective=Effective(date(2026, 1, 1))))
    assert queries.edition_in_force("ZY", date.fromisoformat(day)).version == version


def test_day_without_edition_is_refused(house, at):
    edition = load_edition(ZY)
    publish(at, replace(edition, effective=Effective(date(2025, 1, 1), date(2025, 12, 31))))
    for day in (date(2024, 12, 31), date(2026, 1, 1)):
        with pytest.raises(errors.NoEditionInForce):
            queries.edition_in_force("ZY", day)
    with pytest.raises(NotVisible):
        queries.plan_by_code("XX")


def test_handler_may_not_publish(house, at):
    tree = make_tree()
    handler = make_officer("h", Role.COUNTY_HANDLER, tree["王益区"])
    with pytest.raises(NotPermitted):
        publish(at, load_edition(ZY), by=handler)
    assert Plan.objects.count() == 0


def test_terms_that_do_not_match_their_digest_are_not_used(house, at):
    published = publish_plan(at)
    forged = PublishedEdition.objects.create(
        plan=published.plan,
        version="forged",
        digest="0" * 64,
        canonical=published.canonical,
        effective_from=published.effective_from,
        published_at=at,
    )
    with pytest.raises(errors.EditionAltered):
        queries.terms_of(forged)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plans_publishededition SET canonical = '{}'",
        "DELETE FROM plans_publishededition",
        "TRUNCATE plans_publishededition CASCADE",
    ],
)
def test_published_edition_never_changes(house, at, statement):
    publish_plan(at)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
