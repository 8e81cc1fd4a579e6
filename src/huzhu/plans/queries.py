"""Which plans there are, which edition is in force, and what it says: the same for everybody.
Drafts and their replays: the office's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db.models import QuerySet

import plan_book
from benefit_terms import Edition, TermsError, edition_from_canonical, load_edition
from benefit_terms.cases import Case
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.scope import Scope, within
from huzhu.kernel.text import without_spaces
from huzhu.organisations.rules import Officer
from huzhu.plans import formats, rules
from huzhu.plans.enums import DraftState, EditionState
from huzhu.plans.errors import EditionAltered, NoEditionInForce
from huzhu.plans.lifecycle import OPEN
from huzhu.plans.models import DraftEdition, DraftRevision, Plan, PublishedEdition, Replay
from huzhu.plans.permissions import PUBLISHERS, office_of

_IN_BRACKETS = re.compile(r"[（(].*?[）)]")

# ── the catalogue ─────────────────────────────────────────────────────────────────────────────


def plans() -> QuerySet[Plan]:
    return Plan.objects.order_by("id")


def plan_by_code(code: str) -> Plan:
    """Raises NotVisible."""
    found = Plan.objects.filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def editions_of(plan_code: str) -> QuerySet[PublishedEdition]:
    """All that were published, the newest first."""
    return (
        PublishedEdition.objects.filter(plan__code=plan_code)
        .select_related("plan")
        .order_by("-effective_from", "-id")
    )


def edition_in_force(plan_code: str, on: date) -> PublishedEdition:
    """The edition under which a cover starting `on` stands: the one that began last, if it has
    not ended. An edition that a later one has superseded does not come back when that one ends.

    Raises NoEditionInForce.
    """
    found = editions_of(plan_code).filter(effective_from__lte=on).first()
    if found is None or (found.effective_until is not None and found.effective_until < on):
        raise NoEditionInForce(plan_code=plan_code, on=on)
    return found


def editions_at(on: date) -> dict[str, PublishedEdition]:
    """The edition of every plan under which a cover starting `on` stands, by plan code."""
    begun = PublishedEdition.objects.filter(effective_from__lte=on).select_related("plan")
    latest = {one.plan.code: one for one in begun.order_by("effective_from", "id")}
    return {
        code: one
        for code, one in latest.items()
        if one.effective_until is None or one.effective_until >= on
    }


def plan_names() -> dict[str, str]:
    """Plan codes by what people write for a plan, in capitals and without spaces: its code, its
    names, and its Chinese name without the year and the words that all plans share."""
    names: dict[str, str] = {}
    for plan in plans():
        bare = _IN_BRACKETS.sub("", plan.name_zh)
        short = bare.removesuffix("活动").removesuffix("计划").removesuffix("互助保障")
        for name in (plan.code, plan.name_zh, plan.name_en, bare, short):
            if name:
                names.setdefault(without_spaces(name).upper(), plan.code)
    return names


def edition_by_digest(digest: str) -> PublishedEdition:
    """Raises NotVisible."""
    found = PublishedEdition.objects.select_related("plan").filter(digest=digest).first()
    if found is None:
        raise NotVisible
    return found


def edition_by_version(plan_code: str, version: str) -> PublishedEdition:
    """Raises NotVisible."""
    found = editions_of(plan_code).filter(version=version).first()
    if found is None:
        raise NotVisible
    return found


def terms_of(published: PublishedEdition) -> Edition:
    """The terms as published, checked against their digest. Raises EditionAltered."""
    return _terms(published.digest, published.pk)


@lru_cache(maxsize=64)
def _terms(digest: str, published_id: int) -> Edition:
    published = PublishedEdition.objects.select_related("plan").get(pk=published_id)
    edition = edition_from_canonical(published.canonical, name=digest)
    if edition.digest != digest:
        raise EditionAltered(plan_code=published.plan.code, version=published.version)
    return edition


@dataclass(frozen=True)
class Shelved:
    """A published edition with the state that its dates give it on a day."""

    published: PublishedEdition
    state: EditionState
    superseded_on: date | None


def shelf(on: date) -> list[Shelved]:
    """Every published edition: plan by plan, the newest first."""
    found = list(
        PublishedEdition.objects.select_related("plan")
        .defer("canonical")
        .order_by("plan__code", "-effective_from", "-id")
    )
    dated = [_dated(one) for one in found]
    return [
        Shelved(one, rules.state_on(its, dated, on), rules.superseded_from(its, dated))
        for one, its in zip(found, dated, strict=True)
    ]


def shelved(published: PublishedEdition, on: date) -> Shelved:
    """One edition with its state among those of its plan."""
    dated = [_dated(one) for one in editions_of(published.plan.code).defer("canonical")]
    its = _dated(published)
    return Shelved(published, rules.state_on(its, dated, on), rules.superseded_from(its, dated))


def _dated(one: PublishedEdition) -> rules.Dated:
    return rules.Dated(one.plan.code, one.version, one.effective_from, one.effective_until, one.pk)


def source_of_edition(published: PublishedEdition) -> tuple[str, str]:
    """(document, cases) of a published edition: as written, where that is known.

    The revision it was published from, or the plan book's file of the same digest; otherwise a
    document written anew from the canonical terms, without cases.
    """
    written = (
        DraftRevision.objects.filter(
            draft__digest=published.digest, draft__state=DraftState.PUBLISHED
        )
        .order_by("-number")
        .first()
    )
    if written is not None:
        return written.text, written.cases
    path = _in_book(published.plan.code, published.digest)
    if path is None:
        return formats.yaml_of(published.canonical), ""
    cases = path.with_suffix(".cases.yaml")
    return path.read_text("utf-8"), cases.read_text("utf-8") if cases.exists() else ""


@lru_cache(maxsize=64)
def _in_book(plan_code: str, digest: str) -> Path | None:
    """The plan book's file of these terms; a file that cannot be read is not the one."""
    for path in plan_book.editions():
        if f"plan: {plan_code}" in path.read_text("utf-8")[:2000]:
            with suppress(TermsError):
                if load_edition(path).digest == digest:
                    return path
    return None


