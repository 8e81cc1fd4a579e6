"""People who do not exist: names, numbers and accounts that cannot be anybody's."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from huzhu.kernel.identity import demo_identity, parse_identity
from huzhu.members.actions import NewPerson

_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "安宁平和乐康顺达文武勤朴真诚明朗清正德仁义礼智信芳兰梅竹菊秀慧敏静雅婷丽华英玉珍"
_BANKS = ("演示工会银行", "演示城乡银行", "演示商业银行")
_AGES = (19, 55)


def invented_people(
    chance: random.Random, *, on: date, women: int, men: int, offset: int
) -> list[NewPerson]:
    """People of working age `on` a day, and for five years after it.

    `offset` is how many people were invented before: numbers never repeat.
    """
    sexes = ["F"] * women + ["M"] * men
    chance.shuffle(sexes)
    return [_person(chance, on, sex, offset + index) for index, sex in enumerate(sexes)]


def _person(chance: random.Random, on: date, sex: str, number: int) -> NewPerson:
    """Aged 19 to 54. Region, serial and the day's remainder by four are unique per `number`."""
    spread = chance.randrange((_AGES[1] - _AGES[0]) * 365 // 4) * 4
    born = on - timedelta(days=_AGES[0] * 366 + spread)
    born -= timedelta(days=(born.toordinal() + number // 500_000) % 4)
    region = f"999{number // 500 % 1000:03d}"
    serial = number % 500
    identity = parse_identity(demo_identity(region, born, serial, sex))
    return NewPerson(
        identity=identity,
        name=chance.choice(_FAMILY) + "".join(chance.sample(_GIVEN, chance.choice((1, 2, 2)))),
        phone=f"190{number % 100_000_000:08d}",
        person_class=chance.choices(("ordinary", "model", "hardship"), (960, 10, 30))[0],
        bank_name=chance.choice(_BANKS),
        bank_account=_account(number),
    )


def _account(number: int) -> str:
    """With the check digit that makes Luhn's sum come out."""
    body = f"999900{number:012d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 - place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{body}{-total % 10}"


def some_dates(
    chance: random.Random, count: int, first: date, end: date, weights: tuple[int, ...]
) -> Iterator[date]:
    """`count` days in [first, end), heavier in the months that weigh more (January first)."""
    length = (end - first).days
    if length <= 0:
        return
    heaviest = max(weights)
    while count:
        day = first + timedelta(days=chance.randrange(length))
        if chance.random() * heaviest < weights[day.month - 1]:
            count -= 1
            yield day
