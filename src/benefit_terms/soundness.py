"""Faults that can be seen in the terms alone, without any case."""

from __future__ import annotations

from itertools import pairwise

from . import clauses as c
from . import nodes as n
from .edition import Edition, ListedDisease, references_in
from .icd import is_category
from .limits import check_limits
from .problems import Problems
from .ranges import check_ranges
from .reach import check_reach
from .walk import apart, conditions_of, nodes_in, path_of, values_in
from .wording import check_wording, check_words, is_quoted


def check_parameters(edition: Edition, problems: Problems) -> None:
    """Undefined, unused, unsourced; of the wrong unit; dated values out of order or too late."""
    used = {ref for _, p in edition.parameters for d in p.values for ref in references_in(d.value)}
    used |= {ref for _, p in edition.parameters for ref in references_in(p.value)}
    for article, clause in edition.clauses():
        for value, unit in values_in(clause):
            for name in references_in(value):
                used.add(name)
                _check_reference(edition, problems, path_of(article, clause), name, unit)
    for name, parameter in edition.parameters:
        path = f"parameters.{name}"
        if name not in used:
            problems.add(
                "parameter_unused", path, f"No clause uses `${name}`.", "Use it, or remove it."
            )
        if not parameter.source.strip():
            problems.add(
                "parameter_without_source",
                path,
                f"`{name}` does not say where it comes from.",
                "Name the article, notice or decision under `source`.",
            )
        days = [dated.from_ for dated in parameter.values]
        if any(later <= day for day, later in pairwise(days)):
            problems.add(
                "dates_out_of_order",
                path,
                f"The values of `{name}` are not in order of date.",
                "Write each day once, earliest first.",
            )
        if days and min(days) > edition.effective_from:
            problems.add(
                "dates_gap",
                path,
                f"`{name}` has no value before {min(days)}, but the edition "
                f"begins on {edition.effective_from}.",
                "Add a value from that day or earlier.",
            )


def _check_reference(edition: Edition, problems: Problems, path: str, name: str, unit: str) -> None:
    parameter = edition.parameter(name)
    if parameter is None:
        problems.add(
            "parameter_undefined",
            path,
            f"`${name}` is not among the parameters.",
            "Add it under `parameters`, or correct its name.",
        )
    elif parameter.unit != unit and not (unit == "span" and parameter.unit == "days"):
        problems.add(
            "units_mixed",
            path,
            f"`${name}` is in {parameter.unit}, but {unit} belongs here.",
            "Use a parameter of the right unit.",
        )


def check_articles(edition: Edition, problems: Problems) -> None:
    """Every article is carried out by clauses, or says why it needs none; numbers are unique."""
    seen: set[str] = set()
    for article in edition.articles:
        path = f"articles.{article.number}"
        if article.number in seen:
            problems.add(
                "article_number_twice",
                path,
                f"Two articles are numbered {article.number}.",
                "Number them apart.",
            )
        seen.add(article.number)
        if not article.text.strip():
            problems.add(
                "article_without_text", path, "The article has no words.", "Write its text."
            )
        carried_out = article.clauses or article.no_clause_needed or is_quoted(edition, article)
        if not carried_out:
            problems.add(
                "article_without_clause",
                path,
                "No clause carries this article out.",
                "Add a clause, or say why under `no_clause_needed`.",
            )
        if article.clauses and article.no_clause_needed:
            problems.add(
                "clause_not_needed",
                path,
                "The article has clauses, and says it needs none.",
                "Remove `no_clause_needed`.",
            )


def check_lists(edition: Edition, problems: Problems) -> None:
    """Codes are ICD-10 categories, each in one entry of its list; every list is used."""
    used = {
        name
        for _, clause in edition.clauses()
        for node in conditions_of(clause)
        if isinstance(node, n.DiseaseIn)
        for name in node.lists
    }
    for name, entries in edition.lists:
        if name not in used:
            what = f"No clause uses the list `{name}`."
            problems.add("list_unused", f"lists.{name}", what, "Use or remove it.")
        _check_codes(f"lists.{name}", entries, problems)
    known = {name for name, _ in edition.lists}
    for article, clause in edition.clauses():
        for node in conditions_of(clause):
            for name in node.lists if isinstance(node, n.DiseaseIn) else ():
                if name not in known:
                    problems.add(
                        "list_undefined",
                        path_of(article, clause),
                        f"There is no list `{name}`.",
                        "Add it under `lists`, or correct its name.",
                    )


def _check_codes(
    path: str, entries: tuple[tuple[str, ListedDisease], ...], problems: Problems
) -> None:
    seen: dict[str, str] = {}
    for key, disease in entries:
        if not disease.codes:
            what = f"`{key}` has no code."
            problems.add("entry_without_code", path, what, "Add its categories.")
        for code in disease.codes:
            if not is_category(code):
                problems.add(
                    "bad_icd_code",
                    path,
                    f"`{code}` (of `{key}`) is not an ICD-10 category.",
                    "Write a three-character category such as C50.",
                )
            if code in seen:
                what = f"`{code}` is in `{seen[code]}` and `{key}`."
                problems.add("code_listed_twice", path, what, "Keep it in one of them.")
            seen[code] = key


def check_names(edition: Edition, problems: Problems) -> None:
    """Benefits named by other clauses exist; two exceptions to one benefit cannot both apply."""
    known = {benefit.id: benefit for _, benefit in edition.of(c.Benefit)}
    for article, clause in edition.clauses():
        named = list(getattr(clause, "benefits", ()))
        named += [b for step in nodes_in(clause, n.LessPaid) for b in step.benefits]
        named += [b for start in nodes_in(clause, n.TopUp) for b in start.benefits]
        if isinstance(clause, c.Benefit) and clause.exception_to:
            named.append(clause.exception_to)
        for name in named:
            if name not in known:
                problems.add(
                    "benefit_undefined",
                    path_of(article, clause),
                    f"There is no benefit `{name}`.",
                    "Correct the name.",
                )
    exceptions = [(a, b) for a, b in edition.of(c.Benefit) if b.exception_to]
    for index, (article, one) in enumerate(exceptions):
        for _, other in exceptions[index + 1 :]:
            if one.exception_to == other.exception_to and not _disjoint(one, other):
                problems.add(
                    "exceptions_unordered",
                    path_of(article, one),
                    f"`{one.id}` and `{other.id}` are both exceptions to `{one.exception_to}`, "
                    "and may both apply.",
                    "Make one an exception to the other, or narrow their conditions.",
                )


def _disjoint(one: c.Benefit, other: c.Benefit) -> bool:
    """Can the two never answer the same event? Told by their conditions alone."""
    if (one.unless and set(one.unless) <= set(other.when)) or (
        other.unless and set(other.unless) <= set(one.when)
    ):
        return True
    theirs = {node.kind: node for node in other.when}
    for node in one.when:
        rival = theirs.get(node.kind)
        if rival is not None and apart(node, rival):
            return True
    return False


CHECKS = (
    check_parameters,
    check_articles,
    check_wording,
    check_words,
    check_lists,
    check_ranges,
    check_limits,
    check_names,
    check_reach,
)
