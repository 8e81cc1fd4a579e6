"""What happened to a claim, as steps of a timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.audit.queries import entries_about
from huzhu.claims import queries
from huzhu.claims.enums import ClaimState, ReviewOutcome
from huzhu.claims.models import Claim, Review
from huzhu.kernel.clock import format_date
from huzhu.kernel.scope import Scope

# Reviews tell their own acts, with the reason; papers are listed with the papers.
_ACTS = {
    "open_claim": (gettext_lazy("Draft saved"), "pencil"),
    "amend_claim": (gettext_lazy("Event changed"), "pencil"),
    "file_claim": (gettext_lazy("Filed"), "send"),
    "adjudicate_claim": (gettext_lazy("Adjudicated again"), "calculator"),
    "reclassify_claim": (gettext_lazy("Severity changed"), "adjustments"),
    "mark_claim_paid": (gettext_lazy("Money arrived"), "cash-banknote"),
    "mark_payment_failed": (gettext_lazy("Returned by the bank"), "credit-card-off"),
    "reissue_payment": (gettext_lazy("Payment ordered again"), "refresh"),
}
_OUTCOMES = {
    ReviewOutcome.APPROVE: (gettext_lazy("approved"), "check", "done"),
    ReviewOutcome.RETURN: (gettext_lazy("returned"), "arrow-back-up", "bad"),
    ReviewOutcome.REFUSE: (gettext_lazy("refused"), "ban", "bad"),
}
_NOW = {
    ClaimState.DRAFT: gettext_lazy("Waits for its papers and the filing"),
    ClaimState.RETURNED: gettext_lazy("Waits for completion"),
    ClaimState.WITH_OFFICER: gettext_lazy("Waits for the claims officer"),
    ClaimState.WITH_HEAD: gettext_lazy("Waits for the department head"),
    ClaimState.WITH_COMPLIANCE: gettext_lazy("Waits for compliance"),
    ClaimState.APPROVED: gettext_lazy("Waits for the payment"),
    ClaimState.PAYMENT_FAILED: gettext_lazy("Waits for another bank account"),
}

Step = dict[str, Any]


def history_of(scope: Scope, claim: Claim, language: str) -> list[Step]:
    """Dictionaries of title, who, at, text, icon and state, in order; last what it waits for."""
    dated = [(entry.at, _of_act(entry)) for entry in _entries(scope, claim)]
    dated += [(review.at, _of_review(review)) for review in queries.reviews_of(scope, claim)]
    steps = [step for _at, step in sorted(dated, key=lambda pair: pair[0])]
    return [*steps, *_what_now(claim, language)]


def _entries(scope: Scope, claim: Claim) -> list[Any]:
    found = entries_about(scope, object_type="claim", object_ref=claim.ref)
    return [entry for entry in found if entry.act in _ACTS]


def _of_act(entry: Any) -> Step:
    title, sign = _ACTS[entry.act]
    is_bad = entry.act == "mark_payment_failed"
    text = str(entry.after.get("reason", "")) if is_bad else ""
    return _step(title, entry.by_label, entry.at, text, sign, "bad" if is_bad else "done")


def _of_review(review: Review) -> Step:
    word, sign, state = _OUTCOMES[ReviewOutcome(review.outcome)]
    title = f"{review.get_step_display()} {word}"
    return _step(title, review.by_label, review.at, review.reason, sign, state)


def _what_now(claim: Claim, language: str) -> list[Step]:
    words = _NOW.get(ClaimState(claim.state))
    if words is None:
        return []
    text = ""
    if claim.due_on is not None and claim.state.startswith("with_"):
        text = _("due on %(day)s") % {"day": format_date(claim.due_on, language)}
    return [_step(words, "", None, text, "clock", "now")]


def _step(title: object, who: str, at: datetime | None, text: str, sign: str, state: str) -> Step:
    return {"title": title, "who": who, "at": at, "text": text, "icon": sign, "state": state}
