"""Is an edition fit to be published? Schema, soundness, cases, and the editions beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise
from pathlib import Path

from .cases import Ran, cases_path, cases_text, check_cases
from .coverage import check_coverage
from .edition import Edition
from .errors import TermsError
from .explain import Language
from .mutate import check_mutants
from .problems import Problem, Problems
from .schema import load_edition, parse_edition
from .soundness import CHECKS


@dataclass(frozen=True)
class Report:
    """What was checked and what was found; `problems` empty means fit to publish."""

    editions: int
    cases: int
    problems: tuple[Problem, ...]
    changes: int = 0


def edition_files(paths: Iterable[Path]) -> list[Path]:
    """The edition documents among files and folders; case files are not editions."""
    found: set[Path] = set()
    for path in paths:
        found.update(path.rglob("*.yaml") if path.is_dir() else [path])
    return sorted(path for path in found if not path.name.endswith(".cases.yaml"))


def soundness_problems(edition: Edition) -> list[Problem]:
    """The faults of an edition that can be seen without its cases."""
    problems = Problems(edition)
    for check in CHECKS:
        check(edition, problems)
    return list(problems)


def check_paths(paths: Iterable[Path], mutate: bool = False, language: Language = "en") -> Report:
    """Check every edition under these paths, and that editions of one plan join in time.

    `mutate` also changes each number and reports the changes that no case notices; a case that
    fails is explained in `language`.
    """
    found: list[Problem] = []
    editions: list[Edition] = []
    cases = changes = 0
    for path in edition_files(paths):
        beside = cases_path(path)
        try:
            edition = load_edition(path)
        except TermsError as trouble:
            found.append(_problem(trouble))
            continue
        editions.append(edition)
        try:
            text = cases_text(beside) if beside.exists() else None
        except TermsError as trouble:
            found += [*soundness_problems(edition), _problem(trouble)]
            continue
        one = _check(edition, text, str(beside), mutate, language)
        found += one.problems
        cases, changes = cases + one.cases, changes + one.changes
    found.extend(_succession(editions))
    return Report(len(editions), cases, tuple(found), changes)


def check_text(
    text: str,
    cases: str | None,
    *,
    name: str = "edition.yaml",
    mutate: bool = False,
    language: Language = "en",
) -> tuple[Edition | None, Report]:
    """The same for an edition and its cases that stand in no file; `name` is used in messages."""
    try:
        edition = parse_edition(text, name=name)
    except TermsError as trouble:
        return None, Report(0, 0, (_problem(trouble),))
    return edition, _check(edition, cases, str(cases_path(Path(name))), mutate, language)


def _check(
    edition: Edition, cases: str | None, name: str, mutate: bool, language: Language
) -> Report:
    problems = Problems(edition)
    problems.extend(soundness_problems(edition))
    ran: list[Ran] = []
    changes = 0
    try:
        ran = check_cases(edition, cases, name, problems, language)
        check_coverage(edition, ran, problems)
        if mutate:
            changes = check_mutants(edition, [one.case for one in ran], problems)
    except TermsError as trouble:
        problems.append(_problem(trouble))
    return Report(1, len(ran), tuple(problems), changes)


def _problem(trouble: TermsError) -> Problem:
    article = f", article {trouble.article}" if trouble.article else ""
    return Problem(trouble.code, trouble.where + article, trouble.what, trouble.remedy)


def _succession(editions: list[Edition]) -> list[Problem]:
    """Editions of one plan follow each other without overlap or gap."""
    problems = []
    ordered = sorted(editions, key=lambda e: (e.plan, e.effective_from))
    for plan, group in groupby(ordered, key=lambda e: e.plan):
        for one, following in pairwise(group):
            until = one.effective_until
            if until is None or until >= following.effective_from:
                code, what = "editions_overlap", "overlap"
            elif until + timedelta(days=1) < following.effective_from:
                code, what = "editions_gap", "leave a gap"
            else:
                continue
            problems.append(
                Problem(
                    code,
                    following.places.get("", plan),
                    f"{plan}: editions {one.version} (until {until or 'further notice'}) and "
                    f"{following.version} (from {following.effective_from}) {what}.",
                    f"Let {one.version} end the day before {following.effective_from}.",
                )
            )
    return problems
