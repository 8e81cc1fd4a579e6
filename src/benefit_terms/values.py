"""Where a number in a clause comes from.

A number is written in the clause, or named (`$annual_cap`) and kept among the
dated, sourced parameters, or chosen from a table by one fact (`by: ordinal`).
Tables nest, so that "by stay, and for hardship workers by class" needs no node
of its own. There is no arithmetic here: arithmetic is done by steps, in order,
where the trace can show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from .errors import Unacceptable
from .quantities import Quantity

SEVERITIES = ("severe", "mild", "in_situ", "none")
CAUSES = ("illness", "accident")
EVENT_KINDS = ("inpatient", "diagnosis", "accident", "death", "disability", "outpatient_special")

#: The facts by which a table may choose, with their closed lists (None: any text;
#: "positive": whole numbers from 1).
AXES: dict[str, tuple[str, ...] | str | None] = {
    "ordinal": "positive",
    "severity": SEVERITIES,
    "tier": None,
    "person_class": None,
    "employment": None,
    "hospital_grade": None,
    "cause": CAUSES,
    "event_kind": EVENT_KINDS,
    "disability_grade": tuple(str(grade) for grade in range(1, 11)),
    "sex": ("F", "M"),
}


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
        for key, _ in self.rows:
            _check_key(self.by, key)


def _check_key(axis: str, key: str) -> None:
    domain = AXES[axis]
    if domain is None or (isinstance(domain, tuple) and key in domain):
        return
    if domain == "positive" and key.isascii() and key.isdigit() and key[0] != "0":
        return
    allowed = "whole numbers from 1" if domain == "positive" else ", ".join(domain)
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
    return (int(key), "") if key.isascii() and key.isdigit() else (0, key)
