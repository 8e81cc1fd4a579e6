"""Each component as it is written: money and days the Chinese way, states, tables, forms."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from fractions import Fraction

import openpyxl
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from huzhu.kernel.errors import Refusal
from huzhu.kernel.pagination import page_of
from huzhu.ui import excel
from huzhu.ui.tones import tone_of

AT = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # 00:30 of the third in Shanghai


class Late(Refusal):
    code = "late"
    zh = "已过{day}。"
    en = "It is past {day}."
    remedy_zh = "请补报“{day}”。"
    remedy_en = "Report late."


class Claim(forms.Form):
    reason = forms.CharField(label="理由", help_text="一句话", max_length=4)
    state = forms.ChoiceField(label="状态", choices=[("a", "甲"), ("b", "乙")])
    urgent = forms.BooleanField(label="加急", required=False)
    way = forms.ChoiceField(label="方式", choices=[("x", "转账")], widget=forms.RadioSelect)
    paper = forms.FileField(label="材料", required=False, help_text="PDF 或照片")


def drawn(text: str, language: str = "zh-hans", path: str = "/list/", **values: object) -> str:
    request = RequestFactory().get(path)
    request.typed, request.refusal = values.pop("typed", None), None
    template = engines["django"].from_string("{% load i18n ui %}" + text)
    with override(language):
        return template.render(values, request).strip()


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("{{ 123456|yuan }}", "1,234.56", "1,234.56"),
        (
            "{{ 123456|money }}",
            '<span class="money">1,234.56元</span>',
            '<span class="money">1,234.56 yuan</span>',
        ),
        (
            "{{ 12345678900|short_yuan }}",
            '<span class="money" title="123,456,789.00元">1.23亿元</span>',
            '<span class="money" title="123,456,789.00 yuan">¥123.46 m</span>',
        ),
        ("{{ 1234567|count }}", "1,234,567", "1,234,567"),
        (
            "{{ 801234|short_count }}",
            '<span class="nowrap" title="801,234">80.12万</span>',
            "801,234",
        ),
        ("{{ share|percent }}", "33.3%", "33.3%"),
        ("{{ day|day }}", "2026年3月2日", "2 Mar 2026"),
        ("{{ day|iso }}", "2026-03-02", "2026-03-02"),
        (
            "{{ at|instant }}",
            '<time datetime="2026-03-02T16:30:00+00:00">2026年3月3日 00:30</time>',
            '<time datetime="2026-03-02T16:30:00+00:00">3 Mar 2026, 00:30</time>',
        ),
        (
            "{{ at|iso_instant }}",
            '<time datetime="2026-03-02T16:30:00+00:00">2026-03-03 00:30</time>',
            '<time datetime="2026-03-02T16:30:00+00:00">2026-03-03 00:30</time>',
        ),
    ],
)
def test_values_are_written_as_the_reader_writes_them(text, zh, en):
    values = {"day": date(2026, 3, 2), "at": AT, "share": Fraction(1, 3)}

    assert drawn(text, **values) == zh
    assert drawn(text, "en", **values) == en


@pytest.mark.parametrize(
    "name",
    [
        "yuan",
        "money",
        "short_yuan",
        "count",
        "percent",
        "day",
        "iso",
        "instant",
        "masked",
        "or_dash",
    ],
)
def test_nothing_is_a_dash(name):
    assert drawn("{{ value|" + name + " }}", value=None) == '<span class="nothing">—</span>'


def test_nought_is_not_nothing():
    assert drawn("{{ 0|yuan }} {{ 0|or_dash }} {{ 0|count }}") == "0.00 0 0"


@pytest.mark.parametrize(
    ("word", "tone"),
    [
        ("paid", "good"),
        ("wait", "waiting"),
        ("with_head", "active"),
        ("unreadable", "bad"),
        ("neutral", "quiet"),
        ("warn", "waiting"),
        ("never heard of", "quiet"),
    ],
)
def test_state_has_a_tone_and_an_unknown_one_is_quiet(word, tone):
    assert tone_of(word) == tone
    assert drawn('{% badge "字" word %}', word=word) == f'<span class="tag tag-{tone}">字</span>'


def test_state_badge_takes_the_label_of_the_choice():
    class Thing:
        state = "paid"

        def get_state_display(self) -> str:
            return "已付款"

    assert drawn("{% state_badge thing %}", thing=Thing()) == (
        '<span class="tag tag-good">已付款</span>'
    )


@pytest.mark.parametrize("given", [Late(day="<1日>"), Late(day="<1日>").to_json()])
def test_refusal_says_what_happened_and_what_to_do_and_escapes(given):
    zh = drawn("{% refusal_alert refusal %}", refusal=given)
    en = drawn("{% refusal_alert refusal %}", "en", refusal=given)

    assert '<p class="alert-what">已过&lt;1日&gt;。</p>' in zh
    assert '<p class="alert-remedy">请补报“&lt;1日&gt;”。</p>' in zh
    assert 'role="alert"' in zh
    assert "It is past &lt;1日&gt;." in en


def test_no_refusal_draws_nothing():
    assert drawn("{% refusal_alert refusal %}", refusal=None) == ""


def test_pagination_keeps_what_else_stands_in_the_address():
    page = page_of(list(range(120)), 2)

    html = drawn("{% pagination page %}", path="/list/?state=paid&page=2&q=%E5%BC%A0", page=page)

    assert 'href="/list/?state=paid&amp;page=1&amp;q=%E5%BC%A0"' in html
    assert 'href="/list/?state=paid&amp;page=3&amp;q=%E5%BC%A0"' in html
    assert "120" in html


def test_single_page_has_no_links():
    html = drawn("{% pagination page %}", page=page_of([1, 2], 1))

    assert "<a " not in html


def test_address_is_changed_parameter_by_parameter():
    text = '{% address export="xlsx" page=None %} {% query_string page=3 %}'

    html = drawn(text, path="/list/?q=a&page=2")

    assert html == "/list/?q=a&amp;export=xlsx ?q=a&amp;page=3"


@pytest.mark.parametrize(
    ("query", "target", "mark"),
    [("", "name", ""), ("?sort=name", "-name", "▲"), ("?sort=-name", "name", "▼")],
)
def test_heading_sorts_and_then_the_other_way_round(query, target, mark):
    html = drawn('{% sort_head "名称" "name" %}', path=f"/list/{query}")

    assert f'href="/list/?sort={target}"' in html
    assert f"<span>{mark}</span>" in html


def test_field_ties_label_help_and_error_to_the_control():
    form = Claim({"reason": "太长了一点", "state": "a"})

    html = drawn("{% field form.reason %}", form=form)

    assert '<label for="id_reason">理由' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_reason_help id_reason_error"' in html
    assert 'id="id_reason_help">一句话' in html
    assert 'id="id_reason_error"' in html
    assert 'value="太长了一点"' in html


def test_every_kind_of_field_is_drawn_with_its_own_control():
    html = drawn("{% form_fields form %}", form=Claim())

    assert '<select name="state" class="form-select"' in html
    assert 'type="checkbox" name="urgent" class="form-check-input"' in html
    assert "<fieldset" in html
    assert "<legend>方式</legend>" in html


def test_error_of_the_whole_form_stands_above_it():
    form = Claim({"reason": "一", "state": "a", "way": "x"})
    form.full_clean()
    form.add_error(None, "两项不能同时填写。")

    assert "两项不能同时填写。" in drawn("{% form_fields form %}", form=form)


def test_drop_zone_is_a_labelled_file_field():
    html = drawn("{% dropzone form.paper %}", form=Claim())

    assert '<label class="drop" data-drop for="id_paper">' in html
    assert '<input type="file" name="paper"' in html
    assert "PDF 或照片" in html


def test_filter_bar_lives_in_the_address_and_offers_to_clear():
    class Filter(forms.Form):
        q = forms.CharField(label="姓名", required=False)

    request_form = Filter({"q": "张"})
    chosen = drawn("{% filter_bar form %}", path="/list/?q=张", form=request_form)
    bare = drawn("{% filter_bar form %}", form=Filter({}))

    assert '<form method="get"' in chosen
    assert 'value="张"' in chosen
    assert 'href="/list/"' in chosen
    assert 'href="/list/"' not in bare


def test_post_button_is_a_form_with_a_token_and_its_values():
    html = drawn(
        '{% post_button "/do/" "通过" sign="check" key="a" confirm="确定？" round=2 %}',
        csrf_token="token",
    )

    assert '<form method="post" action="/do/"' in html
    assert "csrfmiddlewaretoken" in html
    assert '<input type="hidden" name="round" value="2">' in html
    assert 'data-key="a"' in html
    assert 'data-confirm="确定？"' in html


def test_typed_gives_back_what_was_refused():
    assert drawn('[{% typed "reason" %}]', typed={"reason": "<材料>"}) == "[&lt;材料&gt;]"
    assert drawn('[{% typed "reason" %}]') == "[]"


def test_empty_state_says_what_to_do():
    html = drawn('{% empty "没有名册" "请上传名册。" "/new/" "上传名册" %}')

    assert "请上传名册。" in html
    assert '<a class="btn btn-primary" href="/new/">上传名册</a>' in html


@pytest.mark.parametrize(
    ("have", "value", "is_enough"), [(79, "79.0", False), (80, "80.0", True), (130, "100.0", True)]
)
def test_meter_tells_in_words_whether_it_is_enough(have, value, is_enough):
    html = drawn('{% meter have 100 "参保率" 80 %}', "en", have=have)

    assert f'value="{value}"' in html
    assert 'low="80.0"' in html
    assert ("not reached" not in html) == is_enough


def test_progress_of_unknown_length_goes_on_without_a_number():
    assert "value=" not in drawn("{% progress 0 0 %}")
    assert '<progress value="3" max="9"' in drawn('{% progress 3 9 "行" %}')


def test_timeline_table_card_and_facts_wrap_their_content():
    steps = [{"title": "受理", "who": "王芳", "at": AT, "state": "done"}]

    assert "2026年3月3日 00:30" in drawn("{% timeline steps %}", steps=steps)
    assert "table-cards" in drawn("{% table caption='表' cards=True %}<tr></tr>{% endtable %}")
    assert "<h2>箱</h2>" in drawn("{% card title='箱' %}内{% endcard %}")
    html = drawn("{% facts columns=2 %}{% fact '号' value %}{% endfacts %}", value="<b>")
    assert "<dt>号</dt><dd>&lt;b&gt;</dd>" in html


def test_link_to_elsewhere_is_not_an_own_address():
    text = "{{ link|is_own_address }}"

    assert [drawn(text, link=link) for link in ("/claims/", "//evil.cn/", "https://x/")] == [
        "True",
        "False",
        "False",
    ]


def test_workbook_keeps_types_and_never_a_formula():
    rows = [["=1+1", 3, date(2026, 3, 2), AT, None, "王益区"]]

    content = excel.workbook(["甲", "乙", "丙", "丁", "戊", "己"], rows, "名册")

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    found = [cell.value for cell in sheet[2]]
    assert sheet.title == "名册"
    assert [cell.value for cell in sheet[1]] == ["甲", "乙", "丙", "丁", "戊", "己"]
    assert found[:2] == ["=1+1", 3]
    assert sheet["A2"].data_type == "s"
    assert found[2].date() == date(2026, 3, 2)
    assert found[3] == "2026-03-03 00:30"
    assert found[5] == "王益区"
    assert sheet.freeze_panes == "A2"


def test_download_carries_its_chinese_name():
    answer = excel.excel_response("名册.xlsx", ["甲"], [])

    assert answer["Content-Type"] == excel.MEDIA_TYPE
    assert "filename*=UTF-8''%E5%90%8D%E5%86%8C.xlsx" in answer["Content-Disposition"]


def test_uploaded_file_does_not_reach_the_page_again():
    form = Claim({"reason": "一"}, {"paper": SimpleUploadedFile("a.pdf", b"%PDF-")})

    assert "a.pdf" not in drawn("{% dropzone form.paper %}", form=form)
