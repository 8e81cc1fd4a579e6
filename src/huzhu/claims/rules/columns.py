"""What the columns of a settlement list mean, in the many ways bureaux call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huzhu.kernel.text import half_width, without_spaces

_ASIDE = re.compile(r"[（(\[【].*?[)）\]】]|[*＊★:：、]|/?元$")


@dataclass(frozen=True)
class Column:
    """An item of the list. `is_needed`: without it no stay can be judged."""

    field: str
    zh: str
    en: str
    synonyms: str
    is_needed: bool = False


# The fields of the national settlement list (医疗保障基金结算清单) that are used here.
COLUMNS: tuple[Column, ...] = (
    Column("identity", "人员证件号码", "Identity number",
           "人员证件号码 证件号码 证件号 患者证件号码 身份证号 身份证号码 公民身份号码 社会保障号码"
           " certno psn_cert_no", True),
    Column("name", "姓名", "Name", "姓名 人员姓名 患者姓名 参保人姓名 psn_name"),
    Column("number", "结算单号", "Settlement number",
           "结算单号 结算id 结算流水号 结算编号 清单流水号 医保结算号 setl_id"),
    Column("hospital", "医疗机构名称", "Hospital",
           "医疗机构名称 定点医药机构名称 定点医疗机构名称 医院名称 就诊医院 fixmedins_name"),
    Column("hospital_code", "医疗机构编码", "Code of the hospital",
           "医疗机构编码 定点医药机构编号 定点医疗机构编码 医疗机构代码 医院编码 fixmedins_code"),
    Column("grade", "医疗机构等级", "Grade of the hospital", "医疗机构等级 医院等级 医院级别"),
    Column("elsewhere", "异地就医标志", "Out of town",
           "异地就医标志 异地标志 是否异地 异地就医 就医类型"),
    Column("admitted", "入院日期", "Day of admission",
           "入院日期 入院时间 开始日期 住院日期 begndate adm_time", True),
    Column("discharged", "出院日期", "Day of discharge",
           "出院日期 出院时间 结束日期 enddate dscg_time"),
    Column("settled", "结算日期", "Day of settlement", "结算日期 结算时间 setl_time"),
    Column("icd", "主要诊断代码", "Code of the main diagnosis",
           "主要诊断代码 主要诊断编码 主诊断代码 主诊断编码 出院诊断编码 疾病诊断编码 疾病编码"
           " 诊断代码 诊断编码 icd10 dscg_dise_codg"),
    Column("diagnosis", "主要诊断名称", "Main diagnosis",
           "主要诊断名称 主诊断名称 主要诊断 出院诊断 疾病名称 诊断名称 dscg_dise_name"),
    Column("total", "医疗费用总额", "Total",
           "医疗费用总额 医疗费总额 费用总额 总费用 医疗总费用 住院总费用 medfee_sumamt", True),
    Column("pool", "医保统筹基金支付", "Paid by the pool",
           "医保统筹基金支付 统筹基金支付 统筹支付 统筹基金支付金额 基本医疗保险统筹基金支出"
           " hifp_pay"),
    Column("large", "大额（大病）支付", "Paid by large-sum insurance",
           "大病大额支付 大病/大额支付 大额支付 大病支付 大病保险支付 大额医疗费用补助基金支出"
           " 大额补助支付 职工大额支付 hifmi_pay hifob_pay"),
    Column("servants", "公务员补助支付", "Paid by the civil servants' fund",
           "公务员补助支付 公务员医疗补助 公务员医疗补助资金支出 cvlserv_pay"),
    Column("relief", "医疗救助支付", "Medical relief",
           "医疗救助 医疗救助支付 医疗救助基金支出 救助支付 maf_pay"),
    Column("self_paid", "个人自付", "Self-paid within the catalogue",
           "个人自付 个人自付金额 目录内自付 符合政策范围自付 政策内自付 psn_selfpay", True),
    Column("self_funded", "个人自费", "Self-funded",
           "个人自费 个人自费金额 全自费 全自费金额 自费金额 ownpay"),
    Column("deductible", "起付线", "Deductible", "起付线 起付标准 本次起付线 起付线金额 dedc_std"),
    Column("class_b_first", "乙类先行自付", "Class B first self-pay",
           "乙类先行自付 乙类先自付 先行自付 先行自付金额 乙类自付 preselfpay_amt"),
    Column("over_limit", "超限价自费", "Over the price limit",
           "超限价 超限价自费 超限价金额 超限价自费费用 overlmt_selfpay"),
)  # fmt: skip
BY_FIELD: Mapping[str, Column] = {column.field: column for column in COLUMNS}
_FIELD_OF = {
    without_spaces(half_width(word)).lower(): column.field
    for column in COLUMNS
    for word in column.synonyms.split()
}
_LEAST_KNOWN = 3


def bare(header: str) -> str:
    """A header as it is compared: half-width, small, without spaces."""
    return without_spaces(half_width(header)).lower()


def guess_mapping(headers: Iterable[str]) -> dict[str, str]:
    """Field → header, by what bureaux call the columns; the first of two wins."""
    found: dict[str, str] = {}
    for header in headers:
        text = bare(header)
        field = _FIELD_OF.get(text) or _FIELD_OF.get(_ASIDE.sub("", text))
        if field is not None and field not in found:
            found[field] = header
    return found


def looks_like_headers(cells: Iterable[str], mapping: Mapping[str, str]) -> bool:
    """Whether a row names columns: those of a kept mapping, or at least three that are known."""
    names = [cell for cell in cells if cell]
    known = {bare(header) for header in mapping.values()}
    of_mapping = sum(bare(name) in known for name in names)
    return max(of_mapping, len(guess_mapping(names))) >= _LEAST_KNOWN


def needed_missing(mapping: Mapping[str, str], headers: Iterable[str]) -> list[Column]:
    """Needed items that no column of the file stands for."""
    there = {bare(header) for header in headers}
    return [
        column
        for column in COLUMNS
        if column.is_needed and bare(mapping.get(column.field, "")) not in there
    ]


def places_of(mapping: Mapping[str, str], headers: Iterable[str]) -> dict[str, int]:
    """Field → position among the headers, for those that stand there."""
    at: dict[str, int] = {}
    for place, header in enumerate(headers):
        at.setdefault(bare(header), place)
    return {field: at[bare(header)] for field, header in mapping.items() if bare(header) in at}
