"""Codes as people read them out, and what is said of a cover on a day."""

from datetime import date

import pytest

from huzhu.enrolment.enums import CertificateStanding as S
from huzhu.enrolment.rules.certificates import (
    code_of,
    printed_code,
    read_code,
    standing_on,
    surname_with_stars,
)
from huzhu.kernel.references import make_reference

REF = make_reference("CE", 123, 2026)
CODE = code_of(bytes(range(32)))
PRINTED = printed_code(REF, CODE)
FIRST, END = date(2026, 4, 1), date(2027, 4, 1)


def test_code_has_ten_characters_of_which_none_is_misread():
    assert len(CODE) == 10
    assert set(CODE) & set("IOSVZ") == set()


@pytest.mark.parametrize(
    "typed",
    [
        PRINTED,
        PRINTED.lower(),
        PRINTED.replace("-", ""),
        PRINTED.replace("-", " "),
        f"  {PRINTED.replace('-', '—')}\n",
        "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in PRINTED),
    ],
)
def test_code_is_read_as_people_type_it(typed):
    assert read_code(typed) == (REF, CODE)


def test_letters_misread_for_digits_are_taken_for_them():
    with_zero = printed_code(REF, "0123456789")
    assert read_code(with_zero[:-11] + "OI23456789") == (REF, "0123456789")


def test_long_serials_are_read():
    ref = make_reference("CE", 123_456_789_012, 2026)
    assert read_code(printed_code(ref, CODE)) == (ref, CODE)


@pytest.mark.parametrize(
    "typed",
    ["", "CE", REF, PRINTED[:-1], "G" + PRINTED[2:], PRINTED.replace("2026", "2027"),
     "'; DROP TABLE x; --", "张三", "9" * 500, PRINTED[:-1] + "张"],
)  # fmt: skip
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) is None


@pytest.mark.parametrize(
    ("status", "day", "terminated_on", "is_revoked", "expected"),
    [
        ("active", date(2026, 3, 31), None, False, S.NOT_YET),
        ("active", FIRST, None, False, S.VALID),
        ("active", date(2027, 3, 31), None, False, S.VALID),
        ("active", END, None, False, S.ENDED),
        ("pending", date(2026, 6, 1), None, False, S.NOT_YET),
        ("something_new", date(2026, 6, 1), None, False, S.NOT_YET),
        ("terminated", date(2026, 6, 1), date(2026, 5, 1), False, S.ENDED),
        ("terminated", date(2026, 4, 20), date(2026, 5, 1), False, S.VALID),
        ("void", date(2026, 6, 1), None, False, S.VOID),
        ("active", date(2026, 6, 1), None, True, S.REPLACED),
        ("void", date(2026, 6, 1), None, True, S.REPLACED),
    ],
)
def test_standing_follows_status_and_day(status, day, terminated_on, is_revoked, expected):
    found = standing_on(
        day, status=status, starts_on=FIRST, ends_before=END, terminated_on=terminated_on,
        is_revoked=is_revoked,
    )  # fmt: skip
    assert found is expected


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "张*"), ("欧阳娜娜", "欧***"), ("王", "王*"), ("买买提·艾力江", "买***")],
)
def test_name_leaves_its_first_character(name, shown):
    assert surname_with_stars(name) == shown
