"""Many stays judged at once: the columnar evaluator decides, plan by plan, what the terms pay.

It is the claims' own judgement in another form: covers, people and payments come from `judge`, and
what a claim made of a stay pays is always fixed by the reference evaluator. Stays with earlier
payments, and those that it cannot take, go to the reference at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from benefit_terms import Edition, EvaluationError, FactsError
from benefit_terms.columnar import decide
from benefit_terms.frames import fact_columns, schema
from huzhu.claims.actions.judge import Judgeable, Known, judge_one
from huzhu.claims.errors import EventUnreadable
from huzhu.claims.rules import Event, Reason, Verdict
from huzhu.enrolment.models import Cover
from huzhu.kernel.clock import civil_date
from huzhu.plans.queries import terms_of

_RECORDS = ("cover", "person", "event", "diagnosis", "bill")


class _Asked(NamedTuple):
    """One cover of one stay."""

    key: int
    claim: Judgeable
    cover: Cover


@dataclass
class _Tally:
    """What the plans decided so far of one stay."""

    amount_fen: int = 0
    refused: list[Reason] = field(default_factory=list)
    referred: list[Reason] = field(default_factory=list)
    beside: list[dict[str, Any]] = field(default_factory=list)

    def note(self, plan: str, outcome: str, amount_fen: int, codes: Sequence[str]) -> None:
        self.amount_fen += amount_fen
        if outcome != "pay":
            held = self.referred if outcome == "refer" else self.refused
            held.append(reason_of("referred" if outcome == "refer" else "refused", plan, codes))

    def verdict(self) -> Verdict:
        return Verdict(self.amount_fen, True, tuple(self.refused), tuple(self.referred))


def reason_of(code: str, plan: str, refusals: Sequence[str]) -> Reason:
    """A plan's refusals as one reason; codes alone, their words are found when they are shown."""
    return {"code": code, "plan": plan, "refusals": list(dict.fromkeys(refusals))}


def judge_many(
    known: Known, claims: Sequence[Judgeable], events: Mapping[int, Event]
) -> dict[int, Verdict]:
    """By stay, what the terms say as of the payments decided by now. Raises nothing."""
    verdicts: dict[int, Verdict] = {}
    groups: dict[tuple[str, str], list[_Asked]] = defaultdict(list)
    for claim in claims:
        covers = known.covers_of(claim)
        if not covers:
            verdicts[claim.pk] = Verdict(has_cover=False)
        elif known.earlier[claim.pk]:
            verdicts[claim.pk] = by_reference(known, claim, events[claim.pk])
        else:
            for cover in covers:
                key = (cover.plan.code, cover.edition.digest)
                groups[key].append(_Asked(claim.pk, claim, cover))
    flat = _Events.of({one.key: events[one.key] for its in groups.values() for one in its})
    tallies: dict[int, _Tally] = defaultdict(_Tally)
    failed: dict[int, Judgeable] = {}
    for (plan, _digest), asked in sorted(groups.items(), key=lambda item: item[0]):
        try:
            _decide(plan, known, [one for one in asked if one.key not in failed], flat, tallies)
        except (FactsError, EvaluationError):
            failed |= {one.key: one.claim for one in asked}
    for key, claim in failed.items():
        verdicts[key] = by_reference(known, claim, events[key])
    return {key: tally.verdict() for key, tally in tallies.items()} | verdicts


def by_reference(known: Known, claim: Judgeable, event: Event) -> Verdict:
    """One stay, judged as its claim would be; what cannot be judged is for an officer."""
    tally = _Tally()
    try:
        judged = judge_one(known, claim, event)
    except (EventUnreadable, EvaluationError) as trouble:
        why = {"why_zh": str(trouble), "why_en": str(trouble)}
        return Verdict(referred=({"code": "unreadable", **why},))
    for one in judged:
        decision = one.decision
        codes = [refusal.code for refusal in decision.refusals]
        tally.note(one.edition.plan, decision.outcome, decision.amount_fen, codes)
    return tally.verdict()


