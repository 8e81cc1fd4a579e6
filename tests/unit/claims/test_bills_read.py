"""From words with their places to fields: labels, values beside and below, what an eye mixes up."""

from __future__ import annotations

import math

import pytest

from huzhu.claims.formats import Word, loaded_reading, plain_reading, read_fields, typed_value
from huzhu.claims.formats.bills import Field
from huzhu.claims.formats.labels import nearly
from huzhu.claims.formats.reading import PageSeen, Reading
from huzhu.claims.formats.rows import GAP, rows_of
from huzhu.claims.formats.values import day, days, diagnosis, icd10, money, name, number


def word(text: str, x: int, y: int, *, size: int = 20, sure: int = 99, lean: float = 0.0) -> Word:
    """Some text set from (x, y); `lean` in degrees turns the page about its top left corner."""
    wide = sum(size if ord(sign) > 0x2000 else size * 0.55 for sign in text)
    turn = math.radians(lean)
    corners = [(x, y), (x + wide, y), (x + wide, y + size), (x, y + size)]
    return Word(
        text,
        tuple(
            (
                round(a * math.cos(turn) - b * math.sin(turn)),
                round(a * math.sin(turn) + b * math.cos(turn)),
            )
            for a, b in corners
        ),
        sure,
    )


def values(kind: str, *words: Word) -> dict:
    return {name: field.value for name, field in read_fields(kind, [words]).fields.items()}


# ── values ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "fen", "sureness"),
    [
        ("12345.60", 1234560, 100),
        (":￥12,345.60元", 1234560, 100),
        ("：1,577.99", 157799, 100),
        ("0.00", 0, 100),
        ("-20.50", -2050, 100),
        ("1O6.5O", 10650, 85),
        ("l2345.60", 1234560, 85),
        ("12345,60", 1234560, 85),
        ("12.345.60", 1234560, 85),
        ("12000", 1200000, 80),
        ("300.5", 30050, 80),
        (f"{GAP}400.00", 40000, 100),
    ],
)
def test_money_is_read_and_its_form_says_how_surely(text, fen, sureness):
    text = text.replace("￥", "¥").replace("：", ":")
    found = money(text)

    assert (found.value, found.sureness) == (fen, sureness)


@pytest.mark.parametrize("text", ["", "贰万", "三级", ".", "-"])
def test_what_is_no_money_is_not_read_as_such(text):
    assert money(text) is None


@pytest.mark.parametrize(
    ("text", "on", "sureness"),
    [
        ("2025-06-10", "2025-06-10", 100),
        ("2025年06月10日", "2025-06-10", 100),
        ("2025年6月1日", "2025-06-01", 100),
        ("2025/06/10", "2025-06-10", 100),
        ("2025.06.10", "2025-06-10", 100),
        ("2025-0610", "2025-06-10", 85),
        ("20250610", "2025-06-10", 85),
        ("2O25-06-10", "2025-06-10", 85),
    ],
)
def test_day_is_read_in_every_way_of_writing(text, on, sureness):
    found = day(text)

    assert (found.value, found.sureness) == (on, sureness)


def test_day_that_does_not_exist_is_not_read():
    assert day("2025-02-30") is None


def test_two_days_stand_in_order():
    assert [d.value for d in days("2025-06-10至2025-06-20 共10天")] == ["2025-06-10", "2025-06-20"]


@pytest.mark.parametrize(
    ("text", "code", "sureness"),
    [
        ("J18.900", "J18.900", 100),
        ("C50.911)", "C50.911", 100),
        ("I10.x00", "I10.x00", 100),
        ("I10.X00", "I10.x00", 100),
        ("110.x00", "I10.x00", 85),
        ("l25.103", "I25.103", 85),
        ("K8O.100", "K80.100", 85),
        ("C73", "C73", 100),
    ],
)
def test_code_of_a_disease_is_mended_where_an_eye_mixes_up(text, code, sureness):
    found = icd10(text)

    assert (found.value, found.sureness) == (code, sureness)


