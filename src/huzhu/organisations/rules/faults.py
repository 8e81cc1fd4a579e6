"""What can be wrong in an application, in words: each names the field and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from huzhu.kernel.clock import format_date

_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("请填写这一项。", "Fill this in."),
    "unknown": (
        "没有“{value}”这个选项，请从列表中选择。",
        "“{value}” is no choice; take one of the list.",
    ),
    "no_day": (
        "“{value}”不是日期，请写成 2026-03-01。",
        "“{value}” is no date; write it as 2026-03-01.",
    ),
    "no_number": (
        "“{value}”不是人数，请只写数字。",
        "“{value}” is no number of people; write digits only.",
    ),
    "too_few": (
        "人数 {value} 少于 {least}，请核对。",
        "{value} people are fewer than {least}; check it.",
    ),
    "more_women": (
        "女职工 {women} 人多于职工总数 {staff} 人，请核对。",
        "{women} women are more than {staff} staff; check both.",
    ),
    "credit_shape": (
        "统一社会信用代码应为 18 位，“{value}”不符合格式，请对照证书核对。",
        "A credit code has 18 characters of its own set; check “{value}” against the certificate.",
    ),
    "credit_check": (
        "统一社会信用代码“{value}”的校验位不对，有一位抄错了，请对照证书核对。",
        "The check character of “{value}” does not fit: one character was copied wrongly.",
    ),
    "name_length": (
        "单位名称应为 4 到 120 个字，请写全称。",
        "A unit's name has 4 to 120 characters; write it in full.",
    ),
    "name_empty": (
        "“{value}”里只有“公司”“工会”等字样，请写全称。",
        "“{value}” says no more than company or union; write the name in full.",
    ),
    "future": (
        "{value}还没有到，请核对日期。",
        "{value} is yet to come; check the date.",
    ),
    "old_count": (
        "人数应为上月或本月的（{first}以后），“{value}”太早或未到，请用最近的人员报表或社保缴费通知。",
        "The count must be of last month or this ({first} or later), not of {value}: take the"
        " latest staff report or social-insurance notice.",
    ),
    "no_landline": (
        "“{value}”不是单位座机，请写区号和号码，不要写个人手机。",
        "“{value}” is no office line; write area code and number, nobody's mobile.",
    ),
    "expired": (
        "工会法人资格证已于{value}到期，请先换证。",
        "The certificate ran out on {value}; have it renewed first.",
    ),
    "after_end": (
        "起始日期{value}不早于截止日期，请核对。",
        "It begins on {value}, not before its end; check both.",
    ),
    "too_few_parts": (
        "合并至少需要两个单位，请再选。",
        "A merger takes two units at least; choose further ones.",
    ),
    "not_a_part": (
        "“{value}”不在合并的单位之中。",
        "“{value}” is none of the units that merge.",
    ),
    "twice": ("这个名称与前面的新单位重复。", "Another new unit above has this name."),
    "too_few_units": (
        "原单位撤销时至少要有两个新单位，保留时至少一个。",
        "Two new units are needed where the old one ends, one where it goes on.",
    ),
    "part_unknown": (
        "在您的范围内没有代码为“{value}”的在册单位。",
        "No open unit of yours has the code “{value}”.",
    ),
    "account_unknown": (
        "没有用户名“{value}”且姓名一致的账号，请核对，或先为新代办员开通账号。",
        "No account is called “{value}” with that name; check both, or open an account first.",
    ),
    "handler_same": (
        "“{value}”已经是本单位的代办员。",
        "“{value}” is the unit's handler already.",
    ),
    "alike": (
        "已有名称相近的单位（见下方）。若确非同一单位，请在“为何不是同一单位”中说明。",
        "Units with a similar name stand below. If none of them is this one, say why.",
    ),
    "credit_taken": (
        "统一社会信用代码“{value}”已由其他单位登记，请核对；若单位名称变更，请办理信息变更。",
        "Another unit is registered with “{value}”; check it. A new name is a change of"
        " particulars.",
    ),
    "nothing_changed": ("没有任何改动。", "Nothing differs from what stands."),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field, in both languages."""

    field: str
    code: str
    zh: str
    en: str

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.zh


def fault(field: str, code: str, **values: object) -> Fault:
    zh, en = _WORDS[code]
    return Fault(field, code, zh.format(**_said(values, "zh")), en.format(**_said(values, "en")))


def _said(values: Mapping[str, object], language: str) -> dict[str, object]:
    return {
        name: format_date(value, language) if isinstance(value, date) else value
        for name, value in values.items()
    }
