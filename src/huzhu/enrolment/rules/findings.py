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
    sheet: str = ""

    def to_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "row": self.row_no,
            "sheet": self.sheet,
            "column": self.column,
            "zh": self.zh,
            "en": self.en,
        }


TEXTS: dict[str, tuple[str, str]] = {
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
        "该职工在这一期间已由其他单位参加本项保障，同一期间只能参加一次。请从名册中删去。",
        "Covered by another unit in this period; one cover at a time. Remove the row.",
    ),
    "covered_otherwise": (
        "该职工在本单位已有 {first} 起的本项保障，份数或档次为“{held}”，名册填的是“{stated}”。"
        "生效后不能更改，请改回原样，续保时再调整。",
        "Covered by this unit from {first} with “{held}”; the roster says “{stated}”. It cannot"
        " change once in force: restore it, and change it at renewal.",
    ),
    "covered_in_part": (
        "该职工在本单位的本项保障到 {last} 才期满，与本期重叠。请从名册中删去，或改在期满后续保。",
        "This unit's cover of the person lasts to {last} and overlaps this period. Remove the row,"
        " or renew when it has ended.",
    ),
    "joins_too_late": (
        "本单位的保障自 {first} 起，本方案规定{rule}，该职工已不能中途参加。"
        "请从名册中删去，等下一期。",
        "The unit's cover began on {first}; the plan lets {rule_en}. Remove the row and wait for"
        " the next period.",
    ),
    "hired_on_unclear": (
        "入职日期“{stated}”看不懂。请按 2026-03-01 的样子填写。",
        "The day of being hired, “{stated}”, is not understood. Write it like 2026-03-01.",
    ),
    "person_died": (
        "会员记录显示该职工已于 {day} 去世。请从名册中删去；记录有误的，请县级经办机构更正。",
        "The record says that this person died on {day}. Remove the row, or have the county correct"
        " the record.",
    ),
    "person_left": (
        "会员记录显示该职工已从本单位{how}（{day}）。请从名册中删去；重新入职的，请先登记入职。",
        "The record says that this person {how_en} ({day}). Remove the row; if hired again, record"
        " that first.",
    ),
    "shares_differ": (
        "本方案要求同一单位{whom}份数一致，第 {first} 行是 {shares} 份，这里是 {stated} 份。"
        "请改为一致。",
        "The plan wants the same number of shares for {whom_en} of a unit: row {first} has"
        " {shares}, this one {stated}. Make them equal.",
    ),
    "too_old_to_begin": (
        "起保日 {day} 时 {age} 周岁，超过首次参加 {limit} 周岁的上限；只有不间断续保才能参加。"
        "请从名册中删去。",
        "Aged {age} on {day}: over {limit}, only a renewal without a gap is taken. Remove the row.",
    ),
    "too_young_by_days": (
        "起保日 {day} 时出生 {days} 天，本方案要求满 {limit} 天。请从名册中删去，或推迟起保日。",
        "{days} days old on {day}; the plan begins at {limit} days. Remove the row or start later.",
    ),
    "form_not_taken": (
        "本方案不接受用工形式“{stated}”的人员。请核对用工形式。",
        "The plan does not take people employed as “{stated}”. Check the form of employment.",
    ),
    "parent_missing": (
        "这一行是子女，没有填写父母一方职工的姓名和身份证号。请补上。",
        "This row is a child's, without the name and identity number of the parent at the unit.",
    ),
    "parent_too_young": (
        "父母一方与子女只相差 {years} 岁。请核对两个身份证号，是否填反。",
        "Parent and child are only {years} years apart. Check both numbers; are they swapped?",
    ),
    "child_unrelated": (
        "关系填的是“{stated}”，本方案只限职工的子女。请核对。",
        "The relation is “{stated}”; the plan is for the staff's children. Check it.",
    ),
    "plan_unknown": (
        "方案“{stated}”不认识，或在 {day} 没有可用的版本。可用：{known}。",
        "The plan “{stated}” is not known, or has no edition in force on {day}. Known: {known}.",
    ),
    "plan_unmarked": (
        "这一行没有勾选任何方案。请在要参加的方案下填“√”或份数，或删去这一行。",
        "No plan is ticked in this row. Put √ or a number of shares under one, or remove the row.",
    ),
    "group_unclear": (
        "群体“{stated}”不在登记的群体之内，可填：{known}。",
        "The group “{stated}” is not one of: {known}.",
    ),
    "group_not_meant": (
        "赠送项目只面向：{known}；这里是“{stated}”。请从名册中删去，或核对群体。",
        "The gift programme is for: {known}; this row says “{stated}”. Remove it or check it.",
    ),
    "other_gift": (
        "赠送项目号“{stated}”不是所选项目“{ref}”。请核对。",
        "The gift programme “{stated}” is not the one chosen, “{ref}”. Check it.",
    ),
    "phone_of_many": (
        "这个手机号在名册里已用于 {count} 人（最早在第 {first} 行）。"
        "请填本人手机号，否则本人收不到通知。",
        "This phone number stands for {count} people (first in row {first}). Write each one's own.",
    ),
    "account_of_others": (
        "这个银行账号与第 {first} 行相同，但不是同一个人。互助金只能付给本人，请核对。",
        "The same account as in row {first}, of somebody else. Benefits are paid to the member"
        " alone: check it.",
    ),
    "bank_contradicts": (
        "卡号开头是{card}的卡，开户行填的是“{stated}”。请核对，以免互助金被退回。",
        "The number is of a card of {card}, the bank given is “{stated}”. Check, or a benefit will"
        " bounce.",
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
    "amount_unclear": (
        "“{stated}”不是一个金额。请按元填写，例如 60 或 60.00。",
        "“{stated}” is not an amount. Write yuan, such as 60 or 60.00.",
    ),
    "parts_differ": (
        "各方出资合计 {sum} 元，应为 {fee} 元。请核对单位、工会、个人三项出资。",
        "The parts paid add up to ¥{sum} and should be ¥{fee}. Check who pays what.",
    ),
}


def finding(code: str, row_no: int, column: str, /, sheet: str = "", **values: object) -> Finding:
    zh, en = TEXTS[code]
    return Finding(code, row_no, column, zh.format(**values), en.format(**values), sheet)
