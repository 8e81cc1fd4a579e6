"""Refusals of certificates."""

from huzhu.kernel.errors import Refusal


class NothingToCertify(Refusal):
    code = "nothing_to_certify"
    zh = "{ref} 的保障已作废，没有可以出具凭证的内容。"
    en = "The cover of {ref} is void: there is nothing to certify."
    remedy_zh = "请核对编号；如属误作废，请由县级经办机构核实。"
    remedy_en = "Check the number; if it was made void by mistake, ask the county."


class CertificateRevoked(Refusal):
    code = "certificate_revoked"
    zh = "凭证 {ref} 已于 {on} 作废，不能再次作废或下载。"
    en = "Certificate {ref} was revoked on {on}: it cannot be revoked again or printed."
    remedy_zh = "如仍需凭证，请重新出具。"
    remedy_en = "Issue a new one if it is needed."


class RevocationWithoutReason(Refusal):
    code = "revocation_without_reason"
    zh = "作废凭证必须写明理由。"
    en = "A certificate is revoked with a reason."
    remedy_zh = "请填写理由，例如“单位名称更正”。"
    remedy_en = "Say why, such as “name of the unit corrected”."
