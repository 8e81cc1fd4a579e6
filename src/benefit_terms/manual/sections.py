"""One kind, one axis, one recipe: prose, fields, YAML, trace, refusals, example and cases."""

from __future__ import annotations

import re
from inspect import cleandoc
from typing import Any

from ..cases import Ran
from ..explain import explain
from ..prose import clause_in_words
from ..quantities import format_yuan
from ..sentences import SENTENCES
from .examples import FAMILIES, Example, example
from .markdown import Page, fence, folded, quote, table
from .tables import field_table, records_in

_OUTCOMES = {
    "pay": ("给付{}元", "pays {} yuan"),
    "refuse": ("不付", "refused"),
    "refer": ("转人工", "an officer decides"),
}
#: `published_edges`, `event.late_reason`, `per: event`; not the words of a sentence.
_NAME = re.compile(
    r"[a-z]+(?:[._][a-z]+)+(?:: [a-z_]+)?|\b(?:edges|per|on|excess|across): [a-z_]+", re.ASCII
)
_PAGE_OF = {"conditions": "conditions", "starts": "starts", "steps": "steps", "windows": "windows"}


def case_name(name: str, page: Page) -> str:
    """Cases of examples are named in both languages, `中文 / English`."""
    zh, _, en = name.partition(" / ")
    return page.say(zh, en or zh)


def page_of(shown: Example) -> str:
    """The page on which an example stands, without its folder of language."""
    if shown.folder == "clauses":
        return f"clauses-{shown.group}.md"
    if shown.folder == "recipes":
        return f"cookbook-{shown.group}.md"
    return "values.md" if shown.folder == "axes" else f"{_PAGE_OF[shown.folder]}.md"


def link(path: str, page: Page) -> str:
    """A link to the section of another example."""
    shown = example(path)
    return f"[{shown.name} {page.say(*_title(shown))}]({page_of(shown)}#{shown.name})"


def _title(shown: Example) -> tuple[str, str]:
    return shown.title["zh"], shown.title["en"]


def kind_section(shown: Example, page: Page) -> str:
    """Everything about one kind."""
    node = FAMILIES[shown.folder].members[shown.name]
    parts = [heading(shown, page), _about(shown, node, page), _fields(node, page)]
    parts += [_yaml(shown, page), cases_table(shown, page), trace(shown, page)]
    parts += [refusals_table(shown, page), whole(shown, page)]
    return "\n".join(part for part in parts if part)


def axis_section(shown: Example, page: Page) -> str:
    """How to choose by one axis."""
    parts = [heading(shown, page, level=3), about(shown, page) + "\n"]
    parts += [_yaml(shown, page), cases_table(shown, page), whole(shown, page)]
    return "\n".join(parts)


def recipe_section(shown: Example, page: Page) -> str:
    """A recipe: its text, the whole edition, its rule in words, its cases."""
    said = [
        f"- {clause_in_words(shown.edition, clause, page.language)}\n"
        for _, clause in shown.edition.clauses()
        if clause.kind != "event_inside_cover"
    ]
    cases = page.say("用例文件", "The file of cases")
    return "\n".join(
        [
            f"## {shown.name}\n",
            f"**{shown.title[page.language]}**\n",
            about(shown, page) + "\n",
            fence(shown.text(page.language), "yaml"),
            page.say("规则说成话：\n", "The rule in words:\n"),
            "".join(said),
            cases_table(shown, page),
            trace(shown, page, "member"),
            folded(cases, fence(shown.cases_text, "yaml")),
        ]
    )


def about(shown: Example, page: Page) -> str:
    """The explanation, with the names of the language set as code."""
    return _NAME.sub(r"`\g<0>`", shown.about[page.language])


def heading(shown: Example, page: Page, level: int = 2) -> str:
    """The heading is the bare kind, so that its anchor is the same in both languages."""
    return f"{'#' * level} {shown.name}\n\n**{shown.title[page.language]}**\n"


