"""Half-open periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.kernel.periods import BadPeriod, Period, add_months

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
periods = st.builds(lambda a, n: Period(a, a + timedelta(days=n)), days, st.integers(1, 400))


def test_period_contains_its_first_day_and_not_its_end():
    assert [YEAR.contains(d) for d in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))] == [
        False, True, True, False,
    ]  # fmt: skip


@settings(deadline=None)
@given(periods, periods)
def test_intersection_is_the_days_of_both(a, b):
    both = {d for d in _days(a) if b.contains(d)}
    common = a.intersection(b)

    assert (set(_days(common)) if common else set()) == both
    assert a.overlaps(b) is bool(both)
    assert a.intersection(b) == b.intersection(a)


def _days(period):
    return [period.starts_on + timedelta(days=n) for n in range(period.days)]


def test_periods_that_touch_do_not_overlap():
    assert YEAR.overlaps(Period.year_of(date(2026, 5, 5))) is False
    assert YEAR.intersection(Period.year_of(date(2026, 5, 5))) is None


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 1, 15), -13, date(2023, 12, 15)),
    ],
)
def test_add_months_clips_at_the_end_of_the_month(start, months, end):
    assert add_months(start, months) == end


def test_months_month_of_and_year_of():
    assert Period.months(date(2024, 2, 29), 12) == Period(date(2024, 2, 29), date(2025, 2, 28))
    assert Period.month_of(date(2024, 12, 31)) == Period(date(2024, 12, 1), date(2025, 1, 1))
    assert Period.year_of(date(2025, 7, 1)) == YEAR


def test_days_and_last_day():
    assert (YEAR.days, YEAR.last_day) == (365, date(2025, 12, 31))


def test_text_prints_the_last_day_that_belongs():
    assert YEAR.text() == "2025年1月1日至2025年12月31日"
    assert YEAR.text("en") == "1 Jan 2025 to 31 Dec 2025"


@pytest.mark.parametrize("end", [date(2025, 1, 1), date(2024, 12, 31)])
def test_empty_and_backward_periods_are_refused(end):
    with pytest.raises(BadPeriod) as caught:
        Period(date(2025, 1, 1), end)

    assert caught.value.values == {"starts_on": date(2025, 1, 1), "ends_before": end}


def test_periods_are_hashable_and_in_order_of_their_start():
    later = Period.month_of(date(2025, 6, 1))

    assert sorted({later, YEAR, YEAR}) == [YEAR, later]
