"""Refusals of budgets, of the rules of who pays, and of dues."""

from huzhu.kernel.errors import Refusal


class BudgetExhausted(Refusal):
    code = "budget_exhausted"
    zh = "预算“{budget}”（{ref}）还剩 {left} 元，需要 {needed} 元，没有办理。"
    en = "Budget “{budget}” ({ref}) has {left} yuan left and {needed} are needed; nothing was done."
    remedy_zh = "请由上级工会追加或划拨，或减少人数后再办理。"
    remedy_en = "Have the union above add to it or allocate more, or take fewer people."


class BudgetAmountNotPositive(Refusal):
    code = "budget_amount_not_positive"
    zh = "金额应大于零，填写的是 {amount} 元。"
    en = "The amount must be above nought; {amount} yuan was given."
    remedy_zh = "请填写大于零的金额。"
    remedy_en = "Give an amount above nought."


class BudgetNotOpen(Refusal):
    code = "budget_not_open"
    zh = "预算“{budget}”（{ref}）当前是“{state}”，不能这样办理。"
    en = "Budget “{budget}” ({ref}) is “{state}”: this cannot be done with it."
    remedy_zh = "请先由另一人批准，或另建预算。"
    remedy_en = "Have a second person approve it first, or make another one."


class BudgetPeriodWrong(Refusal):
    code = "budget_period_wrong"
    zh = "预算的起止日期不对：{starts_on} 至 {ends_before}。"
    en = "The budget's days are out of order: from {starts_on} to before {ends_before}."
    remedy_zh = "截止日应晚于起始日。"
    remedy_en = "The end must come after the beginning."


class BudgetNotBelow(Refusal):
    code = "budget_not_below"
    zh = "“{place}”不在预算单位“{holder}”之下，不能把预算划拨给它。"
    en = "“{place}” does not lie below “{holder}”: the budget cannot be allocated to it."
    remedy_zh = "请选择下级工会。"
    remedy_en = "Choose a union below."


class BudgetNotOnTop(Refusal):
    code = "budget_not_on_top"
    zh = "预算“{budget}”（{ref}）是上级划拨的，只能划拨或退回，不能直接这样办理。"
    en = (
        "Budget “{budget}” ({ref}) was allocated from above: only allocating and returning move it."
    )
    remedy_zh = "请由上级预算办理，再划拨下来。"
    remedy_en = "Do this with the budget at the top and allocate from there."


class OrderPending(Refusal):
    code = "order_pending"
    zh = "预算“{budget}”已有一项金额等待批准。"
    en = "An amount for budget “{budget}” is waiting to be approved already."
    remedy_zh = "请先批准或退回那一项。"
    remedy_en = "Approve or refuse that one first."


class NoOrderPending(Refusal):
    code = "no_order_pending"
    zh = "预算“{budget}”没有等待批准的金额。"
    en = "No amount for budget “{budget}” is waiting to be approved."
    remedy_zh = "请刷新页面查看最新状态。"
    remedy_en = "Reload the page to see where it stands."


class OrderOfOnesOwn(Refusal):
    code = "order_of_ones_own"
    zh = "这项金额是您本人提出的，须由另一人批准。"
    en = "You asked for this amount yourself: somebody else must approve it."
    remedy_zh = "请由另一位财务人员或主任批准。"
    remedy_en = "Have another finance officer or the director do it."


class ReasonNeeded(Refusal):
    code = "reason_needed"
    zh = "请写明原因。"
    en = "Say why."
    remedy_zh = "原因会留在预算的流水里。"
    remedy_en = "The reason is kept with the budget's journal."


class RuleAmountWrong(Refusal):
    code = "rule_amount_wrong"
    zh = "出资规则的数额不对：{what}。"
    en = "The rule's amount is wrong: {what_en}."
    remedy_zh = "按份或按人的填大于零的金额；按比例的填大于 0、不超过 100 的百分数；余额不填。"
    remedy_en = "A sum above nought, a percentage above 0 up to 100, or nothing for the rest."


class RuleBudgetUnfit(Refusal):
    code = "rule_budget_unfit"
    zh = "预算“{budget}”（{ref}）不能用于这条规则：{why}。"
    en = "Budget “{budget}” ({ref}) does not fit the rule: {why_en}."
    remedy_zh = "请选择来源、方案、人员类别相符，且由本单位或上级设立的预算。"
    remedy_en = "Choose one of the same source, plan and class, held here or above."


class RuleBudgetsDiffer(Refusal):
    code = "rule_budgets_differ"
    zh = "“{source}”在本单位这一方案下已由预算 {ref} 出资，同一来源不能用两个预算。"
    en = "“{source}” is already paid from budget {ref} here: a source has one budget."
    remedy_zh = "请用同一个预算，或先结束原来的规则。"
    remedy_en = "Use the same budget, or end the other rule first."


class RuleBudgetNeeded(Refusal):
    code = "rule_budget_needed"
    zh = "“{source}”出资须指定预算。"
    en = "“{source}” needs a budget to pay from."
    remedy_zh = "请先建立预算，再在规则里选择它。"
    remedy_en = "Make the budget first and name it in the rule."


class RuleEnded(Refusal):
    code = "rule_ended"
    zh = "规则 {ref} 已于 {on} 结束。"
    en = "Rule {ref} ended on {on}."
    remedy_zh = "如需变更，请新增一条规则。"
    remedy_en = "Make a new rule instead."
