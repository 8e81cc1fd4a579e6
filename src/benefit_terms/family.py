"""What every node of the vocabulary is, and the closed words that nodes share.

A node is one frozen dataclass. Its fields are what the author writes, its
docstring is the manual's entry, its `kind` is the word in the document. To add
a kind, add the class (in `condition_nodes.py`, `amount_nodes.py`,
`joining_clauses.py` or `clauses.py`), one function in the evaluator and one
sentence in `sentences.py`; reader, writer, JSON Schema and digest follow from
the class.

A field added later must have a default, and a default is never written to the
canonical form: the digests of published editions stay what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

Cause = Literal["illness", "accident"]
EventKind = Literal[
    "inpatient", "diagnosis", "accident", "death", "disability", "outpatient_special"
]
Sex = Literal["F", "M"]
Relation = Literal["self", "child", "spouse", "parent"]
BurnDegree = Literal["first", "shallow_second", "deep_second", "third"]
DateRole = Literal[
    "occurred_on", "admitted_on", "discharged_on", "diagnosed_on", "died_on", "cover_ends_before"
]
Component = Literal[
    "deductible",
    "proportional",
    "large_proportional",
    "class_b_first",
    "self_funded",
    "over_limit",
    "above_cap",
    "pool_paid",
    "large_paid",
]
Rounding = Literal[
    "half_up_fen",
    "down_fen",
    "up_fen",
    "half_up_jiao",
    "down_jiao",
    "up_jiao",
    "half_up_yuan",
    "down_yuan",
    "up_yuan",
    "half_up_ten_yuan",
    "down_ten_yuan",
    "up_ten_yuan",
    "half_up_hundred_yuan",
    "down_hundred_yuan",
    "up_hundred_yuan",
]


@dataclass(frozen=True)
class Text:
    """The same words for both languages of the screens."""

    zh: str
    en: str


class Family:
    """A closed set of node kinds that may stand in the same place.

    `form` says how a member is written: `kind` (a mapping with a `kind` key),
    `keyed` (`- rate: 70 %`, or the bare word when there is nothing to add) or
    `mapping` (all members of one mapping hold together, as in `when`).
    """

    form: ClassVar[Literal["kind", "keyed", "mapping"]]
    kind: ClassVar[str]
    members: ClassVar[dict[str, type[Any]]]

    def __init_subclass__(cls) -> None:
        if "kind" in cls.__dict__:
            cls.members[cls.kind] = cls
        elif Family in cls.__bases__:
            cls.members = {}
