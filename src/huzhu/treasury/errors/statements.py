"""Refusals of bank statements, of allocating their lines, and of giving money back."""

from huzhu.kernel.errors import Refusal


class StatementUnreadable(Refusal):
    code = "statement_unreadable"
    zh = "对账单文件“{name}”打不开，可能已损坏或有密码：{why}。"
    en = "The statement “{name}” cannot be opened; damaged or with a password: {why}."
    remedy_zh = "请从网银重新下载，或另存为 .xlsx / .csv 后再上传。"
    remedy_en = "Download it again from the bank, or save it as .xlsx or .csv."


class StatementTooLarge(Refusal):
    code = "statement_too_large"
    zh = "对账单文件“{name}”展开后超过上限（{limit}），没有读取。"
    en = "The statement “{name}” unpacks past the limit ({limit}) and was not read."
    remedy_zh = "请按较短的日期范围分次下载后上传。"
    remedy_en = "Download shorter periods and upload them one by one."


class NoStatementSheet(Refusal):
    code = "no_statement_sheet"
    zh = (
        "文件“{name}”里没有找到对账单：工作表 {sheets} 的前 {depth} 行都没有"
        "“交易日期”和“贷方金额”（或“收入”“交易金额”）两列。"
    )
    en = (
        "“{name}” holds no statement: none of its sheets ({sheets}) has the columns “交易日期”"
        " (date) and “贷方金额” (credit) in its first {depth} rows."
    )
    remedy_zh = "请确认选择的是银行流水或对账单；表头请保留银行导出时的名称。"
    remedy_en = "Make sure that it is the bank's statement, with the headings as they were."


class StatementColumnMissing(Refusal):
    code = "statement_column_missing"
    zh = "工作表“{sheet}”第 {row} 行是表头，但没有“{missing}”列；找到的列有：{found}。"
    en = "Row {row} of sheet “{sheet}” is the header, without a column “{missing}”; found: {found}."
    remedy_zh = "请补上这一列后再上传。"
    remedy_en = "Add the column and upload again."


class StatementCellWrong(Refusal):
    code = "statement_cell_wrong"
    zh = (
        "工作表“{sheet}”单元格 {cell}（第 {row} 行“{column}”）的值“{value}”无法识别，"
        "整个文件没有导入。"
    )
    en = (
        "Sheet “{sheet}”, cell {cell} (row {row}, “{column}”): “{value}” cannot be read;"
        " nothing was imported."
    )
    remedy_zh = "日期如 2026-03-05，金额以元为单位、最多两位小数；同一行不能既有收入又有支出。"
    remedy_en = (
        "Dates such as 2026-03-05, yuan with two decimals; a row is money in or out, not both."
    )


class StatementEmpty(Refusal):
    code = "statement_empty"
    zh = "工作表“{sheet}”里没有收入（跳过了 {debits} 笔支出），没有可导入的内容。"
    en = "Sheet “{sheet}” holds no money that came ({debits} payments out were skipped)."
    remedy_zh = "请检查日期范围，或是否选错了文件。"
    remedy_en = "Check the period, and that it is the right file."


class StatementOfAnotherAccount(Refusal):
    code = "statement_of_another_account"
    zh = "对账单属于账号 …{found}，而选择的收款账户是 …{chosen}，没有导入。"
    en = "The statement is of the account …{found}, and …{chosen} was chosen; nothing was imported."
    remedy_zh = "请选择对应的收款账户。"
    remedy_en = "Choose the account that it belongs to."


class StatementDuplicate(Refusal):
    code = "statement_duplicate"
    zh = (
        "工作表“{sheet}”第 {row} 行（{amount} 元）的流水号 {reference} "
        "在第 {first_row} 行已出现过，整个文件没有导入。"
    )
    en = (
        "Sheet “{sheet}”, row {row} (¥{amount}): the reference {reference} stands in row"
        " {first_row} already; nothing was imported."
    )
    remedy_zh = "请向银行核实，同一流水号只保留一行。"
    remedy_en = "Ask the bank, and keep one row of a reference."


