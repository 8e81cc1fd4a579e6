"""All that one claim's page shows: clock, figures, calculation, warnings, what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from benefit_terms import Edition
from huzhu.attachments.models import Attachment
from huzhu.attachments.queries import attachment_by_ref
from huzhu.attachments.rules import PAPERS
from huzhu.claims import queries
from huzhu.claims.enums import ClaimState, PlanOutcome, ReviewStep
from huzhu.claims.models import Claim, PlanDecision
from huzhu.claims.permissions import may_adjudicate, may_file
from huzhu.console.claims.forms import AMOUNTS, PARTS, SEVERITIES, EventForm
from huzhu.console.claims.history import history_of
from huzhu.console.claims.told import paper_warnings, still_reading
from huzhu.enrolment.queries import covers_of_person_at, gifts_behind
from huzhu.kernel.clock import civil_date
from huzhu.kernel.crypto import Undecipherable
from huzhu.kernel.errors import NotVisible
from huzhu.kernel.scope import Scope, within
from huzhu.kernel.workdays import WorkCalendar
from huzhu.members.models import PayoutAccount
from huzhu.members.queries import current_payout_account, identity_masked
from huzhu.organisations.rules import Officer
from huzhu.plans.queries import edition_by_digest, terms_of

CALENDAR = WorkCalendar()
IN_REVIEW = (ClaimState.WITH_OFFICER, ClaimState.WITH_HEAD, ClaimState.WITH_COMPLIANCE)
TO_PREPARE = (ClaimState.DRAFT, ClaimState.RETURNED)
DECIDED = (
    ClaimState.APPROVED, ClaimState.PAID, ClaimState.PAYMENT_FAILED, ClaimState.REFUSED,
)  # fmt: skip
STEP_NAMES = {
    ClaimState.WITH_OFFICER: ReviewStep.OFFICER,
    ClaimState.WITH_HEAD: ReviewStep.HEAD,
    ClaimState.WITH_COMPLIANCE: ReviewStep.COMPLIANCE,
}


@dataclass(frozen=True)
class Clock:
    """Working days left until the claim must be decided; below nought when it is late."""

    due_on: date
    left: int
    warning: str | None

    @property
    def is_late(self) -> bool:
        return self.left < 0

    @property
    def late_by(self) -> int:
        return -self.left


@dataclass(frozen=True)
class Row:
    """A line of the calculation, or a reason why nothing is paid, with its article's own words."""

    text: str
    article: str
    article_text: str
    amount_fen: int | None = None
    for_officer: str = ""


@dataclass(frozen=True)
class Calculation:
    """What one cover pays, line by line."""

    decision: PlanDecision
    title: str
    lines: list[Row]
    refusals: list[Row]
    uses: list[dict[str, Any]]
    effects: list[Row]


@dataclass(frozen=True)
class Figure:
    label: str
    fen: int | None
    typed: str
    is_part: bool


@dataclass(frozen=True)
class May:
    """What the officer may do to the claim now."""

    prepare: bool
    review: bool
    refuse: bool
    adjudicate: bool
    print_letter: bool


def clock_of(claim: Claim, today: date, language: str) -> Clock | None:
    """Only while the clock runs."""
    if claim.state not in IN_REVIEW or claim.due_on is None:
        return None
    return Clock(
        claim.due_on,
        CALENDAR.working_days_between(today, claim.due_on),
        CALENDAR.warning(language, today, claim.due_on),
    )


def what_may(officer: Officer, claim: Claim) -> May:
    mine = queries.claims_awaiting(officer.scope, officer).filter(pk=claim.pk)
    reviews = claim.state in IN_REVIEW and mine.exists()
    return May(
        prepare=claim.state in TO_PREPARE and may_file(officer, claim.org_path),
        review=reviews,
        refuse=reviews and claim.state != ClaimState.WITH_OFFICER,
        adjudicate=claim.state in IN_REVIEW and may_adjudicate(officer, claim.org_path),
        print_letter=claim.state in DECIDED,
    )


