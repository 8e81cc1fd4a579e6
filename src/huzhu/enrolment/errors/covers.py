"""Refusals of enrolments and covers."""

from huzhu.kernel.errors import Refusal


class UnfitToEnrol(Refusal):
    code = "unfit_to_enrol"
    zh = "有 {people} 人不符合参保条件，例如：{example}"
    en = "{people} people do not fulfil the conditions, for example: {example_en}"
    remedy_zh = "请改正后再办理。"
    remedy_en = "Mend them and try again."


class CoverNotActive(Refusal):
    code = "cover_not_active"
    zh = "保障 {ref} 当前不是有效状态，不能终止。"
    en = "Cover {ref} is not active: it cannot be ended."
    remedy_zh = "请查看该保障的记录。"
    remedy_en = "Look at the cover's record."


class WrongEnrolmentState(Refusal):
    code = "wrong_enrolment_state"
    zh = "参保 {ref} 当前状态是“{state}”，不能{act_zh}。"
    en = "Enrolment {ref} is in the state “{state}”: it cannot be {act_en}."
    remedy_zh = "请刷新页面查看最新状态；已缴费的，应先由财务撤销到账登记。"
    remedy_en = "Reload the page; if it was paid for, finance must undo the receipts first."


class EnrolmentBegun(Refusal):
    code = "enrolment_begun"
    zh = "参保 {ref} 的保障已于 {day} 开始，不能撤回。"
    en = "The covers of enrolment {ref} began on {day}: it cannot be withdrawn."
    remedy_zh = "保障开始后不退保；多缴的会费可以申请退款。"
    remedy_en = "Nobody leaves once covers have begun; what was paid too much can be refunded."


class WithdrawalWithoutReason(Refusal):
    code = "withdrawal_without_reason"
    zh = "撤回参保 {ref} 需要写明原因。"
    en = "Say why enrolment {ref} is withdrawn."
    remedy_zh = "请填写原因后再提交。"
    remedy_en = "Write the reason and send it again."


class BudgetsPaidFor(Refusal):
    code = "budgets_paid_for"
    zh = "参保 {ref} 已由专项资金出资 {amount} 元，不能撤回。"
    en = "Budgets have paid ¥{amount} of enrolment {ref}: it cannot be withdrawn."
    remedy_zh = "请与资金管理人员联系，先冲回出资。"
    remedy_en = "Ask those who keep the budgets to take the money back first."
