"""What papers tell of a claim: values beside what was typed, pictures that were used before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.claims import queries
from huzhu.claims.enums import RecognitionState
from huzhu.claims.models import Claim, Recognition
from huzhu.claims.queries import DOUBTFUL_BELOW, READ_FIELDS, Fault, faults_of
from huzhu.kernel.crypto import Undecipherable
from huzhu.kernel.money import yuan, yuan_plain
from huzhu.kernel.scope import Scope

LABELS = {
    "bill_code": gettext_lazy("Code of the bill"),
    "bill_number": gettext_lazy("Number of the bill"),
    "hospital": gettext_lazy("Hospital"),
    "hospital_grade": gettext_lazy("Grade of the hospital"),
    "name": gettext_lazy("Full name"),
    "admitted_on": gettext_lazy("Admitted on"),
    "discharged_on": gettext_lazy("Discharged on"),
    "total": gettext_lazy("Total of the bill"),
    "pool_paid": gettext_lazy("Paid by the pool"),
    "large_paid": gettext_lazy("Paid by large-sum insurance"),
    "other_paid": gettext_lazy("Paid by others"),
    "deductible": gettext_lazy("Deductible"),
    "proportional": gettext_lazy("Proportional self-pay"),
    "class_b_first": gettext_lazy("Class B, paid first"),
    "self_funded": gettext_lazy("Wholly self-funded"),
    "over_limit": gettext_lazy("Over the price limit"),
    "above_cap": gettext_lazy("Above the public cap"),
    "self_paid": gettext_lazy("Self-pay in scope"),
    "account_paid": gettext_lazy("Paid from the personal account"),
    "cash_paid": gettext_lazy("Paid in cash"),
    "diagnosis": gettext_lazy("Diagnosis in words"),
    "icd10": gettext_lazy("Diagnosis code (ICD-10)"),
}


@dataclass(frozen=True)
class Line:
    """A field of a paper on the officer's form. `confidence` is None where nothing was read."""

    name: str
    label: str
    value: str
    raw: str
    confidence: int | None
    is_doubtful: bool
    is_contradicted: bool


@dataclass(frozen=True)
class Mark:
    """A box on a page's picture, in the picture's own pixels."""

    name: str
    label: str
    x: int
    y: int
    width: int
    height: int
    is_doubtful: bool


@dataclass(frozen=True)
class Sheet:
    """One page: its number from 0, its size, and the boxes on it."""

    number: int
    width: int
    height: int
    marks: list[Mark]


def reading_context(scope: Scope, claim: Claim, row: Recognition) -> dict[str, Any]:
    """The pages with their boxes, and the form's lines, doubtful ones marked."""
    try:
        read = queries.reading_of(scope, row)
    except Undecipherable:
        read = None
    if read is None:
        return {"lines": [], "sheets": [], "faults": []}
    reading, confirmed = read
    values = (
        confirmed
        if confirmed is not None
        else {name: field.value for name, field in reading.fields.items()}
    )
    faults = faults_of(scope, claim, values)
    suspect = {name for fault in faults for name in fault.fields}
    shaky = {n for n, f in reading.fields.items() if f.confidence < DOUBTFUL_BELOW}
    lines = [_line(n, values, reading.fields.get(n), suspect) for n in READ_FIELDS[row.kind]]
    sheets = [
        Sheet(number, page.width, page.height, _marks(number, reading.fields, suspect | shaky))
        for number, page in enumerate(reading.pages)
    ]
    words = [_fault(fault) for fault in faults]
    number = str(values.get("bill_number", ""))
    if number and queries.is_bill_used(scope, claim, str(values.get("bill_code", "")), number):
        words.append(_("A bill with this number was used for another claim before."))
    return {"lines": lines, "sheets": sheets, "faults": words}


def _line(name: str, values: dict[str, Any], field: Any, suspect: set[str]) -> Line:
    value = values.get(name)
    text = yuan_plain(value) if isinstance(value, int) else str(value or "")
    sure = None if field is None else field.confidence
    return Line(
        name=name,
        label=str(LABELS[name]),
        value=text,
        raw="" if field is None else field.raw,
        confidence=sure,
        is_doubtful=sure is not None and sure < DOUBTFUL_BELOW,
        is_contradicted=name in suspect,
    )


def _marks(page: int, fields: Any, doubtful: set[str]) -> list[Mark]:
    return [
        Mark(
            name, str(LABELS[name]), f.box[0] - 4, f.box[1] - 4,
            f.box[2] - f.box[0] + 8, f.box[3] - f.box[1] + 8, name in doubtful,
        )
        for name, f in fields.items()
        if f.page == page
    ]  # fmt: skip


def _fault(fault: Fault) -> str:
    return {
        "parts": _("The parts on this paper do not add up to its total."),
        "days": _("The day of discharge lies before the day of admission."),
        "name": _("The name on this paper is not the member's."),
    }[fault.code]


def paper_warnings(scope: Scope, claim: Claim, event: dict[str, Any]) -> list[str]:
    """What papers say otherwise than was typed, and pictures that another claim has as well."""
    found = [
        _("%(field)s: typed %(typed)s, but the confirmed paper says %(said)s.")
        % {
            "field": LABELS[difference.name.removesuffix("_fen")],
            "typed": _shown(difference.typed),
            "said": _shown(difference.said),
        }
        for difference in queries.paper_differences(scope, claim, event)
    ]
    for file_name, faults in queries.confirmed_faults(scope, claim):
        found += [f"{file_name}: {_fault(fault)}" for fault in faults]
    for same in queries.pictures_like(scope, claim):
        words = {"paper": same.mine.paper.file_name}
        if same.other is None:
            found.append(_("The paper %(paper)s was used for another claim before.") % words)
        else:
            words |= {"other": same.other.paper.file_name, "ref": same.other.paper.claim.ref}
            found.append(
                _("The paper %(paper)s is the same as %(other)s of claim %(ref)s.") % words
            )
    return found


def still_reading(rows: list[Recognition]) -> bool:
    return any(row.state == RecognitionState.WAITING for row in rows)


def _shown(value: object) -> str:
    return yuan(value) if isinstance(value, int) else str(value)
