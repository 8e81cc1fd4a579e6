"""The terms that the manual uses, from GLOSSARY.md; a test compares them."""

from __future__ import annotations

from .markdown import Page, table

#: English term → (Chinese, what it is in Chinese, what it is in English).
WORDS: dict[str, tuple[str, str, str]] = {
    "plan": ("方案", "会员参加的一种互助保障", "a product under which members are covered"),
    "edition": (
        "版本",
        "一个方案某一时期的全部条款，发布后不再改",
        "the terms of one plan in one wording",
    ),
    "article": ("条文", "有编号的一条规定，用原文", "one numbered provision, in its own words"),
    "clause": ("子句", "条文让程序做的事", "what an article makes the evaluator do"),
    "parameter": ("参数", "有来源、分日期的数", "a dated figure, with its source"),
    "digest": ("摘要", "版本内容的指纹，参保时记下", "SHA-256 over the terms; what a cover pins"),
    "event": (
        "事由",
        "住院、确诊、意外、伤残、身故",
        "stay, diagnosis, accident, disability, death",
    ),
    "cover": ("保障", "一人在一个方案下的一期", "one person under one plan for one period"),
    "period of cover": ("保障期", "含首日、不含终止日", "half-open: its end does not belong"),
    "waiting period": ("观察期", "生效后少付或不付的日子", "days in which less or nothing is paid"),
    "renewal": ("续保", "紧接上期的参保", "a cover that follows another closely enough"),
    "contribution": ("会费", "参加一期所交的钱", "what is paid for a cover"),
    "participation": ("参保率", "单位有多少人参加", "how many of a unit join"),
    "share": ("份数", "一人参加几份", "how many times a person takes a plan"),
    "tier": ("档次", "会费与待遇的级别", "level of fee and benefit"),
    "person class": ("人员类别", "普通、劳模、困难职工", "ordinary, model worker, in hardship"),
    "severity": ("病种程度", "重症、轻症等，审核人可改", "severe, mild; a reviewer may change it"),
    "deductible": (
        "起付线",
        "医保起付线；免赔额也是一种步骤",
        "what the insured pays first; also a step",
    ),
    "cap": ("封顶线", "一定时期内最多给付；条款里叫限额", "the most that is paid within a period"),
    "benefit": ("互助金", "对事由给付的钱", "what is paid for an event"),
    "adjudication": ("核算", "按条款算出给付", "deciding by the terms what a claim pays"),
    "decision": (
        "核算结果",
        "给付、不付或转人工，附明细和理由",
        "the outcome, with lines and reasons",
    ),
    "trace": ("核算过程", "每一步、条号和参数", "every step, with article and parameter"),
    "refusal reason": ("不予给付理由", "有名字的不付理由", "a named reason for paying nothing"),
    "refer": ("转人工", "付与不付之外的第三种结果", "the third outcome: an officer has to decide"),
    "filing limit": ("申请时限", "最迟何时申请", "until when a claim may be filed"),
}


def words_page(page: Page) -> str:
    """The table of terms, Chinese beside English."""
    rows = [
        [zh, english, page.say(what_zh, what_en)]
        for english, (zh, what_zh, what_en) in WORDS.items()
    ]
    title = page.say("# 术语\n\n[手册目录](index.md)\n", "# Words\n\n[Contents](index.md)\n")
    return title + "\n" + table(["中文", "English", page.say("说明", "meaning")], rows)
