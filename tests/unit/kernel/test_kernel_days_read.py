"""Days as people, Excel and banks write them."""

from __future__ import annotations

from datetime import date

import pytest

from huzhu.kernel.text import read_day


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-01", "2025/3/1", "2025.3.1", "2025年3月1日", "20250301", "２０２５－０３－０１",
        " 2025 年 3 月 1 日 ", "2025-03-01 10:02:33", "2025-03-01T10:02", "2025/3/1 0:00",
        "20250301102233", "20250301 102233",
    ],
)  # fmt: skip
def test_day_is_read_however_it_is_written(text):
    assert read_day(text) == date(2025, 3, 1)


@pytest.mark.parametrize(
    "text", ["", "三月一日", "2025-02-30", "2025-13-01", "202503011", "25-03-01", "45717", "明天"]
)
def test_what_is_no_day_is_none(text):
    assert read_day(text) is None
