"""What each field of the document itself means: edition, articles, parameters, lists."""

from __future__ import annotations

from .meanings import Pair

DOCUMENT: dict[str, Pair] = {
    "Edition.language": ("语言版本，现在写 1", "version of the language, 1"),
    "Edition.plan": ("方案代码，如 ZY", "code of the plan"),
    "Edition.version": ("版本名，带引号", "name of the edition, quoted"),
    "Edition.title": ("名称，中英文", "its title in both languages"),
    "Edition.effective": (
        "适用于哪些日期生效的保障",
        "the days on which covers may start under it",
    ),
    "Edition.articles": ("条文，按原文顺序", "the articles, in the order of the text"),
    "Edition.parameters": (
        "参数：名字 → 数值、来源、可靠程度",
        "parameters: name to value, source and how well it is known",
    ),
    "Edition.lists": (
        "疾病清单：名字 → 病种 → ICD-10 类目",
        "disease lists: name to entry to ICD-10 categories",
    ),
    "Edition.note": ("附注，不影响核算", "a remark; it decides nothing"),
    "Edition.words": (
        "自定用词的名称，如 severity 的 moderate",
        "names of the words that the terms use, such as a severity `moderate`",
    ),
    "Effective.from_": ("首日", "first day"),
    "Effective.until": (
        "末日（含）；有后续版本时必写",
        "last day, included; needed where another edition follows",
    ),
    "Article.number": ("条号，带引号", "its number, quoted"),
    "Article.text": ("条文原文", "its words"),
    "Article.title": ("条标，中英文", "its heading in both languages"),
    "Article.clauses": ("执行本条的子句", "the clauses that carry it out"),
    "Article.no_clause_needed": (
        "整条不需要子句的理由，如“说明宗旨”",
        "why the whole article needs no clause",
    ),
    "Article.no_clause_for": (
        "个别句子不需要子句的：原句 → 理由",
        "sentences that need no clause: the words, and why",
    ),
    "Parameter.unit": (
        "fen 金额、rate 比例、days 天数、span 期间",
        "fen (money), rate, days or span",
    ),
    "Parameter.source": (
        "来源：文件、条号、通知",
        "where it comes from: the document, article, notice",
    ),
    "Parameter.sourced": (
        "可靠程度：published 本办事处公布、other_office 其他办事处、inferred 推算、assumed 暂定",
        "published by this office, other_office, inferred, or assumed",
    ),
    "Parameter.value": ("数值；与 values 二选一", "the value; either this or values"),
    "Parameter.values": ("分段数值，各从某日起", "values, each from a day on"),
    "Parameter.note": ("附注", "a remark"),
    "DatedValue.from_": ("从这一天起", "from this day on"),
    "DatedValue.value": ("数值", "the value"),
    "DatedValue.source": ("来源，与总来源不同时写", "its source, where it differs"),
    "DatedValue.sourced": ("可靠程度，不同时写", "how well it is known, where it differs"),
    "ListedDisease.zh": ("病种名", "name of the disease in Chinese"),
    "ListedDisease.codes": ("ICD-10 三位类目，如 C50", "three-character ICD-10 categories"),
    "ListedDisease.en": ("英文名", "name in English"),
}