@pytest.mark.parametrize("text", ["2025", "12.50", "肺炎", "110"])
def test_what_is_no_code_is_not_read_as_such(text):
    assert icd10(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (":肺炎", "肺炎"),
        (":1.肺炎(J18.900)", "肺炎"),
        (":2型糖尿病", "2型糖尿病"),
        (":肺炎?", "肺炎"),
        (":1.高血压病3级2.糖尿病", "高血压病3级"),
    ],
)
def test_first_diagnosis_stands_without_number_and_code(text, words):
    assert diagnosis(text).value == words


def test_name_ends_where_another_word_begins():
    assert name(f":张三{GAP}男").value == "张三"
    assert name("123") is None


def test_number_of_a_bill_is_digits():
    assert number(":0O12345678").value == "0012345678"
    assert number(":AB12345678").value == "AB12345678"
    assert number(":12ab") is None


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("total", "１７,000.00", 1700000),
        ("admitted_on", "2025-06-10", "2025-06-10"),
        ("bill_number", " 0012345678 ", "0012345678"),
        ("icd10", "i10.X00", "I10.x00"),
        ("hospital", "青川县人民医院", "青川县人民医院"),
        ("total", "", None),
    ],
)
def test_what_an_officer_types_takes_the_shape_of_its_field(name, typed, value):
    assert typed_value(name, typed) == value


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("total", "abc"), ("admitted_on", "10.6.2025"), ("bill_number", "票据"),
        ("hospital_grade", "4"), ("bill_code", "12"),
    ],
)  # fmt: skip
def test_what_an_officer_types_wrongly_is_refused(name, typed):
    with pytest.raises(ValueError):
        typed_value(name, typed)


# ── places ────────────────────────────────────────────────────────────────────────────────────


def test_rows_are_levelled_before_they_are_read():
    words = [
        word("一", 10, 10, lean=4),
        word("二三四五六", 600, 10, lean=4),
        word("七", 10, 70, lean=4),
    ]

    assert [row.text for row in rows_of(words)] == [f"一{GAP}二三四五六", "七"]


def test_value_stands_right_of_its_label_in_the_same_word():
    page = word("医保统筹基金支付：12000.00", 50, 50), word("其他支付：300.00", 500, 50)

    assert values("bill", *page) == {"pool_paid": 1200000, "other_paid": 30000}


def test_value_stands_right_of_its_label_in_another_word():
    page = (
        word("姓名", 50, 50), word("张三", 250, 50), word("性别", 450, 50), word("女", 650, 50),
        word("起付线", 50, 120), word("600.00", 250, 120),
    )  # fmt: skip

    assert values("settlement", *page) == {"name": "张三", "deductible": 60000}


def test_value_stands_below_its_label_in_a_table():
    page = (
        word("费用总额", 50, 50), word("统筹支付", 300, 50), word("起付标准", 550, 50),
        word("1,000.00", 52, 110), word("700.00", 310, 110), word("300.00", 560, 110),
    )  # fmt: skip

    found = read_fields("settlement", [page]).fields
    assert {n: f.value for n, f in found.items()} == {
        "total": 100000, "pool_paid": 70000, "deductible": 30000,
    }  # fmt: skip
    assert found["total"].confidence == 95


def test_empty_cell_takes_nothing_from_its_neighbours():
    page = (
        word("起付线", 50, 50), word("全自费", 450, 50), word("20.00", 650, 50),
        word("超限价", 50, 120), word("7.00", 250, 120),
    )  # fmt: skip

    assert values("settlement", *page) == {"self_funded": 2000, "over_limit": 700}


def test_label_with_a_gap_in_it_is_found():
    assert values("bill", word("姓", 50, 50), word("名：李四", 100, 50)) == {"name": "李四"}


def test_longer_label_wins_over_the_one_inside_it():
    page = word("个人账户支付：10.00", 50, 50), word("个人现金支付：20.00", 400, 50)

    assert values("bill", *page) == {"account_paid": 1000, "cash_paid": 2000}


