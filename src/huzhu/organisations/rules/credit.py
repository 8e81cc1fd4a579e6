"""The unified social credit code of legal persons (统一社会信用代码, GB 32100-2015)."""

from __future__ import annotations

import re

from huzhu.kernel.text import half_width, without_spaces

_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MODULUS = 31
_SHAPE = re.compile(rf"[0-9A-HJ-NPQRTUWXY]{{2}}[0-9]{{6}}[{_CHARACTERS}]{{10}}")
# What people type for a letter that the standard leaves out.
_MISREAD = str.maketrans("OIZS", "0125")


def normalise_credit_code(text: str) -> str:
    """As it is written: half-width capitals, no spaces or dashes; O, I, Z and S as digits."""
    return without_spaces(half_width(text)).replace("-", "").upper().translate(_MISREAD)


def credit_code_fault(code: str) -> str:
    """ "" for a good code, else "shape" or "check" (its last character does not fit the others)."""
    if not _SHAPE.fullmatch(code):
        return "shape"
    return "" if check_character(code[:-1]) == code[-1] else "check"


def check_character(body: str) -> str:
    """The eighteenth character: weights are powers of three, modulo 31."""
    total = sum(
        _CHARACTERS.index(character) * pow(3, place, _MODULUS)
        for place, character in enumerate(body)
    )
    return _CHARACTERS[-total % _MODULUS]
