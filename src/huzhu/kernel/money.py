"""Money as whole fen (分), one hundredth of a yuan (元): reading, writing, splitting, rounding.

No floating point anywhere. "Half up" rounds a half away from zero, so that a reversal is always
the exact negative of what it reverses.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

import cn2an

from huzhu.kernel.errors import Refusal
from huzhu.kernel.text import half_width, is_english, without_spaces

FEN_PER_YUAN = 100
_WAN = 10_000 * FEN_PER_YUAN
_YI = 10_000 * _WAN
_MILLION = 1_000_000 * FEN_PER_YUAN
_BILLION = 1_000 * _MILLION

_AMOUNT = re.compile(
    r"(?P<sign>-?)¥?(?P<sign2>-?)"
    r"(?P<whole>[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})"
    r"(?:\.(?P<part>[0-9]{1,2}))?元?"
)


class BadAmount(Refusal):
    """Not an amount in yuan with at most two decimals."""

    code = "bad_amount"
    zh = "“{value}”不是一个金额。"
    en = "“{value}” is not an amount of money."
    remedy_zh = "请按元填写，最多两位小数，例如 1234.56。"
    remedy_en = "Write it in yuan with at most two decimals, such as 1234.56."


class Rounding(StrEnum):
    """Where a calculated amount becomes a whole number, and which way it goes."""

    FEN_HALF_UP = "fen_half_up"
    YUAN_HALF_UP = "yuan_half_up"
    YUAN_DOWN = "yuan_down"


def parse_yuan(text: str) -> int:
    """Fen from an amount in yuan as people write it: "１，２３４.5元" is 123450.

    Raises `BadAmount` for anything else, more than two decimals included.
    """
    found = _AMOUNT.fullmatch(without_spaces(half_width(text)))
    if found is None or (found["sign"] and found["sign2"]):
        raise BadAmount(value=text)
    fen = int(found["whole"].replace(",", "")) * FEN_PER_YUAN
    fen += int((found["part"] or "").ljust(2, "0"))
    return -fen if found["sign"] or found["sign2"] else fen


def yuan(fen: int) -> str:
    """Yuan with thousands separators: "1,234.56"."""
    return _decimal(fen, 2, ",")


def yuan_plain(fen: int) -> str:
    """Yuan without separators, for files: "1234.56"."""
    return _decimal(fen, 2, "")


def wan(fen: int, places: int = 2) -> str:
    """In ten thousands of yuan (万): "12.35万"."""
    return _in_units(fen, _WAN, places) + "万"


def yi(fen: int, places: int = 2) -> str:
    """In hundred millions of yuan (亿): "1.17亿"."""
    return _in_units(fen, _YI, places) + "亿"


def short_yuan(fen: int, language: str = "zh") -> str:
    """The shortest honest writing, for headings and charts: "12.35万元"; "¥1.17 bn"."""
    if is_english(language):
        if _reaches(fen, _MILLION, _BILLION):
            return f"¥{_in_units(fen, _BILLION, 2)} bn"
        if abs(fen) >= _MILLION:
            return f"¥{_in_units(fen, _MILLION, 2)} m"
        return f"¥{yuan(fen)}"
    if _reaches(fen, _WAN, _YI):
        return yi(fen) + "元"
    if abs(fen) >= _WAN:
        return wan(fen) + "元"
    return yuan(fen) + "元"


def capital(fen: int) -> str:
    """The amount in capital characters (人民币大写), as on vouchers: "壹仟零伍元零叁分"."""
    return str(cn2an.an2cn(yuan_plain(fen), "rmb"))


def split_by_largest_remainder(total_fen: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Whole fen in proportion to the weights; the parts always add up to the total.

    The fen left over go one each to the largest remainders, ties to the earlier weight. Raises
    `ValueError` for a negative weight, or for weights that are all nought and a total that is not.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError(f"Weights must not be negative: {list(weights)}")
    whole = sum(weights, Fraction(0))
    if whole == 0:
        if total_fen:
            raise ValueError(f"{total_fen} fen cannot be split: no weight is above nought.")
        return [0] * len(weights)
    shares = [abs(total_fen) * weight / whole for weight in weights]
    parts = [int(share) for share in shares]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - shares[i], i))
    for index in by_remainder[: abs(total_fen) - sum(parts)]:
        parts[index] += 1
    return [-part for part in parts] if total_fen < 0 else parts


def apply_rate(fen: int, rate: Fraction, rounding: Rounding) -> int:
    """An amount times an exact rate, rounded once, as named. Always whole fen."""
    exact = fen * Fraction(rate)
    if rounding is Rounding.FEN_HALF_UP:
        return _half_up(exact)
    if rounding is Rounding.YUAN_HALF_UP:
        return _half_up(exact / FEN_PER_YUAN) * FEN_PER_YUAN
    return int(exact / FEN_PER_YUAN) * FEN_PER_YUAN


def growth(before: int, after: int) -> Fraction | None:
    """The change relative to `before`; None where that is not above nought and says nothing."""
    return Fraction(after - before, before) if before > 0 else None


def percent(value: Fraction | int, places: int = 2) -> str:
    """A ratio as a percentage, half up: Fraction(5514, 10000) is "55.14%"."""
    return _decimal(_half_up(Fraction(value) * 100 * 10**places), places, ",") + "%"


def _half_up(value: Fraction) -> int:
    nearest = int(abs(value) + Fraction(1, 2))
    return -nearest if value < 0 else nearest


def _in_units(fen: int, unit: int, places: int) -> str:
    return _decimal(_half_up(Fraction(fen * 10**places, unit)), places, ",")


def _reaches(fen: int, unit: int, larger: int) -> bool:
    """Whether the amount, written with two places in `unit`, would be a whole `larger` or more."""
    return abs(_half_up(Fraction(fen * 100, unit))) >= larger // unit * 100


def _decimal(scaled: int, places: int, separator: str) -> str:
    """An integer that counts 10**-places, written out."""
    whole, part = divmod(abs(scaled), 10**places)
    sign = "-" if scaled < 0 else ""
    head = f"{sign}{whole:,}".replace(",", separator)
    return f"{head}.{part:0{places}d}" if places else head
