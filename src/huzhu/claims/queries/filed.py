"""Claims of a scope; what a person was paid before, wherever; the words and the letter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Literal, Protocol

from django.db import connection
from django.db.models import Q, QuerySet

from benefit_terms import Decision, Edition, explain
from benefit_terms.views import PaperView
from huzhu.claims.enums import ClaimState
from huzhu.claims.errors import NotDecidedYet
from huzhu.claims.formats import Letter, LetterLine, LetterRefusal, LetterStep, render_letter
from huzhu.claims.lifecycle import DECIDED_TO_PAY, STEP_IN
from huzhu.claims.models import Claim, Paper, PlanDecision, Review
from huzhu.claims.permissions import ROLE_AT
from huzhu.claims.rules import papers_needed
from huzhu.enrolment.queries import claim_papers_of, covers_of_people_at
from huzhu.kernel.clock import civil_date
from huzhu.kernel.scope import ROOT, Scope, only, within
from huzhu.kernel.text import clean_name
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import edition_by_digest, terms_of
from huzhu.vault import actions as vault

Language = Literal["zh", "en"]
Audience = Literal["member", "reviewer"]
EVENT = "event"
_LAST = "\U0010ffff"
_OPEN = tuple(STEP_IN)


class Asking(Protocol):
    """Whose earlier payments are asked for: a claim, or a stay that may become one."""

    @property
    def pk(self) -> int: ...
    @property
    def person_id(self) -> int: ...


def claims(scope: Scope, **filters: Any) -> QuerySet[Claim]:
    """The newest first. Filters: `organisation` (its subtree), `state`, `kind`, `plan` (code),
    `person_id`, `is_gift`, `source`, `late_on` (still open on a day after its due day),
    `text` (a reference, or the beginning of a name); empty ones do nothing."""
    found = Claim.objects.filter(within(scope)).select_related("person", "organisation")
    if organisation := filters.get("organisation"):
        found = found.filter(within(Scope((organisation.path,))))
    fields = {
        "state": "state",
        "kind": "event_kind",
        "person_id": "person_id",
        "is_gift": "is_gift",
        "source": "source",
    }
    for name, field in fields.items():
        if filters.get(name):
            found = found.filter(**{field: filters[name]})
    if plan := filters.get("plan"):
        judged = PlanDecision.objects.filter(within(scope), plan_code=plan, is_current=True)
        found = found.filter(pk__in=judged.values("claim_id"))
    if late_on := filters.get("late_on"):
        found = found.filter(state__in=_OPEN, due_on__lt=late_on)
    if text := clean_name(filters.get("text") or ""):
        is_ref = text[:1].upper() == "C" and text[1:2].isdigit()
        found = found.filter(**({"ref": text.upper()} if is_ref else _named(text)))
    return found.order_by("-created_at", "-id")


def claim_by_ref(scope: Scope, ref: str) -> Claim:
    """Raises NotVisible, whether it is not there or not to be seen."""
    return only(claims(scope).filter(ref=ref))


def claims_awaiting(scope: Scope, officer: Officer) -> QuerySet[Claim]:
    """What this officer can review now, the most pressing first: at the step of a role held over
    the place, filed by somebody else, and not reviewed by the same person in this round."""
    mine = Q(pk__in=[])
    for state, step in STEP_IN.items():
        paths = tuple(h.org_path for h in officer.held if h.role == ROLE_AT[step])
        if paths:
            mine |= Q(state=state) & within(Scope(paths))
    done = Review.objects.filter(within(scope), by_token=officer.person_token)
    waiting = claims(scope).filter(mine, state__in=_OPEN)
    seen = [
        claim_id
        for claim_id, in_round, now in done.filter(claim__state__in=_OPEN).values_list(
            "claim_id", "round", "claim__round"
        )
        if in_round == now
    ]
    return (
        waiting.exclude(filed_by_token=officer.person_token)
        .exclude(pk__in=seen)
        .order_by("due_on", "id")
    )


def earlier_claims_of(scope: Scope, person_id: int) -> QuerySet[Claim]:
    """All claims of a person within the scope, the newest event first."""
    return claims(scope, person_id=person_id).order_by("-event_on", "-id")


def decisions_of(
    scope: Scope, claim: Claim, *, with_former: bool = False
) -> QuerySet[PlanDecision]:
    """What each cover pays now; with the superseded calculations when asked."""
    found = PlanDecision.objects.filter(within(scope), claim=claim).select_related("cover")
    return (found if with_former else found.filter(is_current=True)).order_by("id")


def reviews_of(scope: Scope, claim: Claim) -> QuerySet[Review]:
    """In the order they were given, all rounds."""
    return Review.objects.filter(within(scope), claim=claim).order_by("id")


def papers_of(scope: Scope, claim: Claim) -> QuerySet[Paper]:
    return Paper.objects.filter(within(scope), claim=claim).order_by("id")


def papers_asked(scope: Scope, claim: Claim) -> list[tuple[PaperView, bool]]:
    """The papers that the person's plans ask for, with whether each is needed to file. Of a cover
    that was given, only what its programme finds enough is asked for."""
    key = (claim.person_id, claim.event_on)
    covers = covers_of_people_at(scope, [key])[key]
    eased = claim_papers_of(scope, covers)
    asked: list[tuple[PaperView, bool]] = []
    for cover in covers:
        edition, enough = terms_of(cover.edition), eased.get(cover.pk, ())
        needed = {paper.code for paper in papers_needed(edition, enough)}
        asked += [
            (paper, paper.code in needed or (not enough and paper.required))
            for paper in edition.checklist
            if not enough or paper.code in needed
        ]
    return asked


def paper_by_ref(scope: Scope, claim: Claim, ref: str) -> Paper:
    """One paper of this claim by its attachment's reference. Raises NotVisible."""
    return only(papers_of(scope, claim).filter(attachment_ref=ref))


