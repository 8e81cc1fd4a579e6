"""What is remembered from round to round: ordinals, caps, accounts, what was paid and ended.

A tally is an array with a place for each cover of a person, for each person, or
for each event, according to what it is over. Within a round each place belongs
to one row at most, so that reading and adding are one operation each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import clauses as c
from .. import nodes as n
from .batch import Batch, Flow, Lane
from .columns import Column
from .conditions import category_column
from .exact import Exact, within
from .masks import Ints, Mask, both, but_not, choose, equal, total
from .needs import Needs
from .ranks import Ranks

_NEVER = 2**31 - 1
#: Where it is kept whether an event was counted: by event in a cover, or of a person.
EVENT_IN = {"period": "cover_event", "lifetime": "event"}


@dataclass
class Draft:
    """What one lane would pay in each row; 0 where it does not.

    `gross` is the amount before payments of earlier claims were taken off.
    """

    lane: Lane
    fen: Ints
    high: int
    gross: Ints

    @property
    def live(self) -> Mask:
        found: Mask = self.fen > 0
        return found


@dataclass
class Result:
    """What was decided of the rows of a round, or was settled before."""

    amount: Ints
    lines: dict[str, Ints]
    uses: dict[str, Ints]
    counts: dict[str, Ints]
    ended: Mask
    ended_on: Ints
    #: No amount is greater, and no number counted.
    high: int = 0
    counts_high: int = 0
    #: Where an officer is asked.
    asks: Mask = False
    #: Settled rows need not say under which benefits they paid.
    unlined: Mask = False


@dataclass
class State:
    """The tallies of a chunk; `now` holds what the claims of this round have come to so far."""

    needs: Needs
    ranks: Ranks
    #: Place of every row (in the order of the rounds) for what is over a period or an event;
    #: None where the unit itself is the place.
    places: dict[str, NDArray[np.int64] | None]
    sizes: dict[str, int]
    tallies: dict[Any, NDArray[np.int64]] = field(default_factory=dict)
    #: No number of a tally is greater than this.
    highs: dict[Any, int] = field(default_factory=dict)
    history: dict[Any, NDArray[Any]] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    counting: list[tuple[str, str, Exact]] = field(default_factory=list)
    limits: dict[str, Exact] = field(default_factory=dict)
    #: While a lane is reckoned: what will be taken off it and has used up a cap, by the cap.
    again: dict[str, Exact] = field(default_factory=dict)
    #: While a lane is reckoned: the benefits that it excludes.
    rivals: frozenset[str] = frozenset()
    span: tuple[int, int] = (0, 0)
    #: Arrays of the chunk in the order of the rounds, by the identity of the array.
    gathered: dict[int, tuple[Any, Any]] = field(default_factory=dict)

    def begin(self, first: int, last: int) -> None:
        """A new round: nothing drafted yet."""
        self.span = (first, last)
        self.drafts, self.counting, self.limits, self.again = [], [], {}, {}
        self.rivals = frozenset()

    def _place(self, over: str) -> Any:
        first, last = self.span
        places = self.places[over]
        return slice(0, last - first) if places is None else places[first:last]

    def _tally(self, key: Any, over: str, empty: int = 0) -> NDArray[np.int64]:
        found = self.tallies.get(key)
        if found is None:
            found = self.tallies[key] = np.full(self.sizes[over], empty, dtype=np.int64)
        return found

    def _read(self, key: Any, over: str) -> Ints:
        found = self.tallies.get(key)
        if found is None:
            return 0
        seen: Ints = found[self._place(over)]
        return seen

    def _add(self, key: Any, over: str, more: Ints, high: int) -> None:
        if isinstance(more, int) and more == 0:
            return
        self.highs[key] = within(self.highs.get(key, 0) + high)
        self._tally(key, over)[self._place(over)] += more

    # What the clauses ask.

    def ordinal(self, batch: Batch) -> Ints:
        kind = batch.column("event_kind")
        count: Ints = 0
        if isinstance(kind.values, int):
            return self._events(batch, ("kind", kind.values), "period") + 1
        for code in range(len(kind.words)):
            seen = self._events(batch, ("kind", code), "period")
            if not isinstance(seen, int):
                count = choose(equal(kind.values, code), seen, count)
        return count + 1

    def _events(self, batch: Batch, key: Any, over: str) -> Ints:
        """How many events were counted under this key, this one not among them."""
        count = self._read(key, over)
        if not self.needs.events or isinstance(count, int):
            return count
        own = self._read((key, "event"), EVENT_IN[over])
        return count - choose(_known("event", batch), own, 0)

    def _add_event(self, batch: Batch, key: Any, over: str, paid: Mask) -> None:
        if not self.needs.events:
            return self._add(key, over, as_count(paid), 1)
        known = _known("event", batch)
        again: Mask = self._read((key, "event"), EVENT_IN[over]) > 0
        new = but_not(paid, both(known, again))
        self._add(key, over, as_count(new), 1)
        return self._add((key, "event"), EVENT_IN[over], as_count(both(new, known)), 1)

    def cap_left(self, batch: Batch, cap: c.Cap, limit: Exact) -> Exact:
        """What is left of a cap, to be asked while a lane is reckoned."""
        used = self._read(("cap", cap.id), cap.per)
        if cap.per in ("event", "disease"):
            used = choose(_known(cap.per, batch), used, 0)
        drafts = [draft for draft in self._visible() if cap.id in caps_of(draft.lane)]
        # What will be taken off as paid before must not be taken off by the cap as well.
        if cap.id in self.again:
            limit = limit + self.again[cap.id]
        return limit.less(self._with_drafts(used, ("cap", cap.id), drafts))

    def cap_unclear(self, batch: Batch, cap: c.Cap) -> Mask:
        """Where a cap was used, and it is not known whether for the same event or disease."""
        if cap.per not in ("event", "disease"):
            return False
        used: Mask = self._read(("used", cap.id), "lifetime") > 0
        return but_not(used, _known(cap.per, batch))

    def made_good(self, batch: Batch) -> Exact:
        """What benefits under an indemnity limit already pay for this event."""
        limited = batch.edition.indemnity_benefits
        paid = self._read("indemnity", "event")
        if not isinstance(paid, int):
            paid = choose(_known("event", batch), paid, 0)
        named = [draft for draft in self._visible() if draft.lane.clause in limited]
        return self._with_drafts(paid, "indemnity", named)

    def _visible(self) -> list[Draft]:
        """The drafts that count beside the lane that is reckoned: not those it excludes."""
        return [draft for draft in self.drafts if draft.lane.clause not in self.rivals]

    def _with_drafts(self, paid: Ints, key: Any, drafts: list[Draft]) -> Exact:
        high = self.highs.get(key, 0)
        for draft in drafts:
            paid, high = total(paid, draft.fen), high + draft.high
        return Exact(paid, 1, within(high))

    def counted(self, batch: Batch, counter: str, over: str) -> Exact:
        key = ("count", counter, over)
        count = Exact(self._read(key, over), 1, self.highs.get(key, 0))
        for _, name, more in self.counting:
            if name == counter:
                count = count + more
        return count

    def count(self, flow: Flow, lane: Lane, counter: str, more: Exact) -> None:
        """Add whole numbers to an account for the open rows."""
        added = Exact(choose(flow.open, more.num, 0), 1, more.high)
        self.counting.append((lane.benefit.id, counter, added))

    def paid_by(self, batch: Batch, benefits: tuple[str, ...], over: str) -> Exact:
        key = ("paid", benefits, over)
        paid = self._read(key, over)
        if over == "event":
            paid = choose(_known(over, batch), paid, 0)
        named = [d for d in self._visible() if not benefits or d.lane.benefit.id in benefits]
        return self._with_drafts(paid, key, named)

    def paid_earlier(self, benefits: tuple[str, ...], over: str) -> Ints:
        """The same without the claim itself; the plain 0 if nothing was ever paid."""
        return self._read(("paid", benefits, over), over)

    def paid_again(self, others: tuple[str, ...], cap: str) -> Exact:
        """What these benefits used of a cap earlier in the period."""
        key = ("again", others, cap)
        return Exact(self._read(key, "period"), 1, self.highs.get(key, 0))

    def coded_before(self) -> Mask:
        """Where something was paid before for a disease that is known."""
        found: Mask = self._read("coded", "lifetime") > 0
        return found

    def times(self, batch: Batch, clause: c.TimesLimit) -> Ints:
        return self._events(batch, ("times", clause.id), clause.per)

    def keep_paid(self, lane: Lane, open_: Mask) -> None:
        """Days and units count only where the benefit pays."""
        name = lane.benefit.id
        self.counting = [
            (benefit, counter, Exact(choose(open_, more.num, 0), 1, more.high))
            if benefit == name and counter in (f"{name}.days", f"{name}.items")
            else (benefit, counter, more)
            for benefit, counter, more in self.counting
        ]

    def ended_from(self) -> Ints:
        """The first day on which another claim had ended the cover already."""
        found = self.tallies.get("ended")
        return _NEVER if found is None else found[self._place("period")]

    def rounds_before(self) -> range:
        """The rounds before this one, by number."""
        return range(self.ranks.rounds.index(self.span))

    def before(self, name: Any, earlier: int) -> Any:
        """What was kept under this name in an earlier round, cut to the rows of this one."""
        first, _ = self.ranks.rounds[earlier]
        return self.history[name][first : first + self.span[1] - self.span[0]]

    def same_cover(self, batch: Batch, earlier: int) -> Mask:
        """Where the row of that earlier round was under the same cover."""
        if self.places["period"] is None:
            return True
        then = self.earlier_values(_cover_starts, batch, earlier)
        return equal(then, batch.column("cover_starts_on").values)

    def earlier_values(self, column: Callable[[Batch], Column], batch: Batch, earlier: int) -> Ints:
        """A fact of the rows of an earlier round, cut to the rows of this one."""
        assert batch.whole is not None
        values = column(batch.whole).values
        if isinstance(values, int):
            return values
        first, _ = self.ranks.rounds[earlier]
        return values[first : first + self.span[1] - self.span[0]]

    def counts_toward(self, cap: c.Cap, batch: Batch, earlier: int) -> Mask:
        """Where what the row of that earlier round used of a cap is counted now."""
        if cap.per == "period":
            return self.same_cover(batch, earlier)
        if cap.per == "lifetime":
            return True
        column = _ref if cap.per == "event" else category_column
        then, now = self.earlier_values(column, batch, earlier), column(batch)
        return both(equal(then, now.values), now.known())

    # What the claims of a round leave behind.

    def remember(self, batch: Batch, result: Result, event_on: Ints) -> None:
        paid: Mask = result.amount > 0
        kinds = batch.column("event_kind")
        if self.needs.ordinals:
            for code in range(len(kinds.words)):
                mine = both(paid, equal(kinds.values, code))
                self._add_event(batch, ("kind", code), "period", mine)
        for cap in self.needs.caps:
            used = result.uses.get(cap.id, 0)
            self._add(("cap", cap.id), cap.per, used, result.high)
            if cap.per in ("event", "disease"):
                self._add(("used", cap.id), "lifetime", as_count(_some(used)), 1)
        for counter, over in self.needs.counters:
            more = result.counts.get(counter, 0)
            self._add(("count", counter, over), over, more, result.counts_high)
        for benefits, over in self.needs.paid:
            fen = paid_under(result, benefits)
            self._add(("paid", benefits, over), over, fen, result.high)
        for clause in self.needs.times:
            some: Mask = paid
            if clause.benefits:
                some = paid_under(result, clause.benefits) > 0
            self._add_event(batch, ("times", clause.id), clause.per, some)
        self._remember_set_off(batch, result, paid)
        self._keep_ends(result, event_on)
        self._keep_history(result, paid)

    def _remember_set_off(self, batch: Batch, result: Result, paid: Mask) -> None:
        for others, cap in self.needs.again:
            used, fen = result.uses.get(cap, 0), paid_under(result, others)
            least: Ints = min(used, fen) if _plain(used, fen) else np.minimum(used, fen)
            self._add(("again", others, cap), "period", least, result.high)
        if self.needs.events and self.needs.indemnity:
            fen = paid_under(result, self.needs.indemnity)
            self._add("indemnity", "event", fen, result.high * len(self.needs.indemnity))
        if self.needs.diseases:
            coded = both(paid, category_column(batch).known())
            self._add("coded", "lifetime", as_count(coded), 1)

    def _keep_ends(self, result: Result, event_on: Ints) -> None:
        if not self.needs.ends or result.ended is False:
            return
        place = self._place("period")
        ends = self._tally("ended", "period", _NEVER)
        ends[place] = np.minimum(ends[place], choose(result.ended, event_on, _NEVER))

    def _keep_history(self, result: Result, paid: Mask) -> None:
        if not self.needs.diseases:
            return
        self._keep("amount", result.amount, np.int64)
        high = result.high * max(1, len(result.lines))
        self.highs["history"] = within(self.highs.get("history", 0) + high)
        self._keep("paid", paid, np.bool_)
        for clause in self.needs.diseases:
            if clause.benefits:
                ours = (paid_under(result, clause.benefits) > 0) | np.asarray(result.unlined)
                self._keep(("ours", clause.id), both(paid, ours), np.bool_)
                fen = choose(result.unlined, result.amount, paid_under(result, clause.benefits))
                self._keep(("fen", clause.id), fen, np.int64)
                self._keep("unlined", result.unlined, np.bool_)
        for cap in self.needs.caps:
            self._keep(("uses", cap.id), result.uses.get(cap.id, 0), np.int64)

    def _keep(self, name: Any, values: Any, dtype: Any) -> None:
        if name not in self.history:
            self.history[name] = np.zeros(len(self.ranks.rows), dtype=dtype)
        self.history[name][self.span[0] : self.span[1]] = values


def _known(over: str, batch: Batch) -> Mask:
    """Where it is known of which event, or disease, a claim is: without that, nothing is shared."""
    column = batch.column("event_ref") if over == "event" else category_column(batch)
    return column.known()


def _ref(batch: Batch) -> Column:
    return batch.column("event_ref")


def _some(fen: Ints) -> Mask:
    found: Mask = fen > 0
    return found


def _plain(*numbers: Ints) -> bool:
    return all(isinstance(one, int) for one in numbers)


def _cover_starts(batch: Batch) -> Column:
    return batch.column("cover_starts_on")


def caps_of(lane: Lane) -> tuple[str, ...]:
    """The caps that a line of this lane uses up."""
    if not lane.is_the_benefit:
        return ()
    names = (step.name for step in lane.benefit.steps if isinstance(step, n.UnderCap))
    return tuple(dict.fromkeys(names))


def as_count(mask: Mask) -> Ints:
    return int(mask) if isinstance(mask, bool) else mask.astype(np.int64)


def paid_under(result: Result, benefits: tuple[str, ...]) -> Ints:
    """Fen paid under these benefits, under all if none is named."""
    if not benefits:
        return result.amount
    paid: Ints = 0
    for clause, fen in result.lines.items():
        if clause in benefits:
            paid = total(paid, fen)
    return paid
