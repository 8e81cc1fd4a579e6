"""An office with somebody who writes terms and somebody who publishes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benefit_terms import parse_edition
from factories.tree import Tree, make_tree
from factories.world import make_staff
from huzhu.organisations.enums import Role
from huzhu.organisations.rules import Officer, service
from huzhu.plans.actions import duplicate_edition, publish_edition, save_draft
from huzhu.plans.models import DraftEdition, PublishedEdition
from huzhu.plans.queries import current_revision

# A small edition that `check` finds nothing wrong with, and its cases.
SOUND = Path(__file__).with_name("sound.yaml").read_text("utf-8")
SOUND_CASES = Path(__file__).with_name("sound.cases.yaml").read_text("utf-8")


@dataclass
class Office:
    """`writer` and `other` are claims officers, `director` publishes; `county` handles."""

    tree: Tree
    writer: Officer
    other: Officer
    director: Officer
    county: Officer
    published: PublishedEdition


def make_office(at) -> Office:
    tree = make_tree()
    edition = parse_edition(SOUND)
    return Office(
        tree=tree,
        writer=make_staff("writer", tree.office, Role.DEPARTMENT_HEAD),
        other=make_staff("other", tree.office, Role.CLAIMS_OFFICER),
        director=make_staff("director", tree.office, Role.OFFICE_DIRECTOR),
        county=make_staff("county", tree["王益区"], Role.COUNTY_HANDLER, Role.DEPARTMENT_HEAD),
        published=publish_edition(by=service("test"), at=at, edition=edition),
    )


def make_draft(office: Office, at, *, version: str = "2026", by=None) -> DraftEdition:
    """A draft of the sound edition from 2026 on, with its cases; `check` finds nothing in it."""
    by = by or office.writer
    draft = duplicate_edition(
        by=by, at=at, digest=office.published.digest, version=version,
        effective_from=date(2026, 1, 1),
    )  # fmt: skip
    text = current_revision(by.scope, draft).text
    return save_draft(
        by=by, at=at, draft_ref=draft.ref, revision=draft.revision, text=text, cases=SOUND_CASES
    )
