"""Numbers as people write them and as screens show them: identity, phone and account numbers."""

import re

from huzhu.kernel.text import half_width, without_spaces

_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def normalise(text: str) -> str:
    """Half-width, without any space, x written X."""
    return without_spaces(half_width(text)).upper()


def mask_identity(text: str) -> str:
    """ "610202********1234": region and last four. Shorter texts keep less."""
    return _mask(text, 6, 4)


def mask_phone(text: str) -> str:
    """ "138****5678"."""
    return _mask(text, 3, 4)


def mask_account(text: str) -> str:
    """ "6222***********1234"."""
    return _mask(text, 4, 4)


def normalise_phone(text: str) -> str:
    """Half-width digits without spaces, hyphens or the country code 86."""
    return re.sub(r"^(\+|00)86", "", normalise(text).replace("-", ""))


def is_phone(text: str) -> bool:
    """Whether this is a mainland mobile number, once normalised."""
    return bool(_MOBILE.fullmatch(normalise_phone(text)))


def luhn_ok(text: str) -> bool:
    """Whether a bank card number passes the Luhn check (ISO/IEC 7812-1).

    Cards of persons do; accounts of organisations need not.
    """
    number = normalise(text)
    if not re.fullmatch(r"[0-9]{2,}", number):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _mask(text: str, head: int, tail: int) -> str:
    """Stars for all but head and tail; a text too short to hide four characters shows less."""
    if len(text) < head + tail + 4:
        head, tail = 0, min(tail, len(text) // 3)
    hidden = len(text) - head - tail
    return text[:head] + "*" * hidden + text[len(text) - tail :]
