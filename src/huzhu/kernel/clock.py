"""The clock and the civil day. Instants are aware and kept in UTC; days are those of Shanghai."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from huzhu.kernel.text import is_english

CIVIL_ZONE = ZoneInfo("Asia/Shanghai")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def now() -> datetime:
    """This instant. The only place in the program that reads the clock: actions are handed `at`."""
    return datetime.now(UTC)


def civil_date(instant: datetime) -> date:
    """The day in China at an instant."""
    return _aware(instant).astimezone(CIVIL_ZONE).date()


def start_of_civil_day(day: date) -> datetime:
    """The instant, in UTC, at which a day begins in China."""
    return datetime.combine(day, time(), CIVIL_ZONE).astimezone(UTC)


def format_instant(instant: datetime, language: str = "zh") -> str:
    """To the minute, in China's time: "2025年1月1日 08:05"; "1 Jan 2025, 08:05"."""
    local = _aware(instant).astimezone(CIVIL_ZONE)
    separator = ", " if is_english(language) else " "
    return f"{format_date(local.date(), language)}{separator}{local:%H:%M}"


def format_date(day: date, language: str = "zh") -> str:
    """ "2025年1月1日"; "1 Jan 2025"."""
    if is_english(language):
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone, so it is not an instant.")
    return instant
