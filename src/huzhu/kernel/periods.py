"""Half-open periods of days: the first day belongs, `ends_before` does not."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from huzhu.kernel.clock import format_date
from huzhu.kernel.errors import Refusal
from huzhu.kernel.text import is_english


class BadPeriod(Refusal):
    """No day lies between start and end."""

    code = "bad_period"
    zh = "起始日期 {starts_on} 不早于终止日期 {ends_before}（终止日当天不计入）。"
    en = "The period starts on {starts_on}, which is not before its end {ends_before} (excluded)."
    remedy_zh = "请核对起止日期。"
    remedy_en = "Check the two dates."


def add_months(day: date, months: int) -> date:
    """The same day so many months on (or back); where the month is too short, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """At least one day. Raises `BadPeriod` for an empty or backward one."""

    starts_on: date
    ends_before: date

    def __post_init__(self) -> None:
        if self.starts_on >= self.ends_before:
            raise BadPeriod(starts_on=self.starts_on, ends_before=self.ends_before)

    @classmethod
    def months(cls, starts_on: date, n: int) -> Period:
        """So many months from a day: 2024-02-29 and 12 end before 2025-02-28."""
        return cls(starts_on, add_months(starts_on, n))

    @classmethod
    def month_of(cls, day: date) -> Period:
        """The calendar month in which a day lies."""
        return cls.months(day.replace(day=1), 1)

    @classmethod
    def year_of(cls, day: date) -> Period:
        """The calendar year in which a day lies."""
        return cls(date(day.year, 1, 1), date(day.year + 1, 1, 1))

    @property
    def days(self) -> int:
        """How many days."""
        return (self.ends_before - self.starts_on).days

    @property
    def last_day(self) -> date:
        """The last day that belongs, as documents print it."""
        return self.ends_before - timedelta(days=1)

    def contains(self, day: date) -> bool:
        """Whether a day belongs."""
        return self.starts_on <= day < self.ends_before

    def overlaps(self, other: Period) -> bool:
        """Whether any day belongs to both; periods that only touch do not overlap."""
        return self.starts_on < other.ends_before and other.starts_on < self.ends_before

    def intersection(self, other: Period) -> Period | None:
        """The days that belong to both, or None."""
        if not self.overlaps(other):
            return None
        return Period(
            max(self.starts_on, other.starts_on), min(self.ends_before, other.ends_before)
        )

    def text(self, language: str = "zh") -> str:
        """As printed, with the last day included: "2025年1月1日至2025年12月31日"."""
        first, last = format_date(self.starts_on, language), format_date(self.last_day, language)
        return f"{first} to {last}" if is_english(language) else f"{first}至{last}"
