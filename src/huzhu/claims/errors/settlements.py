"""Refusals of settlement lists and of the stays in them."""

from huzhu.kernel.errors import Refusal


class WrongImportState(Refusal):
    code = "wrong_import_state"
    zh = "结算清单当前状态是“{state}”，不能{act_zh}。"
    en = "The settlement list is in the state “{state}”: it cannot be {act_en}."
    remedy_zh = "请刷新页面查看最新状态。"
    remedy_en = "Reload the page to see where it stands."


class WrongStayState(Refusal):
    code = "wrong_stay_state"
    zh = "这次住院当前状态是“{state}”，不能{act_zh}。"
    en = "The stay is in the state “{state}”: it cannot be {act_en}."
    remedy_zh = "请刷新页面查看最新状态。"
    remedy_en = "Reload the page to see where it stands."


class SourceNameMissing(Refusal):
    code = "source_name_missing"
    zh = "没有写明医保经办机构的名称。"
    en = "The bureau has no name."
    remedy_zh = "请填写提供结算清单的医保经办机构，例如“铜川市医疗保障局”。"
    remedy_en = "Name the medical-insurance bureau that gives the lists."


class SourceKnown(Refusal):
    code = "source_known"
    zh = "{place} 已有来源“{name}”。"
    en = "{place} has a source “{name}” already."
    remedy_zh = "请直接在该来源下导入。"
    remedy_en = "Import the list under that source."


class SettlementUnreadable(Refusal):
    code = "settlement_unreadable"
    zh = "文件“{name}”无法读取：{why}"
    en = "The file “{name}” cannot be read: {why}"
    remedy_zh = "请另存为 .xlsx 或 UTF-8/GB18030 编码的 .csv 后重新导入。"
    remedy_en = "Save it as .xlsx, or as .csv in UTF-8 or GB18030, and import it again."


class SettlementTooLarge(Refusal):
    code = "settlement_too_large"
    zh = "文件“{name}”太大：{what}，没有读取。"
    en = "The file “{name}” is too large: {what}; it was not read."
    remedy_zh = "请按月份或统筹区拆分后分别导入。"
    remedy_en = "Split it by month or district and import the parts."


class NoSettlementSheet(Refusal):
    code = "no_settlement_sheet"
    zh = "文件“{name}”的前 {depth} 行里没有找到表头。已读工作表：{sheets}"
    en = "No heading was found in the first {depth} rows of “{name}”. Sheets read: {sheets}"
    remedy_zh = "表头至少要有证件号码、入院日期和医疗费用总额等列。"
    remedy_en = "The heading needs the identity number, the day of admission and the total."


class SettlementColumnMissing(Refusal):
    code = "settlement_column_missing"
    zh = "文件“{name}”缺少列：{missing}。文件里的列有：{found}"
    en = "The file “{name}” lacks columns: {missing}. It has: {found}"
    remedy_zh = "请补上这些列；如果列名变了，请重新对应。"
    remedy_en = "Add these columns, or map them anew if they were renamed."


class MappingIncomplete(Refusal):
    code = "mapping_incomplete"
    zh = "这些项目还没有对应到列：{missing}"
    en = "These items are not mapped to a column: {missing}"
    remedy_zh = "请为每一项选择文件中的一列。"
    remedy_en = "Choose a column of the file for each."


class MappingDoubled(Refusal):
    code = "mapping_doubled"
    zh = "列“{header}”被对应了两次。"
    en = "The column “{header}” is mapped twice."
    remedy_zh = "一列只能对应一个项目。"
    remedy_en = "A column stands for one item only."


class LaneRuleWrong(Refusal):
    code = "lane_rule_wrong"
    zh = "分流规则“{rule}”的值“{value}”不能用。"
    en = "“{value}” is no value for the rule “{rule}”."
    remedy_zh = "天数和金额写不小于 0 的整数；病种写 ICD-10 三位类目，如 C50 或 C00-C97。"
    remedy_en = "Days and yuan are whole and not below 0; diseases are ICD-10 categories (C00-C97)."


class NothingToClaim(Refusal):
    code = "nothing_to_claim"
    zh = "“直接办理”里没有等待办理的住院。"
    en = "The straight lane holds no stay that waits for a claim."
    remedy_zh = "请先处理其他分流，或在信息变化后重新分流。"
    remedy_en = "See to the other lanes, or sort again once something has changed."


class StayHasNoClaim(Refusal):
    code = "stay_has_no_claim"
    zh = "住院 {ref} 不能由程序代为申请：{why_zh}"
    en = "No claim can be made of the stay {ref}: {why_en}"
    remedy_zh = "请由人员核对后处理，或在信息变化后重新分流。"
    remedy_en = "Have an officer look at it, or sort again once something has changed."


class StayClaimedAlready(Refusal):
    code = "stay_claimed_already"
    zh = "申请 {ref} 的这次住院已经申请过，没有重复提交。"
    en = "The stay of claim {ref} has been claimed already; it was not filed twice."
    remedy_zh = "请查看本人同一入院日期的其他申请。"
    remedy_en = "Look at the person's other claim with the same day of admission."
