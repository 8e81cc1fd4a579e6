"""The plan book: published cases that span editions, and that nothing of the vocabulary is untried.

Schemes under `schemes/` are invented: they try what no published scheme at hand needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

import plan_book
from benefit_terms import clauses as c
from benefit_terms import load_edition
from benefit_terms import nodes as n
from benefit_terms.cases import cases_path, load_cases
from benefit_terms.check import check_paths, edition_files
from benefit_terms.evaluate import evaluate
from benefit_terms.values import AXES, Choice

SCHEMES = Path(__file__).parent / "schemes"
BOOK = [load_edition(path) for path in plan_book.editions()]
INVENTED = [load_edition(path) for path in edition_files([SCHEMES])]


def nodes(held: Any) -> Iterator[Any]:
    """Every dataclass anywhere in a document."""
    if isinstance(held, tuple):
        for item in held:
            yield from nodes(item)
    elif is_dataclass(held):
        yield held
        for entry in fields(held):
            yield from nodes(getattr(held, entry.name))


WRITTEN = [node for one in (*BOOK, *INVENTED) for node in nodes((one.articles, one.parameters))]


@pytest.mark.parametrize(
    "family", [c.Clause, n.Condition, n.Start, n.Step, n.WindowResult], ids=lambda f: f.__name__
)
def test_every_kind_of_the_vocabulary_stands_in_an_edition_with_cases(family):
    used = {type(node) for node in WRITTEN}

    assert [kind for kind, node in family.members.items() if node not in used] == []


def test_every_axis_of_tables_stands_in_an_edition_with_cases():
    used = {node.by for node in WRITTEN if isinstance(node, Choice)}

    assert set(AXES) - used == set()


def test_invented_schemes_are_fit_to_publish_and_marked_as_invented():
    report = check_paths([SCHEMES])

    assert [str(problem) for problem in report.problems] == []
    assert {one.plan.partition("-")[0] for one in INVENTED} == {"INV"}
    assert not {one.plan for one in BOOK} & {one.plan for one in INVENTED}


@pytest.mark.parametrize("edition", BOOK, ids=lambda one: f"{one.plan}-{one.version}")
def test_schemes_of_other_offices_never_pass_for_what_this_office_published(edition):
    path = plan_book.edition_path(edition.plan, edition.version)
    shelf = path.relative_to(Path(plan_book.__file__).parent).parts[0]

    assert shelf in ("shaanxi", "elsewhere")
    assert (shelf == "shaanxi") == ("-" not in edition.plan)


def _split(plans: list[tuple[str, str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for plan, version in plans:
        edition = load_edition(plan_book.edition_path(plan, version))
        total.update(dict(edition.fee.default_split))
    return total


def test_c13_one_worker_holding_three_plans_of_anhui_is_split_three_ways():
    total = _split([("AH-YL", "2023"), ("AH-NZ", "2023"), ("AH-YW", "2023")])

    assert total == {"upper_union": 4500, "unit": 4000, "member": 6100}
    assert sum(total.values()) == 14600


def test_c14_a_unit_of_696_members_rolls_up():
    total = _split([("XA-JT", "2015")])

    assert {source: fen * 696 for source, fen in total.items()} == {
        "union": 2088000,
        "member": 3480000,
    }


def _paid(plan: str, version: str, source: str) -> dict[str, int]:
    path = plan_book.edition_path(plan, version)
    edition = load_edition(path)
    cases = [case for case in load_cases(cases_path(path)) if case.source == source]
    return {case.name: evaluate(edition, case.facts).amount_fen for case in cases}


def test_c04_an_unrelated_critical_illness_two_years_later_is_paid_again():
    critical, stays = _paid("LZ-ZJ", "2018", "C04"), _paid("LZ-ZY", "2018", "C04")
    of_year = [
        sum(fen for paid in (critical, stays) for name, fen in paid.items() if name[:4] == year)
        for year in ("2023", "2025")
    ]

    assert (of_year, sum(of_year)) == ([4130000, 4600000], 8730000)


def test_c03_treatment_recovery_and_inpatient_money_add_up():
    paid = _paid("LZ-ZJ", "2018", "C03") | _paid("LZ-ZY", "2018", "C03")

    assert sum(paid.values()) == 4396000
