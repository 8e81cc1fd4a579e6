"""May a benefit be paid? One function per clause that can refuse, for many rows at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import clauses as c
from .. import nodes as n
from ..conditions import PARTS
from .batch import Flow, Lane
from .columns import Column
from .conditions import judge
from .days import after, complete_years
from .exact import TooLarge, within
from .masks import Ints, Mask, anywhere, both, but_not, choose, either, opposite, total
from .measures import as_long, between, first_known, present, renews
from .values import leaves


def _age(clause: c.AgeAtStart, lane: Lane, flow: Flow) -> None:
    concerned: Mask = True
    if clause.sex is not None:
        sex = flow.batch.column("person_sex")
        flow.halt(sex.missing(), "fact_missing")
        concerned = sex.is_word(clause.sex)
    born = flow.batch.column("person_birth_on")
    flow.halt(both(concerned, born.missing()), "fact_missing")
    age = complete_years(born.values, flow.batch.column("cover_starts_on").values)
    oldest: Ints = clause.oldest
    if clause.oldest_at_renewal is not None:
        oldest = choose(renews(flow.batch), clause.oldest_at_renewal, oldest)
    young: Mask = age < clause.youngest
    old: Mask = age > oldest
    flow.halt(both(concerned, either(young, old)), "age_out_of_range")
    if clause.youngest_days is not None:
        days = as_long(flow.batch.column("cover_starts_on").values) - as_long(born.values)
        flow.halt(both(concerned, days < clause.youngest_days), "too_young_in_days")


def _sex(clause: c.SexOnly, lane: Lane, flow: Flow) -> None:
    sex = flow.batch.column("person_sex")
    flow.halt(sex.missing(), "fact_missing")
    flow.halt(opposite(sex.is_word(clause.sex)), "wrong_sex")


def _basic_medical(clause: c.BasicMedicalRequired, lane: Lane, flow: Flow) -> None:
    insured = flow.batch.column("person_insured_basic_medical")
    flow.halt(insured.missing(), "fact_missing")
    flow.halt(insured.values == 0, "not_in_basic_medical")


def _among(name: str, code: str) -> Callable[[Any, Lane, Flow], None]:
    def guard(clause: Any, lane: Lane, flow: Flow) -> None:
        column = flow.batch.column(name)
        flow.halt(column.missing(), "fact_missing")
        flow.halt(opposite(column.among(clause.among)), code)

    return guard


def _hazard(clause: c.HazardClass, lane: Lane, flow: Flow) -> None:
    found = flow.batch.column("person_hazard_class")
    flow.halt(found.missing(), "fact_missing")
    flow.halt(found.values > clause.worst, "hazard_not_admitted")


def _shares(clause: c.SharesLimit, lane: Lane, flow: Flow) -> None:
    if clause.excess == "refuse":
        flow.halt(flow.batch.column("cover_shares").values > clause.most, "shares_over_limit")


def _inside_cover(clause: c.EventInsideCover, lane: Lane, flow: Flow) -> None:
    batch = flow.batch
    on = event_days(clause, flow)
    starts, ends = batch.column("cover_starts_on"), batch.column("cover_ends_before")
    flow.halt(opposite(between(on, starts.values, ends.values)), "event_outside_cover")
    ended = batch.column("cover_terminated_on")
    late: Mask = on > ended.values
    flow.halt(both(ended.known(), late), "cover_ended")


def event_days(clause: c.EventInsideCover, flow: Flow) -> Ints:
    """The day that must fall inside the cover; a row with none is asked for it."""
    if not clause.date:
        return flow.on
    on, missing = first_known(flow.batch, clause.date)
    flow.halt(missing, "fact_missing")
    return on


def _filing(clause: c.FilingLimit, lane: Lane, flow: Flow) -> None:
    batch = flow.batch
    anchor, missing = first_known(batch, clause.after)
    flow.halt(missing, "fact_missing")
    filed = batch.column("event_filed_on")
    flow.halt(filed.missing(), "fact_missing")
    given: Mask = clause.late == "refer"
    if clause.late == "refer_with_reason":
        reason = batch.column("event_late_reason")
        given = but_not(reason.known(), reason.is_word(""))
    for rows, within_ in list(leaves(clause.within, flow)):
        late: Mask = filed.values > after(anchor, within_)
        late = both(rows, late)
        flow.halt(both(late, given), "filed_late_referred")
        flow.halt(late, "filed_too_late")


def _bill_adds_up(clause: c.BillAddsUp, lane: Lane, flow: Flow) -> None:
    batch = flow.batch
    whole = batch.column("bill_total_fen")
    if not anywhere(whole.known()):
        return
    parts = [batch.column(f"bill_{name}_fen") for name in ("pool_paid", "large_paid", *PARTS)]
    # Few bills have a large-sum segment; absent, it is nothing.
    large = batch.column("bill_large_proportional_fen")
    summed, missing = sum_of(parts), either_missing([part for part in parts if part is not large])
    over: Mask = summed > whole.values
    differs: Mask = summed != whole.values
    wrong = either(over, but_not(differs, missing))
    flow.halt(both(whole.known(), wrong), "bill_does_not_add_up")


def sum_of(columns: list[Column]) -> Ints:
    """The sum of amounts, those not known counted as nothing."""
    within(sum(max(column.high, 0) for column in columns))
    summed: Ints = 0
    for column in columns:
        values = column.values
        if isinstance(values, int):
            values = max(values, 0)
        elif column.nullable:
            values = choose(column.known(), values, 0)
        summed = total(summed, values)
    return summed


def either_missing(columns: list[Column]) -> Mask:
    missing: Mask = False
    for column in columns:
        missing = either(missing, column.missing())
    return missing


def _refer(clause: c.Refer, lane: Lane, flow: Flow) -> None:
    _holds(clause, flow, "referred")


def _exclusion(clause: c.Exclusion, lane: Lane, flow: Flow) -> None:
    _holds(clause, flow, "excluded")


def _holds(clause: c.Refer | c.Exclusion, flow: Flow, code: str) -> None:
    holds, unknown = judge(clause.when, flow.batch, flow.on, False, clause.unless, flow.open)
    flow.halt(unknown, "fact_missing")
    flow.halt(holds, code)


def _pre_existing(clause: c.PreExisting, lane: Lane, flow: Flow) -> None:
    batch = flow.batch
    concerned = present(batch, "diagnosis")
    found = batch.column("diagnosis_first_diagnosed_on")
    diagnosed = batch.column("event_diagnosed_on")
    first = choose(found.missing(), diagnosed.values, found.values)
    missing = both(found.missing(), diagnosed.missing())
    flow.halt(both(concerned, missing), "fact_missing")
    earlier: Mask = as_long(first) < batch.column("cover_starts_on").values
    earlier = both(concerned, earlier)
    if clause.reckoned_from == "continuous_cover":
        again, begun = both(earlier, renews(batch)), batch.column("cover_continuous_since")
        flow.halt(both(again, begun.missing()), "fact_missing")
        before: Mask = as_long(first) < begun.values
        earlier = either(but_not(earlier, again), both(again, before))
    flow.halt(earlier, "pre_existing")


#: Guards that look at the facts of the claim alone.
GUARDS: dict[type[c.Clause], Callable[[Any, Lane, Flow], None]] = {
    c.AgeAtStart: _age,
    c.SexOnly: _sex,
    c.BasicMedicalRequired: _basic_medical,
    c.EmploymentAmong: _among("person_employment", "employment_not_admitted"),
    c.SharesLimit: _shares,
    c.EventInsideCover: _inside_cover,
    c.FilingLimit: _filing,
    c.BillAddsUp: _bill_adds_up,
    c.RelationAmong: _among("person_relation", "relation_not_admitted"),
    c.HazardClass: _hazard,
    c.PreExisting: _pre_existing,
    c.Exclusion: _exclusion,
    c.Refer: _refer,
}


def uses_ordinal(when: tuple[n.Condition, ...]) -> bool:
    return any(isinstance(node, n.OrdinalWithin) for node in when)


__all__ = ["GUARDS", "TooLarge", "either_missing", "event_days", "sum_of", "uses_ordinal"]
