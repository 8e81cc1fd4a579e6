"""How much: what a benefit is reckoned from, and what is done to the amount.

Starts and steps. The steps happen in the order written, and the order is the
meaning: a deductible before a rate is not a deductible after it. There is no
fixed order to remember, and the trace shows each step with before and after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .errors import Unacceptable
from .family import Component, Family, Rounding, Text
from .values import Days, Money, Rate

Counting = Literal["in_not_out", "in_and_out"]


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
    counting: Counting = "in_not_out"
    at_most_in_period: Days | None = None


@dataclass(frozen=True)
class DayBand:
    """The days of a stay up to and including day `through` (to its end if absent)."""

    amount: Money
    through: Days | None = None


@dataclass(frozen=True)
class DailyBands(Start):
    """An amount for each day of the stay, by how far it has gone (days 1–10, 11–30, …)."""

    kind = "daily_bands"
    bands: tuple[DayBand, ...]
    counting: Counting = "in_not_out"


@dataclass(frozen=True)
class Borne(Start):
    """What the person really bore: total less pool, large-sum and other payments.

    Without a total it is the sum of the parts of the bill that were given, less other payments.
    """

    kind = "borne"


@dataclass(frozen=True)
class Items(Start):
    """Lines of the bill with these codes, limited in price a unit (`each`) and in units.

    A line pays its own price a unit, or `each` if that is less, for the units still allowed in
    the claim or the period. A line that was paid before, under any cover, is not paid again.
    """

    kind = "items"
    codes: tuple[str, ...]
    each: Money | None = None
    at_most: int | None = None
    per: Literal["claim", "period"] = "claim"


@dataclass(frozen=True)
class Burns(Start):
    """A sum for each burn, from a table by part, degree and area: the largest, or all added."""

    kind = "burns"
    amount: Money
    several: Literal["largest", "add"] = "largest"


@dataclass(frozen=True)
class ToOfficer(Start):
    """An officer sets the amount: the benefit is always referred, with this reason."""

    kind = "to_officer"
    reason: Text


@dataclass(frozen=True)
class TopUp(Start):
    """What is missing to this sum, beside what the plan has paid in the period of cover.

    Counted are these benefits, or all of the plan, in earlier claims and in this one before it.
    """

    kind = "top_up"
    to: Money
    benefits: tuple[str, ...] = ()


class Step(Family):
    form = "keyed"


@dataclass(frozen=True)
class Less(Step):
    """Take off what others have already reimbursed, or parts of the bill; never below nothing."""

    kind = "less"
    components: tuple[Literal["other_reimbursed", "pool_paid", "large_paid"] | Component, ...]


@dataclass(frozen=True)
class Deductible(Step):
    """Take off a fixed amount (免赔额) per claim, event or period of cover; never below nothing.

    Per event or period, what earlier claims have already borne of it is not taken again; benefits
    that give it one `name` share it.
    """

    kind = "deductible"
    amount: Money
    per: Literal["claim", "event", "period"] = "claim"
    name: str | None = None


@dataclass(frozen=True)
class Threshold(Step):
    """Nothing unless this amount is reached (起付标准); then everything, from the first fen."""

    kind = "threshold"
    amount: Money
    reached: Literal["at", "above"] = "at"


@dataclass(frozen=True)
class LessPaid(Step):
    """Take off what these benefits paid for this event, or in this period; never below nothing."""

    kind = "less_paid"
    benefits: tuple[str, ...]
    over: Literal["event", "period"] = "event"


@dataclass(frozen=True)
class LessBeside(Step):
    """Take off what other plans pay for this same event; never below nothing."""

    kind = "less_beside"
    plans: tuple[str, ...]


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


PublishedEdges = Literal["exact", "whole_yuan"]


@dataclass(frozen=True)
class Band:
    """What lies above `above`, up to and including `up_to` (no end if absent), at `rate`.

    A published whole-yuan edge (`1001–`) is written as the edge before it (1000 yuan), or as
    published together with `published_edges: whole_yuan`, which reads it as that edge.
    """

    above: Money
    rate: Rate
    up_to: Money | None = None


@dataclass(frozen=True)
class ProgressiveBands(Step):
    """Each slice of the amount at the rate of its band; nothing for what is above the last."""

    kind = "progressive_bands"
    bands: tuple[Band, ...]
    published_edges: PublishedEdges = "exact"


@dataclass(frozen=True)
class WholeBands(Step):
    """The whole amount at the rate of the band in which it falls; nothing outside all bands.

    `edges: lower` puts an amount that is exactly on an edge into the upper band (`from 1000`),
    `upper` into the lower one (`up to and including 1000`).
    """

    kind = "whole_bands"
    bands: tuple[Band, ...]
    edges: Literal["upper", "lower"] = "upper"
    published_edges: PublishedEdges = "exact"


@dataclass(frozen=True)
class AmountBand:
    """An amount above `above`, up to and including `up_to`, pays the fixed sum `pays`."""

    above: Money
    pays: Money
    up_to: Money | None = None


@dataclass(frozen=True)
class BandedAmount(Step):
    """A fixed sum by the band in which the amount falls (分档定额); nothing outside all bands."""

    kind = "banded_amount"
    bands: tuple[AmountBand, ...]
    edges: Literal["upper", "lower"] = "upper"
    published_edges: PublishedEdges = "exact"


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

    What other benefits of the plan under such a limit pay for the event is taken off.
    Without a total it is the sum of the parts of the bill that were given, less other payments.
    `across_plans` also takes off what other plans pay for the same event as indemnity; `share`
    limits to that share of it.
    """

    kind = "indemnity_limit"
    across_plans: bool = False
    share: Rate | None = None


