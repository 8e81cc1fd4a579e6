"""What can be wrong with a row, in words, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one cell. `column` is the header as it stands in the file."""

    code: str
    row_no: int
    column: str
    zh: str
    en: str

    def to_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "row": self.row_no,
            "column": self.column,
            "zh": self.zh,
            "en": self.en,
        }


_TEXTS: dict[str, tuple[str, str]] = {
    "cell_empty": (
        "这一格是空的。请填写；合并单元格只有左上角一格算有内容，公式请“粘贴为数值”。",
        "This cell is empty. Fill it in; of merged cells only the first counts, and formulas have"
        " to be pasted as values.",
    ),
    "name_implausible": (
        "“{name}”不像一个姓名。请只填姓名，不加数字、括号或后缀。",
        "“{name}” does not look like a name. Write the name alone, without digits or suffixes.",
    ),
    "name_differs": (
        "这个身份证号已用另一个姓名登记。请对照身份证核对姓名和号码；确已改名的，请县级经办机构更正会员记录。",
        "This identity number is recorded with another name. Compare both with the card; after a"
        " change of name, have the county correct the member's record.",
    ),
    "identity_kind_unknown": (
        "证件类型是“{kind}”，目前只受理居民身份证。请改用居民身份证号。",
        "The document is “{kind}”; only the resident identity card is taken. Use its number.",
    ),
    "identity_number_lost": (
        "Excel 把这个号码当成数值，丢失了末几位。请把该列设为“文本”格式，重新填写18位号码。",
        "Excel took this number for a quantity and lost its last digits. Format the column as text"
        " and enter all 18 characters again.",
    ),
    "identity_maybe_lost": (
        "号码以000结尾，可能被 Excel 改动过。请对照身份证核对。",
        "The number ends in 000: Excel may have altered it. Compare it with the card.",
    ),
    "sex_contradicts": (
        "性别填的是“{stated}”，与身份证号不一致。请核对身份证号和性别。",
        "The sex given, “{stated}”, contradicts the identity number. Check both.",
    ),
    "sex_unclear": (
        "性别“{stated}”看不懂，已按身份证号认定。请填“男”或“女”。",
        "The sex “{stated}” is not understood; the identity number was used. Write 男 or 女.",
    ),
    "birth_contradicts": (
        "出生日期填的是“{stated}”，与身份证号不一致。请核对。",
        "The date of birth given, “{stated}”, contradicts the identity number. Check both.",
    ),
    "too_young": (
        "起保日 {day} 时 {age} 周岁，本方案要求满 {limit} 周岁。请从名册中删去。",
        "Aged {age} on {day}, the first day of cover; the plan begins at {limit}. Remove the row.",
    ),
    "too_old": (
        "起保日 {day} 时 {age} 周岁，超过本方案 {limit} 周岁的上限。请从名册中删去。",
        "Aged {age} on {day}, the first day of cover; the plan ends at {limit}. Remove the row.",
    ),
    "women_only": (
        "本方案只限女职工参加，身份证号显示为男性。请从名册中删去，或核对号码。",
        "The plan is for women; the identity number is a man's. Remove the row or check it.",
    ),
    "men_only": (
        "本方案只限男职工参加，身份证号显示为女性。请从名册中删去，或核对号码。",
        "The plan is for men; the identity number is a woman's. Remove the row or check it.",
    ),
    "twice_in_file": (
        "与第 {first} 行是同一个身份证号。请保留一行，删去其余。",
        "The same identity number as in row {first}. Keep one of them.",
    ),
    "covered_elsewhere": (
        "该职工在这一期间已有本项保障（可能由其他单位参加）。请从名册中删去。",
        "Already covered in this period (elsewhere, it may be). Remove the row.",
    ),
    "shares_unclear": (
        "份数“{stated}”不是正整数。请填 1、2 这样的整数。",
        "The number of shares, “{stated}”, is no whole number above nought.",
    ),
    "shares_over_limit": (
        "份数 {shares} 超过每人 {limit} 份的上限。请改为 {limit} 份以内。",
        "{shares} shares are over the limit of {limit} a person.",
    ),
    "tier_unknown": (
        "档次“{stated}”不在本方案之内，可选：{tiers}。",
        "The tier “{stated}” is not one of this plan's: {tiers}.",
    ),
    "not_insured": (
        "本方案要求已参加职工基本医疗保险，这里填的是“否”。未参保的请从名册中删去。",
        "The plan requires basic medical insurance, and the row says no. Remove it if so.",
    ),
    "insurance_unstated": (
        "本方案要求已参加职工基本医疗保险，这里没有填写“是”。请填写。",
        "The plan requires basic medical insurance, and the row does not say so. Write 是 (yes).",
    ),
    "phone_wrong": (
        "手机号应为11位、以1开头。请核对。",
        "A mobile number has 11 digits and begins with 1. Check it.",
    ),
    "account_wrong": (
        "银行账号应为8至32位数字。请核对。",
        "A bank account number has 8 to 32 digits. Check it.",
    ),
    "account_doubtful": (
        "银行卡号的校验位不符，可能写错了。请对照银行卡核对，以免互助金被退回。",
        "The card number fails its check and may be wrong. Compare it with the card, or a benefit"
        " will bounce.",
    ),
    "bank_unnamed": (
        "有银行账号而没有开户行，账号没有登记。请补上开户行。",
        "An account number without a bank: the account is not recorded. Name the bank.",
    ),
    "form_unclear": (
        "用工形式“{stated}”看不懂，按合同制登记。可填：正式、合同制、临时。",
        "The form of employment “{stated}” is not understood; recorded as contract.",
    ),
    "class_unclear": (
        "标记“{stated}”看不懂，没有登记。可填：劳模、困难。",
        "The mark “{stated}” is not understood and not recorded. Write 劳模 or 困难.",
    ),
    "other_unit": (
        "单位代码“{stated}”不是本单位的代码“{code}”。请从名册中删去，或核对所选单位。",
        "The unit code “{stated}” is not this unit's, “{code}”. Remove the row or check the unit.",
    ),
    "other_plan": (
        "方案代码“{stated}”不是所选方案“{code}”。请核对。",
        "The plan code “{stated}” is not the plan chosen, “{code}”. Check it.",
    ),
    "amount_unclear": (
        "“{stated}”不是一个金额。请按元填写，例如 60 或 60.00。",
        "“{stated}” is not an amount. Write yuan, such as 60 or 60.00.",
    ),
    "parts_differ": (
        "各方出资合计 {sum} 元，应为 {fee} 元。请核对单位、工会、个人三项出资。",
        "The parts paid add up to ¥{sum} and should be ¥{fee}. Check who pays what.",
    ),
}

CODES = tuple(_TEXTS)


def finding(code: str, row_no: int, column: str, /, **values: object) -> Finding:
    zh, en = _TEXTS[code]
    return Finding(code, row_no, column, zh.format(**values), en.format(**values))
