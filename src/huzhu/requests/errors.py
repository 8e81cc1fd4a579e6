"""Refusals of acts that arrive twice."""

from huzhu.kernel.errors import Refusal


class KeyUsedForAnother(Refusal):
    code = "key_used_for_another"
    zh = "编号“{key}”已用于另一项不同的请求。"
    en = "The key “{key}” was used for a different request."
    remedy_zh = "请为新的请求换一个编号。"
    remedy_en = "Give the new request a key of its own."