def _about(shown: Example, node: type[Any], page: Page) -> str:
    words = about(shown, page)
    text = words if page.language == "zh" else f"{_doc(node)}\n\n{words}"
    if shown.neighbours:
        links = page.say("、", ", ").join(link(path, page) for path in shown.neighbours)
        text += page.say(f"\n\n参见：{links}", f"\n\nSee also: {links}")
    return text + "\n"


def _doc(node: type[Any]) -> str:
    return " ".join(cleandoc(node.__doc__ or "").split())


def _fields(node: type[Any], page: Page) -> str:
    own = field_table(node, page)
    if not own:
        return page.say("没有字段，只写名字。\n", "It has no fields; write the bare word.\n")
    parts = [own]
    for record in dict.fromkeys(records_in(node)):
        parts.append(f"`{record.__name__}`:\n\n" + field_table(record, page))
    return "\n".join(parts)


def _yaml(shown: Example, page: Page) -> str:
    words = clause_in_words(shown.edition, shown.clause(), page.language)
    return fence(shown.excerpt(page.language), "yaml") + "\n" + quote(words)


def result_in_words(ran: Ran, page: Page) -> str:
    """What came out: the amount with its lines, or the reasons by code."""
    decision = ran.decision
    said = page.pick(_OUTCOMES[decision.outcome]).format(format_yuan(decision.amount_fen))
    more = [f"`{line.clause}` {format_yuan(line.amount_fen)}" for line in decision.lines]
    codes = dict.fromkeys(f"`{refusal.code}`" for refusal in decision.refusals)
    ends = [page.say("保障终止", "cover ends")] if decision.effects else []
    more = [*(more if len(more) > 1 else []), *codes, *ends]
    return said + (
        page.say("（{}）", " ({})").format(page.say("、", ", ").join(more)) if more else ""
    )


def cases_table(shown: Example, page: Page) -> str:
    """Each case: what is laid over the shared facts, and what comes out."""
    laid = _laid_over(shown.cases_text)
    rows = [
        [case_name(ran.case.name, page), laid.get(ran.case.name, "—"), result_in_words(ran, page)]
        for ran in shown.ran
    ]
    head = [
        ("用例", "case"),
        ("与共同事实的差别", "facts laid over the shared ones"),
        ("结果", "result"),
    ]
    return table([page.pick(one) for one in head], rows)


def _laid_over(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, facts in re.findall(r"- name: (.+)\n\s+facts: (.+)\n", text):
        found[name] = f"`{facts}`"
    return found


def trace(shown: Example, page: Page, audience: Any = "reviewer") -> str:
    """What `explain` says of the paying case with the most to tell, or of the first case."""
    paying = [one for one in shown.ran if one.decision.outcome == "pay"] or shown.ran[:1]
    ran = max(paying, key=_told)
    text = explain(shown.edition, ran.decision, page.language, audience)
    name = case_name(ran.case.name, page)
    lead = page.say(f"核算过程（用例“{name}”）：\n\n", f"The trace (case “{name}”):\n\n")
    return lead + fence(text, "text")


def _told(ran: Ran) -> int:
    return sum(SENTENCES[step.kind].member for step in ran.decision.trace)


def refusals_table(shown: Example, page: Page) -> str:
    """The refusals that its cases meet, each once, as the member reads them."""
    found: dict[str, str] = {}
    for ran in shown.ran:
        for refusal in ran.decision.refusals:
            if refusal.code != "event_outside_cover" or shown.name == "event_inside_cover":
                found.setdefault(refusal.code, page.say(refusal.text_zh, refusal.text_en))
    if not found:
        return page.say("它不拒付，也不转人工。\n", "It refuses nothing and asks no officer.\n")
    head = [page.say("理由", "refusal"), page.say("会员读到的话", "what the member reads")]
    return table(head, [[f"[`{code}`](refusals.md#{code})", text] for code, text in found.items()])


def whole(shown: Example, page: Page) -> str:
    """The complete edition and its cases, folded."""
    body = fence(shown.text(page.language), "yaml") + "\n" + fence(shown.cases_text, "yaml")
    name = f"{shown.name}.yaml / {shown.name}.cases.yaml"
    return folded(
        page.say(f"完整的版本和用例：{name}", f"The whole edition with its cases: {name}"), body
    )
