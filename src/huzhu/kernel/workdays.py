"""Working days in China: weekdays, less public holidays, plus the weekends worked in exchange.

The State Council announces a year's holidays in the preceding autumn. The `chinesecalendar`
library carries the years announced so far; a file of overrides adds local days and the years the
library does not know yet. A year that neither knows is counted by weekdays alone, and `warning`
says so: callers show it.
"""

import csv
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar

from huzhu.kernel.errors import Refusal
from huzhu.kernel.text import is_english

_WORKING, _HOLIDAY, _COMPLETE = "working", "holiday", "complete"

# A year counts as announced when it has at least the seven days off of the leanest rule in force
# since 2004; a stray day (a New Year bridge) does not make the next year known.
_FEWEST_HOLIDAYS = 7


class BadWorkdayOverride(Refusal):
    """A line of the overrides file cannot be read, or contradicts an earlier one."""

    code = "bad_workday_override"
    zh = "工作日调整文件 {file} 第 {line} 行“{content}”无法识别或与前文重复。"
    en = "Line {line} of the working-day overrides {file}, “{content}”, is unreadable or a repeat."
    remedy_zh = (
        "每行应为：日期,working 或 holiday,说明；整年节假日已录全的，另写一行：年份,complete,依据。"
    )
    remedy_en = (
        "Each line is: date,working or holiday,reason. A year entered in full has one more line: "
        "year,complete,source."
    )


@dataclass(frozen=True, slots=True)
class _Year:
    ordered: list[date]
    members: frozenset[date]


class WorkCalendar:
    """Answers from one prepared set of days per year, so that a million questions are cheap.

    `overrides_path` names a CSV file in UTF-8:

        2027-01-01,holiday,元旦
        2027-01-03,working,元旦调休
        2027,complete,国务院办公厅通知        (once the whole year has been entered)

    Empty lines, lines that begin with "#" and a heading "date,…" are passed over. Raises
    `BadWorkdayOverride`.
    """

    def __init__(self, overrides_path: Path | str | None = None) -> None:
        self._overrides: dict[date, bool] = {}
        self._known = _years_in_library()
        self._years: dict[int, _Year] = {}
        if overrides_path is not None:
            self._read(Path(overrides_path))

    def is_working(self, day: date) -> bool:
        """Whether people work on this day."""
        return _plain_date(day) in self._year(day.year).members

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after a day (before it, if n is negative); n = 0 is the day itself.

        The day itself is not counted, as limits in law run from the following day.
        """
        year, ordered = _plain_date(day).year, self._year(day.year).ordered
        if n == 0:
            return day
        index = bisect_right(ordered, day) + n - 1 if n > 0 else bisect_left(ordered, day) + n
        while index >= len(ordered):
            index -= len(ordered)
            year, ordered = year + 1, self._year(year + 1).ordered
        while index < 0:
            year, ordered = year - 1, self._year(year - 1).ordered
            index += len(ordered)
        return ordered[index]

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after `a` up to and including `b`; negative where `b` is the earlier.

        So `working_days_between(a, add_working_days(a, n))` is n for every n ≥ 0.
        """
        if b < a:
            return -self.working_days_between(b, a)
        whole_years = sum(len(self._year(year).ordered) for year in range(a.year, b.year))
        return whole_years + self._up_to(b) - self._up_to(a)

    def unknown_years(self, a: date, b: date) -> list[int]:
        """The years between two days whose holidays nobody has entered."""
        first, last = sorted((a.year, b.year))
        return [year for year in range(first, last + 1) if year not in self._known]

    def warning(self, language: str, a: date, b: date) -> str | None:
        """What to tell the reader of a date reckoned over unknown years, or None."""
        years = self.unknown_years(a, b)
        if not years:
            return None
        if is_english(language):
            listed = ", ".join(map(str, years))
            return (
                f"The public holidays of {listed} are not known yet: weekdays were counted "
                "as working days. Add them to the overrides file once they are announced."
            )
        listed = "、".join(map(str, years))
        return (
            f"尚无{listed}年的节假日安排，暂按周一至周五为工作日计算；"
            "公布后请补充到工作日调整文件。"
        )

    def _up_to(self, day: date) -> int:
        return bisect_right(self._year(day.year).ordered, _plain_date(day))

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            ordered = [day for day in _days_of(year) if self._works(day)]
            self._years[year] = _Year(ordered, frozenset(ordered))
        return self._years[year]

    def _works(self, day: date) -> bool:
        if day in self._overrides:
            return self._overrides[day]
        if day in chinese_calendar.constants.workdays:
            return True
        return day.weekday() < 5 and day not in chinese_calendar.constants.holidays

    def _read(self, path: Path) -> None:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            for row in rows:
                cells = [cell.strip() for cell in row]
                if not any(cells) or cells[0].startswith("#") or cells[0] == "date":
                    continue
                if not self._take(cells):
                    raise BadWorkdayOverride(
                        file=path.name, line=rows.line_num, content=",".join(row)
                    )

    def _take(self, cells: list[str]) -> bool:
        """Keep one line of the file; False if it means nothing or repeats a day."""
        written, kind = cells[0], cells[1] if len(cells) > 1 else ""
        if kind == _COMPLETE and written.isascii() and written.isdigit() and len(written) == 4:
            self._known |= {int(written)}
            return True
        try:
            day = date.fromisoformat(written)
        except ValueError:
            return False
        if kind not in (_WORKING, _HOLIDAY) or day in self._overrides:
            return False
        self._overrides[day] = kind == _WORKING
        return True


def _years_in_library() -> frozenset[int]:
    counts = Counter(day.year for day in chinese_calendar.constants.holidays)
    return frozenset(year for year, count in counts.items() if count >= _FEWEST_HOLIDAYS)


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)]


def _plain_date(day: date) -> date:
    if isinstance(day, datetime):
        raise TypeError(f"{day!r} is an instant; take civil_date() of it first.")
    return day
