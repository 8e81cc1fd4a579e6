"""Who may join, at what cost and for how long: the clauses that enrolment reads.

The evaluator tests again what concerns the person, for a cover may have been
entered wrongly. Every clause may quote, under `says`, the sentence of its
article that it carries out; `check` names the sentences that none carries out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .family import Family, Relation, Sex
from .values import Days, Money, Rate, Span


@dataclass(frozen=True)
class Clause(Family):
    form = "kind"
    id: str
    says: tuple[str, ...] = field(default=(), kw_only=True)


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
    """The contribution (会费) per share or per person, by tier, with its default split."""

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
    """Complete years of age on the first day of cover, both ends included.

    `youngest_days` asks for an age in days as well (a child from its 28th day);
    `sex` limits the clause to one sex (women to 55, men to 60 are two clauses);
    `oldest_at_renewal` is for covers that renew without a gap.
    """

    kind = "age_at_start"
    id: str
    youngest: int
    oldest: int
    sex: Sex | None = None
    oldest_at_renewal: int | None = None
    youngest_days: int | None = None


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


@dataclass(frozen=True)
class RelationAmong(Clause):
    """Whom the plan covers: the member, or the member's child, spouse or parent."""

    kind = "relation_among"
    id: str
    among: tuple[Relation, ...]


@dataclass(frozen=True)
class HazardClass(Clause):
    """The hazard class of the person's work (职业类别) is `worst` or safer; 1 is the safest."""

    kind = "hazard_class"
    id: str
    worst: int


@dataclass(frozen=True)
class EqualShares(Clause):
    """All who join from a unit (or all of its women) hold the same number of shares."""

    kind = "equal_shares"
    id: str
    of_whom: Literal["all_staff", "women"] = "all_staff"


@dataclass(frozen=True)
class Joining(Clause):
    """Who may still join after the unit has: new hires and latecomers, within so many days.

    Days from being hired, and from the start of the unit's cover; absent means not at all.
    """

    kind = "joining"
    id: str
    new_hires_within: Days | None = None
    late_joiners_within: Days | None = None


@dataclass(frozen=True)
class CoverStart(Clause):
    """When a cover begins: on the day agreed for the unit, or not before the contribution is paid.

    `agreed`: on that day, whenever the contribution comes. `once_paid`: on that day if all of the
    contribution came before it, else on the day after the last of it came; the length stays.
    """

    kind = "cover_start"
    id: str
    when: Literal["agreed", "once_paid"] = "agreed"


@dataclass(frozen=True)
class Continuity(Clause):
    """A cover counts as renewed if it begins within `gap` of the end of the one before.

    `inclusive`: a gap of just so many days still counts. Without the earlier end, what enrolment
    recorded counts.
    """

    kind = "continuity"
    id: str
    gap: Days
    edge: Literal["inclusive", "exclusive"] = "inclusive"


@dataclass(frozen=True)
class MembershipYears(Clause):
    """How years of membership are reckoned for tables and conditions.

    `complete` years, years `begun` (the first day is in year 1), or the difference of `calendar`
    years; on the day of the event or at the start of cover.
    """

    kind = "membership_years"
    id: str
    reckoned: Literal["complete", "begun", "calendar"] = "complete"
    on: Literal["event", "start"] = "event"
