"""The open routes, each over the query that the screens use too.

No postponed annotations here: the wrapper of `in_scope` could not resolve them.
"""

from dataclasses import asdict
from datetime import date
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query

from huzhu.analytics import queries as analytics
from huzhu.analytics.enums import GroupBy
from huzhu.api import schemas
from huzhu.api.access import OfficerSession, in_scope
from huzhu.claims import queries as claims
from huzhu.enrolment import queries as enrolment
from huzhu.kernel.errors import NotPermitted, NotVisible, Refusal
from huzhu.kernel.pagination import page_of
from huzhu.kernel.periods import Period
from huzhu.kernel.references import normalise_reference

api = NinjaAPI(
    title="Huzhu 互助",
    version="1",
    description="Mutual-aid programme of a trade union: covers, claims, statistics.",
    auth=OfficerSession(csrf=True),
    docs_url=None,
)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """404 for what is not there or not to be seen, 403 for what is not permitted, else 422."""
    status = 422
    if isinstance(refusal, NotVisible):
        status = 404
    elif isinstance(refusal, NotPermitted):
        status = 403
    content = refusal.to_json()
    content.pop("values", None)
    return api.create_response(request, content, status=status)


@api.get("/covers/{reference}", response={200: schemas.CoverOut, 404: schemas.Problem})
@in_scope
def cover(request: HttpRequest, reference: str) -> schemas.CoverOut:
    """One cover by its reference."""
    found = enrolment.cover_by_ref(request.auth.scope, normalise_reference(reference))
    return schemas.CoverOut(
        ref=found.ref,
        plan_code=found.plan.code,
        edition_digest=found.edition.digest,
        unit_code=found.organisation.code,
        starts_on=found.starts_on,
        ends_before=found.ends_before,
        shares=found.shares,
        status=found.status,
    )


@api.get("/claims", response=list[schemas.ClaimLine])
@in_scope
def claim_list(
    request: HttpRequest, state: str = "", page: int = Query(1, ge=1), size: int = Query(50, le=200)
) -> list[schemas.ClaimLine]:
    """Claims of the jurisdiction, optionally in one state, page by page."""
    found = claims.claims(request.auth.scope, **({"state": state} if state else {}))
    return [
        schemas.ClaimLine(
            ref=claim.ref,
            state=claim.state,
            event_on=claim.event_on,
            due_on=claim.due_on,
            amount_fen=claim.amount_fen,
        )
        for claim in page_of(found, page, size).items
    ]


@api.get("/claims/{reference}", response={200: schemas.ClaimOut, 404: schemas.Problem})
@in_scope
def claim(request: HttpRequest, reference: str) -> schemas.ClaimOut:
    """One claim with what each plan decided."""
    scope = request.auth.scope
    found = claims.claim_by_ref(scope, normalise_reference(reference))
    decisions = [
        schemas.PlanDecisionOut(
            plan_code=decision.plan_code,
            edition_digest=decision.edition_digest,
            evaluator_version=decision.evaluator_version,
            outcome=decision.outcome,
            amount_fen=decision.amount_fen,
            settled_on=decision.settled_on,
        )
        for decision in claims.decisions_of(scope, found)
    ]
    return schemas.ClaimOut(
        ref=found.ref,
        state=found.state,
        event_kind=found.event_kind,
        event_on=found.event_on,
        filed_at=found.filed_at,
        due_on=found.due_on,
        amount_fen=found.amount_fen,
        decisions=decisions,
    )


@api.get(
    "/claims/{reference}/explanation",
    response={200: schemas.ExplanationOut, 404: schemas.Problem},
)
@in_scope
def explanation(
    request: HttpRequest,
    reference: str,
    language: Literal["zh", "en"] = "zh",
    audience: Literal["member", "reviewer"] = "reviewer",
) -> schemas.ExplanationOut:
    """Why the amount is what it is, line by line."""
    scope = request.auth.scope
    found = claims.claim_by_ref(scope, normalise_reference(reference))
    text = claims.explanation(scope, found, language=language, audience=audience)
    return schemas.ExplanationOut(ref=found.ref, language=language, text=text)


@api.get("/statistics", response=list[schemas.StatisticsRow])
@in_scope
def statistics(
    request: HttpRequest, starts_on: date, ends_before: date, group_by: GroupBy = GroupBy.CITY
) -> list[schemas.StatisticsRow]:
    """Covers, contributions and benefits by city, county or plan, with the period before."""
    rows = analytics.statistics(request.auth.scope, Period(starts_on, ends_before), group_by)
    return [
        schemas.StatisticsRow(
            key=row.key,
            label=row.label,
            now=schemas.MeasuresOut(**asdict(row.now)),
            before=schemas.MeasuresOut(**asdict(row.before)),
        )
        for row in rows
    ]
