"""Refusals: both languages, values checked where they are raised, nothing extra sent out."""

import json
import pickle
from datetime import date

import pytest

from huzhu.kernel.errors import NotPermitted, NotVisible, Refusal


class RosterEmpty(Refusal):
    code = "roster_empty"
    zh = "名册“{name}”里没有人员。"
    en = "The roster “{name}” lists nobody."
    remedy_zh = "请检查第{line}行。"
    remedy_en = "Check line {line}."


class TooMuch(Refusal):
    code = "too_much"
    zh = "{amount:,} 超过 {limit.year}。"
    en = "{amount:,} is more than {limit.year}."


def test_refusal_text_says_what_happened_and_what_to_do_in_the_language_asked_for():
    refusal = RosterEmpty(name="三车间", line=4)

    assert refusal.text("zh-hans") == "名册“三车间”里没有人员。请检查第4行。"
    assert refusal.text("en-gb") == "The roster “三车间” lists nobody. Check line 4."
    assert refusal.text() == refusal.text("zh")
    assert str(refusal) == f"{refusal.text('zh')} {refusal.text('en')}"


def test_refusal_without_remedy_has_no_trailing_space():
    assert TooMuch(amount=1234, limit=date(2025, 1, 1)).text("en") == "1,234 is more than 2025."


def test_refusal_lacking_values_fails_where_it_is_raised():
    with pytest.raises(TypeError) as caught:
        RosterEmpty()

    assert str(caught.value) == "RosterEmpty needs values for: line, name"


def test_refusal_lacking_a_value_whose_attribute_is_printed_is_a_type_error():
    with pytest.raises(TypeError) as caught:
        TooMuch(amount=1)

    assert str(caught.value) == "TooMuch needs values for: limit"


def test_refusal_json_carries_named_values_only():
    refusal = RosterEmpty(name="三车间", line=4, identity="11010119900307109X")

    assert refusal.values == {"name": "三车间", "line": 4, "identity": "11010119900307109X"}
    assert refusal.to_json() == {
        "code": "roster_empty",
        "zh": "名册“三车间”里没有人员。",
        "en": "The roster “三车间” lists nobody.",
        "remedy_zh": "请检查第4行。",
        "remedy_en": "Check line 4.",
        "values": {"name": "三车间", "line": 4},
    }


def test_refusal_json_is_json_whatever_the_values():
    refusal = RosterEmpty(name=[date(2025, 1, 1), None], line=RosterEmpty)

    values = json.loads(json.dumps(refusal.to_json()))["values"]

    assert values == {"name": ["2025-01-01", None], "line": str(RosterEmpty)}


def test_refusal_survives_pickling():
    refusal = RosterEmpty(name="三车间", line=4)

    copy = pickle.loads(pickle.dumps(refusal))

    assert (type(copy), copy.to_json()) == (RosterEmpty, refusal.to_json())


@pytest.mark.parametrize("kind", [NotVisible, NotPermitted])
def test_common_refusals_need_no_values_and_have_remedies(kind):
    content = kind().to_json()

    assert [name for name in ("zh", "en", "remedy_zh", "remedy_en") if not content[name]] == []
    assert kind(act="approve").to_json()["values"] == {}
