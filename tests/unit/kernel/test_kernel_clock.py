"""Instants and civil days."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from huzhu.kernel.clock import civil_date, format_date, format_instant, now, start_of_civil_day


def test_now_is_aware_and_in_utc():
    assert now().utcoffset() == timedelta(0)


def test_civil_date_turns_at_sixteen_hours_utc():
    assert civil_date(datetime(2024, 12, 31, 15, 59, 59, tzinfo=UTC)) == date(2024, 12, 31)
    assert civil_date(datetime(2024, 12, 31, 16, 0, tzinfo=UTC)) == date(2025, 1, 1)
    assert civil_date(datetime(2024, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-1)))) == date(
        2025, 1, 1
    )


def test_start_of_civil_day_is_the_first_instant_of_that_day():
    start = start_of_civil_day(date(2025, 1, 1))

    assert start == datetime(2024, 12, 31, 16, 0, tzinfo=UTC)
    assert start.utcoffset() == timedelta(0)
    assert civil_date(start - timedelta(microseconds=1)) == date(2024, 12, 31)


def test_dates_and_instants_as_printed():
    instant = datetime(2025, 1, 1, 0, 5, tzinfo=UTC)

    assert [format_instant(instant, "zh"), format_instant(instant, "en")] == [
        "2025年1月1日 08:05",
        "1 Jan 2025, 08:05",
    ]
    assert [format_date(date(2025, 12, 9), "zh-hans"), format_date(date(2025, 12, 9), "en")] == [
        "2025年12月9日",
        "9 Dec 2025",
    ]


@pytest.mark.parametrize("act", [civil_date, format_instant])
def test_naive_datetimes_are_no_instants(act):
    with pytest.raises(ValueError, match="has no time zone"):
        act(datetime(2025, 1, 1))  # noqa: DTZ001