def _decide(
    plan: str,
    known: Known,
    asked: Sequence[_Asked],
    flat: _Events,
    tallies: Mapping[int, _Tally],
) -> None:
    """One edition decides its covers. In the order of the plans' codes, each plan sees what those
    before it pay."""
    if not asked:
        return
    edition = terms_of(asked[0].cover.edition)
    frame = _frame(known, asked, edition, flat, [tallies[one.key].beside for one in asked])
    decided = decide(edition, frame)
    limited, names = edition.indemnity_benefits, decided.columns
    lines = [(n.removeprefix("line_"), names.index(n)) for n in names if n.startswith("line_")]
    outcome, amount, codes = (names.index(n) for n in ("outcome", "amount_fen", "refusals"))
    for one, row in zip(asked, decided.iter_rows(), strict=True):
        tally = tallies[one.key]
        tally.note(plan, row[outcome], row[amount], row[codes] or ())
        tally.beside += [
            {"plan": plan, "clause": n, "amount_fen": row[at], "indemnity": n in limited}
            for n, at in lines
            if row[at]
        ]


@dataclass(frozen=True)
class _Events:
    """All events as columns, made once, and at which row each stands."""

    frame: pl.DataFrame
    places: Mapping[int, int]

    @classmethod
    def of(cls, events: Mapping[int, Event]) -> _Events:
        rows = [flat_event(event) for event in events.values()]
        return cls(_columns(rows), {key: place for place, key in enumerate(events)})


def flat_event(event: Event) -> dict[str, Any]:
    """The event as columns; of the diagnosis only the category, as in every judgement."""
    row: dict[str, Any] = {}
    for name, value in event.items():
        if name == "diagnosis":
            row["diagnosis_given"] = True
            row["diagnosis_icd10"] = str(value.get("icd10") or "")[:3] or None
        elif name == "bill":
            row["bill_given"] = True
            row |= {f"bill_{part}": fen for part, fen in value.items()}
        else:
            row[f"event_{name}"] = _value(f"event_{name}", value)
    return row


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str) and name in _days():
        return _ordinal(date.fromisoformat(value))
    return value


def _ordinal(day: date) -> int:
    """As Polars counts days: whole numbers become a column much faster than days do."""
    return day.toordinal() - _EPOCH


_DAYS: set[str] = set()
_EPOCH = date(1970, 1, 1).toordinal()


def _days() -> set[str]:
    """Names of the columns that hold days."""
    if not _DAYS:
        _DAYS.update(n for n, one in fact_columns().items() if one.dtype == pl.Date())
    return _DAYS


def _frame(
    known: Known,
    asked: Sequence[_Asked],
    edition: Edition,
    events: _Events,
    beside: Sequence[list[dict[str, Any]]],
) -> pl.DataFrame:
    """Covers that are alike with all that went before them, as those of one unit are, are made
    into columns once."""
    alike: dict[Any, int] = {}
    covers: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    places: list[int] = []
    for one in asked:
        cover = one.cover
        same = (
            cover.starts_on, cover.ends_before, cover.shares, cover.tier, cover.is_renewal,
            cover.terminated_on, tuple(known.held.get(one.claim.person_id, ())),
        )  # fmt: skip
        place = alike.get(same)
        if place is None:
            place = alike[same] = len(covers)
            covers.append(_flat("cover", known.cover_under(one.claim, cover, edition)))
        places.append(place)
        people.append(_flat("person", known.person_under(one.claim, cover, edition)))
    keys = [one.key for one in asked]
    parts = [
        _heads(asked[0].claim, keys), _columns(covers)[places], _columns(people),
        events.frame[[events.places[key] for key in keys]],
    ]  # fmt: skip
    if any(beside):
        parts.append(pl.DataFrame({"beside": pl.Series(beside, dtype=schema()["beside"])}))
    return pl.concat(parts, how="horizontal")


def _heads(claim: Judgeable, keys: Sequence[int]) -> pl.DataFrame:
    """Every stay is a person of its own: what other stays would pay does not bear on it yet. All
    are judged as of one day."""
    assert claim.filed_at is not None
    return pl.DataFrame(
        {
            "claim": pl.Series([str(key) for key in keys], dtype=pl.String()),
            "person": pl.Series(keys, dtype=pl.Int64()),
            "order": pl.Series([0] * len(keys), dtype=pl.Int64()),
            "event_filed_on": pl.Series([civil_date(claim.filed_at)] * len(keys), dtype=pl.Date()),
        }
    )


def _flat(record: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{record}_{name}": _value(f"{record}_{name}", v) for name, v in values.items()}


def _columns(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    types = schema()
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame(
        {name: _series(name, [row.get(name) for row in rows], types[name]) for name in names}
    )


def _series(name: str, values: list[Any], dtype: pl.DataType) -> pl.Series:
    if dtype == pl.Date():
        return pl.Series(name, values, dtype=pl.Int32()).cast(pl.Date())
    return pl.Series(name, values, dtype=dtype)
