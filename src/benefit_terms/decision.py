"""The answer: what is paid, what is refused and why, and how it was reckoned.

A decision holds no prose of the evaluator's own beyond the reasons of refusals;
`explain` turns the trace into sentences. It survives a round trip through JSON
unchanged, because it is stored with the claim.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from .document import Place, from_plain
from .edition import ParameterUse
from .errors import DecisionError
from .facts import Counted
from .reader import Reader
from .writer import to_plain_data

Outcome = Literal["pay", "refuse", "refer"]


@dataclass(frozen=True)
class Line:
    """An amount in fen that is paid, and the article and clause it is paid under."""

    label_zh: str
    label_en: str
    article: str
    clause: str
    amount_fen: int


@dataclass(frozen=True)
class Refusal:
    """Why something is not paid, or not decided: for the member (zh, en) and for the officer."""

    code: str
    article: str
    clause: str
    text_zh: str
    text_en: str
    officer_text: str


@dataclass(frozen=True)
class Effect:
    """What the decision does to the cover; `terminate_cover` ends it with the day `on`."""

    kind: Literal["terminate_cover"]
    on: date
    article: str
    clause: str

    def __getitem__(self, key: str) -> Any:
        """So that an effect reads like the JSON it is stored as."""
        return getattr(self, key)


@dataclass(frozen=True)
class Use:
    """How much of a cap this decision uses up, in fen, and the whole of the cap."""

    cap: str
    amount_fen: int
    limit_fen: int

    def __getitem__(self, key: str) -> Any:
        return getattr(self, key)


@dataclass(frozen=True)
class TraceStep:
    """One step: what was done under which clause, with which values, from what to what.

    `before` and `after` are exact amounts of fen as text (`131210` or `262421/2`).
    `values` hold plain text; `chosen` the rows of tables that were picked.
    """

    kind: str
    article: str
    clause: str
    benefit: str = ""
    before: str | None = None
    after: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    parameters: tuple[ParameterUse, ...] = ()
    chosen: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Stored as a JSON object, whose keys have no order: one order here, then.
        if len(self.values) > 1:
            object.__setattr__(self, "values", tuple(sorted(self.values)))

    def value(self, name: str) -> str:
        return dict(self.values).get(name, "")


@dataclass(frozen=True)
class Decision:
    """What `evaluate` answers. `lines` add up to `amount_fen`, 0 unless `outcome` is pay.

    `counts` and `marks` go into the earlier payments of later claims, even where nothing is paid
    but something counted (what stayed under a yearly deductible).
    """

    plan: str
    version: str
    edition_digest: str
    evaluator_version: str
    outcome: Outcome
    amount_fen: int
    lines: tuple[Line, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    effects: tuple[Effect, ...] = ()
    uses: tuple[Use, ...] = ()
    trace: tuple[TraceStep, ...] = ()
    counts: tuple[Counted, ...] = ()
    marks: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data with every key of a decision; within the trace, empty ones are left out."""
        return {entry.name: to_plain_data(getattr(self, entry.name)) for entry in fields(self)}

    @classmethod
    def from_json(cls, data: Any) -> Decision:
        """Read back what `to_json` wrote; raises DecisionError for anything else."""
        reader = Reader(DecisionError)
        decision: Decision = reader.record(from_plain(data, Place("decision"), DecisionError), cls)
        return decision
