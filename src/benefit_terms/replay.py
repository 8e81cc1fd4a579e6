"""Years of claims under an edition, or under two: what they come to, who gains and who loses.

The claims are a frame (see `frames`) or a Parquet file of it. Both editions see
the same claims in the same order of payment, each with what it would itself have
paid before; rows marked `settled` are history that neither decides again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .columnar import Decided, decided
from .columnar.outcomes import OUTCOMES, codes_of
from .columnar.persons import in_order, persons_of
from .columnar.rowwise import decide_rows
from .decision import Decision
from .edition import Edition
from .explain import explain
from .frame_checks import check_columns, read_claims
from .replay_report import (
    AmountClass,
    Difference,
    GroupRow,
    Progress,
    ReplayReport,
    Totals,
)

#: Upper edges of the classes of amounts, in fen.
CLASSES = (50000, 100000, 200000, 500000, 1000000, 2000000, 5000000)
#: Upper edges of the age bands in complete years at the start of cover.
AGES = (17, 29, 39, 49, 59)
UNKNOWN = "?"
Amounts = NDArray[np.int64]
#: For places in a frame, the rows of each one's person up to it, in order of payment.
Histories = Callable[[list[int]], list[pl.DataFrame]]


def replay(
    claims: pl.DataFrame | Path,
    edition: Edition,
    against: Edition | None = None,
    *,
    largest: int = 20,
    progress: Progress | None = None,
) -> ReplayReport:
    """Decide all claims under `edition` (A), and under `against` (B) if it is given.

    `largest` differences are explained under both by the reference. `progress` is called with
    rows done and rows in all. Raises FactsError for claims that cannot be read and
    EvaluationError where an edition gives no one answer.
    """
    begun = time.perf_counter()
    frame = read_claims(claims) if isinstance(claims, Path) else claims
    check_columns(frame)
    frame, _ = in_order(frame)
    editions = [edition] if against is None else [edition, against]
    runs = [
        decided(each, frame, _shifted(progress, at, len(editions)))
        for at, each in enumerate(editions)
    ]
    return report_of(
        frame,
        editions,
        runs,
        lambda places: [history_of(frame, place) for place in places],
        largest=largest,
        engine="embedded",
        begun=begun,
    )


def report_of(
    frame: pl.DataFrame,
    editions: list[Edition],
    runs: list[Decided],
    histories: Histories,
    *,
    largest: int,
    engine: str,
    begun: float,
) -> ReplayReport:
    """The report on what one edition, or two, decided of a frame that is in order.

    Of the frame only `claim`, `person`, `order`, `settled` and what is grouped by are read;
    `histories` gives, for some places, all that their decisions depend on.
    """
    kept = _kept(frame)
    edition, against = editions[0], editions[1] if len(editions) > 1 else None
    a = runs[0].outcomes.amount[kept]
    b = runs[1].outcomes.amount[kept] if against is not None else None
    difference = np.zeros_like(a) if b is None else b - a
    explained = () if b is None else _largest(frame, editions, kept, runs, histories, largest)
    return ReplayReport(
        claims=len(a),
        persons=_persons(frame, kept),
        a=totals(runs[0], kept),
        b=totals(runs[1], kept) if against is not None else None,
        difference_fen=int(difference.sum()),
        gainers=int((difference > 0).sum()),
        losers=int((difference < 0).sum()),
        unchanged=int((difference == 0).sum()),
        distribution=tuple(_distribution(a, b)),
        groups=_groups(frame, kept, edition, a, b),
        largest=explained,
        by_reference=sum(run.by_reference for run in runs),
        seconds=time.perf_counter() - begun,
        engine=engine,
        name_a=f"A {edition.plan} {edition.version}",
        name_b=f"B {against.plan} {against.version}" if against is not None else "",
    )


def _shifted(progress: Progress | None, at: int, runs: int) -> Progress | None:
    """Progress of one run as part of all."""
    if progress is None:
        return None
    return lambda done, rows: progress(at * rows + done, runs * rows)


def _kept(frame: pl.DataFrame) -> Any:
    """The rows that are decided: all but the settled ones."""
    if "settled" not in frame.columns:
        return slice(None)
    settled = frame["settled"].fill_null(False).to_numpy()
    return np.flatnonzero(~settled) if settled.any() else slice(None)


def _persons(frame: pl.DataFrame, kept: Any) -> int:
    persons = persons_of(frame)
    if isinstance(kept, slice):
        return len(persons.starts)
    return len(np.unique(persons.numbers[kept]))


def totals(run: Decided, kept: Any) -> Totals:
    """Counts and amounts of the rows that are kept."""
    outcome, amount = run.outcomes.outcome[kept], run.outcomes.amount[kept]
    counts = np.bincount(outcome, minlength=len(OUTCOMES))
    paid = np.sort(amount[amount > 0])
    total = int(paid.sum())
    return Totals(
        paid=int(counts[0]),
        refused=int(counts[1]),
        referred=int(counts[2]),
        amount_fen=total,
        mean_fen=(2 * total + len(paid)) // (2 * len(paid)) if len(paid) else 0,
        median_fen=_at_share(paid, 50),
        p90_fen=_at_share(paid, 90),
        p99_fen=_at_share(paid, 99),
        largest_fen=int(paid[-1]) if len(paid) else 0,
        refusals=_refusals(run, kept),
    )


def _at_share(paid: Amounts, percent: int) -> int:
    """The smallest amount that so many per cent of the payments do not exceed."""
    return int(paid[-(-len(paid) * percent // 100) - 1]) if len(paid) else 0


def _refusals(run: Decided, kept: Any) -> dict[str, int]:
    if run.outcomes.bits is None:
        return {}
    found: dict[str, int] = {}
    distinct, counts = np.unique(run.outcomes.bits[kept], return_counts=True)
    for bits, count in zip(distinct.tolist(), counts.tolist(), strict=True):
        for code in codes_of(bits):
            found[code] = found.get(code, 0) + count
    return dict(sorted(found.items()))


def _distribution(a: Amounts, b: Amounts | None) -> Iterator[AmountClass]:
    edges = (0, *CLASSES)
    counts = [
        np.bincount(np.searchsorted(edges, side, side="left"), minlength=len(edges) + 1)
        for side in ((a,) if b is None else (a, b))
    ]
    for place in range(len(edges) + 1):
        above = None if place == 0 else edges[place - 1]
        up_to = edges[place] if 0 < place < len(edges) else None
        count_b = None if b is None else int(counts[1][place])
        yield AmountClass(above, up_to, int(counts[0][place]), count_b)


def _groups(
    frame: pl.DataFrame, kept: Any, edition: Edition, a: Amounts, b: Amounts | None
) -> dict[str, tuple[GroupRow, ...]]:
    keys = frame.select(
        _age(frame),
        _key(frame, "person_sex").alias("sex"),
        _key(frame, "plan").fill_null(edition.plan),
        _key(frame, "organisation"),
    )
    keys = keys if isinstance(kept, slice) else keys[kept]
    amounts = keys.with_columns(
        pl.Series("a_fen", a),
        pl.Series("difference", np.zeros_like(a) if b is None else b - a),
    )
    return {name: _group_rows(amounts, name, b is not None) for name in keys.columns}


def _group_rows(amounts: pl.DataFrame, name: str, two: bool) -> tuple[GroupRow, ...]:
    difference = pl.col("difference")
    summed = amounts.group_by(name).agg(
        pl.len().alias("claims"),
        pl.col("a_fen").sum(),
        difference.sum(),
        (difference > 0).sum().alias("gainers"),
        (difference < 0).sum().alias("losers"),
    )
    rows = [
        GroupRow(_label(name, key), count, a_fen, a_fen + more if two else None, gainers, losers)
        for key, count, a_fen, more, gainers, losers in summed.iter_rows()
    ]
    return tuple(sorted(rows, key=lambda row: row.key))


def _label(name: str, key: Any) -> str:
    if key is None:
        return UNKNOWN
    if name != "age":
        return str(key)
    low = AGES[key - 1] + 1 if key else 0
    return f"{low}–{AGES[key]}" if key < len(AGES) else f"{low}+"


def _key(frame: pl.DataFrame, name: str) -> pl.Expr:
    if name not in frame.columns:
        return pl.lit(None, dtype=pl.String).alias(name)
    text = frame[name].dtype == pl.String
    return pl.col(name) if text or name != "plan" else pl.col(name).cast(pl.String)


def _age(frame: pl.DataFrame) -> pl.Expr:
    """The age band at the start of cover, by its place in `AGES`."""
    if "person_birth_on" not in frame.columns:
        return pl.lit(None, dtype=pl.Int32).alias("age")
    born, starts = (_spelt(pl.col(name)) for name in ("person_birth_on", "cover_starts_on"))
    # Days spelt as 20250131: their differences tell complete years.
    passed = [(starts - born >= (age + 1) * 10000).cast(pl.Int32) for age in AGES]
    return pl.sum_horizontal(passed, ignore_nulls=False).alias("age")


def _spelt(day: pl.Expr) -> pl.Expr:
    month = day.dt.month().cast(pl.Int32)
    return day.dt.year() * 10000 + month * 100 + day.dt.day()


def _largest(
    frame: pl.DataFrame,
    editions: list[Edition],
    kept: Any,
    runs: list[Decided],
    histories: Histories,
    most: int,
) -> tuple[Difference, ...]:
    """The claims with the largest differences, explained under both editions."""
    a, b = (run.outcomes.amount for run in runs)
    places = np.arange(frame.height)[kept]
    size = np.abs(b[places] - a[places])
    order = np.lexsort((places, -size))[:most]
    wanted = places[order[size[order] > 0]].tolist()
    found = []
    for place, history in zip(wanted, histories(wanted), strict=True):
        texts = [_explained(history, edition) for edition in editions]
        claim = str(frame["claim"][place])
        found.append(Difference(claim, int(a[place]), int(b[place]), *texts[0], *texts[1]))
    return tuple(found)


def _explained(history: pl.DataFrame, edition: Edition) -> tuple[str, str]:
    """Why the edition decides the last of these claims so, in Chinese and English."""
    decision = last_decision(history, edition)
    zh = explain(edition, decision, "zh", "reviewer")
    return zh, explain(edition, decision, "en", "reviewer")


def decision_of(frame: pl.DataFrame, place: int, edition: Edition) -> Decision:
    """The decision of one claim of a frame that is in order, with its trace."""
    return last_decision(history_of(frame, place), edition)


def history_of(frame: pl.DataFrame, place: int) -> pl.DataFrame:
    """The rows of the person up to this one, of a frame that is in order."""
    person, first = frame["person"], place
    while first > 0 and person[first - 1] == person[place]:
        first -= 1
    return frame[first : place + 1]


def last_decision(history: pl.DataFrame, edition: Edition) -> Decision:
    """The decision of the last of a person's rows, with its trace."""
    *_, (_, decision) = decide_rows(edition, history)
    assert decision is not None
    return decision


__all__ = ["ReplayReport", "decision_of", "history_of", "replay", "report_of", "totals"]
