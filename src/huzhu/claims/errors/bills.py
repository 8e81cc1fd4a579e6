"""Refusals of papers that were read, and of bills used before."""

from huzhu.kernel.errors import Refusal


class BillUsedBefore(Refusal):
    """Of a claim outside the officer's sight nothing is told but that there is one."""

    code = "bill_used_before"
    zh = "票据号码 {number} 已经用于{where_zh}，没有确认。"
    en = "Bill number {number} was used for {where_en} before; nothing was confirmed."
    remedy_zh = "请对照票据原件核对代码和号码；一张票据只能申请一次。"
    remedy_en = "Compare code and number with the bill itself; a bill can be claimed for once."


class BillNumberUnreadable(Refusal):
    code = "bill_number_unreadable"
    zh = "“{typed}”不像票据号码或票据代码。"
    en = "“{typed}” is no number or code of a bill."
    remedy_zh = "请填写票据上印刷的数字，可带两位字母；没有代码的票据请留空。"
    remedy_en = "Type the digits as printed, with up to two letters; leave the code empty if none."


class FieldUnreadable(Refusal):
    code = "field_unreadable"
    zh = "“{label_zh}”填写的“{typed}”无法识别，没有确认。"
    en = "“{typed}” cannot be read as {label_en}; nothing was confirmed."
    remedy_zh = "金额请写成 1234.56，日期请写成 2025-06-10；票据上没有的项目请留空。"
    remedy_en = "Write amounts as 1234.56 and days as 2025-06-10; leave empty what is not printed."


class NotReadYet(Refusal):
    code = "not_read_yet"
    zh = "这份材料{state}，没有可确认的内容。"
    en = "There is nothing to confirm of this paper: {state}."
    remedy_zh = "请稍候刷新；识别不出的材料请在申请中手工填写，不影响提交。"
    remedy_en = "Reload in a moment; what cannot be read is typed on the claim as ever."
