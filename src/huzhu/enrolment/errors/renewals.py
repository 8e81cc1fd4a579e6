"""Refusals of the renewal season."""

from huzhu.kernel.errors import Refusal


class NobodyFallsDue(Refusal):
    code = "nobody_falls_due"
    zh = "{unit} 没有在 {day} 前后到期、可以续保的 {plan} 保障。"
    en = "Nobody of {unit} holds cover of {plan} that ends at about {day}."
    remedy_zh = "请核对方案和起保日；新参保的职工请用名册办理。"
    remedy_en = "Check plan and first day; people who join anew come by a roster."


class RenewalSent(Refusal):
    code = "renewal_sent"
    zh = "续保 {ref} 已生成名册 {roster}，不能再修改。"
    en = "Renewal {ref} was sent as roster {roster}: it cannot be changed any more."
    remedy_zh = "请打开该名册查看结果；如需重办，请先作废名册。"
    remedy_en = "Open the roster; to begin again, discard it first."


class NobodyRenews(Refusal):
    code = "nobody_renews"
    zh = "续保 {ref} 没有留下任何职工。"
    en = "Nobody is left in renewal {ref}."
    remedy_zh = "如本期不再续保，请登记“不续保”并写明原因。"
    remedy_en = "If the unit does not renew, record that with its reason."


class NotInThisRenewal(Refusal):
    code = "not_in_this_renewal"
    zh = "保障 {ref} 不在本次续保的名单里。"
    en = "Cover {ref} is not on this renewal's list."
    remedy_zh = "请刷新页面后重试。"
    remedy_en = "Reload the page and try again."


class BadShares(Refusal):
    code = "bad_shares"
    zh = "{name} 的份数“{stated}”不可用：应为 1 至 {limit} 的整数。"
    en = "The shares of {name}, “{stated}”, must be a whole number from 1 to {limit}."
    remedy_zh = "请改正后再保存。"
    remedy_en = "Mend them and save again."


class BadTier(Refusal):
    code = "bad_tier"
    zh = "{name} 的档次“{stated}”不在本方案之内，可选：{tiers}。"
    en = "The tier of {name}, “{stated}”, is none of this plan's: {tiers}."
    remedy_zh = "请改选后再保存。"
    remedy_en = "Choose another and save again."


class JoinerTwice(Refusal):
    code = "joiner_twice"
    zh = "{masked} 已在新增名单中，或已在续保名单中。"
    en = "{masked} is among the new people, or on the list already."
    remedy_zh = "请核对身份证号。"
    remedy_en = "Check the identity number."


class JoinerUnnamed(Refusal):
    code = "joiner_unnamed"
    zh = "新增职工的姓名“{name}”不像一个姓名。"
    en = "“{name}” does not look like a name."
    remedy_zh = "请填写与身份证一致的姓名。"
    remedy_en = "Write the name as it stands on the card."


class DeclineWithoutReason(Refusal):
    code = "decline_without_reason"
    zh = "登记“不续保”必须写明原因。"
    en = "A unit that does not renew is recorded with its reason."
    remedy_zh = "请填写原因，例如“单位注销”“改投其他保障”。"
    remedy_en = "Say why, such as “the unit was closed”."


class CampaignClosed(Refusal):
    code = "campaign_closed"
    zh = "续保安排 {ref} 已结束。"
    en = "Campaign {ref} is closed."
    remedy_zh = "如需继续催办，请新建一个。"
    remedy_en = "Make a new one to go on."
