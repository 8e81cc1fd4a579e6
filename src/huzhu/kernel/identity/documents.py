"""Documents other than the resident identity card, and the one way of reading them all.

Formats: numbers of eighteen characters by GB 11643 (居民身份证; 港澳居民居住证 810000 and 820000,
台湾居民居住证 830000; 外国人永久居留身份证 of 2023, which begins with 9); 港澳居民来往内地通行证
H or M and eight digits for life, before 2013 followed by two that count the renewals (Ministry of
Public Security, 2010-03-10); 台湾居民来往大陆通行证 eight digits; 外国人永久居留身份证 of 2017,
three letters and twelve digits; passports by ICAO Doc 9303, taken widely.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from huzhu.kernel.errors import Refusal
from huzhu.kernel.identity.numbers import mask_identity, normalise
from huzhu.kernel.identity.resident import (
    Identity,
    Kind,
    Sex,
    is_possible_birth,
    is_shaped_as_identity,
    parse_identity,
)


class DocumentKindUnknown(Refusal):
    """A word for a document that the programme does not take, or does not know."""

    code = "document_kind_unknown"
    zh = "证件类型“{kind}”不在可以使用的范围内。"
    en = "The document “{kind}” is not one that can be used."
    remedy_zh = (
        "可填写：居民身份证、护照、港澳居民来往内地通行证、台湾居民来往大陆通行证、"
        "港澳台居民居住证、外国人永久居留身份证；不填写即为居民身份证。"
    )
    remedy_en = (
        "Write: resident identity card, passport, Hong Kong and Macao permit, Taiwan permit or"
        " foreigner's permanent residence card; nothing written means the resident card."
    )


class BadDocumentNumber(Refusal):
    """A number that no document of the kind bears."""

    code = "bad_document_number"
    zh = "“{masked}”不是有效的{document_zh}号码，应为{form_zh}。"
    en = "“{masked}” is no number of a {document_en}: it has {form_en}."
    remedy_zh = "请对照证件逐位核对，并核对证件类型是否填错。"
    remedy_en = "Compare every character with the document, and look whether its kind is right."


class DocumentOfAnotherKind(Refusal):
    """A good number, of another kind of document than was said."""

    code = "document_of_another_kind"
    zh = "号码“{masked}”是{found_zh}的号码，而证件类型填写的是{document_zh}。"
    en = "The number “{masked}” belongs to a {found_en}, and the document named is a {document_en}."
    remedy_zh = "请对照证件改正证件类型或号码。"
    remedy_en = "Correct the kind or the number after looking at the document."


class SexNotStated(Refusal):
    """The document's number does not tell, and nothing or nothing readable was said."""

    code = "sex_not_stated"
    zh = "{document_zh}的号码看不出性别，需要另外填写。"
    en = "The number of a {document_en} does not tell the sex, which has to be stated."
    remedy_zh = "请在性别一栏填写“男”或“女”。"
    remedy_en = "Write male or female beside it."


class BirthNotStated(Refusal):
    """The document's number does not tell, and no possible day was said."""

    code = "birth_not_stated"
    zh = "{document_zh}的号码看不出出生日期，需要另外填写。"
    en = "The number of a {document_en} does not tell the date of birth, which has to be stated."
    remedy_zh = "请按证件填写出生日期，例如1990-01-31。"
    remedy_en = "Write the date of birth as in the document, such as 1990-01-31."


@dataclass(frozen=True, slots=True)
class _Document:
    """How numbers of a kind look when they are not of eighteen characters; what people call it.

    `number` names in its first group what is kept.
    """

    zh: str
    en: str
    number: re.Pattern[str] | None
    form_zh: str
    form_en: str


_DOCUMENTS: dict[Kind, _Document] = {
    "resident": _Document("居民身份证", "resident identity card", None, "", ""),
    "passport": _Document(
        "护照",
        "passport",
        re.compile(r"(?=[A-Z]*[0-9])([A-Z0-9]{5,12})"),
        "5至12位字母或数字",
        "5 to 12 letters or digits",
    ),
    "hk_macao_permit": _Document(
        "港澳居民证件",
        "Hong Kong or Macao permit",
        re.compile(r"([HM][0-9]{8})(?:[0-9]{2})?"),
        "字母H或M加8位数字，或居住证的18位号码",
        "H or M and 8 digits, or the 18 characters of a residence permit",
    ),
    "taiwan_permit": _Document(
        "台湾居民证件",
        "Taiwan permit",
        re.compile(r"([0-9]{8})"),
        "8位数字，或居住证的18位号码",
        "8 digits, or the 18 characters of a residence permit",
    ),
    "foreigner_permit": _Document(
        "外国人永久居留身份证",
        "foreigner's permanent residence card",
        re.compile(r"([A-Z]{3}[0-9]{12})"),
        "3位字母加12位数字，或18位号码",
        "3 letters and 12 digits, or 18 characters",
    ),
}

