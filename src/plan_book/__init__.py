"""The content: editions of plans, article text beside the clause that carries it out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from benefit_terms import load_edition

_FOLDER = Path(__file__).parent


def editions() -> list[Path]:
    """Every edition document of the book, in a stable order; files of cases are left out."""
    found = _FOLDER.rglob("*.yaml")
    return sorted(path for path in found if not path.name.endswith(".cases.yaml"))


def edition_path(plan: str, version: str) -> Path:
    """The document of one edition, e.g. `edition_path("ZY", "2025")`.

    Raises KeyError that lists what the book holds.
    """
    index = _index()
    if (plan, version) not in index:
        held = ", ".join(f"{name} {number}" for name, number in sorted(index))
        raise KeyError(f"The plan book has no edition {plan} {version}. It holds: {held}.")
    return index[plan, version]


@cache
def _index() -> dict[tuple[str, str], Path]:
    found = ((load_edition(path), path) for path in editions())
    return {(edition.plan, edition.version): path for edition, path in found}
