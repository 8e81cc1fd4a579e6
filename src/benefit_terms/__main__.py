"""Commands for people who write and test terms. Exit 0 on success, 2 on anything to correct."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .check import check_paths, edition_files
from .decision import Decision
from .diff import diff, diff_in_words
from .edition import Edition
from .errors import FactsError, TermsError
from .evaluate import EVALUATOR_VERSION, evaluate
from .explain import explain
from .facts import Facts
from .problem_words import problem_in_words, summary
from .problems import Problem
from .prose import words_of
from .replay_command import add_replay, run_replay
from .schema import json_schema, load_edition

_FACTS_HELP = "JSON file with cover, person, event and earlier payments; - reads standard input"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benefit_terms",
        description="Check, evaluate, explain and compare editions of mutual-aid terms.",
        epilog="Exit status: 0 all well; 2 something to correct, said on standard error.",
    )
    parser.add_argument("--version", action="version", version=f"evaluator {EVALUATOR_VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="is every edition under these paths fit to publish?")
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="edition file or folder")
    check.add_argument(
        "--mutate",
        action="store_true",
        help="also change each number a little and report the changes that no case notices",
    )
    _add_language(check)
    _add_deciding(commands)
    compare = commands.add_parser("diff", help="what changes from one edition to another")
    compare.add_argument("old", type=Path, metavar="A")
    compare.add_argument("new", type=Path, metavar="B")
    _add_language(compare)
    compare.add_argument(
        "--places", action="store_true", help="name the places of the document instead of the rules"
    )
    add_replay(commands)
    words = commands.add_parser("words", help="the rules of an edition in words, by article")
    words.add_argument("edition", type=Path, metavar="EDITION", help="YAML file of the edition")
    _add_language(words)
    commands.add_parser("schema", help="JSON Schema of editions, for editors")
    manual = commands.add_parser("manual", help="write the manual of the language into a folder")
    manual.add_argument("folder", type=Path, metavar="FOLDER")
    return parser


def _add_deciding(commands: Any) -> None:
    for name, what in (
        ("evaluate", "the decision as JSON"),
        ("explain", "the decision as sentences"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument(
            "edition", type=Path, metavar="EDITION", help="YAML file of the edition"
        )
        command.add_argument("facts", metavar="FACTS", help=_FACTS_HELP)
        if name == "explain":
            _add_language(command)
            command.add_argument("--audience", choices=("member", "reviewer"), default="member")


def _add_language(command: argparse.ArgumentParser) -> None:
    command.add_argument("--language", choices=("zh", "en"), default="zh")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except TermsError as trouble:
        print(f"{trouble.code}: {trouble}", file=sys.stderr)
        return 2


def _run(options: argparse.Namespace) -> int:
    if options.command == "replay":
        return run_replay(options)
    if options.command == "check":
        return _check(options)
    if options.command == "schema":
        _print_json(json_schema())
    elif options.command == "diff":
        _diff(options)
    elif options.command == "words":
        print("\n".join(words_of(load_edition(options.edition), options.language)))
    elif options.command == "manual":
        _write_manual(options.folder)
    else:
        edition, decision = _decide(options)
        if options.command == "evaluate":
            _print_json(decision.to_json())
        else:
            print(explain(edition, decision, options.language, options.audience))
    return 0


def _diff(options: argparse.Namespace) -> None:
    old, new = load_edition(options.old), load_edition(options.new)
    changes = diff(old, new) if options.places else diff_in_words(old, new, options.language)
    same = "两个版本一致。" if options.language == "zh" else "The two editions say the same."
    print("\n".join(changes) or same)


def _write_manual(folder: Path) -> None:
    # Read only here: the examples and their pages are no part of deciding claims.
    from .manual import write

    print(f"{len(write(folder))} pages")


def _decide(options: argparse.Namespace) -> tuple[Edition, Decision]:
    edition = load_edition(options.edition)
    return edition, evaluate(edition, Facts.from_json(_read_json(options.facts)))


def _read_json(name: str) -> Any:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        return json.loads(text)
    except (OSError, ValueError, RecursionError) as trouble:
        raise FactsError(
            "unreadable",
            f"The facts cannot be read: {trouble}.",
            where=name,
            remedy="Give a UTF-8 file with one JSON object.",
        ) from None


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))


def _check(options: argparse.Namespace) -> int:
    paths, language = options.paths, options.language
    lacking = _nothing_there(paths)
    if lacking is not None:
        print(problem_in_words(lacking, language), file=sys.stderr)
        return 2
    report = check_paths(paths, options.mutate, options.language)
    for problem in report.problems:
        print(problem_in_words(problem, language), file=sys.stderr)
    print(summary(report, language, mutated=options.mutate))
    return 2 if report.problems else 0


def _nothing_there(paths: list[Path]) -> Problem | None:
    """What is wrong with the paths themselves, if no edition can be found by them."""
    remedy = "Give an edition file, or a folder of editions."
    for path in paths:
        if not path.exists():
            return Problem("not_found", str(path), f"There is nothing at `{path}`.", remedy)
    if not edition_files(paths):
        remedy = "Give a folder with *.yaml files."
        return Problem("no_editions", str(paths[0]), "No edition was found.", remedy)
    return None


if __name__ == "__main__":
    sys.exit(main())
