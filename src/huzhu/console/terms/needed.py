"""Which facts an edition asks for, read off its clauses.

Paths are those of `benefit_terms.Facts`: `cover.starts_on`, `event.bill.proportional_fen`,
`earlier`. Every kind of the vocabulary stands in one of the tables below, with what it looks at
beyond its own fields; a kind that stands in none makes a test fail by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from benefit_terms import Edition
from benefit_terms import clauses as c
from benefit_terms import nodes as n
from benefit_terms.facts import BILL_AMOUNTS
from benefit_terms.values import Choice, ParameterRef

Paths = tuple[str, ...]
STAY: Paths = ("event.admitted_on", "event.discharged_on")
PARTS: Paths = tuple(f"event.bill.{name}" for name in BILL_AMOUNTS)
GRADE: Paths = ("event.disability_grade",)
DISEASE: Paths = ("event.diagnosis.icd10",)
EARLIER: Paths = ("earlier",)
ALWAYS: Paths = ("cover.starts_on", "cover.ends_before", "event.kind")
DATE_ROLES = {"cover_ends_before": "cover.ends_before"}

AXES: dict[str, Paths] = {
    "ordinal": EARLIER,
    "severity": ("event.diagnosis.severity",),
    "tier": ("cover.tier",),
    "person_class": ("person.person_class",),
    "employment": ("person.employment",),
    "hospital_grade": ("event.hospital_grade",),
    "cause": ("event.cause",),
    "event_kind": ("event.kind",),
    "disability_grade": GRADE,
    "sex": ("person.sex",),
    "relation": ("person.relation",),
    "membership_years": ("person.member_since",),
    "cover_years": ("cover.continuous_since",),
    "age": ("person.birth_on",),
    "hazard_class": ("person.hazard_class",),
    "shares": ("cover.shares",),
    "stay_days": STAY,
    "burn_degree": ("event.burn_degree",),
    "burn_area": ("event.burn_area",),
    "burn_part": ("event.burns",),
    "disease_list": DISEASE,
}
CONDITIONS: dict[str, Paths] = {
    **AXES,
    "has_bill": (),
    "disease_in": DISEASE,
    "hospital_designated": ("event.hospital_designated",),
    "insured_basic_medical": ("person.insured_basic_medical",),
    "circumstance": ("event.circumstances",),
    "paid_beside": ("beside",),
    "days_between": (),
}
STARTS: dict[str, Paths] = {
    "bill": (),
    "bill_total": ("event.bill.total_fen",),
    "amount": (),
    "daily": STAY,
    "daily_bands": STAY,
    "borne": (*PARTS,),
    "items": ("event.bill.items",),
    "top_up": EARLIER,
    "burns": ("event.burns",),
    "to_officer": (),
}
STEPS: dict[str, Paths] = {
    "less": (),
    "deductible": (),
    "threshold": (),
    "less_paid": EARLIER,
    "less_beside": ("beside",),
    "rate": (),
    "plus": (),
    "progressive_bands": (),
    "whole_bands": (),
    "banded_amount": (),
    "floor": (),
    "cap_per_claim": (),
    "cap": EARLIER,
    "minimum_payment": (),
    "times_shares": ("cover.shares",),
    "indemnity_limit": ("event.bill.other_reimbursed_fen",),
    "round": (),
    "at_grade": (*GRADE, "event.injuries"),
    "at_burns": ("event.burns",),
    "accumulated": EARLIER,
}
CLAUSES: dict[str, Paths] = {
    "period": (),
    "fee": (),
    "participation": (),
    "shares_limit": ("cover.shares",),
    "age_at_start": ("person.birth_on",),
    "sex_only": ("person.sex",),
    "basic_medical_required": ("person.insured_basic_medical",),
    "employment_among": ("person.employment",),
    "relation_among": ("person.relation",),
    "hazard_class": ("person.hazard_class",),
    "cover_start": (),
    "equal_shares": (),
    "joining": (),
    "continuity": ("cover.previous_ends_before",),
    "membership_years": ("person.member_since",),
    "event_inside_cover": ("cover.terminated_on",),
    "waiting": ("event.cause",),
    "same_disease": (*DISEASE, "event.diagnosis.severity", *EARLIER),
    "filing_limit": ("event.filed_on",),
    "bill_adds_up": (*PARTS,),
    "pre_existing": (*DISEASE, "event.diagnosis.first_diagnosed_on"),
    "exclusion": (),
    "benefit": (),
    "cap": EARLIER,
    "times_limit": EARLIER,
    "mutually_exclusive": EARLIER,
    "rounding": (),
    "refer": (),
    "checklist": (),
}
WINDOWS: dict[str, Paths] = {"nothing": (), "instead": (), "reduced": (), "refer": ()}
TABLES: dict[type[n.Family], dict[str, Paths]] = {
    c.Clause: CLAUSES,
    n.Condition: CONDITIONS,
    n.Start: STARTS,
    n.Step: STEPS,
    n.WindowResult: WINDOWS,
}


def needed_facts(edition: Edition) -> list[str]:
    """The paths of all facts that could change an answer of this edition, each once."""
    found = dict.fromkeys(ALWAYS)
    for _, clause in edition.clauses():
        for node in _nodes(edition, clause):
            found.update(dict.fromkeys(_asked_by(node)))
    return list(found)


def _nodes(edition: Edition, node: Any) -> Iterator[Any]:
    """A node and everything within it, the values of its parameters included."""
    if isinstance(node, tuple):
        for item in node:
            yield from _nodes(edition, item)
        return
    if isinstance(node, ParameterRef):
        parameter = edition.parameter(node.name)
        for held in (parameter.value, *(d.value for d in parameter.values)) if parameter else ():
            if not isinstance(held, ParameterRef):
                yield from _nodes(edition, held)
        return
    if is_dataclass(node) and not isinstance(node, type):
        yield node
        for entry in fields(node):
            yield from _nodes(edition, getattr(node, entry.name))


def _asked_by(node: Any) -> Iterator[str]:
    if isinstance(node, Choice):
        yield from AXES.get(node.by, ())
    for family, table in TABLES.items():
        if isinstance(node, family):
            yield from table.get(node.kind, ())
    yield from _by_its_fields(node)


def _by_its_fields(node: Any) -> Iterator[str]:
    """Dates and parts of the bill that a node names, and what its switches make it look at."""
    for name in ("dated_by", "date", "after"):
        for role in getattr(node, name, ()) or ():
            yield DATE_ROLES.get(role, f"event.{role}")
    if isinstance(node, n.DaysBetween):
        yield from (DATE_ROLES.get(role, f"event.{role}") for role in (node.from_, node.to))
    for component in getattr(node, "components", ()):
        yield f"event.bill.{component}_fen"
    if isinstance(node, c.Waiting):
        yield from ("cover.is_renewal",) * node.waived_at_renewal
        if node.waived_for_added_plan:
            yield from ("cover.is_added_plan", "cover.plans_held_before")
    if isinstance(node, c.AgeAtStart):
        yield from ("person.sex",) * (node.sex is not None)
        yield from ("cover.is_renewal",) * (node.oldest_at_renewal is not None)
    if isinstance(node, c.FilingLimit) and node.late == "refer_with_reason":
        yield "event.late_reason"
    if isinstance(node, c.PreExisting) and node.reckoned_from == "continuous_cover":
        yield from ("cover.is_renewal", "cover.continuous_since")
    if getattr(node, "per", "") == "period" or getattr(node, "at_most_in_period", None):
        yield "earlier"
    if getattr(node, "across_plans", False):
        yield "beside"