def test_label_with_one_sign_misread_is_found_and_doubted():
    found = read_fields("settlement", [[word("统等基金支付：12.00", 50, 50)]]).fields["pool_paid"]

    assert (found.value, found.confidence) == (1200, 80)
    assert nearly("起付线", "起什线") is None


def test_title_that_holds_a_label_is_none():
    page = word("医疗机构住院收费专用票据", 200, 10), word("医疗机构：青川县人民医院", 50, 60)

    assert values("bill", *page)["hospital"] == "青川县人民医院"


def test_stay_has_both_days_behind_one_label():
    page = [word("住院时间：2025-06-10至2025-06-20", 50, 50)]

    assert values("bill", *page) == {"admitted_on": "2025-06-10", "discharged_on": "2025-06-20"}


@pytest.mark.parametrize("between", ["性别", None])
def test_name_whose_label_went_unseen_stands_before_the_sex(between):
    page = [word("魏丽志", 250, 50), word("女", 650, 50)]
    page += [word(between, 450, 50)] if between else []

    found = read_fields("settlement", [page]).fields["name"]
    assert (found.value, found.confidence) == ("魏丽志", 80)


def test_number_follows_no_on_older_forms():
    assert values("bill", word("No：5038745503", 50, 50)) == {"bill_number": "5038745503"}


def test_total_stands_beside_the_capitals():
    page = word("合计人民币（大写）：壹佰元整", 50, 50), word("￥：100.00", 600, 50)

    assert values("bill", *page) == {"total": 10000}


def test_capitals_that_say_the_same_make_the_total_sure():
    page = word("（大写）：壹佰元整", 50, 50), word("（小写）：100.00", 600, 50, sure=70)
    differs = word("（大写）：贰佰元整", 50, 50), word("（小写）：100.00", 600, 50, sure=70)

    assert read_fields("bill", [page]).fields["total"].confidence == 99
    assert read_fields("bill", [differs]).fields["total"].confidence == 70


def test_hospital_without_a_label_is_the_heading():
    page = (
        word("青川县中医医院", 200, 10, size=40), word("疾病诊断证明书", 220, 70, size=30),
        word("姓名：张三", 50, 130), word("处理意见：到市人民医院复诊", 50, 180),
    )  # fmt: skip

    assert values("diagnosis", *page) == {"hospital": "青川县中医医院", "name": "张三"}


def test_diagnosis_on_discharge_counts_and_its_code_stands_in_brackets():
    page = (
        word("入院诊断：咳嗽待查？", 50, 50), word("出院诊断：1.肺炎（J18.900）", 50, 100),
    )  # fmt: skip

    assert values("diagnosis", *page) == {"diagnosis": "肺炎", "icd10": "J18.900"}


def test_grade_of_the_hospital_is_a_figure():
    page = word("医院等级", 50, 50), word("三级甲等", 250, 50)

    assert values("settlement", *page) == {"hospital_grade": "3"}


def test_field_keeps_its_place_its_words_and_the_lowest_confidence():
    found = read_fields("bill", [[word("统筹支付：", 100, 50), word("12.00", 300, 50, sure=71)]])

    assert found.fields["pool_paid"] == Field(1200, "12.00", (300, 50, 355, 70), 71, 0)


def test_first_page_that_has_a_field_counts():
    pages = [
        [word("姓名：张三", 50, 50)],
        [word("姓名：李四", 50, 50), word("起付线：1.00", 50, 90)],
    ]

    found = read_fields("settlement", pages).fields
    assert (found["name"].value, found["deductible"].page) == ("张三", 1)


def test_certificate_is_not_asked_for_money():
    assert values("diagnosis", word("统筹支付：12.00", 50, 50)) == {}


def test_empty_page_has_no_fields():
    assert values("bill") == {}


def test_reading_is_the_same_after_it_was_kept():
    import json

    field = Field(1200, "12.00", (1, 2, 3, 4), 99, 0)
    reading = Reading("eye-1", "bill", (PageSeen(10, 20, 90),), {"total": field})

    assert loaded_reading(json.loads(plain_reading(reading))) == reading
