"""Refusals of claims."""

from huzhu.kernel.errors import Refusal


class WrongClaimState(Refusal):
    code = "wrong_claim_state"
    zh = "理赔申请当前状态是“{state}”，不能{act_zh}。"
    en = "The claim is in the state “{state}”: it cannot be {act_en}."
    remedy_zh = "请刷新页面查看最新状态。"
    remedy_en = "Reload the page to see where it stands."


class EventKindUnknown(Refusal):
    code = "event_kind_unknown"
    zh = "事件类型“{kind}”不在可选范围内。"
    en = "“{kind}” is no kind of event."
    remedy_zh = "请选择住院、门诊特定项目、确诊、意外、伤残或身故。"
    remedy_en = "Choose a stay, special outpatient item, diagnosis, accident, disability or death."


class EventUnreadable(Refusal):
    code = "event_unreadable"
    zh = "申请 {ref} 的事件内容有误：{what}"
    en = "The event of claim {ref} cannot be judged: {what}"
    remedy_zh = "请改正后再提交，已填内容都已保存。"
    remedy_en = "Correct it and file again; everything typed is kept."


class EventHasNoDate(Refusal):
    code = "event_has_no_date"
    zh = "申请 {ref} 没有写明入院、确诊或发生的日期。"
    en = "Claim {ref} names no day of admission, diagnosis or occurrence."
    remedy_zh = "请补上日期后再提交，已填内容都已保存。"
    remedy_en = "Add the day and file again; everything typed is kept."


class NoCoverOnTheDay(Refusal):
    code = "no_cover_on_the_day"
    zh = "{name} 在 {on} 没有任何有效保障，申请没有提交。"
    en = "{name} held no cover on {on}; the claim was not filed."
    remedy_zh = "请核对事件日期；如在其他单位参保，请由该单位提交。"
    remedy_en = "Check the day of the event; a cover held through another unit is claimed there."


class PapersMissing(Refusal):
    code = "papers_missing"
    zh = "还缺少材料：{missing_zh}。申请没有提交。"
    en = "Papers are missing: {missing_en}. The claim was not filed."
    remedy_zh = "请补充这些材料后再提交，已填内容都已保存。"
    remedy_en = "Add them and file again; everything typed is kept."


class ReviewedByFiler(Refusal):
    code = "reviewed_by_filer"
    zh = "申请 {ref} 由您本人提交，不能由您审核。"
    en = "You filed claim {ref} yourself: you cannot review it."
    remedy_zh = "请由其他人员审核。"
    remedy_en = "Leave the review to somebody else."


class ReviewedBefore(Refusal):
    code = "reviewed_before"
    zh = "您已在本轮审核过申请 {ref}，三级审核须由三名不同人员办理。"
    en = "You have reviewed claim {ref} in this round: three different persons have to."
    remedy_zh = "请由其他人员办理本级审核。"
    remedy_en = "Leave this step to somebody else."


class ReviewedMeanwhile(Refusal):
    code = "reviewed_meanwhile"
    zh = "申请 {ref} 的本级审核刚由他人办理。"
    en = "Somebody else has just reviewed claim {ref} at this step."
    remedy_zh = "请刷新页面查看最新状态。"
    remedy_en = "Reload the page to see where it stands."


class ReviewsIncomplete(Refusal):
    code = "reviews_incomplete"
    zh = "申请 {ref} 尚未经三名不同人员审核通过，不能给付。"
    en = "Claim {ref} has not been approved by three different persons: it cannot be paid."
    remedy_zh = "请依次完成三级审核。"
    remedy_en = "Complete the three steps in order."


class ReasonMissing(Refusal):
    code = "reason_missing"
    zh = "没有写明理由。"
    en = "No reason is given."
    remedy_zh = "请写明理由，申请人会看到。"
    remedy_en = "Give a reason; the person will read it."


class StillReferred(Refusal):
    code = "still_referred"
    zh = "{plans} 尚不能核算：{why_zh}"
    en = "{plans} cannot be decided yet: {why_en}"
    remedy_zh = "请认定病种程度，或退回补正，或由主管、合规不予给付。"
    remedy_en = "Set the severity, return the claim for completion, or have it refused."


class NoPayoutAccount(Refusal):
    code = "no_payout_account"
    zh = "{name} 没有登记收款账户，申请 {ref} 无法给付。"
    en = "No bank account is recorded for {name}: claim {ref} cannot be paid."
    remedy_zh = "请先登记本人的开户行和账号，再审核。"
    remedy_en = "Record the person's own bank and account, then approve."


class CapExhausted(Refusal):
    code = "cap_exhausted"
    zh = "{plan} 的最高额“{cap}”在核算之后已被其他申请用完，没有给付。"
    en = "The cap “{cap}” of {plan} was used up by other claims since; nothing was paid."
    remedy_zh = "请重新核算，再按新结果审核。"
    remedy_en = "Adjudicate again and review the new result."


class NoLongerDue(Refusal):
    code = "no_longer_due"
    zh = "核算之后本人另有给付，申请 {ref} 的应付金额已不是 {approved} 元。"
    en = "Another payment came between: claim {ref} is no longer due ¥{approved}."
    remedy_zh = "请重新核算，再按新结果审核。"
    remedy_en = "Adjudicate again and review the new result."


class SeverityUnknown(Refusal):
    code = "severity_unknown"
    zh = "病种程度“{severity}”不在可选范围内。"
    en = "“{severity}” is no severity."
    remedy_zh = "请选择重度、轻度、原位或无。"
    remedy_en = "Choose severe, mild, in_situ or none."


class NotDecidedYet(Refusal):
    code = "not_decided_yet"
    zh = "申请 {ref} 尚未作出决定，没有决定书。"
    en = "Claim {ref} is not decided yet: there is no letter."
    remedy_zh = "请在审核完成后再打印。"
    remedy_en = "Print it once the reviews are complete."


class TooManyClaims(Refusal):
    code = "too_many_claims"
    zh = "一次办理了 {count} 件申请，超过上限 {most} 件，没有办理。"
    en = "{count} claims were handed in at once, more than {most}; nothing was done."
    remedy_zh = "请分批办理。"
    remedy_en = "Do it in several parts."


class OneOfManyRefused(Refusal):
    """Names the claim for which a whole batch was refused; the cause is the refusal itself."""

    code = "one_of_many_refused"
    zh = "本批 {count} 件申请都没有办理，因为申请 {ref} 不能办理：{why_zh}"
    en = "None of the {count} claims was dealt with, because of claim {ref}: {why_en}"
    remedy_zh = "请处理该申请，或将其移出本批后再办理。"
    remedy_en = "Mend that claim, or leave it out, and do the others again."
