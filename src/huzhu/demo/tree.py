"""The tree of the demo province: real divisions, invented units, the office's six departments."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from huzhu.organisations.actions import add_department, create_organisation
from huzhu.organisations.enums import DepartmentCode, OrganisationKind
from huzhu.organisations.models import Department, Organisation
from huzhu.organisations.rules import Officer
from huzhu.requests.actions import allocate_reference

DIVISIONS = Path(__file__).parent / "data" / "shaanxi-divisions.csv"
OPENED = date(1996, 10, 1)
PERSONS_PER_UNIT = 60
LARGEST_UNIT = 1500
DEPARTMENTS = {
    DepartmentCode.DEVELOPMENT: "事业发展部",
    DepartmentCode.CLAIMS_ONE: "理赔服务一部",
    DepartmentCode.CLAIMS_TWO: "理赔服务二部",
    DepartmentCode.FINANCE: "财务管理部",
    DepartmentCode.COMPLIANCE: "合规督查部",
    DepartmentCode.SERVICES: "综合服务部",
}
INDUSTRIES = (
    "教科文卫体", "能源化学地质", "国防科技工业", "机械冶金建材",
    "交通运输", "财贸轻纺烟草", "农林水利气象", "建设",
)  # fmt: skip
_STEMS = [
    "云岭",
    "青禾",
    "启明",
    "长风",
    "瑞泉",
    "松涛",
    "星河",
    "望岳",
    "金穗",
    "澄湖",
    "春晖",
    "远帆",
    "古槐",
    "玉衡",
    "朝阳坡",
    "石榴园",
]
_TRADES = (
    "示范机械厂", "示范中学", "示范医院", "示范小学", "示范煤业公司", "示范供水公司",
    "示范纺织厂", "示范乳品公司", "示范建筑公司", "示范水泥厂", "示范运输公司", "示范商场",
)  # fmt: skip


@dataclass
class Province:
    """The office with its departments, the counties and industries, and every unit."""

    office: Organisation
    departments: dict[str, Department] = field(default_factory=dict)
    middle: list[Organisation] = field(default_factory=list)
    units: list[Organisation] = field(default_factory=list)


def build_tree(*, by: Officer, at: datetime, chance: random.Random, persons: int) -> Province:
    """Office → 9 cities and 8 industries → 94 counties → units holding about `persons` people."""
    office = _node(by, at, None, OrganisationKind.OFFICE, "610000", "中互会陕西省办事处(演示)")
    province = Province(office)
    for code, name in DEPARTMENTS.items():
        province.departments[code] = add_department(organisation=office, code=code, name=name)
    cities: dict[str, Organisation] = {}
    with DIVISIONS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["level"] == "city":
                kind = OrganisationKind.CITY
                cities[row["code"]] = _node(by, at, office, kind, row["code"], row["name"])
            else:
                parent = cities[row["parent_code"]]
                kind = OrganisationKind.COUNTY
                province.middle.append(_node(by, at, parent, kind, row["code"], row["name"]))
    for name in INDUSTRIES:
        code = allocate_reference(prefix="U", at=at)
        kind = OrganisationKind.INDUSTRY
        province.middle.append(_node(by, at, office, kind, code, f"省{name}工会(演示)"))
    _add_units(province, by, at, chance, persons)
    return province


def build_small_tree(*, by: Officer, at: datetime) -> Province:
    """One city, two counties, three units: enough for the main job to go through."""
    office = _node(by, at, None, OrganisationKind.OFFICE, "610000", "中互会陕西省办事处(演示)")
    province = Province(office)
    for code, name in DEPARTMENTS.items():
        province.departments[code] = add_department(organisation=office, code=code, name=name)
    city = _node(by, at, office, OrganisationKind.CITY, "610200", "铜川市")
    for code, name in (("610202", "王益区"), ("610204", "耀州区")):
        province.middle.append(_node(by, at, city, OrganisationKind.COUNTY, code, name))
    wangyi, yaozhou = province.middle
    for place, name, staff, women in (
        (wangyi, "王益区云岭示范机械厂", 12, 8),
        (wangyi, "王益区青禾示范中学", 30, 15),
        (yaozhou, "耀州区启明示范医院", 20, 12),
    ):
        code = allocate_reference(prefix="U", at=at)
        province.units.append(_node(by, at, place, OrganisationKind.UNIT, code, name, staff, women))
    return province


def _add_units(
    province: Province, by: Officer, at: datetime, chance: random.Random, persons: int
) -> None:
    """Sizes are log-normal about a median of 40; every county and industry has at least one."""
    left, number = persons, 0
    while left > 0 or number < len(province.middle):
        size = min(LARGEST_UNIT, max(8, round(chance.lognormvariate(3.7, 0.9))))
        place = province.middle[number % len(province.middle)]
        if number >= len(province.middle):
            place = chance.choice(province.middle)
        size = max(8, min(size, left)) if left > 0 else 8
        stem, trade = chance.choice(_STEMS), chance.choice(_TRADES)
        women = round(size * chance.uniform(0.2, 0.7))
        unit = _node(
            by, at, place, OrganisationKind.UNIT, allocate_reference(prefix="U", at=at),
            f"{place.name.removesuffix('(演示)')}{stem}{trade}", size, women,
        )  # fmt: skip
        province.units.append(unit)
        left, number = left - size, number + 1


def _node(
    by: Officer,
    at: datetime,
    parent: Organisation | None,
    kind: OrganisationKind,
    code: str,
    name: str,
    staff: int = 0,
    women: int = 0,
) -> Organisation:
    return create_organisation(
        by=by, at=at, parent=parent, kind=kind, code=code, name=name, starts_on=OPENED,
        staff_count=staff, women_count=women,
    )  # fmt: skip
