"""What a sentence of an article can be: the clauses.

They come in five groups: who may join and at what cost, when cover answers,
what is paid, what limits it all, and what an officer or a member has to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .errors import Unacceptable
from .nodes import (
    Cause,
    Condition,
    Family,
    Rounding,
    Severity,
    Sex,
    Start,
    Step,
    Text,
    WindowResult,
)
from .values import Days, Money, Rate, Span

DateRole = Literal[
    "occurred_on", "admitted_on", "discharged_on", "diagnosed_on", "cover_ends_before"
]


def _require_conditions(name: str, when: tuple[Condition, ...]) -> None:
    if not when:
        raise Unacceptable(
            "no_conditions",
            f"Clause `{name}` does not say when it answers.",
            "Write at least one condition under `when`.",
        )


class Clause(Family):
    form = "kind"
    id: str


# Enrolment: who may join and at what cost. Enrolment reads most of these; the
# evaluator tests again what concerns the person, for a cover may have been
# entered wrongly.


@dataclass(frozen=True)
class Period(Clause):
    """How long one enrolment covers (保障期)."""

    kind = "period"
    id: str
    length: Span


@dataclass(frozen=True)
class SplitPart:
    """What one source pays of a fee."""

    source: str
    amount: Money


@dataclass(frozen=True)
class FeeTier:
    """A fee and who pays it by default; `tier` is absent when the plan has one fee only."""

    amount: Money
    split: tuple[SplitPart, ...]
    tier: str | None = None


@dataclass(frozen=True)
class Fee(Clause):
    """The contribution (互助费) per share or per person, by tier, with its default split."""

    kind = "fee"
    id: str
    tiers: tuple[FeeTier, ...]
    per: Literal["share", "person"] = "share"


@dataclass(frozen=True)
class Participation(Clause):
    """How many of a unit must join: a percentage of whom, all of them in small units.

    `full_join_headcount`: units of so many or fewer join in full; `minimum_headcount`: at least
    so many must join whatever the percentage gives.
    """

    kind = "participation"
    id: str
    percent: Rate
    of_whom: Literal["all_staff", "women", "none"] = "all_staff"
    full_join_headcount: int | None = None
    minimum_headcount: int | None = None


@dataclass(frozen=True)
class SharesLimit(Clause):
    """The most shares a person may hold; more are void (and not counted), or refused."""

    kind = "shares_limit"
    id: str
    most: int
    excess: Literal["void", "refuse"] = "void"


@dataclass(frozen=True)
class AgeAtStart(Clause):
    """Complete years of age on the first day of cover, both ends included."""

    kind = "age_at_start"
    id: str
    youngest: int
    oldest: int


@dataclass(frozen=True)
class SexOnly(Clause):
    """Only persons of this sex are covered."""

    kind = "sex_only"
    id: str
    sex: Sex


@dataclass(frozen=True)
class BasicMedicalRequired(Clause):
    """The person must be insured under basic medical insurance (基本医疗保险)."""

    kind = "basic_medical_required"
    id: str


@dataclass(frozen=True)
class EmploymentAmong(Clause):
    """The person's employment must be one of these."""

    kind = "employment_among"
    id: str
    among: tuple[str, ...]


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
    """Days of cover from `from_day` to `through_day`, both included; day 1 is the first day."""

    from_day: Days
    through_day: Days
    result: WindowResult


@dataclass(frozen=True)
class Waiting(Clause):
    """Waiting windows (观察期), each with its own result; after the last the benefit is whole."""

    kind = "waiting"
    id: str
    windows: tuple[Window, ...]
    benefits: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ("illness", "accident")
    waived_at_renewal: bool = False


@dataclass(frozen=True)
class SeverityPair:
    """What an earlier severity does to a later one of the same disease."""

    earlier: Severity
    now: Severity
    result: Literal["excludes", "pays_difference", "adds"]


@dataclass(frozen=True)
class SameDisease(Clause):
    """The same disease is paid once, in whatever period; `pairs` are the exceptions by severity.

    `same` is the same three-character category, or the same entry of the disease list.
    """

    kind = "same_disease"
    id: str
    benefits: tuple[str, ...] = ()
    same: Literal["category", "entry"] = "category"
    pairs: tuple[SeverityPair, ...] = ()


@dataclass(frozen=True)
class FilingLimit(Clause):
    """The claim must be filed within this span after the first of these dates that is known."""

    kind = "filing_limit"
    id: str
    within: Span
    after: tuple[DateRole, ...]
    late: Literal["refuse", "refer"] = "refuse"
    benefits: tuple[str, ...] = ()


@dataclass(frozen=True)
class BillAddsUp(Clause):
    """The total of the bill must be the sum of pool, large-sum and all parts.

    With some of them not given, those that are must not exceed the total.
    """

    kind = "bill_adds_up"
    id: str


# Benefits: what is paid.


@dataclass(frozen=True)
class Benefit(Clause):
    """Something that is paid: when, dated by which date, from what, through which steps.

    `exception_to` names a benefit that gives way whenever this one answers.
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
    """A limit that several claims and benefits use up together (`cap: <id>` as a step)."""

    kind = "cap"
    id: str
    limit: Money
    per: Literal["period", "lifetime"] = "period"


@dataclass(frozen=True)
class MutuallyExclusive(Clause):
    """Of these benefits one is paid: the largest of an event, the difference to an earlier one."""

    kind = "mutually_exclusive"
    id: str
    benefits: tuple[str, ...]


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
