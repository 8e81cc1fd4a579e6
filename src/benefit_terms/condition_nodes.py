"""When does a benefit answer at all? All conditions of a `when` must hold.

Conditions look only at facts, never at amounts, so that which benefit is meant
can be told before anything is reckoned. A benefit, an exclusion or a referral
may also say `unless`: it does not answer if all conditions of that hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .errors import Unacceptable
from .family import Cause, DateRole, EventKind, Family, Relation, Sex


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
    among: tuple[str, ...]


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


@dataclass(frozen=True)
class SexIs(Condition):
    """The person is of this sex."""

    kind = "sex"
    among: tuple[Sex, ...]


@dataclass(frozen=True)
class EmploymentIs(Condition):
    """The person's employment is one of these (in service, retired, …)."""

    kind = "employment"
    among: tuple[str, ...]


@dataclass(frozen=True)
class TierIs(Condition):
    """The cover was taken in one of these tiers (档次)."""

    kind = "tier"
    among: tuple[str, ...]


@dataclass(frozen=True)
class RelationIs(Condition):
    """The covered person is the member, or the member's child, spouse or parent."""

    kind = "relation"
    among: tuple[Relation, ...]


@dataclass(frozen=True)
class HospitalDesignated(Condition):
    """The hospital is (or is not) designated by medical insurance (定点医疗机构)."""

    kind = "hospital_designated"
    wanted: bool


@dataclass(frozen=True)
class InsuredIs(Condition):
    """The person is (or is not) insured under basic medical insurance."""

    kind = "insured_basic_medical"
    wanted: bool


@dataclass(frozen=True)
class CircumstanceIs(Condition):
    """One of these circumstances was found (drunk_driving, suicide, cosmetic_surgery, …)."""

    kind = "circumstance"
    among: tuple[str, ...]


@dataclass(frozen=True)
class PaidBeside(Condition):
    """Another plan pays for this same event: `PLAN`, or `PLAN.clause` for one of its benefits."""

    kind = "paid_beside"
    among: tuple[str, ...]


@dataclass(frozen=True)
class DaysBetween(Condition):
    """Days from one date of the event to another, the ends included: death within 180 days."""

    kind = "days_between"
    from_: DateRole
    to: DateRole
    at_least: int | None = None
    at_most: int | None = None

    def __post_init__(self) -> None:
        require_range(self.kind, self.at_least, self.at_most)


@dataclass(frozen=True)
class Within(Condition):
    """Base of the conditions that ask for a whole number from `at_least` to `at_most`."""

    at_least: int | None = None
    at_most: int | None = None

    def __post_init__(self) -> None:
        require_range(self.kind, self.at_least, self.at_most)


def require_range(name: str, at_least: int | None, at_most: int | None) -> None:
    """A range says something, and its ends are in order."""
    if at_least is None and at_most is None:
        raise Unacceptable(
            "no_range", f"`{name}` names neither end.", "Write `at_least`, `at_most`, or both."
        )
    if at_least is not None and at_most is not None and at_most < at_least:
        raise Unacceptable(
            "range_out_of_order",
            f"`{name}` runs from {at_least} to {at_most}.",
            "Exchange the two numbers.",
        )


@dataclass(frozen=True)
class AgeWithin(Within):
    """Complete years of age on the day the benefit is dated by, or at the start of cover."""

    kind = "age"
    on: Literal["event", "start"] = "event"


@dataclass(frozen=True)
class OrdinalWithin(Within):
    """Which paid event of its kind in this period of cover this is; the first is 1."""

    kind = "ordinal"


@dataclass(frozen=True)
class StayDaysWithin(Within):
    """Days of the stay, the day of admission counted and that of discharge not."""

    kind = "stay_days"


@dataclass(frozen=True)
class MembershipYearsWithin(Within):
    """Years of membership, reckoned as the clause `membership_years` says."""

    kind = "membership_years"


@dataclass(frozen=True)
class CoverYearsWithin(Within):
    """The year of unbroken cover in which the event falls; the first is 1."""

    kind = "cover_years"


@dataclass(frozen=True)
class HazardClassWithin(Within):
    """Hazard class of the person's work (职业类别), 1 the safest."""

    kind = "hazard_class"


@dataclass(frozen=True)
class GradeWithin(Within):
    """Grade of disability, 1 the worst and 10 the slightest."""

    kind = "disability_grade"


@dataclass(frozen=True)
class SharesWithin(Within):
    """Shares held in this cover (份数)."""

    kind = "shares"