def claim_context(officer: Officer, claim: Claim, at: datetime, language: str) -> dict[str, Any]:
    """Everything but the forms."""
    scope = officer.scope
    decisions = list(queries.decisions_of(scope, claim))
    event, is_erased = _event(scope, claim)
    earlier = list(queries.earlier_claims_of(scope, claim.person_id).exclude(pk=claim.pk))
    return {
        "claim": claim,
        "may": what_may(officer, claim),
        "step": STEP_NAMES.get(ClaimState(claim.state)),
        "clock": clock_of(claim, civil_date(at), language),
        "event": event | {"severity_label": _severity_label(event)},
        "is_erased": is_erased,
        "identity": identity_masked(claim.person),
        "account": current_payout_account(scope, claim.person),
        "figures": _figures(event),
        "calculations": [_calculation(decision, language) for decision in decisions],
        "steps": queries.explanation(scope, claim, language, "reviewer"),
        **papers_context(scope, claim),
        "history": history_of(scope, claim, language),
        "earlier": earlier,
        "gifts": gifts_behind(scope, covers_of_person_at(scope, claim.person_id, claim.event_on)),
        "warnings": [
            *_warnings(scope, claim, decisions, earlier, event),
            *([] if is_erased else paper_warnings(scope, claim, event)),
        ],
        "asked": _asked(scope, claim, language) if claim.state in TO_PREPARE else [],
        **_neighbours(officer, claim),
    }


def next_to_review(officer: Officer, after: Claim) -> str | None:
    """The reference of the claim that waits most, another than the one just decided."""
    waiting = queries.claims_awaiting(officer.scope, officer).exclude(pk=after.pk)
    return waiting.values_list("ref", flat=True).first()


def _neighbours(officer: Officer, claim: Claim) -> dict[str, str | None]:
    """The claims before and after this one among those that wait for the officer."""
    refs = list(queries.claims_awaiting(officer.scope, officer).values_list("ref", flat=True)[:500])
    if claim.ref not in refs:
        return {"next_ref": refs[0] if refs else None, "previous_ref": None}
    here = refs.index(claim.ref)
    return {
        "next_ref": refs[here + 1] if here + 1 < len(refs) else None,
        "previous_ref": refs[here - 1] if here else None,
    }


def _event(scope: Scope, claim: Claim) -> tuple[dict[str, Any], bool]:
    try:
        return queries.event_of(scope, claim), False
    except Undecipherable:
        return {}, True


def _severity_label(event: dict[str, Any]) -> str:
    severity = (event.get("diagnosis") or {}).get("severity")
    return str(dict(SEVERITIES).get(severity, severity or ""))


def _figures(event: dict[str, Any]) -> list[Figure]:
    bill = event.get("bill") or {}
    labels = EventForm().fields
    figures = []
    for name in AMOUNTS:
        value = bill.get(f"{name}_fen")
        if value is not None:
            fen = value if isinstance(value, int) else None
            typed = "" if fen is not None else str(value)
            figures.append(Figure(str(labels[name].label), fen, typed, name in PARTS))
    return figures


def _calculation(decision: PlanDecision, language: str) -> Calculation:
    terms = terms_of(edition_by_digest(decision.edition_digest))
    kept = decision.decision
    return Calculation(
        decision=decision,
        title=terms.title_zh if language == "zh" else terms.title_en,
        lines=[
            _row(terms, line, line[f"label_{language}"], amount_fen=line["amount_fen"])
            for line in kept.get("lines", [])
        ],
        refusals=[
            _row(terms, no, no[f"text_{language}"], for_officer=_aside(no, language))
            for no in kept.get("refusals", [])
        ],
        uses=kept.get("uses", []),
        effects=[_row(terms, effect, effect["on"]) for effect in kept.get("effects", [])],
    )


def _aside(refusal: dict[str, Any], language: str) -> str:
    """What the evaluator adds for officers; it says it in English only."""
    return refusal.get("officer_text", "") if language == "en" else ""


