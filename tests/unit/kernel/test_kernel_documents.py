"""Documents other than the resident identity card."""

from datetime import date

import pytest

from huzhu.kernel.errors import Refusal
from huzhu.kernel.identity import (
    BadDocumentNumber,
    BadIdentityCheckDigit,
    BadIdentityLength,
    BirthNotStated,
    DocumentKindUnknown,
    DocumentOfAnotherKind,
    Identity,
    SexNotStated,
    check_character,
    document_kind,
    indexed_readings,
    mask_identity,
    parse_document,
    parse_identity,
)

RESIDENT = "11010519491231002X"
BORN = date(1990, 1, 31)


def numbered(first6: str, born: str = "19900131", order: str = "003") -> str:
    """Eighteen characters that fit."""
    return first6 + born + order + check_character(first6 + born + order)


HONG_KONG, MACAO, TAIWAN = numbered("810000"), numbered("820000"), numbered("830000")
FOREIGNER = numbered("961840")


@pytest.mark.parametrize(
    ("word", "number", "kind"),
    [
        ("", RESIDENT, "resident"),
        ("居民身份证", RESIDENT, "resident"),
        (" 身 份 证 ", RESIDENT, "resident"),
        ("临时居民身份证", RESIDENT, "resident"),
        ("户口簿", RESIDENT, "resident"),
        ("resident", RESIDENT, "resident"),
        ("ID card", RESIDENT, "resident"),
        ("居住证", RESIDENT, "resident"),
        ("护照", "E12345678", "passport"),
        ("外国护照", "123456789", "passport"),
        ("Passport", "EA1234567", "passport"),
        ("港澳通行证", "H12345678", "hk_macao_permit"),
        ("港澳居民来往内地通行证", "M12345678", "hk_macao_permit"),
        ("回乡证", "h 1234 5678", "hk_macao_permit"),
        ("hk_macao_permit", "H12345678", "hk_macao_permit"),
        ("通行证", "H12345678", "hk_macao_permit"),
        ("港澳居民居住证", HONG_KONG, "hk_macao_permit"),
        ("居住证", MACAO, "hk_macao_permit"),
        ("港澳台居民居住证", TAIWAN, "taiwan_permit"),
        ("台胞证", "12345678", "taiwan_permit"),
        ("台湾居民来往大陆通行证", "１２３４５６７８", "taiwan_permit"),
        ("通行证", "12345678", "taiwan_permit"),
        ("台湾居民居住证", TAIWAN, "taiwan_permit"),
        ("", TAIWAN, "taiwan_permit"),
        ("身份证", HONG_KONG, "hk_macao_permit"),
        ("外国人永久居留身份证", "CHE610112345678", "foreigner_permit"),
        ("外国人永久居留身份证", FOREIGNER, "foreigner_permit"),
        ("永居证", FOREIGNER, "foreigner_permit"),
    ],
)
def test_documents_are_read_by_what_people_call_them(word, number, kind):
    found = parse_document(word, number, sex="男", birth_on=BORN)

    assert found.kind == kind


def test_resident_document_is_the_identity_of_today():
    assert parse_document("身份证", RESIDENT) == parse_identity(RESIDENT)
    assert parse_identity(RESIDENT).indexed == RESIDENT


def test_document_that_tells_nothing_takes_what_is_stated():
    assert parse_document("护照", " e1234 5678", sex="女", birth_on=BORN) == Identity(
        "E12345678", BORN, "F", "", "passport"
    )


def test_residence_permit_tells_sex_and_birth_itself():
    found = parse_document("港澳居民居住证", HONG_KONG, sex="女")

    assert found == Identity(HONG_KONG, BORN, "M", "810000", "hk_macao_permit")


def test_renewed_permit_is_the_same_document():
    first = parse_document("回乡证", "H1234567800", sex="M", birth_on=BORN)
    later = parse_document("回乡证", "H1234567801", sex="M", birth_on=BORN)

    assert first == later
    assert first.number == "H12345678"


def test_numbers_of_two_kinds_never_meet_in_the_index():
    stated = {"sex": "M", "birth_on": BORN}
    taiwan = parse_document("台胞证", "12345678", **stated)
    passport = parse_document("护照", "12345678", **stated)

    assert (taiwan.indexed, passport.indexed) == ("taiwan_permit:12345678", "passport:12345678")


def test_number_without_its_kind_has_a_few_readings():
    assert indexed_readings(RESIDENT) == [RESIDENT]
    assert indexed_readings("12345678") == ["passport:12345678", "taiwan_permit:12345678"]
    assert indexed_readings("h1234567801") == ["passport:H1234567801", "hk_macao_permit:H12345678"]
    assert indexed_readings("张三") == []


@pytest.mark.parametrize(
    ("word", "number", "said", "refusal"),
    [
        ("军官证", "12345678", {}, DocumentKindUnknown),
        ("香港身份证", "A123456(7)", {}, DocumentKindUnknown),
        ("往来港澳通行证", "C12345678", {}, DocumentKindUnknown),
        ("驾驶证", RESIDENT, {}, DocumentKindUnknown),
        ("??", RESIDENT, {}, DocumentKindUnknown),
        ("居住证", "1234", {}, DocumentKindUnknown),
        ("", "H12345678", {}, BadIdentityLength),
        ("身份证", RESIDENT[:-1] + "1", {}, BadIdentityCheckDigit),
        ("居住证", HONG_KONG[:-1] + ("1" if HONG_KONG[-1] != "1" else "2"), {}, BadIdentityCheckDigit),
        ("护照", "E1", {}, BadDocumentNumber),
        ("护照", "ABCDEFG", {}, BadDocumentNumber),
        ("港澳通行证", "C12345678", {}, BadDocumentNumber),
        ("回乡证", "H1234567", {}, BadDocumentNumber),
        ("台胞证", "123456789", {}, BadDocumentNumber),
        ("外国人永久居留身份证", "CHE6101123456", {}, BadDocumentNumber),
        ("护照", RESIDENT, {}, DocumentOfAnotherKind),
        ("港澳居民居住证", RESIDENT, {}, DocumentOfAnotherKind),
        ("台湾居民居住证", HONG_KONG, {}, DocumentOfAnotherKind),
        ("护照", "E12345678", {"birth_on": BORN}, SexNotStated),
        ("护照", "E12345678", {"birth_on": BORN, "sex": "?"}, SexNotStated),
        ("护照", "E12345678", {"sex": "男"}, BirthNotStated),
        ("护照", "E12345678", {"sex": "男", "birth_on": date(1700, 1, 1)}, BirthNotStated),
    ],
)  # fmt: skip
def test_impossible_documents_are_refused_by_name_without_the_number(word, number, said, refusal):
    with pytest.raises(Refusal) as caught:
        parse_document(word, number, **said)

    assert type(caught.value) is refusal
    assert number not in caught.value.text("zh") + caught.value.text("en")


def test_kind_alone_can_be_asked():
    assert document_kind("台胞证", "") == "taiwan_permit"


def test_masks_of_short_numbers_show_a_third():
    assert mask_identity("H12345678") == "******678"
    assert mask_identity("12345678") == "******78"
    assert mask_identity("CHE610112345678") == "CHE610*****5678"