class StatementLineDiffers(Refusal):
    code = "statement_line_differs"
    zh = (
        "第 {row} 行流水号 {reference} 此前已导入为 {known_on} 的 {known} 元，"
        "这次是 {received_on} 的 {amount} 元，整个文件没有导入。"
    )
    en = (
        "Row {row}: the reference {reference} was imported as ¥{known} on {known_on} and is now"
        " ¥{amount} on {received_on}; nothing was imported."
    )
    remedy_zh = "请向银行核实这笔流水。"
    remedy_en = "Ask the bank about this line."


class StatementInFuture(Refusal):
    code = "statement_in_future"
    zh = "第 {row} 行的交易日期 {received_on} 晚于今天 {today}，整个文件没有导入。"
    en = "Row {row} is dated {received_on}, after today, {today}; nothing was imported."
    remedy_zh = "请核对日期列。"
    remedy_en = "Check the column of dates."


class StatementImportedForAnother(Refusal):
    code = "statement_imported_for_another"
    zh = "同样内容的对账单已作为 {ref} 导入到账户 …{other}，不能再导入到 …{chosen}。"
    en = "The same file was imported as {ref} for the account …{other}, not …{chosen}."
    remedy_zh = "请选择本账户的对账单文件。"
    remedy_en = "Choose the file of this account."


class ReceiptsExceedLine(Refusal):
    code = "receipts_exceed_line"
    zh = (
        "第 {row} 行流水号 {reference} 为 {amount} 元，但此前凭回单登记了 {recorded} 元，"
        "整个文件没有导入。"
    )
    en = (
        "Row {row}: the reference {reference} is ¥{amount}, and ¥{recorded} was recorded from slips"
        " before; nothing was imported."
    )
    remedy_zh = "请先撤销登记有误的收款，再导入对账单。"
    remedy_en = "Undo the receipt that is wrong, then import the statement."


class AccountOpenAlready(Refusal):
    code = "account_open_already"
    zh = "账号 …{tail} 已是在用的收款账户。"
    en = "The account …{tail} is in use for contributions already."
    remedy_zh = "请先停用原来的登记，或核对账号。"
    remedy_en = "Close the one that stands, or check the number."


class AccountClosed(Refusal):
    code = "account_closed"
    zh = "收款账户 …{tail} 已于 {ends_before} 停用。"
    en = "The account …{tail} was closed on {ends_before}."
    remedy_zh = "请选择在用的收款账户。"
    remedy_en = "Choose one that is in use."


class NoCollectionAccount(Refusal):
    code = "no_collection_account"
    zh = "“{place}”及其上级还没有登记收款账户，不能开具缴费通知书。"
    en = "No account for contributions is registered at “{place}” or above it."
    remedy_zh = "请财务人员先登记收款账户。"
    remedy_en = "Ask a finance officer to register one."


class LineTooSmall(Refusal):
    code = "line_too_small"
    zh = "到账 {line} 共 {line_amount} 元，未分配的只有 {left} 元，不够分配 {amount} 元，没有改动。"
    en = "{line} is ¥{line_amount} with ¥{left} left: ¥{amount} is too much; nothing changed."
    remedy_zh = "可能有同事刚刚分配了这笔到账，请刷新后再办理。"
    remedy_en = "Somebody else may have allocated it just now: reload the page."


class LineOutsidePlace(Refusal):
    code = "line_outside_place"
    zh = "到账 {line} 的账户不属于应收 {due} 的上级，不能分配给它。"
    en = "The account of {line} does not stand above {due}: it cannot be allocated to it."
    remedy_zh = "请选择该账户管辖内的应收款。"
    remedy_en = "Choose a due within the account's place."


class AllocatedAlready(Refusal):
    code = "allocated_already"
    zh = "到账 {line} 已有一笔分配给应收 {due}，不能再分配一次。"
    en = "{line} has been allocated to {due} already."
    remedy_zh = "如金额不对，请先撤销原来的分配，再按正确金额分配。"
    remedy_en = "If the amount is wrong, undo it first and allocate the right one."


