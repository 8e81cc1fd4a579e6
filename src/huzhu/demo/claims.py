"""Claims of the demo province, filed, reviewed and paid in the order of the calendar."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from huzhu.claims.actions import (
    add_paper,
    approve_claim,
    file_claim,
    open_claim,
    return_claim,
)
from huzhu.claims.enums import PaperKind
from huzhu.claims.models import Claim
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
from huzhu.organisations.rules import Officer

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


@dataclass(frozen=True, order=True)
class Happening:
    """What befalls one person on one day, to be filed `filed_on`."""

    filed_on: date
    number: int
    cover_id: int
    event: Mapping[str, Any]


def happenings(
    chance: random.Random, covers: Sequence[tuple[int, str, date, date]], *, today: date
) -> list[Happening]:
    """Draws who falls ill: (cover id, plan, first day, end) → what happens, by day of filing.

    The waiting period of a first cover is left out, and days after `today` have not come yet.
    """
    found: list[Happening] = []
    for plan_code, rate in _CHANCES.items():
        mine = [cover for cover in covers if cover[1] == plan_code]
        ill = [cover for cover in mine if chance.random() < rate]
        for cover_id, _plan, first, end in ill:
            first_day = first + timedelta(days=65 if plan_code != "ZY" else 38)
            for day in some_dates(chance, 1, first_day, min(end, today), SEASON_OF_ILLNESS):
                filed_on = day + timedelta(days=chance.choice((1, 2, 3, 5, 8, 13, 21, 34)))
                event = (
                    inpatient_event(chance, day)
                    if plan_code == "ZY"
                    else severe_event(chance, day, plan_code)
                )
                if filed_on <= today:
                    found.append(Happening(filed_on, len(found), cover_id, event))
    return sorted(found)


class ClaimsDesk:
    """The handlers and the three reviewers, each doing what is due on a day."""

    def __init__(
        self, chance: random.Random, *, filer: Officer, reviewers: Mapping[str, Officer]
    ) -> None:
        self.chance = chance
        self.filer = filer
        self.reviewers = reviewers
        self.done: Counter[str] = Counter()
        self._due: list[tuple[datetime, int, str, int]] = []

    def file(self, happening: Happening, cover: Cover) -> Claim:
        """Opens, adds the papers and files; the first review follows within two days."""
        at = instant(happening.filed_on, self.chance)
        claim = open_claim(
            by=self.filer, at=at, person=cover.person, organisation=cover.organisation,
            event=dict(happening.event),
        )  # fmt: skip
        for kind in self._papers_for(happening.event):
            add_paper(
                by=self.filer, at=at, claim_ref=claim.ref, kind=kind,
                file_name=f"{kind.value}.pdf", content=ONE_PAGE,
            )  # fmt: skip
        filed = file_claim(by=self.filer, at=at, claim_ref=claim.ref)
        self.done["filed"] += 1
        self._later(at, filed.ref, 0)
        return filed

    def review_until(self, limit: datetime) -> None:
        """Every review that falls before `limit`, in order of time."""
        while self._due and self._due[0][0] < limit:
            at, _number, ref, step = heapq.heappop(self._due)
            by = self.reviewers[_STEPS[step]]
            if step == 0 and self.chance.random() < _SHARE_RETURNED_ONCE:
                return_claim(by=by, at=at, claim_ref=ref, reason="诊断证明不清晰,请重新拍照上传。")
                self.done["returned"] += 1
                continue
            approve_claim(by=by, at=at, claim_ref=ref)
            if step < 2:
                self._later(at, ref, step + 1)
            else:
                self.done["decided"] += 1

    def _later(self, at: datetime, ref: str, step: int) -> None:
        day = at.date() + timedelta(days=self.chance.choice((1, 1, 1, 2)))
        while day.weekday() >= 5:
            day += timedelta(days=1)
        heapq.heappush(self._due, (instant(day, self.chance), len(self._due), ref, step))

    def _papers_for(self, event: Mapping[str, Any]) -> Sequence[PaperKind]:
        papers = [PaperKind.SETTLEMENT, PaperKind.IDENTITY, PaperKind.DIAGNOSIS]
        if event["diagnosis"]["severity"] != "none":
            papers.append(PaperKind.PATHOLOGY)
        return papers
