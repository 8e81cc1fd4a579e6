"""Refusals of the data-quality findings."""

from huzhu.kernel.errors import Refusal


class FindingOfOnesOwn(Refusal):
    code = "finding_of_ones_own"
    zh = "疑点 {ref} 涉及您本人上传的名册，须由他人处理。"
    en = "Finding {ref} is about a roster you uploaded: somebody else decides on it."
    remedy_zh = "请由合规管理人员或上级经办人处理。"
    remedy_en = "Ask compliance, or a handler above you."


class FindingWithoutReason(Refusal):
    code = "finding_without_reason"
    zh = "处理疑点必须写明理由。"
    en = "A finding is decided with a reason."
    remedy_zh = "请填写核实情况，例如“经电话核实为夫妻共用手机”。"
    remedy_en = "Say what was found out, such as “a couple who share a phone”."


class FindingDecided(Refusal):
    code = "finding_decided"
    zh = "疑点 {ref} 已处理为“{state}”。"
    en = "Finding {ref} was decided already: “{state}”."
    remedy_zh = "如核查后再次发现，系统会重新列出。"
    remedy_en = "If it is found again after having been mended, it comes back by itself."
