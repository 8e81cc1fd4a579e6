"""The decision letter as PDF: what stands in it, and its setting by typst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from huzhu.kernel.clock import format_date
from huzhu.kernel.money import capital, yuan
from huzhu.kernel.paper import typeset

_TEMPLATE = Path(__file__).parents[1] / "letter.typ"


@dataclass(frozen=True)
class LetterLine:
    plan: str
    label: str
    article: str
    article_text: str
    amount_fen: int


@dataclass(frozen=True)
class LetterRefusal:
    plan: str
    article: str
    article_text: str
    why: str


@dataclass(frozen=True)
class LetterStep:
    """`step` and `outcome` are values of ReviewStep and ReviewOutcome."""

    step: str
    outcome: str
    by: str
    on: date


@dataclass(frozen=True)
class Letter:
    """A decision as its letter tells it; `reason` is given where an officer refused."""

    ref: str
    name: str
    organisation: str
    event_kind: str
    event_on: date
    filed_on: date
    decided_on: date
    amount_fen: int
    lines: Sequence[LetterLine] = ()
    refusals: Sequence[LetterRefusal] = ()
    steps: Sequence[LetterStep] = field(default=())
    reason: str = ""


_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "title": "互助金给付决定书",
        "ref": "编号",
        "name": "职工",
        "organisation": "单位",
        "event": "事件",
        "filed": "提交日期",
        "decided": "决定日期",
        "pays": "经审核，决定给付互助金如下。",
        "refuses": "经审核，本次申请不予给付互助金。",
        "plan": "保障",
        "amount": "金额",
        "article": "第{n}条",
        "total": "合计",
        "in_words": "人民币大写",
        "not_paid": "未给付的保障及依据",
        "reason": "理由",
        "steps": "审核",
        "appeal": "如对本决定有疑问，请凭编号向所在单位工会或经办机构咨询、申请复核。",
        "inpatient": "住院",
        "outpatient_special": "门诊特定项目",
        "diagnosis": "确诊所列疾病",
        "accident": "意外伤害",
        "disability": "伤残",
        "death": "身故",
        "officer": "理赔员",
        "head": "部门主管",
        "compliance": "合规管理",
        "approve": "通过",
        "return": "退回",
        "refuse": "不予给付",
    },
    "en": {
        "title": "Decision on a mutual-aid benefit",
        "ref": "Reference",
        "name": "Member",
        "organisation": "Unit",
        "event": "Event",
        "filed": "Filed on",
        "decided": "Decided on",
        "pays": "After review, the following benefits are paid.",
        "refuses": "After review, no benefit is paid for this claim.",
        "plan": "Plan",
        "amount": "Amount",
        "article": "Article {n}",
        "total": "Total",
        "in_words": "In Chinese capitals",
        "not_paid": "Plans that do not pay, and why",
        "reason": "Reason",
        "steps": "Reviews",
        "appeal": "Questions and requests for a second look: ask your union, naming the reference.",
        "inpatient": "Hospital stay",
        "outpatient_special": "Outpatient special item",
        "diagnosis": "Diagnosis of a listed disease",
        "accident": "Accident",
        "disability": "Disability",
        "death": "Death",
        "officer": "Claims officer",
        "head": "Department head",
        "compliance": "Compliance",
        "approve": "Approved",
        "return": "Returned",
        "refuse": "Refused",
    },
}


def render_letter(letter: Letter, language: str) -> bytes:
    """The letter as PDF, in "zh" or "en"; articles stay in the words of the terms."""
    return typeset(_TEMPLATE, "letter", _content(letter, language))


def _content(letter: Letter, language: str) -> dict[str, Any]:
    words = _WORDS["en" if language == "en" else "zh"]
    day = partial(format_date, language=language)
    return {
        "language": language,
        "words": words,
        "head": [
            [words["ref"], letter.ref],
            [words["name"], letter.name],
            [words["organisation"], letter.organisation],
            [
                words["event"],
                f"{words[letter.event_kind]} {format_date(letter.event_on, language)}",
            ],
            [words["filed"], day(letter.filed_on)],
            [words["decided"], day(letter.decided_on)],
        ],
        "lines": [
            {
                "plan": line.plan,
                "label": line.label,
                "article": words["article"].format(n=line.article),
                "text": line.article_text,
                "amount": _money(line.amount_fen, language),
            }
            for line in letter.lines
        ],
        "total": _money(letter.amount_fen, language),
        "capital": capital(letter.amount_fen),
        "refusals": [_refused(refusal, words) for refusal in letter.refusals],
        "reason": letter.reason,
        "steps": [
            [words[step.step], words[step.outcome], step.by, day(step.on)] for step in letter.steps
        ],
    }


def _refused(refusal: LetterRefusal, words: dict[str, str]) -> dict[str, str]:
    return {
        "plan": refusal.plan,
        "article": words["article"].format(n=refusal.article),
        "text": refusal.article_text,
        "why": refusal.why,
    }


def _money(fen: int, language: str) -> str:
    return f"{yuan(fen)} 元" if language == "zh" else f"CNY {yuan(fen)}"
