"""One chunk of persons: prepare it, run its rounds, write down what came out."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..edition import Edition
from ..frames import day_roles
from .batch import Batch, Lane
from .columns import Sheet
from .conditions import category_column
from .masks import Bools, Ints, anywhere, choose, either
from .measures import first_known
from .needs import Needs
from .outcomes import Outcomes
from .persons import Persons
from .prepare import prepare
from .ranks import Indices, Ranks, ranks_of, slots_of
from .settle import settle
from .settled import settled_result
from .state import Result, State


def decide_chunk(
    edition: Edition,
    sheet: Sheet,
    rows: Any,
    persons: Persons | None,
    needs: Needs,
    settled: Bools | None,
    outcomes: Outcomes,
) -> Indices | None:
    """Decide rows (whole persons) into the outcomes; returns those left to the reference."""
    chunk = Batch(
        edition,
        sheet,
        rows.stop - rows.start if isinstance(rows, slice) else len(rows),
        _same,
        lambda key, make: sheet.made(key, make).cut(lambda values: values[rows]),
    )
    if not needs.any or persons is None:
        result = settle(chunk, prepare(chunk, needs))
        outcomes.write(rows, result, chunk.refusals)
        hopeless = chunk.hopeless
    else:
        hopeless = _in_rounds(chunk, rows, persons.of(rows), needs, settled, outcomes)
    if not anywhere(hopeless):
        return None
    return _whole_persons(hopeless, rows, None if persons is None else persons.of(rows))


def _same(values: Any) -> Any:
    return values


def _whole_persons(hopeless: Any, rows: Any, person: Indices | None) -> Indices:
    """The rows of all persons with a hopeless row (or those alone) as places among all."""
    places = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
    if isinstance(hopeless, bool):
        return places
    if person is None:
        alone: Indices = places[hopeless]
        return alone
    base = int(person[0])
    marked = np.zeros(int(person[-1]) - base + 1, dtype=np.bool_)
    marked[person[hopeless] - base] = True
    found: Indices = places[marked[person - base]]
    return found


def _in_rounds(
    chunk: Batch,
    rows: Any,
    person: Indices,
    needs: Needs,
    settled: Bools | None,
    outcomes: Outcomes,
) -> Any:
    state = _state(chunk, person, needs)
    ranks = state.ranks
    lanes = None if needs.all_in_rounds else prepare(chunk, needs)
    whole = _part(chunk, ranks, state, 0, len(person), None)
    event_on = ranks.take(event_days(chunk)) if needs.ends else 0
    is_settled = None if settled is None else settled[rows][ranks.rows]
    places = ranks.rows + rows.start if isinstance(rows, slice) else rows[ranks.rows]
    hopeless = np.zeros(len(person), dtype=np.bool_)
    for first, last in ranks.rounds:
        state.begin(first, last)
        batch = _part(chunk, ranks, state, first, last, whole)
        result = _round(chunk, batch, lanes, needs)
        if is_settled is not None and is_settled[first:last].any():
            result = settled_result(batch, result, is_settled[first:last])
        on = event_on[first:last] if isinstance(event_on, np.ndarray) else event_on
        state.remember(batch, result, on)
        outcomes.write(places[first:last], result, batch.refusals)
        if batch.hopeless is not False:
            hopeless[ranks.rows[first:last]] = batch.hopeless
    return either(hopeless, chunk.hopeless)


def _round(chunk: Batch, batch: Batch, lanes: list[Lane] | None, needs: Needs) -> Result:
    if lanes is not None:
        if chunk.refusals.bits is not None:
            batch.refusals.merge(True, batch.here(chunk.refusals.bits), chunk.refusals.may_ask)
        return settle(batch, lanes)
    batch.here = _same
    return settle(batch, prepare(batch, needs))


def _part(
    chunk: Batch, ranks: Ranks, state: State, first: int, last: int, whole: Batch | None
) -> Batch:
    """The rows of a round (or all, in the order of the rounds) as a batch of their own."""
    kept: dict[int, tuple[Any, Any]] = state.gathered

    def gather(values: Any) -> Any:
        if not isinstance(values, np.ndarray):
            return values
        found = kept.get(id(values))
        if found is None:
            found = kept[id(values)] = (values, values[ranks.rows])
        return found[1][first:last]

    batch = Batch(
        chunk.edition,
        chunk.sheet,
        last - first,
        gather,
        lambda key, make: chunk.made(key, make).cut(gather),
    )
    batch.state, batch.whole = state, whole
    return batch


def _state(chunk: Batch, person: Indices, needs: Needs) -> State:
    """Ranks by person where something outlives a cover, else by cover; and where all is kept."""
    starts = chunk.column("cover_starts_on").values
    slot = _dense(person if isinstance(starts, int) else slots_of(person, starts))
    if not needs.by_person:
        ranks = ranks_of(slot)
        return State(needs, ranks, {"period": None}, {"period": ranks.units})
    ranks = ranks_of(_dense(person))
    places: dict[str, Any] = {"period": ranks.take(slot), "lifetime": None}
    sizes = {"period": int(slot.max()) + 1, "lifetime": ranks.units}
    shared = {"event": chunk.column("event_ref"), "disease": category_column(chunk)}
    for over, column in shared.items():
        places[over], sizes[over] = None, ranks.units
        if isinstance(column.values, np.ndarray):
            slot = slots_of(person, column.values.astype(np.int64))
            places[over], sizes[over] = ranks.take(slot), int(slot.max()) + 1
    if needs.events:
        places["cover_event"], sizes["cover_event"] = _events_in_covers(ranks, places)
    return State(needs, ranks, places, sizes)


def _events_in_covers(ranks: Ranks, places: dict[str, Any]) -> tuple[Indices, int]:
    """A place for each event of a cover."""
    cover, event = places["period"], places["event"]
    if event is None:
        return cover, int(cover.max()) + 1
    both = cover * (int(event.max()) + 1) + event
    slots: Indices = np.unique(both, return_inverse=True)[1].astype(np.int64)
    return slots, int(slots.max()) + 1


def _dense(numbers: Indices) -> Indices:
    """Numbers from 0; gathered chunks have gaps where other persons stood."""
    numbers = numbers - int(numbers.min())
    if int(numbers.max()) < 2 * len(numbers):
        return numbers
    return np.unique(numbers, return_inverse=True)[1].astype(np.int64)


def event_days(chunk: Batch) -> Ints:
    """The day by which later claims know each event; see `frames.event_day`."""
    kind = chunk.column("event_kind")
    starts = chunk.column("cover_starts_on").values
    days, missing = first_known(chunk, day_roles(None))
    for word in ("inpatient", "diagnosis"):
        here = kind.is_word(word)
        if anywhere(here):
            own, unknown = first_known(chunk, day_roles(word))
            days = choose(here, own, days)
            missing = choose(here, as_int(unknown), as_int(missing)) == 1
    return choose(missing, starts, days)


def as_int(mask: Any) -> Ints:
    return int(mask) if isinstance(mask, bool) else mask.astype(np.int8)