def _row(terms: Edition, part: dict[str, Any], text: str, **others: Any) -> Row:
    number = part["article"]
    words = next((a.text for a in terms.articles if a.number == number), "")
    return Row(text, number, words, **others)


def papers_context(scope: Scope, claim: Claim) -> dict[str, Any]:
    """Each paper, whether it is a picture that can stand on the page, and how far it is read."""
    papers = list(queries.papers_of(scope, claim))
    refs = [paper.attachment_ref for paper in papers]
    kinds = dict(
        Attachment.objects.filter(within(scope), ref__in=refs).values_list("ref", "content_type")
    )
    read = {row.paper_id: row for row in queries.recognitions_of(scope, claim)}
    rows = [
        (p, kinds.get(p.attachment_ref, "").startswith("image/"), read.get(p.pk)) for p in papers
    ]
    return {"papers": rows, "is_reading": still_reading(list(read.values()))}


def _asked(scope: Scope, claim: Claim, language: str) -> list[tuple[str, bool]]:
    """The papers that the person's plans ask for, with whether each is needed."""
    found: dict[str, bool] = {}
    for paper, is_needed in queries.papers_asked(scope, claim):
        label = paper.label_zh if language == "zh" else paper.label_en
        found[label] = found.get(label, False) or is_needed
    return list(found.items())


def _warnings(
    scope: Scope,
    claim: Claim,
    decisions: list[PlanDecision],
    earlier: list[Claim],
    event: dict[str, Any],
) -> list[str]:
    """What a reviewer should look at before deciding."""
    found = [
        _("%(plan)s asks an officer to decide.") % {"plan": d.plan_code}
        for d in decisions
        if d.outcome == PlanOutcome.REFER
    ]
    if _paid_since(decisions, earlier):
        found.append(_("Another claim of this person was decided since: adjudicate again."))
    found += [
        _("Claim %(ref)s is for the same day and kind of event.") % {"ref": other.ref}
        for other in earlier
        if (other.event_on, other.event_kind) == (claim.event_on, claim.event_kind)
        and other.state not in (ClaimState.DRAFT, ClaimState.REFUSED)
    ]
    if not _adds_up(event):
        found.append(_("The parts of the bill do not add up to its total."))
    return found + _account_warnings(scope, claim)


def _paid_since(decisions: list[PlanDecision], earlier: list[Claim]) -> bool:
    judged_at = min((d.computed_at for d in decisions), default=None)
    return judged_at is not None and any(
        other.decided_at is not None and other.decided_at > judged_at for other in earlier
    )


def _adds_up(event: dict[str, Any]) -> bool:
    """True too where something is missing or unreadable: the filing names that."""
    bill = event.get("bill") or {}
    values = [bill.get(f"{name}_fen") for name in ("total", *PARTS)]
    if not all(isinstance(value, int) for value in values):
        return True
    total, *parts = values
    return total == sum(parts)


def _account_warnings(scope: Scope, claim: Claim) -> list[str]:
    account = current_payout_account(scope, claim.person)
    if account is None:
        return [_("No bank account is recorded for this person.")]
    found = []
    others = PayoutAccount.objects.filter(
        within(scope), number_hash=account.number_hash, replaced_at__isnull=True
    ).exclude(person_id=claim.person_id)
    if others.exists():
        found.append(_("Somebody else is paid to the same bank account."))
    if claim.filed_at is not None and account.added_at > claim.filed_at:
        found.append(_("The bank account was changed after the claim was filed."))
    return found


def picture_or_pdf(scope: Scope, claim: Claim, paper_ref: str) -> Attachment:
    """The attachment of one of this claim's papers. Raises NotVisible for any other file."""
    paper = queries.paper_by_ref(scope, claim, paper_ref)
    attachment = attachment_by_ref(scope, paper.attachment_ref)
    if attachment.owner_ref != claim.ref or attachment.content_type not in PAPERS:
        raise NotVisible
    return attachment
