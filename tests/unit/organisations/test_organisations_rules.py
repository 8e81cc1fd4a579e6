"""Credit codes, names alike, what an application must say, and which act fits which state."""

from __future__ import annotations

from datetime import date

import pytest

from factories.units import credit_code, typed
from huzhu.organisations.enums import EDITABLE_STATES, OPEN_STATES
from huzhu.organisations.enums import ApplicationKind as Kind
from huzhu.organisations.enums import ApplicationState as S
from huzhu.organisations.enums import UnitPaperKind as Paper
from huzhu.organisations.errors import WrongApplicationState
from huzhu.organisations.lifecycle import ACTS, AFTER, STANDING, can, state_after
from huzhu.organisations.rules import (
    NEARLY_SAME,
    credit_code_fault,
    first_countable,
    grams,
    likeness,
    normalise_credit_code,
    normalised,
    papers_missing,
    read_handler,
    read_parts,
    read_split,
    read_unit,
)

ON = date(2026, 3, 2)


# ── credit codes ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["91350100M000100Y43", "9144030071526726XG", "91110000802100433B"])
def test_published_codes_are_good(code):
    """The example of GB 32100-2015 and two companies' own."""
    assert credit_code_fault(code) == ""


def test_every_single_wrong_character_and_swap_is_caught():
    code = credit_code(7)
    for place in range(len(code)):
        other = "1" if code[place] != "1" else "2"
        assert credit_code_fault(code[:place] + other + code[place + 1 :]) != ""
    swapped = [
        code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        for at in range(len(code) - 1)
        if code[at] != code[at + 1]
    ]
    assert all(credit_code_fault(text) for text in swapped)


def test_code_is_put_right_as_people_type_it():
    assert normalise_credit_code(" ９１350100-m000100y43 ") == "91350100M000100Y43"
    assert normalise_credit_code("9135O1OOM000100Y43") == "91350100M000100Y43"
    assert credit_code_fault("91350100M000100Y4") == "shape"
    assert credit_code_fault("91350100M000100Y44") == "check"


# ── names ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("铜川市云岭机械有限责任公司工会委员会", "铜川市云岭机械"),
        ("铜川市云岭机械股份有限公司", "铜川市云岭机械"),
        ("铜川市（云岭）机械　有限公司　工会", "铜川市云岭机械"),
        ("王益区第１中学", "王益区第一中学"),
        ("ＡＢＣ集团", "ABC"),
        ("工会", "工会"),
        ("有限公司", "有限公司"),
    ],
)
def test_bare_name(name, bare):
    assert normalised(name) == bare


def alike(one: str, other: str) -> int:
    a, b = grams(one), grams(other)
    return likeness(len(a & b), len(a), len(b))


def test_likeness_of_names():
    assert alike("云岭机械有限公司工会委员会", "云岭机械厂") >= 800
    assert alike("铜川市王益区第一中学", "王益区第1中学工会") >= NEARLY_SAME
    assert alike("王益区第一中学", "耀州区第一中学") < NEARLY_SAME
    assert alike("渭滨区一厂", "渭滨区二厂") < 600
    assert alike("", "") == 0
    assert grams("厂") == {"厂"}


# ── what an application must say ──────────────────────────────────────────────────────────────


def faults(proposal, **more) -> set[tuple[str, str]]:
    return {(f.field, f.code) for f in read_unit(proposal, on=ON, **more)[1]}


def test_good_registration_is_read():
    data, wrong = read_unit(typed("王益区云岭机械厂", 5), on=ON)
    assert wrong == []
    assert (data.name, data.staff_count, data.women_count) == ("王益区云岭机械厂", 120, 45)
    assert (data.counted_on, data.certificate_until) == (date(2026, 2, 28), date(2030, 11, 30))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "missing"),
        ("name", "一厂", "name_length"),
        ("level", "moon", "unknown"),
        ("industry", "", "missing"),
        ("credit_code", "12345", "credit_shape"),
        ("credit_code", credit_code(1)[:-1] + "!", "credit_shape"),
        ("approved_on", "2026-03-03", "future"),
        ("approved_on", "去年", "no_day"),
        ("certificate_until", "2026-03-01", "expired"),
        ("certificate_from", "2031-01-01", "after_end"),
        ("telephone", "13912345678", "no_landline"),
        ("staff_count", "0", "too_few"),
        ("staff_count", "很多", "no_number"),
        ("women_count", "121", "more_women"),
        ("counted_on", "2026-01-31", "old_count"),
        ("counted_on", "2026-03-03", "old_count"),
        ("proof_kind", "hearsay", "unknown"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field, value, code):
    found = read_unit(typed("王益区云岭机械厂") | {field: value}, on=ON)[1]
    assert (field, code) in {(f.field, f.code) for f in found}
    assert all(f.zh and f.en and "{" not in f.zh + f.en for f in found)


