"""Forty rosters as offices get them: each with one kind of dirt, and what must be said of it.

`DIRTY` is the list; `python -m factories.dirty FOLDER` (with tests/ on the path) writes the files.
Rows are numbered as Excel numbers them: the header is row 1, the first person row 2.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl

from factories.enrolment import HEADER, as_csv, as_xlsx, line
from factories.members import card_number, make_identity

CHILD_HEADER = ("姓名", "身份证号", "手机", "子女姓名", "子女身份证号", "关系", "卡号", "开户行")
Rows = Sequence[Sequence[object]]


def _people(count: int, *, but_first: bool = False) -> list[list[object]]:
    """Good lines; the sixth number ends in 000, which is doubtful, and is left out."""
    numbers = [n for n in range(2 if but_first else 1, 20) if n != 6]
    return [line(n) for n in numbers[:count]]


@dataclass(frozen=True)
class Dirty:
    """A roster of ten people (or as it says), and its findings: codes by row, errors first."""

    name: str
    content: Callable[[], bytes]
    errors: Mapping[int, list[str]] = field(default_factory=dict)
    warnings: Mapping[int, list[str]] = field(default_factory=dict)
    plan: str = "ZY"
    file_name: str = "名册.xlsx"
    refusal: str = ""


def _with(number: int = 1, **changes: object) -> Callable[[], bytes]:
    """Ten good people, of whom the first has these cells changed."""
    return lambda: as_xlsx([line(number, **changes), *_people(9, but_first=True)])


def _more(header: Sequence[str], *cells: object, sex: str = "F") -> Callable[[], bytes]:
    """Ten good people with further columns; the first has these cells there."""
    empty = [""] * len(header)
    rows = [[*line(1, sex=sex), *cells], *([*row, *empty] for row in _people(9, but_first=True))]
    return lambda: as_xlsx(rows, (*HEADER, *header))


def _child(
    parent: int = 1, born: date = date(2015, 6, 1), **changes: object
) -> Callable[[], bytes]:
    values = {
        "姓名": line(parent)[1],
        "身份证号": make_identity(parent).number,
        "手机": "",
        "子女姓名": "李小宝",
        "子女身份证号": make_identity(70, birth_on=born).number,
        "关系": "儿子",
        "卡号": "",
        "开户行": "",
    }
    return lambda: as_xlsx([list((values | changes).values())], CHILD_HEADER)


def _sheets() -> bytes:
    """Two sheets name the same person."""
    book = openpyxl.Workbook()
    book.active.title = "名册"
    for row in (HEADER, *_people(10)):
        book.active.append(row)
    other = book.create_sheet("劳模")
    for row in (HEADER, line(1)):
        other.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _passport() -> bytes:
    """A passport's number does not tell the sex, and nobody says it."""
    first = [*line(1, 身份证号="E12345678", 性别=""), "护照", "1980-03-04"]
    others = [[*row, "", ""] for row in _people(9, but_first=True)]
    return as_xlsx([first, *others], (*HEADER, "证件类型", "出生日期"))


def _shared_phone() -> bytes:
    return as_xlsx([line(n, 手机="13900000001") for n in (1, 2, 3, 4, 5, 7, 8, 9, 10, 11)])


def _old(number: int) -> str:
    return make_identity(number, birth_on=date(1950, 1, 2)).number


