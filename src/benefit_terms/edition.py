"""An edition (版本): the terms of one plan, in the wording that covers are pinned to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal, TypeVar

from . import clauses as c
from .errors import EvaluationError, Unacceptable
from .nodes import IndemnityLimit, Text
from .quantities import UNITS_OF, Quantity
from .values import AnyValue, Choice, ParameterRef, Value
from .views import AgeView, CapView, FeeView, JoiningView, PaperView, ParticipationView
from .writer import to_plain_data

#: Part of every digest: a change of what a node means is a new language version.
LANGUAGE_VERSION = 1

Sourced = Literal["published", "other_office", "inferred", "assumed"]
AnyClause = TypeVar("AnyClause", bound=c.Clause)


@dataclass(frozen=True)
class ParameterUse:
    """A parameter as it was read: name, value as text, source and how well it is known."""

    name: str
    value: str
    source: str
    sourced: Sourced


@dataclass(frozen=True)
class DatedValue:
    """A value from a day on; `source` and `sourced` only where they differ from the parameter's."""

    from_: date
    value: AnyValue
    source: str | None = None
    sourced: Sourced | None = None


@dataclass(frozen=True)
class Parameter:
    """A number of the terms that may change or be replaced, and how well it is known.

    Either `value` (always) or `values` (each from its own day). `sourced`:
    `published` by this office; `other_office` of the same association;
    `inferred` from published figures; `assumed` until the office says.
    """

    unit: Literal["fen", "rate", "days", "span"]
    source: str
    sourced: Sourced
    value: AnyValue | None = None
    values: tuple[DatedValue, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (not self.values):
            raise Unacceptable(
                "no_value",
                "A parameter needs either `value` or `values`.",
                "Write exactly one of them.",
            )
        for held in (self.value, *(dated.value for dated in self.values)):
            for quantity in quantities_in(held):
                if quantity.unit not in UNITS_OF[self.unit]:
                    raise Unacceptable(
                        "units_mixed",
                        f"`{quantity}` stands in a parameter whose unit is {self.unit}.",
                        f"Give it the unit {self.unit}, or change `unit`.",
                    )

    def on(self, day: date) -> DatedValue | None:
        """The value in force on a day, with its own source; None if none is yet."""
        if self.value is not None:
            return DatedValue(date.min, self.value, self.source, self.sourced)
        begun = [dated for dated in self.values if dated.from_ <= day]
        if not begun:
            return None
        latest = max(begun, key=lambda dated: dated.from_)
        return replace(
            latest, source=latest.source or self.source, sourced=latest.sourced or self.sourced
        )


@dataclass(frozen=True)
class ListedDisease:
    """An entry of a disease list: its name in the terms and its ICD-10 categories (C50)."""

    zh: str
    codes: tuple[str, ...]
    en: str | None = None


@dataclass(frozen=True)
class Effective:
    """The days on which covers may start under this edition; `until` is the last of them."""

    from_: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.from_:
            raise Unacceptable(
                "dates_out_of_order",
                f"The edition ends on {self.until}, before it begins on {self.from_}.",
                "Exchange the two dates, or remove `until`.",
            )


@dataclass(frozen=True)
class Article:
    """An article (条): its words, and the clauses that carry them out.

    Of several sentences each is quoted by the clause that carries it out (`says`), or under
    `no_clause_for`, with the reason why it needs none.
    """

    number: str
    text: str
    title: Text | None = None
    clauses: tuple[c.Clause, ...] = ()
    no_clause_needed: str | None = None
    no_clause_for: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Edition:
    """The terms of one plan. Immutable; equal digests mean equal answers for ever."""

    language: int
    plan: str
    version: str
    title: Text
    effective: Effective
    articles: tuple[Article, ...]
    parameters: tuple[tuple[str, Parameter], ...] = ()
    lists: tuple[tuple[str, tuple[tuple[str, ListedDisease], ...]], ...] = ()
    note: str | None = None
    #: Names of words the terms use beyond the common ones, by axis: severity, person_class, …
    words: tuple[tuple[str, tuple[tuple[str, Text], ...]], ...] = ()
    places: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def title_zh(self) -> str:
        return self.title.zh

    @property
    def title_en(self) -> str:
        return self.title.en

    @property
    def effective_from(self) -> date:
        return self.effective.from_

    @property
    def effective_until(self) -> date | None:
        return self.effective.until

    def canonical_data(self) -> dict[str, Any]:
        """The terms as plain data in canonical spelling; places and cases are no part of it."""
        data: dict[str, Any] = to_plain_data(replace(self, places={}))
        data.pop("places", None)
        return data

    def canonical_json(self) -> str:
        """The document the digest is taken over; `edition_from_canonical` reads it back."""
        return json.dumps(
            self.canonical_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    @cached_property
    def digest(self) -> str:
        """Hex SHA-256 over the canonical JSON, which holds language version and lists."""
        return hashlib.sha256(self.canonical_json().encode()).hexdigest()

    def clauses(self) -> Iterator[tuple[Article, c.Clause]]:
        """All clauses in the order of the document, each with its article."""
        for article in self.articles:
            for clause in article.clauses:
                yield article, clause

    def of(self, kind: type[AnyClause]) -> Sequence[tuple[Article, AnyClause]]:
        """The clauses of one kind, each with its article."""
        # Asked for many times in each decision, so that each kind is looked up once an edition.
        found = self._of_kind.get(kind)
        if found is None:
            found = self._of_kind[kind] = tuple(
                (article, clause) for article, clause in self.clauses() if isinstance(clause, kind)
            )
        return found

    def first(self, kind: type[AnyClause]) -> AnyClause | None:
        return next((clause for _, clause in self.of(kind)), None)

    def parameter(self, name: str) -> Parameter | None:
        return self._parameters.get(name)

    def disease_list(self, name: str) -> tuple[tuple[str, ListedDisease], ...]:
        return self._lists.get(name, ())

    @cached_property
    def _of_kind(self) -> dict[type[c.Clause], tuple[tuple[Article, Any], ...]]:
        return {}

    @cached_property
    def guards(self) -> dict[str, list[tuple[Callable[[Any, Any], None], str, c.Clause]]]:
        """By benefit, what the evaluator has to ask before it pays; filled by `guards.py`."""
        return {}

    def rivals(self, benefit: str) -> frozenset[str]:
        """The benefits that this one excludes within an event."""
        return self._rivals.get(benefit, frozenset())

    @cached_property
    def _rivals(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for _, clause in self.of(c.MutuallyExclusive):
            for one in clause.benefits:
                found[one] = found.get(one, frozenset()) | set(clause.benefits) - {one}
        return found

    @cached_property
    def indemnity_benefits(self) -> frozenset[str]:
        """The benefits that make good expenses: those that are never above what was borne."""
        return frozenset(
            benefit.id
            for _, benefit in self.of(c.Benefit)
            if any(isinstance(step, IndemnityLimit) for step in benefit.steps)
        )

    @cached_property
    def plain_parameters(self) -> dict[str, tuple[Quantity, ParameterUse]]:
        """Parameters with one value for all dates and facts, as they are read and traced."""
        return {
            name: (
                parameter.value,
                ParameterUse(name, str(parameter.value), parameter.source, parameter.sourced),
            )
            for name, parameter in self.parameters
            if isinstance(parameter.value, Quantity)
        }

    @cached_property
    def _parameters(self) -> dict[str, Parameter]:
        return dict(self.parameters)

    @cached_property
    def _lists(self) -> dict[str, tuple[tuple[str, ListedDisease], ...]]:
        return dict(self.lists)

    def number(self, value: Value, unit: str = "fen") -> int:
        """A value that no fact decides, on the first effective day, as a whole number."""
        quantity = self.constant(value)
        if quantity is None or quantity.number.denominator != 1:
            raise EvaluationError(
                "not_constant",
                f"{self.plan} {self.version}: a fee, period or participation depends on facts.",
                where=f"{self.plan} {self.version}",
                remedy=f"Write it as one number of {unit}.",
            )
        return int(quantity.number)

    def constant(self, value: Value, on: date | None = None) -> Quantity | None:
        """The quantity of a value that no table decides, on a day; None otherwise."""
        for _ in range(8):
            if isinstance(value, Quantity):
                return value
            if isinstance(value, Choice):
                return None
            parameter = self.parameter(value.name)
            dated = parameter.on(on or self.effective.from_) if parameter else None
            if dated is None:
                return None
            value = dated.value
        return None

    @property
    def fee(self) -> FeeView | None:
        clause = self.first(c.Fee)
        if clause is None:
            return None
        return FeeView(
            clause.per,
            {tier.tier: self.number(tier.amount) for tier in clause.tiers},
            {
                tier.tier: tuple((part.source, self.number(part.amount)) for part in tier.split)
                for tier in clause.tiers
            },
        )

    @property
    def participation(self) -> ParticipationView | None:
        """None for plans that make no demand (gift programmes)."""
        clause = self.first(c.Participation)
        percent = self.constant(clause.percent) if clause else None
        if clause is None or percent is None:
            return None
        return ParticipationView(
            percent.number, clause.of_whom, clause.full_join_headcount, clause.minimum_headcount
        )

    @property
    def max_shares(self) -> int | None:
        clause = self.first(c.SharesLimit)
        return clause.most if clause else None

    @property
    def sex(self) -> str | None:
        clause = self.first(c.SexOnly)
        return clause.sex if clause else None

    @property
    def period_months(self) -> int | None:
        clause = self.first(c.Period)
        length = self.constant(clause.length) if clause else None
        if length is None or length.unit == "days":
            return None
        return int(length.number) * (12 if length.unit == "years" else 1)

    @cached_property
    def joining(self) -> JoiningView:
        """Conditions of joining in plain numbers, for enrolment."""
        first = self.first
        later, gap, equal = first(c.Joining), first(c.Continuity), first(c.EqualShares)
        among, whom, start = first(c.EmploymentAmong), first(c.RelationAmong), first(c.CoverStart)

        def days(value: Value | None) -> int | None:
            return None if value is None else self.number(value, "days")

        return JoiningView(
            ages=tuple(
                AgeView(a.youngest, a.oldest, a.sex, a.oldest_at_renewal, a.youngest_days)
                for _, a in self.of(c.AgeAtStart)
            ),
            employments=frozenset(among.among) if among else None,
            relations=frozenset(whom.among) if whom else None,
            equal_shares=equal.of_whom if equal else None,
            is_bounded=later is not None,
            new_hires_days=days(later.new_hires_within) if later else None,
            late_days=days(later.late_joiners_within) if later else None,
            renewal_gap_days=(days(gap.gap) or 0) - (gap.edge == "exclusive") if gap else 30,
            starts_once_paid=start is not None and start.when == "once_paid",
        )

    @property
    def requires_basic_medical(self) -> bool:
        return self.first(c.BasicMedicalRequired) is not None

    @property
    def checklist(self) -> list[PaperView]:
        return [
            PaperView(paper.code, paper.label.zh, paper.label.en, paper.required)
            for _, clause in self.of(c.Checklist)
            for paper in clause.papers
        ]

    @property
    def caps(self) -> list[CapView]:
        found = []
        for _, cap in self.of(c.Cap):
            limit = self.constant(cap.limit)
            found.append(CapView(cap.id, cap.per, int(limit.number) if limit else None))
        return found


def quantities_in(value: Value | None) -> Iterator[Quantity]:
    """Every number written in a value, rows of tables included."""
    if isinstance(value, Quantity):
        yield value
    elif isinstance(value, Choice):
        for _, row in value.rows:
            yield from quantities_in(row)
        yield from quantities_in(value.otherwise)


def references_in(value: Any) -> Iterator[str]:
    """The names of all parameters used in a value, rows of tables included."""
    if isinstance(value, ParameterRef):
        yield value.name
    elif isinstance(value, Choice):
        for _, row in value.rows:
            yield from references_in(row)
        yield from references_in(value.otherwise)
