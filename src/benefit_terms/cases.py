"""Cases beside an edition: what must come out, and whether every branch has one.

`name.cases.yaml` belongs to `name.yaml`. A case gives facts (laid over the
`facts` of the file) and what is expected: outcome, amount, lines, refusals and
effects. Anything that comes out and was not expected is a difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .decision import Decision
from .document import Doc, DocList, DocMap, from_yaml, to_plain
from .edition import Edition
from .errors import CasesError, TermsError
from .evaluate import evaluate
from .explain import Language, explain
from .facts import Facts
from .problems import Problems
from .quantities import format_yuan
from .reader import Reader
from .values import Money


@dataclass(frozen=True)
class Expected:
    """What must come out; `refusals` are codes, `lines` amounts by clause, `effects` kinds."""

    outcome: str
    amount: Money | None = None
    refusals: tuple[str, ...] = ()
    lines: tuple[tuple[str, Money], ...] = ()
    effects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    name: str
    facts: Facts
    expect: Expected
    source: str | None = None


@dataclass(frozen=True)
class Ran:
    case: Case
    decision: Decision
    differences: tuple[str, ...] = field(default=())


def cases_path(edition_file: Path) -> Path:
    """Where the cases of an edition are kept."""
    return edition_file.with_suffix(".cases.yaml")


def load_cases(path: Path) -> list[Case]:
    """Read a file of cases; raises CasesError or FactsError naming file and case."""
    return parse_cases(cases_text(path), str(path))


def cases_text(path: Path) -> str:
    """What stands in a file of cases; raises CasesError for one that cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        raise CasesError(
            "unreadable",
            f"The cases cannot be read: {trouble}.",
            where=str(path),
            remedy="Check the path, and that the file is UTF-8 text.",
        ) from None


def parse_cases(text: str, name: str) -> list[Case]:
    """Read cases from YAML text; `name` stands for the file in messages."""
    doc = from_yaml(text, name, CasesError)
    listed = doc.entries.get("cases") if isinstance(doc, DocMap) else None
    if not isinstance(doc, DocMap) or not isinstance(listed, DocList) or not listed.items:
        raise CasesError(
            "no_cases",
            "The file holds no list of cases.",
            where=name,
            remedy="Write `cases:` with a list.",
        )
    shared = to_plain(doc.entries["facts"]) if "facts" in doc.entries else {}
    return [_case(item, to_plain(item), shared) for item in listed.items]


def _case(doc: Doc, raw: Any, shared: Any) -> Case:
    entries = doc.entries if isinstance(doc, DocMap) else {}
    known = {"name", "expect", "facts", "source"}
    if not {"name", "expect"} <= set(entries) <= known:
        raise CasesError(
            "bad_case",
            "A case needs `name` and `expect`, and may have `facts` and `source`.",
            where=str(doc.place),
            remedy="Write these keys and no others.",
        )
    expect: Expected = Reader(CasesError).read(entries["expect"], Expected)
    try:
        facts = Facts.from_json(_laid_over(shared, raw.get("facts") or {}))
    except TermsError as trouble:
        raise CasesError(
            trouble.code,
            f"Case “{raw['name']}”: {trouble.what}",
            where=f"{doc.place}, {trouble.where}",
            remedy=trouble.remedy,
        ) from None
    source = raw.get("source")
    return Case(str(raw["name"]), facts, expect, None if source is None else str(source))


def _laid_over(shared: Any, own: Any) -> Any:
    """`own` over `shared`, mapping by mapping; lists and scalars replace."""
    if isinstance(shared, dict) and isinstance(own, dict):
        return {
            key: _laid_over(shared.get(key), own[key]) if key in own else shared[key]
            for key in [*shared, *(k for k in own if k not in shared)]
        }
    return own


def run_case(edition: Edition, case: Case) -> Ran:
    """Decide the case and name every difference from what was expected."""
    decision = evaluate(edition, case.facts)
    expect = case.expect
    amount = edition.number(expect.amount) if expect.amount is not None else 0
    found: list[tuple[str, object, object]] = [
        ("outcome", expect.outcome, decision.outcome),
        ("amount", format_yuan(amount), format_yuan(decision.amount_fen)),
        ("refusals", sorted(expect.refusals), sorted(r.code for r in decision.refusals)),
        ("effects", list(expect.effects), [effect.kind for effect in decision.effects]),
    ]
    if expect.lines:
        wanted = {clause: edition.number(value) for clause, value in expect.lines}
        found.append(("lines", wanted, {line.clause: line.amount_fen for line in decision.lines}))
    return Ran(
        case, decision, tuple(f"{what}: expected {a}, got {b}" for what, a, b in found if a != b)
    )


def check_cases(
    edition: Edition, text: str | None, name: str, problems: Problems, language: Language = "en"
) -> list[Ran]:
    """Run all cases; report failures with the decision explained. `text` is None without cases."""
    file = Path(name).name
    if text is None:
        problems.add(
            "no_cases",
            "",
            f"There is no {file} beside the edition.",
            "Write a case for each branch, edge, cap and refusal.",
        )
        return []
    ran = [run_case(edition, case) for case in parse_cases(text, name)]
    for one in ran:
        if one.differences:
            why = explain(edition, one.decision, language, "reviewer").replace("\n", "\n    ")
            problems.add(
                "case_fails",
                "",
                f"Case “{one.case.name}”: {'; '.join(one.differences)}.\n    {why}",
                f"Correct the edition, or the case in {file}.",
            )
    return ran
