"""What is known about one event: cover, person, event, and what was paid before.

None means not known. A benefit that needs to know is referred to an officer,
and says what is missing; nothing is ever assumed in the member's disfavour or
favour. Amounts are whole fen.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from .document import Place, from_plain
from .errors import FactsError, Unacceptable
from .nodes import BurnDegree, Cause, EventKind, Relation, Sex
from .reader import Reader
from .writer import to_plain_data


def _no_negative(record: Any, names: tuple[str, ...]) -> None:
    for name in names:
        value = getattr(record, name)
        if value is not None and value < 0:
            raise Unacceptable(
                "negative", f"`{name}` is {value}, less than nothing.", "Write 0 or more."
            )


def _in_order(
    first: tuple[str, date | None], second: tuple[str, date | None], strict: bool
) -> None:
    (name, day), (later_name, later) = first, second
    if day is not None and later is not None and (later < day or (strict and later == day)):
        raise Unacceptable(
            "dates_out_of_order",
            f"`{later_name}` {later} is not after `{name}` {day}.",
            f"Correct `{name}` or `{later_name}`.",
        )


@dataclass(frozen=True)
class Cover:
    """The cover (保障): half-open, `ends_before` is the first day without it.

    `previous_ends_before` is the end of the cover of this plan before it, `continuous_since` the
    start of the first in an unbroken row; `is_added_plan`: the person held another plan before,
    namely `plans_held_before`.
    """

    starts_on: date
    ends_before: date
    shares: int = 1
    tier: str | None = None
    is_renewal: bool = False
    terminated_on: date | None = None
    previous_ends_before: date | None = None
    continuous_since: date | None = None
    is_added_plan: bool = False
    plans_held_before: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _in_order(("starts_on", self.starts_on), ("ends_before", self.ends_before), strict=True)
        _no_negative(self, ("shares",))


@dataclass(frozen=True)
class Person:
    """The covered person; `member_since` is the day of joining the union or the programme."""

    sex: Sex | None = None
    birth_on: date | None = None
    insured_basic_medical: bool | None = None
    person_class: str | None = None
    employment: str | None = None
    relation: Relation | None = None
    hazard_class: int | None = None
    member_since: date | None = None

    def __post_init__(self) -> None:
        _no_negative(self, ("hazard_class",))


@dataclass(frozen=True)
class Diagnosis:
    """ICD-10 code (its first three characters count), name, and the severity the reviewer gave."""

    icd10: str | None = None
    name: str | None = None
    severity: str | None = None
    first_diagnosed_on: date | None = None

    @property
    def category(self) -> str | None:
        return self.icd10[:3].upper() if self.icd10 else None


@dataclass(frozen=True)
class BillItem:
    """A line of the bill: its own number, what it is for, how many units, and the fen it cost."""

    line: str
    code: str
    quantity: int
    amount_fen: int

    def __post_init__(self) -> None:
        _no_negative(self, ("quantity", "amount_fen"))


@dataclass(frozen=True)
class Bill:
    """A settled bill in fen. The total is pool + large + the seven parts a person bears."""

    total_fen: int | None = None
    pool_paid_fen: int | None = None
    large_paid_fen: int | None = None
    deductible_fen: int | None = None
    proportional_fen: int | None = None
    class_b_first_fen: int | None = None
    self_funded_fen: int | None = None
    over_limit_fen: int | None = None
    above_cap_fen: int | None = None
    other_reimbursed_fen: int | None = None
    large_proportional_fen: int | None = None
    items: tuple[BillItem, ...] = ()

    def __post_init__(self) -> None:
        _no_negative(self, BILL_AMOUNTS)


BILL_AMOUNTS = tuple(entry.name for entry in fields(Bill) if entry.name.endswith("_fen"))


@dataclass(frozen=True)
class Injury:
    """A part of the body and the grade of its disability, 1 (worst) to 10."""

    part: str
    grade: int

    def __post_init__(self) -> None:
        _require_grade("grade", self.grade)


def _require_grade(name: str, grade: int | None) -> None:
    if grade is not None and not 1 <= grade <= 10:
        raise Unacceptable(
            "no_such_grade", f"`{name}` is {grade}.", "Write a grade from 1 (worst) to 10."
        )


@dataclass(frozen=True)
class Burn:
    """A burn: the part of the body in the words of the terms, its degree, its area in per cent."""

    part: str
    degree: BurnDegree
    area: int

    def __post_init__(self) -> None:
        _no_negative(self, ("area",))


@dataclass(frozen=True)
class Event:
    """What happened. `ref` is the same for all claims from one event; `circumstances` are words
    that the terms use (drunk_driving, …); `burn_area` is in whole per cent."""

    kind: EventKind
    cause: Cause | None = None
    occurred_on: date | None = None
    admitted_on: date | None = None
    discharged_on: date | None = None
    diagnosed_on: date | None = None
    filed_on: date | None = None
    hospital_grade: str | None = None
    diagnosis: Diagnosis | None = None
    disability_grade: int | None = None
    bill: Bill | None = None
    died_on: date | None = None
    hospital_designated: bool | None = None
    circumstances: tuple[str, ...] = ()
    injuries: tuple[Injury, ...] = ()
    burn_degree: BurnDegree | None = None
    burn_area: int | None = None
    burns: tuple[Burn, ...] = ()
    late_reason: str | None = None
    ref: str | None = None

    def __post_init__(self) -> None:
        _in_order(
            ("admitted_on", self.admitted_on), ("discharged_on", self.discharged_on), strict=False
        )
        _require_grade("disability_grade", self.disability_grade)
        _no_negative(self, ("burn_area",))


@dataclass(frozen=True)
class CapUse:
    cap: str
    amount_fen: int


@dataclass(frozen=True)
class Counted:
    """What a decision added to an account that later claims continue: fen, days or units."""

    counter: str
    number: int


@dataclass(frozen=True)
class PaidLine:
    """What an earlier decision paid under one benefit clause."""

    clause: str
    amount_fen: int


@dataclass(frozen=True)
class EarlierPayment:
    """An earlier decision of any plan and any period that paid, or that counted something.

    Refusals are left out, but for those with `counts`: what stayed under a yearly deductible.
    `marks` are bill lines and parts of the body that were paid for.
    """

    plan: str
    event_on: date
    cover_starts_on: date
    amount_fen: int
    event_kind: EventKind | None = None
    icd10: str | None = None
    severity: str | None = None
    uses: tuple[CapUse, ...] = ()
    terminated_cover: bool = False
    lines: tuple[PaidLine, ...] = ()
    counts: tuple[Counted, ...] = ()
    marks: tuple[str, ...] = ()
    event_ref: str | None = None

    def __post_init__(self) -> None:
        _no_negative(self, ("amount_fen",))

    @property
    def category(self) -> str | None:
        return self.icd10[:3].upper() if self.icd10 else None


@dataclass(frozen=True)
class PaidBeside:
    """What another plan pays for this same event; `indemnity`: it makes good expenses borne."""

    plan: str
    clause: str
    amount_fen: int
    indemnity: bool = False

    def __post_init__(self) -> None:
        _no_negative(self, ("amount_fen",))


@dataclass(frozen=True)
class Facts:
    """Everything the evaluator may look at. No today, no database."""

    cover: Cover
    event: Event
    person: Person = field(default_factory=Person)
    earlier: tuple[EarlierPayment, ...] = ()
    beside: tuple[PaidBeside, ...] = ()

    @classmethod
    def from_json(cls, data: Any) -> Facts:
        """Read plain data; unknown keys, floats and impossible dates raise FactsError by name."""
        facts: Facts = Reader(FactsError).record(from_plain(data, Place("facts"), FactsError), cls)
        return facts

    def to_json(self) -> dict[str, Any]:
        """Plain data that `from_json` reads back; fields at their default are left out."""
        data: dict[str, Any] = to_plain_data(self)
        return data
