"""Made-up names and numbers that follow one another."""

import re

import pytest

from factories.members import make_identity, make_name
from huzhu.enrolment.enums import QualityCheck
from huzhu.enrolment.rules.quality import (
    MADE_UP,
    MADE_UP_NAMES,
    Numbered,
    detail,
    identity_runs,
    is_patterned_phone,
    phone_runs,
)


def numbered(*numbers: str) -> list[Numbered]:
    return [Numbered(number, at) for at, number in enumerate(numbers)]


def covers(runs) -> list[list[int]]:
    return [[one.cover_id for one in run] for run in runs]


@pytest.mark.parametrize(
    "name", ["测试", "测试一", "ABC", "aaa", "王", "张三1", "丽丽", "TEST user", "未知"]
)
def test_made_up_names_are_found(name):
    assert re.search(MADE_UP, name, re.IGNORECASE)


@pytest.mark.parametrize(
    "name", ["王丽", "欧阳娜娜", "买买提·艾力", "Anna Smith", "测绘平", "李明明"]
)
def test_real_names_are_left_alone(name):
    assert not re.search(MADE_UP, name, re.IGNORECASE)
    assert name not in MADE_UP_NAMES


def test_factory_names_are_no_fault():
    names = [make_name(number) for number in range(500)]
    assert [name for name in names if re.search(MADE_UP, name, re.IGNORECASE)] == []


def test_identity_numbers_in_sequence_are_found_whatever_their_check_digit():
    first = "99900019800101{:03d}X".format
    runs = identity_runs(numbered(first(1), first(3), first(5), first(100), first(7), first(101)))
    assert covers(runs) == [[0, 1, 2, 4]]


def test_two_numbers_are_no_sequence():
    first = "99900019800101{:03d}X".format
    assert identity_runs(numbered(first(1), first(2), first(8), first(9))) == []
    assert identity_runs(numbered(*(make_identity(n).number for n in range(50)))) == []


def test_phones_in_arithmetic_sequence_are_found():
    runs = phone_runs(
        numbered("13800000010", "13800000012", "13800000014", "13800000016", "13900000000")
    )
    assert covers(runs) == [[0, 1, 2, 3]]
    assert phone_runs(numbered("13800000010", "13800000011", "13800000012", "13800000014")) == []


def test_same_phone_of_many_is_another_check():
    assert phone_runs(numbered(*["13800000010"] * 6)) == []


@pytest.mark.parametrize(
    ("phone", "is_so"),
    [
        ("13888888888", True),
        ("13800000001", True),
        ("13812345678", True),
        ("13887654321", True),
        ("13812131415", False),
        ("13991234567", True),
        ("13571923846", False),
    ],
)
def test_phone_of_one_digit_or_counting(phone, is_so):
    assert is_patterned_phone(phone) is is_so


@pytest.mark.parametrize("check", QualityCheck)
def test_every_check_has_words_in_both_languages(check):
    zh, en = detail(check, 3, "x")
    assert re.search("[一-鿿]", zh)
    assert not re.search("[一-鿿]", en)
