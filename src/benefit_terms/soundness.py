"""Faults that can be seen in the terms alone, without any case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, get_args, get_origin

from . import clauses as c
from . import nodes as n
from .edition import Edition, ListedDisease, references_in
from .icd import is_category
from .problems import Problems
from .reader import hints_of
from .values import Value


def values_in(node: Any) -> Iterator[tuple[Value, str]]:
    """Every value written anywhere in a node, with the unit its field asks for."""
    if isinstance(node, tuple):
        for item in node:
            yield from values_in(item)
    elif is_dataclass(node) and not isinstance(node, type):
        for entry in fields(node):
            held, wanted = getattr(node, entry.name), hints_of(type(node))[entry.name]
            unit = _unit_of(wanted)
            if unit is None:
                yield from values_in(held)
            elif held is not None:
                yield held, unit


def _unit_of(wanted: Any) -> str | None:
    if get_origin(wanted) is Annotated:
        return str(get_args(wanted)[1])
    return next((unit for option in get_args(wanted) if (unit := _unit_of(option))), None)


def _path(article: Any, clause: c.Clause) -> str:
    return f"articles.{article.number}.{clause.id}"


def check_parameters(edition: Edition, problems: Problems) -> None:
    """Undefined, unused, unsourced; of the wrong unit; dated values out of order or too late."""
    used = {ref for _, p in edition.parameters for d in p.values for ref in references_in(d.value)}
    used |= {ref for _, p in edition.parameters for ref in references_in(p.value)}
    for article, clause in edition.clauses():
        for value, unit in values_in(clause):
            for name in references_in(value):
                used.add(name)
                _check_reference(edition, problems, _path(article, clause), name, unit)
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
        if not article.clauses and not article.no_clause_needed:
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
        for node in getattr(clause, "when", ())
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
        for node in getattr(clause, "when", ()):
            for name in node.lists if isinstance(node, n.DiseaseIn) else ():
                if name not in known:
                    problems.add(
                        "list_undefined",
                        _path(article, clause),
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


def _days_that_matter(edition: Edition) -> list[date]:
    """The first day of the edition and every later day on which a parameter changes."""
    changes = {d.from_ for _, p in edition.parameters for d in p.values}
    return sorted(
        {edition.effective_from, *(day for day in changes if day > edition.effective_from)}
    )


def check_ranges(edition: Edition, problems: Problems) -> None:
    """Windows and bands join without gap or overlap, on every day on which a parameter changes."""
    for day in _days_that_matter(edition):
        for article, clause in edition.clauses():
            path = _path(article, clause)
            if isinstance(clause, c.Waiting):
                edges = [(w.from_day, w.through_day) for w in clause.windows]
                _check_edges(
                    edition, problems, path, "windows", edges, day, step=1, start=Fraction(1)
                )
            for node in clause.steps if isinstance(clause, c.Benefit) else ():
                if isinstance(node, (n.ProgressiveBands, n.WholeBands)):
                    bands = [(b.above, b.up_to) for b in node.bands]
                    _check_edges(edition, problems, path, "bands", bands, day, step=0, start=None)


def _check_edges(
    edition: Edition,
    problems: Problems,
    path: str,
    what: str,
    edges: list[tuple[Any, Any]],
    day: date,
    *,
    step: int,
    start: Fraction | None,
) -> None:
    def number(value: Any) -> Fraction | None:
        quantity = None if value is None else edition.constant(value, day)
        return quantity.number if quantity else None

    def report(code: str, text: str) -> None:
        if all(problem.what != text for problem in problems):
            problems.add(
                code, path, text, f"Let each of the {what} begin where the one before ends."
            )

    for first, last in edges:
        low, high = number(first), number(last)
        if low is not None and high is not None and (high < low or (high == low and step == 0)):
            report(f"{what}_out_of_order", f"One of the {what} runs from {low} to {high}.")
    for (_, last), (following, _) in pairwise(edges):
        end, begin = number(last), number(following)
        if last is None:
            report(f"{what}_overlap", f"One of the {what} has no end, but another follows.")
        elif end is not None and begin is not None and begin != end + step:
            kind = "gap" if begin > end + step else "overlap"
            report(
                f"{what}_{kind}",
                f"The {what} {kind}: one ends at {end}, the next begins at {begin}.",
            )
    opening = number(edges[0][0]) if edges else None
    if start is not None and opening is not None and opening != start:
        report(f"{what}_gap", f"The first of the {what} begins at {opening}, not at {start}.")


def check_limits(edition: Edition, problems: Problems) -> None:
    """No cap below a floor; nothing reckoned after a shared cap; a split adds up to its fee."""
    for article, benefit in edition.of(c.Benefit):
        path = _path(article, benefit)
        _check_order(path, benefit, problems)
        _check_floor(edition, path, benefit, problems)
    used = {
        step.name
        for _, benefit in edition.of(c.Benefit)
        for step in benefit.steps
        if isinstance(step, n.UnderCap)
    }
    for article, cap in edition.of(c.Cap):
        if cap.id not in used:
            problems.add(
                "cap_unused",
                _path(article, cap),
                f"No benefit is under the cap `{cap.id}`.",
                f"Add the step `cap: {cap.id}`, or remove it.",
            )
    _check_fees(edition, problems)


def _check_order(path: str, benefit: c.Benefit, problems: Problems) -> None:
    may_follow = (n.UnderCap, n.Round, n.IndemnityLimit, n.AtMost)
    capped = False
    for step in benefit.steps:
        if capped and not isinstance(step, may_follow):
            problems.add(
                "step_after_cap",
                path,
                f"`{step.kind}` follows a shared cap, whose use would not be what is paid.",
                "Put the cap after it.",
            )
        capped = capped or isinstance(step, n.UnderCap)


def _check_floor(edition: Edition, path: str, benefit: c.Benefit, problems: Problems) -> None:
    caps = {cap.id: cap.limit for _, cap in edition.of(c.Cap)}
    tops, floors = [], []
    for step in benefit.steps:
        if isinstance(step, n.UnderCap) and step.name not in caps:
            what = f"There is no cap `{step.name}`."
            problems.add("cap_undefined", path, what, "Add the clause, or correct its name.")
        elif isinstance(step, n.UnderCap):
            tops.append(edition.constant(caps[step.name]))
        elif isinstance(step, n.AtMost):
            tops.append(edition.constant(step.amount))
        elif isinstance(step, (n.AtLeast, n.MinimumPayment)):
            floors.append(edition.constant(step.amount))
    low = max((floor.number for floor in floors if floor), default=None)
    high = min((top.number for top in tops if top), default=None)
    if low is not None and high is not None and high < low:
        problems.add(
            "cap_below_floor",
            path,
            f"The cap of {high} fen is below the floor of {low} fen.",
            "Raise the cap or lower the floor.",
        )


def _check_fees(edition: Edition, problems: Problems) -> None:
    for article, fee in edition.of(c.Fee):
        for tier in fee.tiers:
            parts = [edition.constant(part.amount) for part in tier.split]
            whole = edition.constant(tier.amount)
            total = sum((part.number for part in parts if part), Fraction(0))
            if whole is not None and None not in parts and total != whole.number:
                problems.add(
                    "split_not_the_fee",
                    _path(article, fee),
                    f"The split adds up to {total} fen, the fee is {whole.number} fen.",
                    "Correct the split.",
                )


def check_names(edition: Edition, problems: Problems) -> None:
    """Benefits named by other clauses exist; two exceptions to one benefit cannot both apply."""
    known = {benefit.id: benefit for _, benefit in edition.of(c.Benefit)}
    for article, clause in edition.clauses():
        named = list(getattr(clause, "benefits", ()))
        if isinstance(clause, c.Benefit) and clause.exception_to:
            named.append(clause.exception_to)
        for name in named:
            if name not in known:
                problems.add(
                    "benefit_undefined",
                    _path(article, clause),
                    f"There is no benefit `{name}`.",
                    "Correct the name.",
                )
    exceptions = [(a, b) for a, b in edition.of(c.Benefit) if b.exception_to]
    for index, (article, one) in enumerate(exceptions):
        for _, other in exceptions[index + 1 :]:
            if one.exception_to == other.exception_to and not _disjoint(one, other):
                problems.add(
                    "exceptions_unordered",
                    _path(article, one),
                    f"`{one.id}` and `{other.id}` are both exceptions to `{one.exception_to}`, "
                    "and may both apply.",
                    "Make one an exception to the other, or narrow their conditions.",
                )


def _disjoint(one: c.Benefit, other: c.Benefit) -> bool:
    theirs = {node.kind: node for node in other.when}
    for node in one.when:
        rival = theirs.get(node.kind)
        if rival is None or isinstance(node, n.DiseaseIn):
            continue
        mine, yours = (
            {getattr(x, "wanted", None)} if hasattr(x, "wanted") else set(getattr(x, "among", ()))
            for x in (node, rival)
        )
        if not mine & yours:
            return True
    return False


CHECKS = (check_parameters, check_articles, check_lists, check_ranges, check_limits, check_names)
