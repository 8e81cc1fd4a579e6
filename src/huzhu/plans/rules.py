"""Is a draft fit to be published? What the language's own check says, placed by line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from benefit_terms import Edition, EditionError, parse_edition
from benefit_terms.cases import Case, parse_cases
from benefit_terms.check import check_text
from benefit_terms.problems import Problem
from huzhu.plans.enums import EditionState

TERMS, CASES = "terms.yaml", "terms.cases.yaml"
LARGEST_TEXT = 400_000
_PLACE = re.compile(r"(?:^|/)(terms(?:\.cases)?\.yaml)(?::(\d+))?")
_CASE = re.compile(r"Case “([^”]+)”")
_ARTICLE = re.compile(r", article ([^,\s]+)")


@dataclass(frozen=True)
class Fault:
    """One problem: in the terms or in their cases, at a line (from 1), in an article."""

    code: str
    part: Literal["terms", "cases"]
    line: int | None
    article: str | None
    what: str
    remedy: str


@dataclass(frozen=True)
class Checked:
    """`edition` is None where the document cannot be read; `faults` empty means fit to publish."""

    edition: Edition | None
    faults: tuple[Fault, ...]
    cases: int = 0

    @property
    def is_clean(self) -> bool:
        return self.edition is not None and not self.faults


def check_terms(text: str, cases: str) -> Checked:
    """Everything that `python -m benefit_terms check` finds in an edition and its cases."""
    if len(text) + len(cases) > LARGEST_TEXT:
        what = f"The document has more than {LARGEST_TEXT} characters."
        return Checked(None, (Fault("too_large", "terms", None, None, what, "Make it shorter."),))
    edition, report = check_text(text, cases if cases.strip() else None, name=TERMS, language="zh")
    faults = [_fault(problem, cases) for problem in report.problems]
    return Checked(edition, tuple(sorted(faults, key=_in_order)), report.cases)


def cases_in(cases: str) -> list[Case]:
    """The cases of a text; raises CasesError or FactsError for one that holds none."""
    return parse_cases(cases, CASES)


def readable(text: str) -> Edition | None:
    """The edition a text says, or None: for what can be shown beside a text with faults."""
    try:
        return parse_edition(text, name=TERMS)
    except EditionError:
        return None


def _fault(problem: Problem, cases: str) -> Fault:
    place = _PLACE.search(problem.where)
    article = _ARTICLE.search(problem.where)
    is_case = bool(place and place.group(1) == CASES) or problem.code in ("no_cases", "case_fails")
    return Fault(
        code=problem.code,
        part="cases" if is_case else "terms",
        line=_line_of_case(problem, cases)
        or (int(place.group(2)) if place and place.group(2) else None),
        article=article.group(1) if article else None,
        what=problem.what,
        remedy=problem.remedy,
    )


def _line_of_case(problem: Problem, cases: str) -> int | None:
    """Where the case stands that a message names; the message itself places it at the file."""
    named = _CASE.match(problem.what) if problem.code == "case_fails" else None
    if named is None:
        return None
    lines = enumerate(cases.splitlines(), 1)
    return next((n for n, line in lines if f"name: {named.group(1)}" in line), None)


def _in_order(fault: Fault) -> tuple[bool, int, str]:
    return fault.part == "cases", fault.line or 0, fault.code


def with_version(text: str, version: str, effective_from: date) -> str:
    """A document under another version and first day, every other character as it stands."""
    text = re.sub(r"^version:.*$", f'version: "{version}"', text, count=1, flags=re.MULTILINE)
    head, found, tail = text.partition("effective:")
    if not found:
        return text
    tail = re.sub(r"""(\bfrom:\s*)['"]?[\d-]+['"]?""", rf"\g<1>{effective_from}", tail, count=1)
    return head + found + tail


@dataclass(frozen=True)
class Dated:
    """A published edition as its state follows from dates: begins, ends, which plan."""

    plan: str
    version: str
    begins: date
    until: date | None
    number: int


def superseded_from(one: Dated, others: Iterable[Dated]) -> date | None:
    """The day on which a later edition of the plan takes over; None if there is none.

    Of two that begin on one day, the one published later takes over at once.
    """
    later = [
        other.begins
        for other in others
        if other.plan == one.plan and (other.begins, other.number) > (one.begins, one.number)
    ]
    return min(later, default=None)


def state_on(one: Dated, others: Iterable[Dated], day: date) -> EditionState:
    """Whether covers that start on `day` can stand under this edition, and if not, why."""
    if day < one.begins:
        return EditionState.COMING
    taken_over = superseded_from(one, others)
    if taken_over is not None and taken_over <= day:
        return EditionState.SUPERSEDED
    if one.until is not None and one.until < day:
        return EditionState.ENDED
    return EditionState.IN_FORCE
