"""Identity numbers of eighteen characters (公民身份号码, GB 11643-1999)."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from huzhu.kernel.errors import Refusal
from huzhu.kernel.identity.numbers import mask_identity, normalise
from huzhu.kernel.periods import add_months

Sex = Literal["F", "M"]
Kind = Literal["resident", "passport", "hk_macao_permit", "taiwan_permit", "foreigner_permit"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_LENGTH = 18
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_EARLIEST_BIRTH_YEAR = 1880

# Residence permits have numbers of the same make: Hong Kong 81, Macao 82, Taiwan 83; foreigners'
# cards of 2023 a 9, the province that issued them and three digits for the nationality.
_OTHER_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"8[12]"), "hk_macao_permit"),
    (re.compile(r"83"), "taiwan_permit"),
    (re.compile(r"9[1-6]"), "foreigner_permit"),
)

# The first two digits of GB/T 2260 run from 11 to 82, and the numbers of foreigners' permanent
# residence cards have a province there after their leading 9. No province is 99.
_RESERVED_REGION = re.compile(r"999[0-9]{3}")


class BadIdentityLength(Refusal):
    """Not eighteen characters."""

    code = "bad_identity_length"
    zh = "身份证号应为18位，填写的“{masked}”是{length}位。"
    en = "An identity number has 18 characters; “{masked}” has {length}."
    remedy_zh = "请对照证件逐位核对；15位旧号码请换成18位号码。"
    remedy_en = "Compare it with the card; an old 15-digit number needs its 18-digit successor."


class BadIdentityCharacters(Refusal):
    """A character that is no digit, and not an X in the last place."""

    code = "bad_identity_characters"
    zh = "身份证号“{masked}”的第{position}位是“{character}”，这一位不能这样写。"
    en = "Character {position} of the identity number “{masked}” is “{character}”."
    remedy_zh = "前17位只能是数字，最后一位是数字或字母X；请检查是否把字母O、I误作数字0、1。"
    remedy_en = (
        "The first 17 are digits, the last is a digit or X; look for an O or I in place of 0 or 1."
    )


class BadIdentityBirthDate(Refusal):
    """Digits 7 to 14 are no date. They are shown, since they are what has to be corrected."""

    code = "bad_identity_birth_date"
    zh = "身份证号“{masked}”第7至14位“{digits}”不是有效的出生日期。"
    en = "Digits 7 to 14 of the identity number “{masked}”, “{digits}”, are no date of birth."
    remedy_zh = "这8位依次为年、月、日，例如19900131；请对照证件核对。"
    remedy_en = "They are year, month and day, as in 19900131; compare them with the card."


class BadIdentityCheckDigit(Refusal):
    """The last character does not follow from the others. Which one would is not said: people
    would type that instead of finding the wrong digit."""

    code = "bad_identity_check_digit"
    zh = "身份证号“{masked}”的校验位不符，至少有一位写错。"
    en = "The check character of the identity number “{masked}” does not fit: a digit is wrong."
    remedy_zh = "请对照证件逐位核对，留意写错或前后颠倒的数字；不要只改最后一位。"
    remedy_en = "Compare every digit with the card, swapped ones too; do not just change the last."


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is by one document: its number as it is kept, when born, `sex` F or M, the
    six-digit division that first issued it ("" where the number names none), and its kind."""

    number: str = field(repr=False)
    birth_on: date = field(repr=False)
    sex: Sex
    region_code: str
    kind: Kind = field(default="resident", repr=False)

    @property
    def indexed(self) -> str:
        """What a blind index is made of: eighteen characters stand alone, whoever issued them;
        other numbers stand with their kind, so that a passport never equals a permit."""
        return self.number if len(self.number) == _LENGTH else f"{self.kind}:{self.number}"


def check_character(first17: str) -> str:
    """The eighteenth character that belongs to seventeen digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def parse_identity(text: str) -> Identity:
    """Read a number of eighteen characters; of residence permits too, with their kind.

    Raises, in this order: `BadIdentityLength`, `BadIdentityCharacters`, `BadIdentityBirthDate`,
    `BadIdentityCheckDigit`.
    """
    number = normalise(text)
    masked = mask_identity(number)
    if len(number) != _LENGTH:
        raise BadIdentityLength(masked=masked, length=len(number))
    if not _SHAPE.fullmatch(number):
        position = _first_bad_position(number)
        raise BadIdentityCharacters(
            masked=masked, position=position, character=number[position - 1]
        )
    birth_on = _birth_date(number[6:14])
    if birth_on is None:
        raise BadIdentityBirthDate(masked=masked, digits=number[6:14])
    if check_character(number[:17]) != number[17]:
        raise BadIdentityCheckDigit(masked=masked)
    sex: Sex = "M" if int(number[16]) % 2 else "F"
    return Identity(number, birth_on, sex, number[:6], _kind_of(number))


def demo_identity(region_code_reserved: str, birth_on: date, serial: int, sex: Sex) -> str:
    """A number that passes every check and can be nobody's, for demonstrations and tests.

    The region must begin with 999, which GB/T 2260 never assigns; `serial` runs from 0 to 499 for
    each region, day and sex. Raises `ValueError` otherwise.
    """
    if not _RESERVED_REGION.fullmatch(region_code_reserved):
        raise ValueError(f"Region {region_code_reserved} could be real; use 999000 to 999999.")
    if not 0 <= serial <= 499:
        raise ValueError(f"Serial {serial} is not between 0 and 499.")
    order = serial * 2 + (1 if sex == "M" else 0)
    first17 = f"{region_code_reserved}{birth_on:%Y%m%d}{order:03d}"
    return first17 + check_character(first17)


def age_on(birth_on: date, day: date) -> int:
    """Full years (周岁) of age on a day, the birthday included.

    Whoever was born on 29 February turns a year older on the 28th where there is no 29th (Civil
    Code, article 202: a month without the day ends a period on its last). Raises `ValueError` for
    a day before the birth.
    """
    if day < birth_on:
        raise ValueError(f"{day} lies before the birth.")
    years = day.year - birth_on.year
    return years if add_months(birth_on, 12 * years) <= day else years - 1


def is_shaped_as_identity(number: str) -> bool:
    """Whether a normalised text has the shape of eighteen characters, right or wrong."""
    return bool(_SHAPE.fullmatch(number))


def is_possible_birth(born: date) -> bool:
    """Whether somebody of the records could have been born then."""
    return born.year >= _EARLIEST_BIRTH_YEAR


def _kind_of(number: str) -> Kind:
    return next((kind for start, kind in _OTHER_KINDS if start.match(number)), "resident")


def _first_bad_position(number: str) -> int:
    allowed = ["0123456789"] * 17 + ["0123456789X"]
    pairs = enumerate(zip(number, allowed, strict=True), start=1)
    return next(position for position, (character, good) in pairs if character not in good)


def _birth_date(digits: str) -> date | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if is_possible_birth(born) else None
