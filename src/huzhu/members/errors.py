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


class ParentUnnamed(Refusal):
    code = "parent_unnamed"
    zh = "证件号为“{masked}”的父母还没有登记，名册里也没有姓名。"
    en = "The parent with the number “{masked}” has no record, and the list gives no name."
    remedy_zh = "请在名册里填写职工本人的姓名。"
    remedy_en = "Write the worker's name in the list."


class ParentOfOneself(Refusal):
    code = "parent_of_oneself"
    zh = "“{name}”的证件号与其父母的证件号相同。"
    en = "“{name}” has the same document number as the parent."
    remedy_zh = "请分别填写子女和职工本人的证件号。"
    remedy_en = "Write the child's own number and the worker's number."


class RecordedDead(Refusal):
    code = "recorded_dead"
    zh = "名单里有{count}人已登记死亡，例如“{name}”。"
    en = "{count} of these people are recorded as dead, such as “{name}”."
    remedy_zh = "请核对后从名单中删去；登记有误的，请由另一位经办人撤销死亡登记。"
    remedy_en = "Take them off the list, or have another officer undo the record of the death."


class DayInFuture(Refusal):
    code = "day_in_future"
    zh = "日期{day}还没有到。"
    en = "The day {day} has not come yet."
    remedy_zh = "请填写已经发生的日期。"
    remedy_en = "Write the day on which it happened."


class DayBeforeBirth(Refusal):
    code = "day_before_birth"
    zh = "日期{day}早于“{name}”的出生日期。"
    en = "The day {day} lies before “{name}” was born."
    remedy_zh = "请核对日期。"
    remedy_en = "Look at the date again."


class NotAtUnit(Refusal):
    code = "not_at_unit"
    zh = "有{count}人目前不在“{unit}”，例如“{name}”。"
    en = "{count} of these people are not at “{unit}” now, such as “{name}”."
    remedy_zh = "请刷新页面，只选择在该单位的人员。"
    remedy_en = "Reload the page and choose people of that unit."


class SameUnit(Refusal):
    code = "same_unit"
    zh = "调出和调入的是同一个单位“{unit}”。"
    en = "People cannot move from “{unit}” to the same unit."
    remedy_zh = "请选择另一个单位。"
    remedy_en = "Choose another unit."


class UnitGone(Refusal):
    code = "unit_gone"
    zh = "“{unit}”不是可以调入人员的基层单位。"
    en = "“{unit}” is no unit that people can move to."
    remedy_zh = "请选择一个在册的基层单位。"
    remedy_en = "Choose a unit in force."


class AlreadyDead(Refusal):
    code = "already_dead"
    zh = "“{name}”已登记于{day}死亡。"
    en = "“{name}” is recorded as having died on {day}."
    remedy_zh = "如日期有误，请由另一位经办人先撤销死亡登记。"
    remedy_en = "If the day is wrong, another officer undoes the record first."


class NotDead(Refusal):
    code = "not_dead"
    zh = "“{name}”没有死亡登记。"
    en = "No death of “{name}” is recorded."
    remedy_zh = "请刷新页面。"
    remedy_en = "Reload the page."


class UndoneByRecorder(Refusal):
    code = "undone_by_recorder"
    zh = "死亡登记不能由登记人本人撤销。"
    en = "Who recorded a death cannot undo it."
    remedy_zh = "请由另一位经办人办理。"
    remedy_en = "Ask another officer."


class EvidenceMissing(Refusal):
    code = "evidence_missing"
    zh = "没有附上{what_zh}。"
    en = "The {what_en} is missing."
    remedy_zh = "请上传照片或PDF文件。"
    remedy_en = "Add a picture or a PDF."


class TieOver(Refusal):
    code = "tie_over"
    zh = "这一亲属关系已经结束或已经确认。"
    en = "This tie has ended or is confirmed already."
    remedy_zh = "请刷新页面，查看最新情况。"
    remedy_en = "Reload the page and look at how it stands."


class GuardianMissing(Refusal):
    code = "guardian_missing"
    zh = "{count}名未满14周岁的子女没有监护人，例如“{name}”。"
    en = "{count} children under 14 have no guardian on record, such as “{name}”."
    remedy_zh = "请填写监护人姓名，或先登记其父母。"
    remedy_en = "Write the guardian's name, or record the parent first."


class ConsentOver(Refusal):
    code = "consent_over"
    zh = "这项同意已经撤回。"
    en = "This consent has been withdrawn already."
    remedy_zh = "请刷新页面。"
    remedy_en = "Reload the page."


class NothingChanges(Refusal):
    code = "nothing_changes"
    zh = "填写的内容与“{name}”现有的登记相同。"
    en = "What was written is what stands in the record of “{name}”."
    remedy_zh = "请只填写需要变更的内容。"
    remedy_en = "Write only what is to be changed."


class WhyMissing(Refusal):
    code = "why_missing"
    zh = "没有填写理由。"
    en = "No reason is given."
    remedy_zh = "请用一句话写明理由。"
    remedy_en = "Give the reason in a sentence."


class BadPhone(Refusal):
    code = "bad_phone"
    zh = "“{masked}”不是11位手机号码。"
    en = "“{masked}” is no mobile number of 11 digits."
    remedy_zh = "请核对号码。"
    remedy_en = "Look at the number again."


class NumberOfAnotherRecord(Refusal):
    """A merging, not a change: said so, and of a record elsewhere nothing else."""

    code = "number_of_another_record"
    zh = "新证件号已属于另一份登记{where_zh}，这不是变更，而是两份登记需要合并。"
    en = "The new number belongs to another record{where_en}: the two are to be merged."
    remedy_zh = "请申请合并两份登记；另一份不在您的辖区时，由上级办理。"
    remedy_en = "Ask for a merging; if the other record lies elsewhere, the union above does it."


class ChangeWaiting(Refusal):
    code = "change_waiting"
    zh = "“{name}”已有一份申请等待审批。"
    en = "Another request about “{name}” is waiting for approval."
    remedy_zh = "请等待审批，或先撤回那份申请。"
    remedy_en = "Wait for it to be decided, or withdraw it first."


class WrongChangeState(Refusal):
    code = "wrong_change_state"
    zh = "申请{ref}当前为“{state}”，不能{act_zh}。"
    en = "The request {ref} is “{state}” and cannot be {act_en} now."
    remedy_zh = "请刷新页面，查看申请现在的状态。"
    remedy_en = "Reload the page and look at where it stands."


class DecidedByMaker(Refusal):
    code = "decided_by_maker"
    zh = "申请{ref}不能由申请人本人审批。"
    en = "Who made the request {ref} cannot decide it."
    remedy_zh = "请由另一位县级以上经办人审批。"
    remedy_en = "Another officer of the county or above decides."


class SameRecord(Refusal):
    code = "same_record"
    zh = "两份登记已经是同一份。"
    en = "The two records are one already."
    remedy_zh = "请选择两份不同的登记。"
    remedy_en = "Choose two different records."


class RecordMerged(Refusal):
    code = "record_merged"
    zh = "“{name}”的登记{ref}已并入另一份登记。"
    en = "The record {ref} of “{name}” has been merged into another one."
    remedy_zh = "请在保留的登记上办理。"
    remedy_en = "Do it on the record that was kept."
