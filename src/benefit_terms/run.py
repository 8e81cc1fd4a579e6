"""What one evaluation remembers while it runs: lines, refusals, uses, trace.

A Run belongs to one call of `evaluate`; a Scope to one benefit within it. Only
these two hold state, so that conditions, guards and steps stay plain functions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from . import clauses as c
from .decision import Effect, Line, Refusal, TraceStep
from .edition import Edition, ParameterUse
from .errors import EvaluationError
from .facts import Diagnosis, EarlierPayment, Facts
from .measures import MEASURES, WORDS, paid_in_cover
from .quantities import Number, Quantity
from .refusals import REFUSALS, named_facts
from .values import Choice, ParameterRef, Value


class Halt(Exception):
    """One benefit stops here: refused, or referred if the code asks an officer."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values


class Skip(Exception):
    """One benefit has nothing to add, and nothing to say about it."""


@dataclass
class Draft:
    """A line that may still give way to another before the decision is made.

    `gross_fen` is the amount before payments of earlier claims were taken off.
    """

    line: Line
    effects: tuple[Effect, ...]
    caps: tuple[tuple[str, int], ...]
    benefit: str = ""
    gross_fen: int = 0


@dataclass(frozen=True)
class SetOff:
    """An earlier payment that is taken off what is reckoned now; `clauses`: only those lines."""

    paid: EarlierPayment
    clauses: tuple[str, ...] | None

    @property
    def amount_fen(self) -> int:
        if self.clauses is None:
            return self.paid.amount_fen
        return sum(line.amount_fen for line in self.paid.lines if line.clause in self.clauses)


@dataclass
class Run:
    edition: Edition
    facts: Facts
    drafts: list[Draft] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    trace: list[TraceStep] = field(default_factory=list)
    #: (benefit, account, number), and (benefit, bill line or part of the body).
    counts: list[tuple[str, str, int]] = field(default_factory=list)
    #: Accounts of what was paid for, days and units: they count only if the benefit pays.
    paid_counters: set[str] = field(default_factory=set)
    marks: list[tuple[str, str]] = field(default_factory=list)
    #: While a benefit is reckoned: what will be taken off it, and the benefits it excludes.
    set_off: list[SetOff] = field(default_factory=list)
    rivals: frozenset[str] = frozenset()
    # Asked for by several clauses, and the same throughout one decision.
    _earlier: list[EarlierPayment] | None = None
    _in_cover: list[EarlierPayment] | None = None

    def earlier(self) -> list[EarlierPayment]:
        """What this plan paid this person before, in any period."""
        if self._earlier is None:
            plan = self.edition.plan
            self._earlier = [p for p in self.facts.earlier if p.plan == plan and p.amount_fen > 0]
        return self._earlier

    def earlier_in_cover(self) -> list[EarlierPayment]:
        if self._in_cover is None:
            self._in_cover = paid_in_cover(self.edition, self.facts)
        return self._in_cover

    def cap_used(self, cap: c.Cap) -> int:
        """Fen of a cap used by earlier decisions and by the lines drafted so far."""
        if cap.per == "period":
            earlier = self.earlier_in_cover()
        else:
            earlier = [paid for paid in self.earlier() if self._counts_toward(cap, paid)]
        before = sum(use.amount_fen for paid in earlier for use in paid.uses if use.cap == cap.id)
        now = sum(d.line.amount_fen for d in self.visible() if cap.id in dict(d.caps))
        # What will be taken off as paid before must not be taken off by the cap as well.
        again = sum(self._use_of(one, cap) for one in self.set_off if one.paid in earlier)
        return before - again + now

    def _use_of(self, one: SetOff, cap: c.Cap) -> int:
        used = sum(use.amount_fen for use in one.paid.uses if use.cap == cap.id)
        return used if one.clauses is None else min(used, one.amount_fen)

    def visible(self) -> list[Draft]:
        """The drafts that count beside the benefit under evaluation: not those it excludes."""
        return [draft for draft in self.drafts if draft.line.clause not in self.rivals]

    def _counts_toward(self, cap: c.Cap, paid: EarlierPayment) -> bool:
        if cap.per == "event":
            return paid.event_ref is not None and paid.event_ref == self.facts.event.ref
        if cap.per == "disease":
            category = self.facts.event.diagnosis and self.facts.event.diagnosis.category
            return paid.category is not None and paid.category == category
        return cap.per == "lifetime"

    def counted(self, counter: str, over: str = "period") -> int:
        """What earlier decisions and this one have added to an account so far."""
        start, plan = self.facts.cover.starts_on, self.edition.plan
        earlier = sum(
            one.number
            for paid in self.facts.earlier
            if paid.plan == plan and (over == "lifetime" or paid.cover_starts_on == start)
            for one in paid.counts
            if one.counter == counter
        )
        return earlier + sum(number for _, name, number in self.counts if name == counter)

    def drop(self, draft: Draft) -> None:
        """Take back a draft with all that it counted and marked."""
        self.drafts.remove(draft)
        self.counts = [one for one in self.counts if one[0] != draft.benefit]
        self.marks = [one for one in self.marks if one[0] != draft.benefit]

    def not_paid(self, benefit: str) -> None:
        """A benefit came to nothing: its days, units and parts of the body were not paid for."""
        self.counts = [
            one for one in self.counts if one[0] != benefit or one[1] not in self.paid_counters
        ]
        self.marks = [one for one in self.marks if one[0] != benefit]

    def refuse(self, code: str, article: str, clause: str, **values: object) -> None:
        """Record a refusal once, however many benefits meet it."""
        words = {"article": article, "clause": clause, **{k: str(v) for k, v in values.items()}}
        if "fact" in words:
            words["fact_zh"], words["fact_en"] = named_facts(words["fact"])
        zh, en, officer = (text.format(**words) for text in REFUSALS[code])
        refusal = Refusal(code, article, clause, zh, en, officer)
        if refusal not in self.refusals:
            self.refusals.append(refusal)


