"""What a checked roster brings to each plan, and how it compares with the file before it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from huzhu.enrolment.actions.receive import is_waived
from huzhu.enrolment.models import RosterImport, RosterPlan
from huzhu.enrolment.queries import (
    changes_since,
    covers_to_compare,
    participation_of,
    previous_roster,
)
from huzhu.enrolment.rules import JudgedRow
from huzhu.enrolment.rules.standing import KEPT
from huzhu.organisations.rules import Officer

if TYPE_CHECKING:
    from huzhu.enrolment.actions.step import Checking


@dataclass
class Tally:
    """Rows and money of one plan; whom of its file the unit covers, or covered last."""

    bad: int = 0
    covered_now: set[int] = field(default_factory=set)
    covered_last: set[int] = field(default_factory=set)
    standings: Counter[str] = field(default_factory=Counter)
    by_source: Counter[str] = field(default_factory=Counter)

    def add(self, row: JudgedRow) -> None:
        if not row.is_good:
            self.bad += 1
            return
        self.standings[row.standing] += 1
        if row.standing != KEPT:
            self.by_source.update(row.parts)

    @property
    def good(self) -> int:
        """Those who will be posted."""
        return sum(self.standings.values()) - self.standings[KEPT]


def save_plans(by: Officer, roster: RosterImport, work: Checking) -> list[RosterPlan]:
    """One line a plan; rows of a plan that nobody knows count under the plan chosen."""
    plans = []
    for code, tally in sorted(work.tallies.items()):
        edition = work.editions[code]
        terms = work.judge.plans[code]
        stands = None
        if not is_waived(by, roster, code):
            stands = participation_of(
                by.scope, roster.organisation, edition, terms.period, joining=tally.good
            )
        plan = RosterPlan(
            roster=roster,
            org_path=roster.org_path,
            plan_code=code,
            edition=edition,
            ends_before=terms.ends_before,
            rows_good=tally.good,
            rows_bad=tally.bad,
            rows_kept=tally.standings[KEPT],
            rows_new=tally.standings["new"],
            rows_renewed=tally.standings["renewed"],
            rows_changed=tally.standings["changed"],
            participation=stands.to_json() if stands else None,
            fee_fen=sum(tally.by_source.values()),
            by_source=dict(tally.by_source),
        )
        base = covers_to_compare(by.scope, roster, edition, terms.ends_before).count()
        plan.left = max(base - len(tally.covered_now or tally.covered_last), 0)
        plans.append(plan)
    RosterPlan.objects.bulk_create(plans)
    return plans


def compare_with_previous(
    by: Officer, roster: RosterImport
) -> tuple[RosterImport | None, dict[str, int] | None]:
    """The file before this one, and {added, altered, same, dropped}; None for a first file."""
    before = previous_roster(by.scope, roster)
    return before, changes_since(by.scope, before, roster) if before else None
