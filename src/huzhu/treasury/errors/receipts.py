"""Refusals of money that is due and of money that came."""

from huzhu.kernel.errors import Refusal


class ExpectedDiffers(Refusal):
    code = "expected_differs"
    zh = "{owner} 已登记应收 {recorded} 元，与这次的 {asked} 元不同，没有改动。"
    en = "{owner} is registered with ¥{recorded} due, not ¥{asked}; nothing was changed."
    remedy_zh = "请核对参保金额。"
    remedy_en = "Check the amount of the enrolment."


class ReceiptStands(Refusal):
    code = "receipt_stands"
    zh = "{owner} 的应收款 {ref} 已到账 {received} 元，不能取消。"
    en = "¥{received} has come for {owner} ({ref}): it cannot be cancelled."
    remedy_zh = "请财务先撤销已登记的到账，款项退回单位或登记到其他应收款。"
    remedy_en = "Have finance undo the receipts first; refund the money or book it elsewhere."


class AmountNotPositive(Refusal):
    code = "amount_not_positive"
    zh = "金额 {amount} 元应大于零。"
    en = "The amount ¥{amount} must be above nought."
    remedy_zh = "请核对金额。"
    remedy_en = "Check the amount."


class ReceiptTooMuch(Refusal):
    code = "receipt_too_much"
    zh = (
        "应收 {due} 元，已收 {received} 元，还差 {left} 元；"
        "这笔 {amount} 元超出 {over} 元，没有登记。"
    )
    en = (
        "Due ¥{due}, received ¥{received}, outstanding ¥{left}: ¥{amount} is ¥{over} too much and"
        " was not recorded."
    )
    remedy_zh = "请核对回单金额；多缴部分请退回单位，或登记到它所属的应收款。"
    remedy_en = "Check the slip; return the surplus, or record it under the receipt it belongs to."


class BankReferenceUsed(Refusal):
    code = "bank_reference_used"
    zh = "银行流水号 {reference} 已登记过一笔收款，不能重复登记。"
    en = "The bank reference {reference} has been recorded with another receipt."
    remedy_zh = "请核对流水号；同一笔到账只登记一次。"
    remedy_en = "Check the number; money that came once is recorded once."


class BankReferenceMissing(Refusal):
    code = "bank_reference_missing"
    zh = "没有填写银行流水号。"
    en = "The bank reference is missing."
    remedy_zh = "请按银行回单填写流水号。"
    remedy_en = "Copy it from the bank slip."


class ReceivedInFuture(Refusal):
    code = "received_in_future"
    zh = "到账日期 {received_on} 晚于今天 {today}。"
    en = "The money is said to have come on {received_on}, after today, {today}."
    remedy_zh = "请核对到账日期。"
    remedy_en = "Check the date."


class OnStatement(Refusal):
    code = "on_statement"
    zh = "银行流水号 {reference} 在已导入的对账单上，不能再凭回单登记。"
    en = (
        "The reference {reference} stands on an imported statement: it is not recorded from a slip."
    )
    remedy_zh = "请到“到账匹配”把这笔到账分配给应收款。"
    remedy_en = "Allocate the line under “Matching” instead."


class InstalmentsWrong(Refusal):
    code = "instalments_wrong"
    zh = (
        "分期 {count} 笔合计 {total} 元，应为 2 至 {most} 笔、日期先后有序、合计等于应收 {due} 元。"
    )
    en = (
        "{count} instalments come to ¥{total}: there must be 2 to {most} on rising days, adding up"
        " to the ¥{due} due."
    )
    remedy_zh = "请核对每期的日期和金额。"
    remedy_en = "Check the day and the amount of each."


class NothingOutstanding(Refusal):
    code = "nothing_outstanding"
    zh = "应收 {ref} 已全部到账，不需要缴费通知书或分期。"
    en = "All of {ref} has been received: there is nothing to invoice or to pay in parts."
    remedy_zh = "请选择未缴清的应收款。"
    remedy_en = "Choose dues with something outstanding."


class UnitsDiffer(Refusal):
    code = "units_differ"
    zh = "所选 {count} 笔应收属于不同的单位。"
    en = "The {count} dues chosen belong to different units."
    remedy_zh = "请按单位分别办理。"
    remedy_en = "Do it unit by unit."


class NoDueChosen(Refusal):
    code = "no_due_chosen"
    zh = "没有选择应收款。"
    en = "No due was chosen."
    remedy_zh = "请至少选择一笔。"
    remedy_en = "Choose at least one."


class SlipInFuture(Refusal):
    code = "slip_in_future"
    zh = "回单上的付款日期 {paid_on} 晚于今天 {today}。"
    en = "The slip says {paid_on}, after today, {today}."
    remedy_zh = "请核对日期。"
    remedy_en = "Check the date."
