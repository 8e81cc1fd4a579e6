"""How hospitals and insurance offices word the lines of their papers; each region has its own."""

from __future__ import annotations

import re
from functools import cache

from huzhu.claims.formats.rows import GAP

#: Field → wordings, the surest first. Longer ones are looked for first, whatever their order here.
LABELS: dict[str, tuple[str, ...]] = {
    "bill_code": ("票据代码", "发票代码"),
    "bill_number": ("票据号码", "发票号码", "票据号", "发票号"),
    "hospital": (
        "医疗机构名称", "定点医疗机构", "就诊医疗机构", "收款单位(章)", "收款单位(公章)",
        "收款单位", "就诊医院", "医院名称", "医疗机构",
    ),
    "hospital_grade": ("医院等级", "医疗机构等级", "医院级别", "机构等级"),
    "name": ("交款人", "患者姓名", "病人姓名", "参保人姓名", "姓名"),
    "admitted_on": ("入院日期", "入院时间"),
    "discharged_on": ("出院日期", "出院时间"),
    "stay": ("住院时间", "住院日期", "起止日期", "住院起止日期"),
    "capital": ("(大写)", "大写"),
    "total": (
        "(小写)", "小写", "医疗费总额", "医疗费用总额", "医疗总费用", "费用总额", "总费用",
        "合计金额",
    ),
    "pool_paid": (
        "医保统筹基金支付", "统筹基金支付", "基本医疗统筹支付", "基本统筹支付", "统筹支付金额",
        "统筹支付", "统筹基金",
    ),
    "large_paid": (
        "大额医疗补助支付", "大额医疗费用补助", "大额医疗支付", "大病保险支付", "大额补助支付",
        "大额支付", "大病支付",
    ),
    "other_paid": ("其他支付", "其它支付"),
    "deductible": ("本次起付标准", "起付标准", "本次起付线", "起付线", "起付金额"),
    "proportional": ("按比例自付", "比例自付", "统筹段内自付", "段内自付"),
    "class_b_first": ("乙类先行自付", "先行自付金额", "先行自付", "乙类自付"),
    "self_funded": ("全自费金额", "全自费", "丙类自费", "个人自费", "自费金额"),
    "over_limit": ("超限价自费", "超限价金额", "超限价"),
    "above_cap": ("封顶线以上", "超封顶线金额", "超封顶线自付", "超封顶线"),
    "self_paid": ("个人自付金额", "个人自付", "自付金额"),
    "account_paid": ("个人账户支付", "个人帐户支付", "账户支付", "个人账户"),
    "cash_paid": ("个人现金支付", "现金支付", "个人现金"),
    "diagnosis": ("出院诊断", "主要诊断", "临床诊断", "疾病诊断", "诊断"),
    "icd10": ("ICD编码", "诊断编码", "疾病编码", "ICD-10", "ICD10", "ICD码"),
}  # fmt: skip

#: What ends a value and begins nothing that we read. Titles and seals that hold a label stand here.
OTHERS: tuple[str, ...] = (
    "性别", "年龄", "科别", "科室", "床号", "住院号", "病历号", "门诊号", "住院科别", "住院天数",
    "业务流水号", "预缴金额", "补缴金额", "退费金额", "医疗机构类型", "医保类型", "医保编号",
    "个人编号", "复核人", "收款人", "开票人", "收费员", "开票日期", "校验码",
    "交款人统一社会信用代码", "项目名称", "数量/单位", "金额(元)", "金额合计", "人员类别",
    "单位名称",
    "结算日期", "结算时间", "打印日期", "经办人", "经办机构", "日期", "医师签名", "医疗付款方式",
    "处理意见", "入院情况", "诊疗经过", "出院情况", "出院医嘱", "入院诊断", "疾病诊断证明书",
    "诊断证明书", "诊断证明专用章", "合计人民币",
)  # fmt: skip

_FUZZY_FROM = 4


@cache
def pattern() -> re.Pattern[str]:
    """Any label, the longest first, also where a gap runs through it (姓 名)."""
    known = sorted({*OTHERS, *field_by_label()}, key=len, reverse=True)
    return re.compile("|".join(f"{GAP}?".join(map(re.escape, label)) for label in known))


@cache
def field_by_label() -> dict[str, str]:
    return {label: name for name, labels in LABELS.items() for label in labels}


def nearly(label: str, text: str) -> int | None:
    """Where the text holds the label with one sign misread, of longer labels two; None if not."""
    if len(label) < _FUZZY_FROM:
        return None
    allowed = 1 if len(label) < 7 else 2
    for start in range(len(text) - len(label) + 1):
        wrong = 0
        for a, b in zip(label, text[start : start + len(label)], strict=True):
            wrong += a != b
            if wrong > allowed:
                break
        else:
            return start
    return None
