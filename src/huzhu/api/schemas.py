"""What the API answers with. Money is integer fen, dates are civil dates, keys are references."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema


class Problem(Schema):
    """A refusal: its code, what happened and what to do, in both languages."""

    code: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


class CoverOut(Schema):
    ref: str
    plan_code: str
    edition_digest: str
    unit_code: str
    starts_on: date
    ends_before: date
    shares: int
    status: str


class PlanDecisionOut(Schema):
    plan_code: str
    edition_digest: str
    evaluator_version: str
    outcome: str
    amount_fen: int
    settled_on: date | None


class ClaimOut(Schema):
    ref: str
    state: str
    event_kind: str
    event_on: date
    filed_at: datetime | None
    due_on: date | None
    amount_fen: int
    decisions: list[PlanDecisionOut]


class ClaimLine(Schema):
    ref: str
    state: str
    event_on: date
    due_on: date | None
    amount_fen: int


class ExplanationOut(Schema):
    ref: str
    language: str
    text: str


class MeasuresOut(Schema):
    covers: int
    persons: int
    contributions_fen: int
    benefit_count: int
    beneficiaries: int
    benefits_fen: int


class StatisticsRow(Schema):
    key: str
    label: str
    now: MeasuresOut
    before: MeasuresOut
