"""Truth values of many rows at once: an array of booleans, or one boolean for all.

What is the same for every row stays a plain bool or int, so that a guard whose
answer is constant costs nothing.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Bools: TypeAlias = NDArray[np.bool_]
Mask: TypeAlias = "bool | Bools"
#: Whole numbers: an array, or one number for all rows.
Ints: TypeAlias = "int | NDArray[Any]"


def both(one: Mask, other: Mask) -> Mask:
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return one & other


def either(one: Mask, other: Mask) -> Mask:
    if isinstance(one, bool):
        return True if one else other
    if isinstance(other, bool):
        return True if other else one
    return one | other


def opposite(mask: Mask) -> Mask:
    return not mask if isinstance(mask, bool) else ~mask


def but_not(one: Mask, other: Mask) -> Mask:
    """`one`, less where `other` holds."""
    if isinstance(other, bool):
        return False if other else one
    if isinstance(one, bool):
        return ~other if one else False
    return one > other


def anywhere(mask: Mask) -> bool:
    if isinstance(mask, bool):
        return mask
    # Several times faster than `any` on the short arrays of a round.
    return mask.size > 0 and bool(mask[mask.argmax()])


def total(one: Ints, other: Ints) -> Ints:
    """The sum; nothing is added where one of them is the plain 0."""
    if isinstance(one, int) and one == 0:
        return other
    return one if isinstance(other, int) and other == 0 else one + other


def choose(mask: Mask, yes: Ints, no: Ints) -> Ints:
    """`yes` where the mask holds, else `no`."""
    if isinstance(mask, bool):
        return yes if mask else no
    # By multiplication: several times faster than `np.where` on a mask that cannot be foreseen.
    # A difference that wraps around wraps back.
    if isinstance(no, int) and no == 0:
        return yes * mask
    if isinstance(yes, int) and yes == 0:
        return no * ~mask
    chosen: Ints = mask * (yes - no) + no
    return chosen


def spread(mask: Mask, rows: int) -> Bools:
    """The mask as an array."""
    return np.full(rows, mask) if isinstance(mask, bool) else mask


def equal(one: Ints, other: Ints) -> Mask:
    found: Mask = one == other
    return found
