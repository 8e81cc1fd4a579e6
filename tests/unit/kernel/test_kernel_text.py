"""Text as it is typed."""

import pytest

from huzhu.kernel.text import (
    clean_name,
    half_width,
    is_english,
    is_plausible_name,
    without_spaces,
)


def test_half_width_changes_digits_letters_and_the_signs_of_numbers_only():
    assert half_width("６１０ＡＢｘ．，－＋％／：￥　（甲）、。") == "610ABx.,-+%/:¥ （甲）、。"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 王 小 明 ", "王小明"),
        ("张　　三", "张三"),
        ("买买提 • 艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提‧艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("Anna   Maria\tSmith", "Anna Maria Smith"),
        ("\u200b王\ufeff芳", "王芳"),
        ("ＡＮＮＡ　Ｌｉ", "ANNA Li"),
        ("", ""),
    ],
)
def test_clean_name(typed, name):
    assert clean_name(typed) == name


@pytest.mark.parametrize(
    ("name", "plausible"),
    [
        ("王芳", True),
        ("欧阳〇一", True),
        ("阿卜杜热西提·艾合买提江", True),
        ("㛃\U00020bb7", True),
        ("Jean-Luc O'Brien", True),
        ("José Müller", True),
        ("王", False),
        ("王1", False),
        ("·王芳", False),
        ("王··芳", False),
        ("王芳A", False),
        ("合计：", False),
        ("13800138000", False),
        ("", False),
        ("王" * 61, False),
    ],
)
def test_is_plausible_name(name, plausible):
    assert is_plausible_name(name) is plausible


def test_without_spaces_removes_every_kind():
    assert without_spaces(" 1\u00a02\u30003\u200b4\n") == "1234"


def test_is_english_takes_every_other_code_for_chinese():
    assert [is_english(code) for code in ("en", "EN-gb", "zh", "zh-hans", "")] == [
        True, True, False, False, False,
    ]  # fmt: skip
