"""Names of facts and of the words they take, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from benefit_terms import Edition
from benefit_terms.prose_speaker import Speaker
from benefit_terms.values import AXES

GROUPS: tuple[tuple[str, Any], ...] = (
    ("cover", _("The cover")),
    ("person", _("The person")),
    ("event", _("The event")),
    ("bill", _("The bill")),
    ("lists", _("Items, injuries and other plans")),
)
FACTS: dict[str, Any] = {
    "cover.starts_on": _("First day of cover"),
    "cover.ends_before": _("Ends before"),
    "cover.shares": _("Shares"),
    "cover.tier": _("Tier"),
    "cover.is_renewal": _("Renewed without a gap"),
    "cover.terminated_on": _("Ended by a benefit on"),
    "cover.previous_ends_before": _("The cover before it ended before"),
    "cover.continuous_since": _("Covered without a gap since"),
    "cover.is_added_plan": _("Held another plan before"),
    "cover.plans_held_before": _("Plans held before"),
    "person.sex": _("Sex"),
    "person.birth_on": _("Born on"),
    "person.insured_basic_medical": _("In basic medical insurance"),
    "person.person_class": _("Class of person"),
    "person.employment": _("Employment"),
    "person.relation": _("Relation to the member"),
    "person.hazard_class": _("Hazard class of the work"),
    "person.member_since": _("Member since"),
    "event.kind": _("What happened"),
    "event.cause": _("Cause"),
    "event.occurred_on": _("Occurred on"),
    "event.admitted_on": _("Admitted on"),
    "event.discharged_on": _("Discharged on"),
    "event.diagnosed_on": _("Diagnosed on"),
    "event.filed_on": _("Filed on"),
    "event.died_on": _("Died on"),
    "event.hospital_grade": _("Grade of the hospital"),
    "event.hospital_designated": _("Designated hospital"),
    "event.diagnosis.icd10": _("Diagnosis code (ICD-10)"),
    "event.diagnosis.name": _("Diagnosis in words"),
    "event.diagnosis.severity": _("Severity"),
    "event.diagnosis.first_diagnosed_on": _("First diagnosed on"),
    "event.disability_grade": _("Disability grade"),
    "event.circumstances": _("Circumstances found"),
    "event.burn_degree": _("Degree of the burn"),
    "event.burn_area": _("Burnt area (%)"),
    "event.late_reason": _("Reason for filing late"),
    "event.ref": _("Mark of the event"),
    "event.bill.total_fen": _("Total of the bill"),
    "event.bill.pool_paid_fen": _("Paid by the pool"),
    "event.bill.large_paid_fen": _("Paid by large-sum insurance"),
    "event.bill.deductible_fen": _("Deductible"),
    "event.bill.proportional_fen": _("Proportional self-pay"),
    "event.bill.large_proportional_fen": _("Self-pay in the large-sum segment"),
    "event.bill.class_b_first_fen": _("Class B, paid first"),
    "event.bill.self_funded_fen": _("Wholly self-funded"),
    "event.bill.over_limit_fen": _("Over the price limit"),
    "event.bill.above_cap_fen": _("Above the public cap"),
    "event.bill.other_reimbursed_fen": _("Reimbursed elsewhere"),
    "event.bill.items": _("Lines of the bill"),
    "event.injuries": _("Injuries"),
    "event.burns": _("Burns"),
    "earlier": _("Paid earlier"),
    "beside": _("Paid by other plans for this event"),
}
COLUMNS: dict[str, Any] = {
    "event_on": _("Day of the event"),
    "amount_fen": _("Amount"),
    "clause": _("Benefit"),
    "event_kind": _("What happened"),
    "icd10": _("Diagnosis code (ICD-10)"),
    "severity": _("Severity"),
    "terminated_cover": _("Ended the cover"),
    "cover_starts_on": _("First day of that cover"),
    "plan": _("Plan"),
    "more": _("More (JSON)"),
    "indemnity": _("Makes good expenses"),
    "line": _("Line"),
    "code": _("Code"),
    "quantity": _("Quantity"),
    "part": _("Part of the body"),
    "grade": _("Grade"),
    "degree": _("Degree of the burn"),
    "area": _("Burnt area (%)"),
}
SOURCED: dict[str, tuple[Any, str]] = {
    "published": (_("Published by this office"), "good"),
    "other_office": (_("From another office"), "info"),
    "inferred": (_("Inferred from published figures"), "neutral"),
    "assumed": (_("Assumed, not yet sourced"), "wait"),
}
OUTCOMES: dict[str, tuple[Any, str]] = {
    "pay": (_("To be paid"), "good"),
    "refuse": (_("Nothing is paid"), "bad"),
    "refer": (_("An officer has to decide"), "wait"),
}


def fact_label(path: str) -> str:
    """The name of a fact; one that nobody has named shows its path."""
    return str(FACTS.get(path, path))


def column_label(name: str) -> str:
    return str(COLUMNS.get(name, name))


def word_label(axis: str, word: str, edition: Edition, language: str) -> str:
    """A word by the name that the edition declares, else by that of the language, else itself."""
    if isinstance(AXES.get(axis), range):
        return word
    named = Speaker(edition, "en" if language == "en" else "zh").word(axis, word)
    return named.strip("“”`")