@dataclass
class Scope:
    """One benefit under evaluation: the clause at work, its date, and the shares that count."""

    run: Run
    benefit: c.Benefit
    article: str
    clause: str
    on: date
    shares: int
    parameters: list[ParameterUse] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    #: The limit of each cap the benefit is under, and what is left of it.
    caps: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    #: Keys of axes that stand for the event's own: one injury or one burn of several.
    instead: dict[str, str | int] = field(default_factory=dict)

    @property
    def facts(self) -> Facts:
        return self.run.facts

    @property
    def diagnosis(self) -> Diagnosis:
        return self.facts.event.diagnosis or Diagnosis()

    def under(self, article: str, clause: str) -> Scope:
        """The same benefit, at a clause of another article."""
        here = Scope(self.run, self.benefit, article, clause, self.on, self.shares)
        here.caps, here.left = self.caps, self.left
        return here

    def count(self, counter: str, number: int, *, if_paid: bool = False) -> None:
        """Add to an account that later claims continue; `if_paid`: only if the benefit pays."""
        if if_paid:
            self.run.paid_counters.add(counter)
        if number:
            self.run.counts.append((self.benefit.id, counter, number))

    def mark(self, what: str) -> None:
        """Remember a bill line or a part of the body as paid for."""
        self.run.marks.append((self.benefit.id, what))

    def note(
        self,
        kind: str,
        before: Number | None = None,
        after: Number | None = None,
        **values: object,
    ) -> None:
        """Write a trace step with all parameters and rows read since the last."""
        parameters: tuple[ParameterUse, ...] = ()
        chosen: tuple[str, ...] = ()
        if self.parameters:
            parameters = tuple(dict.fromkeys(self.parameters))
            self.parameters.clear()
        if self.chosen:
            chosen = tuple(dict.fromkeys(self.chosen))
            self.chosen.clear()
        self.run.trace.append(
            TraceStep(
                kind,
                self.article,
                self.clause,
                self.benefit.id,
                None if before is None else str(before),
                None if after is None else str(after),
                tuple([(name, str(value)) for name, value in values.items()]),
                parameters,
                chosen,
            )
        )

    def number(self, value: Value) -> Number:
        return self.quantity(value).number

    def quantity(self, value: Value, depth: int = 0) -> Quantity:
        """The quantity of a value here and now; Halt if a needed fact or row is missing."""
        if isinstance(value, Quantity):
            return value
        if depth > 16:
            raise self._error(
                "circular",
                f"The parameters used by `{self.clause}` refer to each other.",
                "Give one of them a value.",
            )
        if isinstance(value, Choice):
            return self.quantity(self._row(value), depth + 1)
        return self._parameter(value, depth)

    def _parameter(self, reference: ParameterRef, depth: int) -> Quantity:
        known = self.run.edition.plain_parameters.get(reference.name)
        if known is not None:
            self.parameters.append(known[1])
            return known[0]
        parameter = self.run.edition.parameter(reference.name)
        if parameter is None:
            raise self._error(
                "undefined_parameter",
                f"`${reference.name}` is not among the parameters.",
                "Add it under `parameters`, or correct its name.",
            )
        dated = parameter.on(self.on)
        if dated is None:
            raise self._error(
                "no_value_yet",
                f"`${reference.name}` has no value on {self.on}.",
                "Add a value from that day or earlier.",
            )
        quantity = self.quantity(dated.value, depth + 1)
        self.parameters.append(
            ParameterUse(
                reference.name, str(quantity), dated.source or "", dated.sourced or "assumed"
            )
        )
        return quantity

    def _error(self, code: str, what: str, remedy: str) -> EvaluationError:
        where = self.run.edition.places.get(f"articles.{self.article}.{self.clause}", self.clause)
        return EvaluationError(code, what, where=where, remedy=remedy, article=self.article)

    def _row(self, choice: Choice) -> Value:
        key = self._key(choice.by)
        name = choice.row(key)
        if name is not None:
            self.chosen.append(f"{choice.by}={name}")
            return dict(choice.rows)[name]
        if choice.otherwise is not None:
            self.chosen.append(f"{choice.by}=otherwise")
            return choice.otherwise
        raise Halt("not_in_schedule", axis=choice.by, key=key)

    def _disease_list(self) -> str:
        """The first disease list that holds the diagnosis; no row of a table if none does."""
        category = self.diagnosis.category
        if category is None:
            raise Halt("fact_missing", fact="event.diagnosis.icd10")
        for name, entries in self.run.edition.lists:
            if any(category in disease.codes for _, disease in entries):
                return name
        return ""

    def _key(self, axis: str) -> str | int:
        if axis in self.instead:
            return self.instead[axis]
        found: tuple[str | int | None, str]
        if axis == "disease_list":
            return self._disease_list()
        if axis in MEASURES:
            found = MEASURES[axis](self.run.edition, self.facts, self.on)
        else:
            found = WORDS[axis](self.facts)
        key, name = found
        if key is None:
            raise Halt("fact_missing", fact=name)
        return key
