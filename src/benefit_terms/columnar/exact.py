"""Exact amounts of many rows: whole numerators over one denominator.

A rate is a fraction, so the denominator of an amount is known from the edition;
the numerators are 64-bit whole numbers with a bound that is carried along. What
might pass the bound raises TooLarge before it is reckoned, and the reference
decides instead. There is no float anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from ..quantities import ROUNDED_TO
from .masks import Ints, Mask, choose

#: Numerators stay below this, with room to add two of them.
LIMIT = 1 << 61


class TooLarge(Exception):
    """64 bits might not do."""


def within(high: int) -> int:
    """The bound itself, if 64 bits hold it; raises TooLarge otherwise."""
    if high >= LIMIT:
        raise TooLarge
    return high


@dataclass(frozen=True)
class Exact:
    """`num / den` for every row; no numerator is further from 0 than `high`."""

    num: Ints
    den: int
    high: int

    @classmethod
    def of(cls, number: Fraction | int) -> Exact:
        number = Fraction(number)
        return cls(number.numerator, number.denominator, within(abs(number.numerator)))

    @property
    def nothing(self) -> bool:
        return isinstance(self.num, int) and self.num == 0

    def over(self, den: int) -> Exact:
        """The same amounts over another denominator, a multiple of this one."""
        if den == self.den:
            return self
        factor = den // self.den
        high = within(self.high * factor)
        return Exact(self.num * factor, den, high)

    def __add__(self, other: Exact) -> Exact:
        if self.nothing or other.nothing:
            return other if self.nothing else self
        one, two = alike(self, other)
        return Exact(one.num + two.num, one.den, within(one.high + two.high))

    def __mul__(self, other: Exact) -> Exact:
        high = within(self.high * other.high)
        return Exact(self.num * other.num, self.den * other.den, high)

    def less(self, other: Exact) -> Exact:
        """What is left when `other` (nothing or more) is taken off; never below nothing."""
        if other.nothing:
            return self
        one, two = alike(self, other)
        left = one.num - two.num
        if isinstance(left, int):
            return Exact(max(0, left), one.den, one.high)
        return Exact(np.maximum(left, 0), one.den, one.high)

    def __gt__(self, other: Exact) -> Mask:
        one, two = alike(self, other)
        return _truth(one.num > two.num)

    def __ge__(self, other: Exact) -> Mask:
        one, two = alike(self, other)
        return _truth(one.num >= two.num)


def _truth(found: object) -> Mask:
    return found if isinstance(found, (bool, np.ndarray)) else bool(found)


def alike(one: Exact, two: Exact) -> tuple[Exact, Exact]:
    """Both over one denominator."""
    if one.den == two.den:
        return one, two
    den = lcm(one.den, two.den)
    return one.over(den), two.over(den)


def least(one: Exact, two: Exact) -> Exact:
    """The smaller of two amounts that are nothing or more."""
    one, two = alike(one, two)
    if isinstance(one.num, int) and isinstance(two.num, int):
        return one if one.num <= two.num else two
    return Exact(np.minimum(one.num, two.num), one.den, min(one.high, two.high))


def where(mask: Mask, yes: Exact, no: Exact) -> Exact:
    """`yes` where the mask holds, else `no`."""
    if isinstance(mask, bool):
        return yes if mask else no
    yes, no = alike(yes, no)
    return Exact(choose(mask, yes.num, no.num), yes.den, max(yes.high, no.high))


def rounded(amount: Exact, how: str) -> Exact:
    """Whole fen, rounded as `quantities.round_fen` does."""
    way, _, unit = how.removeprefix("half_").partition("_")
    step = ROUNDED_TO[unit]
    if amount.den == 1 and step == 1:
        return amount
    if how.startswith("half_up"):
        return _half_up(amount, step)
    return _up(amount, step) if way == "up" else _down(amount, step)


def _half_up(amount: Exact, step: int) -> Exact:
    unit = amount.den * step
    twice = within(2 * amount.high + unit)
    num = (2 * amount.num + unit) // (2 * unit) if unit % 2 else (amount.num + unit // 2) // unit
    return Exact(num * step, 1, twice // amount.den + step)


def _down(amount: Exact, step: int) -> Exact:
    return Exact(amount.num // (amount.den * step) * step, 1, amount.high // amount.den + step)


def _up(amount: Exact, step: int) -> Exact:
    return Exact(-(-amount.num // (amount.den * step)) * step, 1, amount.high // amount.den + step)
