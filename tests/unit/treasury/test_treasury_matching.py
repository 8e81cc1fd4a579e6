"""Which money is for which due: every kind of fit, and everything that must stay uncertain."""

from __future__ import annotations

from datetime import date

import pytest

from huzhu.treasury.enums import MatchKind
from huzhu.treasury.rules import OpenDue, OpenLine, propose

DAY = date(2026, 3, 1)


def due(ref="X2026-0000001-A", fen=9500, *, unit=1, names=("王益区一厂",), **changes) -> OpenDue:
    values = {
        "ref": ref, "unit_id": unit, "names": names, "left_fen": fen, "plan_code": "ZY",
        "due_on": DAY, "marks": (ref, f"E{ref[1:]}"), "next_fen": 0,
    }  # fmt: skip
    return OpenDue(**(values | changes))


def line(fen=9500, payer="王益区一厂", purpose="互助会费", ref="SL1") -> OpenLine:
    return OpenLine(ref, fen, payer, purpose, DAY)


def only(lines, dues):
    (one,) = propose(lines, dues)
    return one


def parts_of(proposal):
    return [(part.line_ref, part.due_ref, part.amount_fen) for part in proposal.parts]


@pytest.mark.parametrize(
    "purpose",
    [
        "X2026-0000001-A 会费",
        "会费x2026 0000001 a",
        "Ｘ２０２６－００００００１－Ａ",
        "E2026-0000001-A",
    ],
)
def test_number_in_the_purpose_is_exact(purpose):
    found = only([line(payer="财政局", purpose=purpose)], [due()])
    assert (found.kind, found.is_certain, found.confidence) == (MatchKind.EXACT, True, 100)
    assert "附言写有编号" in found.why_zh


@pytest.mark.parametrize(
    "payer", ["王益区一厂", "王益区一厂工会委员会", "王益区１厂", "王益区一厂有限责任公司"]
)
def test_whole_name_and_amount_are_exact(payer):
    found = only([line(payer=payer)], [due(names=("王益区一厂", "王益区第一机械厂"))])
    assert (found.kind, found.is_certain, found.confidence) == (MatchKind.EXACT, True, 95)


def test_past_name_is_as_good_as_the_name():
    found = only([line(payer="王益区第一机械厂")], [due(names=("王益区一厂", "王益区第一机械厂"))])
    assert (found.kind, found.is_certain) == (MatchKind.EXACT, True)


@pytest.mark.parametrize(
    ("payer", "purpose"), [("铜川市王益区一厂子弟学校", "会费"), ("财政局", "代缴王益区一厂会费")]
)
def test_name_that_is_only_a_part_is_not_certain(payer, purpose):
    found = only([line(payer=payer, purpose=purpose)], [due()])
    assert (found.kind, found.is_certain) == (MatchKind.EXACT, False)


def test_two_dues_of_one_amount_are_not_certain():
    older = due("X2026-0000002-B", due_on=date(2026, 2, 1))
    found = only([line()], [due(), older])
    assert (found.kind, found.is_certain) == (MatchKind.EXACT, False)
    assert parts_of(found) == [("SL1", older.ref, 9500)]
    assert "2 笔" in found.why_zh


def test_two_lines_for_one_due_are_not_certain():
    found = propose([line(ref="SL1"), line(ref="SL2")], [due()])
    assert [(one.kind, one.is_certain) for one in found] == [(MatchKind.EXACT, False)] * 2


def test_two_units_of_one_name_are_not_certain():
    found = only([line()], [due(), due("X2026-0000002-B", 8000, unit=2)])
    assert (found.is_certain, found.confidence) == (False, 50)
    assert propose([line(100)], [due(), due("X2026-0000002-B", 8000, unit=2)]) == []


def test_one_line_pays_several_dues_exactly():
    dues = [due("X1", 9500), due("X2", 3500), due("X3", 2500)]
    found = only([line(12_000)], dues)
    assert (found.kind, found.is_certain, found.confidence) == (MatchKind.GROUPED, False, 90)
    assert parts_of(found) == [("SL1", "X1", 9500), ("SL1", "X3", 2500)]


def test_several_sets_of_the_same_sum_are_told():
    dues = [due("X1", 1000), due("X2", 2000), due("X3", 3000), due("X4", 2000)]
    found = only([line(5000)], [*dues, due("X5", 4000)])
    assert (found.kind, found.confidence) == (MatchKind.GROUPED, 50)
    assert "种组合" in found.why_zh


def test_invoice_number_names_all_its_dues():
    dues = [due("X1", 9500, marks=("X1", "IV1")), due("X2", 3500, marks=("X2", "IV1"))]
    found = only([line(13_000, payer="财政局", purpose="IV1")], [*dues, due("X3", 13_000, unit=2)])
    assert (found.kind, found.confidence) == (MatchKind.GROUPED, 98)
    assert parts_of(found) == [("SL1", "X1", 9500), ("SL1", "X2", 3500)]


def test_several_lines_make_one_due():
    lines = [line(4000, ref="SL1"), line(700, ref="SL2"), line(5500, ref="SL3")]
    found = propose(lines, [due()])
    grouped = found[0]
    assert grouped.kind is MatchKind.GROUPED
    assert parts_of(grouped) == [
        ("SL1", "X2026-0000001-A", 4000),
        ("SL3", "X2026-0000001-A", 5500),
    ]
    assert [one.kind for one in found[1:]] == [MatchKind.PARTIAL]


def test_less_than_due_is_partial():
    found = only([line(4000)], [due()])
    assert (found.kind, found.is_certain, found.confidence) == (MatchKind.PARTIAL, False, 65)
    assert "还差 55.00 元" in found.why_zh


def test_next_instalment_is_recognised():
    found = only([line(4000)], [due(next_fen=4000), due("X2", 7000)])
    assert (found.kind, found.confidence) == (MatchKind.PARTIAL, 92)
    assert "下一期" in found.why_zh


def test_less_than_several_dues_fills_the_oldest_first():
    found = only([line(10_000)], [due("X1", 9500), due("X2", 3500)])
    assert (found.kind, found.confidence) == (MatchKind.PARTIAL, 40)
    assert parts_of(found) == [("SL1", "X1", 9500), ("SL1", "X2", 500)]


def test_more_than_due_leaves_the_excess():
    found = only([line(15_000)], [due("X1", 9500), due("X2", 3500)])
    assert (found.kind, found.excess_fen, found.is_certain) == (MatchKind.OVER, 2000, False)
    assert sum(fen for _, _, fen in parts_of(found)) == 13_000


@pytest.mark.parametrize("payer", ["", "别的单位", "一厂"])
def test_unknown_payer_is_not_proposed(payer):
    assert propose([line(payer=payer, purpose="款")], [due()]) == []


def test_amount_alone_is_never_enough():
    assert propose([line(payer="张三", purpose="会费")], [due()]) == []


def test_unit_with_very_many_dues_ends_soon():
    dues = [due(f"X{n:04d}", 1000 + 7 * n) for n in range(400)]
    found = only([line(1_000_000)], dues)
    assert found.kind in (MatchKind.PARTIAL, MatchKind.OVER)
    assert sum(fen for _, _, fen in parts_of(found)) <= 1_000_000


def test_every_sentence_stands_in_two_languages():
    lines = [line(9500, ref="SL1"), line(100, ref="SL2"), line(99_999, ref="SL3")]
    for one in propose(lines, [due()]):
        assert one.why_zh.endswith("。")
        assert one.why_en.endswith(".")