def check_terms(text: str, cases: str) -> rules.Checked:
    """What is wrong with a document and its cases, by line; touches no database."""
    return rules.check_terms(text, cases)


def cases_in(cases: str) -> list[Case]:
    """The cases that a text holds; none for one that cannot be read."""
    try:
        return rules.cases_in(cases) if cases.strip() else []
    except TermsError:
        return []


def readable(text: str) -> Edition | None:
    """The edition a document says; None while it cannot be read."""
    return rules.readable(text)


# ── drafts ────────────────────────────────────────────────────────────────────────────────────


def drafts(scope: Scope, *, states: Sequence[str] = OPEN) -> QuerySet[DraftEdition]:
    """Drafts of the offices in scope, the last changed first."""
    return DraftEdition.objects.filter(within(scope), state__in=states).order_by(
        "-changed_at", "-id"
    )


def draft_by_ref(scope: Scope, ref: str) -> DraftEdition:
    """Raises NotVisible, whether it is not there or not to be seen."""
    found = DraftEdition.objects.filter(within(scope), ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def drafts_to_publish(scope: Scope, officer: Officer) -> QuerySet[DraftEdition]:
    """What this officer may publish now: submitted, and written by others."""
    if not office_of(officer, PUBLISHERS):
        return DraftEdition.objects.none()
    return (
        drafts(scope, states=(DraftState.SUBMITTED,))
        .exclude(revisions__by_token=officer.person_token)
        .order_by("submitted_at", "id")
    )


def revisions_of(scope: Scope, draft: DraftEdition) -> QuerySet[DraftRevision]:
    """What was saved, the newest first."""
    return DraftRevision.objects.filter(within(scope), draft=draft).order_by("-number")


def current_revision(scope: Scope, draft: DraftEdition) -> DraftRevision:
    return revisions_of(scope, draft).get(number=draft.revision)


def wrote_in(scope: Scope, draft: DraftEdition, person_token: str) -> bool:
    """Whether somebody has a hand in it: such a person does not decide on it."""
    return revisions_of(scope, draft).filter(by_token=person_token).exists()


def base_of(draft: DraftEdition) -> PublishedEdition | None:
    """The published edition a draft was made from."""
    return (
        PublishedEdition.objects.select_related("plan").filter(digest=draft.based_on).first()
        if draft.based_on
        else None
    )


# ── replays ───────────────────────────────────────────────────────────────────────────────────


def replays_of(scope: Scope, draft: DraftEdition) -> QuerySet[Replay]:
    """The newest first."""
    return Replay.objects.filter(within(scope), draft=draft).order_by("-id")


def replay_by_ref(scope: Scope, ref: str) -> Replay:
    """Raises NotVisible, whether it is not there or not to be seen."""
    found = Replay.objects.filter(within(scope), ref=ref).select_related("draft").first()
    if found is None:
        raise NotVisible
    return found
