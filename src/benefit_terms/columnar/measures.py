"""Words and whole numbers that tables and conditions ask for: the counterpart of `measures.py`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from .. import clauses as c
from ..frames import fact_columns
from .batch import Batch, Flow
from .columns import Column
from .days import calendar_years, complete_years
from .masks import Ints, Mask, both, but_not, choose, either

#: The column of each fact that is a word, by the name of the axis.
WORD_COLUMNS = {
    "severity": "diagnosis_severity",
    "tier": "cover_tier",
    "person_class": "person_person_class",
    "employment": "person_employment",
    "hospital_grade": "event_hospital_grade",
    "cause": "event_cause",
    "event_kind": "event_kind",
    "sex": "person_sex",
    "relation": "person_relation",
    "burn_degree": "event_burn_degree",
}
#: Axes that are told only within what is listed (each burn of several), never of the event.
UNTOLD = ("burn_part",)
#: A number for each row, and where it is not known.
Measured = tuple[Ints, Mask]


def word_column(axis: str, batch: Batch) -> tuple[Column, Mask]:
    column = batch.column(WORD_COLUMNS[axis])
    return column, column.missing()


def yes(batch: Batch, name: str) -> Mask:
    """Where a yes-or-no fact is known to be so."""
    found: Mask = batch.column(name).values == 1
    return found


def present(batch: Batch, record: str) -> Mask:
    """Where there is a diagnosis, or a bill, at all."""
    sheet = batch.sheet

    def make() -> Column:
        names = [entry.name for entry in fact_columns().values() if entry.record == record]
        held = [_given(name) for name in names if sheet.has(name) and not name.endswith("_given")]
        known = pl.any_horizontal(held or [pl.lit(False)])
        if sheet.has(f"{record}_given"):
            known = pl.coalesce(pl.col(f"{record}_given"), known)
        return sheet.of(sheet.frame.select(known.alias("present")).to_series())

    found: Mask = batch.made(("present", record), make).values == 1
    return found


def _given(name: str) -> pl.Expr:
    is_list = isinstance(fact_columns()[name].dtype, pl.List)
    return pl.col(name).list.len() > 0 if is_list else pl.col(name).is_not_null()


def stay_days(batch: Batch, counting: str = "in_not_out") -> Measured:
    begun, ended = batch.column("event_admitted_on"), batch.column("event_discharged_on")
    missing = either(begun.missing(), ended.missing())
    stayed = as_long(ended.values) - as_long(begun.values)
    if counting == "in_and_out":
        return stayed + 1, missing
    return (max(1, stayed) if isinstance(stayed, int) else np.maximum(stayed, 1)), missing


def as_long(values: Ints) -> Ints:
    return values if isinstance(values, int) else values.astype(np.int64)


def renews(batch: Batch) -> Mask:
    """Does the cover continue one before it?"""
    found = batch.edition.first(c.Continuity)
    recorded = yes(batch, "cover_is_renewal")
    if found is None:
        return recorded
    before = batch.column("cover_previous_ends_before")
    gap = batch.edition.constant(found.gap)
    most = int(gap.number) if gap else 0
    days = as_long(batch.column("cover_starts_on").values) - as_long(before.values)
    near: Mask = days <= most if found.edge == "inclusive" else days < most
    return either(both(before.known(), near), both(before.missing(), recorded))


def _ordinal(flow: Flow) -> Measured:
    state = flow.batch.state
    return (1 if state is None else state.ordinal(flow.batch)), False


def _age(flow: Flow) -> Measured:
    born = flow.batch.column("person_birth_on")
    return complete_years(born.values, flow.on), born.missing()


def _membership_years(flow: Flow) -> Measured:
    since = flow.batch.column("person_member_since")
    rule = flow.batch.edition.first(c.MembershipYears)
    at_start = rule is not None and rule.on == "start"
    day = flow.batch.column("cover_starts_on").values if at_start else flow.on
    if rule and rule.reckoned == "calendar":
        years = calendar_years(since.values, day)
    else:
        years = complete_years(since.values, day) + (1 if rule and rule.reckoned == "begun" else 0)
    return at_least(years, 0), since.missing()


def _cover_years(flow: Flow) -> Measured:
    since = flow.batch.column("cover_continuous_since")
    starts = flow.batch.column("cover_starts_on").values
    missing: Mask = False
    begun = since.values
    if since.nullable:
        missing = both(since.missing(), renews(flow.batch))
        begun = choose(since.missing(), starts, since.values)
    return at_least(complete_years(begun, flow.on) + 1, 1), missing


def at_least(numbers: Ints, least: int) -> Ints:
    return max(numbers, least) if isinstance(numbers, int) else np.maximum(numbers, least)


def _stay_days(flow: Flow) -> Measured:
    return stay_days(flow.batch)


def _plain(name: str) -> Callable[[Flow], Measured]:
    def measure(flow: Flow) -> Measured:
        column = flow.batch.column(name)
        return column.values, column.missing()

    return measure


def _disability_grade(flow: Flow) -> Measured:
    grade = flow.batch.column("event_disability_grade")
    sheet = flow.batch.sheet
    if not grade.nullable or not sheet.has("event_injuries"):
        return grade.values, grade.missing()

    def make() -> Column:
        grades = pl.col("event_injuries").list.eval(pl.element().struct.field("grade"))
        return sheet.of(sheet.frame.select(grades.list.min().cast(pl.Int64)).to_series())

    worst = flow.batch.made("worst_injury", make)
    return choose(grade.missing(), worst.values, grade.values), both(
        grade.missing(), worst.missing()
    )


MEASURES: dict[str, Callable[[Flow], Measured]] = {
    "ordinal": _ordinal,
    "age": _age,
    "membership_years": _membership_years,
    "cover_years": _cover_years,
    "stay_days": _stay_days,
    "hazard_class": _plain("person_hazard_class"),
    "shares": _plain("cover_shares"),
    "disability_grade": _disability_grade,
    "burn_area": _plain("event_burn_area"),
}


def measured(axis: str, flow: Flow) -> Measured:
    """The number of an axis for every row, and where it is not known."""
    return MEASURES[axis](flow)


def first_known(batch: Batch, roles: tuple[str, ...]) -> Measured:
    """The first of these dates that is known, and where none is."""
    columns = [batch.column(day_column(role)) for role in roles]
    days, missing = columns[0].values, columns[0].missing()
    for column in columns[1:]:
        if missing is False:
            break
        days = choose(missing, column.values, days)
        missing = both(missing, column.missing())
    return days, missing


def day_column(role: str) -> str:
    return role if role == "cover_ends_before" else f"event_{role}"


def between(days: Ints, first: Ints, past: Ints) -> Mask:
    """From the first day to the one before `past`."""
    begun: Mask = days >= first
    over: Mask = days >= past
    return but_not(begun, over)
