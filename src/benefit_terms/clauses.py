"""What a sentence of an article can be: the clauses.

They come in five groups: who may join and at what cost (`joining_clauses.py`,
named here too), when cover answers, what is paid, what limits it all, and what
an officer or a member has to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from .errors import Unacceptable
from .joining_clauses import (
    AgeAtStart,
    BasicMedicalRequired,
    Clause,
    Continuity,
    CoverStart,
    EmploymentAmong,
    EqualShares,
    Fee,
    FeeTier,
    HazardClass,
    Joining,
    MembershipYears,
    Participation,
    Period,
    RelationAmong,
    SexOnly,
    SharesLimit,
    SplitPart,
)
from .nodes import Cause, Condition, DateRole, Rounding, Start, Step, Text, WindowResult
from .values import Days, Money, Span

__all__ = [
    "AgeAtStart",
    "BasicMedicalRequired",
    "Benefit",
    "BillAddsUp",
    "Cap",
    "Checklist",
    "Clause",
    "Continuity",
    "CoverStart",
    "DateRole",
    "EmploymentAmong",
    "EqualShares",
    "EventInsideCover",
    "Exclusion",
    "Fee",
    "FeeTier",
    "FilingLimit",
    "FinalRounding",
    "HazardClass",
    "InForce",
    "Joining",
    "MembershipYears",
    "MutuallyExclusive",
    "Paper",
    "Participation",
    "Period",
    "PreExisting",
    "Refer",
    "RelationAmong",
    "SameDisease",
    "SeverityPair",
    "SexOnly",
    "SharesLimit",
    "SplitPart",
    "TimesLimit",
    "Waiting",
    "Window",
]


def _require_conditions(name: str, when: tuple[Condition, ...]) -> None:
    if not when:
        raise Unacceptable(
            "no_conditions",
            f"Clause `{name}` does not say when it answers.",
            "Write at least one condition under `when`.",
        )


# Cover: when does it answer? Each of these is tested for each benefit that was
# selected, and all that refuse are reported, not only the first.


@dataclass(frozen=True)
class EventInsideCover(Clause):
    """The event must fall from the first day of cover to the day before its end.

    Judged by the date the benefit is dated by, unless `date` names another.
    """

    kind = "event_inside_cover"
    id: str
    date: tuple[DateRole, ...] = ()


@dataclass(frozen=True)
class Window:
    """Days of cover from `from_day` to `through_day`, both included; day 1 is the first day.

    `through_day` may be a span (`3 months`: to the day before the same day three months later).
    Without `from_day` a window begins the day after the one before it.
    """

    through_day: Span
    result: WindowResult
    from_day: Days | None = None


@dataclass(frozen=True)
class Waiting(Clause):
    """Waiting windows (观察期), each with its own result; after the last the benefit is whole.

    Waived, if so written, for a cover that renews and for a member who adds this plan to another;
    but not to one of the plans `not_for_holders_of`, if he held no other.
    """

    kind = "waiting"
    id: str
    windows: tuple[Window, ...]
    benefits: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ("illness", "accident")
    waived_at_renewal: bool = False
    waived_for_added_plan: bool = False
    not_for_holders_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeverityPair:
    """What an earlier severity does to a later one of the same disease.

    It excludes it, adds to it, leaves the difference to be paid, or is replaced: which is the same
    in the words of other terms. Caps count what was paid and the difference as one.
    """

    earlier: str
    now: str
    result: Literal["excludes", "pays_difference", "replaces", "adds"]


@dataclass(frozen=True)
class SameDisease(Clause):
    """The same disease is paid once in a lifetime, or period; `pairs` are exceptions by severity.

    `same` is the same three-character category, or the same entry of the disease list.
    """

    kind = "same_disease"
    id: str
    benefits: tuple[str, ...] = ()
    same: Literal["category", "entry"] = "category"
    pairs: tuple[SeverityPair, ...] = ()
    per: Literal["lifetime", "period"] = "lifetime"


@dataclass(frozen=True)
class FilingLimit(Clause):
    """The claim must be filed within this span after the first of these dates that is known.

    Late, it is refused, referred to an officer, or referred only if a reason for it is given.
    """

    kind = "filing_limit"
    id: str
    within: Span
    after: tuple[DateRole, ...]
    late: Literal["refuse", "refer", "refer_with_reason"] = "refuse"
    benefits: tuple[str, ...] = ()


@dataclass(frozen=True)
class BillAddsUp(Clause):
    """The total of the bill must be the sum of pool, large-sum and all parts.

    With some of them not given, those that are must not exceed the total.
    """

    kind = "bill_adds_up"
    id: str


@dataclass(frozen=True)
class PreExisting(Clause):
    """A disease first diagnosed before the cover began is not covered (既往症).

    Reckoned from this cover, or from the first of an unbroken row of covers. Without a date of
    the first diagnosis, that of the diagnosis counts.
    """

    kind = "pre_existing"
    id: str
    benefits: tuple[str, ...] = ()
    reckoned_from: Literal["this_cover", "continuous_cover"] = "this_cover"


@dataclass(frozen=True)
class Exclusion(Clause):
    """Nothing is paid whenever this holds (责任免除)."""

    kind = "exclusion"
    id: str
    when: tuple[Condition, ...]
    reason: Text
    benefits: tuple[str, ...] = ()
    unless: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        _require_conditions(self.id, self.when)


# Benefits: what is paid.


@dataclass(frozen=True)
class InForce:
    """The days for whose events a benefit is paid, both included; either may be absent."""

    from_: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Benefit(Clause):
    """Something that is paid: when, dated by which date, from what, through which steps.

    `exception_to` names a benefit that gives way whenever this one answers; `in_force` limits a
    dated supplement to events of those days.
    """

    kind = "benefit"
    id: str
    label: Text
    when: tuple[Condition, ...]
    dated_by: tuple[DateRole, ...]
    start: Start
    steps: tuple[Step, ...] = ()
    ends_cover: bool = False
    exception_to: str | None = None
    unless: tuple[Condition, ...] = ()
    in_force: InForce | None = None

    def __post_init__(self) -> None:
        _require_conditions(self.id, self.when)
        if not self.dated_by:
            raise Unacceptable(
                "not_dated",
                f"Benefit `{self.id}` does not say by which date it is judged.",
                "Add `dated_by: [admitted_on]`, or another date of the event.",
            )


# Limits: what several benefits, or several claims, have to share.


@dataclass(frozen=True)
class Cap(Clause):
    """A limit that several claims and benefits use up together (`cap: <id>` as a step).

    It holds for an event, a period of cover, a disease (over all periods) or a lifetime; with
    `per_share` it is the limit of one share.
    """

    kind = "cap"
    id: str
    limit: Money
    per: Literal["event", "period", "disease", "lifetime"] = "period"
    per_share: bool = False


@dataclass(frozen=True)
class TimesLimit(Clause):
    """These benefits (or any of the plan) are paid at most so many times."""

    kind = "times_limit"
    id: str
    most: int
    per: Literal["period", "lifetime"] = "period"
    benefits: tuple[str, ...] = ()


@dataclass(frozen=True)
class MutuallyExclusive(Clause):
    """Of these benefits one is paid for an event: the largest, or that listed first.

    Where another of them was paid earlier in the period, only the difference is paid, unless they
    exclude each other `across` one event only.
    """

    kind = "mutually_exclusive"
    id: str
    benefits: tuple[str, ...]
    keep: Literal["largest", "first_listed"] = "largest"
    across: Literal["period", "event"] = "period"


@dataclass(frozen=True)
class FinalRounding(Clause):
    """How every amount of the plan is rounded in the end; half up to the fen if no article says."""

    kind = "rounding"
    id: str
    how: Rounding


# Acts: what an officer has to decide, and what a member has to hand in.


@dataclass(frozen=True)
class Refer(Clause):
    """An officer has to decide whenever this holds."""

    kind = "refer"
    id: str
    when: tuple[Condition, ...]
    reason: Text
    benefits: tuple[str, ...] = ()
    unless: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        _require_conditions(self.id, self.when)


@dataclass(frozen=True)
class Paper:
    """A document to hand in with a claim."""

    code: str
    label: Text
    required: bool = True


@dataclass(frozen=True)
class Checklist(Clause):
    """The papers of a claim (申请材料)."""

    kind = "checklist"
    id: str
    papers: tuple[Paper, ...]
