"""What looks wrong among people: limits, made-up names, numbers that follow one another.

Judged from what is stored in clear: names, sex, days of birth, and whether two hashes are the same.
Judged from opened numbers, inside the job alone: whether numbers follow one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from huzhu.enrolment.enums import QualityCheck

PHONE_PEOPLE = 3
ACCOUNT_PEOPLE = 3
CHILDREN_OF_ONE = 5
YOUNGEST_AT_WORK = 16
OLDEST = 100
OLDEST_CHILD = 25
RETIRED_MEN = 63
RETIRED_WOMEN = 58
HEADCOUNT_RATE = Fraction(11, 10)
SAME_GIVEN_NAME = 4
SAME_NAME = 3
BORN_TOGETHER = 5
BORN_TOGETHER_PERCENT = 25
IDENTITY_RUN = 3
IDENTITY_STEP = 2
PHONE_RUN = 4
PHONE_STEP = 10
PHONE_SAME_DIGITS = 7

# Both Python and PostgreSQL read this expression in the same way, letters' case left out.
MADE_UP = (
    r"^.$|[0-9０-９]|^(.)\1+$|^[a-z]{1,4}$"
    r"|测试|试验|示例|样例|样本|模板|姓名|无名|未知|不详|某某|佚名|test|demo|sample|none|null"
)
MADE_UP_NAMES = (
    "张三", "李四", "王五", "赵六", "孙七", "周八", "吴九", "郑十", "甲乙丙", "张三三", "李四四",
    "王五五", "王二麻子", "张某", "李某", "王某",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number that was opened for the moment, and whose cover it is."""

    number: str
    cover_id: int


def identity_runs(people: Iterable[Numbered]) -> list[list[Numbered]]:
    """Numbers of one unit whose first seventeen digits go up by one or two, three at least.

    Two, because the last of them says the sex: men only, or women only, step by two.
    """
    ordered = sorted(people, key=lambda one: one.number[:17])
    return _runs(ordered, [int(one.number[:17]) for one in ordered], IDENTITY_STEP, IDENTITY_RUN)


def phone_runs(people: Iterable[Numbered]) -> list[list[Numbered]]:
    """Phones of one unit in arithmetic sequence: the same step of ten at most, four at least."""
    ordered = sorted(people, key=lambda one: one.number)
    values = [int(one.number) for one in ordered]
    found: list[list[Numbered]] = []
    start = 0
    while start < len(values) - 1:
        step, end = values[start + 1] - values[start], start + 1
        while end + 1 < len(values) and values[end + 1] - values[end] == step:
            end += 1
        if 1 <= step <= PHONE_STEP and end - start + 1 >= PHONE_RUN:
            found.append(list(ordered[start : end + 1]))
        start = end
    return found


def is_patterned_phone(phone: str) -> bool:
    """Of one digit from the fourth on (but one), or counting up or down."""
    tail = phone[3:]
    if max(tail.count(digit) for digit in "0123456789") >= PHONE_SAME_DIGITS:
        return True
    return tail[-7:] in "0123456789012" or tail[-7:] in "9876543210987"


def _runs(
    ordered: Sequence[Numbered], values: Sequence[int], step: int, least: int
) -> list[list[Numbered]]:
    found: list[list[Numbered]] = []
    run: list[Numbered] = []
    before: int | None = None
    for one, value in zip(ordered, values, strict=True):
        if before is not None and not 1 <= value - before <= step:
            if len(run) >= least:
                found.append(run)
            run = []
        run.append(one)
        before = value
    return [*found, run] if len(run) >= least else found


_TEXTS: dict[QualityCheck, tuple[str, str]] = {
    QualityCheck.PHONE_SHARED: (
        "同一手机号登记了 {extra} 人，其中本单位 {number} 人",
        "One phone is recorded for {extra} people, {number} of them here",
    ),
    QualityCheck.ACCOUNT_SHARED: (
        "同一银行账号登记了 {extra} 人，其中本单位 {number} 人",
        "One bank account is recorded for {extra} people, {number} of them here",
    ),
    QualityCheck.AGE_IMPOSSIBLE: (
        "起保日年龄 {extra} 周岁，与方案不符",
        "Aged {extra} on the first day, which does not fit the plan",
    ),
    QualityCheck.RETIREMENT_AGE: (
        "起保日年龄 {extra} 周岁，已超过法定退休年龄，请核实是否在职",
        "Aged {extra} on the first day, beyond retirement: still at work?",
    ),
    QualityCheck.DEAD_COVERED: (
        "登记于 {extra} 身故，保障仍有效",
        "Recorded as dead on {extra}; the cover is still in force",
    ),
    QualityCheck.LEFT_COVERED: (
        "已不在本单位（离职或退休），保障仍有效",
        "No longer employed here; the cover is still in force",
    ),
    QualityCheck.OVER_HEADCOUNT: (
        "方案 {extra}：参保 {number} 人，超过单位职工人数的 110%",
        "Plan and headcount {extra}: {number} people covered, over 110 % of the staff",
    ),
    QualityCheck.FAMILY_TOO_LARGE: (
        "同一家长手机号或账号下有 {extra} 名子女参保，其中本单位 {number} 名",
        "{extra} children covered under one parent's phone or account, {number} of them here",
    ),
    QualityCheck.NAME_MADE_UP: ("姓名“{extra}”疑似编造", "The name “{extra}” looks made up"),
    QualityCheck.NAMES_IN_A_RUN: (
        "{number} 人名字“{extra}”相同，且相邻登记或姓名完全相同",
        "{number} people in a run are named “{extra}”",
    ),
    QualityCheck.BIRTH_DAY_SHARED: (
        "{number} 人出生于同一天（{extra}）",
        "{number} people were born on one day ({extra})",
    ),
    QualityCheck.IDENTITY_SEQUENCE: (
        "{number} 人身份证号前17位连续",
        "The identity numbers of {number} people follow one another",
    ),
    QualityCheck.PHONE_SEQUENCE: (
        "{number} 人手机号等差连续或数字重复",
        "The phones of {number} people are in sequence or of one digit",
    ),
}


def detail(check: str, number: int, extra: str) -> tuple[str, str]:
    """What was found, in Chinese and English; `extra` as the check gives it."""
    zh, en = _TEXTS[QualityCheck(check)]
    return zh.format(number=number, extra=extra), en.format(number=number, extra=extra)
