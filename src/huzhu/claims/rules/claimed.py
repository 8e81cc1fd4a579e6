"""What follows from an event and earlier payments alone: dates, facts, papers. No database."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Protocol

from benefit_terms import Decision, Edition, Facts
from benefit_terms.clauses import RelationAmong
from benefit_terms.quantities import complete_years
from benefit_terms.views import PaperView
from huzhu.claims.enums import PaperKind

Event = Mapping[str, Any]

SEVERITIES = ("severe", "mild", "in_situ", "none")
WORKING_DAYS = 5
_WORKING_AGE = 16  # Labour Law, article 15
_KEPT_OF_DIAGNOSIS = ("severity", "first_diagnosed_on")
_DATES: dict[str, tuple[str, ...]] = {
    "inpatient": ("admitted_on", "occurred_on", "diagnosed_on", "discharged_on"),
    "diagnosis": ("diagnosed_on", "occurred_on", "admitted_on", "discharged_on"),
}
_OTHERWISE = ("occurred_on", "admitted_on", "diagnosed_on", "discharged_on")

# The application is the filing itself. A code that is not listed counts as another paper.
FILED_WITHOUT_PAPER = frozenset({"application"})
NONE_EASED: Mapping[str, Collection[str]] = MappingProxyType({})
KIND_OF_PAPER: dict[str, PaperKind] = {
    "settlement": PaperKind.SETTLEMENT,
    "identity": PaperKind.IDENTITY,
    "pathology": PaperKind.PATHOLOGY,
    "discharge_record": PaperKind.DIAGNOSIS,
    "diagnosis_certificate": PaperKind.DIAGNOSIS,
}


@dataclass(frozen=True)
class MissingPaper:
    """A required paper that nobody added, under the names that the edition gives it."""

    kind: PaperKind
    label_zh: str
    label_en: str


def plain_event(event: Event) -> dict[str, Any]:
    """The event as JSON holds it: days as "2025-01-31". Raises TypeError for other objects."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(event), default=_day))
    return plain


def event_day(event: Event) -> date | None:
    """The day that decides which covers are asked; None if the event names none."""
    for name in _DATES.get(str(event.get("kind")), _OTHERWISE):
        try:
            if event.get(name):
                return date.fromisoformat(str(event[name]))
        except ValueError:
            continue
    return None


def icd_category(event: Event) -> str:
    """ "C50" of "C50.911"; empty where no diagnosis is coded."""
    code = (event.get("diagnosis") or {}).get("icd10") or ""
    return str(code).strip().upper()[:3]


def pseudonymous(event: Event) -> dict[str, Any]:
    """The event without the words of the diagnosis and without the code beyond its category.

    The evaluator reads no more, so the decision is the same.
    """
    kept = dict(event)
    if diagnosis := event.get("diagnosis"):
        kept["diagnosis"] = {"icd10": icd_category(event) or None, "severity": None} | {
            key: diagnosis[key] for key in _KEPT_OF_DIAGNOSIS if key in diagnosis
        }
    return kept


def with_severity(event: Event, severity: str) -> dict[str, Any]:
    """The event with the class that a reviewer gave it."""
    return dict(event) | {"diagnosis": dict(event.get("diagnosis") or {}) | {"severity": severity}}


class Held(Protocol):
    """A cover that a person held; of the enrolment room."""

    @property
    def plan(self) -> str: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_before(self) -> date: ...
    @property
    def is_renewal(self) -> bool: ...


def cover_history(plan: str, starts_on: date, held: Sequence[Held]) -> dict[str, Any]:
    """What the terms ask of the covers before one: its predecessor, the unbroken row, other plans.

    `continuous_since` is left out where a renewal's predecessor is not known.
    """
    before = sorted((c for c in held if c.starts_on < starts_on), key=lambda c: c.starts_on)
    same = [cover for cover in before if cover.plan == plan]
    others = {c.plan for c in before if c.plan != plan and c.ends_before >= starts_on}
    facts: dict[str, Any] = {"is_added_plan": bool(others), "plans_held_before": sorted(others)}
    if same:
        facts["previous_ends_before"] = same[-1].ends_before.isoformat()
    renews = next((c.is_renewal for c in held if (c.plan, c.starts_on) == (plan, starts_on)), False)
    since = starts_on
    while renews and same:
        first = same.pop()
        since, renews = first.starts_on, first.is_renewal
    return facts if renews else facts | {"continuous_since": since.isoformat()}


def relation_of(person: Mapping[str, Any], edition: Edition, starts_on: date) -> str | None:
    """What the person is to the member under an edition; None, not known, where it matters.

    Plans for children look for a recorded tie to a parent (`is_child`). Without one, a person of
    working age is the worker; a younger one is somebody's child, and nobody has recorded whose.
    """
    clause = edition.first(RelationAmong)
    if clause is None or "child" not in clause.among:
        return "self"
    if person["is_child"]:
        return "child"
    born = date.fromisoformat(str(person["birth_on"]))
    return "self" if complete_years(born, starts_on) >= _WORKING_AGE else None


def person_under(person: Mapping[str, Any], edition: Edition, starts_on: date) -> dict[str, Any]:
    """The person as the terms of one edition look at her: with the relation in place of the tie."""
    relation = relation_of(person, edition, starts_on)
    known = {name: value for name, value in person.items() if name != "is_child"}
    return known if relation is None else known | {"relation": relation}


def facts_for(
    cover: Mapping[str, Any],
    person: Mapping[str, Any],
    event: Event,
    filed_on: date,
    earlier: Sequence[Mapping[str, Any]],
) -> Facts:
    """Everything the evaluator looks at for one cover. Raises benefit_terms.FactsError."""
    return Facts.from_json(
        {
            "cover": dict(cover),
            "person": dict(person),
            "event": pseudonymous(event) | {"filed_on": filed_on.isoformat()},
            "earlier": [dict(paid) for paid in earlier],
        }
    )


def papers_needed(edition: Edition, enough: Collection[str] = ()) -> list[PaperView]:
    """The papers without which a claim is not filed: those the edition requires, or, where a gift
    programme says which are `enough`, of its checklist those."""
    return [
        paper
        for paper in edition.checklist
        if (paper.code in enough if enough else paper.required)
        and paper.code not in FILED_WITHOUT_PAPER
    ]


def missing_papers(
    editions: Iterable[Edition],
    given: Iterable[str],
    enough: Mapping[str, Collection[str]] = NONE_EASED,
) -> list[MissingPaper]:
    """Papers needed by the editions less those given; `enough` by plan, see `papers_needed`.

    One kind of paper serves all editions that ask for it; but an edition that asks for several
    papers of the kind “other” wants that many.
    """
    have = list(given)
    missing: list[MissingPaper] = []
    for edition in editions:
        left = have.copy()
        for paper in papers_needed(edition, enough.get(edition.plan, ())):
            kind = KIND_OF_PAPER.get(paper.code, PaperKind.OTHER)
            if kind.value not in left:
                missing.append(MissingPaper(kind, paper.label_zh, paper.label_en))
            elif kind is PaperKind.OTHER:
                left.remove(kind.value)
    return list(dict.fromkeys(missing))


def reasons_of(decisions: Iterable[Decision], language: str) -> str:
    """Why nothing is due, each reason once, with its article."""
    zh = language == "zh"
    found = [
        f"第{r.article}条：{r.text_zh}" if zh else f"Article {r.article}: {r.text_en}"
        for decision in decisions
        for r in decision.refusals
    ]
    return ("" if zh else " ").join(dict.fromkeys(found))


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"An event cannot hold {value!r}.")
