"""Clauses on joining in words: one function per kind, each a whole sentence without its stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import clauses as c
from .prose_speaker import Speaker
from .prose_words import OF_WHOM, RELATIONS, SEXES, SOURCES


def _period(clause: c.Period, sp: Speaker) -> str:
    length = sp.value(clause.length)
    return sp.say(f"保障期为{length}，自生效日起计", f"a cover lasts {length} from its first day")


def _fee(clause: c.Fee, sp: Speaker) -> str:
    per = sp.say("每份" if clause.per == "share" else "每人", f"a {clause.per}")
    tiers = [_tier(tier, per, sp) for tier in clause.tiers]
    return sp.say("会费：", "contribution: ") + sp.say("；", "; ").join(tiers)


def _tier(tier: c.FeeTier, per: str, sp: Speaker) -> str:
    name = "" if tier.tier is None else sp.word("tier", tier.tier) + sp.say("档", " tier: ")
    amount = sp.value(tier.amount)
    parts = [
        sp.pick(SOURCES.get(part.source, (part.source, part.source)))
        + sp.say("承担", " ")
        + sp.value(part.amount)
        for part in tier.split
    ]
    split = sp.say("、", ", ").join(parts)
    said = name + sp.say(f"{per}{amount}", f"{amount} {per}")
    return said + (sp.say(f"（{split}）", f" ({split})") if split else "")


def _participation(clause: c.Participation, sp: Speaker) -> str:
    if clause.of_whom == "none":
        return sp.say("对参保率不作要求", "no rate of participation is asked for")
    whom, percent = sp.pick(OF_WHOM[clause.of_whom]), sp.value(clause.percent)
    said = [sp.say(f"参加人数应达到{whom}的{percent}", f"{percent} of {whom} must join")]
    if clause.full_join_headcount is not None:
        most = clause.full_join_headcount
        said.append(
            sp.say(
                f"{most}人及以下的单位须全员参加", f"units of {most} persons or fewer join in full"
            )
        )
    if clause.minimum_headcount is not None:
        least = clause.minimum_headcount
        said.append(sp.say(f"至少{least}人参加", f"at least {least} persons join"))
    return sp.say("，", ", ").join(said)


def _shares_limit(clause: c.SharesLimit, sp: Speaker) -> str:
    more = sp.say("超出部分无效", "more are void")
    if clause.excess == "refuse":
        more = sp.say("超出的不予给付，须先更正", "with more nothing is paid until it is corrected")
    return sp.say(
        f"每人最多{clause.most}份，{more}", f"at most {clause.most} shares a person; {more}"
    )


def _age_at_start(clause: c.AgeAtStart, sp: Speaker) -> str:
    who = (
        ""
        if clause.sex is None
        else sp.pick((SEXES[clause.sex][0] + "性", SEXES[clause.sex][1] + " "))
    )
    text = sp.say(
        f"保障生效时{who}年龄须为{clause.youngest}至{clause.oldest}周岁（含两端）",
        f"{who}age at the start of cover: {clause.youngest} to {clause.oldest} complete years",
    )
    if clause.youngest_days is not None:
        days = clause.youngest_days
        text += sp.say(f"，且出生已满{days}天", f", and {days} days old at least")
    if clause.oldest_at_renewal is not None:
        older = clause.oldest_at_renewal
        text += sp.say(f"，续保的可至{older}周岁", f", for renewals up to {older}")
    return text


def _sex_only(clause: c.SexOnly, sp: Speaker) -> str:
    zh, en = SEXES[clause.sex]
    return sp.say(f"仅限{zh}性参加", f"only {en} persons are covered")


def _basic_medical(clause: c.BasicMedicalRequired, sp: Speaker) -> str:
    return sp.say(
        "须已参加基本医疗保险", "the person must be insured under basic medical insurance"
    )


def _employment_among(clause: c.EmploymentAmong, sp: Speaker) -> str:
    words = sp.words("employment", clause.among)
    return sp.say(f"用工状态须为{words}", f"employment must be {words}")


def _relation_among(clause: c.RelationAmong, sp: Speaker) -> str:
    words = sp.either([sp.pick(RELATIONS[name]) for name in clause.among])
    return sp.say(f"保障对象须为{words}", f"covered is {words}")


def _hazard_class(clause: c.HazardClass, sp: Speaker) -> str:
    worst = clause.worst
    return sp.say(
        f"职业类别须为{worst}类及以下（1类风险最低）",
        f"hazard class {worst} at most (class 1 is the safest)",
    )


def _equal_shares(clause: c.EqualShares, sp: Speaker) -> str:
    whom = sp.say(*(("女职工", "women") if clause.of_whom == "women" else ("人员", "persons")))
    return sp.say(
        f"同一单位参加的{whom}份数须一致", f"all {whom} of a unit hold the same number of shares"
    )


def _cover_start(clause: c.CoverStart, sp: Speaker) -> str:
    if clause.when == "agreed":
        return sp.say("自约定生效日零时起", "cover begins on the day agreed")
    return sp.say(
        "会费缴清后生效：约定日前缴清的自约定日起，否则自缴清次日起",
        "cover begins once paid: on the day agreed if paid before it, else the day after payment",
    )


def _joining(clause: c.Joining, sp: Speaker) -> str:
    hires, late = clause.new_hires_within, clause.late_joiners_within
    new = sp.say("新入职人员须等下一期参加", "new hires wait for the next period")
    if hires is not None:
        new = sp.say(
            f"新入职人员可在入职后{sp.value(hires)}内参加",
            f"new hires may join within {sp.value(hires)}",
        )
    other = sp.say("未随单位参加的须等下一期", "latecomers wait for the next period")
    if late is not None:
        other = sp.say(
            f"未随单位参加的可在单位保障生效后{sp.value(late)}内补办",
            f"latecomers within {sp.value(late)} of the start of the unit's cover",
        )
    return new + sp.say("；", "; ") + other


def _continuity(clause: c.Continuity, sp: Speaker) -> str:
    gap = sp.value(clause.gap)
    zh, en = ("不超过", "at most ") if clause.edge == "inclusive" else ("少于", "less than ")
    return sp.say(
        f"与上一保障期间隔{zh}{gap}的，视为续保",
        f"a cover that begins {en}{gap} after the one before counts as renewed",
    )


_RECKONED = {
    "complete": ("按满周年计", "in complete years"),
    "begun": ("按已开始的年度计，入会首年为1年", "in years begun, the first being 1"),
    "calendar": ("按日历年份之差计", "as the difference of calendar years"),
}


def _membership_years(clause: c.MembershipYears, sp: Speaker) -> str:
    how = sp.pick(_RECKONED[clause.reckoned])
    day = sp.say(
        *(
            ("事由认定日", "the day of the event")
            if clause.on == "event"
            else ("保障生效日", "the start of cover")
        )
    )
    return sp.say(f"会龄{how}，截至{day}", f"years of membership are reckoned {how}, up to {day}")


JOINING_WORDS: dict[type[c.Clause], Callable[[Any, Speaker], str]] = {
    c.Period: _period,
    c.Fee: _fee,
    c.Participation: _participation,
    c.SharesLimit: _shares_limit,
    c.AgeAtStart: _age_at_start,
    c.SexOnly: _sex_only,
    c.BasicMedicalRequired: _basic_medical,
    c.EmploymentAmong: _employment_among,
    c.RelationAmong: _relation_among,
    c.HazardClass: _hazard_class,
    c.CoverStart: _cover_start,
    c.EqualShares: _equal_shares,
    c.Joining: _joining,
    c.Continuity: _continuity,
    c.MembershipYears: _membership_years,
}