DIRTY = (
    Dirty("干净", lambda: as_xlsx(_people(10))),
    Dirty("校验位错", _with(身份证号="999000197001020004"), {2: ["bad_identity_check_digit"]}),
    Dirty("少一位", _with(身份证号="99900019700102000"), {2: ["bad_identity_length"]}),
    Dirty("字母O", _with(身份证号="9990001970010200O3"), {2: ["bad_identity_characters"]}),
    Dirty("没有这一天", _with(身份证号="999000197002300006"), {2: ["bad_identity_birth_date"]}),
    Dirty("科学记数", _with(身份证号="6.10202E+17"), {2: ["identity_number_lost"]}),
    Dirty("末尾变零", _with(身份证号="610202199001011000"), {2: ["identity_number_lost"]}),
    Dirty("没有号码", _with(身份证号=""), {2: ["cell_empty"]}),
    Dirty("没有姓名", _with(姓名=""), {2: ["cell_empty"]}),
    Dirty("姓名带后缀", _with(姓名="张伟2"), {2: ["name_implausible"]}),
    Dirty("性别不符", _with(性别="男"), {2: ["sex_contradicts"]}),
    Dirty("性别看不懂", _with(性别="不详"), {}, {2: ["sex_unclear"]}),
    Dirty("出生日期不符", _more(["出生日期"], "1971-01-02"), {2: ["birth_contradicts"]}),
    Dirty("超龄", _with(身份证号=_old(51)), {2: ["too_old"]}),
    Dirty(
        "未满年龄",
        _with(身份证号=make_identity(52, birth_on=date(2012, 5, 1)).number),
        {2: ["too_young"]},
    ),
    Dirty("男职工报女职工方案", _with(性别="男", 身份证号=make_identity(53, sex="M").number),
          {2: ["women_only"]}, plan="NZ"),
    Dirty("同一人两行", lambda: as_xlsx([*_people(10), line(1)]), {12: ["twice_in_file"]}),
    Dirty("同一人两表", _sheets, {2: ["twice_in_file"]}),
    Dirty("份数不是数", _with(份数="一份"), {2: ["shares_unclear"]}),
    Dirty("份数超限", _with(份数=3), {2: ["shares_over_limit"]}),
    Dirty("未参加医保", _with(是否参加职工医保="否"), {2: ["not_insured"]}),
    Dirty("医保未填", _with(是否参加职工医保=""), {2: ["insurance_unstated"]}),
    Dirty("手机少一位", _with(手机="1391234567"), {2: ["phone_wrong"]}),
    Dirty("多人一个手机", _shared_phone, {}, {n: ["phone_of_many"] for n in range(5, 12)}),
    Dirty("卡号不是数", _with(卡号="6217A"), {2: ["account_wrong"]}),
    Dirty("卡号校验不符", _with(卡号="6217001234567890123"), {}, {2: ["account_doubtful"]}),
    Dirty("卡号与银行不符", _with(卡号="6222020000000000003", 开户行="中国建设银行铜川分行"), {},
          {2: ["account_doubtful", "bank_contradicts"]}),
    Dirty("没有开户行", _with(开户行=""), {}, {2: ["bank_unnamed"]}),
    Dirty("两人一个账号", lambda: as_xlsx([*_people(9), line(12, 卡号=card_number(1))]), {},
          {11: ["account_of_others"]}),
    Dirty("用工形式看不懂", _with(用工形式="外星"), {}, {2: ["form_unclear"]}),
    Dirty("标记看不懂", _more(["人员类别"], "先进"), {}, {2: ["class_unclear"]}),
    Dirty("别的单位代码", _more(["单位代码"], "U2020-0000009-X"), {2: ["other_unit"]}),
    Dirty("方案不认识", _more(["方案代码"], "QQ"), {2: ["plan_unknown"]}),
    Dirty("各方出资不够", _more(["单位出资", "个人出资"], "60", "30"), {2: ["parts_differ"]}),
    Dirty("出资不是金额", _more(["单位出资"], "六十"), {2: ["amount_unclear"]}),
    Dirty("证件类型不受理", _more(["证件类型"], "驾驶证"), {2: ["document_kind_unknown"]}),
    Dirty("护照没有性别", _passport, {2: ["sex_not_stated"]}),
    Dirty("子女没有父母", _child(姓名="", 身份证号=""), {2: ["parent_missing"]}, plan="ZN"),
    Dirty("子女比父母只小五岁", _child(born=date(1975, 6, 1)),
          {2: ["parent_too_young", "too_old"]}, plan="ZN"),
    Dirty("关系不是子女", _child(关系="外甥"), {2: ["child_unrelated"]}, plan="ZN"),
    Dirty("已由别的单位参加", lambda: as_xlsx([*_people(9, but_first=True), line(90)]),
          {11: ["covered_elsewhere"]}),
    Dirty("登记的是别的姓名", lambda: as_xlsx([*_people(9, but_first=True), line(91, 姓名="王改名")]),
          {11: ["name_differs"]}),
    Dirty("没有身份证号列", lambda: as_csv([["张三", "1"]], ["姓名", "手机"]),
          file_name="名册.csv", refusal="column_missing"),
    Dirty("只有表头", lambda: as_xlsx([]), refusal="roster_empty"),
    Dirty("不是名册", lambda: as_xlsx([["a", "b"]], ["项目", "金额"]), refusal="no_roster_sheet"),
)  # fmt: skip


def main(folder: str) -> None:
    """Writes the files, numbered, for anybody to upload by hand."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(DIRTY, 1):
        suffix = Path(one.file_name).suffix
        (target / f"{number:02d} {one.plan} {one.name}{suffix}").write_bytes(one.content())


if __name__ == "__main__":
    main(sys.argv[1])
