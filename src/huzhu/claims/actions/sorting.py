"""Settled stays judged by the terms and sorted into lanes, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, Protocol

from huzhu.claims.actions.columnar import judge_many
from huzhu.claims.actions.judge import gather
from huzhu.claims.enums import ClaimSource, EventKind, StayLane, StayState
from huzhu.claims.models import Claim, SettledStay
from huzhu.claims.queries import stays_claimed_anywhere
from huzhu.claims.rules import (
    Event,
    LaneRules,
    Reason,
    StayFacts,
    Verdict,
    event_of_stay,
    lane_of,
)
from huzhu.kernel.clock import civil_date
from huzhu.kernel.scope import within
from huzhu.members.models import Person
from huzhu.members.queries import current_payout_accounts, other_records
from huzhu.organisations.rules import Officer

# Of people no more is read than judging asks for.
PERSON_FIELDS = (
    "id", "ref", "name", "sex", "birth_on", "is_insured_basic_medical", "person_class",
    "merged_into",
)  # fmt: skip
_LINKED = frozenset({"claimed_by_hand", "claimed_elsewhere"})


class Stay(Protocol):
    """What is looked at: a row of a list, or a stay that is kept."""

    @property
    def admitted_on(self) -> date: ...
    @property
    def discharged_on(self) -> date | None: ...
    @property
    def icd_category(self) -> str: ...
    @property
    def hospital_grade(self) -> str: ...
    @property
    def is_elsewhere(self) -> bool: ...
    @property
    def bill(self) -> Mapping[str, int]: ...


class Candidate(NamedTuple):
    """A stay of a person; `key` is its own among those sorted together, `stay_id` its number, if
    it is kept already. `noted`: what the caller has found that wants an officer."""

    key: int
    person: Person
    stay: Stay
    stay_id: int | None = None
    noted: tuple[Reason, ...] = ()


class Sorted(NamedTuple):
    """Where a stay goes; LINKED to a claim that somebody filed, which may be out of sight."""

    lane: StayLane
    reasons: list[Reason]
    amount_fen: int
    state: StayState
    claim_id: int | None


@dataclass(slots=True)
class Asking:
    """A stay as the claims' judgement asks for it: as if it were filed now."""

    pk: int
    ref: str
    person: Person
    person_id: int
    event_on: date
    filed_at: datetime | None
    event: Event = field(default_factory=dict)


def asking(candidate: Candidate, at: datetime) -> Asking:
    """Numbers below nought are no claim's: nothing that was paid is left out."""
    stay, person = candidate.stay, candidate.person
    event = event_of_stay(
        stay.admitted_on, stay.discharged_on, stay.icd_category, stay.hospital_grade, stay.bill
    )
    return Asking(-1 - candidate.key, "", person, person.pk, stay.admitted_on, at, event)


def sort_candidates(
    by: Officer, at: datetime, rules: LaneRules, candidates: Sequence[Candidate]
) -> dict[int, Sorted]:
    """By key, the lane of each, with its reasons. Reads once for all of them; writes nothing."""
    claimed = _Claimed.of(by, candidates)
    noted = {one.key: [*one.noted, *claimed.noted(one)] for one in candidates}
    wanted = [one for one in candidates if not _is_linked(noted[one.key])]
    asked = [asking(one, at) for one in wanted]
    known = gather(by, asked)
    verdicts = judge_many(known, asked, {one.pk: one.event for one in asked})
    due = {one.person.pk for one in wanted if verdicts[-1 - one.key].amount_fen}
    accounts = current_payout_accounts(by.scope, due) if due else {}
    found = {}
    for one in candidates:
        verdict = verdicts.get(-1 - one.key, Verdict())
        account, today = accounts.get(one.person.pk), civil_date(at)
        facts = StayFacts(
            one.stay.admitted_on, one.stay.discharged_on, one.stay.icd_category,
            one.stay.is_elsewhere, one.stay.bill, verdict,
            civil_date(account.added_at) if account else None, noted[one.key],
        )  # fmt: skip
        lane, reasons = lane_of(facts, rules, today)
        is_linked = _is_linked(noted[one.key])
        state = StayState.LINKED if is_linked else StayState.OPEN
        claim = claimed.by_hand.get((one.person.pk, one.stay.admitted_on)) if is_linked else None
        found[one.key] = Sorted(lane, reasons, verdict.amount_fen, state, claim)
    return found


def _is_linked(noted: Sequence[Reason]) -> bool:
    return any(reason["code"] in _LINKED for reason in noted)


@dataclass
class _Claimed:
    """What is claimed already under any of a person's records, by person and day of admission."""

    by_hand: dict[tuple[int, date], int]
    by_settlement: set[tuple[int, date]]
    anywhere: set[tuple[int, date]]
    stays: dict[tuple[int, date], set[int]]
    before: dict[tuple[int, date], int] = field(default_factory=dict)

    @classmethod
    def of(cls, by: Officer, candidates: Sequence[Candidate]) -> _Claimed:
        days = {(one.person.pk, one.stay.admitted_on) for one in candidates}
        people = {person for person, _ in days}
        others = other_records(by.scope, people)
        claims = (
            Claim.objects.filter(within(by.scope), person_id__in=people | others.keys())
            .filter(event_kind=EventKind.INPATIENT, event_on__in={day for _, day in days})
            .order_by("id")
            .values_list("person_id", "event_on", "id", "source")
        )
        by_hand, by_settlement = {}, set()
        for record, day, number, source in claims:
            person = others.get(record, record)
            if source == ClaimSource.HAND:
                by_hand[person, day] = number
            else:
                by_settlement.add((person, day))
        stays: dict[tuple[int, date], set[int]] = {}
        rows = SettledStay.objects.filter(within(by.scope), person_id__in=people)
        for person, day, number in rows.exclude(state=StayState.CLOSED).values_list(
            "person_id", "admitted_on", "id"
        ):
            stays.setdefault((person, day), set()).add(number)
        return cls(by_hand, by_settlement, stays_claimed_anywhere(by.scope, days), stays)

    def noted(self, one: Candidate) -> list[Reason]:
        """Claimed by hand, or elsewhere; or another settlement begins on the day. Of two of those,
        the first keeps its lane."""
        key = (one.person.pk, one.stay.admitted_on)
        if key in self.by_hand:
            return [{"code": "claimed_by_hand"}]
        if key in self.by_settlement or self._is_second(one, key):
            return [{"code": "same_day"}]
        if key in self.anywhere:
            return [{"code": "claimed_elsewhere"}]
        return []

    def _is_second(self, one: Candidate, key: tuple[int, date]) -> bool:
        if self.before.setdefault(key, one.key) != one.key:
            return True
        others = self.stays.get(key, set()) - {one.stay_id}
        return bool(others) and (one.stay_id is None or min(others) < one.stay_id)
