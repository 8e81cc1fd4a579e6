"""The rule itself in plain words, its numbers resolved: what stands under an article.

`explain` tells how one event was decided; here it is told what would be done
with any event. A figure that is only assumed carries its mark (暂定).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from . import clauses as c
from .edition import Article, Edition
from .prose_amounts import WINDOW_WORDS, limit_in_words, steps_in_words
from .prose_conditions import conditions_in_words
from .prose_joining import JOINING_WORDS
from .prose_speaker import Language, Speaker
from .prose_starts import START_WORDS
from .prose_words import CAUSES, DATE_ROLES, PER
from .sentences import ROUNDING_NAMES


def clause_in_words(edition: Edition, clause: c.Clause, language: Language) -> str:
    """One sentence that says what the clause does."""
    text = CLAUSE_WORDS[type(clause)](clause, Speaker(edition, language))
    return f"{text}。" if language == "zh" else f"{text[0].upper()}{text[1:]}."


def edition_in_words(
    edition: Edition, language: Language
) -> list[tuple[Article, list[tuple[c.Clause, str]]]]:
    """Every article with its clauses, each clause with its sentence."""
    return [
        (
            article,
            [(clause, clause_in_words(edition, clause, language)) for clause in article.clauses],
        )
        for article in edition.articles
    ]


def words_of(edition: Edition, language: Language) -> list[str]:
    """The edition as lines of text: each article, and under it what its clauses do."""
    lines = [edition.title.zh if language == "zh" else edition.title.en]
    for article, pairs in edition_in_words(edition, language):
        number = f"第{article.number}条" if language == "zh" else f"Article {article.number}"
        lines += ["", f"{number}  {article.text.strip()}"]
        lines += [f"  - {sentence}" for _, sentence in pairs]
        none = "不需要子句：" if language == "zh" else "needs no clause: "
        if article.no_clause_needed:
            lines.append(f"  - {none}{article.no_clause_needed}")
        lines += [f"  - {none}“{quote}” {why}" for quote, why in article.no_clause_for]
    return lines


def _dates(roles: tuple[str, ...], sp: Speaker) -> str:
    """入院日（没有的按发生日） / the day of admission (or else the day of the event)."""
    first, *rest = (sp.pick(DATE_ROLES[role]) for role in roles)
    if not rest:
        return first
    others = sp.say("、", ", ").join(rest)
    return first + sp.say(f"（没有的按{others}）", f" (or else {others})")


def _only_for(names: tuple[str, ...], sp: Speaker) -> str:
    return sp.say(f"对{sp.benefits(names)}，", f"for {sp.benefits(names)}: ") if names else ""


def _inside_cover(clause: c.EventInsideCover, sp: Speaker) -> str:
    which = sp.say("各项互助金所认定的日期", "the day by which a benefit is dated")
    if clause.date:
        which = _dates(clause.date, sp)
    return sp.say(
        f"{which}须在保障期内（含生效日，不含终止日）",
        f"{which} must fall inside the cover, its first day included, its end not",
    )


def _waiting(clause: c.Waiting, sp: Speaker) -> str:
    windows = _windows(clause.windows, sp)
    text = _only_for(clause.benefits, sp)
    if len(clause.causes) == 1:
        cause = sp.pick(CAUSES[clause.causes[0]])
        text += sp.say(f"因{cause}的，", f"for {cause}: ")
    text += sp.say("观察期：", "waiting period: ") + sp.say("；", "; ").join(windows)
    if clause.waived_at_renewal:
        text += sp.say("；续保的免观察期", "; waived for renewals")
    if clause.waived_for_added_plan:
        text += sp.say(
            "；已参加其他方案、增加本方案的免观察期", "; waived for a member who adds this plan"
        )
    if clause.not_for_holders_of:
        plans = sp.listed([sp.quoted(plan) for plan in clause.not_for_holders_of])
        text += sp.say(f"（只参加过{plans}的不免）", f" (not if the member held only {plans})")
    return text


def _windows(windows: tuple[c.Window, ...], sp: Speaker) -> list[str]:
    said: list[str] = []
    following: str | None = "1"
    for window in windows:
        result = WINDOW_WORDS[type(window.result)](window.result, sp)
        first = following if window.from_day is None else _day(window.from_day, sp)
        end = sp.edition.constant(window.through_day)
        in_days = end is not None and end.unit == "days"
        last = _day(window.through_day, sp) if in_days else sp.value(window.through_day)
        said.append(sp.say("{}，{}", "{}: {}").format(_extent(first, last, in_days, sp), result))
        following = str(int(end.number) + 1) if end is not None and in_days else None
    return said


def _extent(first: str | None, last: str, in_days: bool, sp: Speaker) -> str:
    """保障第1至30天, 保障第31天至满3个月, 此后至第180天."""
    if first is None:
        end = sp.say(f"第{last}天", f"day {last}") if in_days else sp.say(f"满{last}", last)
        return sp.say(f"此后至保障{end}", f"after that to {end} of cover")
    if in_days:
        return sp.say(f"保障第{first}至{last}天", f"days {first} to {last} of cover")
    return sp.say(f"保障第{first}天至满{last}", f"from day {first} to the end of {last} of cover")


def _day(day: Any, sp: Speaker) -> str:
    """The number of a day without its unit, with the mark of an assumed parameter."""
    said = sp.value(day)
    return said.replace("天", "") if sp.language == "zh" else re.sub(r" days?\b", "", said)


_PAIR_RESULTS = {
    "excludes": ("不再给付", "nothing more is paid"),
    "pays_difference": ("补付差额", "the difference is paid"),
    "replaces": (
        "以后者代替前者，补付差额",
        "the later replaces the earlier, the difference is paid",
    ),
    "adds": ("另行给付", "it is paid in addition"),
}


def _same_disease(clause: c.SameDisease, sp: Speaker) -> str:
    same = sp.say("（ICD-10类目相同）", " (of one ICD-10 category)")
    if clause.same == "entry":
        same = sp.say("（清单中属同一项）", " (of one entry of the list)")
    per = sp.pick(PER[clause.per])
    text = _only_for(clause.benefits, sp)
    text += sp.say(f"同一疾病{same}{per}只给付一次", f"the same disease{same} is paid once {per}")
    pairs = [
        sp.say(
            f"先{sp.word('severity', pair.earlier)}后{sp.word('severity', pair.now)}的，",
            f"{sp.word('severity', pair.now)} after {sp.word('severity', pair.earlier)}: ",
        )
        + sp.pick(_PAIR_RESULTS[pair.result])
        for pair in clause.pairs
    ]
    return text + "".join(sp.say("；", "; ") + pair for pair in pairs)


_LATE = {
    "refuse": ("逾期不予给付", "later, nothing is paid"),
    "refer": ("逾期的转人工审定", "later, an officer decides"),
    "refer_with_reason": (
        "逾期的不予给付，说明理由的转人工审定",
        "later, nothing is paid, or an officer decides if a reason is given",
    ),
}


def _filing_limit(clause: c.FilingLimit, sp: Speaker) -> str:
    within, after, late = (
        sp.value(clause.within),
        _dates(clause.after, sp),
        sp.pick(_LATE[clause.late]),
    )
    return _only_for(clause.benefits, sp) + sp.say(
        f"应自{after}起{within}内提出申请，{late}",
        f"the claim must be filed within {within} of {after}; {late}",
    )


def _bill_adds_up(clause: c.BillAddsUp, sp: Speaker) -> str:
    return sp.say(
        "票据总额须等于统筹支付、大额支付与个人各项之和，不符的不予给付",
        "the total of the bill must be the sum of its parts; otherwise nothing is paid",
    )


def _pre_existing(clause: c.PreExisting, sp: Speaker) -> str:
    since = sp.say("本期保障生效日", "this cover began")
    if clause.reckoned_from == "continuous_cover":
        since = sp.say("连续参保的首个生效日", "the first of an unbroken row of covers began")
    return _only_for(clause.benefits, sp) + sp.say(
        f"首次确诊早于{since}的疾病不予给付",
        f"a disease first diagnosed before {since} is not paid for",
    )


def _exclusion(clause: c.Exclusion, sp: Speaker) -> str:
    when = conditions_in_words(clause.when, sp, clause.unless)
    return _only_for(clause.benefits, sp) + sp.say(
        f"{when}的，不予给付（{clause.reason.zh}）",
        f"nothing is paid if {when} ({clause.reason.en})",
    )


def _benefit(clause: c.Benefit, sp: Speaker) -> str:
    when = conditions_in_words(clause.when, sp, clause.unless)
    start = START_WORDS[type(clause.start)](clause.start, sp)
    steps = steps_in_words(clause.steps, sp)
    text = sp.say(
        f"“{clause.label.zh}”：{when}的，以{_dates(clause.dated_by, sp)}为准；{start}",
        f"“{clause.label.en}”: if {when}, judged by {_dates(clause.dated_by, sp)}; {start}",
    )
    if steps:
        text += sp.say("，", ", ") + steps
    return text + "".join(sp.say("；", "; ") + more for more in _besides(clause, sp))


def _besides(clause: c.Benefit, sp: Speaker) -> list[str]:
    said = []
    if clause.in_force is not None:
        first, last = clause.in_force.from_, clause.in_force.until
        zh = (f"{first}起" if first else "") + (f"至{last}止" if last else "")
        en = " ".join(([f"from {first}"] if first else []) + ([f"until {last}"] if last else []))
        said.append(sp.say(f"适用于{zh}的事由", f"for events {en}"))
    if clause.exception_to is not None:
        other = sp.benefit(clause.exception_to)
        said.append(sp.say(f"适用时代替{other}", f"where it answers, {other} gives way"))
    if clause.ends_cover:
        said.append(sp.say("给付后保障终止", "the cover ends with it"))
    return said


def _cap(clause: c.Cap, sp: Speaker) -> str:
    limit, name = limit_in_words(clause, sp), sp.quoted(clause.id)
    return sp.say(f"限额{name}：{limit}", f"limit {name}: at most {limit}")


def _times_limit(clause: c.TimesLimit, sp: Speaker) -> str:
    what, per = (
        sp.benefits(clause.benefits) or sp.say("本方案", "this plan"),
        sp.pick(PER[clause.per]),
    )
    return sp.say(
        f"{what}{per}最多给付{clause.most}次", f"{what} pays at most {clause.most} times {per}"
    )


def _exclusive(clause: c.MutuallyExclusive, sp: Speaker) -> str:
    what = sp.benefits(clause.benefits)
    keep = sp.say("只付最高的一项", "the largest is paid")
    if clause.keep == "first_listed":
        keep = sp.say("只付排列在前的一项", "the first of them that answers is paid")
    if clause.across == "event":
        return sp.say(
            f"同一事由下{what}不可兼得，{keep}；其他事由已付的不影响",
            f"of {what} {keep} for one event; what was paid for other events does not matter",
        )
    return sp.say(
        f"{what}不可兼得，{keep}；本保障期内已付其中另一项的，只补差额",
        f"of {what} {keep}; where another was paid in the period, only the difference",
    )


def _rounding(clause: c.FinalRounding, sp: Speaker) -> str:
    how = sp.pick(ROUNDING_NAMES[clause.how])
    return sp.say(
        f"每项互助金的应付金额最后{how}", f"in the end the amount of each benefit is {how}"
    )


def _refer(clause: c.Refer, sp: Speaker) -> str:
    when = conditions_in_words(clause.when, sp, clause.unless)
    return _only_for(clause.benefits, sp) + sp.say(
        f"{when}的，转人工审定（{clause.reason.zh}）",
        f"an officer decides if {when} ({clause.reason.en})",
    )


def _checklist(clause: c.Checklist, sp: Speaker) -> str:
    papers = [
        sp.say(paper.label.zh, paper.label.en)
        + ("" if paper.required else sp.say("（如有）", " (if there is one)"))
        for paper in clause.papers
    ]
    return sp.say("申请材料：", "papers of a claim: ") + sp.say("、", ", ").join(papers)


CLAUSE_WORDS: dict[type[c.Clause], Callable[[Any, Speaker], str]] = {
    **JOINING_WORDS,
    c.EventInsideCover: _inside_cover,
    c.Waiting: _waiting,
    c.SameDisease: _same_disease,
    c.FilingLimit: _filing_limit,
    c.BillAddsUp: _bill_adds_up,
    c.PreExisting: _pre_existing,
    c.Exclusion: _exclusion,
    c.Benefit: _benefit,
    c.Cap: _cap,
    c.TimesLimit: _times_limit,
    c.MutuallyExclusive: _exclusive,
    c.FinalRounding: _rounding,
    c.Refer: _refer,
    c.Checklist: _checklist,
}