# Looked for in this order in what people write: the first word that occurs decides. A Kind may be
# left to the number: mainland people, too, have a 居住证, which bears their own number.
_BY_NUMBER = "by number"
_REFUSED = "refused"
_WORDS: tuple[tuple[str, str], ...] = (
    ("外国人", "foreigner_permit"),
    ("永久居留", "foreigner_permit"),
    ("永居", "foreigner_permit"),
    ("往来港澳", _REFUSED),
    ("往来台湾", _REFUSED),
    ("赴港澳", _REFUSED),
    ("护照", "passport"),
    ("港澳台", _BY_NUMBER),
    ("回乡证", "hk_macao_permit"),
    ("台胞证", "taiwan_permit"),
    ("台湾居民来往", "taiwan_permit"),
    ("台湾居民居住", "taiwan_permit"),
    ("台湾通行证", "taiwan_permit"),
    ("台湾居住证", "taiwan_permit"),
    ("大陆通行证", "taiwan_permit"),
    ("港澳居民", "hk_macao_permit"),
    ("港澳通行证", "hk_macao_permit"),
    ("港澳居住证", "hk_macao_permit"),
    ("港澳来往", "hk_macao_permit"),
    ("内地通行证", "hk_macao_permit"),
    ("香港居民居住", "hk_macao_permit"),
    ("澳门居民居住", "hk_macao_permit"),
    ("香港居民来往", "hk_macao_permit"),
    ("澳门居民来往", "hk_macao_permit"),
    ("香港", _REFUSED),
    ("澳门", _REFUSED),
    ("台湾", _REFUSED),
    ("军", _REFUSED),
    ("警", _REFUSED),
    ("驾驶", _REFUSED),
    ("居住证", _BY_NUMBER),
    ("通行证", _BY_NUMBER),
    ("身份证", "resident"),
    ("身分证", "resident"),
    ("户口", "resident"),
    ("户籍", "resident"),
    ("公民身份号码", "resident"),
    ("社会保障", "resident"),
)
_LATIN: dict[str, Kind] = {
    **{kind.upper(): kind for kind in _DOCUMENTS},
    "ID": "resident",
    "IDCARD": "resident",
    "RESIDENTIDENTITYCARD": "resident",
    "IDENTITYCARD": "resident",
}
_SEXES: dict[str, Sex] = {
    "F": "F", "女": "F", "女性": "F", "FEMALE": "F", "M": "M", "男": "M", "男性": "M", "MALE": "M",
}  # fmt: skip


def document_kind(text: str, number: str) -> Kind:
    """The kind that people's word for a document means; nothing written is the resident card.

    Where the word leaves it open (居住证, 通行证), the number decides. Raises DocumentKindUnknown.
    """
    word = re.sub(r"[（）()《》“”·/、-]", "", normalise(text))
    if not word:
        return "resident"
    found: str | None = _LATIN.get(word)
    found = found or next((kind for part, kind in _WORDS if part in word), _REFUSED)
    if found == _BY_NUMBER:
        found = _kind_by_number(normalise(number)) or _REFUSED
    for kind in _DOCUMENTS:
        if kind == found:
            return kind
    raise DocumentKindUnknown(kind=text.strip()[:20])


def parse_document(
    kind: str, number: str, *, sex: str | None = None, birth_on: date | None = None
) -> Identity:
    """Read a document: `kind` as people write it (身份证, 护照, 回乡证, 台胞证, 居住证 …) or as it
    is kept ("passport"), and its number.

    Numbers of eighteen characters tell sex and birth, and what is said of them here is not looked
    at: whoever has it stated compares. Of others `sex` (男, 女, M, F) and `birth_on` are needed.
    Raises DocumentKindUnknown, what `parse_identity` raises, BadDocumentNumber,
    DocumentOfAnotherKind, SexNotStated, BirthNotStated.
    """
    written = normalise(number)
    named = document_kind(kind, written)
    document = _DOCUMENTS[named]
    if document.number is None or is_shaped_as_identity(written):
        return _of_eighteen(named, written)
    found = document.number.fullmatch(re.sub(r"[()（）-]", "", written))
    if not found:
        raise BadDocumentNumber(masked=mask_identity(written), **_names(document))
    known = _SEXES.get(normalise(sex or ""))
    if known is None:
        raise SexNotStated(document_zh=document.zh, document_en=document.en)
    if birth_on is None or not is_possible_birth(birth_on):
        raise BirthNotStated(document_zh=document.zh, document_en=document.en)
    return Identity(found.group(1), birth_on, known, "", named)


def indexed_readings(number: str) -> list[str]:
    """All that a whole number, written without its kind, could stand for in a blind index."""
    written = normalise(number)
    if is_shaped_as_identity(written):
        return [written]
    bare = re.sub(r"[()（）-]", "", written)
    return [
        f"{kind}:{found.group(1)}"
        for kind, document in _DOCUMENTS.items()
        if document.number and (found := document.number.fullmatch(bare))
    ]


def _of_eighteen(named: Kind, number: str) -> Identity:
    """A residence permit's number is its holder's whatever the word; other words must agree."""
    found = parse_identity(number)
    if named not in ("resident", found.kind):
        raise DocumentOfAnotherKind(
            masked=mask_identity(number),
            found_zh=_DOCUMENTS[found.kind].zh,
            found_en=_DOCUMENTS[found.kind].en,
            document_zh=_DOCUMENTS[named].zh,
            document_en=_DOCUMENTS[named].en,
        )
    return found


def _names(document: _Document) -> dict[str, str]:
    return {
        "document_zh": document.zh,
        "document_en": document.en,
        "form_zh": document.form_zh,
        "form_en": document.form_en,
    }


def _kind_by_number(number: str) -> Kind | None:
    if is_shaped_as_identity(number):
        return parse_identity(number).kind
    permits: tuple[Kind, ...] = ("hk_macao_permit", "taiwan_permit")
    shapes = ((kind, _DOCUMENTS[kind].number) for kind in permits)
    return next((kind for kind, shape in shapes if shape and shape.fullmatch(number)), None)
