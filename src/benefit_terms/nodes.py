"""The vocabulary of amounts; the clauses that use it are in `clauses.py`.

A node is one frozen dataclass. Its fields are what the author writes, its
docstring is the manual's entry, its `kind` is the word in the document. To add
a kind, add the class here, one function in the evaluator and one sentence in
`sentences.py`; reader, writer, JSON Schema and digest follow from the class.

A field added later must have a default, and a default is never written to the
canonical form: the digests of published editions stay what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from .values import Days, Money, Rate

Severity = Literal["severe", "mild", "in_situ", "none"]
Cause = Literal["illness", "accident"]
EventKind = Literal[
    "inpatient", "diagnosis", "accident", "death", "disability", "outpatient_special"
]
Sex = Literal["F", "M"]
Component = Literal[
    "deductible", "proportional", "class_b_first", "self_funded", "over_limit", "above_cap"
]
Rounding = Literal["half_up_fen", "down_fen", "half_up_yuan", "down_yuan"]


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
        else:
            cls.members = {}


# Conditions: when does a benefit answer at all? All conditions of a `when` must
# hold. They look only at facts, never at amounts, so that which benefit is meant
# can be told before anything is reckoned.


class Condition(Family):
    form = "mapping"


@dataclass(frozen=True)
class EventKindIs(Condition):
    """The event was filed as one of these kinds."""

    kind = "event_kind"
    among: tuple[EventKind, ...]


@dataclass(frozen=True)
class CauseIs(Condition):
    """The event was caused by illness, or by accident."""

    kind = "cause"
    among: tuple[Cause, ...]


@dataclass(frozen=True)
class HasBill(Condition):
    """There is (or is not) a bill with something on it, whatever kind the event was filed as."""

    kind = "has_bill"
    wanted: bool


@dataclass(frozen=True)
class DiseaseIn(Condition):
    """The three-character category of the diagnosis stands in one of these disease lists."""

    kind = "disease_in"
    lists: tuple[str, ...]


@dataclass(frozen=True)
class SeverityIs(Condition):
    """The reviewer classed the diagnosis as one of these."""

    kind = "severity"
    among: tuple[Severity, ...]


@dataclass(frozen=True)
class PersonClassIs(Condition):
    """The person belongs to one of these classes (model worker, hardship worker, …)."""

    kind = "person_class"
    among: tuple[str, ...]


@dataclass(frozen=True)
class HospitalGradeIs(Condition):
    """The hospital has one of these grades."""

    kind = "hospital_grade"
    among: tuple[str, ...]


# Starts: the amount from which a benefit is reckoned.


class Start(Family):
    form = "keyed"


@dataclass(frozen=True)
class BillComponents(Start):
    """The sum of these parts of the bill (claim base, 计算基数); a part not given is nothing."""

    kind = "bill"
    components: tuple[Component, ...]


@dataclass(frozen=True)
class BillTotal(Start):
    """The total cost of the bill."""

    kind = "bill_total"


@dataclass(frozen=True)
class Amount(Start):
    """A lump sum (定额); with a table it is a sum by severity, tier or grade."""

    kind = "amount"
    of: Money


@dataclass(frozen=True)
class Daily(Start):
    """An amount for each day of the stay beyond the first `beyond`, for `at_most` days of it.

    `in_not_out` counts the day of admission and not that of discharge, and one
    day at least; `in_and_out` counts both.
    """

    kind = "daily"
    amount: Money
    beyond: Days | None = None
    at_most: Days | None = None
    counting: Literal["in_not_out", "in_and_out"] = "in_not_out"


# Steps: what happens to the amount, in the order written. The order is the
# meaning (a deductible before a rate is not a deductible after it), so there is
# no fixed order to remember, and the trace shows each step with before and after.


class Step(Family):
    form = "keyed"


@dataclass(frozen=True)
class Less(Step):
    """Take off what others have already reimbursed, or parts of the bill; never below nothing."""

    kind = "less"
    components: tuple[Literal["other_reimbursed", "pool_paid", "large_paid"] | Component, ...]


@dataclass(frozen=True)
class Deductible(Step):
    """Take off a fixed amount per claim (免赔额); never below nothing."""

    kind = "deductible"
    amount: Money


@dataclass(frozen=True)
class AtRate(Step):
    """Multiply by a rate; rates above 100 % are allowed (class multipliers)."""

    kind = "rate"
    rate: Rate


@dataclass(frozen=True)
class Plus(Step):
    """Add a fixed amount."""

    kind = "plus"
    amount: Money


@dataclass(frozen=True)
class Band:
    """What lies above `above`, up to and including `up_to` (no end if absent), at `rate`.

    A published whole-yuan edge (`1001–`) is written as the edge before it (1000 yuan).
    """

    above: Money
    rate: Rate
    up_to: Money | None = None


@dataclass(frozen=True)
class ProgressiveBands(Step):
    """Each slice of the amount at the rate of its band; nothing for what is above the last."""

    kind = "progressive_bands"
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class WholeBands(Step):
    """The whole amount at the rate of the band in which it falls; nothing outside all bands.

    `edges: lower` puts an amount that is exactly on an edge into the upper band (`from 1000`),
    `upper` into the lower one (`up to and including 1000`).
    """

    kind = "whole_bands"
    bands: tuple[Band, ...]
    edges: Literal["upper", "lower"] = "upper"


@dataclass(frozen=True)
class AtLeast(Step):
    """Raise to this floor, if there is anything to pay at all."""

    kind = "floor"
    amount: Money


@dataclass(frozen=True)
class AtMost(Step):
    """Cut to this cap on the single claim."""

    kind = "cap_per_claim"
    amount: Money


@dataclass(frozen=True)
class UnderCap(Step):
    """Cut to what is left of the named `cap` clause."""

    kind = "cap"
    name: str


@dataclass(frozen=True)
class MinimumPayment(Step):
    """Refuse what comes to less than this amount."""

    kind = "minimum_payment"
    amount: Money


@dataclass(frozen=True)
class TimesShares(Step):
    """Multiply by the shares held (份数), excess shares not counted."""

    kind = "times_shares"


@dataclass(frozen=True)
class IndemnityLimit(Step):
    """Cut to what the person really bore: total less pool, large-sum and other payments.

    Without a total it is the sum of the parts of the bill that were given, less other payments.
    """

    kind = "indemnity_limit"


@dataclass(frozen=True)
class Round(Step):
    """Round here, before the steps that follow; the plan's own rounding still comes last."""

    kind = "round"
    how: Rounding


# Window results: what a waiting window gives instead of the benefit.


class WindowResult(Family):
    form = "keyed"


@dataclass(frozen=True)
class PaysNothing(WindowResult):
    """Nothing is paid, and the cover goes on."""

    kind = "nothing"


@dataclass(frozen=True)
class PaysInstead(WindowResult):
    """A consolation (慰问金) instead of the benefit."""

    kind = "instead"
    amount: Money
    label: Text
    per_share: bool = False
    ends_cover: bool = False


@dataclass(frozen=True)
class PaysReduced(WindowResult):
    """The benefit at a reduced rate."""

    kind = "reduced"
    rate: Rate


@dataclass(frozen=True)
class AsksOfficer(WindowResult):
    """An officer has to decide."""

    kind = "refer"
    reason: Text
