"""Where a number in a clause comes from.

A number is written in the clause, or named (`$annual_cap`) and kept among the
dated, sourced parameters, or chosen from a table by one fact (`by: ordinal`).
Tables nest, so that "by stay, and for hardship workers by class" needs no node
of its own. There is no arithmetic here: arithmetic is done by steps, in order,
where the trace can show it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Annotated, TypeAlias

from .errors import Unacceptable
from .quantities import Quantity

#: Severities every edition may use; an edition that needs others declares them under `words`.
SEVERITIES = ("severe", "mild", "in_situ", "none")
CAUSES = ("illness", "accident")
EVENT_KINDS = ("inpatient", "diagnosis", "accident", "death", "disability", "outpatient_special")
BURN_DEGREES = ("first", "shallow_second", "deep_second", "third")
RELATIONS = ("self", "child", "spouse", "parent")

#: The facts by which a table may choose, with their closed lists (None: any word; a range:
#: whole numbers from and to, written `3`, `2-5` or `6+`).
AXES: dict[str, tuple[str, ...] | range | None] = {
    "ordinal": range(1, 1000),
    "severity": None,
    "tier": None,
    "person_class": None,
    "employment": None,
    "hospital_grade": None,
    "cause": CAUSES,
    "event_kind": EVENT_KINDS,
    "disability_grade": range(1, 11),
    "sex": ("F", "M"),
    "relation": RELATIONS,
    "membership_years": range(100),
    "cover_years": range(1, 100),
    "age": range(150),
    "hazard_class": range(1, 10),
    "shares": range(1, 1000),
    "stay_days": range(1, 10000),
    "burn_degree": BURN_DEGREES,
    "burn_area": range(101),
    "burn_part": None,
    "disease_list": None,
}
#: The end of a row without end.
UNBOUNDED = 10**9
_RANGE = re.compile(r"(0|[1-9]\d{0,5})(?:-([1-9]\d{0,5})|(\+))?", re.ASCII)


@dataclass(frozen=True)
class ParameterRef:
    """A parameter by name; its value is that in force on the date the benefit is dated by."""

    name: str


@dataclass(frozen=True)
class Choice:
    """A row of a table, picked by one fact; `otherwise` is for the keys that no row names."""

    by: str
    rows: tuple[tuple[str, Value], ...]
    otherwise: Value | None = None

    def __post_init__(self) -> None:
        if self.by not in AXES:
            raise Unacceptable(
                "unknown_axis",
                f"A table cannot choose by `{self.by}`.",
                f"Choose by one of: {', '.join(AXES)}.",
            )
        taken: list[tuple[int, int, str]] = []
        for key, _ in self.rows:
            _check_key(self.by, key)
            if isinstance(AXES[self.by], range):
                taken.append((*row_range(key), key))
        for (_, end, one), (begin, _, other) in pairwise(sorted(taken)):
            if begin <= end:
                raise Unacceptable(
                    "rows_overlap",
                    f"The rows `{one}` and `{other}` of `{self.by}` overlap.",
                    "Let each number stand in one row.",
                )

    def row(self, key: str | int) -> str | None:
        """The name of the row that holds this key, or None."""
        if isinstance(key, int):
            for name, _ in self.rows:
                first, last = row_range(name)
                if first <= key <= last:
                    return name
            return None
        return next((name for name, _ in self.rows if name == key), None)


@cache
def row_range(key: str) -> tuple[int, int]:
    """First and last number of a row `3`, `2-5` or `6+` of a numeric axis."""
    match = _RANGE.fullmatch(key)
    if match is None:
        raise ValueError(key)
    first = int(match[1])
    return first, UNBOUNDED if match[3] else int(match[2]) if match[2] else first


def _check_key(axis: str, key: str) -> None:
    domain = AXES[axis]
    if isinstance(domain, tuple) and key in domain:
        return
    if domain is None and re.fullmatch(r"\w[\w ./+-]{0,59}", key):
        return
    allowed = "words of letters and digits" if domain is None else ", ".join(map(str, domain))
    if isinstance(domain, range):
        allowed = f"whole numbers from {domain.start}, as `3`, `2-5` or `6+`"
        match = _RANGE.fullmatch(key)
        if match:
            first, last = row_range(key)
            if domain.start <= first <= last and (last < domain.stop or match[3]):
                return
    raise Unacceptable(
        "unknown_row", f"`{key}` is not a value of `{axis}`.", f"Use one of: {allowed}."
    )


Value: TypeAlias = Quantity | ParameterRef | Choice
Money = Annotated[Value, "fen"]
Rate = Annotated[Value, "rate"]
Days = Annotated[Value, "days"]
Span = Annotated[Value, "span"]
AnyValue = Annotated[Value, "any"]


def row_order(key: str) -> tuple[int, str]:
    """Rows sort by number where they are numbers, so that documents have one canonical order."""
    match = _RANGE.fullmatch(key)
    return (int(match[1]), key) if match else (0, key)
