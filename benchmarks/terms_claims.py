"""Claims to measure with: stays of persons, some in two years of cover, in the order of filing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benefit_terms import Edition, edition_from_canonical, load_edition

Amounts = NDArray[np.int64]
EDITIONS = Path(__file__).parent / "editions"
#: What the edition says, for the forms that are written by hand.
BANDS = ((0, 200_000, 60), (200_000, 1_000_000, 70), (1_000_000, None, 80))
LATER_STAY = 60
CAP_FEN = 800_000
_FIRST_DAY = (date(2024, 1, 1) - date(1970, 1, 1)).days
#: Share of persons with one stay, two stays, … in the two years.
_STAYS = (0.48, 0.24, 0.12, 0.07, 0.04, 0.03, 0.02)


def claims(count: int, *, seed: int = 20250221) -> pl.DataFrame:
    """A frame of `count` claims as `benefit_terms.frames` describes it.

    About a fiftieth lies outside its cover; bills are 100 to some 40,000 yuan.
    """
    draw = np.random.default_rng(seed)
    person = _persons(count, draw)
    joined = _FIRST_DAY + draw.integers(0, 365, person[-1] + 1)[person]
    offset = draw.integers(0, 730, count)
    starts = joined + np.where(offset < 365, 0, 366)
    admitted = joined + offset + np.where(draw.random(count) < 0.02, 800, 0)
    filed = admitted + draw.integers(10, 90, count)
    frame = pl.DataFrame(
        {
            "person": person,
            "order": filed * 1_000 + draw.permutation(count) % 1_000,
            "cover_starts_on": starts.astype(np.int32),
            "cover_ends_before": (starts + 366).astype(np.int32),
            "event_admitted_on": admitted.astype(np.int32),
            "bill_deductible_fen": draw.integers(10_000, 130_000, count),
            "bill_proportional_fen": np.rint(draw.lognormal(12.3, 1.1, count)).astype(np.int64),
            "event_hospital_grade": draw.integers(1, 3, count),
        }
    )
    # The order of payment is that of filing; one day's claims of a person follow one another.
    frame = frame.sort("order").with_columns(order=pl.int_range(pl.len(), dtype=pl.Int64))
    return frame.select(
        pl.format("Z{}", "order").alias("claim"),
        "person",
        "order",
        pl.col("cover_starts_on", "cover_ends_before", "event_admitted_on").cast(pl.Date),
        pl.lit("inpatient").alias("event_kind"),
        pl.lit("illness").alias("event_cause"),
        pl.lit("F").alias("person_sex"),
        pl.col("event_hospital_grade").cast(pl.String).replace({"1": "one", "2": "two"}),
        "bill_deductible_fen",
        "bill_proportional_fen",
    )


def _persons(count: int, draw: np.random.Generator) -> NDArray[np.int64]:
    stays = draw.choice(np.arange(1, len(_STAYS) + 1), size=count, p=_STAYS)
    return np.repeat(np.arange(count), stays)[:count]


def capped() -> Edition:
    """The edition as written: bands, a lower rate from the second stay on, a cap per period."""
    return load_edition(EDITIONS / "inpatient.yaml")


def uncapped() -> Edition:
    """The same without the cap; the stays are still counted across each person's claims."""
    return _changed(cap=False, by_grade=False)


def alone() -> Edition:
    """The same with nothing across claims: the lower rate is that of the second hospital grade."""
    return _changed(cap=False, by_grade=True)


def _changed(*, cap: bool, by_grade: bool) -> Edition:
    data: dict[str, Any] = capped().canonical_data()
    clauses = data["articles"][1]["clauses"]
    steps = clauses[0]["steps"]
    if not cap:
        data["articles"][1]["clauses"], data["parameters"] = clauses[:1], {}
        clauses[0]["steps"] = steps = steps[:-1]
    if by_grade:
        steps[1] = {"rate": {"by": "hospital_grade", "rows": {"two": "3/5"}, "otherwise": "1/1"}}
    return edition_from_canonical(json.dumps(data, ensure_ascii=False))
