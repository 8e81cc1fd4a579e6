"""Refusals of gift programmes."""

from huzhu.kernel.errors import Refusal


class WrongGiftState(Refusal):
    code = "wrong_gift_state"
    zh = "赠送项目“{gift}”当前状态是“{state}”，不能{act_zh}。"
    en = "Gift programme “{gift}” is “{state}”: it cannot be {act_en}."
    remedy_zh = "请刷新页面查看最新状态。"
    remedy_en = "Reload the page to see where it stands."


class GiftMadeByOneself(Refusal):
    code = "gift_made_by_oneself"
    zh = "赠送项目“{gift}”由您本人建立，须由另一人批准。"
    en = "You made gift programme “{gift}” yourself: somebody else must approve it."
    remedy_zh = "请由另一位有权限的人员批准。"
    remedy_en = "Have somebody else with the right do it."


class GiftUnfit(Refusal):
    code = "gift_unfit"
    zh = "赠送项目填写有误：{what}。"
    en = "The gift programme is not right: {what_en}."
    remedy_zh = "请改正后再提交。"
    remedy_en = "Mend it and try again."


class GiftTakesNobody(Refusal):
    code = "gift_takes_nobody"
    zh = "赠送项目“{gift}”今天（{day}）不接收“{place}”的人员：未开放、不在办理期或不在范围内。"
    en = (
        "Gift programme “{gift}” takes nobody from “{place}” today ({day}): it is not open, it is"
        " not its time, or it is for other places."
    )
    remedy_zh = "请核对赠送项目的状态、办理期和适用范围。"
    remedy_en = "Check the programme's state, its days and where it is for."


class GiftQuotaExhausted(Refusal):
    code = "gift_quota_exhausted"
    zh = "赠送项目“{gift}”（{ref}）还剩 {left} 个名额，需要 {wanted} 个，没有办理。"
    en = "Gift programme “{gift}” ({ref}) has {left} places left and {wanted} are wanted."
    remedy_zh = "请减少人数，或联系主办单位增加名额。"
    remedy_en = "Take fewer people, or ask the organiser for more places."


class GiftGroupNotTaken(Refusal):
    code = "gift_group_not_taken"
    zh = "赠送项目“{gift}”不面向这些群体：{groups}。"
    en = "Gift programme “{gift}” is not for these groups: {groups}."
    remedy_zh = "请核对人员的职业群体，或选择其他赠送项目。"
    remedy_en = "Check what work they do, or choose another programme."


class GiftProofMissing(Refusal):
    code = "gift_proof_missing"
    zh = "“{place}”参加赠送项目“{gift}”还缺证明：{kinds}。"
    en = "“{place}” has not handed in every proof for “{gift}”; missing: {kinds}."
    remedy_zh = "请先上传证明材料。"
    remedy_en = "Add the proofs first."


class GroupUnknown(Refusal):
    code = "group_unknown"
    zh = "没有编码为“{code}”的职业群体。"
    en = "There is no employment group with the code “{code}”."
    remedy_zh = "请先在群体表里添加。"
    remedy_en = "Add it to the groups first."


class GroupCodeWrong(Refusal):
    code = "group_code_wrong"
    zh = "群体编码“{value}”不对，或没有填写名称。"
    en = "“{value}” cannot be a group's code, or a name is missing."
    remedy_zh = "编码用小写字母、数字和下划线，最多 20 个字符；名称填中文和英文。"
    remedy_en = "Use small letters, digits and underscores, 20 at most, and give both names."