@dataclass(frozen=True)
class AtGrade(Step):
    """Multiply by the rate of the grade of disability, with a rule for several injuries.

    `worst`: the worst grade counts; `worst_rises`: if several share the worst grade it rises by
    one, never above grade 1; `add`: the rates are added, up to `at_most`. A part of the body that
    was paid for before does not count again.
    """

    kind = "at_grade"
    rate: Rate
    several: Literal["worst", "worst_rises", "add"] = "worst"
    at_most: Rate | None = None


@dataclass(frozen=True)
class AtBurns(Step):
    """Multiply by the rate of a burn, from a table by part, degree and area.

    Of several burns the largest rate counts, or the rates are added, up to `at_most`.
    """

    kind = "at_burns"
    rate: Rate
    several: Literal["largest", "add"] = "largest"
    at_most: Rate | None = None


@dataclass(frozen=True)
class Accumulated(Step):
    """The steps within work on the amount accumulated in the period; the increase is paid.

    With `before` from earlier claims and `x` from this one it pays steps(before + x) less
    steps(before), never below nothing. A once-a-year deductible, a threshold of the year or
    bands over the year's expenses are written so. `name` is the account that is kept.
    """

    kind = "accumulated"
    name: str
    steps: tuple[Step, ...]
    over: Literal["period", "lifetime"] = "period"

    def __post_init__(self) -> None:
        for step in self.steps:
            if not isinstance(step, PLAIN_STEPS) or getattr(step, "per", "claim") != "claim":
                raise Unacceptable(
                    "step_not_plain",
                    f"`{step.kind}` cannot stand within `accumulated`.",
                    f"Use only: {', '.join(plain.kind for plain in PLAIN_STEPS)}.",
                )


@dataclass(frozen=True)
class Round(Step):
    """Round here, before the steps that follow; the plan's own rounding still comes last."""

    kind = "round"
    how: Rounding


#: Steps whose result depends on the amount alone, not on other claims or benefits.
PLAIN_STEPS = (
    Deductible,
    Threshold,
    AtRate,
    Plus,
    ProgressiveBands,
    WholeBands,
    BandedAmount,
    AtLeast,
    AtMost,
    Round,
)
