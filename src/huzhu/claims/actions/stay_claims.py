"""From sorted stays to claims: the straight lane by the program, the others by an officer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from huzhu.audit.actions import Act, record_act, record_acts
from huzhu.claims.actions.caps import lock_people
from huzhu.claims.actions.draft import Draft, open_claims
from huzhu.claims.actions.file import file_claims
from huzhu.claims.actions.judge import Judged, gather, judge_one
from huzhu.claims.actions.locking import MOST_AT_ONCE
from huzhu.claims.actions.settlements import locked_settlements, record_settlements
from huzhu.claims.actions.sorting import Asking, Candidate, asking
from huzhu.claims.actions.stay_sort import SORTED, sort_kept
from huzhu.claims.enums import ClaimSource, ImportState, StayLane, StayState
from huzhu.claims.errors import EventUnreadable, NoCoverOnTheDay, ReasonMissing, StayHasNoClaim
from huzhu.claims.lifecycle import import_state_after, stay_state_after
from huzhu.claims.models import Claim, SettledStay, SettlementImport
from huzhu.claims.permissions import may_import_settlements
from huzhu.claims.queries import cells_of_stays, settled_stay_by_ref, stays_to_claim
from huzhu.claims.rules import event_of_stay, reason_text
from huzhu.kernel.errors import NotPermitted, Refusal
from huzhu.kernel.money import yuan_plain
from huzhu.kernel.scope import acting_in
from huzhu.kernel.staging import update_rows
from huzhu.organisations.models import Organisation
from huzhu.organisations.rules import Officer


def make_claims(*, by: Officer, at: datetime, import_ref: str) -> SettlementImport:
    """Makes claims of the straight lane of a list that was asked for, some hundred at a time.

    Each batch is a transaction of its own: a batch that a refusal stops is tried stay by stay, and
    what cannot be claimed goes to an officer. After a crash the rest is made. Ends CHECKED.
    """
    made, last = 0, 0
    while True:
        with acting_in(by.scope):
            settlements = locked_settlements(by, import_ref)
            if settlements.state != ImportState.CLAIMING:
                return settlements
            waiting = stays_to_claim(by.scope, settlements).filter(pk__gt=last)
            ids = list(waiting.values_list("pk", flat=True)[:MOST_AT_ONCE])
        if not ids:
            break
        last = ids[-1]
        made += _claim_batch(by, at, ids)
    with acting_in(by.scope):
        settlements = locked_settlements(by, import_ref)
        settlements.state = import_state_after("finish", settlements.state)
        settlements.save(update_fields=["state"])
        record_settlements(by, at, "make_claims", settlements, {"claims": made})
    return settlements


def _claim_batch(by: Officer, at: datetime, ids: Sequence[int]) -> int:
    try:
        with acting_in(by.scope):
            return len(_claimed(by, at, ids))
    except Refusal:
        return sum(_claim_alone(by, at, stay_id) for stay_id in ids)


def _claim_alone(by: Officer, at: datetime, stay_id: int) -> int:
    try:
        with acting_in(by.scope):
            return len(_claimed(by, at, [stay_id]))
    except Refusal as refusal:
        with acting_in(by.scope):
            stay = SettledStay.objects.select_for_update().get(pk=stay_id)
            why = {"why_zh": refusal.text("zh"), "why_en": refusal.text("en")}
            _to_officer(stay, {"code": "unreadable", **why})
            update_rows([stay], "lane", "reasons")
        return 0


def _claimed(by: Officer, at: datetime, ids: Sequence[int]) -> list[Claim]:
    """Claims of those stays that are still straight when they are looked at once more, and whose
    reckoning, one by one, is what the lane promised."""
    first = SettledStay.objects.select_related("source").get(pk=ids[0])
    stays = sort_kept(by, at, first.source, ids)
    straight = [s for s in stays if (s.lane, s.state) == (StayLane.STRAIGHT, StayState.OPEN)]
    ready = _judged_alike(by, at, straight)
    claims = _open(by, at, ready)
    if claims:
        lock_people(claims)
        claims = file_claims(by=by, at=at, claim_refs=[claim.ref for claim in claims])
        _link(by, at, [stay for stay, _ in ready], claims, "claim_stay")
    return claims


def _judged_alike(
    by: Officer, at: datetime, stays: Sequence[SettledStay]
) -> list[tuple[SettledStay, Organisation]]:
    """With the place where each is claimed: that of the first cover that pays. A difference to
    the reckoning in bulk goes to an officer."""
    asked = [_asking(stay, place, at) for place, stay in enumerate(stays)]
    known = gather(by, asked)
    alike, other = [], []
    for one, stay in zip(asked, stays, strict=True):
        judged = judge_one(known, one, one.event)
        due = sum(each.decision.amount_fen for each in judged)
        if due != stay.amount_fen or not due:
            _to_officer(stay, {"code": "reckoned_otherwise", "yuan": yuan_plain(due)})
            other.append(stay)
            continue
        paying = next(each.cover for each in judged if each.decision.amount_fen)
        alike.append((stay, paying.organisation_id))
    update_rows(other, *SORTED)
    places = Organisation.objects.in_bulk({place for _, place in alike})
    return [(stay, places[place]) for stay, place in alike]


def _asking(stay: SettledStay, place: int, at: datetime) -> Asking:
    return asking(Candidate(place, stay.person, stay, stay.pk), at)


def _to_officer(stay: SettledStay, reason: dict[str, str]) -> None:
    stay.lane, stay.reasons = StayLane.OFFICER, [reason]


def _open(
    by: Officer, at: datetime, ready: Sequence[tuple[SettledStay, Organisation]]
) -> list[Claim]:
    """Drafts with the whole diagnosis, as the bureau wrote it."""
    if not ready:
        return []
    cells = cells_of_stays([stay for stay, _ in ready])
    drafts = [
        Draft(
            stay.person,
            place,
            event_of_stay(
                stay.admitted_on, stay.discharged_on, stay.icd_category, stay.hospital_grade,
                stay.bill, cells[stay.pk],
            ),
            ClaimSource.SETTLEMENT,
        )
        for stay, place in ready
    ]  # fmt: skip
    return open_claims(by=by, at=at, drafts=drafts)


def _link(
    by: Officer, at: datetime, stays: Sequence[SettledStay], claims: Sequence[Claim], act: str
) -> None:
    for stay, claim in zip(stays, claims, strict=True):
        stay.state, stay.claim = stay_state_after("claim", stay.state), claim
    update_rows(stays, "state", "claim")
    record_acts(
        by=by,
        at=at,
        acts=[
            Act(act, "stay", stay.ref, stay.org_path, {}, {"claim": claim.ref})
            for stay, claim in zip(stays, claims, strict=True)
        ],
    )


def claim_stay(*, by: Officer, at: datetime, stay_ref: str) -> Claim:
    """An officer claims a stay of another lane: a draft with all that the bureau told, to be
    completed (an account, a severity) and filed.

    One transaction: draft, link, audit. Refuses NotVisible, NotPermitted, WrongStayState,
    StayHasNoClaim where no cover stands on the day.
    """
    with transaction.atomic():
        stay = _locked_stay(by, stay_ref)
        stay_state_after("claim", stay.state)
        one = _asking(stay, 0, at)
        covers = gather(by, [one]).covers_of(one)
        if not covers:
            none = {"code": "no_cover"}
            raise StayHasNoClaim(
                ref=stay.ref, why_zh=reason_text(none, "zh"), why_en=reason_text(none, "en")
            )
        place = Organisation.objects.get(pk=covers[0].organisation_id)
        claims = _open(by, at, [(stay, place)])
        _link(by, at, [stay], claims, "claim_stay_by_hand")
    return claims[0]


def close_stay(*, by: Officer, at: datetime, stay_ref: str, reason: str) -> SettledStay:
    """An officer decides that no claim follows from a stay. Refuses NotVisible, NotPermitted,
    WrongStayState, ReasonMissing."""
    with transaction.atomic():
        stay = _locked_stay(by, stay_ref)
        stay.state, stay.closed_reason = stay_state_after("close", stay.state), _words(reason)
        stay.save(update_fields=["state", "closed_reason"])
        _record(by, at, "close_stay", stay)
    return stay


def reopen_stay(*, by: Officer, at: datetime, stay_ref: str) -> SettledStay:
    """A closed stay is sorted anew. Refuses NotVisible, NotPermitted, WrongStayState."""
    with transaction.atomic():
        stay = _locked_stay(by, stay_ref)
        stay.state, stay.closed_reason = stay_state_after("reopen", stay.state), ""
        stay.is_changed = False
        stay.save(update_fields=["state", "closed_reason", "is_changed"])
        _record(by, at, "reopen_stay", stay)
        sort_kept(by, at, stay.source, [stay.pk])
    return _locked_stay(by, stay_ref)


def accept_change(*, by: Officer, at: datetime, stay_ref: str, reason: str) -> SettledStay:
    """An officer has seen that the bureau changed a settlement after something was done with it,
    and says what follows. Refuses NotVisible, NotPermitted, WrongStayState, ReasonMissing."""
    with transaction.atomic():
        stay = _locked_stay(by, stay_ref)
        stay.state = stay_state_after("accept_change", stay.state)
        words = _words(reason)
        stay.is_changed = False
        stay.save(update_fields=["is_changed"])
        record_act(
            by=by, at=at, act="accept_change", object_type="stay", object_ref=stay.ref,
            org_path=stay.org_path, after={"version": stay.version, "reason": words},
        )  # fmt: skip
    return stay


def judged_now(by: Officer, at: datetime, stay: SettledStay) -> list[Judged]:
    """What each cover would pay for a stay today, with words; empty where none can be judged."""
    one = _asking(stay, 0, at)
    try:
        return judge_one(gather(by, [one]), one, one.event)
    except (NoCoverOnTheDay, EventUnreadable):
        return []


def _locked_stay(by: Officer, ref: str) -> SettledStay:
    found = settled_stay_by_ref(by.scope, ref)
    if not may_import_settlements(by, found.org_path):
        raise NotPermitted
    rows = SettledStay.objects.select_for_update(of=("self",)).select_related("person", "source")
    return rows.get(pk=found.pk)


def _words(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()[:400]


def _record(by: Officer, at: datetime, act: str, stay: SettledStay) -> None:
    record_act(
        by=by, at=at, act=act, object_type="stay", object_ref=stay.ref, org_path=stay.org_path,
        after={"state": stay.state},
    )  # fmt: skip
