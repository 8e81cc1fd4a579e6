"""Working days, announced, overridden and unknown."""

from datetime import UTC, date, datetime, timedelta
from time import process_time

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.kernel.workdays import BadWorkdayOverride, WorkCalendar

CALENDAR = WorkCalendar()


def _with(tmp_path, text):
    path = tmp_path / "workdays.csv"
    path.write_text(text, encoding="utf-8")
    return WorkCalendar(path)


def test_is_working_agrees_with_the_library_on_every_day_of_its_years():
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(731)]

    assert [d for d in days if CALENDAR.is_working(d) != chinese_calendar.is_workday(d)] == []


def test_national_day_week_and_the_sunday_worked_in_exchange():
    # 2025: holidays 1 to 8 October; Sunday 28 September and Saturday 11 October are worked.
    assert [d for d in range(1, 13) if CALENDAR.is_working(date(2025, 10, d))] == [9, 10, 11]
    assert CALENDAR.is_working(date(2025, 9, 28)) is True
    assert CALENDAR.add_working_days(date(2025, 9, 30), 1) == date(2025, 10, 9)
    assert CALENDAR.add_working_days(date(2025, 9, 30), 10) == date(2025, 10, 21)
    assert CALENDAR.add_working_days(date(2025, 10, 9), -1) == date(2025, 9, 30)
    assert CALENDAR.add_working_days(date(2025, 10, 3), 0) == date(2025, 10, 3)


def test_working_days_between_counts_the_last_day_and_not_the_first():
    assert CALENDAR.working_days_between(date(2025, 9, 30), date(2025, 10, 9)) == 1
    assert CALENDAR.working_days_between(date(2025, 10, 9), date(2025, 9, 30)) == -1
    assert CALENDAR.working_days_between(date(2025, 10, 9), date(2025, 10, 9)) == 0


@settings(deadline=None)
@given(st.dates(date(2004, 1, 1), date(2030, 12, 31)), st.integers(-600, 600))
def test_adding_and_counting_agree_with_a_walk_day_by_day(day, n):
    there, left, step = day, abs(n), timedelta(days=1 if n > 0 else -1)
    while left:
        there += step
        left -= CALENDAR.is_working(there)

    assert CALENDAR.add_working_days(day, n) == there
    assert CALENDAR.working_days_between(day, there) == n or n < 0


def test_unknown_years_are_counted_by_weekdays_and_never_silently():
    a, b = date(2025, 12, 1), date(2091, 1, 5)

    assert CALENDAR.is_working(date(2091, 1, 1)) is True  # a Monday
    assert CALENDAR.is_working(date(2091, 1, 6)) is False  # a Saturday
    assert CALENDAR.unknown_years(date(2090, 1, 1), b) == [2090, 2091]
    assert CALENDAR.unknown_years(b, date(2090, 1, 1)) == [2090, 2091]
    assert CALENDAR.unknown_years(date(2024, 1, 1), date(2025, 12, 31)) == []
    assert CALENDAR.warning("zh", date(2024, 1, 1), date(2025, 12, 31)) is None
    assert CALENDAR.warning("zh", date(2090, 1, 1), b) == (
        "尚无2090、2091年的节假日安排，暂按周一至周五为工作日计算；公布后请补充到工作日调整文件。"
    )
    assert CALENDAR.warning("en", b, b) == (
        "The public holidays of 2091 are not known yet: weekdays were counted as working days. "
        "Add them to the overrides file once they are announced."
    )
    assert CALENDAR.unknown_years(a, a) == []


def test_overrides_win_over_the_library_and_complete_a_year(tmp_path):
    calendar = _with(
        tmp_path,
        "\ufeffdate,kind,reason\n# local\n2025-10-09,holiday,校庆\n\n2091-01-01,holiday,元旦\n"
        "2091-01-06,working,调休\n2091,complete,通知\n",
    )

    assert [calendar.is_working(d) for d in (date(2025, 10, 9), date(2091, 1, 1), date(2091, 1, 6))] == [
        False, False, True,
    ]  # fmt: skip
    assert calendar.unknown_years(date(2091, 1, 1), date(2092, 1, 1)) == [2092]


@pytest.mark.parametrize(
    "line",
    [
        "2025-13-01,holiday,x",
        "2025-10-09",
        "2025-10-09,maybe,x",
        "x,complete,y",
        "2025-01-02,holiday,again",
    ],
)
def test_unreadable_or_repeated_overrides_are_refused_with_their_line(tmp_path, line):
    with pytest.raises(BadWorkdayOverride) as caught:
        _with(tmp_path, f"date,kind,reason\n2025-01-02,working,x\n{line}\n")

    assert caught.value.values == {"file": "workdays.csv", "line": 3, "content": line}


def test_instants_are_not_days():
    with pytest.raises(TypeError, match="is an instant"):
        CALENDAR.is_working(datetime(2025, 1, 1, tzinfo=UTC))


def test_a_hundred_thousand_questions_take_well_under_a_second():
    day = date(2025, 3, 3)
    CALENDAR.add_working_days(day, 30)
    began = process_time()

    for _ in range(100_000):
        CALENDAR.is_working(day)

    assert process_time() - began < 1
