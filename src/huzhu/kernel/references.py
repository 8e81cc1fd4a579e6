"""Reference numbers that people read out and type: "C2026-0000123-K".

Prefix, year, serial of seven digits or more, and a check character. The check is the one of the
unified social credit code (GB 32100-2015): characters weighted by powers of three, modulo 31. As
31 is prime and larger than any difference between two digits or two letters, every single wrong
character and every swap of two neighbours is caught. Its letters leave out I, O, S, V and Z,
which are misread for digits and for one another.
"""

import re
from operator import mul
from string import ascii_uppercase, digits

from huzhu.kernel.text import half_width, without_spaces

_CHECK_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MODULUS = 31
_VALUES = {character: n for n, character in enumerate(ascii_uppercase)} | {
    digit: n for n, digit in enumerate(digits)
}
_WEIGHTS = tuple(pow(3, place, _MODULUS) for place in range(1, 21))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―", "-"))

PATTERN = r"([A-Z]{1,4})([0-9]{4})-?([0-9]{7}|[1-9][0-9]{7,11})-?([0-9A-Z])"
_REFERENCE = re.compile(PATTERN)


def make_reference(prefix: str, serial: int, year: int) -> str:
    """A reference from one to four letters A–Z, a serial up to twelve digits and a year.

    Raises `ValueError` for parts that do not fit.
    """
    body = f"{prefix}{year:04d}-{serial:07d}"
    reference = f"{body}-{_check_character(body)}"
    if serial < 0 or not _REFERENCE.fullmatch(reference):
        raise ValueError(f"No reference can be made from {prefix!r}, {serial} and {year}.")
    return reference


def normalise_reference(text: str) -> str:
    """The reference as it is written: full-width or small letters, spaces and dashes put right.

    A text of another shape comes back cleaned, for `check_reference` to refuse.
    """
    cleaned = without_spaces(half_width(text)).translate(_DASHES).upper()
    found = _REFERENCE.fullmatch(cleaned)
    return "{}{}-{}-{}".format(*found.groups()) if found else cleaned


def check_reference(text: str) -> bool:
    """Whether this is a well-formed reference whose check character fits."""
    reference = normalise_reference(text)
    if not _REFERENCE.fullmatch(reference):
        return False
    return _check_character(reference[:-2]) == reference[-1]


def _check_character(body: str) -> str:
    values = [_VALUES.get(character, 0) for character in reversed(body.replace("-", ""))]
    return _CHECK_CHARACTERS[-sum(map(mul, _WEIGHTS, values)) % _MODULUS]
