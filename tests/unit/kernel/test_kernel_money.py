"""Fen in and out."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.kernel.money import (
    BadAmount,
    Rounding,
    apply_rate,
    capital,
    growth,
    parse_yuan,
    percent,
    short_yuan,
    split_by_largest_remainder,
    wan,
    yi,
    yuan,
    yuan_plain,
)

amounts = st.integers(min_value=-(10**17) + 1, max_value=10**17 - 1)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("12", 1200),
        ("12.5", 1250),
        ("１，２３４．５６元", 123456),
        ("1,234.56", 123456),
        (" ¥ 1 234.05 ", 123405),
        ("￥1,000,000元", 100000000),
        ("-3.07", -307),
        ("¥-3.07", -307),
        ("－¥3.07", -307),
        ("007", 700),
    ],
)
def test_parse_yuan_reads(text, fen):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "元",
        "1.234",
        "1,23",
        "1234,567",
        ".5",
        "5.",
        "--1",
        "-¥-1",
        "1e3",
        "12万",
        "NaN",
        "٣",
        "9" * 16,
    ],
)
def test_parse_yuan_refuses_and_shows_the_value(text):
    with pytest.raises(BadAmount) as caught:
        parse_yuan(text)

    assert caught.value.values == {"value": text}


@settings(deadline=None)
@given(amounts)
def test_parse_yuan_reads_back_what_is_printed(fen):
    assert parse_yuan(yuan(fen)) == fen
    assert parse_yuan(yuan_plain(fen)) == fen


def test_yuan_writes_separators_and_sign():
    assert [yuan(fen) for fen in (0, 5, -5, 123456, -123456789)] == [
        "0.00", "0.05", "-0.05", "1,234.56", "-1,234,567.89",
    ]  # fmt: skip
    assert yuan_plain(-123456789) == "-1234567.89"


def test_wan_and_yi_round_half_up():
    assert [wan(12_345_678), wan(12_345_000), wan(-12_345_000), wan(12_345_678, 0)] == [
        "12.35万", "12.35万", "-12.35万", "12万",
    ]  # fmt: skip
    assert [yi(11_712_345_678), yi(11_750_000_000, 1), yi(0)] == ["1.17亿", "1.2亿", "0.00亿"]


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (999_999, "9,999.99元", "¥9,999.99"),
        (1_000_000, "1.00万元", "¥10,000.00"),
        (99_999_999, "100.00万元", "¥999,999.99"),
        (100_000_000, "100.00万元", "¥1.00 m"),
        (9_999_499_999, "9,999.50万元", "¥99.99 m"),
        (9_999_999_999, "1.00亿元", "¥100.00 m"),
        (-11_700_000_000, "-1.17亿元", "¥-117.00 m"),
        (123_456_000_000, "12.35亿元", "¥1.23 bn"),
    ],
)
def test_short_yuan_chooses_the_unit(fen, zh, en):
    assert (short_yuan(fen, "zh"), short_yuan(fen, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (1_000, "壹拾元整"),
        (100_503, "壹仟零伍元零叁分"),
        (1_000_000, "壹万元整"),
        (10_000_000_000, "壹亿元整"),
        (5, "伍分"),
        (50, "伍角"),
        (10_050, "壹佰元伍角"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (100_100_011, "壹佰万壹仟元壹角壹分"),
        (-1_250, "负壹拾贰元伍角"),
    ],
)
def test_capital_writes_as_on_vouchers(fen, text):
    assert capital(fen) == text


_DIGITS = "零壹贰叁肆伍陆柒捌玖"


def _read_section(text):
    """Up to four places of a capital amount."""
    total, digit = 0, 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS.index(character)
        else:
            total, digit = total + digit * {"拾": 10, "佰": 100, "仟": 1000}[character], 0
    return total + digit


def _read_capital(text):
    """An independent reader of capital amounts, in fen."""
    sign, text = (-1, text[1:]) if text.startswith("负") else (1, text)
    whole, _, part = text.rpartition("元")
    value = 0
    for unit, size in (("亿", 10**8), ("万", 10**4), ("", 1)):
        head, found, rest = whole.partition(unit) if unit else (whole, "x", "")
        if found:
            wan_part, has_wan, ones = head.partition("万")
            section = (
                _read_section(wan_part) * 10**4 + _read_section(ones)
                if has_wan
                else _read_section(head)
            )
            value, whole = value + section * size, rest
    fen = 0
    part = part.removesuffix("整").lstrip("零")
    for mark, size in (("角", 10), ("分", 1)):
        head, found, rest = part.partition(mark)
        if found:
            fen, part = fen + _DIGITS.index(head.lstrip("零")) * size, rest
    return sign * (value * 100 + fen)


@settings(deadline=None)
@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_capital_says_the_amount(fen):
    assert _read_capital(capital(fen)) == fen


weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.fractions(min_value=0, max_value=100)),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(amounts, weights.filter(any))
def test_split_adds_up_and_stays_within_one_fen_of_the_exact_share(total, parts):
    result = split_by_largest_remainder(total, parts)

    whole = sum(parts, Fraction(0))
    assert sum(result) == total
    assert [
        r for r, w in zip(result, parts, strict=True) if abs(r - total * Fraction(w) / whole) >= 1
    ] == []
    assert split_by_largest_remainder(-total, parts) == [-part for part in result]


def test_split_gives_what_is_left_by_remainder_then_by_order():
    assert split_by_largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert split_by_largest_remainder(10, [Fraction(1, 4), Fraction(3, 4)]) == [3, 7]
    assert split_by_largest_remainder(5, [1, 0, 2]) == [2, 0, 3]
    assert split_by_largest_remainder(0, [0, 0]) == [0, 0]
    assert split_by_largest_remainder(0, []) == []


@pytest.mark.parametrize(("total", "parts"), [(1, []), (1, [0, 0]), (10, [2, -1])])
def test_split_refuses_weights_that_cannot_carry_the_total(total, parts):
    with pytest.raises(ValueError):
        split_by_largest_remainder(total, parts)


@pytest.mark.parametrize(
    ("fen", "rate", "rounding", "result"),
    [
        (12_345, Fraction(1, 10), Rounding.FEN_HALF_UP, 1_235),
        (-12_345, Fraction(1, 10), Rounding.FEN_HALF_UP, -1_235),
        (12_345, Fraction(1, 3), Rounding.FEN_HALF_UP, 4_115),
        (12_350, Fraction(1), Rounding.YUAN_HALF_UP, 12_400),
        (12_349, Fraction(1), Rounding.YUAN_HALF_UP, 12_300),
        (12_399, Fraction(1), Rounding.YUAN_DOWN, 12_300),
        (-12_399, Fraction(1), Rounding.YUAN_DOWN, -12_300),
    ],
)
def test_apply_rate_rounds_once_as_named(fen, rate, rounding, result):
    assert apply_rate(fen, rate, rounding) == result


def test_growth_is_relative_to_before_and_silent_without_a_base():
    assert growth(100, 155) == Fraction(55, 100)
    assert growth(100, 0) == -1
    assert [growth(0, 5), growth(-1, 5)] == [None, None]


def test_percent_rounds_half_up():
    assert [percent(Fraction(5514, 10000)), percent(Fraction(1, 3)), percent(Fraction(125, 10000), 1)] == [
        "55.14%", "33.33%", "1.3%",
    ]  # fmt: skip
    assert [percent(Fraction(-1, 1000), 0), percent(12), percent(1, 0)] == [
        "0%",
        "1,200.00%",
        "100%",
    ]
