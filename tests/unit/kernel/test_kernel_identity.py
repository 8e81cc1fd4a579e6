"""Identity numbers, phones, accounts."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.kernel.errors import Refusal
from huzhu.kernel.identity import (
    BadIdentityBirthDate,
    BadIdentityCharacters,
    BadIdentityCheckDigit,
    BadIdentityLength,
    Identity,
    age_on,
    check_character,
    demo_identity,
    is_phone,
    luhn_ok,
    mask_account,
    mask_identity,
    mask_phone,
    normalise,
    normalise_phone,
    parse_identity,
)

# The two examples printed in GB 11643-1999.
STANDARD_MALE = "11010519491231002X"
STANDARD_OTHER = "440524188001010014"


def test_parse_identity_reads_the_examples_of_the_standard():
    assert parse_identity("110105 19491231 002x") == Identity(
        STANDARD_MALE, date(1949, 12, 31), "F", "110105"
    )
    assert parse_identity(STANDARD_OTHER) == Identity(
        STANDARD_OTHER, date(1880, 1, 1), "M", "440524"
    )


def test_normalise_takes_full_width_and_spaces():
    assert normalise("１１０１０５　1949\u00a01231\u200b００２ｘ ") == STANDARD_MALE


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("", BadIdentityLength, {"masked": "", "length": 0}),
        ("110105491231002", BadIdentityLength, {"masked": "110105*****1002", "length": 15}),
        ("11010519491231002", BadIdentityLength, {"masked": "110105*******1002", "length": 17}),
        (
            "1101O519491231002X",
            BadIdentityCharacters,
            {"masked": "1101O5********002X", "position": 5, "character": "O"},
        ),
        (
            "110105194912310X2X",
            BadIdentityCharacters,
            {"masked": "110105********0X2X", "position": 16, "character": "X"},
        ),
        (
            "11010519491231002Y",
            BadIdentityCharacters,
            {"masked": "110105********002Y", "position": 18, "character": "Y"},
        ),
        (
            "110105194913310021",
            BadIdentityBirthDate,
            {"masked": "110105********0021", "digits": "19491331"},
        ),
        (
            "110105179901010021",
            BadIdentityBirthDate,
            {"masked": "110105********0021", "digits": "17990101"},
        ),
        ("110105194912310021", BadIdentityCheckDigit, {"masked": "110105********0021"}),
    ],
)
def test_parse_identity_refuses_by_name_without_the_number(text, kind, values):
    with pytest.raises(kind) as caught:
        parse_identity(text)

    assert type(caught.value) is kind
    assert caught.value.values == values
    assert not (text and text in str(caught.value))


def test_characters_with_other_digit_forms_are_refused():
    with pytest.raises(BadIdentityCharacters):
        parse_identity("٣" + STANDARD_MALE[1:])


@settings(deadline=None)
@given(st.integers(0, 16), st.integers(1, 9))
def test_every_wrong_digit_is_refused(position, shift):
    wrong = (int(STANDARD_MALE[position]) + shift) % 10

    with pytest.raises(Refusal):
        parse_identity(STANDARD_MALE[:position] + str(wrong) + STANDARD_MALE[position + 1 :])


def test_identity_does_not_show_its_number():
    assert repr(parse_identity(STANDARD_MALE)) == "Identity(sex='F', region_code='110105')"


@settings(deadline=None)
@given(
    st.integers(0, 999),
    st.dates(date(1900, 1, 1), date(2030, 1, 1)),
    st.integers(0, 499),
    st.sampled_from("FM"),
)
def test_demo_identity_passes_every_check_in_a_region_that_does_not_exist(
    region, birth_on, serial, sex
):
    number = demo_identity(f"999{region:03d}", birth_on, serial, sex)

    assert parse_identity(number) == Identity(number, birth_on, sex, f"999{region:03d}")


def test_demo_identities_of_one_day_differ():
    numbers = {
        demo_identity("999001", date(1990, 1, 1), n, sex) for n in range(500) for sex in "FM"
    }

    assert len(numbers) == 1000


@pytest.mark.parametrize(
    ("region", "serial"),
    [("110105", 0), ("99900", 0), ("9990011", 0), ("999001", 500), ("999001", -1)],
)
def test_demo_identity_refuses_what_could_be_real(region, serial):
    with pytest.raises(ValueError):
        demo_identity(region, date(1990, 1, 1), serial, "F")


def test_check_character_needs_seventeen_digits():
    assert check_character(STANDARD_MALE[:17]) == "X"
    with pytest.raises(ValueError):
        check_character("1234")


@pytest.mark.parametrize(
    ("birth_on", "day", "age"),
    [
        (date(1990, 5, 2), date(1990, 5, 2), 0),
        (date(1990, 5, 2), date(2025, 5, 1), 34),
        (date(1990, 5, 2), date(2025, 5, 2), 35),
        (date(2000, 2, 29), date(2023, 2, 27), 22),
        (date(2000, 2, 29), date(2023, 2, 28), 23),
        (date(2000, 2, 29), date(2024, 2, 28), 23),
        (date(2000, 2, 29), date(2024, 2, 29), 24),
    ],
)
def test_age_on(birth_on, day, age):
    assert age_on(birth_on, day) == age


def test_age_on_a_day_before_birth_has_no_answer():
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2000, 1, 2), date(2000, 1, 1))


def test_masks_keep_the_length_and_hide_the_middle():
    assert mask_identity("610202199001011234") == "610202********1234"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_account("6222021234567891234") == "6222***********1234"


@pytest.mark.parametrize(
    ("text", "masked"),
    [("", ""), ("12", "**"), ("123456", "****56"), ("1234567890123", "*********0123")],
)
def test_masks_show_less_of_short_texts(text, masked):
    assert mask_identity(text) == masked


@pytest.mark.parametrize(
    ("text", "ok"),
    [("13812345678", True), ("+86 138-1234-5678", True), ("１３８１２３４５６７８", True),
     ("008613812345678", True), ("12812345678", False), ("1381234567", False), ("029-88888888", False), ("", False)],
)  # fmt: skip
def test_is_phone(text, ok):
    assert is_phone(text) is ok
    assert normalise_phone(text) == "13812345678" or not ok


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("4111 1111 1111 1111", True),
        ("6222021234567890128", True),
        ("4111111111111112", False),
        ("0", False),
        ("", False),
        ("41x1", False),
    ],
)
def test_luhn_ok(text, ok):
    assert luhn_ok(text) is ok
