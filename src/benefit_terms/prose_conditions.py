"""Conditions in words: one function per kind, each a phrase that `when` joins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import nodes as n
from .prose_speaker import Speaker
from .prose_words import AXIS_NAMES, DATE_ROLES

_SHOWN_DISEASES = 4


def _word(node: Any, sp: Speaker) -> str:
    zh, en = AXIS_NAMES[node.kind]
    return sp.say(f"{zh}为", f"{en} is ") + sp.words(node.kind, node.among)


def _has_bill(node: n.HasBill, sp: Speaker) -> str:
    if node.wanted:
        return sp.say("有费用票据", "there is a bill")
    return sp.say("没有费用票据", "there is no bill")


def _disease_in(node: n.DiseaseIn, sp: Speaker) -> str:
    listed = [one for name in node.lists for _, one in sp.edition.disease_list(name)]
    names = list(dict.fromkeys(sp.say(one.zh, one.en or one.zh) for one in listed))
    some = sp.say("、", ", ").join(names[:_SHOWN_DISEASES])
    if len(names) > _SHOWN_DISEASES:
        some += sp.say(f"等{len(names)}种", f" … {len(names)} in all")
    quoted = sp.either([sp.quoted(name) for name in node.lists])
    in_brackets = sp.say(f"（{some}）", f" ({some})") if some else ""
    return sp.say(f"所患疾病列入清单{quoted}", f"the disease is in the list {quoted}") + in_brackets


def _designated(node: n.HospitalDesignated, sp: Speaker) -> str:
    if node.wanted:
        return sp.say("在定点医疗机构就诊", "the hospital is designated")
    return sp.say("不在定点医疗机构就诊", "the hospital is not designated")


def _insured(node: n.InsuredIs, sp: Speaker) -> str:
    if node.wanted:
        return sp.say("已参加基本医疗保险", "insured under basic medical insurance")
    return sp.say("未参加基本医疗保险", "not insured under basic medical insurance")


def _circumstance(node: n.CircumstanceIs, sp: Speaker) -> str:
    words = sp.words("circumstance", node.among)
    return sp.say(f"存在{words}情形", f"the circumstance was {words}")


def _paid_beside(node: n.PaidBeside, sp: Speaker) -> str:
    plans = sp.either([sp.quoted(name) for name in node.among])
    return sp.say(f"同一事由已由{plans}给付", f"{plans} pays for the same event")


def _days_between(node: n.DaysBetween, sp: Speaker) -> str:
    first, then = (sp.pick(DATE_ROLES[role]) for role in (node.from_, node.to))
    days = _span(node.at_least, node.at_most, sp)
    return sp.say(f"自{first}至{then}{days}", f"from {first} to {then} it is {days}")


def _span(least: int | None, most: int | None, sp: Speaker) -> str:
    if least is None:
        return sp.say(f"不超过{most}天", f"at most {most} days")
    if most is None:
        return sp.say(f"不少于{least}天", f"at least {least} days")
    return sp.say(f"为{least}至{most}天", f"{least} to {most} days")


def _range(node: Any, sp: Speaker) -> str:
    zh, en = AXIS_NAMES[node.kind]
    if isinstance(node, n.AgeWithin):
        zh, en = ("保障生效时年龄", "age at the start of cover") if node.on == "start" else (zh, en)
    number = sp.numbered(node.kind, node.at_least, node.at_most)
    return sp.say(f"{zh}为{number}", f"{en}: {number}")


def _ordinal(node: n.OrdinalWithin, sp: Speaker) -> str:
    number = sp.numbered("ordinal", node.at_least, node.at_most)
    return sp.say(
        f"属于本保障期同类事由的{number}", f"the event of its kind in this period: {number}"
    )


CONDITION_WORDS: dict[type[n.Condition], Callable[[Any, Speaker], str]] = {
    n.EventKindIs: _word,
    n.CauseIs: _word,
    n.HasBill: _has_bill,
    n.DiseaseIn: _disease_in,
    n.SeverityIs: _word,
    n.PersonClassIs: _word,
    n.HospitalGradeIs: _word,
    n.SexIs: _word,
    n.EmploymentIs: _word,
    n.TierIs: _word,
    n.RelationIs: _word,
    n.HospitalDesignated: _designated,
    n.InsuredIs: _insured,
    n.CircumstanceIs: _circumstance,
    n.PaidBeside: _paid_beside,
    n.DaysBetween: _days_between,
    n.AgeWithin: _range,
    n.OrdinalWithin: _ordinal,
    n.StayDaysWithin: _range,
    n.MembershipYearsWithin: _range,
    n.CoverYearsWithin: _range,
    n.HazardClassWithin: _range,
    n.GradeWithin: _range,
    n.SharesWithin: _range,
}


def conditions_in_words(
    when: tuple[n.Condition, ...], sp: Speaker, unless: tuple[n.Condition, ...] = ()
) -> str:
    """All conditions of a `when`, joined, and what `unless` takes out."""
    text = sp.say("、", ", and ").join(CONDITION_WORDS[type(node)](node, sp) for node in when)
    if unless:
        out = conditions_in_words(unless, sp)
        text += sp.say(f"（{out}的除外）", f" (unless {out})")
    return text
