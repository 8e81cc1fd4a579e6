"""A decision in sentences, for the member (plain) or the reviewer (everything).

Every line names its article. Where an amount rests on a parameter that is only
assumed, both audiences are told so: an assumption must not pass for a rule.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from .decision import Decision, TraceStep
from .edition import Edition, ParameterUse
from .errors import Unacceptable
from .quantities import format_quantity, format_rate, format_yuan, parse_quantity
from .sentences import COMPONENT_NAMES, ROUNDING_NAMES, SENTENCES, SOURCED

Language = Literal["zh", "en"]
Audience = Literal["member", "reviewer"]


def explain(
    edition: Edition, decision: Decision, language: Language = "zh", audience: Audience = "member"
) -> str:
    """The decision as lines of text. Pure: the same decision gives the same words for ever."""
    lines = [_headline(edition, decision, language)]
    paid = {line.clause for line in decision.lines} | {
        s.benefit for s in decision.trace if s.kind == "window_instead"
    }
    for step in decision.trace:
        if audience == "reviewer" or (SENTENCES[step.kind].member and step.benefit in paid):
            lines.append(_article(step.article, language) + _sentence(step, language))
            lines.extend(_sources(step, language, audience))
    for refusal in decision.refusals:
        text = refusal.text_zh if language == "zh" else refusal.text_en
        officer = f"〔{refusal.code}: {refusal.officer_text}〕" if audience == "reviewer" else ""
        # Every reason names its article itself.
        lines.append(text + officer)
    for line in decision.lines:
        label = line.label_zh if language == "zh" else line.label_en
        lines.append(
            _article(line.article, language)
            + label
            + ("：" if language == "zh" else ": ")
            + _money(line.amount_fen, language)
        )
    lines.extend(_effects(decision, language))
    # Two benefits may be refused for one reason; the reader is told once.
    return "\n".join(dict.fromkeys(lines) if audience == "member" else lines)


def _article(number: str, language: Language) -> str:
    return f"第{number}条：" if language == "zh" else f"Article {number}: "


def _headline(edition: Edition, decision: Decision, language: Language) -> str:
    numbers = list(
        dict.fromkeys(
            [line.article for line in decision.lines]
            or [refusal.article for refusal in decision.refusals]
        )
    )
    if language == "zh":
        by = "、".join(f"第{number}条" for number in numbers)
        words = {
            "pay": f"应付{_money(decision.amount_fen, language)}",
            "refuse": "不予给付",
            "refer": "须由经办人员审定",
        }
        title = f"{edition.title_zh}（{decision.plan} {decision.version}）"
        return f"{title}，依据{by}：{words[decision.outcome]}。"
    by = ", ".join(numbers)
    words = {
        "pay": f"{_money(decision.amount_fen, language)} to be paid",
        "refuse": "nothing is paid",
        "refer": "an officer has to decide",
    }
    title = f"{edition.title_en} ({decision.plan} {decision.version})"
    return f"{title}, article {by}: {words[decision.outcome]}."


def _money(fen: Fraction | int, language: Language) -> str:
    return f"{format_yuan(fen)}元" if language == "zh" else f"{format_yuan(fen)} yuan"


def _sentence(step: TraceStep, language: Language) -> str:
    sentence = SENTENCES[step.kind]
    words = {name: _word(name, value, language) for name, value in step.values}
    words |= {
        name: _money(Fraction(amount), language)
        for name, amount in (("before", step.before), ("after", step.after))
        if amount is not None
    }
    if step.kind == "base_from_bill":
        index = 0 if language == "zh" else 1
        words["components"] = " + ".join(
            f"{names[index]} {words[f'{part}_fen']}"
            for part, names in COMPONENT_NAMES.items()
            if f"{part}_fen" in words
        )
    text = (sentence.zh if language == "zh" else sentence.en).format(
        **{"clause": step.clause, **words}
    )
    return text + ("。" if language == "zh" else ".")


def _word(name: str, value: str, language: Language) -> str:
    if name.endswith("_fen"):
        return _money(Fraction(value), language)
    if name == "how":
        return ROUNDING_NAMES[value][0 if language == "zh" else 1]
    if not name.endswith("_rate"):
        return value
    rate = format_rate(Fraction(value))
    return rate.replace(" ", "") if language == "zh" else rate


def _sources(step: TraceStep, language: Language, audience: Audience) -> list[str]:
    lines = []
    for use in step.parameters:
        if audience == "member" and use.sourced != "assumed":
            continue
        known = SOURCED[use.sourced][0 if language == "zh" else 1]
        source = (
            f"{known}；来源：{use.source}" if language == "zh" else f"{known}; source: {use.source}"
        )
        shown = f"{use.name} = {_parameter_value(use, language)}"
        if audience == "member":
            shown, source = _parameter_value(use, language), known
        lines.append(
            _article(step.article, language)
            + (
                f"所用参数 {shown}（{source}）。"
                if language == "zh"
                else f"rests on {shown} ({source})."
            )
        )
    return lines


def _parameter_value(use: ParameterUse, language: Language) -> str:
    try:
        return format_quantity(
            parse_quantity(use.value if " " in use.value or "/" in use.value else f"{use.value}/1"),
            language,
        )
    except Unacceptable:
        return use.value


def _effects(decision: Decision, language: Language) -> list[str]:
    words = (
        "给付后保障于{on}终止。"
        if language == "zh"
        else "the cover ends on {on} with this payment."
    )
    return [
        _article(effect.article, language) + words.format(on=effect.on)
        for effect in decision.effects
    ]
