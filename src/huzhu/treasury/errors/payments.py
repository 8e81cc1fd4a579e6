"""Refusals of payments, batches and what the bank says of them."""

from huzhu.kernel.errors import Refusal


class BadPayoutAccount(Refusal):
    code = "bad_payout_account"
    zh = "收款账号“{masked}”应为8至32位数字。"
    en = "The account number “{masked}” should have 8 to 32 digits."
    remedy_zh = "请对照银行卡逐位核对。"
    remedy_en = "Compare every digit with the card."


class BadPayee(Refusal):
    code = "bad_payee"
    zh = "{what_zh}“{value}”是空的，或含有不能写入银行文件的字符。"
    en = "The {what_en} “{value}” is empty or holds signs that a bank file cannot carry."
    remedy_zh = "请填写户名或开户行全称，不要以 = + - @ 开头。"
    remedy_en = "Write the full name; it must not begin with = + - or @."


class LinesWrong(Refusal):
    code = "lines_wrong"
    zh = "{owner} 的给付明细合计 {total} 元，没有可支付的金额，或有负数。"
    en = "The lines of {owner} come to ¥{total}: nothing to pay, or one is negative."
    remedy_zh = "请重新核算后再付款。"
    remedy_en = "Adjudicate again before paying."


class AlreadyInstructed(Refusal):
    code = "already_instructed"
    zh = "{owner} 已有付款指令 {ref}，不能再开一笔。"
    en = "{owner} has the payment instruction {ref} already."
    remedy_zh = "如该笔被银行退回，请用“重新付款”。"
    remedy_en = "If the bank returned it, issue it again instead."


class NotFailed(Refusal):
    code = "not_failed"
    zh = "付款指令 {ref} 当前是“{state}”，只有被银行退回的才能重新付款。"
    en = "The instruction {ref} is in the state “{state}”; only a returned one is issued again."
    remedy_zh = "请刷新页面查看最新状态。"
    remedy_en = "Reload the page to see where it stands."


class NothingToBatch(Refusal):
    code = "nothing_to_batch"
    zh = "没有选择付款指令。"
    en = "No payment instruction was chosen."
    remedy_zh = "请至少选择一笔待付款的指令。"
    remedy_en = "Choose at least one that is waiting."


class NotWaiting(Refusal):
    code = "not_waiting"
    zh = "付款指令 {ref} 当前是“{state}”，不能放入批次，没有建立批次。"
    en = "The instruction {ref} is in the state “{state}” and cannot be batched; no batch was made."
    remedy_zh = "请刷新页面后重新选择。"
    remedy_en = "Reload the page and choose again."


class BooksDiffer(Refusal):
    code = "books_differ"
    zh = "所选 {count} 笔付款指令分属不同的账簿，不能放入同一批次。"
    en = "The {count} instructions chosen belong to different books and cannot share a batch."
    remedy_zh = "请按账簿分别建立批次。"
    remedy_en = "Make a batch for each book."


class WrongBatchState(Refusal):
    code = "wrong_batch_state"
    zh = "批次 {ref} 当前是“{state}”，不能{act_zh}。"
    en = "The batch {ref} is in the state “{state}”: it cannot be {act_en}."
    remedy_zh = "请刷新页面查看最新状态。"
    remedy_en = "Reload the page to see where it stands."


class CheckerIsMaker(Refusal):
    code = "checker_is_maker"
    zh = "批次 {ref} 是您本人制单的，不能由您复核（同一人的其他账号也不行）。"
    en = "You made the batch {ref}: you cannot check it, not under another account either."
    remedy_zh = "请由另一位财务人员复核。"
    remedy_en = "Another finance officer must check it."


class ReleaserNotThird(Refusal):
    code = "releaser_not_third"
    zh = "批次 {ref} 的{step_zh}是您本人，不能由您放行（同一人的其他账号也不行）。"
    en = "You {step_en} the batch {ref}: you cannot release it, not under another account either."
    remedy_zh = "请由第三位财务人员或主任放行。"
    remedy_en = "A third finance officer, or the director, must release it."


class BatchAltered(Refusal):
    code = "batch_altered"
    zh = "批次 {ref} 记录 {count} 笔 {total} 元，实际 {found_count} 笔 {found_total} 元，没有继续。"
    en = (
        "The batch {ref} says {count} instructions of ¥{total}, and holds {found_count} of"
        " ¥{found_total}; stopped."
    )
    remedy_zh = "请停止付款并联系系统管理员。"
    remedy_en = "Stop the payment and call the system administrator."


class BankFileAltered(Refusal):
    code = "bank_file_altered"
    zh = "批次 {ref} 的付款内容与上次导出的文件不一致，没有导出。"
    en = "What batch {ref} pays differs from the file exported before; nothing was exported."
    remedy_zh = "请停止付款并联系系统管理员。"
    remedy_en = "Stop the payment and call the system administrator."


class FormatUnknown(Refusal):
    code = "format_unknown"
    zh = "银行文件没有“{fmt}”这种格式。"
    en = "A bank file has no format “{fmt}”."
    remedy_zh = "请选择 csv 或 xlsx。"
    remedy_en = "Choose csv or xlsx."


class ReturnUnreadable(Refusal):
    code = "return_unreadable"
    zh = "回单文件“{name}”打不开，可能已损坏或有密码：{why}。"
    en = "The return file “{name}” cannot be opened; damaged or with a password: {why}."
    remedy_zh = "请从网银重新下载，或另存为 .xlsx / .csv 后再上传。"
    remedy_en = "Download it again from the bank, or save it as .xlsx or .csv."