def test_joint_union_needs_no_certificate():
    bare = typed("王益区红旗街联合工会", form="joint", credit_code="", certificate_number="",
                 certificate_from="", certificate_until="")  # fmt: skip
    assert faults(bare) == set()
    assert ("credit_code", "missing") in faults(bare | {"form": "single"})


def test_edit_may_leave_the_headcount():
    left = typed("王益区云岭机械厂", counted_on="", proof_kind="")
    assert faults(left, is_counted=False) == set()
    assert {("counted_on", "missing"), ("proof_kind", "missing")} <= faults(left)


def test_count_of_this_month_or_the_last():
    assert first_countable(date(2026, 3, 2)) == date(2026, 2, 1)
    assert first_countable(date(2026, 1, 31)) == date(2025, 12, 1)


def test_handler_is_named_by_user_name_and_name():
    assert read_handler({}, is_required=False) == ("", "", [])
    _, _, wrong = read_handler({"handler_name": "李 红"}, is_required=False)
    assert [f.field for f in wrong] == ["handler_username"]
    username, name, wrong = read_handler(
        {"handler_name": " 李红 ", "handler_username": "li.hong"}, is_required=True
    )
    assert (username, name, wrong) == ("li.hong", "李红", [])


def test_merger_takes_two():
    assert [f.code for f in read_parts({"parts": ["A"]})[2]] == ["too_few_parts"]
    assert read_parts({"parts": "A B A", "into": "B"}) == (["A", "B"], "B", [])
    assert [f.code for f in read_parts({"parts": ["A", "B"], "into": "C"})[2]] == ["not_a_part"]


def test_division_leaves_two_or_one_beside_the_old():
    one = {"part_name_1": "云岭机械一分厂", "part_staff_count_1": "30", "part_women_count_1": "9"}
    assert read_split(one | {"goes_on": "yes"})[2] == []
    assert [f.code for f in read_split(one | {"goes_on": "no"})[2]] == ["too_few_units"]
    two = {f"{name[:-1]}2": value for name, value in one.items()}
    found, goes_on, wrong = read_split(one | two | {"goes_on": "no"})
    assert (len(found), goes_on, [f.code for f in wrong]) == (2, False, ["twice"])


def test_papers_by_kind():
    def missing(kind, there=(), *, has_handler=False, is_counted=False, **more):
        return papers_missing(kind, there, has_handler=has_handler, is_counted=is_counted, **more)

    assert missing(Kind.REGISTER) == [Paper.APPROVAL, Paper.CERTIFICATE, Paper.HEADCOUNT]
    assert missing(Kind.REGISTER, {"approval", "headcount"}, is_legal_person=False) == []
    assert missing(Kind.REGISTER, {"approval", "certificate", "headcount"}, has_handler=True) == [
        Paper.BINDING
    ]
    assert missing(Kind.EDIT) == []
    assert missing(Kind.EDIT, is_counted=True) == [Paper.HEADCOUNT]
    assert missing(Kind.CHANGE_HANDLER, has_handler=True) == [Paper.BINDING]
    assert missing(Kind.MERGE) == [Paper.RESOLUTION, Paper.HEADCOUNT]
    assert missing(Kind.SPLIT) == [Paper.RESOLUTION]


# ── states ────────────────────────────────────────────────────────────────────────────────────


def test_table_of_states_is_the_whole_truth():
    for act in ACTS:
        for state in S:
            if (act, state) in AFTER:
                assert state_after(act, state) is AFTER[act, state]
            else:
                assert not can(act, state)
                with pytest.raises(WrongApplicationState):
                    state_after(act, state)


def test_nothing_leaves_what_is_closed():
    assert not [act for act, state in AFTER if state in (S.APPROVED, S.WITHDRAWN)]
    assert set(STANDING) == set(Kind)


def test_states_that_screens_offer_acts_in_are_those_of_the_table():
    assert {s for s in S if can("save", s)} == set(EDITABLE_STATES)
    assert {s for s in S if can("withdraw", s)} == set(OPEN_STATES)


def test_only_the_city_brings_into_effect():
    assert {act for (act, _), after in AFTER.items() if after is S.APPROVED} == {"approve"}
    assert [state for act, state in AFTER if act == "approve"] == [S.SUBMITTED]
