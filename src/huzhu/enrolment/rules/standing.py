"""How a row compares with its unit's covers: new, as before, changed, or there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from benefit_terms.views import JoiningView
from huzhu.enrolment.rules.judging import JudgedRow
from huzhu.enrolment.rules.people import past_the_age_of_beginning
from huzhu.enrolment.rules.terms import Terms
from huzhu.kernel.identity import age_on

NEW, RENEWED, CHANGED, KEPT = "new", "renewed", "changed", "kept"
DAYS_BACK = 60


@dataclass(frozen=True, slots=True)
class OwnCover:
    """A cover of the person by this very unit under the plan."""

    starts_on: date
    ends_before: date
    shares: int
    tier: str


def compare(judged: JudgedRow, terms: Terms, held: Sequence[OwnCover]) -> bool:
    """Sets the row's standing by the unit's covers of the person, the newest first; whether one of
    them overlaps the period.

    One that stands in the period is kept, and nothing is done for the row; with other shares or
    another tier it is in error, and so is a cover that is about to end (it can only be renewed).
    """
    for cover in held:
        if cover.starts_on < terms.ends_before and cover.ends_before > terms.starts_on:
            _overlaps(judged, terms, cover)
            return True
    before = held[0] if held else None
    if before is None:
        judged.standing = NEW
    elif (before.shares, before.tier) == (judged.shares, judged.tier):
        judged.standing = RENEWED
    else:
        judged.standing = CHANGED
    return False


def _overlaps(judged: JudgedRow, terms: Terms, cover: OwnCover) -> None:
    row = judged.row
    if (cover.ends_before - terms.starts_on).days <= DAYS_BACK:
        last = cover.ends_before - timedelta(days=1)
        judged.errors.append(row.note("covered_in_part", "identity", last=last))
        return
    judged.standing = KEPT
    if (cover.shares, cover.tier) != (judged.shares, judged.tier):
        judged.standing = CHANGED
        field = "tier" if cover.tier != judged.tier else "shares"
        judged.errors.append(
            row.note(
                "covered_otherwise",
                field,
                first=cover.starts_on,
                held=cover.tier or cover.shares,
                stated=judged.tier if field == "tier" else judged.shares,
            )
        )


def judge_beginner(judged: JudgedRow, terms: Terms, *, renews: bool) -> None:
    """Past the age of beginning, only a renewal without a gap is taken."""
    identity = judged.said.identity
    if renews or identity is None or not terms.has_age_of_renewal:
        return
    age = past_the_age_of_beginning(terms, identity)
    if age is not None:
        years = age_on(identity.birth_on, terms.starts_on)
        judged.errors.append(
            judged.row.note(
                "too_old_to_begin", "identity", age=years, day=terms.starts_on, limit=age.oldest
            )
        )


def judge_late(judged: JudgedRow, terms: Terms, first_day: date | None) -> None:
    """May somebody still join whose unit has been covered since `first_day`?

    New hires within so many days of being hired, others within so many days of the first day;
    where the terms bound neither, at any time.
    """
    rule = terms.joining
    if first_day is None or not rule.is_bounded or judged.standing == KEPT:
        return
    hired = judged.said.hired_on
    if hired is not None and hired >= first_day and rule.new_hires_days is not None:
        if 0 <= (terms.starts_on - hired).days <= rule.new_hires_days:
            return
    elif rule.late_days is not None and (terms.starts_on - first_day).days <= rule.late_days:
        return
    zh, en = _late_words(rule)
    judged.errors.append(
        judged.row.note("joins_too_late", "hired_on", first=first_day, rule=zh, rule_en=en)
    )


def _late_words(rule: JoiningView) -> tuple[str, str]:
    late, hired = rule.late_days, rule.new_hires_days
    zh = [f"未随单位参加的在{late}日内补办" if late else "未随单位参加的不能补办"]
    en = [f"latecomers join within {late} days" if late else "no latecomers join"]
    if hired:
        zh.append(f"新入职的在入职后{hired}日内参加")
        en.append(f"new hires within {hired} days of being hired")
    return "、".join(zh), " and ".join(en)
