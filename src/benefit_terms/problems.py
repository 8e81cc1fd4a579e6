"""What `check` reports: a fault in terms that can be read, but should not be published."""

from __future__ import annotations

from dataclasses import dataclass

from .edition import Edition


@dataclass(frozen=True)
class Problem:
    """A fault by name, where it is, what it is and what to do."""

    code: str
    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.code}: {self.what}\n  where: {self.where}\n  what to do: {self.remedy}"


class Problems(list[Problem]):
    """The faults of one edition, each placed by article and clause."""

    def __init__(self, edition: Edition) -> None:
        super().__init__()
        self.edition = edition

    def add(self, code: str, path: str, what: str, remedy: str) -> None:
        """`path` as in `Edition.places`: `articles.7.stay`, `parameters.fee`, `lists.cancers`."""
        places = self.edition.places
        where = places.get(path) or f"{places.get('', self.edition.plan)} {path}".strip()
        parts = path.split(".")
        if parts[0] == "articles" and len(parts) > 1:
            where += f", article {parts[1]}"
        self.append(Problem(code, where, what, remedy))