class NothingToAllocate(Refusal):
    code = "nothing_to_allocate"
    zh = "没有要分配的金额。"
    en = "There is nothing to allocate."
    remedy_zh = "请至少填写一笔应收的分配金额。"
    remedy_en = "Write an amount for at least one due."


class NothingCertain(Refusal):
    code = "nothing_certain"
    zh = "目前没有可以一次全部接受的精确匹配。"
    en = "No exact match can be accepted at once now."
    remedy_zh = "请逐笔核对其余的建议，或手工分配。"
    remedy_en = "Look at the other proposals one by one, or allocate by hand."


class UndoneAlready(Refusal):
    code = "undone_already"
    zh = "收款 {receipt} 已经撤销过，或本身就是一笔撤销。"
    en = "The receipt {receipt} has been undone already, or undoes another."
    remedy_zh = "请刷新页面查看。"
    remedy_en = "Reload the page."


class UndoNeedsReason(Refusal):
    code = "undo_needs_reason"
    zh = "撤销收款 {receipt} 须写明原因。"
    en = "Undoing {receipt} needs a reason."
    remedy_zh = "请填写原因。"
    remedy_en = "Write the reason."


class PeriodClosed(Refusal):
    code = "period_closed"
    zh = "收款 {receipt} 于 {received_on} 到账，{year} 年度的账已结，不能再撤销。"
    en = "{receipt} came on {received_on}, and the books of {year} are closed: it cannot be undone."
    remedy_zh = "请由财务在本年度另行更正。"
    remedy_en = "Let finance correct it in this year's books."


class RefundTooMuch(Refusal):
    code = "refund_too_much"
    zh = (
        "到账 {line} 共 {line_amount} 元，已分配 {allocated} 元，已申请退回 {refunded} 元，"
        "最多可退 {left} 元；{amount} 元不能退。"
    )
    en = (
        "{line} is ¥{line_amount}, ¥{allocated} of it allocated and ¥{refunded} on its way back:"
        " at most ¥{left} may be refunded, not ¥{amount}."
    )
    remedy_zh = "只能退还多缴的部分；已分配的会费不退，确属错配的请先撤销分配。"
    remedy_en = "Only over-paid money goes back; undo an allocation first if it was wrong."


class RefundNeedsReason(Refusal):
    code = "refund_needs_reason"
    zh = "退款须写明原因，并附至少一份凭证。"
    en = "A refund needs a reason and at least one paper as evidence."
    remedy_zh = "请填写原因，上传单位的退款申请或银行回单。"
    remedy_en = "Write the reason, and give the unit's request or the bank slip."


class RejectionNeedsReason(Refusal):
    code = "rejection_needs_reason"
    zh = "不同意退款 {ref} 须写明原因。"
    en = "Rejecting the refund {ref} needs a reason."
    remedy_zh = "请填写原因。"
    remedy_en = "Write the reason."


class ApproverIsRequester(Refusal):
    code = "approver_is_requester"
    zh = "退款 {ref} 是您本人申请的，不能由您审批（同一人的其他账号也不行）。"
    en = "You asked for the refund {ref}: you cannot decide it, not under another account either."
    remedy_zh = "请由另一位财务人员或主任审批。"
    remedy_en = "Another finance officer or the director must decide it."


class WrongRefundState(Refusal):
    code = "wrong_refund_state"
    zh = "退款 {ref} 当前是“{state}”，不能{act_zh}。"
    en = "The refund {ref} is in the state “{state}”: it cannot be {act_en}."
    remedy_zh = "请刷新页面查看最新状态。"
    remedy_en = "Reload the page to see where it stands."


class RefundNotReissued(Refusal):
    code = "refund_not_reissued"
    zh = "付款指令 {ref} 是退款，被银行退回后不能直接重新付款。"
    en = "The instruction {ref} is a refund: one that the bank returned is not issued again."
    remedy_zh = "款项已回到原到账记录，请重新申请退款。"
    remedy_en = "Its money is back on the line: ask for a new refund."