def event_of(scope: Scope, claim: Claim) -> dict[str, Any]:
    """The event as filed, opened with the person's key.

    Raises NotVisible, and crypto.Undecipherable once the person was erased.
    """
    seen = claim_by_ref(scope, claim.ref)
    return opened_event(seen)


def opened_event(claim: Claim) -> dict[str, Any]:
    """The event of a claim that the caller has already been allowed to see."""
    opened: dict[str, Any] = json.loads(
        vault.reveal(subject_id=claim.person_id, purpose=EVENT, blob=claim.event_cipher)
    )
    return opened


def earlier_payments(asking: Sequence[Asking]) -> dict[int, list[dict[str, Any]]]:
    """By claim: what other claims of its person paid, wherever they were filed, in order of
    decision. As `earlier` of the facts; nothing else is told of them."""
    found: dict[int, list[dict[str, Any]]] = {claim.pk: [] for claim in asking}
    people = {claim.pk: claim.person_id for claim in asking}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT claim, paid FROM claims_earlier_payments(%s, %s)",
            [list(people.values()), list(people)],
        )
        for claim_id, paid in cursor.fetchall():
            found[claim_id].append(_loaded(paid))
    return found


def exported_facts(decision: PlanDecision) -> dict[str, Any]:
    """The facts as `python -m benefit_terms evaluate` reads them; pseudonymous."""
    return deepcopy(decision.facts)


def facts_of(scope: Scope, claim: Claim) -> dict[str, dict[str, Any]]:
    """The exported facts of each current decision, by plan."""
    return {d.plan_code: exported_facts(d) for d in decisions_of(scope, claim)}


def explanation(scope: Scope, claim: Claim, language: Language, audience: Audience) -> str:
    """What each plan pays and why, one part a plan; empty before the claim was filed."""
    parts = []
    for decision in decisions_of(scope, claim):
        edition = _terms(decision)
        parts.append(explain(edition, Decision.from_json(decision.decision), language, audience))
    return "\n\n".join(parts)


def letter_pdf(scope: Scope, claim: Claim, language: Language) -> bytes:
    """The decision letter. Raises NotVisible, NotDecidedYet."""
    seen = claim_by_ref(scope, claim.ref)
    if seen.state not in (*DECIDED_TO_PAY, ClaimState.REFUSED) or seen.decided_at is None:
        raise NotDecidedYet(ref=seen.ref)
    judged = [(_terms(d), Decision.from_json(d.decision)) for d in decisions_of(scope, seen)]
    is_paid = seen.state != ClaimState.REFUSED
    letter = Letter(
        ref=seen.ref,
        name=seen.person.name,
        organisation=seen.organisation.name,
        event_kind=seen.event_kind,
        event_on=seen.event_on,
        filed_on=civil_date(seen.filed_at) if seen.filed_at else seen.event_on,
        decided_on=civil_date(seen.decided_at),
        amount_fen=seen.amount_fen if is_paid else 0,
        lines=[line for pair in judged if is_paid for line in _lines(*pair, language)],
        refusals=[r for pair in judged for r in _refusals(*pair, language)],
        reason="" if is_paid else seen.return_reason,
        steps=[
            LetterStep(review.step, review.outcome, review.by_label, civil_date(review.at))
            for review in reviews_of(scope, seen).filter(round=seen.round)
        ],
    )
    return render_letter(letter, language)


