"""The sources as syntax trees, and the house plan as it stands in `.importlinter`."""

from __future__ import annotations

import ast
import configparser
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"


class Source(NamedTuple):
    """One file: `module` is dotted ("huzhu.claims.rules"), `room` its second part ("claims")."""

    path: Path
    module: str
    tree: ast.Module

    @property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @property
    def room(self) -> str:
        parts = self.module.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def part(self) -> str:
        """ "rules" for huzhu.claims.rules and for huzhu.claims.rules.windows; "" for the room."""
        parts = self.module.split(".")
        return parts[2] if len(parts) > 2 else ""


def sources(src: Path = SRC, *, migrations: bool = False) -> Iterator[Source]:
    for path in sorted(src.rglob("*.py")):
        parts = list(path.relative_to(src).with_suffix("").parts)
        if "migrations" in parts and not migrations:
            continue
        if parts[-1] == "__init__":
            parts.pop()
        yield Source(path, ".".join(parts), ast.parse(path.read_text("utf-8"), str(path)))


def contract(name: str) -> configparser.SectionProxy:
    settings = configparser.ConfigParser()
    settings.read(ROOT / ".importlinter", "utf-8")
    return settings[f"importlinter:contract:{name}"]


def layers() -> list[set[str]]:
    """The layers of huzhu, the highest first, each a set of siblings."""
    lines = contract("layers")["layers"].split("\n")
    return [{name.strip(" ()") for name in line.split("|")} for line in lines if line.strip()]


def height(room: str) -> int:
    """0 for the kernel; higher for what stands above it. Raises LookupError for a strange room."""
    for number, siblings in enumerate(reversed(layers())):
        if room in siblings:
            return number
    raise LookupError(f"{room} is in no layer of .importlinter")


def rooms() -> list[str]:
    """The domain modules: those with an anatomy."""
    names = contract("anatomy")["containers"].split()
    return [name.removeprefix("huzhu.") for name in names]


def plant(src: Path, module: str, text: str) -> Path:
    """Writes a file of a made-up tree: plant(tmp_path, "huzhu.claims.queries", "…")."""
    path = src.joinpath(*module.split(".")).with_suffix(".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def require_none(found: list[str]) -> None:
    """Fails with every offender on a line of its own."""
    assert not found, "\n" + "\n".join(found)
