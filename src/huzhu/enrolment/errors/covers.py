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