_SETTLED = "c.state IN ('approved', 'paid', 'payment_failed') AND d.outcome = 'pay'"
# A claim that officers refused for reasons outside the terms would be paid by every replay.
_DECIDABLE = (
    "c.state NOT IN ('draft', 'returned') AND NOT (c.state = 'refused' AND d.outcome = 'pay')"
)


def claim_years(scope: Scope, plan_code: str) -> list[tuple[int, int]]:
    """(year of the event, number of claims) a replay of the plan can take, the newest first."""
    where, values = _ranges(scope)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(year FROM c.event_on)::int, count(*) FROM claims_plandecision d"
            " JOIN claims_claim c ON c.id = d.claim_id"
            f" WHERE d.is_current AND d.plan_code = %s AND {_DECIDABLE} AND {where}"
            " GROUP BY 1 ORDER BY 1 DESC",
            [plan_code, *values],
        )
        return cursor.fetchall()


def claims_for_replay(
    scope: Scope, plan_code: str, first_year: int, last_year: int
) -> list[tuple[Any, ...]]:
    """One row a decision of the plan in these years, and the history of the persons concerned.

    (claim's reference, number of the person, order of payment, name of the city, plan, whether it
    is history, facts as JSON text, what history paid as JSON text): no name, no identity number,
    diagnosis by category. One statement, whatever the number of claims.
    """
    where, values = _ranges(scope)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH held AS (
                SELECT d.id, c.ref, c.person_id, c.city_id, d.facts, d.decision, d.amount_fen,
                       c.event_on < make_date(%s, 1, 1) AS is_history,
                       coalesce(c.decided_at, c.filed_at) AS decided_at
                FROM claims_plandecision d JOIN claims_claim c ON c.id = d.claim_id
                WHERE d.is_current AND d.plan_code = %s AND c.event_on < make_date(%s, 1, 1)
                  AND CASE WHEN c.event_on < make_date(%s, 1, 1) THEN {_SETTLED}
                           ELSE {_DECIDABLE} END
                  AND {where}
            )
            SELECT h.ref, h.person_id,
                   row_number() OVER (PARTITION BY h.person_id ORDER BY h.decided_at, h.id),
                   coalesce(o.name, ''), %s, h.is_history, (h.facts - 'earlier')::text,
                   CASE WHEN h.is_history THEN (jsonb_strip_nulls(jsonb_build_object(
                       'amount_fen', h.amount_fen, 'uses', h.decision -> 'uses',
                       'lines', h.decision -> 'lines', 'counts', h.decision -> 'counts',
                       'marks', h.decision -> 'marks',
                       'event_ref', h.facts -> 'event' -> 'ref',
                       'terminated_cover',
                           h.decision -> 'effects' @> '[{{"kind": "terminate_cover"}}]'))
                   )::text END
            FROM held h LEFT JOIN organisations_organisation o ON o.id = h.city_id
            WHERE h.person_id IN (SELECT person_id FROM held WHERE NOT is_history)
            ORDER BY h.person_id, 3
            """,
            [first_year, plan_code, last_year + 1, first_year, *values, plan_code],
        )
        return cursor.fetchall()


def _ranges(scope: Scope) -> tuple[str, list[str]]:
    """`within` for a statement written by hand, over the decisions' path."""
    if ROOT in scope.paths:
        return "TRUE", []
    ranges = scope.ranges()
    one = "(d.org_path >= %s AND d.org_path < %s)"
    return f"({' OR '.join([one] * len(ranges))})", [end for pair in ranges for end in pair]


def _lines(edition: Edition, decision: Decision, language: Language) -> list[LetterLine]:
    texts = {article.number: article.text for article in edition.articles}
    zh = language == "zh"
    return [
        LetterLine(
            plan=edition.title_zh if zh else edition.title_en,
            label=line.label_zh if zh else line.label_en,
            article=line.article,
            article_text=texts.get(line.article, ""),
            amount_fen=line.amount_fen,
        )
        for line in decision.lines
    ]


def _refusals(edition: Edition, decision: Decision, language: Language) -> list[LetterRefusal]:
    texts = {article.number: article.text for article in edition.articles}
    zh = language == "zh"
    return [
        LetterRefusal(
            plan=edition.title_zh if zh else edition.title_en,
            article=refusal.article,
            article_text=texts.get(refusal.article, ""),
            why=refusal.text_zh if zh else refusal.text_en,
        )
        for refusal in (decision.refusals if not decision.amount_fen else ())
    ]


def _terms(decision: PlanDecision) -> Edition:
    return terms_of(edition_by_digest(decision.edition_digest))


def _named(text: str) -> dict[str, str]:
    return {"person__name__gte": text, "person__name__lt": text + _LAST}


def _loaded(value: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return loaded
