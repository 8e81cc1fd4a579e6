"""Claims of nobody, as a file: for trying a replay at a scale that no demo database has.

The columns are those that `benefit_terms.replay` reads. The shapes are the demo province's: stays
with a long tail of self-pay, illnesses that come in winter, some accidents, some second stays.
"""

from __future__ import annotations

import io
from datetime import date

import numpy as np
import polars as pl

from huzhu.demo.events import SEASON_OF_ILLNESS

_CODES = ("J18", "K35", "I10", "M51", "K80", "N20", "E11", "S82", "I63", "H25", "D25", "J44")
_CITIES = (
    "西安市", "铜川市", "宝鸡市", "咸阳市", "渭南市",
    "延安市", "汉中市", "榆林市", "安康市", "商洛市",
)  # fmt: skip
_STAYS = (0.84, 0.12, 0.04)
_EPOCH = date(1970, 1, 1)


def claims_file(*, claims: int, seed: int = 1, year: int = 2025) -> bytes:
    """A Parquet file of `claims` hospital stays under covers that begin in `year`."""
    out = io.BytesIO()
    demo_claims(claims=claims, seed=seed, year=year).write_parquet(out)
    return out.getvalue()


def demo_claims(*, claims: int, seed: int = 1, year: int = 2025) -> pl.DataFrame:
    """The same as a frame; the same numbers give the same claims."""
    chance = np.random.default_rng(seed)
    persons = _persons(chance, claims)
    order = np.arange(claims) - np.searchsorted(persons, persons)
    count = int(persons[-1]) + 1
    born = _days(date(year - 55, 1, 1)) + chance.integers(0, 36 * 365, count)
    starts = _days(date(year, 1, 1)) + chance.integers(0, 365, count)
    admitted = starts[persons] + _day_in_cover(chance, claims, order)
    deductible = chance.choice((20_000, 30_000, 40_000, 60_000), claims)
    proportional = np.minimum(chance.lognormal(6.3, 1.0, claims) * 100, 6_000_000).astype(int)
    class_b = (proportional * chance.uniform(0.02, 0.25, claims)).astype(int)
    self_funded = (proportional * chance.uniform(0.0, 0.4, claims)).astype(int)
    pool = ((deductible + proportional) * chance.uniform(2.0, 4.0, claims)).astype(int)
    stay = chance.integers(3, 21, claims)
    frame = pl.DataFrame({
        "claim": np.arange(claims).astype(str),
        "person": persons,
        "order": order,
        "organisation": np.array(_CITIES)[chance.integers(0, len(_CITIES), count)][persons],
        "cover_starts_on": starts[persons],
        "cover_shares": np.ones(claims, dtype=int),
        "cover_is_renewal": (chance.random(count) < 0.7)[persons],
        "person_sex": np.array(["F", "M"])[chance.integers(0, 2, count)][persons],
        "person_birth_on": born[persons],
        "person_insured_basic_medical": np.ones(claims, dtype=bool),
        "person_employment": np.full(claims, "in_service"),
        "event_kind": np.full(claims, "inpatient"),
        "event_cause": np.where(chance.random(claims) < 0.06, "accident", "illness"),
        "event_admitted_on": admitted,
        "event_discharged_on": admitted + stay,
        "event_filed_on": admitted + stay + chance.integers(1, 60, claims),
        "event_hospital_grade": np.array(["1", "2", "3"])[chance.integers(0, 3, claims)],
        "diagnosis_icd10": np.array(_CODES)[chance.integers(0, len(_CODES), claims)],
        "diagnosis_severity": np.full(claims, "none"),
        "bill_total_fen": pool + deductible + proportional + class_b + self_funded,
        "bill_pool_paid_fen": pool,
        "bill_large_paid_fen": np.zeros(claims, dtype=int),
        "bill_deductible_fen": deductible,
        "bill_proportional_fen": proportional,
        "bill_class_b_first_fen": class_b,
        "bill_self_funded_fen": self_funded,
        "bill_over_limit_fen": np.zeros(claims, dtype=int),
        "bill_above_cap_fen": np.zeros(claims, dtype=int),
        "bill_other_reimbursed_fen": np.zeros(claims, dtype=int),
    })  # fmt: skip
    on = pl.col("^.*_on$").cast(pl.Int32).cast(pl.Date)
    return frame.with_columns(on).with_columns(
        pl.col("cover_starts_on").dt.offset_by("1y").alias("cover_ends_before")
    )


def _persons(chance: np.random.Generator, claims: int) -> np.ndarray:
    """The number of the person of each claim, in order; most have one stay, few have three."""
    stays = chance.choice((1, 2, 3), claims, p=_STAYS)
    return np.repeat(np.arange(claims), stays)[:claims]


def _day_in_cover(chance: np.random.Generator, claims: int, order: np.ndarray) -> np.ndarray:
    """Later stays fall later in the year; the months weigh as illness does."""
    weights = np.array(SEASON_OF_ILLNESS) / sum(SEASON_OF_ILLNESS)
    month = chance.choice(12, claims, p=weights)
    day = month * 30 + chance.integers(0, 30, claims)
    return np.where(order == 0, day // 2, np.minimum(day // 2 + 120 * order, 364))


def _days(day: date) -> int:
    return (day - _EPOCH).days
