"""The examples of the manual: one complete edition with its cases for each kind and recipe.

They are data of the package (`examples/<folder>/<name>.yaml`), read by the same
reader as editions, so that an example cannot be anything but what the manual shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from .. import clauses as c
from .. import nodes as n
from ..cases import Case, Ran, parse_cases, run_case
from ..document import from_yaml, to_plain
from ..edition import Edition
from ..errors import EditionError
from ..family import Family
from ..problems import Problem, Problems
from ..schema import parse_edition
from ..values import AXES, Choice
from ..walk import nodes_in

#: Folder of the examples of each family of kinds.
FAMILIES: dict[str, type[Family]] = {
    "clauses": c.Clause,
    "conditions": n.Condition,
    "starts": n.Start,
    "steps": n.Step,
    "windows": n.WindowResult,
}
_HELD = files("benefit_terms") / "examples"
_REMARK = re.compile(r"^\s*# .*\n", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """`folder/name`; titles and explanations in both languages; texts of edition and cases."""

    folder: str
    name: str
    title: dict[str, str]
    about: dict[str, str]
    edition_text: str
    cases_text: str
    group: str = ""
    order: int = 0
    neighbours: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}"

    @cached_property
    def edition(self) -> Edition:
        return parse_edition(self.edition_text, name=f"{self.name}.yaml")

    @cached_property
    def cases(self) -> list[Case]:
        return parse_cases(self.cases_text, f"{self.name}.cases.yaml")

    @cached_property
    def ran(self) -> list[Ran]:
        return [run_case(self.edition, case) for case in self.cases]

    def problems(self) -> list[Problem]:
        """All that `check` would say of it, its cases and their coverage included."""
        from ..check import soundness_problems
        from ..coverage import check_coverage

        covered = Problems(self.edition)
        check_coverage(self.edition, self.ran, covered)
        return [*soundness_problems(self.edition), *covered]

    def text(self, language: str) -> str:
        """The edition's text; its English remarks are for readers of English."""
        return self.edition_text if language == "en" else _REMARK.sub("", self.edition_text)

    def clause(self) -> c.Clause:
        """The clause that shows the kind: of the kind itself, or with the node within it."""
        return next(self._shown())

    def _shown(self) -> Iterator[c.Clause]:
        clauses = [clause for _, clause in self.edition.clauses()]
        if self.folder == "clauses":
            yield from (one for one in clauses if one.kind == self.name)
        elif self.folder == "axes":
            yield from (
                one for one in clauses if any(x.by == self.name for x in nodes_in(one, Choice))
            )
        elif self.folder in FAMILIES:
            node = FAMILIES[self.folder].members[self.name]
            yield from (one for one in clauses if next(nodes_in(one, node), None) is not None)
        yield from (one for one in clauses if isinstance(one, c.Benefit))

    def excerpt(self, language: str) -> str:
        """The lines of the shown clause, moved to the left margin."""
        lines = self.edition_text.splitlines()
        place = next(
            place
            for path, place in self.edition.places.items()
            if path.startswith("articles.") and path.rpartition(".")[2] == self.clause().id
        )
        first = int(re.findall(r"yaml:(\d+)", place)[0]) - 1
        while not lines[first].lstrip().startswith("- "):
            first -= 1
        margin = len(lines[first]) - len(lines[first].lstrip())
        last = first + 1
        while last < len(lines) and len(lines[last]) - len(lines[last].lstrip()) > margin:
            last += 1
        text = "\n".join(line[margin:] for line in lines[first:last]) + "\n"
        return text if language == "en" else _REMARK.sub("", text)


def example(path: str) -> Example:
    """Read `folder/name` from the package."""
    folder, _, name = path.partition("/")
    text = (_HELD / folder / f"{name}.yaml").read_text("utf-8")
    data: Any = to_plain(from_yaml(text, f"{path}.yaml", EditionError))
    return Example(
        folder,
        name,
        data["title"],
        data["about"],
        data["edition"],
        data["cases"],
        data.get("group", ""),
        data.get("order", 0),
        tuple(data.get("neighbours", ())),
    )


def names_in(folder: str) -> list[str]:
    """The examples there are in a folder, by name."""
    held = (_HELD / folder).iterdir()
    return sorted(item.name.removesuffix(".yaml") for item in held if item.name.endswith(".yaml"))


def missing_examples() -> list[str]:
    """Kinds and axes that have no example, and examples of what is no kind or axis."""
    wanted = {f"{folder}/{kind}" for folder, family in FAMILIES.items() for kind in family.members}
    wanted |= {f"axes/{axis}" for axis in AXES}
    held = {f"{folder}/{name}" for folder in (*FAMILIES, "axes") for name in names_in(folder)}
    return sorted(wanted ^ held)
