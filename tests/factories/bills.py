"""Invented hospital papers as pictures, with what stands on them: bills, sheets, certificates.

Every layout has variants of wording and place, chosen by the seed; nobody and no hospital here
exists, and identity numbers begin 999. `photographed` makes of a page what a phone makes of it.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from pylopdf_fonts_zh_cn import sans_path, serif_path

from huzhu.kernel.money import capital, yuan, yuan_plain

LAYOUTS = ("e_bill", "printed_bill", "sheet_in_cells", "sheet_in_rows", "certificate", "discharge")
CONDITIONS = ("clean", "skewed", "phone", "pale")
KIND = {
    "e_bill": "bill", "printed_bill": "bill", "sheet_in_cells": "settlement",
    "sheet_in_rows": "settlement", "certificate": "diagnosis", "discharge": "diagnosis",
}  # fmt: skip
_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "建国秀英志强丽华文静海燕春梅永红晓峰玉兰雪松小军美玲宏伟亚楠思远佳宁"
_TOWNS = ("云岭市", "青川县", "白水河市", "柳林县", "临江市", "渭北县")
_HOSPITALS = ("人民医院", "中医医院", "第二人民医院", "中心医院", "妇幼保健院")
_ILLS = (
    ("肺炎", "J18.900"), ("急性阑尾炎", "K35.800"), ("2型糖尿病", "E11.900"),
    ("冠状动脉粥样硬化性心脏病", "I25.103"), ("右乳浸润性导管癌", "C50.911"),
    ("腰椎间盘突出", "M51.202"), ("胆囊结石伴慢性胆囊炎", "K80.100"), ("脑梗死", "I63.900"),
    ("甲状腺恶性肿瘤", "C73.x00"), ("高血压病3级", "I10.x00"),
)  # fmt: skip
_ITEMS = (
    "床位费",
    "诊察费",
    "检查费",
    "化验费",
    "治疗费",
    "手术费",
    "护理费",
    "卫生材料费",
    "西药费",
    "中成药费",
)
_RED = (205, 50, 50)
_GRADES = {"3": "三级甲等", "2": "二级甲等", "1": "一级"}


@dataclass(frozen=True)
class Page:
    """A paper: its layout, its picture, and by name of field what was printed on it."""

    layout: str
    kind: str
    picture: Image.Image
    truth: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stay:
    """What befell somebody; money in fen, and the parts make the total."""

    name: str
    hospital: str
    grade: str
    admitted_on: date
    discharged_on: date
    ill: tuple[str, str]
    code: str
    number: str
    pool: int
    large: int
    deductible: int
    proportional: int
    class_b_first: int
    self_funded: int
    over_limit: int
    above_cap: int
    account: int

    @property
    def personal(self) -> int:
        return self.in_scope + self.out_of_scope

    @property
    def in_scope(self) -> int:
        return self.deductible + self.proportional + self.class_b_first

    @property
    def out_of_scope(self) -> int:
        return self.self_funded + self.over_limit + self.above_cap

    @property
    def total(self) -> int:
        return self.pool + self.large + self.personal


def invented_stay(chance: random.Random) -> Stay:
    """A hospital stay that nobody had."""
    admitted = date(2025, 1, 1) + timedelta(days=chance.randrange(330))
    parts = {
        "deductible": chance.choice((40000, 60000, 80000)),
        "proportional": chance.randrange(20000, 900000),
        "class_b_first": chance.choice((0, chance.randrange(1000, 90000))),
        "self_funded": chance.choice((0, chance.randrange(1000, 400000))),
        "over_limit": chance.choice((0, 0, chance.randrange(100, 30000))),
        "above_cap": 0,
    }
    personal = sum(parts.values())
    return Stay(
        name=chance.choice(_FAMILY) + "".join(chance.sample(_GIVEN, chance.choice((1, 2, 2)))),
        hospital=chance.choice(_TOWNS) + chance.choice(_HOSPITALS),
        grade=chance.choice("3321"),
        admitted_on=admitted,
        discharged_on=admitted + timedelta(days=chance.randrange(3, 25)),
        ill=chance.choice(_ILLS),
        code=f"61{chance.randrange(10**6):06d}",
        number=f"{chance.randrange(10**10):010d}",
        pool=chance.randrange(200000, 3000000),
        large=chance.choice((0, chance.randrange(10000, 900000))),
        account=min(personal, chance.choice((0, chance.randrange(100, 200000)))),
        **parts,
    )


def make_page(layout: str, seed: int, condition: str = "clean") -> Page:
    """One page of a layout; the same seed gives the same page."""
    chance = random.Random(f"{layout}:{seed}")
    page = _DRAWN_BY[layout](invented_stay(chance), chance)
    return Page(layout, page.kind, photographed(page.picture, condition, chance), page.truth)


def as_png(picture: Image.Image) -> bytes:
    held = io.BytesIO()
    picture.save(held, "PNG", compress_level=1)
    return held.getvalue()


def as_jpeg(picture: Image.Image, quality: int = 85) -> bytes:
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=quality)
    return held.getvalue()


# ── how a page comes to us ────────────────────────────────────────────────────────────────────


def photographed(picture: Image.Image, condition: str, chance: random.Random) -> Image.Image:
    """The page as it is handed in: clean, laid askew, by phone, or printed too pale."""
    if condition == "skewed":
        angle = chance.choice((-1, 1)) * chance.uniform(1.5, 4.5)
        return _grained(
            picture.rotate(angle, Image.BICUBIC, expand=True, fillcolor="white"), 4, chance
        )
    if condition == "phone":
        return _by_phone(picture, chance)
    if condition == "pale":
        faded = np.asarray(picture, dtype=np.float32) * 0.38 + 145
        return _grained(Image.fromarray(faded.clip(0, 255).astype(np.uint8)), 7, chance)
    return picture


def _by_phone(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Held at an angle, unevenly lit, a little out of focus, grainy, squeezed as JPEG; now and
    then lying on its side."""
    wide, high = picture.size
    table = Image.new("RGB", (int(wide * 1.16), int(high * 1.16)), (118, 104, 92))
    table.paste(picture, (int(wide * 0.08), int(high * 0.08)))
    wide, high = table.size
    corners = [
        (x + chance.uniform(-0.035, 0.035) * wide, y + chance.uniform(-0.035, 0.035) * high)
        for x, y in ((0, 0), (wide, 0), (wide, high), (0, high))
    ]
    seen = table.transform(
        (wide, high), Image.PERSPECTIVE, _perspective(corners, wide, high), Image.BICUBIC,
        fillcolor=(118, 104, 92),
    )  # fmt: skip
    seen = seen.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 1.1)))
    across = np.linspace(chance.uniform(0.62, 0.85), 1.0, wide, dtype=np.float32)[None, :, None]
    down = np.linspace(1.0, chance.uniform(0.8, 1.0), high, dtype=np.float32)[:, None, None]
    lit = np.asarray(seen, dtype=np.float32) * across * down
    grainy = _grained(Image.fromarray(lit.astype(np.uint8)), 9, chance)
    if chance.random() < 0.25:
        grainy = grainy.transpose(
            chance.choice((Image.ROTATE_90, Image.ROTATE_180, Image.ROTATE_270))
        )
    return Image.open(io.BytesIO(as_jpeg(grainy, 68))).convert("RGB")


