"""An edition as it is read: article by article, its words, and beneath them the rule in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from benefit_terms import Edition, Parameter
from benefit_terms import clauses as c
from benefit_terms.edition import references_in
from benefit_terms.nodes import Text
from benefit_terms.prose import clause_in_words
from benefit_terms.prose_speaker import Speaker
from benefit_terms.values import Choice, ParameterRef
from huzhu.console.terms.labels import SOURCED

CLAUSE_NAMES: dict[str, tuple[str, str]] = {
    "period": ("保障期", "Period of cover"),
    "fee": ("互助费", "Contribution"),
    "participation": ("参加比例", "Participation"),
    "shares_limit": ("份数上限", "Most shares"),
    "age_at_start": ("参加年龄", "Age at the start"),
    "sex_only": ("性别限定", "One sex only"),
    "basic_medical_required": ("须参加基本医疗保险", "Basic medical insurance required"),
    "employment_among": ("用工身份", "Employment"),
    "relation_among": ("保障对象", "Who is covered"),
    "hazard_class": ("职业类别", "Hazard class"),
    "equal_shares": ("同单位份数一致", "Equal shares"),
    "joining": ("中途参加", "Joining later"),
    "cover_start": ("生效日", "Start of cover"),
    "continuity": ("续保衔接", "Continuity"),
    "membership_years": ("会龄计算", "Membership years"),
    "event_inside_cover": ("事件须在保障期内", "Event inside the cover"),
    "waiting": ("观察期", "Waiting period"),
    "same_disease": ("同一疾病只付一次", "The same disease once"),
    "filing_limit": ("申请时限", "Time to file"),
    "bill_adds_up": ("票据各项须与总额相符", "The bill adds up"),
    "pre_existing": ("既往症除外", "Pre-existing diseases"),
    "exclusion": ("责任免除", "Exclusion"),
    "benefit": ("互助金", "Benefit"),
    "cap": ("限额", "Cap"),
    "times_limit": ("给付次数上限", "Most payments"),
    "mutually_exclusive": ("不可兼得", "Mutually exclusive"),
    "rounding": ("取整", "Rounding"),
    "refer": ("须由经办人员审定", "An officer decides"),
    "checklist": ("申请材料", "Papers"),
}


@dataclass(frozen=True)
class Known:
    """A parameter as a reader meets it: value, from when, source, and how well it is sourced."""

    name: str
    values: tuple[tuple[str, str], ...]
    source: str
    sourced: str
    sourced_label: str
    tone: str
    note: str

    @property
    def is_assumed(self) -> bool:
        return self.sourced == "assumed"


@dataclass(frozen=True)
class Rule:
    """One clause: what kind it is, its sentence, and the parameters it rests on."""

    id: str
    label: str
    text: str
    parameters: tuple[Known, ...]

    @property
    def is_assumed(self) -> bool:
        return any(known.is_assumed for known in self.parameters)


@dataclass(frozen=True)
class Read:
    """An article with its rules; `reason` says why it needs none."""

    number: str
    title: str
    text: str
    rules: tuple[Rule, ...]
    reason: str


def articles_read(edition: Edition, language: str) -> list[Read]:
    """The edition in the order of its articles."""
    return [
        Read(
            number=article.number,
            title=_text(article.title, language),
            text=article.text,
            rules=tuple(rule_of(edition, clause, language) for clause in article.clauses),
            reason=article.no_clause_needed or "",
        )
        for article in edition.articles
    ]


def rule_of(edition: Edition, clause: c.Clause, language: str) -> Rule:
    names = dict.fromkeys(_references(clause))
    return Rule(
        id=clause.id,
        label=CLAUSE_NAMES.get(clause.kind, (clause.kind,) * 2)[language == "en"],
        text=clause_in_words(edition, clause, "en" if language == "en" else "zh"),
        parameters=tuple(
            known_parameter(edition, name, held, language)
            for name in names
            if (held := edition.parameter(name)) is not None
        ),
    )


def parameters_read(edition: Edition, language: str) -> list[Known]:
    return [known_parameter(edition, name, held, language) for name, held in edition.parameters]


def known_parameter(edition: Edition, name: str, held: Parameter, language: str) -> Known:
    speaker = Speaker(edition, "en" if language == "en" else "zh")
    if held.value is not None:
        values: tuple[tuple[str, str], ...] = (("", speaker.value(held.value)),)
    else:
        values = tuple(
            (dated.from_.isoformat(), speaker.value(dated.value)) for dated in held.values
        )
    worst = max(
        (held.sourced, *(dated.sourced for dated in held.values if dated.sourced)),
        key=list(SOURCED).index,
    )
    label, tone = SOURCED[worst]
    return Known(name, values, held.source, worst, str(label), tone, held.note or "")


def assumed_in(edition: Edition) -> list[str]:
    """Names of parameters that are only assumed, in any of their dated values."""
    return [
        name
        for name, held in edition.parameters
        if "assumed" in (held.sourced, *(dated.sourced for dated in held.values))
    ]


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, ParameterRef | Choice):
        yield from references_in(node)
    elif isinstance(node, tuple):
        for item in node:
            yield from _references(item)
    elif is_dataclass(node) and not isinstance(node, type):
        for entry in fields(node):
            yield from _references(getattr(node, entry.name))


def _text(text: Text | None, language: str) -> str:
    return "" if text is None else text.en if language == "en" else text.zh
