"""What changes between two editions, article by article and parameter by parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .edition import Edition, Parameter
from .prose import clause_in_words
from .prose_speaker import Language, Speaker


def diff(old: Edition, new: Edition) -> list[str]:
    """One line per change, `where: old → new`, in the order of the documents; empty if none."""
    before, after = old.canonical_data(), new.canonical_data()
    lines: list[str] = []
    for key in ("plan", "version", "title", "effective"):
        lines += _changes(key, before.get(key), after.get(key))
    lines += _named("parameter", before.get("parameters", {}), after.get("parameters", {}))
    lines += _named("list", before.get("lists", {}), after.get("lists", {}))
    lines += _named("article", _by(before["articles"], "number"), _by(after["articles"], "number"))
    return lines


def _by(items: Any, key: str) -> dict[str, Any]:
    return {item[key]: item for item in items}


def _named(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    lines = []
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new:
            lines.append(f"{what} {name}: removed")
        elif name not in old:
            lines.append(f"{what} {name}: added")
        else:
            lines += _changes(f"{what} {name}", old[name], new[name])
    return lines


def _changes(where: str, old: Any, new: Any) -> list[str]:
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            line
            for key in [*old, *(k for k in new if k not in old)]
            for line in _changes(f"{where}.{key}", old.get(key), new.get(key))
        ]
    if isinstance(old, list) and isinstance(new, list):
        if all(isinstance(item, dict) and "id" in item for item in old + new):
            return _named(f"{where}: clause", _by(old, "id"), _by(new, "id"))
        if len(old) == len(new):
            return [
                line
                for i, (a, b) in enumerate(zip(old, new, strict=True))
                for line in _changes(f"{where}[{i}]", a, b)
            ]
    return [f"{where}: {_shown(old)} → {_shown(new)}"]


def _shown(value: Any) -> str:
    return "(nothing)" if value is None else str(value)


def diff_in_words(old: Edition, new: Edition, language: Language = "zh") -> list[str]:
    """What changes, in sentences: dates, parameters with their sources, rules article by article.

    Empty if the two say the same. What changes nothing that is paid is shown by its place.
    """
    say = Speaker(new, language).say
    open_ = say("无期限", "further notice")
    lines = []
    for what, before, after in (
        (say("版本", "version"), old.version, new.version),
        (say("名称", "title"), *((e.title_zh, e.title_en)[language == "en"] for e in (old, new))),
        (say("生效", "in force from"), old.effective_from, new.effective_from),
        (say("截止", "until"), old.effective_until or open_, new.effective_until or open_),
    ):
        if before != after:
            lines.append(say(f"{what}：{before} → {after}", f"{what}: {before} → {after}"))
    lines += _parameters_in_words(old, new, language)
    lines += _articles_in_words(old, new, language)
    if not lines and old.digest != new.digest:
        lines = diff(old, new)
    return lines


def _parameters_in_words(old: Edition, new: Edition, language: Language) -> list[str]:
    say = Speaker(new, language).say
    before, after = dict(old.parameters), dict(new.parameters)
    lines = []
    for name in [*before, *(name for name in after if name not in before)]:
        if name not in after:
            lines.append(say(f"参数 {name}：删除", f"parameter {name}: removed"))
        else:
            now = _parameter_in_words(after[name], new, language)
            was = say("（无）", "(none)")
            if name in before:
                was = _parameter_in_words(before[name], old, language)
            if was != now:
                lines.append(say(f"参数 {name}：{was} → {now}", f"parameter {name}: {was} → {now}"))
    return lines


def _parameter_in_words(parameter: Parameter, edition: Edition, language: Language) -> str:
    speaker = Speaker(edition, language)
    source = speaker.say(f"（来源：{parameter.source}）", f" (source: {parameter.source})")
    if parameter.value is not None:
        return speaker.value(parameter.value) + source
    dated = [
        speaker.say(
            f"{d.from_}起{speaker.value(d.value)}", f"from {d.from_} {speaker.value(d.value)}"
        )
        for d in parameter.values
    ]
    return speaker.say("，", ", ").join(dated) + source


def _articles_in_words(old: Edition, new: Edition, language: Language) -> list[str]:
    say = Speaker(new, language).say
    before, after = ({a.number: a for a in edition.articles} for edition in (old, new))
    was, now = _rules(old, language), _rules(new, language)
    lines = []
    for number in [*after, *(n for n in before if n not in after)]:
        where = say(f"第{number}条", f"Article {number}")
        if number not in before:
            lines.append(say(f"{where}：新增", f"{where}: added"))
        elif number not in after:
            lines.append(say(f"{where}：删除", f"{where}: removed"))
        changes = [
            change
            for name in dict.fromkeys((*now, *was))
            if now.get(name, was.get(name, ("", "")))[0] == number
            for change in _rule_in_words(was.get(name), now.get(name), say)
        ]
        lines += [say(f"{where}：{change}", f"{where}: {change}") for change in changes]
        one, two = before.get(number), after.get(number)
        if changes and one and two and one.text != two.text:
            text = f"{one.text} → {two.text}"
            lines.append(say(f"{where}条文：{text}", f"{where}, words: {text}"))
    return lines


#: The number of its article, and the rule in words.
_Rule = tuple[str, str]


def _rules(edition: Edition, language: Language) -> dict[str, _Rule]:
    return {
        clause.id: (article.number, clause_in_words(edition, clause, language))
        for article, clause in edition.clauses()
    }


def _rule_in_words(
    was: _Rule | None, now: _Rule | None, say: Callable[[str, str], str]
) -> list[str]:
    """What becomes of one rule; nothing if it reads the same in the same article."""
    if was is None and now is not None:
        return [say(f"新增：{now[1]}", f"added: {now[1]}")]
    if now is None and was is not None:
        return [say(f"删除：{was[1]}", f"removed: {was[1]}")]
    if was is None or now is None or was == now:
        return []
    if was[1] == now[1]:
        text = now[1]
        return [say(f"由第{was[0]}条移来：{text}", f"moved from article {was[0]}: {text}")]
    return [say(f"原为：{was[1]}现为：{now[1]}", f"was: {was[1]} Now: {now[1]}")]
