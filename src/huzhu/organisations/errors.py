"""Refusals of the tree and of the registration of units."""

from huzhu.kernel.errors import Refusal


class WrongApplicationState(Refusal):
    code = "wrong_application_state"
    zh = "申请当前为“{state}”，不能{act_zh}。"
    en = "The application is “{state}” and cannot be {act_en} now."
    remedy_zh = "请刷新页面，查看申请现在的状态。"
    remedy_en = "Reload the page and look at where it stands."


class ApplicationFaulty(Refusal):
    """`faults` and `papers` are kept in the values, for a page to put beside the fields."""

    code = "application_faulty"
    zh = "申请 {ref} 有 {count} 处需要补正，尚未上报；已保存您填写的内容。"
    en = "{ref} was not filed: {count} points are to be mended. What was typed is saved."
    remedy_zh = "请按各栏下方的提示修改后再上报。"
    remedy_en = "Mend what stands under the fields, then file it again."


class ApplicationStale(Refusal):
    code = "application_stale"
    zh = "{name} 的登记信息在这份申请保存之后又有变更生效，不能再按旧内容办理。"
    en = "The particulars of {name} have changed since this application was begun."
    remedy_zh = "请撤回这份申请，在单位页面按最新内容重新填写。"
    remedy_en = "Withdraw it and begin again from the unit's page."


class AlreadyUnderReview(Refusal):
    code = "already_under_review"
    zh = "{name} 已有一份申请在市总审核中。"
    en = "Another application about {name} is with the city already."
    remedy_zh = "请等待审核结果，或先撤回那份申请。"
    remedy_en = "Wait for its decision, or withdraw it first."


class UnitEnded(Refusal):
    code = "unit_ended"
    zh = "{name} 已撤销，不能再办理变更。"
    en = "{name} has ended and can change no more."
    remedy_zh = "请在承继单位办理。"
    remedy_en = "Do it at the unit that succeeded it."


class NoUnit(Refusal):
    code = "no_unit"
    zh = "{name} 不是基层单位。"
    en = "{name} is not an employer's union."
    remedy_zh = "请选择一个基层单位。"
    remedy_en = "Choose an employer's union."


class NoHandlingBody(Refusal):
    code = "no_handling_body"
    zh = "{name} 是基层单位，不能在其下登记单位。"
    en = "{name} is itself a unit; none can be registered below it."
    remedy_zh = "请选择所属的县区、市或产业工会。"
    remedy_en = "Choose the county, city or industry union it belongs to."


class DecidedByFiler(Refusal):
    code = "decided_by_filer"
    zh = "{ref} 由您本人填写、上报，或以您为代办员，不能由您审核。"
    en = "You wrote or filed {ref}, or it binds you as handler: somebody else must decide it."
    remedy_zh = "请由市总的另一位经办人员审核。"
    remedy_en = "Ask another officer of the city."


class ReasonMissing(Refusal):
    code = "reason_missing"
    zh = "退回 {ref} 时没有写明原因。"
    en = "{ref} was to be returned without a reason."
    remedy_zh = "请写明需要补正什么。"
    remedy_en = "Say what has to be mended."


class CreditCodeTaken(Refusal):
    code = "credit_code_taken"
    zh = "统一社会信用代码 {value} 已由另一单位登记。"
    en = "Another unit is registered with the credit code {value}."
    remedy_zh = "请退回申请，核对代码；若为同一单位，请不要重复登记。"
    remedy_en = "Return the application and check the code; one unit is registered once."


class HandlerChangedMeanwhile(Refusal):
    code = "handler_changed_meanwhile"
    zh = "{name} 已有一位代办员在任，同一时间只能绑定一位。"
    en = "{name} has a handler in these days already; there is one at a time."
    remedy_zh = "请刷新单位页面，核对现任代办员后再办。"
    remedy_en = "Reload the unit's page and look who is handler now."


class UserNameTaken(Refusal):
    code = "user_name_taken"
    zh = "用户名“{value}”不能使用。"
    en = "The user name “{value}” cannot be had."
    remedy_zh = "请换一个 4 到 64 位的用户名（小写字母、数字、点或短横）。"
    remedy_en = "Choose another of 4 to 64 small letters, digits, dots or dashes."
