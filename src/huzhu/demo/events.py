"""What befalls people: stays in hospital, listed diseases. Amounts have a long tail."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

SEASON_OF_ILLNESS = (11, 10, 9, 8, 8, 7, 7, 7, 8, 8, 9, 10)
STAYS_PER_COVER_YEAR = 0.073
WOMENS_DISEASES_PER_COVER_YEAR = 0.0010
CRITICAL_PER_COVER_YEAR = 0.0018
_STAYS = (
    ("J18", "肺炎"), ("K35", "急性阑尾炎"), ("I10", "原发性高血压"), ("M51", "腰椎间盘突出"),
    ("K80", "胆石病"), ("N20", "肾结石"), ("E11", "2型糖尿病"), ("S82", "小腿骨折"),
    ("I63", "脑梗死"), ("H25", "老年性白内障"), ("D25", "子宫平滑肌瘤"), ("J44", "慢性阻塞性肺病"),
)  # fmt: skip
_WOMENS = (("C50", "乳腺癌"), ("C53", "宫颈癌"), ("C56", "卵巢癌"), ("C54", "子宫内膜癌"))
_CRITICAL = (("I21", "急性心肌梗死"), ("C34", "肺癌"), ("C16", "胃癌"), ("N18", "终末期肾病"))


def inpatient_event(chance: random.Random, day: date) -> dict[str, Any]:
    """A stay that ended on `day`, with a settled bill whose parts add up."""
    code, name = chance.choice(_STAYS)
    return _event("inpatient", day, code, name, "none", _bill(chance, mean=1.0))


def severe_event(chance: random.Random, day: date, plan_code: str) -> dict[str, Any]:
    """A listed disease found during a stay: it opens the inpatient plan too."""
    code, name = chance.choice(_WOMENS if plan_code == "NZ" else _CRITICAL)
    severity = "mild" if plan_code == "ZJ" and chance.random() < 0.2 else "severe"
    return _event("inpatient", day, code, name, severity, _bill(chance, mean=4.0))


def _event(
    kind: str, day: date, code: str, name: str, severity: str, bill: dict[str, int]
) -> dict[str, Any]:
    return {
        "kind": kind,
        "cause": "illness",
        "admitted_on": (day - timedelta(days=7)).isoformat(),
        "discharged_on": day.isoformat(),
        "diagnosed_on": (day - timedelta(days=6)).isoformat(),
        "hospital_grade": None,
        "diagnosis": {"icd10": code, "name": name, "severity": severity},
        "bill": bill,
    }


def _bill(chance: random.Random, *, mean: float) -> dict[str, int]:
    """Log-normal self-pay: the median near 800 yuan in scope, single ones above 20,000."""
    deductible = chance.choice((20_000, 30_000, 40_000, 60_000))
    proportional = min(int(chance.lognormvariate(6.3, 1.0) * mean * 100), 6_000_000)
    class_b = int(proportional * chance.uniform(0.02, 0.25))
    self_funded = int(proportional * chance.uniform(0.0, 0.4))
    pool = int((deductible + proportional) * chance.uniform(2.0, 4.0))
    total = pool + deductible + proportional + class_b + self_funded
    return {
        "total_fen": total,
        "pool_paid_fen": pool,
        "large_paid_fen": 0,
        "deductible_fen": deductible,
        "proportional_fen": proportional,
        "class_b_first_fen": class_b,
        "self_funded_fen": self_funded,
        "over_limit_fen": 0,
        "above_cap_fen": 0,
        "other_reimbursed_fen": 0,
    }
