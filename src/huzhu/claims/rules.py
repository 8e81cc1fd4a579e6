"""What follows from an event and earlier payments alone: dates, facts, papers. No database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from benefit_terms import Decision, Edition, Facts
from huzhu.claims.enums import PaperKind

Event = Mapping[str, Any]

SEVERITIES = ("severe", "mild", "in_situ", "none")
WORKING_DAYS = 5
_DATES: dict[str, tuple[str, ...]] = {
    "inpatient": ("admitted_on", "occurred_on", "diagnosed_on", "discharged_on"),
    "diagnosis": ("diagnosed_on", "occurred_on", "admitted_on", "discharged_on"),
}
_OTHERWISE = ("occurred_on", "admitted_on", "diagnosed_on", "discharged_on")

# The application is the filing itself. A code that is not listed counts as another paper.
FILED_WITHOUT_PAPER = frozenset({"application"})
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
            key: value for key, value in diagnosis.items() if key == "severity"
        }
    return kept


def with_severity(event: Event, severity: str) -> dict[str, Any]:
    """The event with the class that a reviewer gave it."""
    return dict(event) | {"diagnosis": dict(event.get("diagnosis") or {}) | {"severity": severity}}


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


def missing_papers(editions: Iterable[Edition], given: Iterable[str]) -> list[MissingPaper]:
    """Required papers of the editions less those given.

    One kind of paper serves all editions that ask for it; but an edition that asks for several
    papers of the kind “other” wants that many.
    """
    have = list(given)
    missing: list[MissingPaper] = []
    for edition in editions:
        left = have.copy()
        for paper in edition.checklist:
            if not paper.required or paper.code in FILED_WITHOUT_PAPER:
                continue
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
