"""The list of claims: its filters, its rows, and the same as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from huzhu.claims import queries
from huzhu.claims.models import Claim, PlanDecision
from huzhu.console.claims.desk import CALENDAR, IN_REVIEW, Clock, clock_of
from huzhu.kernel.clock import civil_date
from huzhu.kernel.money import yuan_plain
from huzhu.kernel.scope import Scope, within
from huzhu.organisations.queries import organisations
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import plans

MOST_EXPORTED = 20_000
_MOST_PLACES = 60
HEADINGS = (
    _("Reference"), _("Full name"), _("Unit"), _("Event"), _("Day of the event"), _("State"),
    _("Filed"), _("Due on"), _("Plans"), _("Amount (yuan)"), _("Decided"), _("Settled on"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    claim: Claim
    clock: Clock | None
    plans: list[str]


def plan_choices(language: str) -> list[tuple[str, str]]:
    return [
        (plan.code, f"{plan.code} {plan.name_zh if language == 'zh' else plan.name_en}")
        for plan in plans()
    ]


def found(
    officer: Officer, chosen: dict[str, str], today: date, *, only_mine: bool
) -> QuerySet[Claim]:
    """The claims that the filters leave: newest first, or with a deadline the oldest first."""
    scope = officer.scope
    filters: dict[str, Any] = {name: chosen.get(name) for name in ("state", "plan", "text")}
    filters["is_gift"] = chosen.get("lane") == "gift"
    if chosen.get("due") == "late":
        filters["late_on"] = today
    claims = queries.claims(scope, **filters)
    if place := chosen.get("place"):
        claims = claims.filter(within(_places(scope, place)))
    if due := chosen.get("due"):
        last = CALENDAR.add_working_days(today, 3) if due == "soon" else today
        claims = claims.filter(state__in=IN_REVIEW, due_on__lte=last).order_by("due_on", "id")
    if only_mine:
        waiting = queries.claims_awaiting(scope, officer).order_by()
        claims = claims.filter(pk__in=waiting.values("pk")).order_by("due_on", "id")
    return claims.prefetch_related(
        Prefetch(
            "plan_decisions",
            PlanDecision.objects.filter(is_current=True).only(
                "claim_id", "plan_code", "amount_fen"
            ),
            to_attr="judged",
        )
    ).defer("event_cipher")


def lines(claims: list[Claim], today: date, language: str) -> list[Line]:
    return [
        Line(
            claim,
            clock_of(claim, today, language),
            [d.plan_code for d in claim.judged if d.amount_fen],
        )
        for claim in claims
    ]


def exported(claims: QuerySet[Claim]) -> Iterator[tuple[object, ...]]:
    """Rows under HEADINGS, at most MOST_EXPORTED."""
    for claim in claims[:MOST_EXPORTED]:
        yield (
            claim.ref,
            claim.person.name,
            claim.organisation.name,
            claim.get_event_kind_display(),
            claim.event_on,
            claim.get_state_display(),
            _day(claim.filed_at),
            claim.due_on,
            " ".join(d.plan_code for d in claim.judged if d.amount_fen),
            yuan_plain(claim.amount_fen),
            _day(claim.decided_at),
            claim.settled_on,
        )


def _places(scope: Scope, text: str) -> Scope:
    """Where a code or a part of a name leads; a scope that holds nothing if nowhere."""
    nodes = organisations(scope)
    named = nodes.filter(code=text.strip().upper()) | nodes.filter(name__contains=text.strip())
    paths: list[str] = []
    for path in named.order_by("path").values_list("path", flat=True)[:_MOST_PLACES]:
        if not any(path.startswith(above) for above in paths):
            paths.append(path)
    return Scope(tuple(paths) or ("/0/",))


def _day(at: Any) -> date | None:
    return civil_date(at) if at else None
