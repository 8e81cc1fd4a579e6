"""What the columns of a roster are called, in the many ways units call them."""

from __future__ import annotations

import re

from huzhu.kernel.text import half_width, without_spaces

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
    "child_name": "子女姓名 childname",
    "child_identity": "子女证件号 子女身份证号 子女证件号码 子女身份证号码 childidentity",
}
_FIELD_OF = {
    without_spaces(half_width(word)).lower(): name
    for name, words in _SYNONYMS.items()
    for word in words.split(" ")
}

TEMPLATE_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("姓名", "张三", "必填，与身份证一致"),
    ("身份证号", "", "必填，18位，本列为文本格式"),
    ("性别", "男", "可不填，按身份证号认定"),
    ("手机", "", "11位手机号"),
    ("用工形式", "合同制", "正式、合同制、临时"),
    ("困难/劳模标记", "", "劳模、困难，没有则留空"),
    ("是否参加职工医保", "是", "住院类方案必填“是”"),
    ("份数", "1", "不填为1份"),
    ("档次", "", "分档的方案必填"),
    ("单位出资", "", "三项都不填时按方案缺省分担，单位为元"),
    ("工会出资", "", "同上"),
    ("个人出资", "", "同上"),
    ("开户行", "", "填写银行卡号时必填"),
    ("卡号", "", "本人银行卡号，本列为文本格式"),
)


def field_of(header: str) -> str | None:
    """The field that a header cell names, or None: "＊身份证号（18位）" is "identity"."""
    text = without_spaces(half_width(header)).lower()
    return _FIELD_OF.get(text) or _FIELD_OF.get(_ASIDE.sub("", text))
