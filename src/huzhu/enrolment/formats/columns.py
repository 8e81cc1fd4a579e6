"""What the columns of a roster are called, in the many ways units call them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from huzhu.kernel.text import half_width, without_spaces

_CLASSES = {"劳模": "model", "劳动模范": "model", "困难": "hardship"}
_ASIDE = re.compile(r"[（(\[【].*?[)）\]】]|[*＊★:：、]")

_SYNONYMS: dict[str, str] = {
    "name": "姓名 名字 职工姓名 员工姓名 会员姓名 参保人 参保人姓名 name",
    "identity": "身份证号 身份证 身份证号码 证件号 证件号码 公民身份号码 居民身份证 居民身份证号"
    " 居民身份证号码 社会保障号 社会保障号码 identitynumber idnumber identity",
    "identity_kind": "证件类型 证件种类 identitykind",
    "sex": "性别 sex",
    "birth": "出生日期 出生年月 出生年月日 生日 birth",
    "phone": "手机 手机号 手机号码 联系电话 电话 电话号码 移动电话 联系方式 phone mobile",
    "form": "用工形式 用工性质 用工类型 用工方式 employment",
    "person_class": "困难/劳模标记 困难劳模标记 人员类别 职工类别 标记 class",
    "insured": "是否参加职工医保 是否参加医保 参加职工医保 职工医保 医保 是否参保"
    " 是否参加基本医疗保险 是否参加职工基本医疗保险 insured",
    "plan": "方案代码 方案 险种 计划代码 plan",
    "shares": "份数 参保份数 投保份数 参加份数 shares",
    "tier": "档次 方案档次 保障档次 tier",
    "shares_or_tier": "份数/档次 份数档次",
    "unit_code": "单位代码 unitcode",
    "unit_pays": "单位出资 行政出资 unitpays",
    "union_pays": "工会出资 unionpays",
    "member_pays": "个人出资 职工出资 会员出资 memberpays",
    "bank": "开户行 开户银行 银行 银行名称 开户行名称 bank",
    "account": "卡号 银行卡号 银行账号 银行卡 账号 银行帐号 帐号 工资卡号 account cardnumber",
    "hired_on": "入职日期 入职时间 参加工作日期 到岗日期 进单位日期 hiredon hiredate",
    "group": "八大群体 群体 新业态群体 就业群体 职业群体 group",
    "gift": "赠送项目号 赠送项目 赠送项目编号 gift",
    "child_name": "子女姓名 孩子姓名 childname",
    "child_identity": "子女证件号 子女身份证号 子女证件号码 子女身份证号码 childidentity",
    "child_insured": "子女医保 子女是否参加医保 childinsured",
    "relation": "关系 与职工关系 亲属关系 子女关系 relation",
}
_FIELD_OF = {
    without_spaces(half_width(word)).lower(): name
    for name, words in _SYNONYMS.items()
    for word in words.split(" ")
}


def field_of(header: str) -> str | None:
    """The field that a header cell names, or None: "＊身份证号（18位）" is "identity"."""
    text = _bare(header)
    return _FIELD_OF.get(text) or _FIELD_OF.get(_ASIDE.sub("", text))


def plan_of_header(header: str, plans: Mapping[str, str]) -> str | None:
    """The plan that a column asks about: "ZY", "住院医疗（份数）". `plans` by name, in capitals."""
    text = _bare(header).upper()
    return plans.get(text) or plans.get(_ASIDE.sub("", text).removesuffix("份数"))


def sheet_says(sheet: str, plans: Mapping[str, str]) -> tuple[str, str]:
    """(plan code, class of people) that the name of a sheet gives to all of its rows, or ""."""
    text = _bare(sheet).upper()
    plan = plans.get(_ASIDE.sub("", text)) or ""
    return plan, next((value for word, value in _CLASSES.items() if word in text), "")


def _bare(text: str) -> str:
    return without_spaces(half_width(text)).lower()