def _perspective(corners: list[tuple[float, float]], wide: int, high: int) -> list[float]:
    """The eight numbers by which Pillow finds, for each place seen, where it lay."""
    rows, sides = [], []
    for (x, y), (u, v) in zip(((0, 0), (wide, 0), (wide, high), (0, high)), corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        sides += [u, v]
    return np.linalg.solve(np.array(rows, float), np.array(sides, float)).tolist()


def _grained(picture: Image.Image, strength: float, chance: random.Random) -> Image.Image:
    grain = np.random.default_rng(chance.randrange(2**32))
    pixels = np.asarray(picture, dtype=np.float32)
    noisy = pixels + grain.normal(0, strength, pixels.shape[:2]).astype(np.float32)[:, :, None]
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


# ── layouts ───────────────────────────────────────────────────────────────────────────────────


class Ink:
    """A sheet of paper to print on."""

    def __init__(self, wide: int, high: int, *, serif: bool, colour: str = "black") -> None:
        self.picture = Image.new("RGB", (wide, high), "white")
        self._draw = ImageDraw.Draw(self.picture)
        self._serif, self._colour = serif, colour

    def write(
        self, x: float, y: float, text: str, size: int = 22, *, middle: bool = False, colour=None
    ) -> None:
        self._draw.text(
            (x, y), text, font=_font(self._serif, size), fill=colour or self._colour,
            anchor="ma" if middle else "la",
        )  # fmt: skip

    def rule(self, *ends: float) -> None:
        self._draw.line(ends, fill=self._colour, width=2)

    def stamp(self, x: int, y: int, text: str) -> None:
        """A round red seal: its ink lets through what is printed below."""
        layer = Image.new("RGB", self.picture.size, "white")
        seal = ImageDraw.Draw(layer)
        seal.ellipse((x - 80, y - 80, x + 80, y + 80), outline=_RED, width=4)
        seal.text((x, y), text, font=_font(True, 18), fill=_RED, anchor="mm")
        self.picture.paste(ImageChops.multiply(self.picture, layer))


@cache
def _font(serif: bool, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(serif_path() if serif else sans_path()), size)


def _items(ink: Ink, y: int, stay: Stay, chance: random.Random, wide: int) -> int:
    """The list of charges, in two columns; returns where it ends."""
    names = chance.sample(_ITEMS, 8)
    cuts = sorted(chance.sample(range(1, stay.total), 7))
    sums = [b - a for a, b in zip([0, *cuts], [*cuts, stay.total], strict=True)]
    for number, (name, fen) in enumerate(zip(names, sums, strict=True)):
        x = 70 + (number % 2) * (wide // 2)
        at = y + number // 2 * 38
        ink.write(x, at, name)
        ink.write(x + 330, at, f"{chance.randrange(1, 30)}/项")
        ink.write(x + 480, at, yuan_plain(fen))
    return y + 4 * 38


def _day(day: date, style: int) -> str:
    return (f"{day:%Y-%m-%d}", f"{day:%Y年%m月%d日}", f"{day:%Y/%m/%d}", f"{day:%Y.%m.%d}")[style]


def _truth(stay: Stay, *names: str) -> dict[str, Any]:
    known: dict[str, Any] = {
        "bill_code": stay.code, "bill_number": stay.number, "hospital": stay.hospital,
        "hospital_grade": stay.grade, "name": stay.name,
        "admitted_on": stay.admitted_on.isoformat(), "discharged_on": stay.discharged_on.isoformat(),
        "total": stay.total, "pool_paid": stay.pool, "large_paid": stay.large,
        "deductible": stay.deductible, "proportional": stay.proportional,
        "class_b_first": stay.class_b_first, "self_funded": stay.self_funded,
        "over_limit": stay.over_limit, "above_cap": stay.above_cap,
        "self_paid": stay.in_scope, "out_of_scope": stay.out_of_scope,
        "account_paid": stay.account, "cash_paid": stay.personal - stay.account,
        "diagnosis": stay.ill[0], "icd10": stay.ill[1],
    }  # fmt: skip
    return {name: known[name] for name in names}


def _e_bill(stay: Stay, chance: random.Random) -> Page:
    """医疗住院收费票据（电子）, as the ministry of finance lays it out."""
    ink = Ink(1500, 940, serif=chance.random() < 0.5)
    ink.write(750, 30, "医疗住院收费票据（电子）", 36, middle=True)
    ink.write(70, 100, f"票据代码：{stay.code}")
    ink.write(900, 100, f"票据号码：{stay.number}")
    ink.write(70, 138, f"交款人统一社会信用代码：999{chance.randrange(10**12):012d}***")
    ink.write(900, 138, f"校验码：{chance.randrange(16**6):06x}")
    ink.write(70, 176, f"交款人：{stay.name}")
    ink.write(900, 176, f"开票日期：{_day(stay.discharged_on + timedelta(days=1), 0)}")
    ink.rule(60, 218, 1440, 218)
    for x in (70, 820):
        ink.write(x, 230, "项目名称")
        ink.write(x + 330, 230, "数量/单位")
        ink.write(x + 480, 230, "金额（元）")
    end = _items(ink, 275, stay, chance, 1500)
    ink.rule(60, end + 8, 1440, end + 8)
    ink.write(70, end + 20, f"金额合计（大写）：{capital(stay.total)}")
    ink.write(900, end + 20, f"（小写）：{yuan_plain(stay.total)}")
    ink.rule(60, end + 60, 1440, end + 60)
    rows = [
        (f"业务流水号：{chance.randrange(10**9)}", f"住院号：{chance.randrange(10**7)}", "住院科别：内科"),
        (f"住院时间：{_day(stay.admitted_on, 0)}至{_day(stay.discharged_on, 0)}", "预缴金额：3000.00", "补缴金额：0.00"),
        ("医疗机构类型：综合医院", "医保类型：职工基本医疗保险", "性别：女"),
        (f"医保统筹基金支付：{yuan_plain(stay.pool)}", f"其他支付：{yuan_plain(stay.large)}", f"个人自付：{yuan_plain(stay.in_scope)}"),
        (f"个人账户支付：{yuan_plain(stay.account)}", f"个人现金支付：{yuan_plain(stay.personal - stay.account)}", f"个人自费：{yuan_plain(stay.out_of_scope)}"),
    ]  # fmt: skip
    for number, row in enumerate(rows):
        for x, text in zip((70, 620, 1060), row, strict=True):
            ink.write(x, end + 78 + number * 42, text)
    ink.write(70, end + 310, f"收款单位（章）：{stay.hospital}")
    ink.write(720, end + 310, "复核人：周某")
    ink.write(1060, end + 310, "收款人：吴某")
    ink.stamp(430, end + 330, "财务专用章")
    truth = _truth(
        stay, "bill_code", "bill_number", "hospital", "name", "admitted_on", "discharged_on", "total",
        "pool_paid", "self_paid", "account_paid", "cash_paid",
    ) | {"other_paid": stay.large, "self_funded": stay.out_of_scope}  # fmt: skip
    return Page("e_bill", "bill", ink.picture, truth)


def _printed_bill(stay: Stay, chance: random.Random) -> Page:
    """The older multi-part form, filled in by a printer."""
    ink = Ink(1400, 980, serif=True, colour=chance.choice(("black", "#26304f")))
    style = chance.choice((1, 1, 2))
    ink.write(700, 30, "医疗机构住院收费专用票据", 34, middle=True)
    ink.write(80, 96, f"医疗机构：{stay.hospital}")
    ink.write(950, 96, f"No：{stay.number}", colour=chance.choice((None, _RED)))
    ink.write(80, 138, f"票据代码：{stay.code}")
    ink.write(950, 138, f"住院号：{chance.randrange(10**7)}")
    ink.write(80, 182, f"姓  名：{stay.name}")
    ink.write(420, 182, "性  别：男")
    ink.write(640, 182, "医疗付款方式：职工医保")
    days = (stay.discharged_on - stay.admitted_on).days
    ink.write(
        80, 224,
        f"住院日期：{_day(stay.admitted_on, style)} 至 {_day(stay.discharged_on, style)}  共 {days} 天",
    )  # fmt: skip
    ink.rule(70, 264, 1330, 264)
    end = _items(ink, 280, stay, chance, 1400)
    ink.rule(70, end + 8, 1330, end + 8)
    ink.write(80, end + 22, f"合计人民币（大写）：{capital(stay.total)}")
    ink.write(900, end + 22, f"￥：{yuan(stay.total)}")
    ink.rule(70, end + 62, 1330, end + 62)
    pairs = [
        ("统筹支付", stay.pool), ("大额支付", stay.large), ("起付线", stay.deductible),
        ("个人自付", stay.in_scope), ("个人自费", stay.out_of_scope),
        ("个人账户", stay.account), ("现金支付", stay.personal - stay.account),
    ]  # fmt: skip
    for number, (label, fen) in enumerate(pairs):
        x, y = 80 + number % 3 * 420, end + 84 + number // 3 * 46
        ink.write(x, y, f"{label}：{yuan_plain(fen)}")
    ink.write(80, end + 260, f"收费员：{chance.randrange(1000)}")
    ink.write(900, end + 260, f"日期：{_day(stay.discharged_on, style)}")
    ink.stamp(1130, end + 180, "收费专用章")
    truth = _truth(
        stay, "bill_code", "bill_number", "hospital", "name", "admitted_on", "discharged_on", "total",
        "pool_paid", "large_paid", "deductible", "self_paid", "account_paid", "cash_paid",
    ) | {"self_funded": stay.out_of_scope}  # fmt: skip
    return Page("printed_bill", "bill", ink.picture, truth)


def _amount_labels(chance: random.Random) -> dict[str, str]:
    """One wording for each line of a settlement sheet; every region has its own."""
    return {
        "total": chance.choice(("医疗费总额", "医疗费用总额", "费用总额")),
        "pool_paid": chance.choice(("统筹基金支付", "基本医疗统筹支付", "统筹支付金额")),
        "large_paid": chance.choice(("大额医疗补助支付", "大病保险支付", "大额支付")),
        "deductible": chance.choice(("起付线", "起付标准", "本次起付标准")),
        "proportional": chance.choice(("按比例自付", "比例自付", "统筹段内自付")),
        "class_b_first": chance.choice(("乙类先行自付", "乙类自付", "先行自付金额")),
        "self_funded": chance.choice(("全自费金额", "全自费", "丙类自费")),
        "over_limit": chance.choice(("超限价自费", "超限价金额", "超限价")),
        "above_cap": chance.choice(("封顶线以上", "超封顶线金额", "超封顶线自付")),
        "account_paid": "个人账户支付",
        "cash_paid": "个人现金支付",
    }


_SHEET = (
    "hospital", "hospital_grade", "name", "admitted_on", "discharged_on", "diagnosis", "icd10",
    "total", "pool_paid", "large_paid", "deductible", "proportional", "class_b_first",
    "self_funded", "over_limit", "above_cap", "account_paid", "cash_paid",
)  # fmt: skip


def _sheet_in_cells(stay: Stay, chance: random.Random) -> Page:
    """A settlement sheet ruled as cells, the label left of its value."""
    ink = Ink(1240, 1130, serif=True)
    ink.write(620, 36, "基本医疗保险住院费用结算单", 34, middle=True)
    style = chance.randrange(3)
    labels, values = _amount_labels(chance), _truth(stay, *_SHEET)
    cells = [
        ("姓名", stay.name), ("性别", "女"),
        ("单位名称", "某某有限公司"), ("人员类别", "在职"),
        ("医疗机构", stay.hospital), ("医院等级", _GRADES[stay.grade]),
        ("入院日期", _day(stay.admitted_on, style)), ("出院日期", _day(stay.discharged_on, style)),
        (chance.choice(("出院诊断", "主要诊断")), stay.ill[0]), (chance.choice(("ICD编码", "诊断编码")), stay.ill[1]),
        *((label, yuan_plain(values[name])) for name, label in labels.items()),
        ("结算日期", _day(stay.discharged_on, style)),
    ]  # fmt: skip
    for number, (label, value) in enumerate(cells):
        x, y = 60 + number % 2 * 560, 110 + number // 2 * 72
        ink.rule(x, y, x + 560, y)
        ink.write(x + 14, y + 20, label)
        ink.write(x + 240, y + 20, value)
    bottom = 110 + (len(cells) + 1) // 2 * 72
    ink.rule(60, bottom, 1180, bottom)
    for x in (60, 290, 620, 850, 1180):
        ink.rule(x, 110, x, bottom)
    ink.write(60, bottom + 24, "经办人：郑某")
    ink.write(620, bottom + 24, f"打印日期：{_day(stay.discharged_on, style)}")
    ink.stamp(1000, bottom - 30, "医保结算专用章")
    return Page("sheet_in_cells", "settlement", ink.picture, values)


def _sheet_in_rows(stay: Stay, chance: random.Random) -> Page:
    """A settlement sheet whose amounts stand in a row below the row of their labels."""
    ink = Ink(1400, 900, serif=False)
    ink.write(700, 30, chance.choice(("医保结算单", "医疗保险费用结算单（住院）")), 34, middle=True)
    style = chance.randrange(4)
    labels, values = _amount_labels(chance), _truth(stay, *_SHEET)
    ink.write(60, 100, f"医疗机构名称：{stay.hospital}")
    ink.write(760, 100, f"医院等级：{_GRADES[stay.grade]}")
    ink.write(60, 146, f"姓名：{stay.name}    性别：男")
    ink.write(760, 146, f"个人编号：999{chance.randrange(10**7):07d}")
    ink.write(60, 192, f"入院时间：{_day(stay.admitted_on, style)}")
    ink.write(760, 192, f"出院时间：{_day(stay.discharged_on, style)}")
    ink.write(60, 238, f"诊断：{stay.ill[0]}（{stay.ill[1]}）")
    rows = list(labels.items())
    for start in range(0, len(rows), 4):
        y = 300 + start // 4 * 130
        for place, (name, label) in enumerate(rows[start : start + 4]):
            x = 60 + place * 325
            ink.write(x + 160, y + 14, label, middle=True)
            ink.write(x + 160, y + 74, yuan(values[name]), middle=True)
            ink.rule(x, y, x, y + 130)
        ink.rule(60, y, 1360, y)
        ink.rule(60, y + 62, 1360, y + 62)
    ink.rule(60, 690, 1360, 690)
    ink.rule(1360, 300, 1360, 690)
    ink.write(60, 730, "经办机构（盖章）：")
    ink.write(760, 730, f"结算时间：{_day(stay.discharged_on, style)}")
    ink.stamp(420, 760, "结算专用章")
    return Page("sheet_in_rows", "settlement", ink.picture, values)


def _certificate(stay: Stay, chance: random.Random) -> Page:
    """诊断证明书."""
    ink = Ink(1240, 900, serif=True)
    style = chance.choice((0, 1, 1))
    ink.write(620, 40, stay.hospital, 40, middle=True)
    ink.write(620, 110, chance.choice(("疾病诊断证明书", "诊断证明书")), 34, middle=True)
    ink.write(100, 190, f"姓名：{stay.name}")
    ink.write(480, 190, "性别：女")
    ink.write(760, 190, f"年龄：{chance.randrange(22, 60)}岁")
    ink.write(100, 240, "科别：普外科")
    ink.write(480, 240, f"住院号：{chance.randrange(10**7)}")
    ink.write(100, 300, f"入院日期：{_day(stay.admitted_on, style)}")
    ink.write(620, 300, f"出院日期：{_day(stay.discharged_on, style)}")
    ink.rule(90, 350, 1150, 350)
    ink.write(100, 376, f"{chance.choice(('临床诊断', '诊断', '出院诊断'))}：{stay.ill[0]}", 26)
    ink.write(100, 430, f"{chance.choice(('疾病编码', 'ICD-10'))}：{stay.ill[1]}", 24)
    ink.write(100, 500, "处理意见：休息两周，门诊随诊，不适随时来院。", 24)
    ink.write(700, 640, "医师签名：", 24)
    ink.write(700, 700, _day(stay.discharged_on, style), 24)
    ink.stamp(960, 690, "诊断证明专用章")
    truth = _truth(stay, "hospital", "name", "admitted_on", "discharged_on", "diagnosis", "icd10")
    return Page("certificate", "diagnosis", ink.picture, truth)


def _discharge(stay: Stay, chance: random.Random) -> Page:
    """出院小结: prose, with the diagnoses as a list."""
    ink = Ink(1240, 1200, serif=chance.random() < 0.5)
    style = chance.choice((0, 1))
    ink.write(620, 40, stay.hospital, 36, middle=True)
    ink.write(620, 104, chance.choice(("出院小结", "出院记录")), 32, middle=True)
    ink.write(
        80,
        180,
        f"姓名：{stay.name}    性别：男    年龄：{chance.randrange(22, 60)}岁    床号：{chance.randrange(1, 60)}",
    )
    ink.write(
        80,
        226,
        f"入院日期：{_day(stay.admitted_on, style)}    出院日期：{_day(stay.discharged_on, style)}",
    )
    days = (stay.discharged_on - stay.admitted_on).days
    ink.write(80, 272, f"住院天数：{days}天    科室：消化内科    住院号：{chance.randrange(10**7)}")
    ink.rule(70, 316, 1170, 316)
    prose = [
        f"入院诊断：{stay.ill[0]}？",
        "入院情况：患者因不适三天入院，查体神志清，精神可，心肺未见",
        "明显异常，腹软，无压痛及反跳痛，肠鸣音正常。",
        "诊疗经过：入院后完善相关检查，予以对症支持治疗，病情好转。",
        f"出院诊断：1.{stay.ill[0]}（{stay.ill[1]}）",
        "出院情况：好转，一般情况可，饮食睡眠可，大小便正常。",
        "出院医嘱：注意休息，按时服药，一个月后门诊复查。",
    ]
    for number, line in enumerate(prose):
        ink.write(80, 346 + number * 56, line, 24)
    ink.write(760, 900, "医师签名：冯某", 24)
    ink.stamp(980, 960, "病案专用章")
    truth = _truth(stay, "hospital", "name", "admitted_on", "discharged_on", "diagnosis", "icd10")
    return Page("discharge", "diagnosis", ink.picture, truth)


_DRAWN_BY: dict[str, Callable[[Stay, random.Random], Page]] = {
    "e_bill": _e_bill,
    "printed_bill": _printed_bill,
    "sheet_in_cells": _sheet_in_cells,
    "sheet_in_rows": _sheet_in_rows,
    "certificate": _certificate,
    "discharge": _discharge,
}
