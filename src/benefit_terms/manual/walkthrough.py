"""The walk-through: one edition written from a published text, with what `check` says on the way.

The stages are made from the finished edition by undoing steps or planting a
fault, and `check` is really run on each, so that the messages shown are true.
"""

from __future__ import annotations

import re
from importlib.resources import files

from ..check import check_text
from ..explain import explain
from ..problem_words import problem_in_words, summary
from ..prose import edition_in_words
from ..schema import parse_edition
from .examples import Example
from .markdown import Language, Page, fence

_NAME = "inpatient.yaml"
_FOLDER = files("benefit_terms") / "examples" / "walkthrough"
#: Faults planted in the finished edition: what is written, and what stands there instead.
FAULTS = {
    "number": ("rate: 60 %}", "rate: 0.6}"),
    "gap": ("{above: 5000 yuan", "{above: 5001 yuan"),
    "sentence": ("    no_clause_for: {办事处每年公布给付情况: 不影响给付}\n", ""),
}


def finished() -> str:
    return (_FOLDER / _NAME).read_text("utf-8")


def cases() -> str:
    return (_FOLDER / "inpatient.cases.yaml").read_text("utf-8")


def articles_only() -> str:
    """The edition with its articles, and no clauses yet."""
    text = re.sub(r"    clauses:\n(?:      .*\n)+", "", finished())
    text = re.sub(r"    no_clause_for:.*\n", "", text)
    return re.sub(r"parameters:\n(?:  .*\n)+", "", text)


def faulty(name: str) -> str:
    """The finished edition with one fault in it."""
    right, wrong = FAULTS[name]
    text = finished()
    if right not in text:
        raise ValueError(f"`{right}` does not stand in {_NAME}")
    return text.replace(right, wrong, 1)


def without_ages() -> str:
    """The cases before anybody thought of the ends of the ages."""
    return re.sub(r"  - \{name: 生效日(?:恰满16|60|61)周岁.*\n", "", cases())


def checked(
    edition: str, cases_text: str | None, mutate: bool = False, language: Language = "en"
) -> str:
    """What `check` prints for an edition called inpatient.yaml."""
    _, report = check_text(edition, cases_text, name=_NAME, mutate=mutate)
    lines = [problem_in_words(one, language) for one in report.problems]
    return "\n".join([*lines, summary(report, language, mutated=mutate)])


def article(number: str) -> str:
    """One article of the finished edition."""
    lines = finished().splitlines()
    first = next(i for i, line in enumerate(lines) if line.strip() == f'- number: "{number}"')
    last = first + 1
    while last < len(lines) and not lines[last].startswith("  - number"):
        last += 1
    return "\n".join(lines[first:last])


def filled(text: str, page: Page) -> str:
    """The guide's text with `{{article 5}}`, `{{check gap}}` and the like filled in."""
    return re.sub(
        r"\{\{(\w+)(?: (\w+))?\}\}", lambda found: _piece(found[1], found[2] or "", page), text
    )


def _piece(what: str, which: str, page: Page) -> str:
    if what == "article":
        return fence(article(which), "yaml")
    if what == "mutate":
        beside = cases() if which == "finished" else without_ages()
        return fence(checked(finished(), beside, True, page.language), "text")
    if what == "check":
        stages = {
            "articles": (articles_only(), None),
            "clauses": (finished(), None),
            "finished": (finished(), cases()),
        }
        edition, beside_it = stages.get(which) or (faulty(which), cases())
        return fence(checked(edition, beside_it, language=page.language), "text")
    if what == "head":
        return fence(finished().partition("articles:\n")[0], "yaml")
    if what == "texts":
        return fence(articles_only(), "yaml")
    if what == "finished":
        return fence(finished(), "yaml")
    if what == "cases":
        return fence(cases(), "yaml")
    return _said(page) if what == "words" else _explained(page)


def _said(page: Page) -> str:
    edition = parse_edition(finished(), name=_NAME)
    said = edition_in_words(edition, page.language)
    return "".join(f"- {article.number}: {text}\n" for article, pairs in said for _, text in pairs)


def _explained(page: Page) -> str:
    shown = Example("walkthrough", "inpatient", {}, {}, finished(), cases())
    return fence(explain(shown.edition, shown.ran[0].decision, page.language, "member"), "text")
