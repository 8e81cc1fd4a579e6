"""The command `replay`. Polars is imported when it runs; the other commands need none."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .edition import Edition
from .replay_report import ReplayReport
from .schema import load_edition

ENGINES = ("embedded", "spark")


def add_replay(commands: Any) -> None:
    """Add the command to the parser's commands."""
    command = commands.add_parser(
        "replay", help="what years of claims come to under an edition, or under two"
    )
    command.add_argument("edition", type=Path, metavar="EDITION", help="YAML file of the edition")
    command.add_argument(
        "claims", metavar="CLAIMS", help="Parquet file of claims; for Spark also a folder or a URL"
    )
    command.add_argument("--against", type=Path, metavar="EDITION_B", help="compare with this one")
    command.add_argument("--largest", type=_count, default=20, metavar="N", help="differences told")
    command.add_argument("--language", choices=("zh", "en"), default="zh")
    command.add_argument("--json", action="store_true", help="the report as JSON")
    command.add_argument("--engine", choices=ENGINES, default="embedded")
    command.add_argument(
        "--master", metavar="URL", help="Spark's master: spark://host:7077, yarn, local[2], …"
    )
    command.add_argument(
        "--option", type=_option, action="append", default=[], metavar="spark.NAME=VALUE",
        help="an option of Spark's own; may be given several times",
    )  # fmt: skip


def _count(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def _option(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.startswith("spark."):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form spark.NAME=VALUE")
    return name, value


def run_replay(options: argparse.Namespace) -> int:
    """Replay and print the report; returns the exit status. Raises TermsError by name."""
    edition = load_edition(options.edition)
    against = load_edition(options.against) if options.against else None
    report = (_on_spark if options.engine == "spark" else _embedded)(options, edition, against)
    if options.json:
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        print(report.as_text(options.language))
    return 0


def _embedded(
    options: argparse.Namespace, edition: Edition, against: Edition | None
) -> ReplayReport:
    from .replay import replay

    with _progress() as progress:
        return replay(
            Path(options.claims), edition, against, largest=options.largest, progress=progress
        )


def _on_spark(
    options: argparse.Namespace, edition: Edition, against: Edition | None
) -> ReplayReport:
    from .spark import replay_on_spark

    return replay_on_spark(
        options.claims,
        edition,
        against,
        master=options.master,
        options=dict(options.option),
        largest=options.largest,
    )


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("replay", total=None)
        yield lambda done, rows: bar.update(task, completed=done, total=rows)
