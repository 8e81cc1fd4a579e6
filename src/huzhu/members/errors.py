"""Refusals about people."""

from huzhu.kernel.errors import Refusal


class BadAccountNumber(Refusal):
    code = "bad_account_number"
    zh = "银行账号“{masked}”应为8至32位数字。"
    en = "The bank account number “{masked}” should have 8 to 32 digits."
    remedy_zh = "请对照银行卡逐位核对。"
    remedy_en = "Compare every digit with the card."


class BankNotNamed(Refusal):
    code = "bank_not_named"
    zh = "没有填写开户银行。"
    en = "The bank is not named."
    remedy_zh = "请填写开户银行全称，例如“中国建设银行铜川分行”。"
    remedy_en = "Write the bank's full name."


class ImplausibleName(Refusal):
    code = "implausible_name"
    zh = "“{name}”不像一个姓名。"
    en = "“{name}” does not look like a person's name."
    remedy_zh = "请只填写姓名本身，不含数字、括号或其他符号。"
    remedy_en = "Write the name alone, without digits or other signs."
