"""Codes that outsiders can check, and what is said of a cover on a day."""

from __future__ import annotations

import re
from datetime import date

from huzhu.enrolment.enums import CertificateStanding, CoverStatus
from huzhu.kernel.references import check_reference, make_reference
from huzhu.kernel.text import half_width, without_spaces

PREFIX = "CE"
CODE_LENGTH = 10
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MISREAD = str.maketrans("IOSVZ", "105U2")
_SIGNS = re.compile(r"[-‐‑‒–—―.·_/]")
_PRINTED = re.compile(
    rf"({PREFIX})([0-9]{{4}})([0-9]{{7,12}})([0-9A-Z])([0-9A-Z]{{{CODE_LENGTH}}})"
)


def code_of(signature: bytes) -> str:
    """Ten characters of a signature, about 49 bits, without letters that are misread."""
    number = int.from_bytes(signature, "big")
    characters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(_CHARACTERS))
        characters.append(_CHARACTERS[place])
    return "".join(characters)


def printed_code(ref: str, code: str) -> str:
    """As it stands on paper: "CE2026-0000123-K-7KQ4M-X2P9D"."""
    return f"{ref}-{code[:5]}-{code[5:]}"


def read_code(text: str) -> tuple[str, str] | None:
    """(reference, code) of what somebody typed or scanned; None if it cannot be a code.

    Dashes and spaces do not matter, nor small letters, nor letters misread for digits.
    """
    cleaned = _SIGNS.sub("", without_spaces(half_width(text[:80])).upper())
    found = _PRINTED.fullmatch(cleaned)
    if found is None:
        return None
    prefix, year, serial, check, code = found.groups()
    try:
        reference = make_reference(prefix, int(serial), int(year))
    except ValueError:
        return None
    if not check_reference(reference) or reference[-1] != check.translate(_MISREAD):
        return None
    return reference, code.translate(_MISREAD)


def standing_on(
    day: date,
    *,
    status: str,
    starts_on: date,
    ends_before: date,
    terminated_on: date | None,
    is_revoked: bool,
) -> CertificateStanding:
    """What a certificate says on a day. A status that nobody here knows is not yet in force."""
    if is_revoked:
        return CertificateStanding.REPLACED
    if status == CoverStatus.VOID:
        return CertificateStanding.VOID
    if status == CoverStatus.TERMINATED and terminated_on is not None and terminated_on <= day:
        return CertificateStanding.ENDED
    if day >= ends_before:
        return CertificateStanding.ENDED
    if status not in (CoverStatus.ACTIVE, CoverStatus.TERMINATED) or day < starts_on:
        return CertificateStanding.NOT_YET
    return CertificateStanding.VALID


def surname_with_stars(name: str) -> str:
    """ "张**": the first character and as many stars as follow, one at least, three at most."""
    return name[:1] + "*" * min(max(len(name) - 1, 1), 3)