class ReturnTooLarge(Refusal):
    code = "return_too_large"
    zh = "回单文件“{name}”展开后超过上限（{limit}），没有读取。"
    en = "The return file “{name}” unpacks past the limit ({limit}) and was not read."
    remedy_zh = "请只保留回单工作表后再上传。"
    remedy_en = "Keep the sheet with the results only and upload again."


class NoReturnSheet(Refusal):
    code = "no_return_sheet"
    zh = "文件“{name}”里没有找到回单：工作表 {sheets} 的前 {depth} 行都没有“指令编号”和“结果”两列。"
    en = (
        "“{name}” holds no bank return: none of its sheets ({sheets}) has the columns “指令编号”"
        " (instruction) and “结果” (result) in its first {depth} rows."
    )
    remedy_zh = "请确认选择的是银行回单，而不是付款文件或其他表格。"
    remedy_en = "Make sure that it is the bank's return, not the payment file or another table."


class ReturnColumnMissing(Refusal):
    code = "return_column_missing"
    zh = "工作表“{sheet}”第 {row} 行是表头，但没有“{missing}”列；找到的列有：{found}。"
    en = "Row {row} of sheet “{sheet}” is the header, without a column “{missing}”; found: {found}."
    remedy_zh = "请补上这一列后再上传。"
    remedy_en = "Add the column and upload again."


class ReturnHasNoLines(Refusal):
    code = "return_has_no_lines"
    zh = "工作表“{sheet}”的表头以下没有付款结果。"
    en = "Sheet “{sheet}” lists no payment below its header."
    remedy_zh = "请检查是否选错了文件。"
    remedy_en = "Check that it is the right file."


class ReturnCellWrong(Refusal):
    code = "return_cell_wrong"
    zh = "第 {row} 行“{column}”的值“{value}”无法识别，整个文件没有导入。"
    en = "Row {row}: “{value}” under “{column}” cannot be read; nothing was imported."
    remedy_zh = "结果请写“成功”或“失败”，金额以元为单位，日期如 2026-03-05。"
    remedy_en = "Results are 成功 or 失败, amounts in yuan, dates such as 2026-03-05."


class ReturnReasonMissing(Refusal):
    code = "return_reason_missing"
    zh = "第 {row} 行 {ref} 失败，但没有写明原因，整个文件没有导入。"
    en = "Row {row}: {ref} failed and no reason is given; nothing was imported."
    remedy_zh = "请按银行的说明补上原因。"
    remedy_en = "Add the bank's reason."


class ReturnDuplicate(Refusal):
    code = "return_duplicate"
    zh = "第 {row} 行的付款指令 {ref} 在第 {first_row} 行已出现过，整个文件没有导入。"
    en = "Row {row}: {ref} stands in row {first_row} already; nothing was imported."
    remedy_zh = "请向银行核实这一笔的结果，只保留一行。"
    remedy_en = "Ask the bank what became of it and keep one row."


class ReturnUnknownInstruction(Refusal):
    code = "return_unknown_instruction"
    zh = "第 {row} 行的指令编号“{ref}”不存在，整个文件没有导入。"
    en = "Row {row}: there is no instruction “{ref}”; nothing was imported."
    remedy_zh = "请核对编号，或确认回单属于本机构。"
    remedy_en = "Check the number, and that the file belongs to this office."


class ReturnOfAnotherBatch(Refusal):
    code = "return_of_another_batch"
    zh = "第 {row} 行的付款指令 {ref} 属于批次 {other}，不属于 {batch}，整个文件没有导入。"
    en = "Row {row}: {ref} belongs to the batch {other}, not {batch}; nothing was imported."
    remedy_zh = "请打开它所属的批次再导入。"
    remedy_en = "Open the batch that it belongs to and import it there."


class ReturnImportedElsewhere(Refusal):
    code = "return_imported_elsewhere"
    zh = "同样内容的回单文件已导入过，属于批次 {other}，不属于 {batch}。"
    en = "The same file was imported for the batch {other}, not {batch}."
    remedy_zh = "请选择本批次的回单文件。"
    remedy_en = "Choose the file that belongs to this batch."


class ReturnAmountDiffers(Refusal):
    code = "return_amount_differs"
    zh = "第 {row} 行 {ref} 的金额是 {amount} 元，指令是 {expected} 元，整个文件没有导入。"
    en = "Row {row}: {ref} is ¥{amount} in the file and ¥{expected} here; nothing was imported."
    remedy_zh = "请向银行核实实际支付金额。"
    remedy_en = "Ask the bank what was paid."


class ReturnDateImplausible(Refusal):
    code = "return_date_implausible"
    zh = "第 {row} 行 {ref} 的日期 {day} 早于放行日 {released_on} 或晚于今天 {today}，没有导入。"
    en = (
        "Row {row}: {ref} is dated {day}, before the release on {released_on} or after today,"
        " {today}; nothing was imported."
    )
    remedy_zh = "请核对入账日期。"
    remedy_en = "Check the date."


class ReturnLineMissing(Refusal):
    code = "return_line_missing"
    zh = "回单缺少 {count} 笔付款指令的结果，例如 {ref}，整个文件没有导入。"
    en = "The file lacks {count} instructions of the batch, such as {ref}; nothing was imported."
    remedy_zh = "请等银行处理完毕后下载完整的回单。"
    remedy_en = "Wait until the bank has finished and download the whole return."


class ReturnOutcomeDiffers(Refusal):
    code = "return_outcome_differs"
    zh = "第 {row} 行 {ref} 的结果是“{outcome}”，但此前已记为“{recorded}”，整个文件没有导入。"
    en = "Row {row}: {ref} is “{outcome}” and was recorded as “{recorded}”; nothing was imported."
    remedy_zh = "请向银行核实；已入账的结果不能用回单文件更改。"
    remedy_en = "Ask the bank; a recorded result is not changed by a return file."
