"""Claims of the demo province, filed, reviewed and paid in the order of the calendar."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from huzhu.claims.actions import (
    Draft,
    NewPaper,
    add_papers,
    adjudicate_claim,
    approve_claims,
    file_claims,
    open_claims,
    return_claim,
)
from huzhu.claims.enums import PaperKind
from huzhu.claims.errors import CapExhausted, NoLongerDue, OneOfManyRefused
from huzhu.demo.delivery import in_parts
from huzhu.demo.enrolments import instant
from huzhu.demo.events import (
    CRITICAL_PER_COVER_YEAR,
    SEASON_OF_ILLNESS,
    STAYS_PER_COVER_YEAR,
    WOMENS_DISEASES_PER_COVER_YEAR,
    inpatient_event,
    severe_event,
)
from huzhu.demo.people import some_dates
from huzhu.enrolment.models import Cover
from huzhu.kernel.errors import Refusal
from huzhu.kernel.scope import acting_in, everything
from huzhu.organisations.rules import Officer

CLAIMS_AT_ONCE = 150
_JUDGED_AGAIN = (CapExhausted.code, NoLongerDue.code)
_CHANCES = {
    "ZY": STAYS_PER_COVER_YEAR,
    "NZ": WOMENS_DISEASES_PER_COVER_YEAR,
    "ZJ": CRITICAL_PER_COVER_YEAR,
}
_STEPS = ("claims", "head", "compliance")
_SHARE_RETURNED_ONCE = 0.01
ONE_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]"
    b"/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]"
    b"/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
    b"endobj\n4 0 obj<</Length 58>>stream\nBT /F1 16 Tf 40 100 Td (Demo paper, made by program) Tj"
    b" ET\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass(frozen=True, order=True, slots=True)
class Happening:
    """What befalls one person on one day, to be filed `filed_on`."""

    filed_on: date
    number: int
    cover_id: int
    plan_code: str
    day: date


def happenings(
    chance: random.Random, covers: Iterable[tuple[int, str, date, date]], *, today: date
) -> list[Happening]:
    """Draws who falls ill: (cover id, plan, first day, end) → what happens, by day of filing.

    The waiting period of a first cover is left out, and days after `today` have not come yet.
    """
    found: list[Happening] = []
    for cover_id, plan_code, first, end in covers:
        if chance.random() >= _CHANCES[plan_code]:
            continue
        first_day = first + timedelta(days=65 if plan_code != "ZY" else 38)
        for day in some_dates(chance, 1, first_day, min(end, today), SEASON_OF_ILLNESS):
            filed_on = day + timedelta(days=chance.choice((1, 2, 3, 5, 8, 13, 21, 34)))
            if filed_on <= today:
                found.append(Happening(filed_on, len(found), cover_id, plan_code, day))
    return sorted(found)


class ClaimsDesk:
    """The handlers and the three reviewers, each doing what is due on a day.

    A claim that is refused is left where it stands; `done` counts them under the refusal's code.
    """

    def __init__(
        self, chance: random.Random, *, filer: Officer, reviewers: Mapping[str, Officer]
    ) -> None:
        self.chance = chance
        self.filer = filer
        self.reviewers = reviewers
        self.done: Counter[str] = Counter()
        self._due: dict[tuple[date, int], list[str]] = {}

    def file(self, day: date, waiting: Sequence[Happening], *, one_by_one: bool) -> None:
        """Opens, adds the papers and files; the first review follows within two days.

        `one_by_one`: each claim gets a first review on a day of its own.
        """
        at = instant(day, self.chance)
        for some in in_parts(waiting, CLAIMS_AT_ONCE):
            with acting_in(everything()):
                refs = self._open(at, some)
                filed = self._all_but_refused(file_claims, self.filer, at, refs)
            self.done["filed"] += len(filed)
            self._later(day, filed, 0, one_by_one=one_by_one)

    def _open(self, at: datetime, waiting: Sequence[Happening]) -> list[str]:
        covers = Cover.objects.select_related("person", "organisation").in_bulk(
            [happening.cover_id for happening in waiting]
        )
        drafts, papers = [], []
        for happening in waiting:
            cover = covers[happening.cover_id]
            drafts.append(Draft(cover.person, cover.organisation, self._event(happening)))
        claims = open_claims(by=self.filer, at=at, drafts=drafts)
        for claim, draft in zip(claims, drafts, strict=True):
            papers += [
                NewPaper(claim.ref, kind, f"{kind.value}.pdf", ONE_PAGE)
                for kind in _papers_for(draft.event)
            ]
        add_papers(by=self.filer, at=at, papers=papers)
        return [claim.ref for claim in claims]

    def _event(self, happening: Happening) -> dict[str, Any]:
        if happening.plan_code == "ZY":
            return inpatient_event(self.chance, happening.day)
        return severe_event(self.chance, happening.day, happening.plan_code)

    def review(self, day: date, *, one_by_one: bool) -> None:
        """Every review that is due on this day, step by step."""
        for step in range(len(_STEPS)):
            refs = self._due.pop((day, step), [])
            at = instant(day, self.chance)
            for some in in_parts(refs, CLAIMS_AT_ONCE):
                with acting_in(everything()):
                    self._review(at, list(some), step, one_by_one=one_by_one)

    def _review(self, at: datetime, refs: list[str], step: int, *, one_by_one: bool) -> None:
        by = self.reviewers[_STEPS[step]]
        if step == 0:
            back = {ref for ref in refs if self.chance.random() < _SHARE_RETURNED_ONCE}
            for ref in sorted(back):
                return_claim(by=by, at=at, claim_ref=ref, reason="诊断证明不清晰,请重新拍照上传。")
            self.done["returned"] += len(back)
            refs = [ref for ref in refs if ref not in back]
        approved = self._all_but_refused(approve_claims, by, at, refs)
        if step < 2:
            self._later(at.date(), approved, step + 1, one_by_one=one_by_one)
        else:
            self.done["decided"] += len(approved)

    def _all_but_refused(
        self, act: Callable[..., Any], by: Officer, at: datetime, refs: list[str]
    ) -> list[str]:
        """Does all at once; who is refused is left out, and looked at again where that helps."""
        left = list(refs)
        while left:
            try:
                act(by=by, at=at, claim_refs=left)
                break
            except OneOfManyRefused as refusal:
                ref, code = str(refusal.values["ref"]), str(refusal.values["code"])
            except Refusal as refusal:
                ref, code = left[0], refusal.code
            left.remove(ref)
            self.done[f"refused: {code}"] += 1
            if code in _JUDGED_AGAIN:
                adjudicate_claim(by=by, at=at, claim_ref=ref)
                self._later(at.date(), [ref], 0, one_by_one=True)
        return left

    def _later(self, day: date, refs: Sequence[str], step: int, *, one_by_one: bool) -> None:
        days = self.chance.choice((1, 1, 1, 2))
        for ref in refs:
            due = day + timedelta(days=days)
            while due.weekday() >= 5:
                due += timedelta(days=1)
            self._due.setdefault((due, step), []).append(ref)
            if one_by_one:
                days = self.chance.choice((1, 1, 1, 2))


def _papers_for(event: Mapping[str, Any]) -> Sequence[PaperKind]:
    papers = [PaperKind.SETTLEMENT, PaperKind.IDENTITY, PaperKind.DIAGNOSIS]
    if event["diagnosis"]["severity"] != "none":
        papers.append(PaperKind.PATHOLOGY)
    return papers
