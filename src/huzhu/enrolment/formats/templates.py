"""The roster to fill in, made for one plan: its columns, its choices, and last period's people."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import xlsxwriter

from huzhu.enrolment.formats.workbooks import NEUTRAL
from huzhu.enrolment.rules import Terms

MAIN_SHEET = "名册"
CLASS_SHEETS = (("劳模", "model"), ("困难职工", "hardship"))
_ROWS_WITH_CHOICES = 5_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the template: its field, header, example, hint; `choices` make a list to pick
    from."""

    field: str
    header: str
    example: str
    hint: str
    width: int = 14
    choices: tuple[str, ...] = ()


_NAME = Column("name", "姓名", "张三", "必填，与证件一致")
_IDENTITY = Column("identity", "身份证号", "", "必填，18位，本列为文本格式", 22)
_STAFF = (
    _NAME,
    _IDENTITY,
    Column(
        "identity_kind",
        "证件类型",
        "",
        "不填为居民身份证；护照、港澳台通行证须写明，并填性别和出生日期",
        choices=("居民身份证", "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证"),
    ),
    Column("sex", "性别", "男", "可不填，按身份证号认定", 8, ("男", "女")),
    Column("phone", "手机", "", "11位手机号", 16),
    Column("form", "用工形式", "合同制", "正式、合同制、临时", 12, ("正式", "合同制", "临时")),
    Column("hired_on", "入职日期", "2024-03-01", "中途参加的新入职人员须填写"),
    Column(
        "person_class",
        "困难/劳模标记",
        "",
        "没有则留空；也可填在单独的工作表里",
        14,
        ("劳模", "困难"),
    ),
)
_INSURED = Column("insured", "是否参加职工医保", "是", "本方案必填“是”", 16, ("是", "否"))
_CHILD = (
    Column("child_name", "子女姓名", "张小小", "必填；一名子女一行"),
    Column("child_identity", "子女身份证号", "", "必填，18位", 22),
    Column("relation", "关系", "女儿", "儿子、女儿、养子女、继子女"),
)
_SHARES = Column("shares", "份数", "1", "不填为1份", 8)
_MONEY = (
    Column("unit_pays", "单位出资", "", "三项都不填时按本单位的资助规定或方案缺省分担，单位为元"),
    Column("union_pays", "工会出资", "", "同上"),
    Column("member_pays", "个人出资", "", "同上"),
)
_BANK = (
    Column("bank", "开户行", "", "填写银行卡号时必填", 20),
    Column("account", "卡号", "", "本人银行卡号，本列为文本格式", 24),
)


_GROUP = Column("group", "八大群体", "快递员", "赠送项目必填，按项目的对象填写")
_TIER = Column("tier", "档次", "", "分档的方案必填", 10)
_GIFT = Column("gift", "赠送项目号", "", "可不填；填了须与所选项目一致", 18)
#: Every column that some plan's template has.
COLUMNS = (*_STAFF, _GROUP, _INSURED, *_CHILD, _SHARES, _TIER, _GIFT, *_MONEY, *_BANK)


@dataclass(frozen=True)
class Template:
    """What is written into the workbook. `lines` give texts by field; `title` names the plan."""

    title: str
    columns: Sequence[Column]
    lines: Sequence[Mapping[str, str]] = field(default=(), repr=False)


def columns_for(terms: Terms, groups: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns that a plan asks for; `groups` where a gift programme wants one of them."""
    columns = list(_STAFF)
    if groups:
        columns.append(replace(_GROUP, example=groups[0], choices=tuple(groups)))
    if terms.requires_basic_medical:
        columns.append(_INSURED)
    if terms.is_for_children:
        columns += _CHILD
    if terms.is_per_share or (terms.max_shares or 1) > 1:
        columns.append(_SHARES)
    if len(terms.tiers) > 1:
        names = tuple(tier.name for tier in terms.tiers)
        columns.append(replace(_TIER, example=names[0], choices=names))
    if terms.gift_ref:
        columns.append(replace(_GIFT, example=terms.gift_ref))
    else:
        columns += _MONEY
    return (*columns, *_BANK)


def template_workbook(template: Template) -> bytes:
    """Three sheets to fill in (everybody, model workers, workers in hardship) and one of hints."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **NEUTRAL}) as book:
        _sheet(book, MAIN_SHEET, template.columns, _of_class(template.lines, ""))
        for name, value in CLASS_SHEETS:
            plain = [column for column in template.columns if column.field != "person_class"]
            _sheet(book, name, plain, _of_class(template.lines, value))
        _hints(book, template)
    return stream.getvalue()


def _of_class(lines: Sequence[Mapping[str, str]], value: str) -> list[Mapping[str, str]]:
    """Those who belong on one sheet; ordinary people have no mark."""
    return [line for line in lines if line.get("class", "") == value]


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    columns: Sequence[Column],
    lines: Sequence[Mapping[str, str]],
) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1})
    text = book.add_format({"num_format": "@"})
    last = max(len(lines), _ROWS_WITH_CHOICES)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width, text)
        sheet.write_string(0, number, column.header, bold)
        if column.choices:
            sheet.data_validation(
                1,
                number,
                last,
                number,
                {"validate": "list", "source": list(column.choices), "error_type": "warning"},
            )
    sheet.freeze_panes(1, 1)
    for row, line in enumerate(lines, 1):
        for number, column in enumerate(columns):
            if value := line.get(column.field, ""):
                sheet.write_string(row, number, value, text)


def _hints(book: xlsxwriter.Workbook, template: Template) -> None:
    notes = book.add_worksheet("填写说明")
    bold = book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1})
    notes.set_column(0, 1, 20)
    notes.set_column(2, 2, 70)
    notes.write_row(0, 0, ["列", "示例", f"说明（{template.title}）"], bold)
    for row, column in enumerate(template.columns, 1):
        notes.write_row(row, 0, [column.header, column.example, column.hint])
    notes.write_string(
        len(template.columns) + 2, 0,
        "劳模和困难职工可填在各自的工作表里；几个方案可以合在一个文件里，"
        "加一列“方案代码”，或者给每个方案加一列并打勾。",
    )  # fmt: skip
